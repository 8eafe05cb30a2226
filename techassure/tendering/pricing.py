"""Prices become points, exactly: the formulas, what makes one bid depend on another, and what is flagged as low.

A bid that stands outside never enters a formula. One whose place is not decided may or may not, so the points of the
others are ranges until it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from techassure.engine.scoring import Range
from techassure.reviewing.decisions import Kind
from techassure.selections.tender_rules import Formula, PriceRule

_HUNDRED = Fraction(100)
_LEAST_FOR_MEAN = 3
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Bid:
    """A price above 0, and whether it surely counts or (False) only if a decision goes so."""

    price: Fraction
    sure: bool = True


def scores(rule: PriceRule, bids: Mapping[K, Bid]) -> dict[K, Range]:
    """Return the points of 100 that each price gives; none for formulas that give no points.

    Each range is reached at both ends by some way in which the open decisions can go, and holds all of them.
    """
    if rule.formula == "lowest-over-price":
        return {key: _over_lowest(bid, bids.values()) for key, bid in bids.items()}
    if rule.formula == "linear-to-ceiling":
        return {key: _certain(_linear(rule, bid.price)) for key, bid in bids.items()}
    return {}


def _over_lowest(bid: Bid, bids: Iterable[Bid]) -> Range:
    """Its points if every undecided bid counts, and if none does but itself."""
    every = list(bids)
    least = min(each.price for each in every)
    most = min([each.price for each in every if each.sure] + [bid.price])
    return Range(_HUNDRED * least / bid.price, _HUNDRED * most / bid.price)


def _linear(rule: PriceRule, price: Fraction) -> Fraction:
    assert rule.ceiling is not None
    part = (rule.ceiling - price) / (rule.ceiling - rule.full_marks_at)
    return _HUNDRED * max(Fraction(0), min(Fraction(1), part))


def _certain(value: Fraction) -> Range:
    return Range(value, value)


def per_pound(quality: Range, price: Fraction) -> Range:
    """Return quality points for each pound."""
    return Range(quality.low / price, quality.high / price)


@dataclass(frozen=True, slots=True)
class Flag:
    """A price that the tender's rule calls low, or too high: never rejected by it. ``limit`` is where the flag begins.

    ``asks`` is the kind of decision that people have to record.
    """

    by: str
    limit: Fraction
    asks: Kind = "abnormally-low-considered"


def flagged(rule: PriceRule, bids: Mapping[K, Bid]) -> dict[K, list[Flag]]:
    """Return the prices that people have to look at, with the reasons."""
    low, high = low_prices(rule, bids), _above_ceiling(rule, bids)
    return {key: [*low.get(key, ()), *high.get(key, ())] for key in {**low, **high}}


def _above_ceiling(rule: PriceRule, bids: Mapping[K, Bid]) -> dict[K, list[Flag]]:
    """Return the prices above the ceiling: what was published gives them no points, and says no more."""
    if rule.ceiling is None:
        return {}
    said = f"above the published ceiling of {_grouped(rule.ceiling)} {rule.currency}"
    flag = Flag(said, rule.ceiling, "above-ceiling-considered")
    return {key: [flag] for key, bid in bids.items() if bid.price > rule.ceiling}


def _grouped(amount: Fraction) -> str:
    """Return an amount as people write it: `1,250,000` or `99.50`."""
    return f"{float(amount):,.2f}".removesuffix(".00")


def low_prices(rule: PriceRule, bids: Mapping[K, Bid]) -> dict[K, list[Flag]]:
    """Return the flagged prices with the reasons. A mean of fewer than three sure bids says nothing."""
    found = [flag for flag in (_below_mean(rule, list(bids.values())), _below_estimate(rule)) if flag]
    flagged = {key: [flag for flag in found if bid.price < flag.limit] for key, bid in bids.items()}
    return {key: flags for key, flags in flagged.items() if flags}


def _below_mean(rule: PriceRule, bids: Sequence[Bid]) -> Flag | None:
    low = rule.abnormally_low
    sure = [bid.price for bid in bids if bid.sure]
    if low is None or low.below_mean_by is None or len(sure) < _LEAST_FOR_MEAN:
        return None
    mean = sum(sure, Fraction(0)) / len(sure)
    return Flag(f"more than {low.below_mean_by} % below the mean of {len(sure)} bids", _off(mean, low.below_mean_by))


def _below_estimate(rule: PriceRule) -> Flag | None:
    low = rule.abnormally_low
    if low is None or low.below_estimate_by is None or low.estimate is None:
        return None
    said = f"more than {low.below_estimate_by} % below the buyer's estimate"
    return Flag(said, _off(low.estimate, low.below_estimate_by))


def _off(value: Fraction, per_cent: Fraction) -> Fraction:
    return value * (_HUNDRED - per_cent) / _HUNDRED


SAID: dict[Formula, str] = {
    "lowest-over-price": "Price points are 100 times the lowest price over the bid's own.",
    "linear-to-ceiling": (
        "Price points fall in a straight line to 0 at the ceiling. A price above it has 0 points and is flagged: "
        "people decide what follows."
    ),
    "quality-per-pound": "Bids rank by quality points for each pound; the price has no points of its own.",
    "fixed-price": "The price is fixed for everybody and has no points.",
}
DEPENDS = "One bid's price points depend on the other bids' prices: a bid more or less changes them."


def points_in_words(rule: PriceRule) -> str:
    """Return how a price gets its points, with all that it takes to check them, or what it does otherwise."""
    if rule.formula == "linear-to-ceiling" and rule.ceiling is not None:
        full, ceiling = _grouped(rule.full_marks_at), _grouped(rule.ceiling)
        line = f"from 100 at {full} {rule.currency} to 0 at the published ceiling of {ceiling} {rule.currency}"
        return f"A straight line {line}, by the whole-life cost."
    if rule.formula == "lowest-over-price":
        return "100 times the lowest whole-life cost among the tenders assessed, over that of this tender."
    return SAID[rule.formula]


def sentences(rule: PriceRule) -> list[str]:
    """Return what has to be said of the formula wherever its points are shown."""
    return [SAID[rule.formula], *([DEPENDS] if rule.relative else [])]


# --- places ---------------------------------------------------------------------------------------------------------


def places(values: Mapping[K, Range], ties: Mapping[K, Sequence[Range]]) -> dict[K, tuple[int, int]]:
    """Return the best and the worst place that each may come to, from 1; more is better.

    ``ties`` holds what breaks a tie, in order, from the least to the most that it may be. What no rule separates shares
    a place.
    """
    least = {key: [span.low, *(each.low for each in ties[key])] for key, span in values.items()}
    most = {key: [span.high, *(each.high for each in ties[key])] for key, span in values.items()}
    return {key: (_place(most[key], least, key), _place(least[key], most, key)) for key in values}


def _place(own: Sequence[Fraction], ends: Mapping[K, Sequence[Fraction]], key: K) -> int:
    return 1 + sum(list(end) > list(own) for other, end in ends.items() if other != key)
