"""What time alone does to one submission: the days that change an outcome, the timeline, and the day of the lapse."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from copy import copy
from functools import lru_cache
from typing import Any, NamedTuple

from techassure.calendar_days import iso
from techassure.documents.writer import moment_part
from techassure.engine import scoring
from techassure.engine.assessor import Assessor, Lapse, lapse_of
from techassure.engine.outcomes import Outcome, Result
from techassure.engine.plans import MEMO
from techassure.engine.scoring import Verdict
from techassure.engine.timeline import Moment, Turn
from techassure.reasons.scenes import Scene
from techassure.reasons.templates import written
from techassure.rows.changes import Changes
from techassure.rows.outcomes import Outcomes
from techassure.rows.seen import Seen

_Documents = tuple[tuple[str, ...], tuple[str, ...]]
"""The documents that begin to be in force on a day, and those that cease to be."""
_NO_DOCUMENTS: _Documents = ((), ())


class Course(NamedTuple):
    """What time does: by criterion the first day on which its outcome differs, the timeline as JSON, and the lapse."""

    changes: dict[int, tuple[int, Outcome]]
    timeline: bytes
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
        self._with_minimums = [each for each in assessor.awards if each.minimum is not None or each.own_minimums]
        self._weighed = frozenset(at for award in self._with_minimums for at in award.members)
        self._until = assessor.selection.contract.get("contract.end")
        self._moments: dict[Any, bytes] = {}

    def of(self, scene: Scene, results: Sequence[Result], verdict: Verdict | None) -> Course:
        """Return the course of a submission. Its cells are followed through time: it comes last."""
        now, before, on = list(results), verdict, self._outcomes.on
        seen, turning = scene.seen, _turning(scene.seen)
        days: list[tuple[int, Collection[int]]] = []
        later: dict[tuple[int, int], Result] = {}
        changes: dict[int, tuple[int, Outcome]] = {}
        timeline: list[bytes] = []
        for day, each in self._changes.events(seen):
            turns, moved = [], False
            touched = each if len(each) == 1 else sorted(set(each))
            for at in touched:
                found = later[at, day] = on(at, seen.cells, day)
                was, now[at] = now[at], found
                moved = moved or (found is not was and self._matters(at, was, found))
                if found.outcome is not was.outcome:
                    turns.append((at, was.outcome, found.outcome))
                    changes.setdefault(at, (day, found.outcome))
            days.append((day, touched))
            after = self._verdict(now) if moved else before
            if (turns or after != before) and (self._until is None or day <= self._until):
                named = [at for at, _, _ in turns] or touched
                documents = self._documents(day, turning[day], scene, named) if day in turning else _NO_DOCUMENTS
                timeline.append(self._moment(day, tuple(turns), after, before, documents))
            before = after
        return Course(changes, b"[%b]" % b",".join(timeline), self._lapse(verdict, results, days, later))

    def _moment(
        self,
        day: int,
        turns: tuple[tuple[int, Outcome, Outcome], ...],
        after: Verdict | None,
        before: Verdict | None,
        documents: _Documents,
    ) -> bytes:
        """Return a moment as JSON; all of it but the day repeats within a batch."""
        key = (turns, after, before, documents)
        found = self._moments.get(key)
        if found is None:
            moment = Moment(day, tuple([Turn(*turn) for turn in turns]), after, before, *documents)
            if len(self._moments) >= MEMO:
                self._moments.clear()
            whole = written(moment_part(self._assessor, moment))
            found = self._moments[key] = whole.removeprefix(_on(day))
        return _on(day) + found

    def _matters(self, at: int, was: Result, found: Result) -> bool:
        """Tell whether the verdict may be another by a criterion's new result."""
        return at in self._weighed or (was.possible != found.possible and at in self._gates)

    def _lapse(
        self,
        verdict: Verdict | None,
        results: Sequence[Result],
        days: list[tuple[int, Collection[int]]],
        later: dict[tuple[int, int], Result],
    ) -> Lapse | None:
        return lapse_of(
            self._assessor, verdict, results, days, lambda at, day: later[at, day], lambda award, now: award.range(now)
        )

    def _verdict(self, results: Sequence[Result]) -> Verdict | None:
        """Return the verdict that the results of a later day come to."""
        found = {award.id: award.range(results) for award in self._with_minimums}
        minimums = scoring.minimums_of(found, self._with_minimums, results)
        return scoring.verdict([results[at].possible for at in self._assessor.gates], list(minimums.values()))

    def _documents(self, day: int, near: Sequence[int], scene: Scene, named: Iterable[int]) -> _Documents:
        """Return the documents behind some criteria that begin to be in force on a day, and those that cease to be.

        ``near`` are the positions of all that do either.
        """
        plans, seen = [self._assessor.criteria[at] for at in named], scene.seen
        kinds = {kind for plan in plans for kind in plan.timed_kinds}
        ids = {each for plan in plans for name in plan.sources for each in seen.named(name)}
        behind = [at for at in near if seen.entries[at].kind in kinds or seen.ids[at] in ids]
        began = tuple([seen.ids[at] for at in behind if scene.papers[at].found.issued == day])
        return began, tuple([seen.ids[at] for at in behind if scene.papers[at].last_day == day - 1])


def _turning(seen: Seen) -> dict[int, list[int]]:
    """Return the later days on which documents begin or cease to be in force, each with their positions."""
    found: dict[int, list[int]] = {}
    for place, (_, changes) in enumerate(seen.dated):
        for day, _ in changes:
            found.setdefault(day, []).append(place)
    return found


@lru_cache(MEMO)
def _on(day: int) -> bytes:
    """Return how the JSON of a moment begins."""
    return b'{"on":%b' % written(iso(day))
