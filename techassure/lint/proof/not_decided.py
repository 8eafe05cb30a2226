"""A criterion about which not everything could be proven.

**Why.** What the other rules of this category say is certain. What they do not say is certain only where every
combination of answers was looked at. This note says where it was not: a criterion of very many facts, tables with
conditions that are too many to take apart, or spans in days beside spans in months, whose order depends on the
calendar.

**Avoid** one criterion that speaks of fifteen facts.

**Prefer** several criteria, each about one thing.

Not looked at unless it is selected: `--select not-decided`.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.definitions.words import leaves
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding
from techassure.proving import combinations
from techassure.proving.day_orders import day_orders


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding where something was not decided."""
    reason = _reason(criterion)
    if reason:
        message = f"not everything about `{criterion.definition.criterion.id}` could be proven: {reason}"
        yield criterion.at(("id",), message, "split it, where that makes it plainer")


def _reason(criterion: ACriterion) -> str | None:
    grid = criterion.prover.grid(criterion.trees, criterion.days)
    if grid is None:
        return f"its facts have more than {combinations.MOST} combinations of answers"
    unsure = [name for name, cells in grid.cells.items() if not cells.complete]
    if unsure:
        return f"it is not certain that every kind of answer to `{unsure[0]}` was looked at"
    spoken = [leaf for tree in criterion.trees for leaf in leaves(tree)]
    whole = day_orders(spoken, criterion.as_of)[1]
    return None if whole else "its days can stand in too many orders"


RULE = Rule(__name__, __doc__, find, "note", by_default=False)
