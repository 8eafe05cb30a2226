"""Whole submissions to an edition come out as they say, and say what is wrong where they do not."""

from __future__ import annotations

from typing import Any

import pytest
from builders import Small, written

from techassure import Problem
from techassure.proving.whole_examples import run_whole

STRONG: dict[str, Any] = {
    "techassure": "1",
    "example": "strong",
    "shows": "All is answered.",
    "as_of": "2026-06-01",
    "answers": {"q.yes": "yes", "q.report": {"issued": "2026-05-01"}, "q.number": "4"},
    "reviews": {"R": "2"},
    "expect": {"verdict": "compliant", "score": ["75", "75"], "outcomes": {"met": "others"}},
}


@pytest.fixture
def edition(small: Small) -> Small:
    """A gate, a criterion that needs a document and a scored one that a reviewer judges, out of 2 and 2 points."""
    small.criterion("G", "{q.yes: {is: yes}}")
    small.criterion("D", "{q.number: {at_least: 3}}", role="{}", evidence="{demands: documented, by: q.report}")
    small.criterion("S", "{q.number: {at_least: 3}}", role="{share: 1}")
    small.criterion("R", role="{share: 1}", bands="{4: '', 2: '', 0: ''}", judged_by="reviewer")
    return small


def problems(small: Small, **changes: Any) -> list[Problem]:
    """What is wrong with the strong one, changed."""
    written(small.root / "small/1/examples/strong.yaml", {**STRONG, **changes})
    return ran(small)


def ran(small: Small) -> list[Problem]:
    library = small.library()
    return run_whole(library.edition("small@1"), library.folder("small@1"), library.facts).problems


def expecting(**changes: Any) -> dict[str, Any]:
    return {**STRONG["expect"], **changes}


def test_one_that_comes_out_as_it_says_gives_no_problem(edition: Small) -> None:
    assert problems(edition) == []


def test_an_edition_without_any_runs_none(edition: Small) -> None:
    library = edition.library()
    assert run_whole(library.edition("small@1"), library.folder("small@1"), library.facts).ran == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"expect": expecting(verdict="undecided")}, "the verdict is `compliant`, not `undecided`"),
        ({"expect": expecting(score=["75.1", "75.1"])}, "the score is [75, 75], not [75.1, 75.1]"),
        ({"expect": {k: v for k, v in expecting().items() if k != "score"}}, "the score is [75, 75], not none"),
        (
            {"expect": expecting(outcomes={"met": "others", "not met": ["G"]})},
            "`G` comes out as `met`, not as `not met`",
        ),
        (
            {"expect": expecting(outcomes={"met": ["D", "S", "R"]})},
            "`G` comes out as `met`, and is not named",
        ),
    ],
)
def test_what_differs_is_named(edition: Small, changes: dict[str, Any], message: str) -> None:
    (problem,) = problems(edition, **changes)
    assert (problem.rule, problem.message) == ("example-differs", message)
    assert problem.place.file.endswith("small/1/examples/strong.yaml")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"example": "weak"}, "wrong-file-name"),
        ({"answers": {"q.nothing": "yes"}}, "unknown-fact"),
        ({"answers": {"contract.start": "2026-09-01"}}, "not-asked"),
        ({"answers": {"q.sum": "3"}}, "not-asked"),
        ({"answers": {"q.number": "many"}}, "wrong-type"),
        ({"contract": {"nothing": "yes"}}, "unknown-fact"),
        ({"reviews": {"Z": "met"}}, "unknown-criterion"),
        ({"claims": {"Z": "equivalent"}}, "unknown-criterion"),
        ({"reviews": {"R": "3"}}, "not-in-rubric"),
        ({"reviews": {"R": "met"}}, "not-in-rubric"),
        ({"reviews": {"R": "2", "G": "2"}}, "not-in-rubric"),
        ({"reviews": {"R": "2", "G": "fine"}}, "not-in-rubric"),
        ({"reviews": {"R": "2", "G": "confirmed"}}, "nothing-claimed"),
        ({"expect": expecting(outcomes={"met": "others", "not met": ["Z"]})}, "unknown-criterion"),
        ({"measured": ["q.choice"]}, "nothing-measured"),
        ({"nothing": "more"}, "unknown-key"),
        ({"starts_from": "nowhere"}, "missing-file"),
    ],
)
def test_what_cannot_be_is_refused(edition: Small, changes: dict[str, Any], rule: str) -> None:
    assert [problem.rule for problem in problems(edition, **changes)] == [rule]


