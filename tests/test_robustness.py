"""How firmly a winner stands: closed forms held against brute force, and against an established library."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from techassure.tendering import robustness, weightings
from techassure.tendering.robustness import Field

HALF = Field(("a", "b"), ("quality", "price"), (Fraction(60), Fraction(40)), ((Fraction(80), Fraction(50)),
             (Fraction(60), Fraction(70))))  # fmt: skip


@st.composite
def fields(draw: st.DrawFn, most: int = 4) -> Field:
    bids, criteria = draw(st.integers(2, 4)), draw(st.integers(2, most))
    cuts = sorted(draw(st.lists(st.integers(0, 20), min_size=criteria - 1, max_size=criteria - 1)))
    weights = tuple(Fraction(5 * (b - a)) for a, b in pairwise([0, *cuts, 20]))
    score = st.integers(0, 10).map(lambda each: Fraction(10 * each))
    rows = tuple(tuple(draw(score) for _ in range(criteria)) for _ in range(bids))
    return Field(tuple("abcd"[:bids]), tuple("wxyz"[:criteria]), weights, rows)


def steps(criteria: int, parts: int = 20) -> list[tuple[Fraction, ...]]:
    """Every weighting in steps of five."""
    found = [each for each in product(range(parts + 1), repeat=criteria) if sum(each) == parts]
    return [tuple(Fraction(100 * part, parts) for part in each) for each in found]


GRID = {criteria: steps(criteria) for criteria in (2, 3)}


def test_the_flip_of_two_criteria_by_hand() -> None:
    """20 ahead on quality, 20 behind on price: level at 50 to 50."""
    found = robustness.smallest_flip(HALF, 0)
    assert found == robustness.Flip(1, Fraction(10), (Fraction(50), Fraction(50)))
    assert robustness.stays(HALF, 0, 0) == (50, 100)
    assert robustness.stays(HALF, 0, 1) == (0, 50)


def test_no_weights_overtake_one_who_is_ahead_on_everything() -> None:
    field = Field(
        ("a", "b"), ("x", "y"), (Fraction(50), Fraction(50)), ((Fraction(9), Fraction(9)), (Fraction(1), Fraction(8)))
    )
    assert robustness.smallest_flip(field, 0) is None
    assert robustness.stays(field, 0, 1) == (0, 100)


@settings(max_examples=150)
@given(field=fields())
def test_the_flip_distance_is_reached_at_its_value(field: Field) -> None:
    winner = robustness.winners(field, field.weights)[0]
    found = robustness.smallest_flip(field, winner)
    assume(found)
    assert found is not None
    assert (sum(found.weights), min(found.weights) >= 0) == (100, True)
    assert robustness.moved_between(field.weights, found.weights) == found.moved
    sums = robustness.totals(field, found.weights)
    assert sums[winner] == sums[found.to] or found.moved == 0


@settings(max_examples=60)
@given(field=fields(most=3))
def test_the_flip_distance_is_reached_at_none_smaller(field: Field) -> None:
    """No weighting nearer than it, of all in steps of five, lets anybody draw level; without one, none at all does."""
    winner = robustness.winners(field, field.weights)[0]
    found = robustness.smallest_flip(field, winner)
    for weights in GRID[len(field.criteria)]:
        if found is None or robustness.moved_between(field.weights, weights) < found.moved:
            assert robustness.winners(field, weights) == [winner]


@settings(max_examples=100)
@given(field=fields())
def test_just_short_of_the_flip_the_winner_is_still_ahead_and_just_beyond_it_is_not(field: Field) -> None:
    winner = robustness.winners(field, field.weights)[0]
    found = robustness.smallest_flip(field, winner)
    assume(found and found.moved)
    assert found is not None

    def on_the_way(part: Fraction) -> list[Fraction]:
        pairs = zip(field.weights, found.weights, strict=True)
        return [a + part * (b - a) for a, b in pairs]

    assert winner in robustness.winners(field, on_the_way(Fraction(99, 100)))
    beyond = on_the_way(Fraction(101, 100))
    sums = robustness.totals(field, beyond)
    assert sums[found.to] > sums[winner]


@settings(max_examples=100)
@given(field=fields(), at=st.integers(0, 3), value=st.integers(0, 40))
def test_a_weight_keeps_the_winner_just_inside_its_range(field: Field, at: int, value: int) -> None:
    at %= len(field.criteria)
    winner = robustness.winners(field, field.weights)[0]
    low, high = robustness.stays(field, winner, at)
    tried = Fraction(value * 5, 2)
    assert low <= field.weights[at] <= high or field.weights[at] == 100
    first = robustness.winners(field, robustness.reweighted(field.weights, at, tried))
    assert (winner in first) == (low <= tried <= high)


def test_shares_of_all_weightings_are_near_those_by_geometry() -> None:
    """The first wins just where quality has more than half of the weight: half of all weightings."""
    one, other = robustness.shares(HALF, weightings.any_weights(2, 4000, seed=1))
    assert one.low < 0.5 < one.high
    assert one.share + other.share == 1
    assert one.high - one.low < 0.04


def test_shares_of_three_criteria_agree_with_a_count_over_a_grid() -> None:
    field = Field(("a", "b", "c"), ("x", "y", "z"), (Fraction(40), Fraction(30), Fraction(30)),
                  tuple(tuple(map(Fraction, row)) for row in ((90, 20, 40), (10, 95, 35), (50, 55, 60))))  # fmt: skip
    found = robustness.shares(field, weightings.any_weights(3, 5000, seed=7))
    grid = robustness.shares(field, [[int(each) for each in one] for one in steps(3, 100)])
    assert all(abs(a.share - b.share) < Fraction(3, 100) for a, b in zip(found, grid, strict=True))


def test_the_same_seed_gives_the_same_and_another_seed_others() -> None:
    assert min(weightings.near([Fraction(1, 1000)], Fraction(1, 500), 50, 1)) == [0]
    drawn = [list(weightings.near(HALF.weights, Fraction(10), 5, seed)) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert all(50_000 <= one <= 70_000 and 30_000 <= other <= 50_000 for one, other in drawn[0])


def test_a_share_of_nothing_or_everything_still_has_an_error() -> None:
    one, other = robustness.shares(HALF, [[9, 1]] * 100)
    assert (one.share, other.share) == (1, 0)
    assert (round(one.low, 4), round(other.high, 4)) == (0.963, 0.037)


def test_ties_share_the_win() -> None:
    assert [each.share for each in robustness.shares(HALF, [[1, 1]])] == [Fraction(1, 2)] * 2


def test_a_dropped_criterion() -> None:
    assert (robustness.without(HALF, 0), robustness.without(HALF, 1)) == ([1], [0])
    alone = Field(("a",), ("x",), (Fraction(100),), ((Fraction(1),),))
    assert robustness.without(alone, 0) is None


@settings(max_examples=50)
@given(field=fields())
def test_sums_and_the_winner_agree_with_an_established_library(field: Field) -> None:
    """pymcdm's weighted sum, its scores left as they are."""
    pymcdm = pytest.importorskip("pymcdm.methods", reason="the extra `peers` is not installed")
    numpy = pytest.importorskip("numpy", reason="numpy is not installed")
    method = pymcdm.WSM(normalization_function=lambda column, **_: column)
    weights = numpy.array([float(each) / 100 for each in field.weights])
    matrix = numpy.array([[float(each) for each in row] for row in field.scores])
    found = method(matrix, weights, numpy.ones(len(weights)), validation=False, verbose=False)
    assert found == pytest.approx([float(each) for each in robustness.totals(field, field.weights)])
