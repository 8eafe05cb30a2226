"""What a ranking calls certain, tried on every completion: every yes and no to what was not answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from techassure.engine import pivots, ranking
from techassure.engine.assessor import Assessment

from . import strategies as some
from .bench import Bench
from .strategies import Given, World
from .test_laws import examples, named

End = tuple[Fraction, str | None]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A folder for the worlds of this module."""
    return Bench(tmp_path_factory.mktemp("rankings"))


def completed(assessment: Assessment) -> list[End]:
    """Return score and verdict of every completion of a submission."""
    submission, assessor = assessment.submission, assessment.assessor
    silent = [name for name in some.YES_NO if name not in submission.values]
    filled = [dict(zip(silent, said, strict=True)) for said in product((True, False), repeat=len(silent))]
    made = [assessor.assess(replace(submission, values={**submission.values, **each})) for each in filled]
    return sorted({(each.score.low, each.verdict) for each in made if each.score}, key=str)


def entered(bench: Bench, world: World, data: st.DataObject) -> list[Assessment]:
    assessor = bench.assessor(world)
    said = st.builds(Given, some.answers(some.YES_NO, world.day))
    made = [named(bench.submission(data.draw(said), assessor.selection), place) for place in range(3)]
    return [assessor.assess(each) for each in made]


@examples(60)
@given(world=some.scored_worlds(most=3), data=st.data())
def test_the_certain_order_agrees_with_every_completion(bench: Bench, world: World, data: st.DataObject) -> None:
    made = entered(bench, world, data)
    ends = [completed(each) for each in made]
    assume(all(ends))
    for each in ranking.rank(made)[0]:
        for behind in each.ahead_of or ():
            assert min(score for score, _ in ends[each.at]) > max(score for score, _ in ends[behind])
    first = set(pivots.may_be_first(made))
    for orders in product(*ends):
        assert winners(orders) <= first


def winners(orders: Sequence[End]) -> set[int]:
    """Return who is first among those that are not non-compliant."""
    staying = [(score, at) for at, (score, verdict) in enumerate(orders) if verdict != "non-compliant"]
    most = max([score for score, _ in staying], default=None)
    return {at for score, at in staying if score == most}
