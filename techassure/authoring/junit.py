"""The examples of standards as JUnit XML: an edition is a suite, and each example a case with its file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.etree import ElementTree as ET

from techassure.definitions.editions import Edition
from techassure.problems import Place, Problem
from techassure.proving.examples import Report
from techassure.proving.whole_examples import WholeReport
from techassure.report.entries import junit
from techassure.report.entries.of_problems import entry

Tested = tuple[Edition, Report, WholeReport]


class Covered(NamedTuple):
    """What the examples of an edition exercise: ratios such as ``{"check": "4/5"}``, and what none tries, in lines."""

    ratios: Mapping[str, str]
    untried: Sequence[str]


def render(tested: Sequence[Tested], coverage: Mapping[str, Covered]) -> str:
    """Return the XML; ``coverage`` is that of each edition by its name, where it was asked for."""
    return junit.document([_suite(*each, coverage.get(each[0].name, Covered({}, ()))) for each in tested])


def of_problems(problems: Sequence[Problem]) -> str:
    """Return the XML where no example could be run, because the definitions do not load."""
    cases = [junit.case(entry(each, "loading")) for each in problems]
    return junit.document([junit.suite("techassure standards test", cases)])


def _suite(edition: Edition, report: Report, whole: WholeReport, coverage: Covered) -> ET.Element:
    cases = [*_cases(edition, report), *_wholes(edition, whole)]
    properties = {f"coverage.{key}": value for key, value in coverage.ratios.items()}
    return junit.suite(f"{edition.name} r{edition.file.revision}", cases, properties, "\n".join(coverage.untried))


def _cases(edition: Edition, report: Report) -> Iterator[ET.Element]:
    for case in report.cases:
        group = f"{edition.name}.{case.definition.criterion.id}"
        made = junit.blank_case(group, case.case.name, case.definition.source.place(case.path))
        _add(made, case.problems, "error" if case.assessment is None else "failure")
        yield made


def _wholes(edition: Edition, report: WholeReport) -> Iterator[ET.Element]:
    for case in report.cases:
        made = junit.blank_case(f"{edition.name}.examples", case.name, Place(case.file))
        _add(made, case.problems, "failure")
        yield made


def _add(case: ET.Element, problems: Sequence[Problem], ending: str) -> None:
    for each in (entry(problem, "") for problem in problems):
        junit.add(case, ending, each.says, each.kind, each.place, each.said)
