"""What somebody meant is shown where it can be told, and two readings where it cannot; it is never used."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techassure.calendar_days import day_number
from techassure.files.meant import ANY_DAY, date_fix, number_fix
from techassure.problems import guess, suggestion


@pytest.mark.parametrize(
    "text",
    ["02.03.2026", "2.3.2026", "2 March 2026", "2nd March 2026", "March 2, 2026", "02-Mar-2026", "2026/03/02",
     "20260302", "2026-03-02T00:00:00", "2026-03-02 10:15", " 2 mar 2026 "],
)  # fmt: skip
def test_a_date_that_can_mean_one_day_is_named(text: str) -> None:
    assert date_fix(text) == "write the date as `2026-03-02`, if that day is meant"


def test_a_day_that_a_spreadsheet_counted_is_named() -> None:
    """So a date is seen where its cell was made one of text or of numbers."""
    assert date_fix("46083") == "write the date as `2026-03-02`, if that day is meant"
    assert date_fix("12345") == date_fix("460831") == ANY_DAY


def test_a_date_that_can_mean_two_days_is_given_back() -> None:
    assert date_fix("02/03/2026") == "write `2026-03-02` or `2026-02-03`, whichever day is meant"
    assert date_fix("31/03/2026") == date_fix("03/31/2026") == "write the date as `2026-03-31`, if that day is meant"
    assert date_fix("03/03/2026") == "write the date as `2026-03-03`, if that day is meant"


@pytest.mark.parametrize("text", ["soon", "31.02.2026", "2 Sextember 2026", "Q3 2026", "1.2.26", 20260302, None, ["a"]])
def test_what_means_no_day_gets_no_guess(text: object) -> None:
    assert date_fix(text) == ANY_DAY


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("9,5", "write `9.5`, with a point, if that is meant"),
        ("99,95 %", "write `99.95`, with a point, if that is meant"),
        ("1.234,5", "write `1234.5`, if that is meant"),
        ("1,234.50", "write `1234.50`, if that is meant"),
        ("525.600", "write `525600`, without marks between thousands, if that is meant"),
        ("£1 234 567", "write `1234567`, without marks between thousands, if that is meant"),
        ("1,234,567", "write `1234567`, without marks between thousands, if that is meant"),
        ("1,000", "write `1000` or `1.000`, whichever is meant"),
        ("80%", "write `80` alone, if that is meant"),
        ("99.95 per cent", "write `99.95` alone, if that is meant"),
        ("£1200", "write `1200` alone, if that is meant"),
        ("80", "else"),
        ("80 % of sites", "else"),
        ("two", "else"),
        ("1,2,3", "else"),
        ("12,345,67", "else"),
        (None, "else"),
    ],
)
def test_a_number_is_shown_as_it_is_read(text: object, fix: str) -> None:
    assert number_fix(text, "else") == fix


@pytest.mark.parametrize(
    ("text", "fix"), [("14 days", "write `14` alone, if that is meant"), ("2 weeks", "else"), ("days", "else")]
)
def test_a_number_with_its_own_unit_is_shown_without(text: str, fix: str) -> None:
    """Two weeks are not two days: only the unit that is asked for is taken away."""
    assert number_fix(text, "else", "days") == fix


@given(st.text(max_size=60))
def test_whatever_is_written_a_guess_is_a_day_that_exists(text: str) -> None:
    shown = date_fix(text).split("`")[1::2]
    assert all(day_number(each) for each in shown)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("dtac/C3.33", "did you mean `dtac/C3.3`?"),
        ("dtac/C9.9", "no"),
        ("dtca/C3.3", "did you mean `dtac/C3.3`?"),
        ("dtac/X", "no"),
    ],
)
def test_a_code_is_guessed_by_what_stands_behind_its_standard(word: str, said: str) -> None:
    """What all codes of a standard share makes none of them like another."""
    assert suggestion(word, ["dtac/C3.3", "dtac/C4.2", "dtac/C4.1.1", "dtac/B2"], "no") == said


_LIKE_NAMES = st.text("abc._", min_size=1, max_size=12)


@given(_LIKE_NAMES, st.lists(_LIKE_NAMES, max_size=12))
def test_the_nearest_word_is_the_one_that_difflib_finds(word: str, known: list[str]) -> None:
    """Which measures every word; measured here is only what can still be the nearest."""
    assert guess(word, known) == next(iter(difflib.get_close_matches(word, known, 1)), None)


def test_a_word_that_many_suppliers_misspell_is_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five hundred of them with sixty such names each took four minutes."""
    measured = difflib.SequenceMatcher.ratio
    calls: list[object] = []
    monkeypatch.setattr(difflib.SequenceMatcher, "ratio", lambda self: (calls.append(self), measured(self))[1])
    known = [f"company.has_answer_{number}" for number in range(300)]
    for _ in range(500):
        assert guess("compny.has_answer_77", known) == "company.has_answer_77"
    assert 0 < len(calls) < len(known)
