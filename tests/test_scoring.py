"""The sums behind a score, by themselves."""

from __future__ import annotations

from fractions import Fraction

import pytest
from builders import Small

from techassure.outcomes import MAY_BE_MET, Outcome, Result
from techassure.scoring import extreme

ONE = Fraction(1)


@pytest.mark.parametrize(
    ("part", "whole", "groups", "least", "most"),
    [
        (0, 0, [(3, 4), (1, 1)], "3/4", "1"),  # The mean of a group counts, not its size.
        (0, 0, [(1, 4), (0, 1)], "0", "1/4"),
        (1, 2, [(1, 4)], "1/3", "1/2"),
        (1, 2, [(3, 4)], "1/2", "2/3"),
        (1, 2, [(3, 4), (1, 4)], "1/3", "2/3"),
    ],
)
def test_the_least_and_the_most_take_the_groups_that_help(
    part: int, whole: int, groups: list[tuple[int, int]], least: str, most: str
) -> None:
    exact = [(Fraction(a), Fraction(b)) for a, b in groups]
    assert extreme(Fraction(part), Fraction(whole), exact, best=False) == Fraction(least)
    assert extreme(Fraction(part), Fraction(whole), exact, best=True) == Fraction(most)


def test_of_nothing_there_is_no_mean() -> None:
    assert extreme(Fraction(0), Fraction(0), [], best=True) is None


def test_a_claim_that_is_settled_takes_nothing_out_any_more(small: Small) -> None:
    small.scored("A", "{q.yes: {is: yes}}").scored("B", "{q.other: {is: yes}}", may_claim_not_applicable="yes")
    seen = small.assess("{q.yes: no, q.other: yes}", claims="[{criterion: small/B, not_applicable: None.}]")
    assert seen.score == ("0", "50")
    settled = [seen.assessment.results[0], Result(Outcome.MET, MAY_BE_MET, ONE, ONE)]
    assert seen.assessment.score_of(settled) == (50, 50)
