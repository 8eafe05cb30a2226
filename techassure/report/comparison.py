"""Two results side by side as Markdown: what lapsed, was lost, is new, was fixed, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from techassure.report import sentences
from techassure.report.markup import plain, table
from techassure.report.text import counted, span

Part = dict[str, Any]
_TITLES = {
    "lapsed": "Lapsed: nothing changed but the day",
    "lost": "No longer met",
    "new": "New",
    "gone": "No longer asked",
    "changed": "Changed",
    "fixed": "Fixed",
}


def render(document: Part) -> str:
    """Return the comparison as Markdown."""
    return "\n".join(_lines(document)) + "\n"


def _lines(document: Part) -> Iterator[str]:
    before, after = document["before"], document["after"]
    yield "## Then and now"
    yield ""
    yield f"- Then: {_basis(before)}"
    yield f"- Now: {_basis(after)}"
    yield ""
    for pair in document["pairs"]:
        yield from _pair(pair, int(after["selection"]["rounding"]["places"]))
    for name, title in (("only_before", "Only then"), ("only_after", "Only now")):
        if document[name]:
            yield f"{title}: {', '.join(_who(each) for each in document[name])}."
            yield ""
    yield plain(document["tool"])


def _basis(side: Part) -> str:
    stamp = "**WHAT IF** " if side["what_if"] else ""
    selection = side["selection"]
    return f"{stamp}{plain(selection['title'])}, as of {side['as_of']}, digest `{selection['digest'][7:19]}`"


def _who(part: Part) -> str:
    return plain(f"{part['product']} {part['product_version']}, {part['supplier']}")


def _pair(pair: Part, places: int) -> Iterator[str]:
    yield f"### {_who(pair['after'])}"
    yield ""
    if _who(pair["before"]) != _who(pair["after"]):
        yield f"Compared with {_who(pair['before'])}."
        yield ""
    yield from table(
        ("", "Verdict", "Gates met", "Score of 100", "Lapses on"),
        [_standing(name, pair[side], places) for name, side in (("Then", "before"), ("Now", "after"))],
    )
    for kind, title in _TITLES.items():
        found = [each for each in pair["criteria"] if each["change"] == kind]
        if found:
            yield f"**{title} ({len(found)})**"
            yield ""
            yield from (_criterion(each) for each in found)
            yield ""
    yield f"{counted(pair['counts']['same'], 'criterion stands', 'criteria stand')} as before."
    yield ""


def _standing(name: str, part: Part, places: int) -> list[str]:
    gates = f"{part['gates']['met']} of {part['gates']['of']}"
    return [name, part["verdict"] or "none", gates, span(part["score"], places), part["lapses_on"] or "-"]


def _criterion(part: Part) -> str:
    turn = " → ".join(_outcome(part[side]) for side in ("before", "after") if part[side])
    on = f" on {part['on']}" if part["on"] else ""
    why = " ".join(plain(each) for each in part["why"])
    gate = " (gate)" if part["gate"] else ""
    was = "It was: " if why and part["change"] in ("fixed", "gone") else ""
    return f"- {plain(part['criterion'])}{gate} {plain(part['title'])}: {turn}{on}. {was}{why}".rstrip()


def _outcome(seen: Part) -> str:
    return f"{seen['outcome']}, {sentences.points(seen['points'])}" if seen["points"] else str(seen["outcome"])
