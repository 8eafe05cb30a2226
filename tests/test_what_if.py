"""What if: as if the submission, or the contract, had said so; and one product against several selections at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from builders import Small
from cli_tenders import make, run

from techassure import Assessor, ProblemsFound
from techassure.engine.what_if import read_answers, read_contract, with_answers, with_contract
from techassure.several import unanswered


@pytest.fixture
def small(small: Small) -> Small:
    small.criterion("X", "{q.number: {at_least: 5}}").criterion("P", "{q.paper: {provided: yes}}")
    return small.criterion("C", "{q.choices: {includes_all: [a, b]}}", role="{}")


def supposed(small: Small, answers: str, *changes: str) -> dict[str, str]:
    """Return the outcomes of some answers with changes made."""
    seen = small.assess(answers)
    assessor = seen.assessment.assessor
    facts = assessor.selection.facts
    made = with_answers(seen.assessment.submission, read_answers(changes, facts), facts, assessor.as_of)
    after = assessor.assess(made)
    return {
        plan.rule.key[6:]: result.outcome.text for plan, result in zip(assessor.criteria, after.results, strict=True)
    }


@pytest.mark.parametrize(
    ("change", "criterion", "outcome"),
    [
        ("q.number=5", "X", "met"),
        ("q.number=4", "X", "not met"),
        ("q.number=", "X", "no answer"),
        ("q.paper=attached", "P", "met"),
        ("q.choices=a, b", "C", "met"),
        ("q.choices=a", "C", "not met"),
    ],
)
def test_supposed_answer_counts_like_a_given_one(small: Small, change: str, criterion: str, outcome: str) -> None:
    assert supposed(small, "{q.number: 7}", change)[criterion] == outcome


@pytest.mark.parametrize(
    "change",
    ["q.numbr=5", "q.number", "q.number=many", "contract.end=2030-01-01", "q.paper=yes", "q.rows=a", "q.gap=3"],
)
def test_what_cannot_be_supposed_is_refused(small: Small, change: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        read_answers([change, "q.choice=z"], small.library().facts)
    assert len(found.value.problems) == 2


def test_contract_may_end_on_another_day(small: Small) -> None:
    small.criterion("E", "{q.date: {on_or_after: contract.end}}").tender("{award_criteria: {}}")
    seen = small.assess("{q.date: 2030-01-01}")
    selection = seen.assessment.assessor.selection
    later = with_contract(selection, read_contract(["end=2031-08-31"], selection.facts))
    assert seen.outcomes()["E"] == "met"
    again = Assessor(later, seen.assessment.assessor.as_of).assess(seen.assessment.submission)
    assert again.results[-1].outcome.text == "not met"


def test_gate_that_falls_due_at_the_start_does_so_at_the_supposed_one(small: Small) -> None:
    small.criterion("S", "{q.yes: {is: yes}}", role="{gate: requirement, due: contract.start}")
    selection = small.tender("{award_criteria: {}}").selection()
    moved = with_contract(selection, read_contract(["contract.start=2026-05-01"], selection.facts))
    assert moved.members[-1].due == moved.contract["contract.start"] != selection.members[-1].due


def test_unanswered_questions_are_those_that_still_matter(small: Small) -> None:
    small.criterion("A", "{q.other: {is: yes}}", applies_when="{q.yes: {is: yes}}")
    small.criterion("M", "{any: [{q.number: {at_least: 1}}, {q.text: {provided: yes}}]}")
    assert unanswered(small.assess("{q.yes: no, q.number: 7}").assessment) == ["q.paper", "q.choices"]


# --- the command ----------------------------------------------------------------------------------------------------


@pytest.fixture
def tender(tmp_path: Path) -> Path:
    return make(tmp_path)


def test_command_stamps_what_was_supposed(tender: Path) -> None:
    path = tender / "submissions" / "Quickchart.yaml"
    options = ["--tender", tender, "--what-if", "cyber_essentials.renewal_committed=yes"]
    page = run("check", path, *options)
    assert page.exit_code == 0
    assert "*** WHAT IF ***" in page.stdout.splitlines()[0]
    document: dict[str, Any] = json.loads(run("check", path, *options, "--format", "json").stdout)
    assert document["what_if"]
    assert "cyber_essentials.renewal_committed = yes" in document["notices"][0]


@pytest.mark.parametrize(
    ("options", "says"),
    [(("--contract", "end=2031-08-31"), False), (("--as-of", "2026-06-02"), True)],
)
def test_only_of_another_day_it_is_said_that_it_is_not_the_tenders(
    tender: Path, tmp_path: Path, options: tuple[str, str], says: bool
) -> None:
    path, page = tender / "submissions" / "Quickchart.yaml", tmp_path / "page.html"
    run("check", path, "--tender", tender, *options, "--output", page, "--format", "html")
    assert "WHAT IF" in page.read_text("utf-8")
    assert ("which is not the date of the tender" in page.read_text("utf-8")) == says


def test_several_selections_are_checked_from_the_same_facts(tender: Path) -> None:
    path = tender / "submissions" / "Wardlight.yaml"
    options = ["--tender", tender, "--baseline", "dtac", "--baseline", "patient-app", "--as-of", "2026-06-01"]
    document = json.loads(run("check", path, *options, "--format", "json").stdout)
    assert [each["selection"]["id"] for each in document["checks"]] == ["small", "dtac", "patient-app"]
    alone = json.loads(run("check", path, *options[2:4], *options[6:], "--format", "json").stdout)
    assert document["checks"][1] == alone
    assert document["unanswered"][0]["asked_by"] == ["small", "dtac", "patient-app"]
    page = run("check", path, *options)
    assert page.exit_code == 1
    assert "STILL UNANSWERED" in page.stdout


@pytest.mark.parametrize("wrong", [["--plan", "--format", "csv"], ["--format", "csv"], ["--open"]])
def test_what_is_made_of_one_selection_is_refused_for_several(tender: Path, wrong: list[str]) -> None:
    path = tender / "submissions" / "Wardlight.yaml"
    assert run("check", path, "--baseline", "dtac", "--baseline", "patient-app", *wrong).exit_code == 2
