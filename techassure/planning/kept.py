"""What a plan keeps: what a product is, and what has happened. What its maker can do is planned.

A fact says what a product is where its definition says that it changes `never`, or where it hangs on its answer what
applies and no check demands any of them: a gate may ask for a paper if it is a device, and be met if it is not. Of
such a fact a plan keeps what was answered. Where nothing was, it takes what asks most, and says what it took.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from techassure.definitions.facts import Typed, columns_of
from techassure.definitions.model import Column, Fact
from techassure.definitions.words import HOLDS, OPEN, All, Days, Leaf, Not, Tree, leaves, truth
from techassure.engine.assessor import Assessor
from techassure.engine.plans import CriterionPlan, FactPlan, sources
from techassure.planning.literals import place
from techassure.proving.cells import near_edges


def said_by(assessor: Assessor) -> dict[str, bool]:
    """Return the facts that say what the product is, each with whether checks may be met with every answer to it."""
    criteria, known = assessor.criteria, assessor.selection.facts
    applies = [plan.rule.applies for plan in criteria if plan.rule.applies]
    said = {name for tree in applies for leaf in leaves(tree) for name in sources(leaf.fact, known)}
    asked = [plan for plan in assessor.facts if plan.name in said or plan.fact.changes == "never"]
    free = {plan.name: not _is_demanded(plan, criteria, known, assessor.days) for plan in asked}
    return {name: is_free for name, is_free in free.items() if is_free or known[name].changes == "never"}


def asking_most(plan: FactPlan, values: Sequence[Any], criteria: Sequence[CriterionPlan]) -> list[Any]:
    """Return the values that fail nothing, with which the most applies and the fewest checks are met alone."""
    fitting = _fitting(plan, values, criteria) or values
    applies = [each.rule.applies for each in criteria if each.rule.applies]
    kept = [value for value in fitting if all(_may(tree, HOLDS, plan, plan.truths(value)) for tree in applies)]
    checks = [tree for each in criteria for tree in trees(each)]
    met = [sum(_alone(tree, plan, plan.truths(value)) for tree in checks) for value in kept or fitting]
    return [value for value, count in zip(kept or fitting, met, strict=True) if count == min(met)]


def trees(criterion: CriterionPlan) -> Iterator[Tree]:
    """Yield what decides a criterion once it applies."""
    yield from criterion.rule.checks
    yield from (tree for _, tree in criterion.rule.bands if tree)


def is_over(fact: Typed, answered: Any, as_of: int) -> bool:
    """Tell whether an answer says what has happened once and for all; a day to come has not."""
    if fact.changes != "once" or answered is None:
        return False
    return answered is not False and not (fact.type == "date" and answered > as_of)


def may_become(fact: Fact, answered: Any, value: Any, as_of: int) -> bool:
    """Tell whether an answer may become a value, so that nothing is undone that has happened."""
    if has_history(fact, answered):
        pairs = zip(answered, value, strict=False)
        return len(value) >= len(answered) and all(_row_may_become(fact, now, then, as_of) for now, then in pairs)
    if fact.changes == "once" and fact.type == "yes-no":
        return value is True
    return fact.changes != "forward" or answered is None or answered > as_of or value > answered


def has_history(fact: Fact, answered: Any) -> bool:
    """Tell whether rows that were answered say what has happened: they stay, in their order, and others may follow."""
    return answered is not None and any(column.changes for column in columns_of(fact).values())


def _row_may_become(fact: Fact, now: Mapping[str, Any], then: Mapping[str, Any], as_of: int) -> bool:
    columns = columns_of(fact).items()
    return all(cell_may_become(column, now.get(name), as_of, then.get(name)) for name, column in columns)


def cell_may_become(column: Column, now: Any, as_of: int, then: Any) -> bool:
    """Tell whether a cell may become another, or nothing, so that nothing is undone that has happened."""
    if now == then or column.changes is None:
        return True
    if column.changes == "once" and column.type == "yes-no":
        return then is True
    if now is None:
        return True
    if column.changes == "forward":
        return then is not None and (now > as_of or then > now)
    return column.changes == "once" and not is_over(column, now, as_of)


def would_be_undone(plan: FactPlan, leaf: Leaf) -> bool:
    """Tell whether a leaf wants the `no` of what may have happened: only its maker knows whether it has."""
    once = plan.fact.changes == "once" and plan.fact.type == "yes-no" and leaf.word != "provided"
    return once and plan.truths(False)[place(leaf, plan.leaves)] == HOLDS


def _is_demanded(plan: FactPlan, criteria: Iterable[CriterionPlan], known: Mapping[str, Fact], days: Days) -> bool:
    """Tell whether some answer to a fact keeps a criterion from being met, whatever else is answered."""
    behind = {leaf.fact for each in criteria for tree in trees(each) for leaf in leaves(tree)}
    behind |= {name for each in criteria for name in each.by}
    if any(plan.name in sources(name, known) for name in behind if name != plan.name):
        return True
    return plan.name in behind and any(_demands(each, plan, days) for each in criteria)


def _demands(criterion: CriterionPlan, plan: FactPlan, days: Days) -> bool:
    if plan.fact.type in ("document", "table", "choices"):
        said = (leaf for tree in trees(criterion) for leaf in leaves(tree) if leaf.fact == plan.name)
        return plan.name in criterion.by or any(leaf.word != "provided" for leaf in said)
    return len(_fitting(plan, _answers(plan, days), [criterion])) < len(_answers(plan, days))


def _fitting(plan: FactPlan, values: Sequence[Any], criteria: Iterable[CriterionPlan]) -> list[Any]:
    """Return the values with which everything may be met, whatever else is answered."""
    checks = [tree for each in criteria for tree in trees(each)]
    return [value for value in values if all(_may(tree, HOLDS, plan, plan.truths(value)) for tree in checks)]


def _answers(plan: FactPlan, days: Days) -> Sequence[Any]:
    return [each for each in near_edges(plan.fact, plan.leaves, days) if each not in plan.fact.retired]


def _may(tree: Tree, wanted: int, plan: FactPlan, truths: Sequence[int]) -> bool:
    """Tell whether an expectation may come out as wanted with this answer, if all others are as they should be."""
    if isinstance(tree, Leaf):
        return tree.fact != plan.name or truths[place(tree, plan.leaves)] == wanted
    if isinstance(tree, Not):
        return _may(tree.part, -wanted, plan, truths)
    each = (_may(part, wanted, plan, truths) for part in tree.parts)
    return all(each) if isinstance(tree, All) == (wanted == HOLDS) else any(each)


def _alone(tree: Tree, plan: FactPlan, truths: Sequence[int]) -> bool:
    """Tell whether an expectation holds with this answer, whatever the others are."""
    return truth(tree, lambda leaf: truths[place(leaf, plan.leaves)] if leaf.fact == plan.name else OPEN) == HOLDS
