"""Problems as entries."""

from __future__ import annotations

from techassure.problems import Problem
from techassure.report.entries import Entry


def entry(problem: Problem, group: str) -> Entry:
    """Return the entry of a problem, in a group of tests."""
    return Entry(
        rule=problem.rule,
        group=group,
        name=f"{problem.rule} at {problem.place}",
        title=problem.rule,
        state="fail",
        level=problem.severity,
        kind=problem.rule,
        says=problem.message,
        fix=problem.fix,
        place=problem.place,
    )
