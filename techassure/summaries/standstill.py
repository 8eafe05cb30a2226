"""The mandatory standstill of the Procurement Act 2023: eight working days, the day of the notice among them.

A working day is neither a Saturday nor a Sunday nor a bank holiday in any part of the United Kingdom.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from techassure.calendar_days import MONTHS, iso
from techassure.documents.document import Part
from techassure.extras import needing
from techassure.selections.tender_rules import Rules
from techassure.summaries.blanks import blank

_LENGTH = 8
_PARTS = ("ENG", "WLS", "SCT", "NIR")
_SATURDAY = 5
_OPTIONAL = {
    "light-touch": "a light touch contract",
    "dynamic-market": "a contract awarded by reference to a dynamic market",
    "framework-call-off": "a contract under a framework",
}


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


def part(rules: Rules, award_notice: int | None) -> Part:
    """Return what is said of the standstill: its end, a marked blank, or that it is optional.

    Raises:
        ProblemsFound: the bank holidays are not known here.
    """
    if rules.standstill_optional_as:
        said = f"No standstill is mandatory for {_OPTIONAL[rules.standstill_optional_as]} (section 51(3))."
        return {
            "mandatory": False,
            "ends": None,
            "says": f"{said} {blank('whether one is kept, and until when')}",
        }
    law = "The contract may be entered into only after eight working days from the award notice, its day included."
    if award_notice is None:
        end = blank("the last day of the standstill, when the award notice is published")
        return {"mandatory": True, "ends": end, "says": f"{law} Last day: {end}"}
    last = last_day(award_notice, bank_holidays())
    said = f"The award notice is published on {in_words(award_notice)}."
    said += f" The last day of the standstill is {in_words(last)}."
    return {"mandatory": True, "published": iso(award_notice), "ends": iso(last), "says": f"{law} {said}"}
