"""The search for the cheapest way: held against every combination of ways."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from techassure.planning import search
from techassure.planning.joining import Alternatives, Way, contains, together
from techassure.planning.search import cheapest, effort_of, groups

WAYS = st.dictionaries(st.sampled_from("abcde"), st.integers(1, 7), min_size=1, max_size=3)
CRITERIA = st.lists(st.lists(WAYS, min_size=1, max_size=3), min_size=1, max_size=4)
COSTS = st.fixed_dictionaries({name: st.sampled_from([Fraction(1), Fraction(2), Fraction(3, 2)]) for name in "abcde"})


def least_of_all(criteria: list[list[Way]], costs: dict[str, Fraction]) -> Fraction | None:
    """Return the least effort of any combination of ways; None where all contradict each other."""
    efforts = []
    for chosen in product(*criteria):
        way: Way | None = {}
        for each in chosen:
            way = None if way is None else together(way, each)
        efforts += [] if way is None else [effort_of(way, costs.__getitem__)]
    return min(efforts, default=None)


@pytest.mark.parametrize("most", [search.MOST_STEPS, 1])
@pytest.mark.parametrize("whole", [True, False])
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(criteria=CRITERIA, costs=COSTS, even=st.booleans())
def test_cheapest_way_and_its_bound(
    monkeypatch: pytest.MonkeyPatch,
    most: int,
    whole: bool,
    criteria: list[list[Way]],
    costs: dict[str, Fraction],
    even: bool,
) -> None:
    """It serves all, costs the least where that is claimed, and no combination costs less than its bound."""
    monkeypatch.setattr(search, "MOST_STEPS", most)
    costs = dict.fromkeys(costs, Fraction(1)) if even else costs
    made = [Alternatives(tuple(ways), whole or at > 0) for at, ways in enumerate(criteria)]
    found, best = cheapest(made, costs.__getitem__), least_of_all(criteria, costs)
    if found.way is not None:
        assert best is not None
        assert all(any(contains(way, found.way) for way in ways) for ways in criteria)
        assert found.least <= best <= found.effort == effort_of(found.way, costs.__getitem__)
        assert not found.exact or found.least == found.effort
        assert whole or found.least <= (
            least_of_all(criteria[1:], costs) or 0
        )  # of the first, a way for nothing may lack
    assert most == 1 or (found.way is None) == (best is None)
    assert most == 1 or not whole or (found.exact and found.effort == (best or 0))


def test_what_is_paid_already_is_in_no_bound() -> None:
    """Both have a way with a change of `e`: paid twice, the cheapest would look dearer than another."""
    criteria = [
        [{"d": 1, "a": 3, "e": 2}, {"b": 2, "a": 2}, {"e": 1, "a": 2}],
        [{"e": 2, "c": 2}, {"e": 3, "d": 2, "a": 3}],
    ]
    costs = {"a": Fraction(3, 2), "b": Fraction(2), "c": Fraction(3, 2), "d": Fraction(2), "e": Fraction(3, 2)}
    found = cheapest([Alternatives(tuple(ways)) for ways in criteria], costs.__getitem__)
    assert found.effort == least_of_all(criteria, costs) == 3


@given(CRITERIA)
def test_groups_share_no_fact_and_cannot_be_divided(criteria: list[list[Way]]) -> None:
    names = [{name for way in ways for name in way} for ways in criteria]
    made = groups({at: Alternatives(tuple(ways)) for at, ways in enumerate(criteria)})
    assert sorted(at for group in made for at in group) == list(range(len(criteria)))
    spoken = [set().union(*(names[at] for at in group)) for group in made]
    assert not any(one & other for one, other in combinations(spoken, 2))
    assert all(len(groups({at: Alternatives(tuple(criteria[at])) for at in group})) == 1 for group in made)
