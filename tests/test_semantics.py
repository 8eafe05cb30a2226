"""The table of semantics, a test (or a few) for each of its rows, and named after it."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from builders import Seen, Small, day

from techassure import ProblemsFound, assess, load
from techassure.documents.writer import Kind

YES = "{q.yes: {is: yes}}"
NUMBERED = "{4: {q.number: {at_least: 9}}, 2: {q.number: {at_least: 5}}}"
P_OR_NOT_P = "{any: [{q.yes: {is: yes}}, {not: {q.yes: {is: yes}}}]}"
DOCUMENTED = "{demands: documented, by: q.report}"
WARDLIGHT = "{submission.product_name: {is: Wardlight}}"


# --- check: holds, fails or open ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "outcome"), [("{q.yes: yes}", "met"), ("{q.yes: no}", "not met"), ("{}", "no answer")]
)
def test_check_holds_fails_or_is_open(small: Small, answer: str, outcome: str) -> None:
    assert small.criterion(expect=YES).assess(answer).outcome == outcome


@pytest.mark.parametrize(("answer", "outcome"), [("{}", "no answer"), ("{q.yes: yes}", "met"), ("{q.yes: no}", "met")])
def test_check_p_or_not_p_is_open_while_p_is(small: Small, answer: str, outcome: str) -> None:
    assert small.criterion(expect=P_OR_NOT_P).assess(answer).outcome == outcome


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [("{q.other: no}", "not met"), ("{q.other: yes}", "no answer"), ("{q.yes: yes, q.other: yes}", "met")],
)
def test_check_all_fails_by_one_part_and_is_open_by_one(small: Small, answers: str, outcome: str) -> None:
    small.criterion(expect="{all: [{q.yes: {is: yes}}, {q.other: {is: yes}}]}")
    assert small.assess(answers).outcome == outcome


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [("{q.other: yes}", "met"), ("{q.other: no}", "no answer"), ("{q.yes: no, q.other: no}", "not met")],
)
def test_check_any_holds_by_one_part_and_is_open_by_one(small: Small, answers: str, outcome: str) -> None:
    small.criterion(expect="{any: [{q.yes: {is: yes}}, {q.other: {is: yes}}]}")
    assert small.assess(answers).outcome == outcome


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [
        ("[]", "met"),
        ("[{name: a, score: 2}]", "met"),
        ("[{name: a}]", "no answer"),
        ("[{name: a}, {name: b, score: 9}]", "not met"),
    ],
)
def test_check_three_values_inside_rows_of_every(small: Small, rows: str, outcome: str) -> None:
    small.criterion(expect="{q.rows: {every: {score: {below: 7}}}}")
    assert small.assess(f"{{q.rows: {rows}}}").outcome == outcome


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [
        ("[]", "not met"),
        ("[{name: a, score: 9}]", "not met"),
        ("[{name: a}, {name: b, score: 9}]", "no answer"),
        ("[{name: a}, {name: b, score: 2}]", "met"),
    ],
)
def test_check_three_values_inside_rows_of_some(small: Small, rows: str, outcome: str) -> None:
    small.criterion(expect="{q.rows: {some: {score: {below: 7}}}}")
    assert small.assess(f"{{q.rows: {rows}}}").outcome == outcome


@pytest.mark.parametrize(("answers", "outcome"), [("{q.number: 4}", "not met"), ("{q.number: 5}", "met")])
def test_check_provided_leaves_the_other_words_their_say(small: Small, answers: str, outcome: str) -> None:
    assert small.criterion(expect="{q.number: {provided: yes, at_least: 5}}").assess(answers).outcome == outcome


@pytest.mark.parametrize("said", ["n/a", "N/A", " None ", "tbc", "TBC.", "-", "?", "not applicable", "To be confirmed"])
def test_absent_is_text_that_says_nothing(small: Small, said: str) -> None:
    """Else whoever writes a dash is better off than who leaves the question open. What was written is told."""
    small.criterion(expect="{q.text: {provided: yes}}").submission(json.dumps({"q.text": said}))
    seen = small.all()
    assert (seen.outcome, seen.causes()) == ("no answer", ["missing"])
    assert [(each["rule"], each["severity"]) for each in seen.problems] == [("says-nothing", "warning")]
    assert f"`q.text` is not answered: `{said.strip()}`" in seen.problems[0]["message"]


@pytest.mark.parametrize("said", ["None of them is used at home.", "x", "0", "no", "NA12"])
def test_absent_is_no_text_that_says_something(small: Small, said: str) -> None:
    small.criterion(expect="{q.text: {provided: yes}}").submission(json.dumps({"q.text": said}))
    assert (small.all().outcome, small.all().problems) == ("met", [])


def test_check_not_inside_a_row_keeps_open(small: Small) -> None:
    small.criterion(expect="{q.rows: {every: {not: {score: {above: 7}}}}}")
    assert small.assess("{q.rows: [{name: a}]}").outcome == "no answer"


# --- applies_when ---------------------------------------------------------------------------------------------------


def test_applies_when_fails_is_not_applicable_with_the_fact_and_value_that_say_so(small: Small) -> None:
    seen = small.criterion(expect=YES, applies_when="{q.other: {is: yes}}").assess("{q.other: no, q.yes: no}")
    reason = seen.of("X")["reasons"][0]
    assert seen.outcome == "not applicable"
    assert (reason["cause"], reason["fact"], reason["value"]) == ("does-not-apply", "q.other", False)


@pytest.mark.parametrize(
    ("answers", "possible"),
    [
        ("{q.yes: yes}", ["met", "not applicable"]),
        ("{q.yes: no}", ["not met", "not applicable"]),
        ("{}", ["met", "not met", "not applicable"]),
    ],
)
def test_applies_when_open_is_no_answer_and_adds_not_applicable(
    small: Small, answers: str, possible: list[str]
) -> None:
    seen = small.criterion(expect=YES, applies_when="{q.other: {is: yes}}").assess(answers)
    assert (seen.outcome, seen.of("X")["possible"]) == ("no answer", possible)
    assert "applicability-unknown" in seen.causes()


def test_applies_when_needs_no_evidence(small: Small) -> None:
    small.criterion(expect=YES, applies_when="{q.other: {is: yes}}", evidence=DOCUMENTED)
    assert small.assess("{q.other: no}").outcome == "not applicable"


# --- criterion ------------------------------------------------------------------------------------------------------


def test_criterion_any_failing_check_is_not_met_though_another_is_open(small: Small) -> None:
    seen = small.criterion(expect=[YES, "{q.other: {is: yes}}"]).assess("{q.other: no}")
    assert (seen.outcome, seen.of("X")["possible"]) == ("not met", ["not met"])


def test_criterion_any_open_check_is_no_answer_though_another_is_short_of_evidence(small: Small) -> None:
    small.criterion(expect=[YES, "{q.other: {is: yes}}"], evidence="{demands: documented}")
    seen = small.assess("{q.other: yes}")
    assert (seen.outcome, seen.causes()) == ("no answer", ["missing", "under-evidenced"])


def test_criterion_short_of_provenance_comes_before_a_review_that_is_due(small: Small) -> None:
    small.criterion(expect=YES, evidence="{demands: documented}", judged_by="reviewer", reviewer_asks="Is it?")
    assert small.assess("{q.yes: yes}").outcome == "no answer"


def test_criterion_review_due_is_needs_review_after_the_checks_hold(small: Small) -> None:
    small.criterion(expect=YES, judged_by="reviewer", reviewer_asks="Is it?")
    assert small.assess("{q.yes: yes}").outcome == "needs review"
    assert small.assess("{q.yes: no}").outcome == "not met"


@pytest.mark.parametrize("outcome", ["met", "not met"])
def test_criterion_reviewed_is_what_the_reviewer_says(small: Small, outcome: str) -> None:
    small.criterion(expect=YES, judged_by="reviewer", reviewer_asks="Is it?")
    small.reviewed(f"[{{criterion: small/X, outcome: {outcome}, because: Read.}}]")
    seen = small.assess("{q.yes: yes}")
    assert (seen.outcome, seen.causes()[-1]) == (outcome, "reviewed")


def test_criterion_reviewed_met_does_not_outweigh_a_failing_check(small: Small) -> None:
    small.criterion(expect=YES, judged_by="reviewer", reviewer_asks="Is it?")
    small.reviewed("[{criterion: small/X, outcome: met, because: Read.}]")
    assert small.assess("{q.yes: no}").outcome == "not met"


def test_criterion_is_not_reviewed_by_a_decision_on_its_claim(small: Small) -> None:
    small.criterion(judged_by="reviewer", reviewer_asks="Is it well thought out?")
    small.reviewed("[{criterion: small/X, equivalent: refused, because: Too narrow.}]")
    assert small.assess(claims="[{criterion: small/X, equivalent: Another.}]").outcome == "needs review"


def test_criterion_that_awaits_no_review_is_not_met_by_none(small: Small) -> None:
    small.criterion(expect=YES).reviewed("[{criterion: small/X, outcome: not met, because: By mistake.}]")
    seen = small.assess("{q.yes: yes}")
    assert (seen.outcome, "review-without-effect" in seen.causes()) == ("met", True)


def test_criterion_of_an_empty_submission_is_never_met(small: Small) -> None:
    small.criterion("A", "{not: {q.yes: {is: yes}}}").criterion("B", "{q.rows: {every: {score: {below: 7}}}}")
    small.criterion("C", "{q.choice: {none_of: [a]}}").criterion("D", "{not: {q.report: {provided: yes}}}")
    assert set(small.assess("{}").outcomes().values()) == {"no answer"}


# --- provenance short -----------------------------------------------------------------------------------------------


def test_provenance_short_turns_holds_into_open_never_fails(small: Small) -> None:
    small.criterion(expect=YES, evidence="{demands: documented}")
    claimed, admitted = small.assess("{q.yes: yes}"), small.assess("{q.yes: no}")
    assert (claimed.outcome, claimed.causes()) == ("no answer", ["under-evidenced"])
    assert admitted.outcome == "not met"


def test_provenance_short_leaves_what_holds_without_the_weak_answer(small: Small) -> None:
    small.criterion(expect="{any: [{q.yes: {is: yes}}, {q.other: {is: yes}}]}", evidence="{demands: documented}")
    answers = "{q.yes: yes, q.other: {value: yes, evidence: [q-report]}}"
    assert small.assess(answers, evidence="[{kind: q.report}]").outcome == "met"


def test_provenance_documented_by_the_best_of_the_documents_that_the_answer_names(small: Small) -> None:
    small.criterion(expect=YES, evidence="{demands: documented}")
    two = "[{kind: q.paper, id: new}, {kind: q.paper, id: old, expires: 2026-02-01}]"
    assert small.assess("{q.yes: {value: yes, evidence: [new, old]}}", evidence=two).outcome == "met"


def test_provenance_of_the_head_is_what_the_supplier_claims(small: Small) -> None:
    small.criterion(expect=[WARDLIGHT, YES], evidence=DOCUMENTED)
    seen = small.assess("{q.yes: yes}", evidence="[{kind: q.report}]")
    assert [each["provenance"] for each in seen.of("X")["reasons"]] == ["claimed", "documented"]


def test_provenance_documented_by_the_documents_that_the_answer_names(small: Small) -> None:
    small.criterion(expect=YES, evidence="{demands: documented}")
    seen = small.assess("{q.yes: {value: yes, evidence: [q-paper]}}", evidence="[{kind: q.paper}]")
    assert (seen.outcome, seen.of("X")["reasons"][0]["provenance"]) == ("met", "documented")


def test_provenance_documented_by_the_kind_that_the_criterion_asks_for(small: Small) -> None:
    small.criterion(expect=YES, evidence=DOCUMENTED)
    assert small.assess("{q.yes: yes}", evidence="[{kind: q.report}]").outcome == "met"
    assert small.assess("{q.yes: yes}", evidence="[{kind: q.paper}]").outcome == "no answer"


def test_provenance_documented_by_any_one_of_the_kinds_that_the_criterion_asks_for(small: Small) -> None:
    small.criterion(expect=YES, evidence="{demands: documented, by: [q.report, q.paper]}")
    assert small.assess("{q.yes: yes}", evidence="[{kind: q.paper}]").outcome == "met"


def test_provenance_is_asked_of_what_stands_behind_an_answer_that_needs_none_or_is_not_given(small: Small) -> None:
    small.criterion("A", ["{q.yes: {is: yes}}", "{q.paper: {provided: yes}}"], evidence=DOCUMENTED)
    small.criterion("B", "{any: [{q.yes: {is: no}}, {q.third: {is: yes}}, {q.other: {is: yes}}]}", evidence=DOCUMENTED)
    ended = "[{kind: q.report}, {kind: q.paper, expires: 2026-02-01}]"
    assert small.assess("{q.yes: yes}", evidence=ended).of("A")["outcome"] == "not met"
    assert small.assess("{q.other: yes}", evidence="[{kind: q.paper}]").of("B")["outcome"] == "no answer"


def test_provenance_is_asked_of_every_answer_beside_a_document(small: Small) -> None:
    small.criterion(expect=["{q.report: {provided: yes}}", YES], evidence="{demands: documented}")
    assert small.assess("{q.yes: yes}", evidence="[{kind: q.report}]").outcome == "no answer"


def test_provenance_verified_by_a_recorded_register_check(small: Small) -> None:
    small.criterion(expect=YES, evidence="{demands: verified}")
    assert small.assess("{q.yes: {value: yes, evidence: [q-paper]}}", evidence="[{kind: q.paper}]").outcome == (
        "no answer"
    )
    small.reviewed("[{fact: q.yes, register: The register, result: confirmed}]")
    seen = small.assess("{q.yes: yes}")
    assert (seen.outcome, seen.of("X")["reasons"][0]["provenance"]) == ("met", "verified")


def test_provenance_verified_is_not_what_an_attached_document_is(small: Small) -> None:
    small.criterion(expect="{q.report: {provided: yes}}", evidence="{demands: verified}")
    assert small.assess("{}", evidence="[{kind: q.report}]").outcome == "no answer"
    small.reviewed("[{fact: q.report, register: The register, result: confirmed}]")
    assert small.assess("{}", evidence="[{kind: q.report}]").outcome == "met"


@pytest.mark.parametrize("demanded", ["measured", "verified"])
def test_provenance_measured_or_verified_is_not_what_a_document_gives(small: Small, demanded: str) -> None:
    evidence = f"{{demands: {demanded}, by: q.report}}"
    small.criterion("A", YES, evidence=evidence).criterion("B", "{q.report: {provided: yes}}", evidence=evidence)
    answers = "{q.yes: {value: yes, evidence: [q-report]}}"
    seen = small.assess(answers, evidence="[{kind: q.report}]")
    assert seen.outcomes() == {"A": "no answer", "B": "no answer"}


@pytest.mark.parametrize(
    ("document", "outcome"), [("expires: 2026-02-01", "not met"), ("product_version: 4.1.0", "no answer")]
)
def test_provenance_verified_is_asked_of_a_document_that_has_not_ended(
    small: Small, document: str, outcome: str
) -> None:
    small.criterion(expect="{q.report: {provided: yes}}", evidence="{demands: verified}")
    assert small.assess("{}", evidence=f"[{{kind: q.report, {document}}}]").outcome == outcome


def test_provenance_of_a_derived_fact_asks_no_evidence_of_the_head(small: Small) -> None:
    derived = "about: product, type: yes-no, derived: {function: same_text, from: [submission.product_name"
    small.facts += f"  q.same: {{{derived}, q.text]}}}}\n  q.name: {{{derived}, submission.supplier_name]}}}}\n"
    small.criterion(expect=["{q.same: {is: yes}}", "{q.name: {is: no}}", WARDLIGHT], evidence="{demands: documented}")
    answers = "{q.text: {value: Wardlight, evidence: [q-paper]}}"
    assert small.assess(answers, evidence="[{kind: q.paper}]").outcome == "met"


def test_provenance_of_a_derived_fact_is_that_of_its_weakest_input(small: Small) -> None:
    small.criterion(expect="{q.gap: {at_least: 5}}", evidence="{demands: documented}")
    half = "{q.date: {value: 2026-01-01, evidence: [q-paper]}, q.later: 2026-01-09}"
    both = "{q.date: {value: 2026-01-01, evidence: q-paper}, q.later: {value: 2026-01-09, evidence: [q-paper]}}"
    assert small.assess(half, evidence="[{kind: q.paper}]").outcome == "no answer"
    assert small.assess(both, evidence="[{kind: q.paper}]").outcome == "met"


def test_provenance_of_a_register_check_alone_answers_nothing(small: Small) -> None:
    small.criterion(expect=YES, evidence="{demands: verified}")
    small.reviewed("[{fact: q.yes, register: The register, result: confirmed}]")
    assert small.assess("{}").outcome == "no answer"


# --- documents ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "cause"),
    [
        ("{kind: q.report, file: nowhere.txt, absent: yes}", "missing-document"),
        ("{kind: q.report, file: ''}", "missing-document"),
        ("{kind: q.report, empty: yes}", "missing-document"),
        ("{kind: q.report, sha256: abc}", "digest-mismatch"),
        ("{kind: q.report, sha256: ''}", "digest-mismatch"),
        ("{kind: q.report, issued: ''}", "undated"),
        ("{kind: q.report, issued: 2026-06-02}", "not-in-force-yet"),
    ],
)
@pytest.mark.parametrize("expect", ["{q.report: {provided: yes}}", YES])
def test_documents_missing_unreadable_or_of_a_wrong_digest_are_no_answer(
    small: Small, entry: str, cause: str, expect: str
) -> None:
    small.criterion(expect=expect, evidence=DOCUMENTED)
    seen = small.assess("{q.yes: yes}", evidence=f"[{entry}]")
    assert (seen.outcome, seen.causes()) == ("no answer", [cause])


@pytest.mark.parametrize(("expires", "outcome"), [("2026-06-01", "met"), ("2026-05-31", "not met")])
@pytest.mark.parametrize("expect", ["{q.report: {provided: yes}}", YES])
def test_documents_expired_on_the_day_that_matters_are_not_met(
    small: Small, expires: str, outcome: str, expect: str
) -> None:
    small.criterion(expect=expect, evidence=DOCUMENTED)
    seen = small.assess("{q.yes: yes}", evidence=f"[{{kind: q.report, expires: {expires}}}]")
    assert seen.outcome == outcome
    assert seen.causes() == (["holds"] if outcome == "met" else ["expired"])


@pytest.mark.parametrize(("issued", "outcome"), [("2025-06-01", "met"), ("2025-05-31", "not met")])
def test_documents_expire_when_their_kind_can_live_no_longer(small: Small, issued: str, outcome: str) -> None:
    small.criterion(expect="{q.certificate: {provided: yes}}")
    assert small.assess("{}", evidence=f"[{{kind: q.certificate, issued: {issued}}}]").outcome == outcome


def test_documents_for_another_version_need_review(small: Small) -> None:
    small.criterion(expect=YES, evidence=DOCUMENTED)
    seen = small.assess("{q.yes: yes}", evidence="[{kind: q.report, product_version: 4.1.0}]")
    assert (seen.outcome, seen.causes()) == ("needs review", ["wrong-version"])
    assert small.assess("{q.yes: yes}", evidence="[{kind: q.report, product_version: 4.2.0}]").outcome == "met"


@pytest.mark.parametrize("outcome", ["met", "not met"])
def test_documents_for_another_version_are_settled_by_the_review(small: Small, outcome: str) -> None:
    small.criterion(expect=YES, evidence=DOCUMENTED)
    small.reviewed(f"[{{criterion: small/X, outcome: {outcome}, because: Read.}}]")
    seen = small.assess("{q.yes: yes}", evidence="[{kind: q.report, product_version: 4.1.0}]")
    assert (seen.outcome, seen.of("X")["possible"]) == (outcome, [outcome])


def test_documents_for_another_version_behind_a_check_leave_no_points_sure(small: Small) -> None:
    bands = "{4: {q.paper: {provided: yes}}, 2: {q.number: {at_least: 5}}}"
    small.criterion(expect="{q.report: {provided: yes}}", bands=bands, role="{share: 1}")
    other = "[{kind: q.report, product_version: 4.1.0}, {kind: q.paper, product_version: 4.1.0}]"
    seen = small.assess("{q.number: 5}", evidence=other)
    assert (seen.outcome, seen.points) == ("needs review", ("0", "4"))


def test_documents_for_another_version_behind_a_check_need_review_where_the_bands_hold(small: Small) -> None:
    small.criterion(expect="{q.report: {provided: yes}}", bands=NUMBERED, role="{share: 1}")
    seen = small.assess("{q.number: 9}", evidence="[{kind: q.report, product_version: 4.1.0}]")
    assert (seen.outcome, seen.points) == ("needs review", ("0", "4"))


def test_documents_for_another_version_behind_a_band_leave_lower_points_sure(small: Small) -> None:
    bands = "{4: {q.paper: {provided: yes}}, 2: {q.number: {at_least: 5}}}"
    small.criterion(bands=bands, role="{share: 1}")
    seen = small.assess("{q.number: 5}", evidence="[{kind: q.paper, product_version: 4.1.0}]")
    assert (seen.outcome, seen.points) == ("met", ("2", "4"))
    assert small.assess("{q.number: 4}", evidence="[{kind: q.paper, product_version: 4.1.0}]").outcome == "needs review"


def test_documents_for_another_version_wait_until_all_bands_are_answered(small: Small) -> None:
    """Nobody should review what is incomplete: whatever they say, it stays open."""
    bands = "{4: {q.paper: {provided: yes}}}"
    small.criterion(expect="{q.report: {provided: yes}}", bands=bands, role="{share: 1}")
    seen = small.assess("{}", evidence="[{kind: q.report, product_version: 4.1.0}]")
    assert (seen.outcome, seen.points) == ("no answer", ("0", "4"))


def test_documents_for_another_version_behind_a_band_that_would_not_do_wait_for_the_better_one(small: Small) -> None:
    bands = "{4: {q.number: {at_least: 5}}, 2: {q.paper: {provided: yes}}}"
    small.criterion(bands=bands, pass_mark=4, role="{share: 1}")
    assert small.assess("{}", evidence="[{kind: q.paper, product_version: 4.1.0}]").outcome == "no answer"


def test_documents_of_one_kind_count_by_the_best_of_them(small: Small) -> None:
    small.criterion(expect=YES, evidence=DOCUMENTED)
    old, new = "{kind: q.report, id: old, expires: 2026-02-01}", "{kind: q.report, id: new}"
    for two in (f"[{old}, {new}]", f"[{new}, {old}]"):
        assert small.assess("{q.yes: yes}", evidence=two).outcome == "met"


def test_documents_that_expired_matter_only_where_they_are_demanded(small: Small) -> None:
    small.criterion(expect=YES)
    answer = "{q.yes: {value: yes, evidence: [q-report]}}"
    assert small.assess(answer, evidence="[{kind: q.report, expires: 2026-01-31}]").outcome == "met"


# --- claimed not applicable, or equivalent --------------------------------------------------------------------------

NOT_APPLICABLE = "[{criterion: small/X, not_applicable: There is none.}]"
EQUIVALENT = "[{criterion: small/X, equivalent: Another certificate.}]"


def test_claimed_not_applicable_needs_review_until_decided(small: Small) -> None:
    small.criterion(expect=YES, may_claim_not_applicable="yes")
    seen = small.assess("{q.yes: no}", claims=NOT_APPLICABLE)
    assert (seen.outcome, seen.of("X")["possible"]) == ("needs review", ["not met", "not applicable"])
    assert seen.causes()[0] == "claimed-not-applicable"


def test_claimed_equivalent_needs_review_until_decided(small: Small) -> None:
    seen = small.criterion(expect=YES).assess("{q.yes: no}", claims=EQUIVALENT)
    assert (seen.outcome, seen.of("X")["possible"]) == ("needs review", ["met", "not met"])
    assert seen.causes()[0] == "claimed-equivalent"


def test_claimed_equivalent_and_pending_may_yet_have_all_points(small: Small) -> None:
    small.criterion(bands=NUMBERED, role="{share: 1}")
    assert small.assess("{q.number: 5}", claims=EQUIVALENT).points == ("2", "4")
    assert small.assess("{q.number: 1}", claims=EQUIVALENT).points == ("0", "4")


def test_claimed_not_applicable_and_pending_leaves_the_points_that_the_checks_give(small: Small) -> None:
    seen = small.scored("X", YES, may_claim_not_applicable="yes").assess("{q.yes: no}", claims=NOT_APPLICABLE)
    assert (seen.outcome, seen.points) == ("needs review", ("0", "0"))


@pytest.mark.parametrize(
    ("claims", "decision", "outcome", "cause"),
    [
        (NOT_APPLICABLE, "not_applicable: confirmed", "not applicable", "confirmed-not-applicable"),
        (NOT_APPLICABLE, "not_applicable: refused", "not met", "claim-refused"),
        (EQUIVALENT, "equivalent: accepted", "met", "accepted-as-equivalent"),
        (EQUIVALENT, "equivalent: refused", "not met", "claim-refused"),
    ],
)
def test_claimed_and_decided(small: Small, claims: str, decision: str, outcome: str, cause: str) -> None:
    small.criterion(expect=YES, may_claim_not_applicable="yes")
    small.reviewed(f"[{{criterion: small/X, {decision}, because: Read.}}]")
    seen = small.assess("{q.yes: no}", claims=claims)
    assert (seen.outcome, seen.causes()[0]) == (outcome, cause)


def test_claimed_and_refused_leaves_an_unanswered_check_open(small: Small) -> None:
    small.criterion(expect=YES).reviewed("[{criterion: small/X, equivalent: refused, because: Too narrow.}]")
    assert small.assess("{}", claims=EQUIVALENT).outcome == "no answer"


def test_claimed_though_the_criterion_does_not_allow_it_leaves_it_to_the_checks(small: Small) -> None:
    small.criterion(expect=YES, accepts_equivalent="no", refuses_equivalent_because="The law names it.")
    for claims in (NOT_APPLICABLE, EQUIVALENT):
        seen = small.assess("{q.yes: yes}", claims=claims)
        assert (seen.outcome, seen.causes()[0]) == ("met", "claim-not-allowed")


def test_claimed_though_the_criterion_does_not_allow_it_is_not_to_be_decided(small: Small) -> None:
    small.criterion(expect=YES, accepts_equivalent="no", refuses_equivalent_because="The law names it.")
    small.reviewed("[{criterion: small/X, equivalent: accepted, not_applicable: confirmed, because: Read.}]")
    for claims in (NOT_APPLICABLE, EQUIVALENT):
        assert small.assess("{q.yes: no}", claims=claims).outcome == "not met"


def test_claimed_nothing_and_decided_all_the_same_changes_nothing(small: Small) -> None:
    small.criterion(expect=YES).reviewed("[{criterion: small/X, equivalent: accepted, because: By mistake.}]")
    assert small.assess("{q.yes: no}").outcome == "not met"


def test_claimed_equivalent_of_what_does_not_apply_is_not_applicable(small: Small) -> None:
    small.criterion(expect=YES, applies_when="{q.other: {is: yes}}")
    assert small.assess("{q.other: no}", claims=EQUIVALENT).outcome == "not applicable"


def test_claimed_equivalent_and_accepted_never_gives_fewer_points_than_it_could_have_had(small: Small) -> None:
    small.criterion(bands=NUMBERED, role="{share: 1}")
    pending = small.assess("{q.number: 9}", claims=EQUIVALENT)
    small.reviewed("[{criterion: small/X, equivalent: accepted, because: As good.}]")
    accepted = small.assess("{q.number: 9}", claims=EQUIVALENT)
    assert (pending.points, accepted.points) == (("4", "4"), ("4", "4"))


def test_claimed_equivalent_and_accepted_gives_the_pass_mark_and_what_is_open_above_it(small: Small) -> None:
    small.criterion(bands=NUMBERED, role="{share: 1}")
    small.reviewed("[{criterion: small/X, equivalent: accepted, because: As good.}]")
    seen = small.assess("{}", claims=EQUIVALENT)
    assert (seen.outcome, seen.points) == ("met", ("2", "4"))


def test_claimed_equivalent_and_accepted_gives_the_points_that_were_recorded(small: Small) -> None:
    small.criterion(bands=NUMBERED, role="{share: 1}")
    small.reviewed("[{criterion: small/X, equivalent: accepted, points: 4, because: Better.}]")
    seen = small.assess("{q.number: 1}", claims=EQUIVALENT)
    assert (seen.outcome, seen.of("X")["possible"], seen.points) == ("met", ["met"], ("4", "4"))


# --- contradiction --------------------------------------------------------------------------------------------------

FOUND_NO = "[{fact: q.yes, register: The register, found: no}]"


def test_contradiction_on_a_gate_needs_review_and_shows_both(small: Small) -> None:
    seen = small.criterion(expect=YES).reviewed(FOUND_NO).assess("{q.yes: yes}")
    reason = next(each for each in seen.of("X")["reasons"] if each["cause"] == "contradicted")
    assert (seen.outcome, reason["value"], reason["found"]) == ("needs review", True, False)
    assert seen.of("X")["possible"] == ["met", "not met"]


def test_contradiction_leaves_what_was_claimed_no_better_backed(small: Small) -> None:
    """The register said otherwise: it is neither verified nor documented."""
    small.criterion("A", YES).criterion("B", "{q.yes: {is: no}}", role="{share: 1}")
    seen = small.reviewed(FOUND_NO).assess("{q.yes: yes}")
    assert [each["provenance"] for each in seen.of("A")["reasons"] if each["cause"] == "holds"] == ["claimed"]
    assert [each["provenance"] for each in seen.of("B")["reasons"] if each["cause"] == "holds"] == ["verified"]


def test_contradiction_of_what_a_gate_is_computed_from_needs_review(small: Small) -> None:
    small.criterion(expect="{q.gap: {at_most: 5}}")
    small.reviewed("[{fact: q.later, register: The register, found: 2026-02-01}]")
    assert small.assess("{q.date: 2026-01-01, q.later: 2026-01-06}").outcome == "needs review"


def test_contradiction_on_a_gate_where_measurement_decides(small: Small) -> None:
    small.criterion(expect=YES).reviewed(FOUND_NO).tender("measurement_decides: yes")
    seen = small.assess("{q.yes: yes}")
    assert seen.outcome == "not met"
    assert "contradicted" in seen.causes()


def test_contradiction_on_a_scored_criterion_is_decided_by_what_was_found(small: Small) -> None:
    seen = small.scored("X", YES).reviewed(FOUND_NO).assess("{q.yes: yes}")
    assert (seen.outcome, "contradicted" in seen.causes()) == ("not met", True)


@pytest.mark.parametrize("outcome", ["met", "not met"])
def test_contradiction_on_a_gate_is_settled_by_a_review(small: Small, outcome: str) -> None:
    entry = f"{{criterion: small/X, outcome: {outcome}, because: The register is behind.}}"
    small.criterion(expect=YES).reviewed(f"[{entry}, {{fact: q.yes, register: The register, found: no}}]")
    assert small.assess("{q.yes: yes}").outcome == outcome


def test_contradiction_does_not_save_a_gate_that_fails_by_what_was_claimed(small: Small) -> None:
    small.criterion(expect=YES).reviewed("[{fact: q.yes, register: The register, found: yes}]")
    assert small.assess("{q.yes: no}").outcome == "not met"


def test_contradiction_of_what_says_whether_a_gate_applies_needs_review(small: Small) -> None:
    small.criterion(expect="{q.other: {is: yes}}", applies_when=YES)
    small.reviewed("[{fact: q.yes, register: The register, found: yes}]")
    seen = small.assess("{q.yes: no, q.other: no}")
    assert (seen.outcome, "contradicted" in seen.causes()) == ("needs review", True)
    assert seen.of("X")["possible"] == ["not met", "not applicable"]


@pytest.mark.parametrize(
    ("claimed", "found", "decided", "outcome"),
    [
        ("no", "yes", "outcome: met", "met"),
        ("no", "yes", "not_applicable: refused", "met"),
        ("yes", "no", "not_applicable: confirmed", "not applicable"),
        ("no", "yes", "equivalent: refused", "needs review"),
    ],
)
def test_contradiction_of_what_says_whether_a_gate_applies_is_settled_by_a_review(
    small: Small, claimed: str, found: str, decided: str, outcome: str
) -> None:
    small.criterion(expect="{q.other: {is: yes}}", applies_when=YES)
    entry = f"{{criterion: small/X, {decided}, because: Seen on site.}}"
    small.reviewed(f"[{entry}, {{fact: q.yes, register: The register, found: {found}}}]")
    assert small.assess(f"{{q.yes: {claimed}, q.other: yes}}").outcome == outcome


def test_contradiction_waits_until_all_bands_are_answered(small: Small) -> None:
    """Nobody should review what is incomplete: whatever they say, it stays open."""
    bands = "{4: {q.yes: {is: yes}, q.other: {is: yes}}}"
    small.criterion(bands=bands).reviewed(FOUND_NO)
    assert small.assess("{q.yes: yes}").outcome == "no answer"
    assert small.assess("{q.yes: yes, q.other: yes}").outcome == "needs review"


def test_contradiction_of_an_input_two_derivations_away_needs_review(small: Small) -> None:
    small.criterion(expect="{q.excess: {at_least: 0}}")
    small.reviewed("[{fact: q.rows, register: The register, found: [{name: a, score: 0}]}]")
    assert small.assess("{q.number: 5, q.rows: [{name: a, score: 9}]}").outcome == "needs review"


def test_contradiction_needs_two_values(small: Small) -> None:
    seen = small.criterion(expect=YES).reviewed(FOUND_NO).assess("{}")
    assert (seen.outcome, "contradicted" in seen.causes()) == ("not met", False)
    confirmed = small.reviewed("[{fact: q.yes, register: The register, found: yes}]").assess("{q.yes: yes}")
    assert (confirmed.outcome, "contradicted" in confirmed.causes()) == ("met", False)


# --- bands ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "outcome", "points"),
    [
        ("{q.number: 9}", "met", ("4", "4")),
        ("{q.number: 8}", "met", ("2", "2")),
        ("{q.number: 4}", "not met", ("0", "0")),
        ("{}", "no answer", ("0", "4")),
    ],
)
def test_bands_low_is_the_best_that_holds_and_high_the_best_not_failing(
    small: Small, answers: str, outcome: str, points: tuple[str, str]
) -> None:
    seen = small.criterion(bands=NUMBERED, role="{share: 1}").assess(answers)
    possible = ["met", "not met"] if outcome == "no answer" else [outcome]
    assert (seen.outcome, seen.of("X")["possible"], seen.points) == (outcome, possible, points)


def test_bands_met_by_the_low_end_while_a_better_band_is_open(small: Small) -> None:
    bands = "{4: {q.yes: {is: yes}}, 2: {q.other: {is: yes}}}"
    seen = small.criterion(bands=bands, role="{share: 1}").assess("{q.other: yes}")
    assert (seen.outcome, seen.points, seen.of("X")["possible"]) == ("met", ("2", "4"), ["met"])


@pytest.mark.parametrize(("mark", "outcome"), [("4", "not met"), ("2", "met")])
def test_bands_pass_mark(small: Small, mark: str, outcome: str) -> None:
    seen = small.criterion(bands=NUMBERED, role="{share: 1}", pass_mark=mark).assess("{q.number: 8}")
    assert (seen.outcome, seen.points) == (outcome, ("2", "2"))


def test_bands_not_met_because_the_high_end_misses_the_pass_mark_keep_their_points(small: Small) -> None:
    bands = "{4: {q.yes: {is: yes}}, 2: {q.other: {is: yes}}}"
    seen = small.criterion(bands=bands, role="{share: 1}", pass_mark="4").assess("{q.yes: no}")
    assert (seen.outcome, seen.of("X")["possible"], seen.points) == ("not met", ["not met"], ("0", "2"))


def test_bands_not_met_whatever_an_open_check_says_have_no_points_sure(small: Small) -> None:
    small.criterion(expect=YES, bands=NUMBERED, pass_mark="4", role="{share: 1}")
    seen = small.assess("{q.number: 5}")
    assert (seen.outcome, seen.points) == ("not met", ("0", "2"))


def test_bands_short_of_evidence_are_open(small: Small) -> None:
    small.criterion(bands=NUMBERED, role="{share: 1}", evidence="{demands: documented}")
    assert small.assess("{q.number: 9}").points == ("0", "4")
    assert small.assess("{q.number: 4}").points == ("0", "0")


def test_bands_behind_a_failing_check_give_nothing(small: Small) -> None:
    seen = small.criterion(expect=YES, bands=NUMBERED, role="{share: 1}").assess("{q.yes: no, q.number: 9}")
    assert (seen.outcome, seen.points) == ("not met", ("0", "0"))


def test_bands_behind_an_open_check_reach_up_to_what_they_say(small: Small) -> None:
    seen = small.criterion(expect=YES, bands=NUMBERED, role="{share: 1}").assess("{q.number: 6}")
    assert (seen.outcome, seen.points) == ("no answer", ("0", "2"))


@pytest.mark.parametrize(("points", "outcome"), [("4", "met"), ("2", "met"), ("0", "not met")])
def test_bands_as_a_rubric_give_what_the_reviewer_scores(small: Small, points: str, outcome: str) -> None:
    small.criterion(bands="{4: '', 2: '', 0: ''}", role="{share: 1}", judged_by="reviewer")
    assert small.assess("{}").points == ("0", "4")
    seen = small.reviewed(f"[{{criterion: small/X, points: {points}, because: Read.}}]").assess("{}")
    assert (seen.outcome, seen.of("X")["possible"], seen.points) == (outcome, [outcome], (points, points))


def test_bands_as_a_rubric_wait_for_points_and_nothing_else_will_do(small: Small) -> None:
    small.criterion(bands="{4: '', 2: ''}", role="{share: 1}", judged_by="reviewer")
    seen = small.assess("{}")
    assert (seen.outcome, seen.points) == ("needs review", ("0", "4"))
    with pytest.raises(ProblemsFound, match="`met` gives no points"):
        small.reviewed("[{criterion: small/X, outcome: met, because: Read.}]").assess("{}")


@pytest.mark.parametrize("mark", ["0", "9"])
def test_bands_pass_mark_that_says_nothing_is_refused(small: Small, mark: str) -> None:
    small.criterion(bands=NUMBERED, role="{share: 1}", pass_mark=mark)
    assert "pass" in small.refused()[0].fix


# --- scored, no bands -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "score"), [("{q.yes: yes}", ("100", "100")), ("{q.yes: no}", ("0", "0")), ("{}", ("0", "100"))]
)
def test_scored_without_bands_is_the_whole_share_or_none_or_the_range(
    small: Small, answer: str, score: tuple[str, str]
) -> None:
    assert small.scored("X", YES).assess(answer).score == score


def test_scored_that_needs_review_is_the_range(small: Small) -> None:
    small.criterion(judged_by="reviewer", reviewer_asks="Is it?", role="{share: 1}")
    assert small.assess("{}").score == ("0", "100")


# --- minimums -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [("{q.number: 9}", "compliant"), ("{q.number: 8}", "non-compliant"), ("{}", "undecided")],
)
def test_minimum_on_a_scored_criterion_fails_the_verdict_and_points_stand(
    small: Small, answers: str, verdict: str
) -> None:
    seen = small.criterion(bands=NUMBERED, role="{share: 1, minimum: 4}").assess(answers)
    assert seen.one["verdict"] == verdict
    assert (
        seen.score == {"compliant": ("100", "100"), "non-compliant": ("50", "50"), "undecided": ("0", "100")}[verdict]
    )


@pytest.mark.parametrize(
    ("answers", "verdict", "reached"),
    [
        ("{q.yes: yes, q.other: no}", "compliant", True),
        ("{q.yes: no, q.other: no}", "non-compliant", False),
        ("{q.other: no}", "undecided", None),
        ("{q.yes: yes}", "compliant", True),
    ],
)
def test_minimum_on_an_award_criterion(small: Small, answers: str, verdict: str, reached: bool | None) -> None:
    small.scored("A", YES).scored("B", "{q.other: {is: yes}}")
    small.tender("award_criteria: {u: {weight: 100, criteria: {small/A: 1, small/B: 1}, minimum: 50}}")
    seen = small.assess(answers)
    assert (seen.one["verdict"], seen.one["award_criteria"][0]["minimum_reached"]) == (verdict, reached)


def test_minimum_that_fails_is_named_as_what_decides(small: Small) -> None:
    small.criterion(bands=NUMBERED, role="{share: 1, minimum: 4}")
    assert small.assess("{q.number: 8}").one["decided_by"] == ["small/X"]


def test_minimum_of_a_criterion_that_may_not_apply_is_open(small: Small) -> None:
    small.criterion(expect=YES, role="{share: 1, minimum: 1}", applies_when="{q.other: {is: yes}}")
    assert small.assess("{q.yes: no}").one["verdict"] == "undecided"
    assert small.assess("{q.yes: no, q.other: yes}").one["verdict"] == "non-compliant"


def test_minimum_of_a_criterion_that_may_not_apply_is_reached_where_it_would_be(small: Small) -> None:
    small.criterion("A", YES, role="{share: 1, minimum: 1}", applies_when="{q.other: {is: yes}}")
    assert small.assess("{q.yes: yes}").one["verdict"] == "compliant"


def test_minimum_of_a_criterion_that_does_not_apply_is_none(small: Small) -> None:
    small.criterion("A", YES, role="{share: 1, minimum: 1}", applies_when="{q.other: {is: yes}}")
    small.criterion("B", "{q.other: {is: no}}")
    assert small.assess("{q.yes: no, q.other: no}").one["verdict"] == "compliant"


def test_minimum_of_an_award_criterion_of_what_is_claimed_not_to_apply_is_open(small: Small) -> None:
    small.scored("X", YES, may_claim_not_applicable="yes")
    small.tender("award_criteria: {u: {weight: 100, minimum: 60, criteria: {small/X: 1}}}\nnot_applicable: lowest-band")
    assert small.assess("{q.yes: no}", claims=NOT_APPLICABLE).one["verdict"] == "non-compliant"
    small.baseline("plain", "award_criteria: {u: {weight: 100, domain: oversight, minimum: 60}}")
    assert small.assess("{q.yes: no}", claims=NOT_APPLICABLE, against="plain").one["verdict"] == "undecided"


def test_minimum_of_an_award_criterion_that_may_not_apply_is_open(small: Small) -> None:
    small.scored("A", YES, applies_when="{q.other: {is: yes}}", domain="usability")
    small.scored("B", "{q.third: {is: yes}}", domain="cyber-security")
    awards = "{usability: {weight: 50, domain: usability, minimum: 50}, c: {weight: 50, domain: cyber-security}}"
    small.baseline("both", f"award_criteria: {awards}")
    assert small.assess("{q.yes: no, q.third: yes}", against="both").one["verdict"] == "undecided"
    assert small.assess("{q.yes: yes, q.third: yes}", against="both").one["verdict"] == "compliant"


@pytest.mark.parametrize(("condition", "verdict"), [("", "non-compliant"), ("{q.other: {is: yes}}", "undecided")])
def test_minimum_of_an_award_criterion_that_leaves_with_what_is_claimed_is_open(
    small: Small, condition: str, verdict: str
) -> None:
    """Where the condition of A and B fails, only C is left: everything may leave if C has a condition too."""
    small.scored("A", YES, applies_when="{q.third: {is: yes}}")
    small.scored("B", YES, applies_when="{q.third: {is: yes}}", may_claim_not_applicable="yes")
    small.scored("C", YES, **({"applies_when": condition} if condition else {}))
    small.baseline("plain", "award_criteria: {u: {weight: 100, domain: oversight, minimum: 60}}")
    seen = small.assess("{q.yes: no}", against="plain", claims=NOT_APPLICABLE.replace("X", "B"))
    assert seen.one["verdict"] == verdict


def test_minimum_of_an_award_criterion_of_one_condition_and_a_claim_is_open(small: Small) -> None:
    """Where it applies A is failed, where it does not nothing is left."""
    small.scored("A", YES, applies_when="{q.third: {is: yes}}")
    small.scored("B", YES, applies_when="{q.third: {is: yes}}", may_claim_not_applicable="yes")
    small.baseline("plain", "award_criteria: {u: {weight: 100, domain: oversight, minimum: 60}}")
    seen = small.assess("{q.yes: no}", against="plain", claims=NOT_APPLICABLE.replace("X", "B"))
    assert seen.one["verdict"] == "undecided"


def test_minimum_compares_exact_values(small: Small) -> None:
    for name in "ABC":
        small.scored(name, "{q.choices: {includes_any: [%s]}}" % name.lower())  # noqa: UP031 - braces everywhere
    small.tender(
        "award_criteria: {u: {weight: 100, criteria: {small/A: 1, small/B: 1, small/C: 1}, minimum: 66.67}}\n"
        "rounding: {places: 0}"
    )
    seen = small.assess("{q.choices: [a, b]}")
    assert (seen.one["score"]["low"], seen.one["verdict"]) == (67.0, "non-compliant")


@pytest.mark.parametrize(
    ("minimum", "places", "mode", "verdict"),
    [
        ("66.67", 0, "half-even", "compliant"),  # 66.66… counts as 67.
        ("66.67", 2, "half-even", "compliant"),
        ("66.671", 2, "half-even", "non-compliant"),
        ("67.1", 0, "half-up", "non-compliant"),
    ],
)
def test_minimum_compares_what_counts_where_the_tender_rounds_award_criteria(
    small: Small, minimum: str, places: int, mode: str, verdict: str
) -> None:
    for name in "ABC":
        small.scored(name, f"{{q.choices: {{includes_any: [{name.lower()}]}}}}")
    small.tender(
        f"award_criteria: {{u: {{weight: 100, domain: oversight, minimum: {minimum}}}}}\n"
        f"rounding: {{places: {places}, mode: {mode}}}\nrounded_at: award-criterion"
    )
    assert small.assess("{q.choices: [a, b]}").one["verdict"] == verdict


MINIMUM_ELSEWHERE = """
award_criteria:
  u: {title: Use, weight: 90, criteria: {small/X: 1}}
  d: {title: Demo, weight: 10, assessed_by: elsewhere, minimum: 70}
