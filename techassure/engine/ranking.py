"""Submissions side by side: who is ahead whatever the open points turn out to be, and who may yet come where."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from techassure.engine.assessor import Assessment
from techassure.engine.scoring import Range, Verdict
from techassure.submissions import Submission

MOST_NAMED = 200


class Ranked(NamedTuple):
    """Where one submission may come. ``at`` is its position among those given; places count from 1.

    ``ahead_of`` names those it is certainly ahead of; None among more than ``MOST_NAMED``, where the ends say it.
    """

    at: int
    best: int
    worst: int
    ahead_of: tuple[int, ...] | None


class Bid(NamedTuple):
    """What decides where a submission ranks; of two that are otherwise alike, the name."""

    verdict: Verdict | None
    score: Range | None
    name: tuple[str, ...]


def rank(assessments: Sequence[Assessment]) -> tuple[list[Ranked], list[int]]:
    """Return those assessments that rank, in order, and the non-compliant."""
    return rank_bids([Bid(each.verdict, each.score, _name(each.submission)) for each in assessments])


def _name(submission: Submission) -> tuple[str, ...]:
    return submission.supplier, submission.product, submission.version, submission.label


def rank_bids(bids: Sequence[Bid]) -> tuple[list[Ranked], list[int]]:
    """Return those that rank (compliant before undecided, then by low end, high end and name), and the non-compliant.

    One submission is certainly ahead of another just if its low end is above the other's high end.
    """
    apart = {at for at, each in enumerate(bids) if each.verdict == "non-compliant"}
    scored = [(at, each.score) for at, each in enumerate(bids) if at not in apart]
    ranges = [(at, score) for at, score in scored if score is not None]
    lows, highs = sorted([score.low for _, score in ranges]), sorted([score.high for _, score in ranges])
    placed = []
    for at, score in ranges:
        above = len(lows) - bisect_right(lows, score.high)
        maybe = len(highs) - bisect_right(highs, score.low) - (score.high > score.low)
        placed.append(Ranked(at, 1 + above, 1 + maybe, _behind(score, ranges)))
    placed.sort(key=lambda each: _order(bids[each.at]))
    unscored = sorted([at for at, score in scored if score is None], key=lambda at: _order(bids[at]))
    return [*placed, *(Ranked(at, 1, len(scored), ()) for at in unscored)], sorted(apart)


def _behind(score: Range, ranges: Sequence[tuple[int, Range]]) -> tuple[int, ...] | None:
    if len(ranges) > MOST_NAMED:
        return None
    return tuple([other for other, found in ranges if score.low > found.high])


def _order(bid: Bid) -> tuple[object, ...]:
    ends = (-bid.score.low, -bid.score.high) if bid.score else ()
    return bid.verdict == "undecided", *ends, *bid.name
