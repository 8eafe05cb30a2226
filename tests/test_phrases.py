"""Words put together: counts with their nouns, and sentences that end once."""

from __future__ import annotations

import pytest

from techassure.phrases import counted, ended, in_one_line, run_on


def test_a_count_and_its_noun() -> None:
    assert [counted(1, "gate"), counted(3, "gate"), counted(2, "entry", "entries")] == [
        "1 gate",
        "3 gates",
        "2 entries",
    ]


@pytest.mark.parametrize(
    "said", ["It is.", "Is it?", "It is!", "“It is.”", "(See page 3.)", "It goes on…", "As follows:", ""]
)
def test_what_ends_gets_no_second_end(said: str) -> None:
    assert ended(said) == said


@pytest.mark.parametrize("said", ["It is", "It is (see page 3)", "Bid “A”"])
def test_what_does_not_end_gets_a_full_stop(said: str) -> None:
    assert ended(said) == f"{said}."


def test_sentences_in_one_line_stop_at_its_end_alone() -> None:
    assert in_one_line(["points: 4", "because: It is dated.", "see: page 3."]) == (
        "points: 4; because: It is dated; see: page 3."
    )
    assert in_one_line([]) == ""


def test_sentences_in_one_paragraph_end_before_the_next_begins() -> None:
    """A band's words have no full stop of their own."""
    assert run_on(["2 points: at least half", "Is it so?", "It is."]) == "2 points: at least half. Is it so? It is."
