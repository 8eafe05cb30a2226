"""The mandatory standstill of the Procurement Act 2023: eight working days, the day of the notice among them.

A working day is neither a Saturday nor a Sunday nor a bank holiday in any part of the United Kingdom.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from techassure.calendar_days import MONTHS
from techassure.extras import needing

_LENGTH = 8
_PARTS = ("ENG", "WLS", "SCT", "NIR")
_SATURDAY = 5


def in_words(day: int) -> str:
    """Return a day as a letter writes it: 8 July 2026."""
    made = date.fromordinal(day)
    return f"{made.day} {MONTHS[made.month - 1]} {made.year}"


def last_day(published: int, free: Callable[[int], bool]) -> int:
    """Return the day on which the standstill ends. ``published`` counts, where it is a working day itself.

    ``free`` tells whether a day number is a bank holiday.
    """
    day, left = published, _LENGTH
    while True:
        if date.fromordinal(day).weekday() < _SATURDAY and not free(day):
            left -= 1
        if not left:
            return day
        day += 1


def bank_holidays() -> Callable[[int], bool]:
    """Return what tells whether a day is a bank holiday in England, Wales, Scotland or Northern Ireland.

    Raises:
        ProblemsFound: the package that knows them is not installed.
    """
    with needing("dates", "know the bank holidays"):
        from holidays import country_holidays  # noqa: PLC0415 - of an extra

    calendars = [country_holidays("GB", subdiv=part) for part in _PARTS]
    return lambda day: any(date.fromordinal(day) in calendar for calendar in calendars)
