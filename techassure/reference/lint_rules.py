"""`lint/`: a page for each rule of lint, made from the rule's own docstring, and a list of them all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from techassure.authoring.markdown import page, table
from techassure.lint.rule import CATEGORIES, Rule
from techassure.lint.rules import RULES

_ABOUT = {
    "correctness": "Things that cannot be meant, or that procurement would regret.",
    "proof": "Proven for every submission on every day, from the few values of each fact that matter: see "
    "[how](../../explanation/proofs-and-cells.md).",
    "testing": "What the examples leave untried.",
    "sources": "What a definition rests on.",
    "style": "How it reads.",
}


def pages() -> dict[str, str]:
    """Return the text of every page by its name."""
    return {"README.md": page("Rules of lint", _lines()), **{f"{rule.name}.md": _of(rule) for rule in RULES}}


def _lines() -> Iterator[str]:
    yield (
        "What `techassure standards lint` looks for, besides [what reading a definition refuses](../problems.md). "
        "[How to use it](../../how-to/lint-definitions.md)."
    )
    yield ""
    for category in CATEGORIES:
        yield f"## {category}"
        yield ""
        yield _ABOUT[category]
        yield ""
        rows = [(f"[`{rule.name}`]({rule.name}.md)", _first(rule), _kind(rule)) for rule in _sorted(category)]
        yield from table(("rule", "what it finds", "as"), rows)


def _sorted(category: str) -> list[Rule[Any]]:
    return sorted((rule for rule in RULES if rule.category == category), key=lambda rule: rule.name)


def _kind(rule: Rule[Any]) -> str:
    return rule.severity if rule.by_default else f"{rule.severity}, when selected"


def _first(rule: Rule[Any]) -> str:
    return " ".join(rule.page.partition("\n\n")[0].split())


def _of(rule: Rule[Any]) -> str:
    head = f"Category `{rule.category}`; {_kind(rule)}. [All rules](README.md)."
    return page(f"`{rule.name}`", [head, "", *rule.page.splitlines()])
