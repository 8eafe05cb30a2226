"""The seed tenders show what they say. `python tests/test_seeds.py` writes each `expected.json` again."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from techassure import Result, assess, load, load_library

TENDERS = Path(__file__).parents[1] / "seeds/tenders"
HOME = "remote-monitoring"
TENDER = TENDERS / HOME
SUBMISSIONS = TENDER / "submissions"
NAMES = ("bramblegate", "larkspur", "otterfold", "quillbeck", "sallowfield", "tarnside", "wrenhollow")
PINNED = ("verdict", "gates", "counts", "lapses_on", "lapses_by")
AS_OF = date(2026, 6, 1)
WORSE = ("compliant", "undecided", "non-compliant")
LIBRARY = load_library()
ALL = sorted(LIBRARY.baselines())
"""There is a tender for each; others, such as one of evidence, have tests of their own."""


@cache
def result(as_of: date = AS_OF) -> Result:
    """The whole tender for remote monitoring, assessed for a day."""
    return assess(load(TENDER, library=LIBRARY), as_of)


@cache
def board(tender: str, as_of: date | None = None) -> Result:
    """Any of the tenders, assessed for its own day or another."""
    return assess(load(TENDERS / tender, library=LIBRARY), as_of)


def bidders(tender: str) -> list[str]:
    """The folders of a tender's submissions."""
    return sorted(each.name for each in (TENDERS / tender / "submissions").iterdir())


def named(made: Result, name: str) -> dict[str, Any]:
    """The part of the document about the submission in a folder."""
    return next(each for each in made.document["assessments"] if Path(each["source"]).parent.name == name)


def folder(made: Result, index: int) -> str:
    return Path(made.document["assessments"][index]["source"]).parent.name


def outcome(made: Result, name: str, criterion: str) -> str:
    return str(part(made, name, criterion)["outcome"])


def part(made: Result, name: str, criterion: str) -> dict[str, Any]:
    found = named(made, name)["criteria"]
    return next(each for each in found if f"{each['standard']}/{each['id']}" == criterion)


def gates(made: Result, name: str, wanted: str) -> list[str]:
    """The gates of a submission that have an outcome."""
    return gates_of(named(made, name), wanted)


def gates_of(assessment: dict[str, Any], wanted: str) -> list[str]:
    return [
        f"{each['standard']}/{each['id']}"
        for each in assessment["criteria"]
        if each["gate"] and each["outcome"] == wanted
    ]


# --- what is pinned ---------------------------------------------------------------------------------------------------


def pinned(made: Result) -> dict[str, Any]:
    """What `expected.json` holds."""
    submissions = {
        name: {
            **{key: named(made, name)[key] for key in PINNED},
            "score": named(made, name)["score"]["exact"],
            "failing_gates": gates(made, name, "not met"),
        }
        for name in sorted(folder(made, index) for index in range(len(made.assessments)))
    }
    (ranking,) = made.document["rankings"]
    places = [
        {
            "submission": folder(made, place["index"]),
            "best": place["best"],
            "worst": place["worst"],
            "certainly_ahead_of": [folder(made, at) for at in place["certainly_ahead_of"]],
        }
        for place in ranking["places"]
    ]
    apart = [folder(made, at) for at in ranking["apart"]]
    return {"as_of": made.document["as_of"], "submissions": submissions, "ranking": places, "apart": apart}


def test_there_is_a_tender_for_each_baseline():
    assert len(ALL) == 7
    assert [load(TENDERS / name, library=LIBRARY).selection.id for name in ALL] == [f"{name}-2026" for name in ALL]


@pytest.mark.parametrize("tender", ALL)
def test_the_result_is_the_expected_one(tender: str):
    assert pinned(board(tender)) == json.loads((TENDERS / tender / "expected.json").read_text("utf-8"))


@pytest.mark.parametrize("tender", ALL)
def test_at_least_four_are_submitted_and_each_can_be_read(tender: str):
    assert len(board(tender).assessments) == len(bidders(tender)) >= 4
    assert board(tender).document["problems"] == []