"""


def test_minimum_of_what_is_assessed_elsewhere_is_open_until_it_is_scored(small: Small) -> None:
    one = small.scored("X", YES).tender(MINIMUM_ELSEWHERE).assess("{q.yes: yes}").one
    assert (one["verdict"], one["decided_by"]) == ("undecided", ["minimum of d"])
    assert [(each["score"], each["minimum_reached"]) for each in one["award_criteria"]][1] == (None, None)


def test_minimum_of_price_points_is_refused(small: Small) -> None:
    """The ceiling says in money what such a minimum would; where points depend on others, it would depend on them."""
    small.scored("X", YES).tender(
        MINIMUM_ELSEWHERE.replace("elsewhere", "price") + "price: {formula: lowest-over-price}"
    )
    (found,) = small.refused()
    assert (found.rule, "`ceiling`" in found.fix) == ("minimum-of-price", True)


# --- rounding at the award criterion --------------------------------------------------------------------------------

STAGED = """
award_criteria:
  a: {title: A, weight: 50, criteria: {small/A: 1, small/B: 7}}
  b: {title: B, weight: 50, criteria: {small/C: 3, small/D: 13}}
not_applicable: lowest-band
rounded_at: award-criterion
"""


@pytest.fixture
def staged(small: Small) -> Small:
    """Award criteria of 12.5 and 18.75 where the first of each is met."""
    for name, fact in {"A": "yes", "B": "other", "C": "yes", "D": "third"}.items():
        small.scored(name, f"{{q.{fact}: {{is: yes}}}}")
    return small


@pytest.mark.parametrize(
    ("rounding", "score"),
    [
        ("{places: 0, mode: half-even}", "31/2"),  # 12 and 19.
        ("{places: 0, mode: half-up}", "16"),  # 13 and 19.
        ("{places: 1, mode: half-even}", "313/20"),  # 12.5 and 18.8.
        ("{places: 2}", "125/8"),  # Nothing to round.
    ],
)
def test_each_award_criterion_is_rounded_before_it_is_weighted_where_the_tender_says_so(
    staged: Small, rounding: str, score: str
) -> None:
    staged.tender(f"{STAGED}rounding: {rounding}")
    assert staged.assess("{q.yes: yes, q.other: no, q.third: no}").score == (score, score)


def test_the_ends_of_a_range_are_those_of_the_rounded_completions(staged: Small) -> None:
    """Whatever stays open: the least and the most of what the tender counts, answered one way or another."""
    staged.tender(f"{STAGED}rounding: {{places: 0}}")
    said = [f"q.yes: {yes}, q.other: {other}, q.third: no" for yes in ("yes", "no") for other in ("yes", "no")]
    every = [Fraction(found[0]) for each in said if (found := staged.assess(f"{{{each}}}").score)]
    assert staged.assess("{q.third: no}").score == (str(min(every)), str(max(every)))


def test_the_order_is_that_of_the_rounded_scores(small: Small) -> None:
    """Two thirds of everything count as 67; unrounded, all of x and z and nothing of y (66.8) would be ahead."""
    either = "{any: [{q.yes: {is: yes}}, {q.other: {is: yes}}]}"
    for name, expect in {"A": either, "B": "{q.other: {is: yes}}", "C": YES, "D": "{q.third: {is: yes}}"}.items():
        small.scored(name, expect).scored(f"{name}2", expect)
    awards = {"x": (33, "A: 2, small/B: 1"), "y": ("33.2", "C: 2, small/D: 1"), "z": ("33.8", "A2: 2, small/B2: 1")}
    lines = [f"{key}: {{weight: {weight}, criteria: {{small/{shares}}}}}" for key, (weight, shares) in awards.items()]
    page = f"award_criteria: {{{', '.join(lines)}}}\nrounding: {{places: 0}}"
    small.submission("{q.yes: yes, q.other: no, q.third: no}", name="even")
    small.submission("{q.yes: no, q.other: yes, q.third: no}", name="odd")
    first = {}
    for rule in ("shown", "award-criterion"):
        document = small.tender(f"{page}\nrounded_at: {rule}").all().document
        (ranking,) = document["rankings"]
        first[rule] = document["assessments"][ranking["places"][0]["index"]]["supplier_id"]
        assert (ranking["places"][0]["worst"], ranking["may_be_first"]) == (1, [ranking["places"][0]["index"]])
    assert first == {"shown": "S-odd", "award-criterion": "S-even"}


# --- gates ----------------------------------------------------------------------------------------------------------


def test_gates_met_and_not_met_and_open_add_up_and_the_inapplicable_stand_beside(small: Small) -> None:
    small.criterion("A", YES).criterion("B", YES).criterion("C", YES).criterion("D", "{q.third: {is: yes}}")
    small.criterion("E", "{q.other: {is: yes}}").criterion("F", "{q.other: {is: yes}}")
    small.criterion("G", "{q.third: {is: yes}}", applies_when="{q.other: {is: yes}}")
    seen = small.assess("{q.yes: yes, q.other: no}")
    assert seen.one["gates"] == {"met": 3, "not met": 2, "open": 1, "of": 6, "not applicable": 1}


def test_gates_that_need_review_or_may_not_apply_are_open(small: Small) -> None:
    small.criterion("A", judged_by="reviewer", reviewer_asks="Is it?")
    small.criterion("B", YES, applies_when="{q.other: {is: yes}}")
    assert small.assess("{q.yes: no}").one["gates"]["open"] == 2


def test_gates_are_never_scored_and_points_never_buy_one_back(small: Small) -> None:
    small.criterion("A", YES).scored("B", "{q.other: {is: yes}}")
    seen = small.assess("{q.yes: no, q.other: yes}")
    assert (seen.one["verdict"], seen.score) == ("non-compliant", ("100", "100"))


def test_gates_and_context_alone_have_a_null_score(small: Small) -> None:
    small.criterion("A", YES).criterion("B", "{q.other: {is: yes}}", role="{}")
    assert small.assess("{q.yes: yes}").score is None


def test_context_decides_nothing(small: Small) -> None:
    small.criterion("A", YES).criterion("B", "{q.other: {is: yes}}", role="{}")
    seen = small.assess("{q.yes: yes, q.other: no}")
    assert (seen.one["verdict"], seen.outcomes()["B"]) == ("compliant", "not met")


# --- a gate due later -----------------------------------------------------------------------------------------------

DUE = "{gate: requirement, due: award}"


@pytest.mark.parametrize(
    ("as_of", "outcome", "verdict"),
    [("2026-07-14", "no answer", "undecided"), ("2026-07-15", "not met", "non-compliant")],
)
def test_gate_due_later_is_open_not_failed_until_that_day(small: Small, as_of: str, outcome: str, verdict: str) -> None:
    seen = small.criterion(expect=YES, role=DUE).tender().assess("{q.yes: no}", as_of)
    assert (seen.outcome, seen.one["verdict"]) == (outcome, verdict)


@pytest.mark.parametrize("answers", ["{q.number: 1}", "{q.number: 1, q.yes: no}"])
def test_gate_due_later_may_get_all_points_until_that_day(small: Small, answers: str) -> None:
    """An answer that fails it narrows nothing: until that day it may be mended, and so may the other."""
    bands = "{3: {q.number: {at_least: 9}}, 1: {q.number: {at_least: 1}}}"
    small.criterion(expect=YES, bands=bands, role=DUE).tender()
    assert small.assess(answers).points == ("0", "3")


def test_gate_due_later_says_when(small: Small) -> None:
    seen = small.criterion(expect=YES, role=DUE).tender().assess("{q.yes: no}")
    assert (seen.of("X")["due"], seen.causes()[0]) == ("2026-07-15", "not-due-yet")
    assert seen.of("X")["changes_on"] == {"on": "2026-07-15", "outcome": "not met"}
    assert seen.one["lapses_on"] == "2026-07-15"


def test_gate_due_later_is_followed_though_no_document_backs_its_answer(small: Small) -> None:
    seen = small.criterion(expect=YES, role=DUE, evidence=DOCUMENTED).tender().assess("{q.yes: no}")
    assert seen.of("X")["changes_on"] == {"on": "2026-07-15", "outcome": "not met"}


def test_gate_due_later_counts_at_once_where_it_is_met(small: Small) -> None:
    assert small.criterion(expect=YES, role=DUE).tender().assess("{q.yes: yes}").one["verdict"] == "compliant"


def test_gate_due_at_the_start_of_the_contract(small: Small) -> None:
    small.criterion(expect=YES, role="{gate: requirement, due: contract.start}").tender()
    assert small.assess("{q.yes: no}", "2026-08-31").outcome == "no answer"
    assert small.assess("{q.yes: no}", "2026-09-01").outcome == "not met"


def test_gate_due_by_the_tender_rather_than_by_the_edition(small: Small) -> None:
    small.criterion(expect=YES).tender("gates: {small/X: {type: requirement, due: award}}")
    assert small.assess("{q.yes: no}").outcome == "no answer"


def test_gate_due_on_a_day_that_is_unknown_stays_open(small: Small) -> None:
    small.criterion(expect=YES, role=DUE).baseline("plain", "{}")
    assert small.assess("{q.yes: no}", against="plain").outcome == "no answer"
    assert small.assess("{q.yes: no}").outcome == "no answer"


def test_gate_due_later_may_still_be_met_though_it_may_not_apply(small: Small) -> None:
    small.criterion(expect=YES, role=DUE, applies_when="{q.other: {is: yes}}").tender()
    assert small.assess("{q.yes: no}").of("X")["possible"] == ["met", "not met", "not applicable"]


# --- completion and score -------------------------------------------------------------------------------------------


def test_completion_the_ends_of_the_range_are_reached_by_answers(small: Small) -> None:
    small.scored("A", YES, 3).scored("B", "{q.other: {is: yes}}", 2).scored("C", "{q.third: {is: yes}}", 5)
    assert small.assess("{q.yes: yes}").score == ("30", "100")
    assert small.assess("{q.yes: yes, q.other: no, q.third: no}").score == ("30", "30")
    assert small.assess("{q.yes: yes, q.other: yes, q.third: yes}").score == ("100", "100")


def test_score_is_100_times_weight_times_the_share_of_points(small: Small) -> None:
    small.criterion("A", bands=NUMBERED, role="{share: 1}").scored("B", YES, 2).scored("C", "{q.third: {is: yes}}")
    small.tender(
        "award_criteria: {u: {weight: 40, criteria: {small/A: 1, small/B: 2}}, v: {weight: 60, criteria: {small/C: 1}}}"
    )
    seen = small.assess("{q.number: 5, q.yes: yes, q.third: no}")
    assert seen.score == ("100/3", "100/3")  # 40 x (1 x 2/4 + 2 x 1) / 3 + 60 x 0
    assert [each["score"]["exact"] for each in seen.one["award_criteria"]] == [["250/3", "250/3"], ["0", "0"]]


def test_score_scaling_the_shares_changes_nothing(small: Small) -> None:
    small.scored("A", YES, 3).scored("B", "{q.other: {is: yes}}", 9)
    first = small.assess("{q.yes: yes, q.other: no}").score
    small.lines.clear()
    small.scored("A", YES, 1).scored("B", "{q.other: {is: yes}}", 3)
    assert small.assess("{q.yes: yes, q.other: no}").score == first == ("25", "25")


def test_score_speaks_of_what_is_assessed_beside_the_price(small: Small) -> None:
    small.scored("A", YES).scored("B", "{q.other: {is: yes}}")
    small.tender(
        "award_criteria: {u: {weight: 40, criteria: {small/A: 1}}, v: {weight: 20, criteria: {small/B: 1}},"
        " price: {weight: 40, assessed_by: price}}"
    )
    seen = small.assess("{q.yes: yes, q.other: no}")
    assert (seen.score, seen.document["selection"]["weight_assessed"]) == (("200/3", "200/3"), "60")


def test_score_of_a_bare_edition_leaves_out_what_does_not_apply(small: Small) -> None:
    small.scored("A", YES).scored("B", YES, applies_when="{q.other: {is: yes}}")
    assert small.assess("{q.yes: yes, q.other: no}").score == ("100", "100")


@pytest.mark.parametrize(("rule", "score"), [("full-marks", ("100", "100")), ("lowest-band", ("50", "50"))])
def test_score_in_a_tender_follows_its_rule_for_what_does_not_apply(
    small: Small, rule: str, score: tuple[str, str]
) -> None:
    small.scored("A", YES).scored("B", YES, applies_when="{q.other: {is: yes}}")
    awards = "award_criteria: {u: {weight: 100, criteria: {small/A: 1, small/B: 1}}}"
    assert small.tender(f"not_applicable: {rule}\n{awards}").assess("{q.yes: yes, q.other: no}").score == score


@pytest.mark.parametrize(
    ("rule", "answers", "score"),
    [
        ("full-marks", "{q.yes: yes, q.third: no}", ("50", "100")),
        ("lowest-band", "{q.yes: yes, q.third: no}", ("50", "50")),
        ("full-marks", "{q.yes: yes, q.third: yes}", ("100", "100")),
        ("lowest-band", "{q.yes: yes, q.third: yes}", ("50", "100")),
    ],
)
def test_score_in_a_tender_of_what_may_not_apply_runs_from_the_worse_to_the_better(
    small: Small, rule: str, answers: str, score: tuple[str, str]
) -> None:
    small.scored("A", YES).scored("B", "{q.third: {is: yes}}", applies_when="{q.other: {is: yes}}")
    awards = "award_criteria: {u: {weight: 100, criteria: {small/A: 1, small/B: 1}}}"
    assert small.tender(f"not_applicable: {rule}\n{awards}").assess(answers).score == score


def test_score_lowest_band_is_the_lowest_band_not_nothing(small: Small) -> None:
    bands = "{4: {q.number: {at_least: 9}}, 1: {q.number: {at_least: 1}}}"
    small.criterion(bands=bands, role="{share: 1}", applies_when="{q.other: {is: yes}}")
    small.tender("award_criteria: {u: {weight: 100, criteria: {small/X: 1}}}\nnot_applicable: lowest-band")
    assert small.assess("{q.other: no}").score == ("25", "25")


def test_score_in_a_tender_is_rescaled_where_only_the_contract_makes_a_criterion_inapplicable(small: Small) -> None:
    large = "{contract.value: {above: 5000000}}"
    small.scored("A", YES).scored("B", YES, applies_when=large)
    small.scored("C", YES, applies_when=large, may_claim_not_applicable="yes")
    awards = "award_criteria: {u: {weight: 100, criteria: {small/A: 1, small/B: 1}}}"
    assert small.tender(f"not_applicable: lowest-band\n{awards}").assess("{q.yes: yes}").score == ("100", "100")
    claimable = awards.replace("B", "C")
    assert small.tender(f"not_applicable: lowest-band\n{claimable}").assess("{q.yes: yes}").score == ("50", "50")


def test_score_of_a_bare_baseline_leaves_out_what_does_not_apply(small: Small) -> None:
    small.scored("A", YES, domain="usability")
    small.scored("B", YES, domain="usability", applies_when="{q.other: {is: yes}}")
    small.baseline("plain", "{domain_weights: {usability: 100}, not_applicable: lowest-band}")
    assert small.assess("{q.yes: yes, q.other: no}", against="plain").score == ("100", "100")


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        ("{q.yes: yes, q.number: 0}", ("25", "100")),  # B and C enter with nothing, or A stands alone
        ("{q.yes: no, q.number: 50}", ("0", "75")),
        ("{q.yes: yes, q.number: 0, q.other: yes}", ("25", "25")),
    ],
)
def test_score_criteria_of_one_and_the_same_condition_enter_together(
    small: Small, answers: str, score: tuple[str, str]
) -> None:
    small.scored("A", YES)
    small.scored("B", "{q.number: {at_least: 50}}", 1, applies_when="{q.other: {is: yes}}")
    small.scored("C", "{q.number: {at_least: 10}}", 2, applies_when="{q.other: {is: yes}}")
    assert small.assess(answers).score == score


def test_score_of_one_condition_is_not_picked_apart(small: Small) -> None:
    """One of the two is met and one is not: alone, each would move an end; together they move neither."""
    small.scored("A", YES).scored("B", "{q.other: {is: yes}}")
    small.scored("C", "{q.number: {at_least: 50}}", applies_when="{q.third: {is: yes}}")
    small.scored("D", "{q.number: {below: 50}}", applies_when="{q.third: {is: yes}}")
    assert small.assess("{q.yes: yes, q.other: no, q.number: 7}").score == ("50", "50")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{q.third: {is: yes}, q.bidder: {is: yes}}", "{q.bidder: {is: yes}, q.third: {is: yes}}"),
        ("{q.third: {is: yes}, q.bidder: {is: yes}}", "{all: [{q.bidder: {is: yes}}, {q.third: {is: yes}}]}"),
        ("{any: [{q.third: {is: yes}}, {q.yes: {is: no}}]}", "{any: [{q.yes: {is: no}}, {q.third: {is: yes}}]}"),
        ("{q.choice: {one_of: [a, b]}}", "{q.choice: {one_of: [b, a]}}"),
    ],
)
def test_score_of_one_condition_in_another_order_is_not_picked_apart(small: Small, one: str, other: str) -> None:
    small.scored("A", YES).scored("B", "{q.other: {is: yes}}")
    small.scored("C", "{q.number: {at_least: 50}}", applies_when=one)
    small.scored("D", "{q.number: {below: 50}}", applies_when=other)
    assert small.assess("{q.yes: yes, q.other: no, q.number: 7}").score == ("50", "50")


def test_score_of_different_conditions_takes_each_by_itself(small: Small) -> None:
    small.scored("A", YES).scored("B", "{q.other: {is: yes}}")
    small.scored("C", "{q.number: {at_least: 50}}", applies_when="{q.third: {is: yes}}")
    small.scored("D", "{q.number: {below: 50}}", applies_when="{q.bidder: {is: yes}}")
    assert small.assess("{q.yes: yes, q.other: no, q.number: 7}").score == ("100/3", "200/3")


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        ("{q.yes: no, q.number: 2, q.other: yes}", ("0", "50")),  # the met one enters, the two fifths would dilute it
        ("{q.yes: yes, q.number: 3, q.other: no}", ("50", "100")),  # the failed one enters, the three fifths would not
    ],
)
def test_score_takes_conditions_best_first_and_worst_first(small: Small, answers: str, score: tuple[str, str]) -> None:
    small.scored("A", YES)
    bands = "{5: {q.number: {at_least: 5}}, 3: {q.number: {at_least: 3}}, 2: {q.number: {at_least: 2}}}"
    small.criterion("B", bands=bands, role="{share: 1}", applies_when="{q.third: {is: yes}}")
    small.scored("C", "{q.other: {is: yes}}", applies_when="{q.bidder: {is: yes}}")
    assert small.assess(answers).score == score


def test_score_of_one_condition_is_not_picked_apart_across_award_criteria(small: Small) -> None:
    small.scored("A", YES, domain="usability").scored("C", "{q.third: {is: yes}}", domain="cyber-security")
    small.scored("B", "{q.number: {above: 1}}", domain="usability", applies_when="{q.other: {is: yes}}")
    small.scored("D", "{q.number: {at_most: 1}}", domain="cyber-security", applies_when="{q.other: {is: yes}}")
    small.baseline("both", "{domain_weights: {usability: 50, cyber-security: 50}}")
    seen = small.assess("{q.yes: yes, q.number: 0, q.third: no}", against="both")
    assert seen.score == ("50", "50")


@pytest.mark.parametrize(("count", "score"), [(8, ("380/9", "60")), (9, ("6", "96"))])
def test_score_of_many_conditions_across_award_criteria_is_no_narrower_than_it_can_be(
    small: Small, count: int, score: tuple[str, str]
) -> None:
    """Up to eight, each holds in both halves or in none; beyond, each half is taken by itself."""
    small.scored("A", YES, domain="usability").scored("C", "{q.third: {is: yes}}", domain="cyber-security")
    for at in range(count):
        condition = f"{{q.second: {{above: {at}}}}}"
        small.scored(f"U{at}", "{q.third: {is: yes}}", domain="usability", applies_when=condition)
        small.scored(f"C{at}", YES, domain="cyber-security", applies_when=condition)
    small.baseline("both", "{domain_weights: {usability: 60, cyber-security: 40}}")
    assert small.assess("{q.yes: yes, q.third: no}", against="both").score == score


@pytest.mark.parametrize(("count", "score"), [(8, ["900/17", "100"]), (9, ["10", "100"])])
def test_score_of_a_domain_with_many_claims_is_no_narrower_than_it_can_be(
    small: Small, count: int, score: list[str]
) -> None:
    """What is claimed leaves by itself, or with what is met under the same condition."""
    small.scored("A", YES)
    for at in range(count):
        condition = f"{{q.second: {{above: {at}}}}}"
        small.scored(f"B{at}", YES, applies_when=condition)
        small.scored(f"C{at}", "{q.third: {is: yes}}", applies_when=condition, may_claim_not_applicable="yes")
    claims = ", ".join(f"{{criterion: small/C{at}, not_applicable: None.}}" for at in range(count))
    seen = small.assess("{q.yes: yes, q.third: no}", claims=f"[{claims}]")
    assert seen.one["domains"][0]["score"]["exact"] == score


@pytest.mark.parametrize(
    ("answers", "score"), [("{q.yes: yes, q.third: no}", ("50", "100")), ("{q.yes: no, q.third: yes}", ("0", "50"))]
)
def test_score_of_an_award_criterion_that_may_not_apply_leaves_both_sums(
    small: Small, answers: str, score: tuple[str, str]
) -> None:
    small.scored("A", YES, domain="usability")
    small.scored("B", "{q.third: {is: yes}}", domain="cyber-security", applies_when="{q.other: {is: yes}}")
    small.baseline("both", "{domain_weights: {usability: 50, cyber-security: 50}}")
    assert small.assess(answers, against="both").score == score


def test_score_a_claim_does_not_part_a_criterion_from_its_open_condition(small: Small) -> None:
    """Where B leaves because the condition fails, so does C: then only A is left, and C cannot fail."""
    small.scored("A", YES).scored("B", YES, applies_when="{q.third: {is: yes}}")
    small.scored("C", "{q.other: {is: yes}}", applies_when="{q.third: {is: yes}}", may_claim_not_applicable="yes")
    seen = small.assess("{q.yes: yes}", claims=NOT_APPLICABLE.replace("X", "C"))
    assert seen.score == ("200/3", "100")


@pytest.mark.parametrize(
    ("claim", "decided", "allowed", "score"),
    [
        ("not_applicable: None.", "outcome: met", "yes", ("0", "25")),
        ("not_applicable: None.", "outcome: met", "no", ("25", "25")),
        ("not_applicable: None.", "not_applicable: refused", "yes", ("25", "25")),
        ("equivalent: Another.", "outcome: met", "yes", ("25", "25")),
    ],
)
def test_score_a_claim_parts_a_criterion_from_its_condition_only_while_it_may_take_it_out(
    small: Small, claim: str, decided: str, allowed: str, score: tuple[str, str]
) -> None:
    """A is failed and B is met, where they apply; without B there is nothing but A."""
    small.scored("A", YES, applies_when="{q.third: {is: yes}}", share=3)
    small.scored("B", "{q.other: {is: yes}}", applies_when="{q.third: {is: yes}}", may_claim_not_applicable=allowed)
    small.reviewed(f"[{{criterion: small/B, {decided}, because: Read.}}]")
    claims = f"[{{criterion: small/B, {claim}}}]"
    seen = small.assess("{q.yes: no, q.other: yes}", claims=claims)
    assert seen.score == tuple(seen.one["domains"][0]["score"]["exact"]) == score


def test_score_a_claim_does_not_part_criteria_across_award_criteria(small: Small) -> None:
    """Where D does not raise one half because the condition fails, C does not lower the other."""
    small.scored("A", "{q.other: {is: yes}}", domain="usability").scored("B", YES, domain="cyber-security")
    small.scored("D", YES, domain="usability", applies_when="{q.third: {is: yes}}")
    condition = {"applies_when": "{q.third: {is: yes}}", "may_claim_not_applicable": "yes"}
    small.scored("C", "{q.other: {is: yes}}", domain="cyber-security", **condition)
    small.baseline("both", "{domain_weights: {usability: 50, cyber-security: 50}}")
    seen = small.assess("{q.yes: yes, q.other: no}", against="both", claims=NOT_APPLICABLE.replace("X", "C"))
    assert seen.score == ("50", "75")


def test_score_of_nothing_that_applies_is_null(small: Small) -> None:
    small.scored("A", YES, applies_when="{q.other: {is: yes}}")
    assert small.assess("{q.other: no}").score is None


def test_score_of_each_domain_stands_by_itself(small: Small) -> None:
    small.scored("A", YES, domain="usability").scored("B", "{q.other: {is: yes}}", domain="cyber-security")
    small.criterion("C", YES, domain="sustainability")
    shown = {each["domain"]: each["score"] for each in small.assess("{q.yes: yes, q.other: no}").one["domains"]}
    assert (shown["usability"]["exact"], shown["cyber-security"]["exact"]) == (["100", "100"], ["0", "0"])
    assert shown["sustainability"] is None


# --- rounding -------------------------------------------------------------------------------------------------------


def thirds(small: Small, answers: str, rounding: str) -> Seen:
    small.scored("A", YES).scored("B", "{q.other: {is: yes}}").scored("C", "{q.third: {is: yes}}")
    awards = "award_criteria: {u: {weight: 100, criteria: {small/A: 1, small/B: 1, small/C: 1}}}"
    small.tender(f"rounding: {rounding}\n{awards}")
    return small.assess(answers)


@pytest.mark.parametrize(
    ("rounding", "shown"),
    [("{places: 0}", 33.0), ("{places: 1}", 33.3), ("{places: 3}", 33.333)],
)
def test_rounding_an_exact_value_once_to_the_tenders_places(small: Small, rounding: str, shown: float) -> None:
    score = thirds(small, "{q.yes: yes, q.other: no, q.third: no}", rounding).one["score"]
    assert (score["low"], score["high"], score["exact"]) == (shown, shown, ["100/3", "100/3"])


def test_rounding_a_range_outward(small: Small) -> None:
    score = thirds(small, "{q.yes: yes, q.other: no}", "{places: 1}").one["score"]
    assert (score["low"], score["high"], score["exact"]) == (33.3, 66.7, ["100/3", "200/3"])


@pytest.mark.parametrize(("mode", "shown"), [("half-even", 12.0), ("half-up", 13.0)])
def test_rounding_mode_decides_a_half(small: Small, mode: str, shown: float) -> None:
    small.scored("A", YES, 1).scored("B", "{q.other: {is: yes}}", 7)
    awards = "award_criteria: {u: {weight: 100, criteria: {small/A: 1, small/B: 7}}}"
    small.tender(f"rounding: {{places: 0, mode: {mode}}}\n{awards}")
    assert small.assess("{q.yes: yes, q.other: no}").one["score"]["low"] == shown


# --- verdict --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ("{q.yes: yes, q.other: yes}", "compliant"),
        ("{q.yes: no}", "non-compliant"),
        ("{q.yes: yes}", "undecided"),
    ],
)
def test_verdict_by_what_gates_may_still_become(small: Small, answers: str, verdict: str) -> None:
    seen = small.criterion("A", YES).criterion("B", "{q.other: {is: yes}}").assess(answers)
    assert seen.one["verdict"] == verdict


def test_verdict_compliant_where_a_gate_is_open_and_can_only_be_met_or_not_apply(small: Small) -> None:
    seen = small.criterion(expect=YES, applies_when="{q.other: {is: yes}}").assess("{q.yes: yes}")
    assert (seen.outcome, seen.one["verdict"], seen.one["gates"]["open"]) == ("no answer", "compliant", 1)


def test_verdict_is_null_without_gate_and_minimum(small: Small) -> None:
    assert small.scored("A", YES).assess("{q.yes: yes}").one["verdict"] is None


def test_verdict_names_what_decides_it(small: Small) -> None:
    small.criterion("A", YES).criterion("B", "{q.other: {is: yes}}")
    assert small.assess("{q.yes: no}").one["decided_by"] == ["small/A"]
    assert small.assess("{q.yes: yes}").one["decided_by"] == ["small/B"]
    assert small.assess("{q.yes: yes, q.other: yes}").one["decided_by"] == []


@pytest.mark.parametrize(("answer", "by"), [("no", ["small/B"]), ("yes", ["small/C"])])
def test_verdict_names_the_minimums_that_are_missed_or_else_those_that_are_open(
    small: Small, answer: str, by: list[str]
) -> None:
    """That of the award criterion is open, or else reached."""
    for name, fact in {"A": "q.yes", "B": "q.other", "C": "q.third"}.items():
        small.criterion(name, f"{{{fact}: {{is: yes}}}}", role="{share: 1, minimum: 1}")
    small.baseline("plain", "award_criteria: {u: {weight: 100, domain: oversight, minimum: 60}}")
    assert small.assess(f"{{q.yes: yes, q.other: {answer}}}", against="plain").one["decided_by"] == by


def test_compliant_while_scored_criteria_are_open_is_allowed(small: Small) -> None:
    seen = small.criterion("A", YES).scored("B", "{q.other: {is: yes}}").assess("{q.yes: yes}")
    assert (seen.one["verdict"], seen.score) == ("compliant", ("0", "100"))
    assert "compliant" in str(seen.result)


# --- changes_on and lapses_on ---------------------------------------------------------------------------------------

RECENT = "{q.date: {within: 12 months}}"
MINIMUM = "award_criteria: {u: {weight: 100, domain: oversight, minimum: 60}}"


@pytest.mark.parametrize(
    ("expect", "date", "change"),
    [
        (RECENT, "2026-01-15", {"on": "2027-01-16", "outcome": "not met"}),
        (RECENT, "2026-06-02", {"on": "2026-06-02", "outcome": "met"}),
        (
            "{q.date: {within: 12 months, on_or_after: 2020-01-01}}",
            "2026-01-15",
            {"on": "2027-01-16", "outcome": "not met"},
        ),
        ("{q.date: {on_or_after: as_of}}", "2026-06-01", {"on": "2026-06-02", "outcome": "not met"}),
        ("{q.date: {on_or_before: as_of}}", "2026-06-09", {"on": "2026-06-09", "outcome": "met"}),
        ("{not: {q.date: {within: 12 months}}}", "2026-01-15", {"on": "2027-01-16", "outcome": "met"}),
        ("{q.date: {on_or_after: 2026-01-01}}", "2026-06-01", None),
        ("{q.date: {on_or_after: contract.end}}", "2030-01-01", None),
    ],
)
def test_changes_on_the_first_day_on_which_the_outcome_differs(
    small: Small, expect: str, date: str, change: dict[str, str] | None
) -> None:
    seen = small.criterion(expect=expect).tender().assess(f"{{q.date: {date}}}")
    assert seen.of("X")["changes_on"] == change


def test_changes_on_is_where_the_day_before_still_gives_todays_outcome(small: Small) -> None:
    small.criterion(expect=RECENT)
    assert small.assess("{q.date: 2026-01-15}", "2027-01-15").outcome == "met"
    assert small.assess("{q.date: 2026-01-15}", "2027-01-16").outcome == "not met"


def test_changes_on_the_one_day_on_which_one_date_still_holds_and_another_does_already(small: Small) -> None:
    small.criterion(expect=[RECENT, "{q.later: {on_or_before: as_of}}"])
    seen = small.assess("{q.date: 2026-01-15, q.later: 2027-01-15}")
    assert seen.of("X")["changes_on"] == {"on": "2027-01-15", "outcome": "met"}


def test_changes_on_inside_rows(small: Small) -> None:
    small.criterion(expect="{q.rows: {every: {closed_on: {within: 30 days}}}}")
    seen = small.assess("{q.rows: [{name: a, closed_on: 2026-05-30}, {name: b, closed_on: 2026-05-20}]}")
    assert seen.of("X")["changes_on"] == {"on": "2026-06-20", "outcome": "not met"}


def test_changes_on_when_it_begins_or_ceases_to_apply(small: Small) -> None:
    small.criterion(expect=YES, applies_when="{q.date: {on_or_before: as_of}}")
    seen = small.assess("{q.yes: yes, q.date: 2026-08-01}")
    assert (seen.outcome, seen.of("X")["changes_on"]) == ("not applicable", {"on": "2026-08-01", "outcome": "met"})


def test_changes_on_when_a_document_expires_or_comes_into_force(small: Small) -> None:
    small.criterion(expect="{q.report: {provided: yes}}")
    expiring = small.assess("{}", evidence="[{kind: q.report, expires: 2026-12-31}]")
    coming = small.assess("{}", evidence="[{kind: q.report, issued: 2026-06-20}]")
    assert expiring.of("X")["changes_on"] == {"on": "2027-01-01", "outcome": "not met"}
    assert coming.of("X")["changes_on"] == {"on": "2026-06-20", "outcome": "met"}


def test_changes_on_when_a_document_that_makes_it_apply_comes_into_force(small: Small) -> None:
    small.criterion(expect=YES, applies_when="{q.report: {provided: yes}}")
    seen = small.assess("{q.yes: yes}", evidence="[{kind: q.report, issued: 2026-06-20}]")
    assert (seen.outcome, seen.of("X")["changes_on"]) == ("no answer", {"on": "2026-06-20", "outcome": "met"})


def test_changes_on_no_day_where_another_kind_of_document_is_there(small: Small) -> None:
    small.criterion(expect=RECENT, applies_when="{q.report: {provided: yes}}")
    seen = small.assess("{q.date: 2026-01-15}", evidence="[{kind: q.paper}]")
    assert (seen.outcome, seen.of("X")["changes_on"]) == ("no answer", None)


def test_changes_on_a_day_that_the_contract_makes_matter(small: Small) -> None:
    small.criterion(expect=RECENT, applies_when="{contract.value: {above: 1}}").tender()
    seen = small.assess("{q.date: 2026-01-15}")
    assert seen.of("X")["changes_on"] == {"on": "2027-01-16", "outcome": "not met"}


def test_changes_on_by_a_document_that_an_answer_names(small: Small) -> None:
    small.criterion(expect=YES, evidence="{demands: documented}")
    answers = "{q.yes: {value: yes, evidence: [q-paper]}}"
    seen = small.assess(answers, evidence="[{kind: q.paper, expires: 2026-12-31}]")
    assert seen.of("X")["changes_on"] == {"on": "2027-01-01", "outcome": "not met"}


def test_changes_on_by_a_document_behind_what_is_computed(small: Small) -> None:
    small.criterion(expect="{q.gap: {at_most: 5}}", evidence="{demands: documented}")
    answers = "{q.date: {value: 2026-01-01, evidence: [q-paper]}, q.later: {value: 2026-01-06, evidence: [q-paper]}}"
    seen = small.assess(answers, evidence="[{kind: q.paper, expires: 2026-12-31}]")
    assert seen.of("X")["changes_on"] == {"on": "2027-01-01", "outcome": "not met"}


def test_lapses_on_the_first_day_on_which_the_verdict_gets_worse(small: Small) -> None:
    small.criterion("A", RECENT).criterion("B", "{q.later: {within: 24 months}}")
    seen = small.assess("{q.date: 2026-01-15, q.later: 2026-01-15}")
    assert (seen.one["lapses_on"], seen.one["lapses_by"]) == ("2027-01-16", ["small/A"])


def test_lapses_on_is_null_where_nothing_moves_or_the_verdict_is_worst_already(small: Small) -> None:
    small.criterion("A", RECENT).criterion("B", YES)
    assert small.assess("{q.date: 2026-01-15, q.yes: no}").one["lapses_on"] is None
    assert small.assess("{q.yes: yes}").one["lapses_on"] is None


def test_lapses_on_of_an_undecided_verdict_is_when_it_becomes_non_compliant(small: Small) -> None:
    small.criterion("A", RECENT).criterion("B", YES)
    seen = small.assess("{q.date: 2026-01-15}")
    assert (seen.one["verdict"], seen.one["lapses_on"]) == ("undecided", "2027-01-16")


def test_lapses_on_skips_the_day_on_which_the_verdict_gets_better(small: Small) -> None:
    seen = small.criterion(expect=RECENT).assess("{q.date: 2026-06-20}")
    assert (seen.one["verdict"], seen.one["lapses_on"]) == ("non-compliant", None)


@pytest.mark.parametrize(("say", "verdict"), [("yes", "compliant"), ("", "undecided")])
def test_lapses_on_no_day_on_which_a_minimum_is_still_reached(small: Small, say: str, verdict: str) -> None:
    """The date of A ages, but what was said beside it still holds."""
    small.criterion("A", f"{{any: [{RECENT}, {YES}]}}", role="{share: 1, minimum: 1}")
    small.criterion("G", "{q.other: {is: yes}}").baseline("plain", MINIMUM)
    seen = small.assess(f"{{q.date: 2026-01-15, q.yes: yes, q.other: {say}}}", against="plain")
    assert (seen.one["verdict"], seen.one["lapses_on"]) == (verdict, None)


@pytest.mark.parametrize(("say", "lapses"), [("yes", "2027-01-16"), ("", None)])
def test_lapses_on_the_day_on_which_a_reached_minimum_opens_unless_the_verdict_was_open_before(
    small: Small, say: str, lapses: str | None
) -> None:
    small.criterion("A", f"{{any: [{RECENT}, {YES}]}}", role="{share: 1, minimum: 1}")
    small.criterion("G", "{q.other: {is: yes}}").baseline("plain", MINIMUM)
    seen = small.assess(f"{{q.date: 2026-01-15, q.other: {say}}}", against="plain")
    assert seen.one["lapses_on"] == lapses
    assert seen.one["lapses_by"] == (["minimum of u", "small/A"] if lapses else [])


def test_lapses_on_the_first_of_the_days_on_which_claims_and_what_registers_found_age(small: Small) -> None:
    """A is contradicted: it fails when its own claim is too old, which is before B is."""
    small.criterion("A", RECENT).criterion("B", "{q.later: {within: 12 months}}")
    small.reviewed("[{fact: q.date, register: The register, found: 2026-03-01}]")
    seen = small.assess("{q.date: 2026-01-15, q.later: 2026-02-10}")
    assert (seen.one["lapses_on"], seen.one["lapses_by"]) == ("2027-01-16", ["small/A"])


def test_lapses_on_the_day_after_a_documents_expiry(small: Small) -> None:
    small.criterion(expect=YES, evidence=DOCUMENTED)
    evidence = "[{kind: q.report, expires: 2026-12-31}]"
    assert small.assess("{q.yes: yes}", evidence=evidence).one["lapses_on"] == "2027-01-01"
    assert small.assess("{q.yes: yes}", "2026-12-31", evidence=evidence).one["verdict"] == "compliant"
    assert small.assess("{q.yes: yes}", "2027-01-01", evidence=evidence).one["verdict"] == "non-compliant"


def test_lapses_on_only_with_the_last_of_several_documents(small: Small) -> None:
    small.criterion(expect=YES, evidence=DOCUMENTED)
    two = "[{kind: q.report, id: a, expires: 2026-08-31}, {kind: q.report, id: b, expires: 2026-10-31}]"
    assert small.assess("{q.yes: yes}", evidence=two).one["lapses_on"] == "2026-11-01"


def test_lapses_on_by_a_minimum_of_points(small: Small) -> None:
    bands = "{4: {q.date: {within: 6 months}}, 2: {q.date: {within: 12 months}}}"
    small.criterion(bands=bands, role="{share: 1, minimum: 4}")
    seen = small.assess("{q.date: 2026-01-15}")
    assert (seen.one["verdict"], seen.one["lapses_on"]) == ("compliant", "2026-07-16")


def test_lapses_on_by_the_minimum_of_an_award_criterion(small: Small) -> None:
    small.scored("A", RECENT).scored("B", YES)
    small.tender("award_criteria: {u: {weight: 100, criteria: {small/A: 1, small/B: 1}, minimum: 60}}")
    seen = small.assess("{q.date: 2026-01-15, q.yes: yes}")
    assert (seen.one["lapses_on"], seen.one["lapses_by"]) == ("2027-01-16", ["minimum of u"])


def test_lapses_on_by_a_minimum_that_begins_to_apply_later(small: Small) -> None:
    small.criterion("G", "{q.third: {is: yes}}")
    small.criterion("A", YES, role="{share: 1, minimum: 1}", applies_when="{q.date: {on_or_before: as_of}}")
    seen = small.assess("{q.yes: no, q.third: yes, q.date: 2026-09-01}")
    assert seen.one["lapses_on"] == "2026-09-01"


def test_lapses_on_says_nothing_of_points_without_a_minimum(small: Small) -> None:
    small.criterion("A", YES).scored("B", RECENT)
    assert small.assess("{q.yes: yes, q.date: 2026-01-15}").one["lapses_on"] is None


# --- as-of, and nothing known of the contract -----------------------------------------------------------------------


def test_as_of_is_fixed_by_the_tender_and_any_other_day_is_stamped_what_if(small: Small) -> None:
    small.criterion(expect=YES).tender()
    fixed, other = small.assess("{q.yes: yes}", None), small.assess("{q.yes: yes}", "2026-06-02")
    assert (fixed.document["as_of"], fixed.document["what_if"]) == ("2026-06-01", False)
    assert other.document["what_if"] is True
    assert ("WHAT IF" in str(fixed.result), "WHAT IF" in str(other.result)) == (False, True)


def test_contract_unknown_leaves_the_leaf_open_and_says_that_it_is_the_contract(small: Small) -> None:
    small.criterion("A", "{q.date: {on_or_after: contract.end}}")
    small.criterion("B", YES, applies_when="{contract.value: {above: 5}}")
    seen = small.assess("{q.date: 2030-01-01, q.yes: yes}")
    assert seen.outcomes() == {"A": "no answer", "B": "no answer"}
    assert (seen.causes("A"), seen.causes("B")[0]) == (["contract-unknown"], "contract-unknown")


def test_contract_unknown_inside_a_row_says_so_too(small: Small) -> None:
    small.criterion(expect="{q.rows: {every: {closed_on: {on_or_before: contract.start}}}}")
    seen = small.assess("{q.rows: [{name: a, closed_on: 2026-01-01}]}")
    assert (seen.outcome, seen.causes()) == ("no answer", ["contract-unknown"])


@pytest.mark.parametrize(("value", "outcome"), [("5000000", "not applicable"), ("5000001", "not met")])
def test_contract_of_the_tender_decides_what_applies(small: Small, value: str, outcome: str) -> None:
    small.criterion(expect=YES, applies_when="{contract.value: {above: 5000000}}")
    small.tender(f"contract: {{start: 2026-09-01, end: 2029-08-31, value: {value}}}")
    assert small.assess("{q.yes: no}").outcome == outcome


def test_contract_days_of_the_tender_are_what_dates_are_held_against(small: Small) -> None:
    small.criterion(expect="{q.date: {on_or_after: contract.end}}").tender()
    assert small.assess("{q.date: 2029-08-31}").outcome == "met"
    assert small.assess("{q.date: 2029-08-30}").outcome == "not met"


def test_contract_is_never_answered_by_a_submission(small: Small) -> None:
    small.criterion(expect=YES, applies_when="{contract.value: {above: 5}}").tender()
    seen = small.assess("{q.yes: no, contract.value: 1}")
    assert [each["rule"] for each in seen.problems] == ["contract-in-answers"]


def test_contract_is_never_corrected_by_a_register(small: Small) -> None:
    small.criterion(expect=YES, applies_when="{contract.value: {above: 5}}").tender()
    with pytest.raises(ProblemsFound, match="contract"):
        small.reviewed("[{fact: contract.value, register: The register, found: 1}]").assess("{q.yes: no}")


# --- derived facts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ("{q.date: 2026-01-01, q.later: 2026-01-06}", "met"),
        ("{q.date: 2026-01-01, q.later: 2026-01-05}", "not met"),
        ("{q.date: 2026-01-01}", "no answer"),
    ],
)
def test_derived_facts_are_strict(small: Small, answers: str, outcome: str) -> None:
    assert small.criterion(expect="{q.gap: {at_least: 5}}").assess(answers).outcome == outcome


def test_derived_facts_are_computed_and_never_answered(small: Small) -> None:
    seen = small.criterion(expect="{q.gap: {at_least: 5}}").assess("{q.gap: 9}")
    assert [each["rule"] for each in seen.problems] == ["computed-fact"]


def test_derived_facts_say_which_answer_is_missing(small: Small) -> None:
    seen = small.criterion(expect="{q.gap: {at_least: 5}}").assess("{q.date: 2026-01-01}")
    assert "q.later" in seen.of("X")["reasons"][0]["fix"]


def test_derived_facts_say_which_answer_is_incomplete(small: Small) -> None:
    """All is answered, and no row has what the latest day is taken from: nobody can answer that day itself."""
    seen = small.criterion(expect="{q.latest: {on_or_before: as_of}}").assess("{q.rows: [{name: A}]}")
    reason = seen.of("X")["reasons"][0]
    assert (reason["says"], reason["fix"]) == ("The answers do not say enough: Which rows?", "Complete `q.rows`.")


# --- notes and reasons ----------------------------------------------------------------------------------------------


def test_notes_are_remarks_that_change_no_outcome(small: Small) -> None:
    small.criterion(expect=YES, notes="[{id: look, when: {q.other: {is: yes}}, says: Look at the other.}]")
    with_note, without = small.assess("{q.yes: yes, q.other: yes}"), small.assess("{q.yes: yes, q.other: no}")
    assert (with_note.outcome, with_note.causes()) == ("met", ["holds", "note"])
    assert without.causes() == ["holds"]


def test_reasons_carry_check_fact_value_expectation_and_fix(small: Small) -> None:
    reason = small.criterion(expect="{q.number: {at_least: 5}}").assess("{q.number: 4}").of("X")["reasons"][0]
    assert (reason["cause"], reason["check"], reason["fact"], reason["value"]) == ("failed", "one", "q.number", 4)
    assert (reason["expected"], reason["fix"], reason["provenance"]) == ({"at_least": "5"}, "Make it so.", "claimed")


def test_reasons_call_a_date_after_the_as_of_day_by_its_name(small: Small) -> None:
    assert small.criterion(expect=RECENT).assess("{q.date: 2026-06-02}").causes() == ["after-as-of"]


@pytest.mark.parametrize("kind", ["assessment", "self-check"])
def test_personal_answers_are_redacted_unless_asked_for(small: Small, kind: Kind) -> None:
    small.criterion(expect="{q.person: {provided: yes}}").submission("{q.person: Jane Invented}")
    tender = load(small.submissions, against=["small@1"], library=small.library())
    hidden, shown = (assess(tender, day("2026-06-01"), kind, personal=asked) for asked in (False, True))
    assert (hidden.document["personal"], shown.document["personal"]) == ("redacted", "shown")
    assert b"Jane" not in hidden.json()
    assert b"Jane" in shown.json()


def test_personal_answers_are_redacted_in_the_sentence_of_a_contradiction(small: Small) -> None:
    small.criterion(expect="{q.person: {provided: yes}}")
    small.reviewed("[{fact: q.person, register: The register, found: John}]")
    assert b"Jane" not in small.assess("{q.person: Jane}").result.json()


def test_personal_rows_are_redacted_in_the_sentence_of_a_check(small: Small) -> None:
    check = {"id": "one", "expect": {"q.people": {"every": {"trained": {"is": "yes"}}}}, "fix": "Train them."}
    small.criterion(checks=[{**check, "otherwise": "Not trained: {failing.name}."}])
    assert b"Jane" not in small.assess("{q.people: [{name: Jane, trained: no}]}").result.json()


def test_a_band_of_one_point_gives_one_point(small: Small) -> None:
    small.criterion("X", role="{share: 1}", bands="{2: {q.number: {at_least: 9}}, 1: {q.number: {at_least: 5}}}")
    reached, open_yet = (
        [reason["says"] for reason in small.assess(answers).of("X")["reasons"]] for answers in ("{q.number: 6}", "{}")
    )
    assert any(said.startswith("1 point: ") for said in reached)
    assert [said.partition(":")[0] for said in open_yet if said.startswith("Up to")] == [
        "Up to 2 points may be had",
        "Up to 1 point may be had",
    ]


def test_changes_on_in_rows_the_contract_begins_and_ends_when_it_does(small: Small) -> None:
    rows = "{closed_on: {on_or_before: as_of, on_or_after: contract.start}}"
    small.criterion(expect=f"{{q.rows: {{every: {rows}}}}}").tender()
    seen = small.assess("{q.rows: [{name: a, closed_on: 2027-01-01}]}")
    assert (seen.outcome, seen.of("X")["changes_on"]) == ("not met", {"on": "2027-01-01", "outcome": "met"})
