"""The orders in which the days of expectations can stand: as-of, the contract's, fixed days, and those a span away.

What leaves about dates can say together depends on nothing but that order. So a claim about all days is one about a
few triples of days, one for each order.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from techassure import calendar_days
from techassure.calendar_days import FIRST_DAY, LAST_DAY, Duration
from techassure.definitions import words
from techassure.definitions.words import NAMED_DAYS, Days, Leaf

MOST_ORDERS = 600
_FAR = 7_500
"""About twenty years, to stand beyond every day that is named."""


def day_orders(leaves: Iterable[Leaf], as_of: int) -> tuple[tuple[Days, ...], bool]:
    """Return days in every order that matters to the leaves, those around ``as_of`` first, and whether that is all.

    The contract's days may also be unknown, as where a product is checked without a tender.

    It is not where spans are written in days and in months too: which of them is longer depends on the month.
    """
    dated = list(_dated(leaves))
    fixed = sorted({each.argument for each in dated if isinstance(each.argument, int)})
    spans = [each.argument for each in dated if isinstance(each.argument, Duration)]
    names = {each.argument for each in dated if isinstance(each.argument, str)}
    alike = len({bool(span.months) for span in spans}) < 2
    made = list(dict.fromkeys(_orders(as_of, fixed, spans, names)))
    return tuple(made[:MOST_ORDERS]), alike and len(made) <= MOST_ORDERS


def _dated(leaves: Iterable[Leaf]) -> Iterator[Leaf]:
    for leaf in leaves:
        if leaf.word in ("every", "some"):
            yield from _dated(words.leaves(leaf.argument))
        elif leaf.word in ("within", "on_or_after", "on_or_before"):
            yield leaf


def _orders(as_of: int, fixed: list[int], spans: list[Duration], names: set[str]) -> Iterator[Days]:
    moves = bool(spans) or "as_of" in names
    _, start, end = (name in names for name in NAMED_DAYS)
    for today in _todays(as_of, fixed, spans) if moves else [as_of]:
        points = [*fixed, *([today] if moves else []), *(calendar_days.before(today, span) for span in spans)]
        for first in [*_near(points or [as_of]), None] if start else [None]:
            ends = [*points, *([] if first is None else [first])]
            for last in [*_near(ends or [as_of]), None] if end else [None]:
                if first is None or last is None or first <= last:
                    yield Days(today, first, last)


def _todays(as_of: int, fixed: list[int], spans: list[Duration]) -> list[int]:
    """Return as-of days on both sides of each on which a fixed day changes its place among the others."""
    points = list(fixed)
    for day in fixed:
        for span in spans:
            points += [calendar_days.after(day, span), calendar_days.last_day_within(day, span)]
    return [as_of, *_near(points)] if points else [as_of]


def _near(points: list[int]) -> list[int]:
    """Return each point, the days beside it, one in each gap, and one far beyond either end."""
    ordered = sorted(set(points))
    gaps = [(one + other) // 2 for one, other in itertools.pairwise(ordered)]
    near = [point + step for point in ordered for step in (0, -1, 1)]
    wanted = [*near, *gaps, ordered[0] - _FAR, ordered[-1] + _FAR]
    return [day for day in dict.fromkeys(wanted) if FIRST_DAY <= day <= LAST_DAY]
