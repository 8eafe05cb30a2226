"""What lint found, as SARIF 2.1.0, which code hosts show beside the lines of a change."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from techassure.lint.rules import CATEGORY_OF, RULES
from techassure.lint.running import Linted
from techassure.problems import Place, Problem
from techassure.report import json
from techassure.version import __version__

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(linted: Linted) -> str:
    """Return the log. Problems of loading are rules, too: by their names, without a page."""
    names = sorted({*linted.rules, *(problem.rule for problem in linted.problems)})
    index = {name: at for at, name in enumerate(names)}
    driver = {"name": "techassure", "version": __version__, "rules": [_rule(name) for name in names]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, index) for problem in linted.problems],
    }
    made = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.render(made).decode()


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


def _result(problem: Problem, index: dict[str, int]) -> dict[str, Any]:
    return {
        "ruleId": problem.rule,
        "ruleIndex": index[problem.rule],
        "level": problem.severity,
        "message": {"text": f"{problem.message}\nfix: {problem.fix}"},
        "locations": [{"physicalLocation": _location(problem.place)}],
    }


def _location(place: Place) -> dict[str, Any]:
    found: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.file)}}
    if place.line:
        found["region"] = {"startLine": place.line, "startColumn": max(place.column, 1)}
    return found


def _uri(file: str) -> str:
    """Return a relative reference, or a `file:` address of what lies elsewhere."""
    path = Path(file)
    shown = quote(path.as_posix().encode("utf-8", "surrogateescape"))
    return f"file://{shown}" if path.is_absolute() else shown
