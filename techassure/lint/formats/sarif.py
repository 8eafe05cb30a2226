"""What lint found, as SARIF 2.1.0, which code hosts show beside the lines of a change."""

from __future__ import annotations

from typing import Any

from techassure.lint.rules import CATEGORY_OF, RULES
from techassure.lint.running import Linted
from techassure.report.entries import sarif
from techassure.report.entries.of_problems import entry


def render(linted: Linted) -> str:
    """Return the log. Problems of loading are rules, too: by their names, without a page."""
    names = sorted({*linted.rules, *(problem.rule for problem in linted.problems)})
    entries = [entry(problem, "lint") for problem in linted.problems]
    return sarif.log({"name": "techassure"}, [_rule(name) for name in names], entries)


def _rule(name: str) -> dict[str, Any]:
    rule = next((each for each in RULES if each.name == name), None)
    if rule is None:
        return {"id": name, "properties": {"tags": ["loading"]}}
    first, _, rest = rule.page.partition("\n\n")
    return {
        "id": name,
        "shortDescription": {"text": " ".join(first.split())},
        "help": {"text": rest.strip(), "markdown": rest.strip()},
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"tags": [CATEGORY_OF[name]]},
    }