@pytest.mark.parametrize("tender", ALL)
def test_the_readme_speaks_of_each(tender: str):
    text = (TENDERS / tender / "README.md").read_text("utf-8")
    assert all(f"| `{name}` |" in text for name in bidders(tender))


@pytest.mark.parametrize("tender", ALL)
def test_they_differ_as_buyers_see_them_differ(tender: str):
    """One complies, one does not, and one is not decided yet; the one that complies was judged to the end."""
    found = [named(board(tender), name) for name in bidders(tender)]
    assert {each["verdict"] for each in found} == set(WORSE)
    assert any(each["verdict"] == "compliant" and each["score"]["low"] == each["score"]["high"] for each in found)


def test_there_are_exactly_these_seven_for_remote_monitoring():
    assert bidders(HOME) == sorted(NAMES)


def test_all_six_domains_are_assessed():
    wanted = {"clinical-safety", "usability", "interoperability", "sustainability", "cyber-security", "data-protection"}
    assert wanted <= {each["domain"] for each in named(result(), "larkspur")["domains"]}


def test_the_contract_asks_everybody_for_the_net_zero_commitment_and_nobody_for_a_carbon_reduction_plan():
    for name in NAMES:
        assert outcome(result(), name, "nhs-carbon/NZC-1") != "not applicable"
        assert outcome(result(), name, "nhs-carbon/CRP-1") == "not applicable"


# --- what each submission shows ---------------------------------------------------------------------------------------


def test_strong_complies_with_one_score_and_is_certainly_ahead_of_the_other_that_complies():
    strong = named(result(), "larkspur")
    assert strong["verdict"] == "compliant"
    assert strong["score"]["low"] == strong["score"]["high"] > 90
    assert strong["counts"]["no answer"] == strong["counts"]["needs review"] == 0
    place = next(each for each in pinned(result())["ranking"] if each["submission"] == "larkspur")
    assert "quillbeck" in place["certainly_ahead_of"]


def test_strong_has_a_certificate_that_was_confirmed_in_the_register():
    criterion = part(result(), "larkspur", "cyber-essentials/CE-4")
    assert criterion["outcome"] == "met"
    assert {each["provenance"] for each in criterion["reasons"] if each["cause"] == "holds"} == {"verified"}


def test_weak_fails_gates_in_every_domain():
    weak = named(result(), "bramblegate")
    assert weak["verdict"] == "non-compliant"
    assert all(each["gates"]["not met"] > 0 for each in weak["domains"] if each["gates"] and each["gates"]["of"])


def test_weak_is_contradicted_by_the_register():
    causes = {each["cause"] for each in part(result(), "bramblegate", "cyber-essentials/CE-1")["reasons"]}
    assert "contradicted" in causes


def test_a_day_too_old_is_the_only_thing_wrong():
    assert named(result(), "tarnside")["verdict"] == "non-compliant"
    assert gates(result(), "tarnside", "not met") == ["dtac/C3.3"]
    assert named(result(), "tarnside")["gates"]["open"] == 0


def test_a_day_too_old_complied_the_day_before():
    eve = named(result(AS_OF - timedelta(1)), "tarnside")
    assert eve["verdict"] == "compliant"
    assert (eve["lapses_on"], eve["lapses_by"]) == ("2026-06-01", ["dtac/C3.3"])


def test_the_expiring_certificate_lapses_the_verdict_between_award_and_the_end_of_the_contract():
    expiring = named(result(), "quillbeck")
    dates = load(TENDER, library=LIBRARY).selection
    assert expiring["verdict"] == "compliant"
    lapses = date.fromisoformat(expiring["lapses_on"])
    assert dates.dates["award"] < lapses.toordinal() < dates.contract["contract.end"]
    assert lapses == date(2026, 10, 14) + timedelta(1)
    assert expiring["lapses_by"] == ["dtac/C3.1", "cyber-essentials/CE-1", "cyber-essentials/CE-2"]


def test_a_claim_that_a_criterion_does_not_apply_is_confirmed():
    assert outcome(result(), "quillbeck", "dtac/C2.2.4") == "not applicable"


