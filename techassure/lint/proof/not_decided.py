"""Something about a criterion, or about gates, that could not be proven and was not shown either.

**Why.** What the other rules of this category say is certain. What they do not say is certain only where every
combination of answers was looked at. This note says where it was not: a criterion of very many facts, tables with
conditions that are too many to take apart, or spans in days beside spans in months, whose order depends on the
calendar. Of facts that are computed it says where nothing rules out that a check holds or fails, or that a band is
reached, and yet no answers were found with which it does: what is computed depends on the answers, and not every such
dependence is followed.

**Avoid** one criterion that speaks of fifteen facts, and bounds for a computed fact beside bounds for its inputs.

**Prefer** several criteria, each about one thing.

Not looked at unless it is selected: `--select not-decided`.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.definitions.words import leaves
from techassure.lint.gates import groups
from techassure.lint.rule import Rule
from techassure.lint.shown import unshown
from techassure.lint.subjects import ACriterion, ASelection, Finding
from techassure.lint.wording import series
from techassure.proving import combinations
from techassure.proving.day_orders import day_orders

_FIX = "split it, where that makes it plainer"


def find(subject: ACriterion | ASelection) -> Iterator[Finding]:
    """Yield a finding where something was not decided."""
    if isinstance(subject, ASelection):
        yield from _of_gates(subject)
        return
    reason = _reason(subject) or _unshown(subject)
    if reason:
        message = f"not everything about `{subject.definition.criterion.id}` could be proven: {reason}"
        yield subject.at(("id",), message, _FIX)


def _of_gates(selection: ASelection) -> Iterator[Finding]:
    for group in groups(selection):
        if not group.excluded:
            message = f"it is not certain that the gates {series(group.named)} leave room for each other"
            yield selection.at(group.path, message, "let an example of the edition pass them together", of_key=True)


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


def _unshown(criterion: ACriterion) -> str | None:
    """Return what nothing rules out and no answers show; None where no fact is computed."""
    names = {leaf.fact for tree in criterion.trees for leaf in leaves(tree)}
    if not any(criterion.facts[name].derived for name in names):
        return None
    event = next(unshown(criterion), None)
    return None if event is None else f"no answers were found with which {event.said}, and nothing rules it out"


RULE = Rule(__name__, __doc__, find, "note", by_default=False)
