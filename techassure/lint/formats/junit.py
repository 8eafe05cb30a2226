"""What lint found, as JUnit XML: a case for each problem, and one that passes where there is none."""

from __future__ import annotations

from techassure.lint.rules import CATEGORY_OF
from techassure.lint.running import Linted
from techassure.phrases import counted
from techassure.problems import Problem
from techassure.report.entries import Entry, junit
from techassure.report.entries.of_problems import entry


def render(linted: Linted) -> str:
    """Return the XML. Notes are cases that pass: there is nothing to act on."""
    cases = [junit.case(_entry(problem)) for problem in linted.problems]
    nothing = junit.blank_case("lint", f"no problem in {counted(linted.files, 'file')}")
    return junit.document([junit.suite("techassure standards lint", cases or [nothing])])


def _entry(problem: Problem) -> Entry:
    return entry(problem, f"lint.{CATEGORY_OF.get(problem.rule, 'loading')}")