def test_half_answered_is_undecided_over_a_wide_range_and_fails_nothing():
    half = named(result(), "otterfold")
    assert half["verdict"] == "undecided"
    assert half["score"]["high"] - half["score"]["low"] > 50
    assert gates(result(), "otterfold", "not met") == []
    assert 0.4 < half["counts"]["no answer"] / sum(half["counts"].values()) < 0.6


def test_accepted_equivalents_are_met_and_the_pending_one_alone_holds_up_the_verdict():
    assert named(result(), "sallowfield")["verdict"] == "undecided"
    assert outcome(result(), "sallowfield", "cyber-essentials/CE-1") == "met"
    assert outcome(result(), "sallowfield", "dtac/C3.1") == "met"
    assert gates(result(), "sallowfield", "needs review") == ["wcag/WCAG-1"]
    assert gates(result(), "sallowfield", "no answer") == []


@pytest.mark.parametrize(("decision", "verdict"), [("accepted", "compliant"), ("refused", "non-compliant")])
def test_the_pending_equivalent_decides_the_verdict(tmp_path: Path, decision: str, verdict: str):
    decided = tmp_path / "decision.yaml"
    decided.write_text(
        f"""\
techassure: 1
reviews:
  - submission: {{supplier: DE-HRB-000006, product: Lindenlog, version: 5.1.0}}
    by: {{name: Petra Placeholder}}
    on: 2026-06-15
    entries:
      - {{criterion: wcag/WCAG-1, equivalent: {decision}, because: Decided in a test.}}
""",
        "utf-8",
    )
    made = assess(load(TENDER, reviews=[TENDER / "reviews.yaml", decided], library=LIBRARY))
    assert named(made, "sallowfield")["verdict"] == verdict


def test_empty_meets_nothing():
    empty = named(result(), "wrenhollow")
    assert empty["verdict"] == "undecided"
    assert empty["counts"]["met"] == empty["gates"]["met"] == 0
    assert empty["score"]["exact"][0] == "0"


def test_one_document_was_changed_after_it_was_signed_and_all_others_are_as_declared():
    wrong = [
        (each.submission.supplier_id, document.id, document.state)
        for each in result().assessments
        for document in each.submission.documents
        if document.state != "readable"
    ]
    assert wrong == [("GB-COH-00000002", "terms", "mismatch")]


# --- what the submissions of the other tenders show -------------------------------------------------------------------

BY_A_DAY = [
    ("electronic-patient-record", "hollinwick", "nhs-carbon/CRP-9"),
    ("ai-medical-device", "ironmire", "medical-devices/MD-4"),
    ("dtac", "birchover", "dtac/C2.2.1"),
]


@pytest.mark.parametrize(("tender", "name", "gate"), BY_A_DAY)
def test_one_day_is_all_that_is_wrong(tender: str, name: str, gate: str):
    today = named(board(tender), name)
    assert (today["verdict"], gates(board(tender), name, "not met")) == ("non-compliant", [gate])
    assert today["gates"]["open"] == 0
    eve = board(tender, date.fromisoformat(board(tender).document["as_of"]) - timedelta(1))
    assert named(eve, name)["verdict"] == "compliant"


def test_one_step_of_a_score_is_all_that_is_wrong():
    """A finding that scores exactly 7.0, where less is asked for."""
    made = board("shared-care-record")
    assert gates(made, "cotterdale", "not met") == ["dtac/C3.3"]
    causes = [each for each in part(made, "cotterdale", "dtac/C3.3")["reasons"] if each["cause"] == "failed"]
    assert [each["check"] for each in causes] == ["nothing-serious-open"]


@pytest.mark.parametrize(
    ("tender", "name", "minimum"),
    [("patient-app", "marlow", "minimum of usability"), ("shared-care-record", "dunnerholme", "dcb0129/3.4.1")],
)
def test_a_minimum_fails_what_every_gate_lets_pass(tender: str, name: str, minimum: str):
    found = named(board(tender), name)
    assert found["gates"]["met"] == found["gates"]["of"]
    assert (found["verdict"], found["decided_by"]) == ("non-compliant", [minimum])


