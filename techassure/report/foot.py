"""The foot of a page for a terminal: the problems, and what every page of its kind has to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from techassure.report import problems
from techassure.report.text import Page, clean


def lines(page: Page, found: Sequence[Mapping[str, Any]], notices: Iterable[str], tool: str = "") -> Iterator[str]:
    """Return the foot, with the tool that made the page where it is named."""
    if told := problems.once(found):
        yield from page.heading(f"Problems ({len(told)})")
        yield from problems.lines(told, page)
    yield ""
    for notice in notices:
        yield from page.say(clean(notice))
    if tool:
        yield from page.say(f"Made by {clean(tool)}.")
