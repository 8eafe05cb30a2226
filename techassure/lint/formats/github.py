"""What lint found, as the commands by which a GitHub workflow annotates files."""

from __future__ import annotations

from techassure.lint.running import Linted
from techassure.report.entries import github
from techassure.report.entries.of_problems import entry


def render(linted: Linted) -> str:
    """Return a line for each problem."""
    return github.commands(entry(problem, "lint") for problem in linted.problems)
