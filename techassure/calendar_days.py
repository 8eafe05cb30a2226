"""Days as numbers, calendar months, and the days on which a dated expectation changes its mind.

A day number is the proleptic Gregorian ordinal: 0001-01-01 is 1. Months are calendar months, clamped at the month's
end: a month before 31 March is 28 (or 29) February.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

FIRST_DAY = 1
LAST_DAY = date.max.toordinal()
NEVER = LAST_DAY + 1
"""A day that does not come: what falls due on a day that nobody knows yet."""

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
"""In English, whatever language the computer speaks: `calendar.month_name` follows its locale."""

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_DURATION = re.compile(r"([0-9]{1,4}) (day|month|year)s?\Z")


class Duration(NamedTuple):
    """A span in calendar units: days, or months (a year is twelve)."""

    days: int = 0
    months: int = 0


@lru_cache(maxsize=16_384)
def day_number(text: str) -> int | None:
    """Return the day number of ``2026-06-01``, or None where that is not a day."""
    if not _ISO.match(text):
        return None
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return None


def iso(day: int) -> str:
    """Return the day as ``2026-06-01``."""
    return date.fromordinal(day).isoformat()


def duration(text: str) -> Duration | None:
    """Return the span that ``12 months``, ``30 days`` or ``2 years`` names, or None."""
    found = _DURATION.match(text)
    if not found:
        return None
    count, unit = int(found[1]), found[2]
    return Duration(days=count) if unit == "day" else Duration(months=count * (12 if unit == "year" else 1))


def before(day: int, span: Duration) -> int:
    """Return the day that lies the span before; the first day of the calendar where that would be earlier."""
    return _moved(day, -span.months, -span.days)


def after(day: int, span: Duration) -> int:
    """Return the day that lies the span after; the last day of the calendar where that would be later."""
    return _moved(day, span.months, span.days)


@lru_cache(maxsize=16_384)
def last_day_within(day: int, span: Duration) -> int:
    """Return the last as-of day for which ``day`` still lies within the span before it."""
    last = after(day, span)
    while last < LAST_DAY and before(last + 1, span) <= day:
        last += 1
    return last


def _moved(day: int, months: int, days: int) -> int:
    start = date.fromordinal(day)
    count = start.year * 12 + start.month - 1 + months
    year, month = divmod(count, 12)
    if year < date.min.year:
        return FIRST_DAY
    if year > date.max.year:
        return LAST_DAY
    clamped = min(start.day, calendar.monthrange(year, month + 1)[1])
    return min(max(date(year, month + 1, clamped).toordinal() + days, FIRST_DAY), LAST_DAY)
