"""What people read in the outputs, taken out of them again by parsers that know nothing of how they were made."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from report_documents import assessment as submission
from report_documents import award_criterion, criterion, moment, problem, reason, score, selection
from report_documents import document as made

EVIL = (
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "[free](https://evil.example) ![x](https://evil.example/x.png) <https://evil.example>",
    "Ltd\u202e\u2066\x07\x1b[31m\u200b\r\nX-EVIL:1",
    '" onmouseover="alert(1)',
    "@nhs-team fixes #1 https://evil.example www.evil.example a@evil.example `code` | $x^2$ *b* _i_ ~~s~~",
    "{{ 7 * 7 }} {% raw %} ${7*7} &amp; ]]> --> </style></title>",
    "- 1. + # > ```",
    "BEGIN:VEVENT\\nEND:VCALENDAR;,:",
)
"""Names that would do harm where they were not taken for text."""


@dataclass
class Element:
    """An element of a page, with the text inside it."""

    tag: str
    attributes: dict[str, str]
    inside: tuple[str, ...]
    text: list[str] = field(default_factory=list)

    @property
    def said(self) -> str:
        return " ".join("".join(self.text).split())

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()


_VOID = {"meta", "link", "br", "img", "rect", "input", "hr"}


class Page(HTMLParser):
    """A page as a list of its elements, in order."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.unclosed: list[str] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(each.tag for each in self._open))
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}, ()))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1].tag == tag:
            self._open.pop()
        else:
            self.unclosed.append(tag)

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text.append(data)

    def all(self, tag: str, of_class: str = "") -> list[Element]:
        return [each for each in self.elements if each.tag == tag and (not of_class or of_class in each.classes)]

    @property
    def ids(self) -> list[str]:
        return [each.attributes["id"] for each in self.elements if "id" in each.attributes]


def workbook(content: bytes) -> dict[str, list[list[Any]]]:
    """Return the cells of a workbook, by worksheet."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets}


def _reasons(name: str) -> dict[str, list[dict[str, Any]]]:
    failed = reason("failed", f"`q.x` is {name}.", fix=f"Mend {name}.")
    missing = reason("missing", f"Not answered: {name}?", fix="Answer `q.y`.")
    return {
        "met": [reason("holds", f"Is it so? {name}.")],
        "not met": [failed, reason("contradicted", f"Claimed {name}.")],
        "no answer": [missing, reason("note", f"See {name}.")],
        "needs review": [reason("wrong-version", f"`{name}` speaks of another."), reason("awaits-review", name)],
        "not applicable": [reason("does-not-apply", f"Does not apply: {name}.")],
    }


def _contradiction(name: str) -> dict[str, Any]:
    at = {"file": f"{name}.json", "line": 3, "column": 1}
    claimed = {"value": name, "at": None, "on": None, "documents": [{"id": name, "issued": None}], "audited_by": None}
    found = {"value": name, "document": name, "at": at, "by": name, "on": None, "covers": name, "kind": "axe"}
    touched = {"criterion": "dtac/C1", "outcome": "not met", "goes_by": "found"}
    return {
        "fact": "q.x",
        "question": f"What is {name}?",
        "claimed": claimed,
        "found": {**found, "rows": [], "rules_out": False},
        "criteria": [touched],
        "says": f"Claimed {name}, found another {name}",
    }


def _parts(name: str) -> dict[str, Any]:
    """Return the parts of an assessment: a criterion of each outcome, a document, a day on which something lapses."""
    criteria = [
        criterion(f"dtac/C{at}", outcome, reasons=said, title=f"{name} {at}")
        for at, (outcome, said) in enumerate(_reasons(name).items())
    ]
    points = {"low": "0", "high": "1", "of": "2"}
    criteria.append(criterion("dtac/S1", "no answer", gate=None, share="1", points=points))
    kept = {"id": name, "kind": "q.paper", "state": "readable", "issued": "2026-01-01", "last_day": "2026-12-31"}
    return {
        "criteria": criteria,
        "timeline": [moment("2027-01-01", ("dtac/C0", "met", "not met"), ended=[name])],
        "contradictions": [_contradiction(name)],
        "documents": [{**kept, "product_version": None}],
        "award_criteria": [{"id": "quality", "score": score(10, 60.5), "minimum_reached": None}],
    }


def rich(name: str = "Wardlight", supplier: str = "Larkspur Fictional Ltd", **changed: Any) -> dict[str, Any]:
    """Return a document with something of everything in it, in which the names are as given."""
    parts = _parts(name)
    one = submission(name, supplier, "undecided", points=score(10, 60.5), source=f"{name}.yaml", **parts)
    two = submission(f"{name} two", supplier, "non-compliant", points=score(40), supplier_id=supplier, **parts)
    document = made(one, two, problems=[problem(f"no fact is called `{name}`")])
    known = document["selection"]["criteria"]
    chosen = selection(
        criteria=[{**part, "title": f"{name} {at}", "says": name} for at, part in enumerate(known)],
        award_criteria=[award_criterion("Quality", "70", minimum="40")],
        title=f"Tender of {name}",
        buyer=supplier,
        weight_assessed="70",
    )
    return {**document, "selection": chosen, **changed}


def outcomes(document: dict[str, Any]) -> list[tuple[int, str, str]]:
    """Return every outcome of a document: which assessment, which criterion, and what."""
    return [
        (at, f"{part['standard']}/{part['id']}", part["outcome"])
        for at, one in enumerate(document["assessments"])
        for part in one["criteria"]
    ]


def tokens(text: str) -> list[tuple[str, str]]:
    """Return what a Markdown reader makes of a text: the kind of each token and its content, inline ones included."""
    from markdown_it import MarkdownIt

    parsed = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    flat = [each for token in parsed for each in (token, *(token.children or ()))]
    return [(each.type, each.content) for each in flat]


def shown(text: str) -> str:
    """Return a text with all the blanks and invisible joins of Markdown taken out, to look names up in."""
    return re.sub(r"\s|\u200b", "", text)
