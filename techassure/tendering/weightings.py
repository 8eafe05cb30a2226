"""Plausible weightings, drawn with a seed: the same seed gives the same ones, everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from random import Random

_STEPS = 1_000_000


def any_weights(criteria: int, count: int, seed: int) -> Iterator[list[int]]:
    """Yield weightings out of all that there are, each as likely, as whole numbers of one sum."""
    random = Random(seed)
    for _ in range(count):
        cuts = sorted(random.randrange(_STEPS + 1) for _ in range(criteria - 1))
        yield [b - a for a, b in zip([0, *cuts], [*cuts, _STEPS], strict=True)]


def near(weights: Sequence[Fraction], within: Fraction, count: int, seed: int) -> Iterator[list[int]]:
    """Yield weightings with each weight anywhere within so many points of its own, never below 0.

    They stand for their proportions: what sums to another number is scaled.
    """
    random = Random(seed)
    ends = [(int(max(Fraction(0), each - within) * 1000), int((each + within) * 1000)) for each in weights]
    for _ in range(count):
        yield [random.randint(low, high) for low, high in ends]
