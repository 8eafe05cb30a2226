"""The supplier's plan as a page: what to change, what that comes to, and where more points are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from techassure.report import colophon, foot, sentences
from techassure.report.text import BOLD, NARROW, Page, clean, counted, exact, page_of, series, text_of

Part = dict[str, Any]
APART = {
    "fixed": "rests on what cannot be changed",
    "computed": "rests on a figure for which no answers were found to compute it from: see what `check` says of it",
    "claimed": "waits for a decision on what is claimed",
    "judged": "was judged not met by a person",
    "contradicted": "rests on an answer that a document contradicts: settle which is right",
    "conflict": "asks of an answer what another gate forbids",
    "not reached": "is not reached by answers and documents alone",
}
AWAITED = {
    "reviewer": "a person has to judge it",
    "register": "the buyer has to look it up",
    "tool": "a file that a tool wrote has to show it: `check` says which to attach",
}


def render(document: Part, room: int = 80, colour: bool = False) -> str:
    """Return the plans as text, no wider than the room."""
    return text_of(_lines(document, page_of(room, colour, NARROW)))


def _lines(document: Part, page: Page) -> Iterator[str]:
    yield page.stamps(colophon.stamped("PLAN", document))
    yield from page.say(clean(document["selection"]["title"]), code=BOLD)
    yield from page.say(sentences.basis(document))
    yield from page.say(sentences.standards(document["selection"]))
    for part in document["plans"]:
        yield ""
        yield from page.say(sentences.full_name(part), code=BOLD)
        yield from _plan(page, part, document["effort"] == "stated")
    yield from foot.lines(page, document["problems"], document["notices"], document["tool"])


def _plan(page: Page, part: Part, stated: bool) -> Iterator[str]:
    yield from page.say(
        f"Today: {part['verdict'] or 'no gate'}. With everything below: {part['verdict_after'] or 'no gate'}."
    )
    yield from page.say(_size(part, stated))
    if part["asked_first"]:
        yield from page.heading(f"Answer these first ({len(part['asked_first'])})")
        yield from page.say(
            "They say what applies, and only you know them. Until then the plan takes everything to apply."
        )
        for each in part["asked_first"]:
            yield from page.say(f"{each['question']} ({each['fact']})", "- ")
    if part["changes"]:
        yield from page.heading(f"What to change ({len(part['changes'])})")
    for number, change in enumerate(part["changes"], 1):
        yield from _change_lines(page, change, f"{number}. ", stated)
    yield from _open(page, part)
    yield from _steps(page, part)


def _size(part: Part, stated: bool) -> str:
    """Return how large the plan is, and whether a smaller one may exist."""
    if not part["changes"]:
        return "Nothing to change helps." if part["apart"] else "There is nothing to change."
    count = counted(len(part["changes"]), "change")
    size = f"{count}, an effort of {exact(part['effort'])}" if stated else count
    if part["exact"]:
        return f"{size}: no smaller set does it." if not stated else f"{size}: no set of less effort does it."
    return f"{size}: the best that was found. No set with less than {exact(part['least'])} does it."


def _change_lines(page: Page, change: Part, lead: str, stated: bool) -> Iterator[str]:
    indent = " " * len(lead)
    yield from page.say(f"{change['question']} ({change['fact']})", lead)
    yield from page.say(reached(change) + (f" Effort: {exact(change['effort'])}." if stated else ""), indent)
    yield from page.say(f"For {series(change['criteria'], 4)}.", indent)


def reached(change: Part) -> str:
    """Return what the answer has to be."""
    if change["kind"] == "document":
        return "Attach it: in force, and about this version of the product."
    if not change["reach"]:
        return "Answer it; any answer will do."
    said = f"To reach: {clean('; '.join(each['says'] for each in change['reach']))}."
    instance = change["for_instance"]
    shown = {True: "yes", False: "no"}.get(instance, instance) if isinstance(instance, bool) else instance
    return said if instance is None else f"{said} For instance {clean(shown)}."


def _open(page: Page, part: Part) -> Iterator[str]:
    left = [(each["criterion"], APART[each["because"]]) for each in part["apart"]]
    waits = [(each["criterion"], AWAITED[each["of"]]) for each in part["awaits"]]
    for title, rows in (("What no plan reaches", left), ("What answers alone do not settle", waits)):
        if rows:
            yield from page.heading(f"{title} ({len(rows)})")
        for key, says in rows:
            yield from page.say(f"{key}  {says}", "- ")


def _steps(page: Page, part: Part) -> Iterator[str]:
    if part["steps"]:
        yield from page.heading(f"Then, for points ({len(part['steps'])})")
        yield from page.say("Most points for the effort first; each counts after those before it.")
    for number, step in enumerate(part["steps"], 1):
        lead = f"{number}. "
        gained = counted_points(step["gain"])
        yield from page.say(f"{gained} from {step['criterion']}, by {counted(len(step['changes']), 'change')}:", lead)
        for change in step["changes"]:
            yield from page.say(f"{change['question']} ({change['fact']})", " " * len(lead) + "- ")
            yield from page.say(reached(change), " " * (len(lead) + 2))


def counted_points(gain: str) -> str:
    """Return `6.25 points more`."""
    return f"{exact(gain)} points more"
