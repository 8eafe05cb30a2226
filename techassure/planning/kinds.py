"""Answers that say which kind of product it is: no check demands any of them, and it hangs on them what else applies.

Whether a product is a medical device, for instance: a gate may ask for a paper if it is, and be met if it is not. A
plan may not choose between the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from techassure.definitions.model import Fact
from techassure.definitions.words import HOLDS, All, Leaf, Not, Tree, leaves
from techassure.engine.assessor import Assessment
from techassure.engine.plans import CriterionPlan, FactPlan


def said_by(assessment: Assessment) -> frozenset[str]:
    """Return the facts on which it hangs whether criteria apply, and whose every answer the checks may be met with."""
    criteria = assessment.assessor.criteria
    said = {leaf.fact for plan in criteria if plan.rule.applies for leaf in leaves(plan.rule.applies)}
    found = [plan for plan in assessment.assessor.facts if plan.name in said and plan.fact.type in ("yes-no", "choice")]
    return frozenset(plan.name for plan in found if not any(_demands(each, plan) for each in criteria))


def asking_most(plan: FactPlan, values: Sequence[Any], criteria: Iterable[CriterionPlan]) -> list[Any]:
    """Return the values with which no criterion ceases to apply; all of them where none is such."""
    applies = [each.rule.applies for each in criteria if each.rule.applies]
    kept = [value for value in values if all(_may(tree, HOLDS, plan, plan.truths(value)) for tree in applies)]
    return kept or list(values)


def _demands(criterion: CriterionPlan, plan: FactPlan) -> bool:
    """Tell whether some answer to the fact keeps a criterion from being met, whatever else is answered."""
    rule = criterion.rule
    if any(leaf.fact == plan.name for _, tree in rule.bands if tree for leaf in leaves(tree)):
        return True
    values = _answers(plan.fact)
    return any(not _may(tree, HOLDS, plan, plan.truths(value)) for tree in rule.checks for value in values)


def _answers(fact: Fact) -> Sequence[Any]:
    return [each for each in fact.options if each not in fact.retired] if fact.options else (True, False)


def _may(tree: Tree, wanted: int, plan: FactPlan, truths: Sequence[int]) -> bool:
    """Tell whether an expectation may come out as wanted with this answer, if all others are as they should be."""
    if isinstance(tree, Leaf):
        return tree.fact != plan.name or truths[_place(plan, tree)] == wanted
    if isinstance(tree, Not):
        return _may(tree.part, -wanted, plan, truths)
    each = (_may(part, wanted, plan, truths) for part in tree.parts)
    return all(each) if isinstance(tree, All) == (wanted == HOLDS) else any(each)


def _place(plan: FactPlan, leaf: Leaf) -> int:
    return next(at for at, each in enumerate(plan.leaves) if (each.word, each.argument) == (leaf.word, leaf.argument))
