"""The examples of standards as JUnit XML: an edition is a suite, and each example a case with its file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.etree import ElementTree as ET

from techassure.definitions import Edition
from techassure.examples import Ran, Report
from techassure.report.text import clean


def render(tested: Sequence[tuple[Edition, Report]], coverage: Mapping[str, Mapping[str, str]]) -> str:
    """Return the XML; ``coverage`` holds the properties of each edition by its name, such as ``{"checks": "4/5"}``."""
    root = ET.Element("testsuites", _totals([case for _, report in tested for case in report.cases]))
    for edition, report in tested:
        name = f"{edition.name} r{edition.file.revision}"
        suite = ET.SubElement(root, "testsuite", {"name": name, **_totals(report.cases)})
        properties = coverage.get(edition.name)
        if properties:
            held = ET.SubElement(suite, "properties")
            for key, value in properties.items():
                ET.SubElement(held, "property", {"name": f"coverage.{key}", "value": value})
        suite.extend(_cases(edition, report))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _totals(cases: Sequence[Ran]) -> dict[str, str]:
    failed = sum(bool(case.problems) and case.assessment is not None for case in cases)
    broken = sum(case.assessment is None for case in cases)
    return {"tests": str(len(cases)), "failures": str(failed), "errors": str(broken)}


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
        for problem in case.problems:
            kind = "error" if case.assessment is None else "failure"
            found = ET.SubElement(element, kind, {"message": clean(problem.message), "type": problem.rule})
            found.text = f"{clean(problem.place)}\nfix: {clean(problem.fix)}"
        yield element
