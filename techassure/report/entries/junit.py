"""Entries as JUnit XML, which every CI system shows as tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from xml.etree import ElementTree as ET

from techassure.problems import Place
from techassure.report.entries import Entry
from techassure.report.text import clean

_TAGS = {"fail": "failure", "open": "error", "review": "skipped", "not-applicable": "skipped"}
_ENDINGS = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def document(suites: Iterable[ET.Element], **named: str) -> str:
    """Return the XML of some suites, with their counts added up."""
    root = ET.Element("testsuites")
    root.extend(suites)
    totals = {key: str(sum(int(suite.get(key, "0")) for suite in root)) for key in ("tests", *_ENDINGS)}
    root.attrib.update({**named, **totals})
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def suite(
    name: str, cases: Sequence[ET.Element], properties: Mapping[str, str] | None = None, said: str = ""
) -> ET.Element:
    """Return a suite with its counts; ``said`` is what it has to say beside its cases."""
    counts = {key: sum(case.find(tag) is not None for case in cases) for key, tag in _ENDINGS.items()}
    totals = {key: str(count) for key, count in {"tests": len(cases), **counts}.items()}
    made = ET.Element("testsuite", {"name": clean(name), **totals})
    if properties:
        held = ET.SubElement(made, "properties")
        for key, value in properties.items():
            ET.SubElement(held, "property", {"name": key, "value": clean(value)})
    made.extend(cases)
    if said:
        ET.SubElement(made, "system-out").text = clean(said)
    return made


def blank_case(group: str, name: str, place: Place | None = None) -> ET.Element:
    """Return a case that passes."""
    where = {"file": clean(place.file)} if place else {}
    line = {"line": str(place.line)} if place and place.line else {}
    return ET.Element("testcase", {"classname": clean(group), "name": clean(name), **where, **line})


def add(case: ET.Element, ending: str, message: str, kind: str, place: Place, said: str) -> None:
    """Say how a case ended, and where that stands."""
    ended = ET.SubElement(case, ending, {"message": clean(message), "type": kind})
    ended.text = f"{clean(place)}\n{said}"


def case(entry: Entry) -> ET.Element:
    """Return the case of an entry. A note passes, whatever it says: there is nothing to act on.

    What decides nothing is skipped: red tests beside a verdict of `compliant` would be red for ever.
    """
    made = blank_case(entry.group, entry.name, entry.place)
    ending = _TAGS.get(entry.state)
    if ending in ("failure", "error") and entry.level != "note" and not entry.decides:
        ending = "skipped"
    if ending == "skipped" or (ending and entry.level != "note"):
        add(made, ending, entry.says, entry.kind, entry.place, entry.said)
    elif entry.says:
        ET.SubElement(made, "system-out").text = entry.said
    return made