def test_an_answer_that_is_blank_is_none(edition: Small) -> None:
    outcomes = {"met": "others", "no answer": ["G"]}
    answers = {**STRONG["answers"], "q.yes": ""}
    assert problems(edition, answers=answers, expect=expecting(verdict="undecided", outcomes=outcomes)) == []


def test_one_may_say_only_how_it_differs_from_another(edition: Small) -> None:
    weak = {
        "example": "weak",
        "shows": "Without the document, the answer is only said.",
        "starts_from": "strong",
        "without": ["q.report"],
        "answers": {"q.number": "2"},
        "reviews": {"R": "0"},
        "expect": {"verdict": "compliant", "score": ["0", "0"], "outcomes": {"not met": "others", "met": ["G"]}},
    }
    written(edition.root / "small/1/examples/weak.yaml", {"techassure": "1", "as_of": "2026-06-01", **weak})
    assert problems(edition) == []


def test_a_claim_and_what_the_buyer_decided_on_it(edition: Small) -> None:
    claimed = {"answers": {**STRONG["answers"], "q.yes": "no"}, "claims": {"G": "equivalent"}}
    assert problems(edition, **claimed, reviews={"G": "confirmed", "R": "2"}) == []
    waiting = expecting(verdict="undecided", outcomes={"met": "others", "needs review": ["G"]})
    assert problems(edition, **claimed, expect=waiting) == []
    refused = expecting(verdict="non-compliant", outcomes={"met": "others", "not met": ["G"]})
    assert problems(edition, **claimed, reviews={"G": "refused", "R": "2"}, expect=refused) == []


def test_what_the_buyer_looked_up_is_verified(edition: Small) -> None:
    edition.criterion("V", "{q.choice: {is: a}}", role="{}", evidence="{demands: verified}")
    answers = {**STRONG["answers"], "q.choice": "a"}
    assert problems(edition, answers=answers, confirmed=["q.choice"]) == []
    unlooked = expecting(outcomes={"met": "others", "no answer": ["V"]})
    assert problems(edition, answers=answers, expect=unlooked) == []


def test_what_a_file_gives_as_well_is_measured(edition: Small) -> None:
    edition.criterion("M", "{q.choice: {is: a}}", role="{}", evidence="{demands: measured}")
    answers = {**STRONG["answers"], "q.choice": "a"}
    assert problems(edition, answers=answers, measured=["q.choice"]) == []
    unread = expecting(outcomes={"met": "others", "no answer": ["M"]})
    assert problems(edition, answers=answers, expect=unread) == []


def test_what_one_starts_from_stays_measured_until_it_is_taken_away(edition: Small) -> None:
    edition.criterion("M", "{q.choice: {is: a}}", role="{}", evidence="{demands: measured}")
    assert problems(edition, answers={**STRONG["answers"], "q.choice": "a"}, measured=["q.choice"]) == []
    weak = {
        "techassure": "1",
        "example": "weak",
        "shows": "The choice is not answered.",
        "starts_from": "strong",
        "as_of": "2026-06-01",
        "without": ["q.choice"],
        "expect": expecting(outcomes={"met": "others", "no answer": ["M"]}),
    }
    written(edition.root / "small/1/examples/weak.yaml", weak)
    assert ran(edition) == []


def test_contract_facts_make_criteria_apply(edition: Small) -> None:
    edition.criterion("C", "{q.yes: {is: yes}}", role="{}", applies_when="{contract.value: {at_least: 10}}")
    outside = expecting(outcomes={"met": "others", "not applicable": ["C"]})
    assert problems(edition, contract={"value": "9"}, expect=outside) == []
    assert problems(edition, contract={"value": "10"}) == []
