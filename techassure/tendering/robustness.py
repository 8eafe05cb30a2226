"""How firmly a winner stands against other weights: flip distance, ranges of weights, shares, a criterion left out.

Pure and exact. A winner is whoever has the highest weighted sum; equal sums share it. It is for designing a tender, and
no part of an assessment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm, sqrt

Weights = Sequence[Fraction]
_ZERO, _WHOLE = Fraction(0), Fraction(100)
_Z = 1.959963984540054
"""The 97.5 % quantile of the normal distribution: intervals hold 95 %."""


@dataclass(frozen=True, slots=True)
class Field:
    """Bids by name with one score for each criterion, more is better, and the weights, which add up to 100."""

    names: tuple[str, ...]
    criteria: tuple[str, ...]
    weights: tuple[Fraction, ...]
    scores: tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True, slots=True)
class Flip:
    """The least weight to be moved, of 100, until the bid ``to`` draws level, and weights at which it does."""

    to: int
    moved: Fraction
    weights: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How often a bid wins, of the weightings tried, with the ends of its 95 % interval (Wilson's)."""

    share: Fraction
    low: float
    high: float


def totals(field: Field, weights: Weights) -> list[Fraction]:
    """Return the weighted sums, of 100 where scores are."""
    return [sum((w * s for w, s in zip(weights, row, strict=True)), _ZERO) / _WHOLE for row in field.scores]


def winners(field: Field, weights: Weights) -> list[int]:
    """Return who has the highest sum; several where it is shared."""
    found = totals(field, weights)
    most = max(found)
    return [at for at, each in enumerate(found) if each == most]


def _gains(field: Field, winner: int, other: int) -> list[Fraction]:
    """Return by how much the winner is ahead of another on each criterion."""
    return [a - b for a, b in zip(field.scores[winner], field.scores[other], strict=True)]


# --- the smallest change --------------------------------------------------------------------------------------------


def flip(field: Field, winner: int, other: int) -> Flip | None:
    """Return the least move of weight after which another draws level; None: it never does.

    Weight goes to the criterion where the winner gains least, from those where it gains most, each down to 0: moving a
    point narrows the gap by the difference of the two gains, so taking the widest first is exact.
    """
    gains = _gains(field, winner, other)
    gap = sum((w * gain for w, gain in zip(field.weights, gains, strict=True)), _ZERO)
    target = min(range(len(gains)), key=lambda at: gains[at])
    weights = list(field.weights)
    for source in sorted(range(len(gains)), key=lambda at: -gains[at]):
        narrowing = gains[source] - gains[target]
        if gap <= 0 or not narrowing:
            break
        moved = min(weights[source], gap / narrowing)
        weights[source], weights[target] = weights[source] - moved, weights[target] + moved
        gap -= moved * narrowing
    if gap > 0:
        return None
    return Flip(other, moved_between(field.weights, weights), tuple(weights))


def moved_between(one: Weights, other: Weights) -> Fraction:
    """Return how much weight lies elsewhere: half of all differences."""
    return sum((abs(a - b) for a, b in zip(one, other, strict=True)), _ZERO) / 2


def smallest_flip(field: Field, winner: int) -> Flip | None:
    """Return the smallest of all moves that let somebody else draw level; None: no weights do."""
    found = [flip(field, winner, at) for at in range(len(field.names)) if at != winner]
    return min([each for each in found if each], key=lambda each: each.moved, default=None)


# --- one weight at a time -------------------------------------------------------------------------------------------


def reweighted(weights: Weights, at: int, value: Fraction) -> list[Fraction]:
    """Return the weights with one of them set, the others in their proportions; alike where all the others are 0."""
    rest = _WHOLE - weights[at]
    others = len(weights) - 1
    shares = [each / rest if rest else Fraction(1, max(others, 1)) for each in weights]
    return [value if each == at else (_WHOLE - value) * share for each, share in enumerate(shares)]


def stays(field: Field, winner: int, at: int) -> tuple[Fraction, Fraction]:
    """Return the range of one weight in which nobody overtakes the winner, the others kept in their proportions.

    Inside it the winner is ahead; at an end that is neither 0 nor 100 somebody draws level.
    """
    low, high = _ZERO, _WHOLE
    none, whole = reweighted(field.weights, at, _ZERO), reweighted(field.weights, at, _WHOLE)
    for other in range(len(field.names)):
        gains = _gains(field, winner, other)
        start = sum((w * gain for w, gain in zip(none, gains, strict=True)), _ZERO)
        end = sum((w * gain for w, gain in zip(whole, gains, strict=True)), _ZERO)
        if start < 0:
            low = max(low, _WHOLE * start / (start - end))
        if end < 0:
            high = min(high, _WHOLE * start / (start - end))
    return low, high


# --- many weightings ------------------------------------------------------------------------------------------------


def shares(field: Field, weightings: Iterable[Sequence[int]]) -> list[Share]:
    """Return how often each bid wins under weightings given as whole numbers; who ties shares the win."""
    scale = lcm(*(score.denominator for row in field.scores for score in row))
    rows = [[int(score * scale) for score in row] for row in field.scores]
    wins, tried = [_ZERO] * len(rows), 0
    for weights in weightings:
        found = [sum([w * s for w, s in zip(weights, row, strict=True)]) for row in rows]
        first = [at for at, each in enumerate(found) if each == max(found)]
        for at in first:
            wins[at] += Fraction(1, len(first))
        tried += 1
    return [_share(each, tried) for each in wins]


def _share(wins: Fraction, tried: int) -> Share:
    share = wins / tried
    p, square = float(share), _Z * _Z / tried
    middle, half = p + square / 2, _Z * sqrt(p * (1 - p) / tried + square / (4 * tried))
    return Share(share, max(0.0, (middle - half) / (1 + square)), min(1.0, (middle + half) / (1 + square)))


# --- something left out ---------------------------------------------------------------------------------------------


def without(field: Field, at: int) -> list[int] | None:
    """Return who wins where a criterion is dropped and the other weights keep their proportions; None: none is left."""
    if field.weights[at] == _WHOLE:
        return None
    return winners(field, reweighted(field.weights, at, _ZERO))
