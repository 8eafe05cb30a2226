"""One plan for several selections as a page: what each comes to, what to change, and points in all of them."""

from __future__ import annotations

from collections.abc import Iterator

from techassure.phrases import counted
from techassure.planning.plan_document import SharedChange, SharedStep, SidePart, TogetherDocument
from techassure.report import colophon, foot, sentences
from techassure.report.plan import APART, AWAITED, asked_first, changes, counted_points, one_step, points, together
from techassure.report.text import BOLD, NARROW, Page, clean, exact, page_of, series, text_of


def render(document: TogetherDocument, room: int = 80, colour: bool = False) -> str:
    """Return the plan as text, no wider than the room."""
    return text_of(_lines(document, page_of(room, colour, NARROW)))


def _lines(document: TogetherDocument, page: Page) -> Iterator[str]:
    yield page.stamps(colophon.stamped("PLAN", document))
    yield from page.say(sentences.full_name(document["selections"][0]), code=BOLD)
    for side in document["selections"]:
        yield ""
        yield from page.say(f"{clean(side['title'])} ({clean(side['selection'])}), as of {side['as_of']}")
        yield from page.say(_turn(side))
    yield ""
    yield from page.say(_size(document))
    first = {each["fact"]: each for side in document["selections"] for each in side["asked_first"]}
    yield from asked_first(page, first.values())
    yield from changes(page, document["changes"], document["effort"] == "stated", _purposes)
    yield from _open(page, document["selections"])
    yield from _steps(page, document["steps"])
    yield from foot.lines(page, document["problems"], document["notices"])


def _turn(side: SidePart) -> str:
    now, then = (side[name] or "no gate" for name in ("verdict", "verdict_after"))
    return f"Today: {now}. With everything below: {then}."


def _size(document: TogetherDocument) -> str:
    """Return how large the plan is, and whether a smaller one may exist."""
    if not document["changes"]:
        return f"There is nothing to change, or nothing helps{', but for points' if document['steps'] else ''}."
    size = counted(len(document["changes"]), "change")
    size = f"{size}, an effort of {exact(document['size'])}" if document["effort"] == "stated" else size
    if document["exact"]:
        return f"{size} for all of them: no smaller set does it."
    return f"{size} for all of them: the best that was found. No set with less than {exact(document['least'])} does it."


def _purposes(change: SharedChange) -> list[str]:
    return [f"For {series(each['criteria'], 4)} of {clean(each['selection'])}." for each in change["serves"]]


def _open(page: Page, sides: list[SidePart]) -> Iterator[str]:
    left = [(each["criterion"], APART[each["because"]], side["selection"]) for side in sides for each in side["apart"]]
    waits = [(each["criterion"], AWAITED[each["of"]], side["selection"]) for side in sides for each in side["awaits"]]
    yield from together(page, "What this plan does not reach", _of_selections(left, len(sides)))
    yield from together(page, "What answers alone do not settle", _of_selections(waits, len(sides)))


def _of_selections(rows: list[tuple[str, str, str]], of: int) -> list[tuple[str, str]]:
    """Return what is said of criteria, once for all the selections in which it is so; these are named if not all."""
    found: dict[tuple[str, str], list[str]] = {}
    for criterion, says, selection in rows:
        found.setdefault((criterion, says), []).append(clean(selection))
    return [
        (criterion if len(where) == of else f"{criterion} of {series(where)}", says)
        for (criterion, says), where in found.items()
    ]


def _steps(page: Page, steps: list[SharedStep]) -> Iterator[str]:
    if steps:
        yield from page.heading(f"Then, for points ({len(steps)})")
        yield from page.say("Most points in all of them for the effort first; each counts after those before it.")
    for number, step in enumerate(steps, 1):
        count, documents = len(step["changes"]), all(each["kind"] == "document" for each in step["changes"])
        by = f"One more {'document' if documents else 'answer'}" if count == 1 else f"{count} changes"
        where = series([f"{points(each['gain'])} in {clean(each['selection'])}" for each in step["gains"]])
        yield from one_step(page, number, f"{by}: {counted_points(step['gain'])}, {where}.", step)
