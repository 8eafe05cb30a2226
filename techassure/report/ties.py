"""Why equal bids share a place or do not, and why bids that show the same total need not be equal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby, pairwise

from techassure.documents.close_numbers import told_apart
from techassure.phrases import counted
from techassure.report.text import clean, span
from techassure.tendering.final_document import BidPart, FinalDocument


def remarks(document: FinalDocument, bids: Sequence[BidPart]) -> Iterator[str]:
    """Yield a sentence for each tie among the bids of a lot, which stand in the order of their places."""
    rules = tie_breaks(document)
    sure = [bid for bid in bids if _value(bid) is not None]
    groups = [list(group) for _, group in groupby(sure, key=_value)]
    for group in groups:
        if len(group) > 1:
            yield from _tied(group, rules)
    places = document["selection"]["rounding"]["places"]
    for first, second in pairwise(sure):
        if first["total"] and second["total"] and _value(first) != _value(second):
            shown = span(first["total"], places)
            if shown == span(second["total"], places):
                yield f"{_name(first)} and {_name(second)} both show {shown}. {_ahead(document, first, second)}"


def _ahead(document: FinalDocument, first: BidPart, second: BidPart) -> str:
    """Say what put one before another though both show the same total: the exact numbers, and the rule behind them."""
    places = document["selection"]["rounding"]["places"]
    better, worse = (Fraction(_value(each) or 0) for each in (first, second))
    price = first["price"]
    if price and price["quality_per_pound"]:
        one, other = told_apart(1000 * better, 1000 * worse, places)
        each = f"each 1,000 {clean(price['currency'])}"
        return f"They rank by quality points for {each}: {one} is ahead of {other}."
    one, other = told_apart(better, worse, places)
    if document["rules"]["rounded_at"] == "award-criterion":
        where = f"each award criterion is rounded to {counted(places, 'decimal place')}, then weighted and summed"
        return f"By the tender's rule {where}: a total of {one} is ahead of {other}."
    return f"Totals are summed exactly and rounded only where they are shown: {one} is ahead of {other}."


def tie_breaks(document: FinalDocument) -> list[str]:
    """Return what breaks ties, in the tender's order and words."""
    titles = {each["id"]: each["title"] for each in document["selection"]["award_criteria"]}
    return [clean(titles.get(each, "the lowest price")) for each in document["rules"]["tie_breaks"]]


def _tied(group: Sequence[BidPart], rules: Sequence[str]) -> Iterator[str]:
    listed = f"the tender's tie-breaks ({', then '.join(rules)})" if rules else "the tender, which has no tie-breaks,"
    for place, members in groupby(group, key=_best):
        sharing = list(members)
        if len(sharing) > 1:
            does = "do" if rules else "does"
            yield f"{_names(sharing)} share place {place}: they are equal, and {listed} {does} not separate them."
    if len(set(map(_best, group))) > 1:
        yield f"{_names(group)} are equal; {listed} put them in this order."


def _best(bid: BidPart) -> int:
    return bid["place"]["best"] if bid["place"] else 0


def _value(bid: BidPart) -> Fraction | None:
    """Return what a bid ranks by, where it is certain."""
    low, high = _per_pound(bid) or (bid["total"]["exact"] if bid["total"] else (0, 1))
    return Fraction(low) if low == high else None


def _per_pound(bid: BidPart) -> Sequence[str] | None:
    return bid["price"]["quality_per_pound"] if bid["price"] else None


def _names(bids: Sequence[BidPart]) -> str:
    *others, last = [_name(bid) for bid in bids]
    return f"{', '.join(others)} and {last}"


def _name(bid: BidPart) -> str:
    return clean(f"{bid['supplier']}, {bid['submission']['product']} {bid['submission']['version']}")
