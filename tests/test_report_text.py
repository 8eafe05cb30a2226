"""Plain text for a terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from techassure.report.text import (
    Cell,
    Column,
    Paint,
    clean,
    exact,
    number,
    ordinal,
    row,
    series,
    span,
    width,
    wrap,
)


@given(st.text())
@example("\x1b[31mred\x1b[0m")
@example("safe\u202egnp.exe")
@example("two\nlines\tand\rmore")
@example("\u2028\u2066\x9b31m\x7f\ufeff\ud800")
def test_cleaned_text_holds_nothing_that_commands_a_terminal(text: str) -> None:
    """Every character of cleaned text can be printed, but for the two joiners that some scripts need."""
    left = clean(text).replace("\u200c", "").replace("\u200d", "")
    assert left.isprintable()
    assert not any(unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in left)


def test_what_was_taken_out_is_spelt_out() -> None:
    """A reader sees that something was there."""
    assert clean("Slow\x1b[31mRed\u202e\nLtd") == "Slow\\x1b[31mRed\\u202e Ltd"


@pytest.mark.parametrize("name", ["Zoë Ångström GmbH", "在宅モニタリング", "क्\u200dष", "👩\u200d⚕️ Care", "Кардио"])
def test_foreign_names_stay_as_they_are(name: str) -> None:
    """Cleaning is for commands, not for letters."""
    assert clean(name) == name


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("在宅", 4), ("e\u0301", 1), ("Ｗ", 2), ("", 0)])
def test_width_is_what_a_terminal_gives(text: str, columns: int) -> None:
    """Wide characters take two columns and combining marks none."""
    assert width(text) == columns


@given(st.text(), st.integers(8, 60), st.sampled_from(["", "- ", "  ", "12. "]))
def test_wrapped_lines_fit_and_lose_nothing(text: str, room: int, first: str) -> None:
    """No line is wider than the room, and the words come out as they went in."""
    cleaned = clean(text)
    lines = wrap(cleaned, room, first, " " * len(first))
    assert all(width(line) <= room for line in lines)
    assert "".join("".join(lines)[len(first) :].split()) == "".join(cleaned.split())


@given(st.lists(st.text(), min_size=2, max_size=2), st.integers(2, 20))
def test_columns_stand_under_each_other(texts: list[str], room: int) -> None:
    """However wide its characters and however long its text, a cell never pushes the next one."""
    columns = [Column("a", room), Column("b", room), Column("c", 1)]
    lines = row(columns, [*(Cell(clean(text)) for text in texts), Cell("|")], Paint(False))
    assert lines[0].endswith("|")
    assert width(lines[0]) == 2 * room + 5
    assert all(width(line) <= 2 * room + 5 for line in lines)


def test_colour_is_never_in_a_page_without_it() -> None:
    """The same row with and without colour differs by nothing but colour."""
    columns, cells = [Column("a", 6)], [Cell("red", "31")]
    assert row(columns, cells, Paint(False)) == ["red"]
    assert row(columns, cells, Paint(True)) == ["\x1b[31mred\x1b[0m"]


@pytest.mark.parametrize(
    ("score", "places", "said"),
    [
        (None, 1, "-"),
        ({"low": 61.5, "high": 88.0}, 1, "61.5 to 88.0"),
        ({"low": 61.5, "high": 61.5}, 1, "61.5"),
        ({"low": 0.0, "high": 100.0}, 2, "0 to 100"),
        ({"low": 7.25, "high": 7.26}, 2, "7.25 to 7.26"),
    ],
)
def test_a_score_is_one_number_where_it_is_settled(score: dict[str, float] | None, places: int, said: str) -> None:
    """A range where it is not, and a dash where there is none."""
    assert span(score, places) == said


def test_numbers_as_people_write_them() -> None:
    """Scores, weights, places and counts."""
    assert [number(value, 1) for value in (0, 100, 99.9, 5)] == ["0", "100", "99.9", "5.0"]
    assert [exact(value) for value in ("40", "123/2", "100/3", "7.5")] == ["40", "61.5", "33.33", "7.5"]
    assert exact("66667/1000") == "66.667"
    assert [ordinal(place) for place in (1, 2, 3, 4, 11, 12, 13, 21, 112)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th")
    ]
    assert [series([]), series(["A"]), series(["A", "B"]), series(["A", "B", "C"])] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]
    assert series(["A", "B", "C", "D"], 2) == "A, B and 2 more"
