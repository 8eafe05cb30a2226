"""Submissions side by side: who is ahead whatever the open points turn out to be, and who may yet come where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from techassure.engine import Assessment
from techassure.scoring import Range


@dataclass(frozen=True, slots=True)
class Ranked:
    """Where one submission may come. ``index`` is its position among those given; places count from 1."""

    index: int
    best: int
    worst: int
    ahead_of: tuple[int, ...]


def rank(assessments: Sequence[Assessment]) -> tuple[list[Ranked], list[int]]:
    """Return those that rank (compliant before undecided, then by low end, high end and name), and the non-compliant.

    One submission is certainly ahead of another just if its low end is above the other's high end.
    """
    apart = [at for at, each in enumerate(assessments) if each.verdict == "non-compliant"]
    scored = [(at, each.score) for at, each in enumerate(assessments) if at not in apart]
    ranges = [(at, score) for at, score in scored if score is not None]
    placed = [_placed(at, score, ranges) for at, score in ranges]
    unscored = [Ranked(at, 1, len(scored), ()) for at, score in scored if score is None]
    placed.sort(key=lambda each: _order(assessments[each.index]))
    return [*placed, *sorted(unscored, key=lambda each: assessments[each.index].submission.supplier)], apart


def _placed(at: int, score: Range, ranges: Sequence[tuple[int, Range]]) -> Ranked:
    others = [(other, found) for other, found in ranges if other != at]
    above = sum(found.low > score.high for _, found in others)
    maybe = sum(found.high > score.low for _, found in others)
    ahead = tuple(other for other, found in others if score.low > found.high)
    return Ranked(at, 1 + above, 1 + maybe, ahead)


def _order(assessment: Assessment) -> tuple[object, ...]:
    score = assessment.score
    ends = (-score.low, -score.high) if score else (0, 0)
    submission = assessment.submission
    return (
        assessment.verdict == "undecided",
        *ends,
        submission.supplier,
        submission.product,
        submission.version,
        submission.label,
    )
