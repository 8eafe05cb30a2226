"""What must hold of every baseline: weights, social value, gates of a type, and a reason for each thing."""

from __future__ import annotations

from typing import Any

import pytest

from techassure import load, load_library
from techassure.files.places import read_file
from techassure.selections.selection import Selection

LIBRARY = load_library()
BASELINES = tuple(LIBRARY.baselines())
WANTED = {
    "ai-medical-device",
    "dtac",
    "electronic-patient-record",
    "patient-app",
    "remote-monitoring",
    "shared-care-record",
    "social-care-record",
}


def selection(name: str) -> Selection:
    return load(against=name, library=LIBRARY).selection


def page(name: str) -> dict[str, Any]:
    """A baseline as its file has it."""
    value: dict[str, Any] = read_file(LIBRARY.baselines()[name]).value
    return value


def test_there_are_the_seven() -> None:
    assert set(BASELINES) == WANTED


@pytest.mark.parametrize("name", BASELINES)
def test_weights_sum_to_100_with_price_in_and_social_value_at_least_10_by_itself(name: str) -> None:
    awards = {award.id: award for award in selection(name).award_criteria}
    assert sum(award.weight for award in awards.values()) == 100
    assert awards["social-value"].weight >= 10
    assert awards["price"].assessed_by == "price"
    members = [each.definition.key for each in selection(name).members if each.award == "social-value"]
    assert members
    assert [key for key in members if "social" not in key.casefold()] == []


@pytest.mark.parametrize("name", BASELINES)
def test_every_edition_and_award_criterion_has_its_reason(name: str) -> None:
    """One page: a buyer reads why each is there, and why each gate was added, changed or taken out.

    The reason for a standard may speak of its gates, too.
    """
    written = page(name)
    reasons = written["reasons"]
    assert sorted({*written["award_criteria"], *written["editions"]} - reasons.keys()) == []
    gates = written.get("gates", {})
    assert [gate for gate in gates if gate not in reasons and gate.split("/")[0] not in reasons] == []
    assert written["because"]
    assert len((LIBRARY.baselines()[name]).read_text("utf-8").splitlines()) < 150


@pytest.mark.parametrize("name", BASELINES)
def test_it_says_that_it_is_no_national_weighting(name: str) -> None:
    assert page(name)["because"].startswith("A worked example, not national weights.")


@pytest.mark.parametrize("name", BASELINES)
def test_it_pins_editions_that_are_in_force(name: str) -> None:
    assert [each.name for each in selection(name).editions if each.file.status != "in-force"] == []


@pytest.mark.parametrize("name", BASELINES)
def test_no_scored_criterion_of_a_domain_stands_in_two_award_criteria(name: str) -> None:
    scored = [each.definition.key for each in selection(name).members if each.award]
    assert len(scored) == len(set(scored))
    assert [each.definition.key for each in selection(name).members if each.award and each.gate] == []


@pytest.mark.parametrize("name", BASELINES)
def test_every_gate_has_a_type_and_conditions_are_about_the_bidder(name: str) -> None:
    gates = [each for each in selection(name).members if each.gate]
    assert gates
    conditions = [each for each in gates if each.gate == "condition-of-participation"]
    assert [each.definition.key for each in conditions if each.definition.criterion.binds != "bidder"] == []
    assert [
        each.definition.key for each in gates if each.definition.citation.confidence in ("background", "unsure")
    ] == []
