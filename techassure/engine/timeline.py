"""What time alone does to one submission: the later days on which an outcome or the verdict becomes another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from techassure.engine.assessor import Assessment
from techassure.engine.outcomes import Outcome, Result
from techassure.engine.scoring import Verdict


class Turn(NamedTuple):
    """A criterion (its position in the selection) whose outcome becomes another."""

    at: int
    before: Outcome
    after: Outcome


class Moment(NamedTuple):
    """A day (a number) after as-of on which something becomes another, though no answer and no file does.

    ``turns`` is empty where only the verdict changes: points may fall below a minimum while the criterion is still met.
    ``began`` and ``ended`` name the documents behind it: those in force from this day, and those no longer in force.
    """

    day: int
    turns: tuple[Turn, ...]
    verdict: Verdict | None
    before: Verdict | None
    began: tuple[str, ...]
    ended: tuple[str, ...]


def moments(assessment: Assessment, until: int | None = None) -> Iterator[Moment]:
    """Yield the moments in order, up to and including a day; without one, as long as anything still changes."""
    results = list(assessment.results)
    verdict = assessment.verdict
    for day, touched in sorted(_edges(assessment).items()):
        if until is not None and day > until:
            return
        turns = tuple(_turns(assessment, results, touched, day))
        before, verdict = verdict, assessment.verdict_of(results)
        if turns or verdict != before:
            named = [turn.at for turn in turns] or touched
            yield Moment(day, turns, verdict, before, *_documents(assessment, named, day))


def _edges(assessment: Assessment) -> dict[int, list[int]]:
    """Return the days on which something may change, each with the criteria that it may change."""
    days: dict[int, list[int]] = {}
    for at, plan in enumerate(assessment.assessor.criteria):
        for day in assessment.edges(plan):
            days.setdefault(day, []).append(at)
    return days


def _turns(assessment: Assessment, results: list[Result], touched: list[int], day: int) -> Iterator[Turn]:
    """Bring the results up to the day, and yield the outcomes that became others."""
    for at in touched:
        before = results[at].outcome
        results[at] = assessment.result(assessment.assessor.criteria[at], day)
        if results[at].outcome is not before:
            yield Turn(at, before, results[at].outcome)


def _documents(assessment: Assessment, named: list[int], day: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the documents behind some criteria that begin to be in force on a day, and those that cease to be."""
    plans, submission = [assessment.assessor.criteria[at] for at in named], assessment.submission
    linked = {each for plan in plans for name in plan.sources for each in submission.backing.get(name, ())}
    answers = {name for plan in plans for name in plan.sources | plan.deciding}
    linked |= {one.document for name in answers for one in submission.measurements.get(name, ())}
    kinds = {kind for plan in plans for kind in plan.timed_kinds}
    usable = [each for each in submission.documents if each.state == "readable" and each.issued is not None]
    behind = [each for each in usable if each.kind in kinds or each.id in linked]
    ended = tuple(each.id for each in behind if assessment.situation.last_day(each) == day - 1)
    return tuple(each.id for each in behind if each.issued == day), ended
