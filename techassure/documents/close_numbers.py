"""Numbers that lie close together, with as many digits as show on which side of each other they are."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any

_MOST = 12


def told_apart(one: Fraction, other: Fraction, places: int) -> tuple[str, str]:
    """Return two numbers with as many decimal places as tell them apart, at least ``places``; equal ones alike."""
    for more in range(places, _MOST):
        shown = f"{_rounded(one, more):.{more}f}", f"{_rounded(other, more):.{more}f}"
        if one == other or shown[0] != shown[1]:
            return shown
    return str(one), str(other)


def short_of(score: Mapping[str, Any], minimum: Fraction, places: int) -> str:
    """Return a score of the document that misses a minimum, with as many decimal places as show that it does.

    One number is rounded once, a range outward, as wherever a score is shown.
    """
    low, high = (Fraction(end) for end in score["exact"])
    shown, more = (float(score["low"]), float(score["high"])), places
    while Fraction(repr(shown[1])) >= minimum > high and more < _MOST:
        more += 1
        scale = 10**more
        shown = (_rounded(low, more),) * 2 if low == high else (floor(low * scale) / scale, ceil(high * scale) / scale)
    if Fraction(repr(shown[1])) >= minimum > high:
        return f"{low}" if low == high else f"{low} to {high}"
    return " to ".join(dict.fromkeys(f"{end:.{0 if end in (0, 100) else more}f}" for end in shown))


def _rounded(value: Fraction, places: int) -> float:
    return float(round(value, places))
