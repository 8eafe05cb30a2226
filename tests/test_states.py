"""What a criterion comes to on every combination of answers at once."""

from __future__ import annotations

from itertools import product

import pytest
from builders import Small

from techassure.definitions.words import Days
from techassure.engine.outcomes import Result, Standing, View, evaluate
from techassure.proving.cells import combinations_of
from techassure.proving.states import States, rule, states

AS_OF = 739768  # 2026-06-01
BANDS = {
    "each number in one band": "{2: {q.number: {at_least: 7}}, 1: {q.number: {at_least: 5}}}",
    "a band worth nothing, with a gap below": "{1: {q.number: {at_least: 5}}, 0: {q.number: {at_most: 3}}}",
    "a band worth nothing, of another fact": "{1: {q.number: {at_least: 5}}, 0: {q.yes: {is: yes}}}",
}


@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize("bands", BANDS)
def test_every_combination_is_in_exactly_one_state(small: Small, bands: str, standing: Standing) -> None:
    evidence = "{demands: documented, by: q.report}"
    small.criterion(bands=BANDS[bands], expect="{q.other: {is: yes}}", role="{share: 1}", evidence=evidence)
    library = small.library()
    (definition,) = library.edition("small@1").definitions
    grid = combinations_of([*definition.trees()], library.facts, Days(AS_OF))
    assert grid
    weak = {} if standing is Standing.GOOD else dict.fromkeys(rule(definition).bound(), standing)
    parts = [each.bits for each in states(definition, grid, AS_OF, weak).values()]
    assert len(parts) > 3
    assert sum(parts) == grid.everything


PARTS = {
    "of one band each, the better one is the pass mark": "{2: {q.number: {at_least: 7}}, 1: {q.yes: {is: yes}}}",
    "of both": "{2: {all: [{q.number: {at_least: 7}}, {q.yes: {is: yes}}]}, 1: {q.yes: {is: yes}}}",
}


@pytest.mark.parametrize("bands", PARTS)
def test_all_of_a_state_come_to_what_the_engine_says_of_it(small: Small, bands: str) -> None:
    small.criterion(bands=PARTS[bands], role="{share: 1}", pass_mark="2")
    library = small.library()
    (definition,) = library.edition("small@1").definitions
    grid = combinations_of([*definition.trees()], library.facts, Days(AS_OF))
    assert grid
    within, own = States(definition).on(grid), rule(definition)
    for standings in product(Standing, repeat=2):
        backed = dict(zip(own.bound(), standings, strict=True))
        weak = {name: standing for name, standing in backed.items() if standing is not Standing.GOOD}
        for found in within.states(AS_OF, weak).values():
            for bit in (1 << at for at in range(grid.size) if found.bits >> at & 1):
                view = View(AS_OF, grid.truth_in(bit), weak)
                assert said(evaluate(own, view)) == said(found.result)


def said(result: Result) -> tuple[object, ...]:
    return result.outcome, result.possible, result.low, result.high
