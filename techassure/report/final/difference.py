"""Two final results of one tender as parts: who was first and is, the totals, what changed and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from techassure.phrases import ended
from techassure.report import printed_parts
from techassure.report.final import bids, parts
from techassure.report.printed_parts import Block
from techassure.report.text import clean, span
from techassure.tendering.final_comparison import (
    ComparedBid,
    ComparedLot,
    DecidedSince,
    FinalComparison,
    SidePart,
    StandingPart,
)
from techassure.tendering.final_document import AboutPart


def page(document: FinalComparison) -> Block:
    """Return the whole comparison: its head, its parts and what it says of itself."""
    selection = document["selection"]
    return {
        "title": f"{selection['title']}: two final results",
        "caption": "Two final results of a tender",
        "heading": clean(selection["title"]),
        "under": f"Before: {_side(document['before'])}. Now: {_side(document['after'])}.",
        "stamps": ["FINAL"],
        "parts": list(_parts(document)),
        "colophon": [("Tender", clean(selection["id"])), *_digests(document), ("Made by", clean(document["tool"]))],
        "notices": document["notices"],
        "editions": [f"{each['title']}: {each['unofficial']}" for each in selection["editions"]],
    }


def _side(side: SidePart) -> str:
    closed = f"closed on {bids.closed(side)}, " if side["closed"] else ""
    return f"{closed}as of {side['as_of']}, {bids.logged(side['log'])}"


def _digests(document: FinalComparison) -> Iterator[tuple[str, str]]:
    for name, side in (("before", document["before"]), ("now", document["after"])):
        yield f"Digest of what decided, {name}", side["digest"]
        yield f"Head of the log, {name}", side["log"]["head"]


def _parts(document: FinalComparison) -> Iterator[Block]:
    for lot in document["lots"]:
        yield from _lot(document, lot)
    yield from _list("Why it was reopened", bids.reopenings(document))
    yield from _list("Scores that changed", [said for bid in document["bids"] for said in _scores(document, bid)])
    yield from _list("What was decided of bids in between", [_decided(document, made) for made in document["decided"]])
    yield printed_parts.text("The log holds every entry in between.")


def _list(title: str, items: Sequence[str]) -> Iterator[Block]:
    yield printed_parts.heading(2, f"{title} ({len(items)})")
    yield {"is": "list", "items": items} if items else printed_parts.text("Nothing.")


def _lot(document: FinalComparison, lot: ComparedLot) -> Iterator[Block]:
    called = bids.lot_title(document["selection"], lot["lot"])
    yield printed_parts.heading(2, f"{called}{'who' if called else 'Who'} is first")
    was, now = (_first(document, first) for first in (lot["first_before"], lot["first_after"]))
    yield printed_parts.text(f"{now}, as before." if was == now else f"{now}. Before: {was}.")
    found = [bid for bid in document["bids"] if bid["submission"].get("lot") == lot["lot"]]
    value = _value_title(found)
    found.sort(key=lambda bid: (bids.by_place(bid["after"]), bid["supplier"]))
    if found:
        columns, rows = _columns(value), [_row(document, bid, by_value=value is not None) for bid in found]
        yield {**printed_parts.table(columns, rows), "right": list(range(3, len(columns))), "name": 0}


def _columns(value: str | None) -> list[tuple[str, int]]:
    """Return the columns: where bids rank by quality for the price, that stands beside the quality."""
    figures = ["Quality", value] if value else ["Total"]
    return [("Bid", 4), *((f"{name} {when}", 1) for name in ("Place", *figures) for when in ("before", "now"))]


def _value_title(found: Sequence[ComparedBid]) -> str | None:
    """Return how the quality for the price is called; None where bids do not rank by it."""
    sides = [side for bid in found for side in (bid["before"], bid["after"]) if side and bids.values(side)]
    return bids.value_title(sides) if sides else None


def _first(document: FinalComparison, first: Sequence[AboutPart]) -> str:
    names = {str(bid["submission"]): bid["supplier"] for bid in document["bids"]}
    said = [f"{clean(names[str(each)])}, {clean(each['product'])} {clean(each['version'])}" for each in first]
    return " and ".join(said) or "Nobody"


def _row(document: FinalComparison, bid: ComparedBid, *, by_value: bool) -> list[Any]:
    places, sides = document["selection"]["rounding"]["places"], (bid["before"], bid["after"])
    name = {"text": bids.product(bid), "under": clean(bid["supplier"]), "strong": True}
    totals = [span(side["total"], places) if side else "-" for side in sides]
    return [name, *map(_place, sides), *totals, *(map(_value, sides) if by_value else ())]


def _value(side: StandingPart | None) -> str:
    return bids.value(side) if side and side["total"] else "-"


def _place(side: StandingPart | None) -> str:
    if side is None:
        return "no bid"
    return bids.place(side) or str(side["stands"])


def _scores(document: FinalComparison, bid: ComparedBid) -> Iterator[str]:
    """Yield what became of the scores and the price of a bid, with the reasons that are new."""
    places, who = document["selection"]["rounding"]["places"], bids.called(document["selection"], bid)
    for each in bid["changes"]:
        why = " ".join(map(clean, each["because"]))
        turn = f"{span(each['before'], places)} → {span(each['after'], places)}"
        yield f"{who}, {clean(each['title'])}: {turn}.{f' {why}' if why else ''}"
    costs = [bids.price(side) for side in (bid["before"], bid["after"]) if side and side["price"]]
    if len(set(costs)) > 1:
        yield f"{who}: the price, {' → '.join(costs)}."


def _decided(document: FinalComparison, made: DecidedSince) -> str:
    about = f"Entry {made['entry']}, {made['on']}, {parts.what(made)}"
    return f"{about}: {ended(bids.called(document['selection'], made))} {clean(made['because'])} ({clean(made['by'])})"
