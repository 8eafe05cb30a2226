"""Calendar days: months that end, leap years, the ends of the calendar, and edges by brute force."""

from __future__ import annotations

from datetime import date

import pytest
from builders import day

from techassure import calendar_days as days
from techassure.calendar_days import Duration


def on(text: str) -> int:
    return day(text).toordinal()


@pytest.mark.parametrize(
    ("text", "number"),
    [("0001-01-01", 1), ("0001-12-31", 365), ("2024-02-29", on("2024-02-29")), ("9999-12-31", date.max.toordinal())],
)
def test_day_numbers_count_from_the_first_day_of_year_1(text: str, number: int) -> None:
    assert days.day_number(text) == number
    assert days.iso(number) == text


@pytest.mark.parametrize(
    "text",
    ["2023-02-29", "1900-02-29", "2026-04-31", "2026-00-10", "2026-01-00", "2026-13-01", "0000-01-01", "10000-01-01",
     "2026-1-1", "20260601", "2026-W23-1", "2026-06-01\n", " 2026-06-01", "2026-06-01T00:00", "２０２６-06-01", ""],
)  # fmt: skip
def test_what_is_not_a_day(text: str) -> None:
    assert days.day_number(text) is None


@pytest.mark.parametrize("text", ["2000-02-29", "2024-02-29", "2026-06-30"])
def test_what_is_a_day(text: str) -> None:
    assert days.day_number(text) == on(text)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("12 months", Duration(months=12)),
        ("1 month", Duration(months=1)),
        ("2 years", Duration(months=24)),
        ("1 year", Duration(months=12)),
        ("30 days", Duration(days=30)),
        ("1 day", Duration(days=1)),
        ("0 days", Duration()),
    ],
)
def test_spans(text: str, span: Duration) -> None:
    assert days.duration(text) == span


@pytest.mark.parametrize(
    "text", ["12", "months", "twelve months", "1.5 years", "-1 day", "12months", "1 week", "12 months\n", "10000 days"]
)
def test_what_is_not_a_span(text: str) -> None:
    assert days.duration(text) is None


@pytest.mark.parametrize(
    ("start", "span", "earlier"),
    [
        ("2026-06-01", "12 months", "2025-06-01"),
        ("2024-02-29", "12 months", "2023-02-28"),
        ("2024-02-29", "4 years", "2020-02-29"),
        ("2025-02-28", "12 months", "2024-02-28"),
        ("2026-03-31", "1 month", "2026-02-28"),
        ("2024-03-31", "1 month", "2024-02-29"),
        ("2026-03-30", "1 month", "2026-02-28"),
        ("2026-07-31", "1 month", "2026-06-30"),
        ("2026-01-15", "1 month", "2025-12-15"),
        ("2026-03-01", "1 day", "2026-02-28"),
        ("2024-03-01", "1 day", "2024-02-29"),
        ("2026-01-01", "365 days", "2025-01-01"),
        ("0001-06-01", "12 months", "0001-01-01"),
        ("0001-01-10", "30 days", "0001-01-01"),
    ],
)
def test_before(start: str, span: str, earlier: str) -> None:
    wanted = days.duration(span)
    assert wanted is not None
    assert days.iso(days.before(on(start), wanted)) == earlier


@pytest.mark.parametrize(
    ("start", "span", "later"),
    [
        ("2025-06-01", "12 months", "2026-06-01"),
        ("2024-02-29", "12 months", "2025-02-28"),
        ("2026-01-31", "1 month", "2026-02-28"),
        ("2026-12-31", "2 months", "2027-02-28"),
        ("2026-02-28", "1 day", "2026-03-01"),
        ("9999-06-01", "12 months", "9999-12-31"),
        ("9999-12-30", "30 days", "9999-12-31"),
    ],
)
def test_after(start: str, span: str, later: str) -> None:
    wanted = days.duration(span)
    assert wanted is not None
    assert days.iso(days.after(on(start), wanted)) == later


STARTS = [on(text) for text in ("2023-02-28", "2024-01-30", "2024-02-28", "2024-02-29", "2025-01-31", "2025-12-31")]


@pytest.mark.parametrize("start", STARTS, ids=days.iso)
@pytest.mark.parametrize(
    "text", ["0 days", "1 day", "30 days", "1 month", "3 months", "11 months", "12 months", "2 years"]
)
def test_last_day_within_by_trying_every_day(start: int, text: str) -> None:
    span = days.duration(text)
    assert span is not None
    within = [each for each in range(start, start + 800) if days.before(each, span) <= start]
    assert days.last_day_within(start, span) == within[-1]
    assert within == list(range(start, within[-1] + 1))


@pytest.mark.parametrize("text", ["12 months", "9999 years", "9999 days"])
def test_last_day_within_at_the_end_of_the_calendar(text: str) -> None:
    span = days.duration(text)
    assert span is not None
    assert days.last_day_within(days.LAST_DAY, span) == days.LAST_DAY
    assert days.before(days.FIRST_DAY, span) == days.FIRST_DAY


@pytest.mark.parametrize("months", [1, 6, 12, 24])
def test_before_never_turns_back(months: int) -> None:
    """A later day is never moved to an earlier one: what expired once stays expired."""
    moved = [days.before(each, Duration(months=months)) for each in range(on("2023-01-01"), on("2025-12-31"))]
    assert moved == sorted(moved)
