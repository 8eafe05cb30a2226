"""The examples of standards as JUnit XML: an edition is a suite, and each example a case with its file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.etree import ElementTree as ET

from techassure.definitions import Edition
from techassure.examples import Ran, Report
from techassure.problems import Problem
from techassure.report.text import clean
from techassure.whole_examples import RanWhole, WholeReport

Tested = tuple[Edition, Report, WholeReport]


def render(tested: Sequence[Tested], coverage: Mapping[str, Mapping[str, str]]) -> str:
    """Return the XML; ``coverage`` holds the properties of each edition by its name, such as ``{"checks": "4/5"}``."""
    totals = [_totals(report.cases, whole.cases) for _, report, whole in tested]
    root = ET.Element("testsuites", _written({key: sum(each[key] for each in totals) for key in _TOTALS}))
    for (edition, report, whole), total in zip(tested, totals, strict=True):
        suite = ET.SubElement(
            root, "testsuite", {"name": f"{edition.name} r{edition.file.revision}", **_written(total)}
        )
        properties = coverage.get(edition.name)
        if properties:
            held = ET.SubElement(suite, "properties")
            for key, value in properties.items():
                ET.SubElement(held, "property", {"name": f"coverage.{key}", "value": value})
        suite.extend(_cases(edition, report))
        suite.extend(_wholes(edition, whole))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


_TOTALS = ("tests", "failures", "errors")


def _totals(cases: Sequence[Ran], whole: Sequence[RanWhole]) -> dict[str, int]:
    failed = sum(bool(case.problems) and case.assessment is not None for case in cases)
    broken = sum(case.assessment is None for case in cases)
    differ = sum(bool(case.problems) for case in whole)
    return {"tests": len(cases) + len(whole), "failures": failed + differ, "errors": broken}


def _written(totals: Mapping[str, int]) -> dict[str, str]:
    return {key: str(count) for key, count in totals.items()}


def _cases(edition: Edition, report: Report) -> Iterator[ET.Element]:
    for case in report.cases:
        place = case.definition.source.place(case.path)
        named = {
            "classname": f"{edition.name}.{case.definition.criterion.id}",
            "name": clean(case.case.name),
            "file": clean(place.file),
            "line": str(place.line),
        }
        element = ET.Element("testcase", named)
        _add(element, case.problems, "error" if case.assessment is None else "failure")
        yield element


def _wholes(edition: Edition, report: WholeReport) -> Iterator[ET.Element]:
    for case in report.cases:
        named = {"classname": f"{edition.name}.examples", "name": clean(case.name), "file": clean(case.file)}
        element = ET.Element("testcase", named)
        _add(element, case.problems, "failure")
        yield element


def _add(element: ET.Element, problems: Sequence[Problem], kind: str) -> None:
    for problem in problems:
        found = ET.SubElement(element, kind, {"message": clean(problem.message), "type": problem.rule})
        found.text = f"{clean(problem.place)}\nfix: {clean(problem.fix)}"
