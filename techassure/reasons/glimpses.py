"""As much of an assessment as the reasons of one criterion need: its own answers, the documents, its result."""

from __future__ import annotations

from copy import copy

from techassure.definitions.definition import HEAD_FACTS
from techassure.engine.assessor import Assessment, Assessor
from techassure.engine.outcomes import Result
from techassure.engine.plans import CriterionPlan
from techassure.reasons.passages import Sight
from techassure.reasons.scenes import Scene
from techassure.rows.answers import Answers
from techassure.submissions import Submission


class Glimpse(Assessment):
    """An assessment of one criterion; its result is known."""

    def __init__(self, assessor: Assessor, submission: Submission, at: int, result: Result) -> None:
        self._known = {at: result}
        super().__init__(assessor, submission)

    def _today(self) -> list[Result]:
        return self._known  # type: ignore[return-value] # Only the one criterion is ever asked about.


class Glimpses:
    """Makes glimpses."""

    def __init__(self, assessor: Assessor, answers: Answers) -> None:
        self._answers = answers
        self._angles = [_Angle(plan, assessor) for plan in assessor.criteria]

    def of(self, scene: Scene, at: int, result: Result) -> Glimpse:
        """Return a glimpse of a criterion; of one submission, the same again."""
        found = scene.glimpses.get(at)
        if found is None:
            found = scene.glimpses[at] = self._made(scene, at, result)
        return found

    def _made(self, scene: Scene, at: int, result: Result) -> Glimpse:
        seen, angle = scene.seen, self._angles[at]
        pairs = ((name, self._answers.value(name, seen)) for name in angle.names)
        backing = {name: ids for name in angle.sources if (ids := seen.named(name))}
        named = {each for ids in backing.values() for each in ids}
        entries = enumerate(seen.entries)
        places = [place for place, each in entries if each.kind in angle.kinds or each.id in named]
        submission = Submission(
            label="",
            supplier_id="",
            supplier="",
            product="",
            version=seen.version,
            lot=None,
            values={name: value for name, value in pairs if value is not None},
            backing=backing,
            documents=scene.typed(places),
        )
        return Glimpse(angle.assessor, submission, at, result)


class _Angle:
    """What one criterion sees: ``names`` are the facts of a submission that it speaks of, and that they are made of.

    ``sources`` are those of them that name documents, ``kinds`` the documents that it may speak of. The ``assessor``
    looks at nothing else.
    """

    __slots__ = ("assessor", "kinds", "names", "sources")

    def __init__(self, plan: CriterionPlan, assessor: Assessor) -> None:
        sight = Sight(plan, assessor)
        asked = sight.asked(assessor.facts[at].name for at in plan.facts)
        self.names = [name for name in asked if sight.is_source(name) or name in HEAD_FACTS]
        self.sources = [name for name in asked if sight.is_source(name)]
        self.kinds = frozenset([*plan.kinds, *plan.by, *filter(sight.is_document, asked)])
        self.assessor = copy(assessor)
        self.assessor.derived = [each for each in assessor.derived if each[0] in asked]
        self.assessor.remembered = [each for each in assessor.remembered if each[1] in asked]
        self.assessor.unremembered = [each for each in assessor.unremembered if each[1] in asked]
        self.assessor.kinds = [each for each in assessor.kinds if each[1] in asked]
