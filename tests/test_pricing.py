"""Prices become points: exact, with ranges while a bid is undecided, and flags that reject nobody."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techassure.engine.scoring import Range
from techassure.selections.tender_rules import AbnormallyLow, PriceRule
from techassure.tendering import pricing
from techassure.tendering.pricing import Bid

LOWEST = PriceRule("lowest-over-price")
prices = st.integers(1, 10**9).map(lambda pence: Fraction(pence, 100))
bids = st.dictionaries(st.sampled_from("ABCDE"), st.builds(Bid, prices, st.booleans()), min_size=1, max_size=5)


def point(value: int | Fraction) -> Range:
    return Range(Fraction(value), Fraction(value))


def completions(given_bids: dict[str, Bid]) -> list[dict[str, Bid]]:
    """Every way in which the undecided bids can turn out: in, or out."""
    open_ones = [key for key, bid in given_bids.items() if not bid.sure]
    ways = [set(out) for size in range(len(open_ones) + 1) for out in combinations(open_ones, size)]
    return [{key: Bid(bid.price) for key, bid in given_bids.items() if key not in out} for out in ways]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (LOWEST, "100 times the lowest whole-life cost among the tenders assessed, over that of this tender."),
        (
            PriceRule("linear-to-ceiling", ceiling=Fraction(400_000), full_marks_at=Fraction(100_000)),
            "A straight line from 100 at 100,000 GBP to 0 at the published ceiling of 400,000 GBP, by the whole-life "
            "cost.",
        ),
    ],
)
def test_how_a_price_gets_its_points_is_said_with_all_that_it_takes_to_check_them(rule: PriceRule, said: str) -> None:
    assert pricing.points_in_words(rule) == said


@settings(max_examples=100)
@given(bids)
def test_ranges_hold_every_completion_and_reach_both_ends(given_bids: dict[str, Bid]) -> None:
    found = pricing.scores(LOWEST, given_bids)
    outcomes: dict[str, list[Fraction]] = {key: [] for key in given_bids}
    for made in completions(given_bids):
        for key, span in pricing.scores(LOWEST, made).items():
            assert span.low == span.high
            outcomes[key].append(span.low)
    assert found == {key: Range(min(values), max(values)) for key, values in outcomes.items()}


@settings(max_examples=50)
@given(bids, prices)
def test_a_straight_line_never_depends_on_another_bid(given_bids: dict[str, Bid], ceiling: Fraction) -> None:
    rule = PriceRule("linear-to-ceiling", ceiling=ceiling)
    found = pricing.scores(rule, given_bids)
    assert not rule.relative
    for key, bid in given_bids.items():
        assert found[key] == pricing.scores(rule, {key: bid})[key]
        assert 0 <= found[key].low == found[key].high <= 100


@pytest.mark.parametrize(
    ("price", "points"), [(0, 100), (50, 100), (75, Fraction(100, 3) * 2), (100, Fraction(100, 3)), (125, 0), (200, 0)]
)
def test_the_line_runs_from_full_marks_to_the_ceiling(price: int, points: Fraction) -> None:
    rule = PriceRule("linear-to-ceiling", ceiling=Fraction(125), full_marks_at=Fraction(50))
    assert pricing.scores(rule, {"A": Bid(Fraction(price))})["A"] == point(points)


def test_the_lowest_price_has_full_marks_and_twice_the_price_half() -> None:
    found = pricing.scores(LOWEST, {"A": Bid(Fraction(100)), "B": Bid(Fraction(200))})
    assert found == {"A": point(100), "B": point(50)}


def test_an_undecided_cheaper_bid_makes_a_range() -> None:
    found = pricing.scores(LOWEST, {"A": Bid(Fraction(100)), "B": Bid(Fraction(50), sure=False)})
    assert found == {"A": Range(Fraction(50), Fraction(100)), "B": point(100)}


@pytest.mark.parametrize("formula", ["quality-per-pound", "fixed-price"])
def test_formulas_without_points_give_none(formula: str) -> None:
    rule = PriceRule(formula, amount=Fraction(100))  # type: ignore[arg-type]
    assert pricing.scores(rule, {"A": Bid(Fraction(100))}) == {}


def test_where_one_bid_depends_on_another_it_is_said() -> None:
    assert pricing.DEPENDS in pricing.sentences(LOWEST)
    assert pricing.DEPENDS not in pricing.sentences(PriceRule("linear-to-ceiling", ceiling=Fraction(1)))


# --- low prices -----------------------------------------------------------------------------------------------------

MEAN = PriceRule("lowest-over-price", abnormally_low=AbnormallyLow(below_mean_by=Fraction(30)))


def test_a_price_is_flagged_below_the_limit_and_not_at_it() -> None:
    """The mean of 140, 160 and 120 is 140; 30 % below it is 98."""
    at = {"A": Bid(Fraction(147)), "B": Bid(Fraction(175)), "C": Bid(Fraction(98))}
    assert pricing.low_prices(MEAN, at) == {}
    below = {**at, "C": Bid(Fraction(97))}
    (flag,) = pricing.low_prices(MEAN, below)["C"]
    assert flag.limit == Fraction(7, 10) * Fraction(147 + 175 + 97, 3)


def test_a_mean_of_two_bids_says_nothing() -> None:
    assert pricing.low_prices(MEAN, {"A": Bid(Fraction(500)), "B": Bid(Fraction(1))}) == {}


def test_the_buyers_estimate_flags_a_single_bid() -> None:
    low = AbnormallyLow(below_estimate_by=Fraction(20), estimate=Fraction(100))
    rule = PriceRule("lowest-over-price", abnormally_low=low)
    assert list(pricing.low_prices(rule, {"A": Bid(Fraction(79)), "B": Bid(Fraction(80))})) == ["A"]


def test_only_bids_that_surely_count_make_the_mean() -> None:
    """The mean of 140, 140 and 140 flags 97; a fourth bid that may yet fall out changes neither limit nor number."""
    at = {key: Bid(Fraction(140)) for key in "ABC"}
    (flag,) = pricing.low_prices(MEAN, {**at, "D": Bid(Fraction(1), sure=False)})["D"]
    assert flag.limit == 98
    assert "mean of 3 bids" in flag.by


def test_an_estimate_alone_says_nothing_of_the_mean() -> None:
    low = AbnormallyLow(below_estimate_by=Fraction(20), estimate=Fraction(100))
    rule = PriceRule("lowest-over-price", abnormally_low=low)
    assert pricing.low_prices(rule, {key: Bid(Fraction(90)) for key in "ABC"}) == {}


def test_quality_per_pound_keeps_its_range() -> None:
    assert pricing.per_pound(Range(Fraction(60), Fraction(80)), Fraction(200)) == Range(Fraction(3, 10), Fraction(2, 5))


# --- places ---------------------------------------------------------------------------------------------------------

ranges = st.tuples(st.integers(0, 5), st.integers(0, 3)).map(lambda ends: Range(Fraction(ends[0]), Fraction(sum(ends))))


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from("ABCD"), st.tuples(ranges, ranges), min_size=1))
def test_places_hold_every_completion_and_reach_both_ends(given_bids: dict[str, tuple[Range, Range]]) -> None:
    """Each bid may come out at the least or at the most of its points and of what breaks its ties."""
    outcomes: dict[str, list[int]] = {key: [] for key in given_bids}
    for ends in product((0, 1), repeat=len(given_bids)):
        made = {key: [span[end] for span in spans] for (key, spans), end in zip(given_bids.items(), ends, strict=True)}
        for key, value in made.items():
            outcomes[key].append(1 + sum(other > value for other in made.values()))
    found = pricing.places(
        {key: span for key, (span, _) in given_bids.items()}, {k: [t] for k, (_, t) in given_bids.items()}
    )
    assert found == {key: (min(reached), max(reached)) for key, reached in outcomes.items()}


def test_ties_are_broken_in_the_tenders_order_and_else_shared() -> None:
    values = {key: point(70) for key in "ABC"}
    ties = {"A": [point(5), point(1)], "B": [point(5), point(2)], "C": [point(5), point(1)]}
    assert pricing.places(values, ties) == {"A": (2, 2), "B": (1, 1), "C": (2, 2)}


def test_a_bid_is_not_surely_first_before_a_cheaper_one_that_may_still_draw_level() -> None:
    values = {"dear": point(70), "cheap": Range(Fraction(60), Fraction(70))}
    ties = {"dear": [point(-200)], "cheap": [point(-100)]}
    assert pricing.places(values, ties) == {"dear": (1, 2), "cheap": (1, 2)}
