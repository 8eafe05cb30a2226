"""What lint found, as one JSON document."""

from __future__ import annotations

from typing import Any

from techassure.lint.rules import CATEGORY_OF
from techassure.lint.running import Linted
from techassure.problems import Problem
from techassure.report import json


def render(linted: Linted) -> str:
    """Return the document."""
    made = {
        "techassure": 1,
        "kind": "lint",
        "files": linted.files,
        "rules": list(linted.rules),
        "problems": [_problem(problem) for problem in linted.problems],
    }
    return json.render(made).decode()


def _problem(problem: Problem) -> dict[str, Any]:
    return {**problem.as_data(), "category": CATEGORY_OF.get(problem.rule, "loading")}
