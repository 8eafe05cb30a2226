"""What lint found, as JUnit XML: a case for each problem, and one that passes where there is none."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from techassure.lint.rules import CATEGORY_OF
from techassure.lint.running import Linted
from techassure.problems import Problem
from techassure.report.text import clean


def render(linted: Linted) -> str:
    """Return the XML. Notes are cases that pass: there is nothing to act on."""
    failed = sum(problem.severity != "note" for problem in linted.problems)
    totals = {"tests": str(max(len(linted.problems), 1)), "failures": str(failed), "errors": "0"}
    root = ET.Element("testsuites", totals)
    suite = ET.SubElement(root, "testsuite", {"name": "techassure standards lint", **totals})
    suite.extend([_case(problem) for problem in linted.problems])
    if not linted.problems:
        ET.SubElement(suite, "testcase", {"classname": "lint", "name": f"no problem in {linted.files} files"})
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _case(problem: Problem) -> ET.Element:
    place = problem.place
    category = CATEGORY_OF.get(problem.rule, "loading")
    named = {"classname": f"lint.{category}", "name": f"{problem.rule} at {clean(place)}", "file": clean(place.file)}
    case = ET.Element("testcase", {**named, "line": str(place.line)})
    said = f"{clean(problem.message)}\nfix: {clean(problem.fix)}"
    if problem.severity == "note":
        ET.SubElement(case, "system-out").text = said
    else:
        failure = ET.SubElement(case, "failure", {"message": clean(problem.message), "type": problem.rule})
        failure.text = f"{clean(place)}\n{said}"
    return case
