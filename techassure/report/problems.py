"""Problems for people and for editors: `file:line:column: message (rule)`, and the fix beneath."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from techassure.report.text import RED, YELLOW, Page, Paint, clean

_COLOURS = {"error": RED, "warning": YELLOW}


def render(problems: Sequence[Mapping[str, Any]], colour: bool = False) -> str:
    """Return the problems, each on two lines that are never wrapped: editors and `grep` read them."""
    paint = Paint(colour)
    return "".join(f"{paint(_what(problem), _COLOURS[problem['severity']])}\n{_fix(problem)}\n" for problem in problems)


def lines(problems: Sequence[Mapping[str, Any]], page: Page) -> Iterator[str]:
    """Return the problems as a part of a page."""
    for problem in problems:
        yield from page.say(_what(problem), rest="  ", code=_COLOURS[problem["severity"]])
        yield from page.say(_fix(problem).strip(), "  ", "    ")


def _what(problem: Mapping[str, Any]) -> str:
    warning = "warning: " if problem["severity"] == "warning" else ""
    return f"{clean(where(problem['place']))}: {warning}{clean(problem['message'])} ({problem['rule']})"


def where(place: Mapping[str, Any]) -> str:
    """Return a place of the document as editors read it: `submission.yaml:5:3`, as far as it is known."""
    return ":".join(str(each) for each in (place["file"], place["line"], place["column"]) if each)


def _fix(problem: Mapping[str, Any]) -> str:
    return f"  fix: {clean(problem['fix'])}"
