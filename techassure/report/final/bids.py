"""What is said of the bids of a final result wherever it is shown: their order, names, prices and remarks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import inf

from typing_extensions import TypedDict

from techassure.documents.document import SelectionPart
from techassure.phrases import counted, ended
from techassure.report import sentences
from techassure.report.text import clean, exact, series
from techassure.tendering.final_comparison import FinalComparison, SidePart, StandingPart
from techassure.tendering.final_document import (
    AboutPart,
    BidPart,
    DecidedPart,
    FinalDocument,
    LogPart,
    ReopenedPart,
)

STANDS = {
    "disqualified": "disqualified: assessed, and not ranked",
    "disregarded": "disregarded: not an assessed tender",
    "excluded": "excluded: not an assessed tender",
    "withdrawn": "withdrawn: kept, not assessed",
    "late": "late: kept, not assessed",
}
_NOT_YET = "Nobody ranks yet: a total needs every award criterion, price included."
_THOUSAND = 1000
_FEW = 3
_OF_PRICES = ("abnormally-low-considered", "above-ceiling-considered")


class Named(TypedDict):
    """What tells whose bid something is about."""

    supplier: str
    submission: AboutPart


def ranked(document: FinalDocument, lot: str | None) -> list[BidPart]:
    """Return the bids of a lot that rank, in the order of their places."""
    bids = [bid for bid in document["bids"] if bid["submission"].get("lot") == lot and bid.get("place")]
    return sorted(bids, key=lambda bid: (by_place(bid), bid["supplier"]))


def by_place(bid: BidPart | StandingPart | None) -> tuple[float, float]:
    """Return what sorts bids by their places; those without one come last."""
    held = bid and bid.get("place")
    return (held["best"], held["worst"]) if held else (inf, inf)


def outside(document: FinalDocument) -> list[tuple[BidPart, DecidedPart]]:
    """Return the bids that a decision set aside, each with the decision, in the order in which they stand."""
    return [(bid, bid["decided"]) for bid in document["bids"] if bid["stands"] != "assessed" and bid["decided"]]


def assessed(document: FinalDocument) -> list[BidPart]:
    """Return the bids that rank, by lot and place, and then those that were disqualified."""
    found = [bid for lot in document["lots"] for bid in ranked(document, lot["lot"])]
    return [*found, *(bid for bid, _ in outside(document) if bid["stands"] == "disqualified")]


def nobody(document: FinalDocument, lot: str | None) -> str:
    """Say why nobody ranks: nobody bid, everybody is set aside, or prices and the like are still to come."""
    if lot and not any(bid["submission"].get("lot") == lot for bid in document["bids"]):
        return "Nobody bid for this lot."
    if not document["selection"]["final"]:
        return _NOT_YET
    return "No bid of this lot ranks." if lot else "No bid ranks."


def lot_title(selection: SelectionPart, lot: str | None) -> str:
    """Return what stands before a heading about a lot; nothing where there are none."""
    return f"Lot {sentences.lot(selection, lot)}: " if lot else ""


def product(bid: Named) -> str:
    """Return the product and its version."""
    return clean(f"{bid['submission']['product']} {bid['submission']['version']}")


def called(selection: SelectionPart, bid: Named) -> str:
    """Return the supplier, the product and its version, and the lot where there are lots."""
    lot = bid["submission"].get("lot")
    after = f", lot {sentences.lot(selection, lot)}" if lot else ""
    return f"{clean(bid['supplier'])}, {product(bid)}{after}"


def place(bid: BidPart | StandingPart) -> str:
    """Return `2`, or `1-3` where it is not certain; blank for a bid that does not rank."""
    held = bid.get("place")
    if not held:
        return ""
    return str(held["best"]) if held["best"] == held["worst"] else f"{held['best']}-{held['worst']}"


def total(document: FinalDocument, bid: BidPart) -> str:
    """Return the total of a bid that ranks, rounded as the tender rounds."""
    held = bid["total"]
    return f"{held['low']:.{document['selection']['rounding']['places']}f}" if held else "-"


def amount(value: str) -> str:
    """Return an exact amount such as `420000` with its thousands apart."""
    above, _, below = value.partition("/")
    return f"{int(above) / int(below or 1):,.2f}".removesuffix(".00")


def price(bid: BidPart | StandingPart) -> str:
    """Return the whole-life cost with its currency."""
    held = bid["price"]
    return f"{amount(held['whole_life_cost'])} {clean(held['currency'])}" if held else "-"


def has_value(document: FinalDocument, lot: str | None) -> bool:
    """Tell whether the bids of a lot rank by quality for their price."""
    return any(bid["price"] and bid["price"]["quality_per_pound"] for bid in ranked(document, lot))


def by_what(document: FinalDocument, lot: str | None) -> str:
    """Return by what the bids of a lot rank, as a heading says it."""
    return "by quality for the price" if has_value(document, lot) else "by total"


def total_title(by_value: bool) -> str:
    """Return how the total is called: where bids rank by it for each pound, it is that of their quality alone."""
    return "Quality of 100" if by_value else "Total of 100"


def values(bid: BidPart | StandingPart) -> list[Fraction]:
    """Return the quality for each 1,000 of the currency, where bids rank by that: its ends, each once."""
    pound = bid["price"]["quality_per_pound"] if bid["price"] else None
    return list(dict.fromkeys(Fraction(each) * _THOUSAND for each in pound or ()))


def value_title(bids: Sequence[BidPart | StandingPart]) -> str:
    """Return how the quality for the price is called, in the currency of the tender's prices."""
    prices = [price for bid in bids if (price := bid.get("price"))]
    currency = clean(prices[0]["currency"]) if prices else "GBP"
    return f"Quality per {'£1,000' if currency == 'GBP' else f'1,000 {currency}'}"


