"""Which questions still matter to one or several assessments, and in what order they are asked.

A question matters while some answer to it could change what a criterion comes to. A criterion is looked at with the
answers that are there: what they settle is taken out of its expectations, and what is left names the questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from techassure.definitions.definition import is_asked
from techassure.definitions.words import FAILS, HOLDS, OPEN, Leaf, Tree, leaves
from techassure.engine.assessor import Assessment
from techassure.engine.outcomes import Standing
from techassure.engine.plans import CriterionPlan
from techassure.engine.situation import Situation
from techassure.questionnaire.relevance import fixed

_Truth = Callable[[Leaf], int]


class Stage(IntEnum):
    """What a question serves: first what decides the verdict, then points, then what decides neither."""

    GATES = 0
    POINTS = 1
    CONTEXT = 2


class Wanted(NamedTuple):
    """A question that still matters, by its fact."""

    fact: str
    stage: Stage


def wanted(assessments: Sequence[Assessment]) -> list[Wanted]:
    """Return the questions that still matter, each once, in the order in which they are asked."""
    found: dict[str, Stage] = {}
    for stage in Stage:
        for assessment in assessments:
            for at, plan in enumerate(assessment.assessor.criteria):
                if _stage(plan) is stage:
                    found |= {name: stage for name in _open_questions(assessment, at) if name not in found}
    return [Wanted(name, stage) for name, stage in found.items()]


def _stage(plan: CriterionPlan) -> Stage:
    if plan.member.gate:
        return Stage.GATES
    return Stage.CONTEXT if plan.member.share is None and plan.member.award is None else Stage.POINTS


def _open_questions(assessment: Assessment, at: int) -> list[str]:
    """Return the questions without an answer that could still change what a criterion comes to.

    What decides whether it applies comes first. A document is asked for where none of its kind stands well.
    """
    plan = assessment.assessor.criteria[at]
    situation = assessment.weighed.situation_of(plan)
    truth = plan.truth_in(situation.cells)
    applies = HOLDS if plan.rule.applies is None else fixed(plan.rule.applies, truth)
    if applies == FAILS:
        return []
    found = dict.fromkeys(_named([applies])) if not isinstance(applies, int) else {}
    day = assessment.assessor.as_of
    weak = {name for name in situation.weak(plan, day) if _is_given(name, situation)}
    open_trees = _open(plan, truth)
    if open_trees is not None:
        found |= dict.fromkeys(_named(open_trees))
        found |= dict.fromkeys(_documents(plan, assessment, bool(weak)))
        found |= dict.fromkeys(_named(_open(plan, lambda leaf: OPEN if leaf.fact in weak else truth(leaf)) or []))
    return [name for name in _asked(found, assessment) if not _is_there(name, assessment)]


def _open(plan: CriterionPlan, truth: _Truth) -> list[Tree] | None:
    """Return what the answers leave open of a criterion; None where a check fails, and nothing else matters."""
    checks = [fixed(tree, truth) for tree in plan.rule.checks]
    if FAILS in checks:
        return None
    bands = [] if plan.rule.by_reviewer else [(points, fixed(tree, truth)) for points, tree in plan.rule.bands if tree]
    low = max((points for points, tree in bands if tree == HOLDS), default=-1)
    better = [tree for points, tree in bands if points > low]
    return [tree for tree in (*checks, *better) if not isinstance(tree, int)]


def _named(trees: Iterable[Tree | int]) -> Iterator[str]:
    for tree in trees:
        if not isinstance(tree, int):
            yield from (leaf.fact for leaf in leaves(tree))


def _documents(plan: CriterionPlan, assessment: Assessment, weak: bool) -> list[str]:
    """Return the documents that could back answers which do not stand well: all that are named, until one does."""
    facts = assessment.assessor.selection.facts
    bound = [name for name in plan.bound if facts[name].type == "document"]
    return [*bound, *plan.by] if weak else []


def _asked(names: Iterable[str], assessment: Assessment) -> Iterator[str]:
    """Yield the questions behind facts: of a computed one, those that it is computed from."""
    facts = assessment.assessor.selection.facts
    for name in names:
        derived = facts[name].derived
        if derived:
            yield from _asked(derived.inputs, assessment)
        elif is_asked(name, facts[name]):
            yield name


def _is_given(name: str, situation: Situation) -> bool:
    """Tell whether there is anything that could be backed: an answer, or a document itself."""
    return situation.value(name) is not None or name in situation.standings(situation.assessor.as_of)[1]


def _is_there(name: str, assessment: Assessment) -> bool:
    situation, facts = assessment.weighed.claimed, assessment.assessor.selection.facts
    if facts[name].type == "document":
        return situation.standings(assessment.assessor.as_of)[1].get(name) is Standing.GOOD
    return name in situation.values
