"""Printed parts make the printed sum, whatever the parts are."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from techassure.documents.adding_up import adding_up

PARTS = st.lists(st.fractions(min_value=0, max_value=100, max_denominator=10_000), max_size=9)


def places(text: str) -> int:
    return len(text.partition(".")[2])


@given(PARTS)
def test_the_printed_parts_make_the_sum_cut_at_their_last_place(parts: list[Fraction]) -> None:
    printed = adding_up(parts)
    made, unit = sum(map(Fraction, printed)), Fraction(1, 10 ** max(map(places, printed), default=0))
    assert made <= sum(parts) < made + unit
    assert len({places(each) for each in printed}) <= 1


@given(PARTS)
def test_no_part_is_off_by_one_of_its_last_place(parts: list[Fraction]) -> None:
    printed = adding_up(parts)
    assert all(abs(Fraction(each) - part) * 10 ** places(each) < 1 for each, part in zip(printed, parts, strict=True))


def test_what_few_places_show_exactly_is_shown_with_the_fewest() -> None:
    assert adding_up([Fraction(15), Fraction(609, 40), Fraction(221, 20)]) == ["15.000", "15.225", "11.050"]
    assert adding_up([Fraction(8), Fraction(70)]) == ["8", "70"]


def test_thirds_are_cut_and_still_make_a_whole() -> None:
    assert adding_up([Fraction(100, 3)] * 3) == ["33.3334", "33.3333", "33.3333"]
    assert sum(map(Decimal, adding_up([Fraction(100, 3)] * 3))) == 100
