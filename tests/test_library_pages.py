"""The reading page of an edition is fit for a committee: it says what is asked, on what ground, and who judges it."""

from __future__ import annotations

from functools import cache

import pytest

from techassure.calendar_days import iso
from techassure.definitions.editions import Edition
from techassure.definitions.library import load_library
from techassure.reference import editions as reading
from techassure.reference.standards import reading_page

LIBRARY = load_library()
NAMES = LIBRARY.names()


@cache
def pages() -> dict[str, str]:
    return reading.pages(LIBRARY)


def text(name: str) -> str:
    return pages()[reading_page(name)]


def edition(name: str) -> Edition:
    return LIBRARY.edition(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_criterion_stands_there_with_its_source(name: str) -> None:
    for each in edition(name).definitions:
        source = each.citation
        assert f"### {each.criterion.id}: {each.criterion.title}" in text(name)
        assert f"[{source.clause}]({source.address})" in text(name)


@pytest.mark.parametrize("name", NAMES)
def test_gates_shares_and_the_share_that_a_person_judges_are_counted(name: str) -> None:
    found = edition(name).definitions
    gates = sum(each.entry.gate is not None for each in found)
    scored = sum(each.entry.share is not None for each in found)
    judged = sum(each.criterion.judged_by is not None for each in found)
    assert f"{gates} gate{'' if gates == 1 else 's'}, {scored} scored" in text(name)
    assert f"A person judges {judged} of {len(found)} ({100 * judged / len(found):.0f}%)" in text(name)
    assert text(name).count("| by a person |") == judged


@pytest.mark.parametrize("name", NAMES)
def test_dates_and_what_selects_the_edition_are_said(name: str) -> None:
    file = edition(name).file
    days = [*([file.published] if file.published else []), *([file.in_force.first] if file.in_force else [])]
    assert [iso(day) for day in days if iso(day) not in text(name)] == []
    assert "**Which edition applies** is decided by" in text(name)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_asked_of_a_person_stands_there_in_full(name: str) -> None:
    asked = [each.criterion.reviewer_asks for each in edition(name).definitions if each.criterion.reviewer_asks]
    assert [question for question in asked if question not in text(name)] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_was_left_out_stands_there_with_the_reason(name: str) -> None:
    assert [each.clause for each in edition(name).file.not_encoded if each.because not in text(name)] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_becomes_of_a_strong_a_borderline_a_weak_and_an_empty_submission_is_told_in_this_order(name: str) -> None:
    part = text(name).split("## What becomes of a submission")[1].split("\n## ")[0]
    rows = [line.split(" | ")[0] for line in part.splitlines() if line.startswith("| ")][1:]
    assert rows == ["| Strong", "| Borderline", "| Weak", "| Empty"]
