"""What may happen to a criterion, and whether anything shows that it does: an example, or answers that are found."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from techassure.definitions import words
from techassure.definitions.words import FAILS, HOLDS, OPEN, Tree, leaves
from techassure.lint.subjects import ACriterion
from techassure.proving.combinations import Bits, Combinations
from techassure.proving.day_orders import day_orders
from techassure.proving.examples import Ran
from techassure.proving.witnesses import first_answers

_MOST_ORDERS = 20
_HOLDS, _FAILS, _HOLDS_NOT = (HOLDS,), (FAILS,), (FAILS, OPEN)


class Event(NamedTuple):
    """Something that may happen, in words, and which expectations then have which truths."""

    said: str
    parts: tuple[tuple[Tree, tuple[int, ...]], ...]

    def bits(self, grid: Combinations) -> Bits:
        """Return the combinations with which it happens."""
        bits = grid.everything
        for tree, truths in self.parts:
            holds, fails = grid.of(tree)
            bits &= {_HOLDS: holds, _FAILS: fails, _HOLDS_NOT: ~holds}[truths]
        return bits

    def happens_in(self, case: Ran) -> bool:
        """Tell whether it happens in an example."""
        if case.assessment is None:
            return False
        view = case.assessment.view(case.assessment.assessor.criteria[0], case.assessment.assessor.as_of)
        return all(words.truth(tree, view.truth) in truths for tree, truths in self.parts)


def events(criterion: ACriterion) -> Iterator[Event]:
    """Yield that each check holds, that it fails, that all hold, and that each band is reached."""
    applies = criterion.definition.applies
    asked = ((applies, _HOLDS),) if applies else ()
    for check in criterion.checks:
        yield Event(f"`{check.name}` holds", (*asked, (check.tree, _HOLDS)))
        yield Event(f"`{check.name}` fails", (*asked, (check.tree, _FAILS)))
    passed = (*asked, *((tree, _HOLDS) for _, tree in criterion.definition.checks))
    if criterion.checks:
        yield Event("all its checks hold", passed)
    for at, band in enumerate(criterion.bands):
        better = ((each.tree, _HOLDS_NOT) for each in criterion.bands[:at])
        yield Event(f"somebody gets its `points: {band.name}`", (*passed, (band.tree, _HOLDS), *better))


def unshown(criterion: ACriterion) -> Iterator[Event]:
    """Yield what nothing rules out, and neither an example shows nor any answers that were found."""
    for event in events(criterion):
        shown = any(event.happens_in(case) for case in criterion.ran)
        if not shown and not criterion.never(event.bits) and not _found(criterion, event):
            yield event


def _found(criterion: ACriterion, event: Event) -> bool:
    spoken = [leaf for tree in criterion.trees for leaf in leaves(tree)]
    for days in islice(day_orders(spoken, criterion.as_of)[0], _MOST_ORDERS):
        grid = criterion.prover.grid(criterion.trees, days)
        if grid is not None and first_answers(event.bits(grid), grid, criterion.facts, days) is not None:
            return True
    return False
