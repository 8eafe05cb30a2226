"""Two final results of one tender as parts: who was first and is, the totals, what changed and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from techassure.documents.document import Part
from techassure.phrases import ended
from techassure.report import printed_parts
from techassure.report.final import bids, parts
from techassure.report.text import clean, span


def page(document: Part) -> Part:
    """Return the whole comparison: its head, its parts and what it says of itself."""
    selection = document["selection"]
    basis = [f"{name}: {_side(document[side])}." for name, side in (("Before", "before"), ("Now", "after"))]
    return {
        "title": f"{selection['title']}: two final results",
        "caption": "Two final results of a tender",
        "heading": clean(selection["title"]),
        "under": " ".join(basis),
        "stamps": ["FINAL"],
        "parts": list(_parts(document)),
        "colophon": [("Tender", clean(selection["id"])), *_digests(document), ("Made by", clean(document["tool"]))],
        "notices": document["notices"],
        "editions": [f"{each['title']}: {each['unofficial']}" for each in selection["editions"]],
    }


def _side(side: Part) -> str:
    closed = f"closed on {bids.closed(side)}, " if side["closed"] else ""
    return f"{closed}as of {side['as_of']}, {bids.logged(side['log'])}"


def _digests(document: Part) -> Iterator[tuple[str, str]]:
    for name, side in (("before", "before"), ("now", "after")):
        yield f"Digest of what decided, {name}", document[side]["digest"]
        yield f"Head of the log, {name}", document[side]["log"]["head"]


def _parts(document: Part) -> Iterator[Part]:
    for lot in document["lots"]:
        yield from _lot(document, lot)
    yield from _list("Why it was reopened", bids.reopenings(document))
    yield from _list("Scores that changed", [said for bid in document["bids"] for said in _scores(document, bid)])
    yield from _list("What was decided of bids in between", [_decided(document, made) for made in document["decided"]])
    yield printed_parts.text("The log holds every entry in between.")


def _list(title: str, items: Sequence[str]) -> Iterator[Part]:
    yield printed_parts.heading(2, f"{title} ({len(items)})")
    yield {"is": "list", "items": items} if items else printed_parts.text("Nothing.")


def _lot(document: Part, lot: Part) -> Iterator[Part]:
    called = bids.lot_title(document, lot["lot"])
    yield printed_parts.heading(2, f"{called}{'who' if called else 'Who'} is first")
    was, now = (_first(document, lot[key]) for key in ("first_before", "first_after"))
    yield printed_parts.text(f"{now}, as before." if was == now else f"{now}. Before: {was}.")
    found = [bid for bid in document["bids"] if bid["submission"].get("lot") == lot["lot"]]
    by_value = _value_title(found) is not None
    rows = [_row(document, bid, by_value) for bid in sorted(found, key=_by_place)]
    if rows:
        columns = _columns(_value_title(found))
        yield {**printed_parts.table(columns, rows), "right": list(range(3, len(columns))), "name": 0}


def _columns(value: str | None) -> list[tuple[str, int]]:
    """Return the columns: where bids rank by quality for the price, that stands beside the quality."""
    figures = ["Quality", value] if value else ["Total"]
    return [("Bid", 4), *((f"{name} {when}", 1) for name in ("Place", *figures) for when in ("before", "now"))]


def _value_title(found: Sequence[Part]) -> str | None:
    """Return how the quality for the price is called; None where bids do not rank by it."""
    sides = [side for bid in found for side in (bid["before"], bid["after"]) if side and bids.values(side)]
    return bids.value_title({"bids": sides}) if sides else None


def _by_place(bid: Part) -> tuple[bool, int, str]:
    """Return what sorts bids as they stand now, those without a place last."""
    place = (bid["after"] or {}).get("place")
    return place is None, place["best"] if place else 0, bid["supplier"]


def _first(document: Part, first: Sequence[Part]) -> str:
    names = {str(bid["submission"]): bid["supplier"] for bid in document["bids"]}
    said = [f"{clean(names[str(each)])}, {clean(each['product'])} {clean(each['version'])}" for each in first]
    return " and ".join(said) or "Nobody"


def _row(document: Part, bid: Part, by_value: bool) -> list[Any]:
    places, sides = document["selection"]["rounding"]["places"], (bid["before"], bid["after"])
    name = {"text": bids.product(bid), "under": clean(bid["supplier"]), "strong": True}
    totals = [span(side["total"], places) if side else "-" for side in sides]
    return [name, *map(_place, sides), *totals, *(map(_value, sides) if by_value else ())]


def _value(side: Part | None) -> str:
    return bids.value(side) if side and side["total"] else "-"


def _place(side: Part | None) -> str:
    if side is None:
        return "no bid"
    return bids.place(side) or str(side["stands"])


def _scores(document: Part, bid: Part) -> Iterator[str]:
    """Yield what became of the scores and the price of a bid, with the reasons that are new."""
    places, who = document["selection"]["rounding"]["places"], bids.called(document, bid)
    for each in bid["changes"]:
        why = " ".join(map(clean, each["because"]))
        turn = f"{span(each['before'], places)} → {span(each['after'], places)}"
        yield f"{who}, {clean(each['title'])}: {turn}.{f' {why}' if why else ''}"
    was, now = (side and side["price"] for side in (bid["before"], bid["after"]))
    if was and now and was["whole_life_cost"] != now["whole_life_cost"]:
        yield f"{who}: the price, {bids.price(bid['before'])} → {bids.price(bid['after'])}."


def _decided(document: Part, made: Part) -> str:
    about = f"Entry {made['entry']}, {made['on']}, {parts.what(made)}"
    return f"{about}: {ended(bids.called(document, made))} {clean(made['because'])} ({clean(made['by'])})"
