"""The orders in which the days of expectations can stand: as-of, the contract's, fixed days, and those a span away.

What leaves about dates can say together depends on nothing but that order. So a claim about all days is one about a
few triples of days, one for each order.
"""

from __future__ import annotations

import itertools
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

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

    Which of two spans is the longer may depend on the month, where one is written in days: then there is a day for each
    way in which they can stand. Beside fixed days that is not looked at, so it is not all.
    """
    dated = list(speaking_of_days(leaves))
    fixed = sorted({each.argument for each in dated if isinstance(each.argument, int)})
    spans = [each.argument for each in dated if isinstance(each.argument, Duration)]
    names = {each.argument for each in dated if isinstance(each.argument, str)}
    todays = days_of_each_kind(tuple(dict.fromkeys(spans)), as_of)
    made = list(dict.fromkeys(each for today in todays for each in _orders(today, fixed, spans, names)))
    return tuple(made[:MOST_ORDERS]), (len(todays) == 1 or not fixed) and len(made) <= MOST_ORDERS


@lru_cache(maxsize=256)
def days_of_each_kind(spans: tuple[Duration, ...], as_of: int) -> tuple[int, ...]:
    """Return an as-of day for each order in which the beginnings of the spans can stand, that of ``as_of`` first."""
    if not _change_places(spans):
        return (as_of,)
    found: dict[tuple[int, ...], int] = {}
    for today in (as_of, *_of_each_month(date.fromordinal(min(as_of, LAST_DAY - _CYCLE)).year)):
        found.setdefault(_order([calendar_days.before(today, span) for span in spans]), today)
    return tuple(found.values())


_CYCLE = 146_097
"""So many days are 400 years, after which the calendar begins anew."""
_MONTHS = 4_800
_OFF = 5
"""By more days than these no months together are longer or shorter than as many usually are."""


@lru_cache(maxsize=2)
def _of_each_month(first_year: int) -> tuple[int, ...]:
    """Return the days that speak for all, of every month until the calendar begins anew.

    Up to the 28th of a month, spans in months and in days begin as far apart from each other as on the 28th.
    """
    months = ((year, month) for year in range(first_year, first_year + 400) for month in range(1, 13))
    return tuple(
        date(year, month, day).toordinal()
        for year, month in months
        for day in range(28, monthrange(year, month)[1] + 1)
    )


def _change_places(spans: tuple[Duration, ...]) -> bool:
    """Tell whether some span in months may be longer or shorter than one in days."""
    in_days = [span.days for span in spans if not span.months]
    in_months = [span.months * _CYCLE / _MONTHS for span in spans if span.months]
    return any(abs(days - usual) <= _OFF for usual in in_months for days in in_days)


def _order(days: list[int]) -> tuple[int, ...]:
    """Return the place of each among all: alike for days that stand in the same order."""
    places = sorted(set(days))
    return tuple([places.index(day) for day in days])


def speaking_of_days(leaves: Iterable[Leaf]) -> Iterator[Leaf]:
    """Yield the leaves that speak of days, those of rows included."""
    for leaf in leaves:
        if leaf.word in ("every", "some"):
            yield from speaking_of_days(words.leaves(leaf.argument))
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
