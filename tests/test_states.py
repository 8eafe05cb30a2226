"""What a criterion comes to on every combination of answers at once."""

from __future__ import annotations

import pytest
from builders import Small

from techassure.definitions.words import Days
from techassure.engine.outcomes import Standing
from techassure.proving.cells import combinations_of
from techassure.proving.states import rule, states

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
