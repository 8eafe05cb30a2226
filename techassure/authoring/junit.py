"""The examples of standards as JUnit XML: an edition is a suite, and each example a case with its file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from techassure.definitions import Edition
from techassure.examples import Report
from techassure.problems import Place, Problem
from techassure.report.text import clean
from techassure.whole_examples import WholeReport


@dataclass(frozen=True)
class Tested:
    """An edition, with what the examples of its criteria gave and its whole submissions."""

    edition: Edition
    report: Report
    whole: WholeReport

    @property
    def ran(self) -> int:
        """How many examples ran."""
        return self.report.ran + len(self.whole.ran)

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with them."""
        return [*self.report.problems, *self.whole.problems]


@dataclass(frozen=True)
class _Case:
    group: str
    name: str
    place: Place
    problems: Sequence[Problem]
    could_run: bool = True


def render(tested: Sequence[Tested], coverage: Mapping[str, Mapping[str, str]]) -> str:
    """Return the XML; ``coverage`` holds the properties of each edition by its name, such as ``{"checks": "4/5"}``."""
    suites = [(each.edition, list(_cases(each))) for each in tested]
    root = ET.Element("testsuites", _totals([case for _, cases in suites for case in cases]))
    for edition, cases in suites:
        name = f"{edition.name} r{edition.file.revision}"
        suite = ET.SubElement(root, "testsuite", {"name": name, **_totals(cases)})
        properties = coverage.get(edition.name)
        if properties:
            held = ET.SubElement(suite, "properties")
            for key, value in properties.items():
                ET.SubElement(held, "property", {"name": f"coverage.{key}", "value": value})
        suite.extend(_element(case) for case in cases)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _totals(cases: Sequence[_Case]) -> dict[str, str]:
    failed = sum(bool(case.problems) and case.could_run for case in cases)
    broken = sum(not case.could_run for case in cases)
    return {"tests": str(len(cases)), "failures": str(failed), "errors": str(broken)}


def _cases(tested: Tested) -> Iterator[_Case]:
    name = tested.edition.name
    for ran in tested.report.cases:
        place = ran.definition.source.place(ran.path)
        group = f"{name}.{ran.definition.criterion.id}"
        yield _Case(group, ran.case.name, place, ran.problems, ran.assessment is not None)
    for whole in tested.whole.cases:
        yield _Case(f"{name}.submissions", whole.name, Place(whole.file, 1), whole.problems)


def _element(case: _Case) -> ET.Element:
    named = {"classname": case.group, "name": clean(case.name), "file": clean(case.place.file)}
    element = ET.Element("testcase", {**named, "line": str(case.place.line)})
    for problem in case.problems:
        kind = "failure" if case.could_run else "error"
        found = ET.SubElement(element, kind, {"message": clean(problem.message), "type": problem.rule})
        found.text = f"{clean(problem.place)}\nfix: {clean(problem.fix)}"
    return element
