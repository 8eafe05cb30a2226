"""Problems for people and for editors: `file:line:column: message (rule)`, and the fix beneath."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from techassure.report.text import RED, YELLOW, Page, Paint, clean

T = TypeVar("T")
_COLOURS = {"error": RED, "warning": YELLOW}


def once(problems: Sequence[T]) -> list[T]:
    """Return the problems, each once: for people, to whom a file that several submissions share is one file.

    Rows for programs say of every submission by itself why it was refused.
    """
    return list({str(each): each for each in problems}.values())


def render(problems: Sequence[Mapping[str, Any]], colour: bool = False) -> str:
    """Return the problems, each on two lines that are never wrapped: editors and `grep` read them."""
    paint = Paint(colour)
    told = [(paint(_what(each), _COLOURS[each["severity"]]), _fix(each)) for each in once(problems)]
    return "".join(f"{what}\n{fix}\n" for what, fix in told)


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
