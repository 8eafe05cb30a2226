"""As much of an assessment as the reasons of one criterion need: its own answers, the documents, its result."""

from __future__ import annotations

from techassure.engine import Assessment, Assessor
from techassure.outcomes import Result
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
    """Makes glimpses. ``names`` are the facts that each criterion speaks of, and those that they are computed from."""

    def __init__(self, assessor: Assessor, answers: Answers, names: list[list[str]]) -> None:
        self._assessor, self._answers, self._names = assessor, answers, names

    def of(self, scene: Scene, at: int, result: Result) -> Glimpse:
        """Return a glimpse of a criterion; of one submission, the same again."""
        found = scene.glimpses.get(at)
        if found is None:
            found = scene.glimpses[at] = self._made(scene, at, result)
        return found

    def _made(self, scene: Scene, at: int, result: Result) -> Glimpse:
        seen = scene.seen
        pairs = ((name, self._answers.value(name, seen)) for name in self._names[at])
        submission = Submission(
            label="",
            supplier_id="",
            supplier="",
            product="",
            version=seen.version,
            lot=None,
            values={name: value for name, value in pairs if value is not None},
            backing=seen.backing(),
            documents=scene.typed_documents(),
        )
        return Glimpse(self._assessor, submission, at, result)
