"""The sums behind a score, by themselves."""

from __future__ import annotations

from fractions import Fraction

import pytest
from builders import Small

from techassure.engine.outcomes import MAY_BE_MET, Outcome, Result
from techassure.engine.scoring import AwardRange, Range, total

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
    """Groups are award criteria that may not apply, each of a weight and what it then adds."""
    sure = [(Fraction(whole), award(part, whole))] if whole else []
    loose = [(Fraction(b), award(a, b, may_vanish=True)) for a, b in groups]
    assert total([*sure, *loose]) == (Fraction(least), Fraction(most))


def award(part: int, whole: int, may_vanish: bool = False) -> AwardRange:
    mean = Fraction(part, whole)
    return AwardRange(Range(mean, mean), may_vanish)


def test_of_nothing_there_is_no_mean() -> None:
    assert total([]) is None


def test_a_claim_that_is_settled_takes_nothing_out_any_more(small: Small) -> None:
    small.scored("A", "{q.yes: {is: yes}}").scored("B", "{q.other: {is: yes}}", may_claim_not_applicable="yes")
    seen = small.assess("{q.yes: no, q.other: yes}", claims="[{criterion: small/B, not_applicable: None.}]")
    assert seen.score == ("0", "50")
    settled = [seen.assessment.results[0], Result(Outcome.MET, MAY_BE_MET, ONE, ONE)]
    assert seen.assessment.score_of(settled) == (50, 50)


def test_a_condition_of_two_award_criteria_holds_in_both_where_a_claim_was_made_too(small: Small) -> None:
    """It holds, and 0 and 50 are the scores; or it fails, and D alone is scored: never the first without the second."""
    tied, wrong, right = "{q.third: {is: yes}}", "{q.yes: {is: yes}}", "{q.other: {is: yes}}"
    usable, secure = {"domain": "usability", "applies_when": tied}, {"domain": "cyber-security"}
    small.scored("A", wrong, may_claim_not_applicable="yes", **usable).scored("B", wrong, **usable)
    small.scored("C", right, applies_when=tied, **secure).scored("D", wrong, **secure)
    small.baseline(
        "both", "award_criteria: {u: {weight: 50, domain: usability}, v: {weight: 50, domain: cyber-security}}"
    )
    claim = "[{criterion: small/A, not_applicable: None.}]"
    assert small.assess("{q.yes: no, q.other: yes}", against="both", claims=claim).score == ("0", "25")
