"""Parts of a sum as decimals that add up to it as they are printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

_MOST_EXACT = 6
_CUT = 4


def adding_up(parts: Sequence[Fraction]) -> list[str]:
    """Return the parts with as many places each: exact, with the fewest places that show it, where six are enough.

    Otherwise the last place is given to those whose rest is largest, so that the printed parts still make the sum.
    """
    exact = (places for places in range(_MOST_EXACT + 1) if all(10**places % each.denominator == 0 for each in parts))
    places = next(exact, _CUT)
    scaled = [each * 10**places for each in parts]
    whole = [each // 1 for each in scaled]
    by_rest = sorted(range(len(parts)), key=lambda at: whole[at] - scaled[at])
    for at in by_rest[: sum(scaled) // 1 - sum(whole)]:
        whole[at] += 1
    return [f"{each / 10**places:.{places}f}" for each in whole]


def counts_for(bid: Mapping[str, Any]) -> dict[str, str]:
    """Return what each award criterion of a bid of a final result counts for, by its id; without those not assessed."""
    parts = {each["id"]: Fraction(each["weighted"]["exact"][0]) for each in bid["award_criteria"] if each["weighted"]}
    return dict(zip(parts, adding_up(list(parts.values())), strict=True))
