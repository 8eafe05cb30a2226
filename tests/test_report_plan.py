"""The page of a plan: what is true of several criteria is said once, and gains are numbers that people can compare."""

from __future__ import annotations

import pytest

from techassure.report.plan import points, together
from techassure.report.text import Page, Paint


@pytest.mark.parametrize(
    ("exactly", "shown"),
    [("9/7", "1.29"), ("6/7", "0.86"), ("25/4", "6.25"), ("75", "75"), ("1/900", "less than 0.01")],
)
def test_a_gain_has_two_decimals_at_most(exactly: str, shown: str) -> None:
    assert points(exactly) == shown


def test_what_is_true_of_several_criteria_is_said_once() -> None:
    rows = [("dtac/C1", "a person has to judge it"), ("dtac/C2", "waits"), ("dtac/C3", "a person has to judge it")]
    said = list(together(Page(80, Paint(False)), "What is left", rows))
    assert said == ["", "WHAT IS LEFT (3)", "- A person has to judge it: dtac/C1 and dtac/C3.", "- Waits: dtac/C2."]


def test_nothing_left_has_no_heading() -> None:
    assert list(together(Page(80, Paint(False)), "What is left", [])) == []
