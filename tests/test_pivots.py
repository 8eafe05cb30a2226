"""What is open in a ranking: who may yet be first, and the open point that would settle the most."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from builders import Small
from hypothesis import given
from hypothesis import strategies as st

from techassure.engine import pivots
from techassure.engine.assessor import Assessment
from techassure.engine.pivots import Pivot, ways
from techassure.engine.ranking import MOST_NAMED, Bid, rank_bids
from techassure.engine.scoring import Range


@pytest.fixture
def race(small: Small) -> Small:
    """A gate on the bidder, and two criteria: of three shares and of one."""
    small.criterion("G", "{q.bidder: {is: yes}}")
    small.scored("A", "{q.yes: {is: yes}}", share=3)
    return small.scored("B", "{q.other: {is: yes}}")


def entered(race: Small, **entries: str) -> tuple[dict[str, Any], tuple[Assessment, ...]]:
    for name, answers in entries.items():
        race.submission(f"{{{answers}}}", name=name, supplier=f"{{id: {name}, name: {name}}}")
    seen = race.all()
    return seen.document["rankings"][0], seen.result.assessments


GATE = "q.bidder: yes"


def test_one_is_ruled_out_where_another_that_stays_scores_more(race: Small) -> None:
    ranking, _ = entered(race, a=f"{GATE}, q.yes: yes, q.other: no", b=f"{GATE}, q.yes: no", c=f"{GATE}, q.other: no")
    assert ranking["may_be_first"] == [0, 2]


def test_nobody_is_ruled_out_by_one_that_may_not_stay(race: Small) -> None:
    ranking, _ = entered(race, a="q.yes: yes, q.other: yes", b=f"{GATE}, q.yes: no, q.other: no")
    assert ranking["may_be_first"] == [0, 1]
    assert [each["worst"] for each in ranking["places"]] == [2, 1]


def test_the_non_compliant_cannot_be_first(race: Small) -> None:
    assert entered(race, a="q.bidder: no, q.yes: yes", b=GATE)[0]["may_be_first"] == [1]


ENDS = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(sorted)


@given(st.lists(ENDS, max_size=5))
def test_places_are_the_best_and_the_worst_that_the_ranges_allow(ends: list[list[int]]) -> None:
    for each in rank_bids([Bid("compliant", Range(*map(Fraction, pair)), ()) for pair in ends])[0]:
        low, high = ends[each.at]
        others = [pair for at, pair in enumerate(ends) if at != each.at]
        assert each.best == 1 + sum(other > high for other, _ in others)
        assert each.worst == 1 + sum(other > low for _, other in others)
        assert each.ahead_of == tuple(at for at, (_, other) in enumerate(ends) if low > other)


def test_without_scores_the_compliant_stand_before_the_undecided_and_each_by_name() -> None:
    bids = [Bid("undecided", None, ("a",)), Bid("compliant", None, ("c",)), Bid("compliant", None, ("b",))]
    assert [(each.at, each.best, each.worst) for each in rank_bids(bids)[0]] == [(2, 1, 3), (1, 1, 3), (0, 1, 3)]


@pytest.mark.parametrize(("count", "named"), [(MOST_NAMED, True), (MOST_NAMED + 1, False)])
def test_among_many_the_ends_alone_say_who_is_ahead(count: int, named: bool) -> None:
    bids = [Bid("compliant", Range(Fraction(at), Fraction(at)), ()) for at in range(count)]
    assert [each.ahead_of is not None for each in rank_bids(bids)[0]] == [named] * count


def test_the_open_point_that_settles_the_order(race: Small) -> None:
    """Three shares of four settle who is ahead either way; one share does not."""
    ranking, _ = entered(race, a=f"{GATE}, q.other: yes", b=f"{GATE}, q.yes: no, q.other: yes", c=f"{GATE}, q.yes: no")
    found = ranking["settles_most"]
    assert (found["index"], found["criterion"]) == (0, "small/A")
    assert (found["at_least"], found["at_most"], found["of"]) == (1, 2, 3)


def test_nothing_is_named_where_nothing_is_open(race: Small) -> None:
    settled = f"{GATE}, q.yes: yes, q.other: no"
    assert entered(race, a=settled, b=settled)[0]["settles_most"] is None


def test_an_open_gate_settles_compliance_and_every_order_of_one_that_fails_it(race: Small) -> None:
    rest = "q.yes: yes, q.other: no"
    ranking, _ = entered(race, a=rest, b=f"{GATE}, q.yes: yes", c=f"{GATE}, q.yes: yes")
    found = ranking["settles_most"]
    assert (found["criterion"], found["at_least"], found["at_most"], found["of"]) == ("small/G", 1, 3, 4)


def test_too_many_are_not_weighed(race: Small) -> None:
    _, made = entered(race, a="", b=GATE)
    assert pivots.pivot(made) is not None
    assert pivots.pivot([*made] * (pivots.MOST_WEIGHED // 2 + 1)) is None


def naive(spans: list[tuple[Range | None, str | None]]) -> int:
    """Count what is open by looking at every one and at every two."""
    staying = [(span, verdict) for span, verdict in spans if verdict != "non-compliant"]
    open_verdicts = sum(verdict == "undecided" for _, verdict in staying)
    return open_verdicts + sum(
        max(one.low, other.low) <= min(one.high, other.high) and not one.low == one.high == other.low == other.high
        for (one, _), (other, _) in combinations(staying, 2)
        if one and other
    )


def tried(made: tuple[Assessment, ...]) -> list[Pivot]:
    """Weigh every open point by counting what stays open anew for each way in which it may go."""
    found = []
    for index, each in enumerate(made):
        others = [(one.score, one.verdict) for one in made if one is not each]
        whole = naive([*others, (each.score, each.verdict)])
        for at, (plan, result) in enumerate(zip(each.assessor.criteria, each.results, strict=True)):
            trials = [[*each.results[:at], way, *each.results[at + 1 :]] for way in ways(plan, result)]
            left = [naive([*others, (each.score_of(one), each.verdict_of(one))]) for one in trials]
            found.append(Pivot(index, at, whole - max(left), whole - min(left), whole))
    return found


@pytest.mark.parametrize(
    "entries",
    [
        {"a": "", "b": GATE, "c": f"{GATE}, q.yes: yes"},
        {"a": "q.yes: yes", "b": f"{GATE}, q.yes: no", "c": f"{GATE}, q.other: yes", "d": "q.other: no"},
        {"a": f"{GATE}, q.yes: yes, q.other: no", "b": f"{GATE}, q.other: no", "c": "q.yes: yes, q.other: no"},
    ],
)
def test_what_is_said_to_settle_the_most_does_by_trying_all(race: Small, entries: dict[str, str]) -> None:
    _, made = entered(race, **entries)
    best = max(tried(made), key=lambda each: (each.least, each.most))
    assert pivots.pivot(made) == best
