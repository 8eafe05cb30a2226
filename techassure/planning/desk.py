"""What every part of a plan is made with: the assessment to start from, what is wanted, and how changes are tried."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from techassure.definitions.words import Leaf, leaves
from techassure.engine.assessor import Assessment
from techassure.engine.outcomes import MAY_BE_NOT_MET, Outcome, claimed, decision
from techassure.engine.plans import CriterionPlan
from techassure.planning.board import Allowed, Board, Wanted
from techassure.planning.changes import Change, change_of
from techassure.planning.efforts import Efforts
from techassure.planning.joining import KEEP, Alternatives, Way
from techassure.planning.kept import trees
from techassure.planning.memo import Memo
from techassure.planning.ways import Ways

Because = Literal[
    "kept",
    "fixed",
    "computed",
    "claimed",
    "judged",
    "contradicted",
    "conflict",
    "asked first",
    "not reached",
    "not together",
]


class Desk:
    """One submission and its selection, with what the supplier says of efforts; ``answered``: before any plan."""

    def __init__(
        self,
        assessment: Assessment,
        efforts: Efforts,
        memo: Memo | None,
        answered: Mapping[str, Any] | None = None,
        allowed: Allowed | None = None,
    ) -> None:
        self.assessment, self.efforts = assessment, efforts
        self.assessor = assessment.assessor
        self.answered = assessment.weighed.claimed.values if answered is None else answered
        self._allowed = allowed
        self._memo = Memo() if memo is None else memo
        self.wanted = dict(self._targets())

    def _targets(self) -> Iterator[tuple[int, Fraction]]:
        """Yield what has to be reached: the gates, and the criteria that have a minimum, each with its points."""
        for at, plan in enumerate(self.assessor.criteria):
            points = least(plan)
            if points is not None:
                yield at, points

    def ways(self, assessment: Assessment) -> Ways:
        """Return the ways from an assessment: the one to start from, or one with changes made."""
        return Ways(Board(assessment, self.efforts.fixed, self._memo, self._asked, self.answered, self._allowed))

    @cached_property
    def _asked(self) -> tuple[list[Wanted], list[Wanted]]:
        """What the gates ask, and then also what is asked for all points."""
        criteria = self.assessor.criteria
        gates = [(criteria[at], points) for at, points in self.wanted.items()]
        scored = sorted({at for award in self.assessor.awards for at in award.members})
        return gates, [*gates, *((criteria[at], criteria[at].rule.of) for at in scored)]

    def counting(self, awards: Collection[object]) -> set[int]:
        """Return the criteria that count for some of the award criteria."""
        return {at for award in self.assessor.awards if award.id in awards for at in award.members}

    def key(self, at: int) -> str:
        """Return the name of a criterion."""
        return self.assessor.criteria[at].rule.key

    def settled_elsewhere(self, plan: CriterionPlan) -> Because | None:
        """Return why answers do not decide about a criterion; None where they do."""
        view = self.assessment.view(plan, self.assessor.as_of)
        if claimed(plan.rule, view) and decision(plan.rule, view) is None:
            return "claimed"
        contradicted = self.assessment.contradicted & plan.sources
        if (plan.rule.by_reviewer or contradicted) and view.judgement and view.judgement.met is False:
            return "judged"
        return "contradicted" if contradicted else None

    def changes(self, board: Board, way: Way, ways: Mapping[int, Alternatives]) -> list[Change]:
        """Return the changes that a way means, in the order in which questions are listed."""
        made = []
        for name, bits in sorted(way.items()):
            if bits & KEEP:
                continue
            serves = [at for at, found in ways.items() if any(name in each for each in found.ways)]
            made.append(change_of(board, name, bits, self.efforts.of(name), [self.key(at) for at in serves]))
        return made


def deciding(plan: CriterionPlan) -> Iterator[Leaf]:
    """Yield the leaves that decide a criterion once it applies."""
    for tree in trees(plan):
        yield from leaves(tree)


def keeps_gates(now: Assessment, then: Assessment) -> bool:
    """Tell whether no gate and no criterion with a minimum that stands today is lost, and none that is open fails."""
    return next(lost_gates(now, then), None) is None


def lost_gates(now: Assessment, then: Assessment) -> Iterator[str]:
    """Yield the gates, and criteria with a minimum, that stand and are lost, and those that are open and fail."""
    for at, plan in enumerate(now.assessor.criteria):
        if (plan.member.gate or plan.member.minimum is not None) and _is_lost(now, then, at):
            yield plan.rule.key


def _is_lost(now: Assessment, then: Assessment, at: int) -> bool:
    before, after = now.results[at].possible, then.results[at].possible
    return (stands(now, at) and not stands(then, at)) or before != after == MAY_BE_NOT_MET


def least(plan: CriterionPlan) -> Fraction | None:
    """Return the points that a gate needs to be met, and others to reach their minimum; None where nothing is."""
    return plan.rule.pass_mark if plan.member.gate else plan.member.minimum


def promised(then: Assessment, counted: Iterable[int]) -> dict[str, Fraction]:
    """Return on what it rests what changes promise, with its points: gates that do not fail, and what gives points."""
    wanted = {at: each for at, plan in enumerate(then.assessor.criteria) if (each := least(plan)) is not None}
    kept = [at for at in wanted if then.results[at].outcome not in (Outcome.NOT_MET, Outcome.NOT_APPLICABLE)]
    return {then.assessor.criteria[at].rule.key: wanted[at] for at in kept} | giving(then, counted)


def giving(then: Assessment, counted: Iterable[int]) -> dict[str, Fraction]:
    """Return the criteria, of those that are counted, that give points, and how many."""
    low = {at: then.results[at].low for at in counted}
    return {then.assessor.criteria[at].rule.key: points for at, points in low.items() if points}


def stands(assessment: Assessment, at: int) -> bool:
    """Tell whether a gate is surely met, or the minimum of a criterion surely reached: or it cannot apply."""
    if at in assessment.minimums:
        return assessment.minimums[at] is True
    return not assessment.results[at].possible & MAY_BE_NOT_MET