def test_a_gate_that_is_due_at_award_is_open_until_then():
    tender = "social-care-record"
    award = date.fromordinal(load(TENDERS / tender, library=LIBRARY).selection.dates["award"])
    assert named(board(tender), "quincewell")["lapses_on"] == award.isoformat()
    assert named(board(tender, award - timedelta(1)), "quincewell")["verdict"] == "undecided"
    assert named(board(tender, award), "quincewell")["verdict"] == "non-compliant"


def test_a_refused_claim_leaves_the_gate_without_an_answer():
    made = board("social-care-record")
    assert gates(made, "sedgefen", "no answer") == ["dtac/C2.2.4"]
    assert "claim-refused" in {each["cause"] for each in part(made, "sedgefen", "dtac/C2.2.4")["reasons"]}


def test_an_equivalent_that_nobody_decided_holds_up_the_verdict():
    made = board("electronic-patient-record")
    assert named(made, "ravensmoor")["verdict"] == "undecided"
    assert gates(made, "ravensmoor", "needs review") == ["dtac/C3.1", "cyber-essentials/CE-1"]


def test_a_signatory_of_the_charter_passes_dtac_without_a_penetration_test_and_the_buyer_is_told():
    made = board("dtac")
    assert named(made, "aldermarsh")["verdict"] == "compliant"
    assert outcome(made, "aldermarsh", "dtac/C3.3") == "not applicable"
    told = {each["check"] for each in part(made, "aldermarsh", "dtac/C3.2")["reasons"] if each["cause"] == "note"}
    assert "penetration-test-skipped" in told


def test_what_says_that_it_is_no_device_cannot_be_bought_as_one():
    assert {"medical-devices/MD-1", "medtech-value/DEVICE"} <= set(
        gates(board("ai-medical-device"), "kittiwake", "not met")
    )


def test_above_five_million_a_year_the_whole_plan_is_asked_for_and_below_it_the_commitment():
    for tender, name, asked in (
        ("electronic-patient-record", "ashgrove", "nhs-carbon/CRP-1"),
        ("shared-care-record", "brackenrigg", "nhs-carbon/NZC-1"),
    ):
        other = {"nhs-carbon/CRP-1": "nhs-carbon/NZC-1"}.get(asked, "nhs-carbon/CRP-1")
        assert (outcome(board(tender), name, asked), outcome(board(tender), name, other)) == ("met", "not applicable")


# --- laws, on these ---------------------------------------------------------------------------------------------------


def test_removing_the_non_compliant_changes_nobodys_score_or_verdict():
    kept = [name for name in NAMES if named(result(), name)["verdict"] != "non-compliant"]
    fewer = assess(load(*(SUBMISSIONS / name for name in kept), tender=TENDER, library=LIBRARY))
    assert len(kept) == 5
    assert len(fewer.assessments) == len(kept)
    for name in kept:
        alone, before = named(fewer, name), named(result(), name)
        assert (alone["score"], alone["verdict"]) == (before["score"], before["verdict"])
    places = [(each["best"], each["worst"]) for each in fewer.document["rankings"][0]["places"]]
    assert places == [(each["best"], each["worst"]) for each in result().document["rankings"][0]["places"]]


@pytest.mark.parametrize("name", ["larkspur", "otterfold", "quillbeck", "sallowfield"])
def test_a_verdict_gets_worse_on_the_day_of_its_lapse_and_on_no_day_before(name: str):
    tender = load(SUBMISSIONS / name, tender=TENDER, library=LIBRARY)
    today = named(result(), name)
    lapses = date.fromisoformat(today["lapses_on"])
    days = [AS_OF + timedelta(step) for step in range(0, (lapses - AS_OF).days, 14)]
    rank = WORSE.index(today["verdict"])
    for day in (*days, lapses - timedelta(1)):
        assert WORSE.index(assess(tender, day).assessments[0].verdict or "") <= rank, day
    assert WORSE.index(assess(tender, lapses).assessments[0].verdict or "") > rank


if __name__ == "__main__":
    for each in ALL:
        (TENDERS / each / "expected.json").write_text(json.dumps(pinned(board(each)), indent=2) + "\n", "utf-8")
