"""One product, answered once, is assessed against four baselines from the same answers."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from techassure import assess, load, load_library
from techassure.definitions.definition import is_asked
from techassure.several import unanswered

PRODUCT = Path(__file__).parents[1] / "seeds/products/hearthwatch"
BASELINES = ("ai-medical-device", "dtac", "patient-app", "remote-monitoring")
AS_OF = date(2026, 6, 1)
LIBRARY = load_library()


@cache
def checked(baseline: str) -> dict[str, Any]:
    """What the product comes to against a baseline, with its criteria by key."""
    result = assess(load(PRODUCT, against=baseline, library=LIBRARY), AS_OF, "self-check")
    (found,) = result.document["assessments"]
    return {**found, "criteria": {f"{each['standard']}/{each['id']}": each for each in found["criteria"]}}


def asked(baseline: str) -> set[str]:
    """The questions that a baseline asks of a supplier, down to what computed ones rest on."""
    found: set[str] = set()
    definitions = [each.definition for each in load(against=baseline, library=LIBRARY).selection.members]
    waiting = [name for each in definitions for name in (*each.facts(), *each.criterion.evidence.by)]
    while waiting:
        name = waiting.pop()
        fact = LIBRARY.facts[name]
        waiting += fact.derived.inputs if fact.derived else ()
        found |= {name} if is_asked(name, fact) else set()
    return found


@pytest.mark.parametrize("baseline", BASELINES)
def test_nothing_is_failed_anywhere(baseline: str) -> None:
    found = checked(baseline)
    assert found["counts"]["met"] >= 40
    assert [key for key, each in found["criteria"].items() if each["outcome"] == "not met"] == []


@pytest.mark.parametrize("baseline", BASELINES)
def test_what_has_no_answer_is_the_buyers_to_say(baseline: str) -> None:
    """The supplier can do no more: only a tender knows the contract, and only the buyer looks into registers."""
    criteria = checked(baseline)["criteria"].items()
    still_open = {key: each for key, each in criteria if each["outcome"] == "no answer"}
    of_contract = {key for key, each in still_open.items() if "contract-unknown" in causes(each)}
    assert still_open
    assert still_open.keys() - of_contract <= {"social-value/SV3", "cyber-essentials/CE-4"}


def causes(criterion: dict[str, Any]) -> set[str]:
    return {reason["cause"] for reason in criterion["reasons"]}


@pytest.mark.parametrize("other", BASELINES)
def test_a_criterion_has_the_same_outcome_wherever_it_is_asked(other: str) -> None:
    mine, theirs = checked("patient-app")["criteria"], checked(other)["criteria"]
    both = mine.keys() & theirs.keys()
    assert len(both) >= 60
    assert {key: mine[key]["outcome"] for key in both} == {key: theirs[key]["outcome"] for key in both}


def test_four_baselines_ask_less_than_half_of_what_four_forms_would() -> None:
    each = [asked(baseline) for baseline in BASELINES]
    assert len(set().union(*each)) < sum(len(questions) for questions in each) / 2


def test_what_a_file_gives_is_not_asked_for_again() -> None:
    """The run of the tool covers too few pages for full points; how many pages it covered is known all the same."""
    (found,) = assess(load(PRODUCT, against="patient-app", library=LIBRARY), AS_OF, "self-check").assessments
    assert found.submission.measured["accessibility.tool_pages"] == 1
    assert "accessibility.tool_pages" not in found.submission.values
    assert "accessibility.tool_pages" not in unanswered(found)
    assert unanswered(found)