def value(bid: BidPart | StandingPart) -> str:
    """Return the quality for each 1,000 of the currency as text."""
    return " to ".join(exact(str(each)) for each in values(bid)) or "-"


def remarks(document: FinalDocument, bid: BidPart) -> Iterator[str]:
    """Yield what has to be known of a bid that ranks: what lapses, is still due, was counted by rule, or is flagged."""
    name = clean(bid["supplier"])
    if bid["lapses_on"] and not {due["criterion"] for due in bid["until_due"]} >= set(bid["lapses_by"]):
        yield f"{name}: {_lapse(document['selection'], bid['lapses_on'], bid['lapses_by'])}"
    if bid["failed"] and bid["decided"] is None:
        failed = series([clean(each["title"]) for each in bid["failed"]], _FEW)
        yield f"{name}: not met, and nobody decided what follows: {failed}."
    for due in bid["until_due"]:
        yield f"{name}: {_criteria(document['selection'], [due['criterion']])} is still to be met by {due['due']}."
    if bid["unanswered"]:
        named = _criteria(document["selection"], bid["unanswered"])
        yield f"{name}: counted by the tender's rule for what stayed unanswered: {named}."
    yield from (f"{name}: {said}" for said in _of_price(bid))


def _of_price(bid: BidPart) -> Iterator[str]:
    """Yield why a price is flagged, and what people came to think of it."""
    for flag in bid["price_flags"]:
        yield f"the price is flagged, {clean(flag['by'])}."
    for made in bid["marks"]:
        if made["kind"] in _OF_PRICES:
            when = f"considered on {made['on']}, entry {made['entry']} of the log"
            yield f"what that price means was {when}: {ended(clean(made['because']))}"


def _lapse(selection: SelectionPart, day: str, by: Sequence[str]) -> str:
    """Say on which day the verdict gets worse, and before which day of the tender that is."""
    award, end = selection["dates"].get("award"), selection["contract"].get("contract.end")
    before = f", before the contract ends on {end}" if end and day <= end else ""
    if award and day <= award:
        before = f", before the award on {award}" if day < award else ", on the day of the award"
    return f"the verdict lapses on {day}{before}: {_criteria(selection, by)}."


def _criteria(selection: SelectionPart, keys: Sequence[str]) -> str:
    """Return criteria with their titles where they are few; a record names all of them, however many there are."""
    return sentences.named(selection, keys) if len(keys) <= _FEW else ", ".join(keys)


def reopenings(document: FinalDocument | FinalComparison) -> list[str]:
    """Return why the tender was reopened, each time, and which result that lifted."""
    return [_reopening(made) for made in document.get("reopened", ())]


def _reopening(made: ReopenedPart) -> str:
    why = ended(clean(made["because"]))
    lifted = made["lifted"]
    after = f" It lifted the result of {lifted['on']}, entry {lifted['entry']}." if lifted else ""
    return f"Reopened on {made['on']} by {clean(made['by'])}, entry {made['entry']} of the log: {why}{after}"


def closed(document: FinalDocument | SidePart) -> str:
    """Return on which day the result was closed, and by whom; blank before that."""
    made = document.get("closed")
    return f"{made['on']} by {clean(made['by'])}" if made else ""


def basis(document: FinalDocument) -> str:
    """Return which tender this is of, as of when, and what fixes it."""
    selection, log = document["selection"], document["log"]
    end = f" Closed on {ended(closed(document))}" if closed(document) else ""
    head = f"Tender {clean(selection['id'])}, as of {document['as_of']}, digest {selection['digest'][:19]}"
    return f"{head}; {logged(log)}.{end}"


def logged(log: LogPart) -> str:
    """Return how long the log was, and its head."""
    return f"log of {counted(log['entries'], 'entry', 'entries')}, head {log['head'][:19]}"
