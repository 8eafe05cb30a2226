"""What time alone does to one submission: the days that change an outcome, the timeline, and the day of the lapse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any, NamedTuple

from techassure import scoring
from techassure.document_writer import moment_part
from techassure.engine import Assessor, Lapse, lapse_of
from techassure.outcomes import Outcome, Result
from techassure.reasons.scenes import Scene
from techassure.rows.changes import Changes
from techassure.rows.outcomes import Outcomes
from techassure.rows.seen import Seen
from techassure.scoring import Verdict
from techassure.timeline import Moment, Turn


class Course(NamedTuple):
    """What time does: by criterion the first day on which its outcome differs, the moments, and the lapse."""

    changes: dict[int, tuple[int, Outcome]]
    timeline: list[dict[str, Any]]
    lapse: Lapse | None


def watching_all(assessor: Assessor) -> Assessor:
    """Return the assessor so that it watches every criterion through time, not only those that decide the verdict."""
    made = copy(assessor)
    made.watch(range(len(assessor.criteria)))
    return made


class Courses:
    """Follows submissions through time."""

    def __init__(self, assessor: Assessor, outcomes: Outcomes, changes: Changes) -> None:
        self._assessor, self._outcomes, self._changes = assessor, outcomes, changes
        self._gates = frozenset(assessor.gates)
        self._until = assessor.selection.contract.get("contract.end")

    def of(self, scene: Scene, results: Sequence[Result], verdict: Verdict | None) -> Course:
        """Return the course of a submission. Its cells are followed through time: it comes last."""
        now, before = list(results), verdict
        days: list[tuple[int, list[int]]] = []
        later: dict[tuple[int, int], Result] = {}
        changes: dict[int, tuple[int, Outcome]] = {}
        timeline: list[dict[str, Any]] = []
        for day, touched in self._events(scene.seen):
            turns, moved = [], False
            for at in touched:
                found = later[at, day] = self._outcomes.on(at, scene.seen.cells, day)
                was, now[at] = now[at], found
                moved = moved or (found is not was and self._matters(at, was, found))
                if found.outcome is not was.outcome:
                    turns.append(Turn(at, was.outcome, found.outcome))
                    changes.setdefault(at, (day, found.outcome))
            days.append((day, touched))
            after = self._verdict(now) if moved else before
            if (turns or after != before) and (self._until is None or day <= self._until):
                documents = self._documents(day, scene, [turn.at for turn in turns] or touched)
                timeline.append(moment_part(self._assessor, Moment(day, tuple(turns), after, before, *documents)))
            before = after
        return Course(changes, timeline, self._lapse(verdict, results, days, later))

    def _matters(self, at: int, was: Result, found: Result) -> bool:
        """Tell whether the verdict may be another by a criterion's new result."""
        return bool(self._assessor.awards) or (was.possible != found.possible and at in self._gates)

    def _events(self, seen: Seen) -> Iterable[tuple[int, list[int]]]:
        return ((day, sorted(set(touched))) for day, touched in self._changes.events(seen))

    def _lapse(
        self,
        verdict: Verdict | None,
        results: Sequence[Result],
        days: list[tuple[int, list[int]]],
        later: dict[tuple[int, int], Result],
    ) -> Lapse | None:
        return lapse_of(
            self._assessor, verdict, results, days, lambda at, day: later[at, day], lambda award, now: award.range(now)
        )

    def _verdict(self, results: Sequence[Result]) -> Verdict | None:
        """Return the verdict that the results of a later day come to."""
        awards, minimums = self._assessor.awards, {}
        if awards:
            minimums = scoring.minimums_of({award.id: award.range(results) for award in awards}, awards, results)
        return scoring.verdict([results[at].possible for at in self._assessor.gates], list(minimums.values()))

    def _documents(self, day: int, scene: Scene, named: Iterable[int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the documents behind some criteria that begin to be in force on a day, and those that cease to be."""
        near = [place for place, each in enumerate(scene.seen.dated) if each.changes and day in dict(each.changes)]
        if not near:
            return (), ()
        plans, seen = [self._assessor.criteria[at] for at in named], scene.seen
        kinds = {kind for plan in plans for kind in plan.kinds}
        ids = {each for plan in plans for name in plan.sources for each in seen.named(name)}
        behind = [at for at in near if scene.papers[at].found.kind in kinds or seen.ids[at] in ids]
        began = tuple([seen.ids[at] for at in behind if scene.papers[at].found.issued == day])
        return began, tuple([seen.ids[at] for at in behind if scene.papers[at].last_day == day - 1])
