"""Two final results of one tender side by side: what a reopening changed, and by which entries of the log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NotRequired

from typing_extensions import TypedDict

from techassure.documents.document import Day, Range, SelectionPart
from techassure.reviewing.bids import identity_of
from techassure.reviews import Identity
from techassure.tendering.final_document import (
    AboutPart,
    AwardPart,
    BidPart,
    ClosedPart,
    DecidedPart,
    FinalDocument,
    LogPart,
    LotPart,
    PlacePart,
    PricePart,
    ReopenedPart,
    Stands,
)


class SidePart(TypedDict):
    """Which final result one side is."""

    as_of: Day
    digest: str
    log: LogPart
    closed: NotRequired[ClosedPart | None]


class StandingPart(TypedDict):
    """Where a bid stands on one side; what is not assessed has no place, total or price."""

    stands: Stands
    place: NotRequired[PlacePart | None]
    total: NotRequired[Range | None]
    price: NotRequired[PricePart | None]


class ComparedLot(TypedDict):
    lot: str | None
    first_before: list[AboutPart]
    first_after: list[AboutPart]


class ChangedAward(TypedDict):
    """An award criterion whose score differs, and what speaks for the later one where it was not so before."""

    id: str
    title: str
    before: Range | None
    after: Range | None
    because: list[str]


class ComparedBid(TypedDict):
    supplier: str
    submission: AboutPart
    before: StandingPart | None
    after: StandingPart | None
    changes: list[ChangedAward]


class DecidedSince(DecidedPart):
    """What was decided of a bid since the earlier result."""

    supplier: str
    submission: AboutPart


class FinalComparison(TypedDict):
    techassure: Literal[1]
    tool: str
    kind: Literal["final-comparison"]
    selection: SelectionPart
    before: SidePart
    after: SidePart
    lots: list[ComparedLot]
    bids: list[ComparedBid]
    reopened: list[ReopenedPart]
    decided: list[DecidedSince]
    notices: list[str]


def compared_finals(before: FinalDocument, after: FinalDocument) -> FinalComparison:
    """Return the comparison as plain data. The finals are those of one tender, as ``final_reader`` accepts them."""
    then, now = _by_identity(before), _by_identity(after)
    return {
        "techassure": 1,
        "tool": after["tool"],
        "kind": "final-comparison",
        "selection": after["selection"],
        "before": _side(before),
        "after": _side(after),
        "lots": [_lot(before, each) for each in after["lots"]],
        "bids": [_bid(then.get(key), there, now.get(key)) for key, there in {**now, **then, **now}.items()],
        "reopened": [made for made in after.get("reopened", ()) if made["entry"] > before["log"]["entries"]],
        "decided": list(_decided(before, after)),
        "notices": after["notices"],
    }


def _by_identity(final: FinalDocument) -> dict[Identity, BidPart]:
    return {identity_of(bid["submission"]): bid for bid in final["bids"]}


def _side(final: FinalDocument) -> SidePart:
    closed = final.get("closed")
    return {"as_of": final["as_of"], "digest": final["selection"]["digest"], "log": final["log"], "closed": closed}


def _lot(before: FinalDocument, lot: LotPart) -> ComparedLot:
    was: list[AboutPart] = next((each["first"] for each in before["lots"] if each["lot"] == lot["lot"]), [])
    return {"lot": lot["lot"], "first_before": was, "first_after": lot["first"]}


def _bid(before: BidPart | None, there: BidPart, after: BidPart | None) -> ComparedBid:
    return {
        "supplier": there["supplier"],
        "submission": there["submission"],
        "before": before and _standing(before),
        "after": after and _standing(after),
        "changes": list(_changes(before, after)) if before and after else [],
    }


def _standing(bid: BidPart) -> StandingPart:
    return {"stands": bid["stands"], "place": bid.get("place"), "total": bid.get("total"), "price": bid.get("price")}


def _changes(before: BidPart, after: BidPart) -> Iterator[ChangedAward]:
    was = {each["id"]: each for each in before.get("award_criteria", ())}
    for award in after.get("award_criteria", ()):
        old = was.get(award["id"])
        if old and old["score"] != award["score"]:
            said = [each for each in _reasons(award) if each not in _reasons(old)]
            yield {
                "id": award["id"],
                "title": award["title"],
                "before": old["score"],
                "after": award["score"],
                "because": said,
            }


def _reasons(award: AwardPart) -> list[str]:
    subs = [f"{sub['title']}: {said}" for sub in award["sub_criteria"] for said in sub["because"]]
    return [*([award["because"]] if award["because"] else []), *subs]


def _decided(before: FinalDocument, after: FinalDocument) -> Iterator[DecidedSince]:
    """Yield what was decided of bids since the earlier result, in the order of the log."""
    for bid, made in decisions(after):
        if made["entry"] > before["log"]["entries"]:
            yield {**made, "supplier": bid["supplier"], "submission": bid["submission"]}


def decisions(final: FinalDocument) -> list[tuple[BidPart, DecidedPart]]:
    """Return what was decided of each bid, with the bid, in the order of the log; each entry once."""
    found = {}
    for bid in final["bids"]:
        for made in (*bid["marks"], *([bid["decided"]] if bid["decided"] else [])):
            found[made["entry"]] = (bid, made)
    return [found[entry] for entry in sorted(found)]
