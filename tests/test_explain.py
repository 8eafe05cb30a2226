"""What a reason says: its cause, what it is about, the sentence, and what to do, all of it as a reader is told it."""

from __future__ import annotations

from typing import Any

import pytest
from builders import FACTS, Seen, Small

YES = "{q.yes: {is: yes}}"
RECENT = "{q.date: {within: 12 months}}"
EITHER = "{any: [{q.yes: {is: yes}}, {q.other: {is: yes}}]}"
BACKED = "{demands: documented, by: [q.report]}"
NO_SUCH_FILE = "{kind: q.report, sha256: '0000000000000000000000000000000000000000000000000000000000000000'}"


def told(seen: Seen) -> list[dict[str, Any]]:
    """Return the reasons of the criterion X with what they hold, but for the answer and the expectation themselves."""
    left = ("value", "provenance", "expected")
    return [
        {name: each for name, each in reason.items() if each is not None and name not in left}
        for reason in seen.of("X")["reasons"]
    ]


def failed(fact: str, check: str = "one", **more: str) -> dict[str, Any]:
    return {"cause": "failed", "check": check, "fact": fact, **more, "says": "It is not so.", "fix": "Make it so."}


def missing(fact: str, question: str, asked: str = "") -> dict[str, Any]:
    says, fix = f"Not answered: {question}", f"Answer `{asked or fact}`."
    return {"cause": "missing", "check": "one", "fact": fact, "says": says, "fix": fix}


# --- checks that fail -----------------------------------------------------------------------------------------------


def test_what_time_made_fail_names_the_last_day_on_which_it_held(small: Small) -> None:
    seen = small.criterion(expect=RECENT).assess("{q.date: 2025-05-31}")
    assert told(seen) == [failed("q.date", on="2026-05-31")]
    assert seen.of("X")["lapsed_on"] == "2026-05-31"


def test_of_two_checks_that_time_ended_the_first_end_is_when_it_lapsed(small: Small) -> None:
    small.criterion(expect=[RECENT, "{q.later: {within: 12 months}}"])
    seen = small.assess("{q.date: 2025-05-31, q.later: 2025-05-20}")
    assert told(seen) == [failed("q.date", on="2026-05-31"), failed("q.later", "two", on="2026-05-20")]
    assert seen.of("X")["lapsed_on"] == "2026-05-20"


def test_what_also_fails_whatever_the_day_has_not_lapsed(small: Small) -> None:
    seen = small.criterion(expect=[RECENT, "{q.number: {at_least: 5}}"]).assess("{q.date: 2025-05-31, q.number: 3}")
    assert told(seen) == [failed("q.date", on="2026-05-31"), failed("q.number", "two")]
    assert seen.of("X")["lapsed_on"] is None


def test_of_several_days_on_which_a_check_held_the_last_is_named(small: Small) -> None:
    """Within the month that follows it: the first date held until 1 March, the second until 20 April."""
    small.criterion(expect="{any: [{q.date: {within: 1 months}}, {q.later: {within: 1 months}}]}")
    seen = small.assess("{q.date: 2026-02-01, q.later: 2026-03-20}")
    assert told(seen) == [failed("q.date", on="2026-04-20"), failed("q.later", on="2026-04-20")]


@pytest.mark.parametrize(
    ("expect", "on", "cause"),
    [
        (RECENT, "2026-06-02", "after-as-of"),
        ("{q.date: {on_or_before: as_of}}", "2026-06-02", "after-as-of"),
        ("{q.date: {on_or_before: 2026-01-01}}", "2026-06-02", "failed"),
    ],
)
def test_a_date_that_lies_ahead_is_told_apart_where_it_has_to_lie_behind(
    small: Small, expect: str, on: str, cause: str
) -> None:
    """No later day on which it will hold is named as one on which it held."""
    assert told(small.criterion(expect=expect).assess(f"{{q.date: {on}}}")) == [{**failed("q.date"), "cause": cause}]


@pytest.mark.parametrize(
    ("expect", "answers", "facts"),
    [
        (EITHER, "{q.yes: no, q.other: no}", ["q.yes", "q.other"]),
        ("{all: [{q.yes: {is: yes}}, {q.other: {is: yes}}]}", "{q.yes: no, q.other: yes}", ["q.yes"]),
        (f"{{not: {EITHER}}}", "{q.yes: yes, q.other: no}", ["q.yes"]),
        ("{all: [{q.number: {at_least: 5}}, {q.number: {at_most: 2}}]}", "{q.number: 3}", ["q.number"]),
    ],
)
def test_a_failed_check_names_the_answers_that_decide_it_each_once(
    small: Small, expect: str, answers: str, facts: list[str]
) -> None:
    assert told(small.criterion(expect=expect).assess(answers)) == [failed(fact) for fact in facts]


def test_a_check_that_holds_names_the_answers_that_make_it_hold(small: Small) -> None:
    seen = small.criterion(expect=EITHER).assess("{q.yes: yes, q.other: no}")
    assert told(seen) == [{"cause": "holds", "check": "one", "fact": "q.yes", "says": "Is it so? yes."}]


COMPUTED = """
  q.more: {about: product, type: number, derived: {function: difference, from: [q.number, q.second]}}
  q.share: {about: product, type: number, derived: {function: percentage, from: [q.number, q.second]}}
  q.same: {about: product, type: yes-no, derived: {function: same_text, from: [q.text, q.person]}}
  q.count: {about: product, type: number, derived: {function: row_count, from: [q.rows]}}
  q.both:
    about: product
    type: table
    columns:
      name: {type: text}
      score: {type: number, from: 0, to: 10, optional: yes}
      closed_on: {type: date, optional: yes}
      open: {type: yes-no, optional: yes}
      trained: {type: yes-no, optional: yes}
    derived: {function: look_up, from: [q.rows, q.people], match: {name: name}, take: {trained: trained}}
"""
TOLD = {
    "gap": "Days from “On what date?” to “On what later date?”: 3.",
    "more": "“How many more?” less “How many?”: 1.",
    "share": "“How many?” as a percentage of “How many more?”: 90.",
    "same": "Is the answer to “What is it called?” the same as to “Who is it?”? yes.",
    "count": "Number of rows under “Which rows?”: 2.",
    "sum": "Sum of “score” under “Which rows?”: 7.",
    "latest": "Highest “closed on” under “Which rows?”: 2026-05-02.",
    "excess": "“Sum of “score” under “Which rows?”” less “How many?”: -2.",
    "both": "“Which rows?”, with details looked up under “Who are they?”: 2 rows.",
}
ANSWERED = """
q.date: 2026-01-01
q.later: 2026-01-04
q.number: 9
q.second: 10
q.text: Crest
q.person: crest
q.rows: [{name: a, score: 3, closed_on: 2026-05-02}, {name: b, score: 4, closed_on: 2026-05-01}]
q.people: []
"""


@pytest.mark.parametrize("name", TOLD)
def test_what_is_computed_is_called_by_what_it_is(small: Small, name: str) -> None:
    """The questions of what it is computed from stood before it, as if each had been answered with it."""
    small.facts = FACTS.replace("personal: yes", "personal: no") + COMPUTED.removeprefix("\n")
    small.criterion(expect=f"{{q.{name}: {{provided: yes}}}}", applies_when=f"{{q.{name}: {{provided: yes}}}}")
    assert [each["says"] for each in small.assess(ANSWERED).of("X")["reasons"]] == [TOLD[name]]


def test_what_does_not_apply_for_what_is_computed_says_so(small: Small) -> None:
    small.criterion(expect=YES, applies_when="{q.gap: {above: 5}}")
    (reason,) = told(small.assess("{q.date: 2026-01-01, q.later: 2026-01-04}"))
    assert reason["says"] == "Does not apply: Days from “On what date?” to “On what later date?”: 3."


def test_a_check_held_only_on_days_on_which_all_of_it_did(small: Small) -> None:
    """The one date was good until 20 May, the other only until 1 March."""
    small.criterion(expect="{all: [{q.date: {within: 12 months}}, {q.later: {within: 12 months}}]}")
    seen = small.assess("{q.date: 2025-05-20, q.later: 2025-03-01}")
    assert told(seen) == [failed("q.date", on="2026-03-01"), failed("q.later", on="2026-03-01")]


def test_a_check_that_fails_whatever_the_unanswered_date_never_held(small: Small) -> None:
    small.criterion(expect="{all: [{q.number: {at_least: 5}}, {q.date: {within: 12 months}}]}")
    assert told(small.assess("{q.number: 3}")) == [failed("q.number")]


# --- what is open ---------------------------------------------------------------------------------------------------


def test_only_what_is_not_answered_is_asked_for(small: Small) -> None:
    seen = small.criterion(expect="{q.gap: {at_least: 5}}").assess("{q.date: 2026-01-01}")
    assert told(seen) == [missing("q.gap", "On what later date?", "q.later")]


def test_of_two_ways_only_the_open_one_is_asked_for(small: Small) -> None:
    seen = small.criterion(expect=EITHER).assess("{q.yes: no}")
    assert told(seen) == [missing("q.other", "Is the other so?")]


def test_beside_a_way_that_holds_the_other_is_not_asked_for(small: Small) -> None:
    seen = small.criterion(expect=f"{{all: [{EITHER}, {{q.third: {{is: yes}}}}]}}").assess("{q.yes: yes}")
    assert told(seen) == [missing("q.third", "Is the third so?")]


def rows_left_out(count: int) -> str:
    return "; ".join(f"row {at} leaves out `closed_on`, `score`" for at in range(1, count + 1))


@pytest.mark.parametrize(("count", "more"), [(5, ""), (6, "; and 1 more row"), (7, "; and 2 more rows")])
def test_the_first_five_rows_that_leave_something_out_are_named(small: Small, count: int, more: str) -> None:
    small.criterion(expect="{q.rows: {every: {score: {below: 7}, closed_on: {within: 12 months}}}}")
    rows = ["{name: told, score: 1, closed_on: 2026-01-01}", *["{name: a}"] * count]
    seen = small.assess(f"{{q.rows: [{', '.join(rows[1:] + rows[:1])}]}}")
    says = f"Not told by every row: {rows_left_out(5)}{more}. Which rows?"
    assert told(seen) == [{"cause": "open", "check": "one", "fact": "q.rows", "says": says, "fix": "Make it so."}]


@pytest.mark.parametrize(
    ("fact", "expect", "answer"),
    [
        ("q.date", "{on_or_before: contract.end}", "2026-05-01"),
        ("q.rows", "{some: {closed_on: {on_or_before: contract.end}}}", "[{name: a, closed_on: 2026-05-01}]"),
        ("q.rows", "{every: {closed_on: {on_or_before: contract.end}}}", "[{name: a, closed_on: 2026-05-01}]"),
    ],
)
def test_a_day_of_a_contract_that_nobody_knows_is_named(small: Small, fact: str, expect: str, answer: str) -> None:
    seen = small.criterion(expect=f"{{{fact}: {expect}}}").assess(f"{{{fact}: {answer}}}")
    says, fix = "The contract's end is not known.", "Assess it for a tender, which states the contract."
    assert told(seen) == [{"cause": "contract-unknown", "check": "one", "fact": fact, "says": says, "fix": fix}]


def test_a_tender_that_states_the_contract_leaves_only_the_answer_to_ask_for(small: Small) -> None:
    seen = small.criterion(expect="{q.date: {on_or_before: contract.end}}").tender().assess("{}")
    assert told(seen) == [missing("q.date", "On what date?")]


# --- documents and backing ------------------------------------------------------------------------------------------

DIFFERS = "`q-report`: the file is not the one that was declared: its digest differs."
DECLARED = (
    "Attach the declared file. If this is the right one, declare its digest: `techassure evidence add FILE --replace` "
    "writes it for you."
)
ENDED = "The document `q-report` that backs this expired on 2026-05-20: "
RENEW = "Attach one that is in force, in place of `q-report`."


@pytest.mark.parametrize(
    ("evidence", "reason"),
    [
        ("[]", {"cause": "missing-document", "says": "Not attached: Attach the report.", "fix": "Make it so."}),
        (
            f"[{{kind: q.paper}}, {NO_SUCH_FILE}]",
            {
                "cause": "digest-mismatch",
                "document": "q-report",
                "says": f"Attach the report. {DIFFERS}",
                "fix": DECLARED,
            },
        ),
        (
            "[{kind: q.report, expires: 2026-05-20}]",
            {
                "cause": "expired",
                "document": "q-report",
                "on": "2026-05-20",
                "says": f"{ENDED}Attach the report.",
                "fix": RENEW,
            },
        ),
    ],
)
def test_a_document_that_is_asked_for(small: Small, evidence: str, reason: dict[str, Any]) -> None:
    seen = small.criterion(expect="{q.report: {provided: yes}}").assess("{}", evidence=evidence)
    assert told(seen) == [{**reason, "check": "one", "fact": "q.report"}]


@pytest.mark.parametrize(
    ("evidence", "reason"),
    [
        (
            "[]",
            {
                "cause": "under-evidenced",
                "says": "Only claimed, and documented is demanded: Is it so?",
                "fix": "Attach `q.report`.",
            },
        ),
        (
            "[{kind: q.report, expires: 2026-05-20}]",
            {"cause": "expired", "document": "q-report", "on": "2026-05-20", "says": f"{ENDED}Is it so?", "fix": RENEW},
        ),
        (
            f"[{NO_SUCH_FILE}]",
            {
                "cause": "digest-mismatch",
                "document": "q-report",
                "says": f"Not backed: Is it so? {DIFFERS}",
                "fix": DECLARED,
            },
        ),
        (
            "[{kind: q.report, product_version: 3.0.0}]",
            {
                "cause": "wrong-version",
                "document": "q-report",
                "says": "The document `q-report` speaks of version 3.0.0, not of 4.2.0.",
                "fix": "Attach one for this version, or have a reviewer accept it.",
            },
        ),
    ],
)
def test_an_answer_that_is_not_backed(small: Small, evidence: str, reason: dict[str, Any]) -> None:
    seen = small.criterion(expect="{all: [{q.yes: {is: yes}}, {not: {q.yes: {is: no}}}]}", evidence=BACKED)
    assert told(seen.assess("{q.yes: yes}", evidence=evidence)) == [{**reason, "check": "one", "fact": "q.yes"}]


def test_of_two_documents_the_one_that_ended_is_named(small: Small) -> None:
    late = "[{kind: q.report, id: a, issued: 2026-06-20}, {kind: q.report, id: b, expires: 2026-05-20}]"
    (found,) = told(small.criterion(expect=YES, evidence=BACKED).assess("{q.yes: yes}", evidence=late))
    assert (found["cause"], found["document"]) == ("expired", "b")


def test_of_two_documents_that_ended_the_one_listed_last_is_to_be_renewed(small: Small) -> None:
    both = "[{kind: q.report, id: old, expires: 2025-05-20}, {kind: q.report, id: renewed, expires: 2026-05-20}]"
    (found,) = told(small.criterion(expect=YES, evidence=BACKED).assess("{q.yes: yes}", evidence=both))
    assert (found["document"], found["on"]) == ("renewed", "2026-05-20")


@pytest.mark.parametrize("expect", [YES, "{q.report: {provided: yes}}"])
def test_a_document_of_a_later_day_says_which(small: Small, expect: str) -> None:
    small.criterion(expect=expect, evidence=BACKED)
    (found,) = told(small.assess("{q.yes: yes}", evidence="[{kind: q.report, issued: 2026-06-20}]"))
    assert (found["cause"], found["document"], found["on"]) == ("not-in-force-yet", "q-report", "2026-06-20")


def test_where_backing_ended_the_other_way_is_asked_for_beside_it(small: Small) -> None:
    small.criterion(expect=EITHER, evidence=BACKED)
    ended = {"cause": "expired", "check": "one", "fact": "q.yes", "document": "q-report", "on": "2026-05-20"}
    seen = small.assess("{q.yes: yes}", evidence="[{kind: q.report, expires: 2026-05-20}]")
    assert told(seen) == [
        {**ended, "says": f"{ENDED}Is it so?", "fix": RENEW},
        missing("q.other", "Is the other so?"),
    ]
    assert (seen.outcome, seen.of("X")["lapsed_on"]) == ("no answer", "2026-05-20")


# --- what applies, claims, and days -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("applies", "answers", "reason"),
    [
        (
            "{q.other: {is: yes}}",
            "{q.yes: yes, q.other: no}",
            {"cause": "does-not-apply", "fact": "q.other", "says": "Does not apply: Is the other so? no."},
        ),
        (
            "{q.other: {is: yes}}",
            "{q.yes: yes}",
            {
                "cause": "applicability-unknown",
                "fact": "q.other",
                "says": "Whether this applies is not known, because this is not answered: Is the other so?",
                "fix": "Answer `q.other`.",
            },
        ),
        (
            "{contract.value: {at_least: 5}}",
            "{q.yes: yes}",
            {
                "cause": "contract-unknown",
                "fact": "contract.value",
                "says": "Whether this applies depends on the contract, of which this is not known: What is it worth?",
                "fix": "Assess it for a tender, which states the contract.",
            },
        ),
    ],
)
def test_whether_a_criterion_applies(small: Small, applies: str, answers: str, reason: dict[str, Any]) -> None:
    assert told(small.criterion(expect=YES, applies_when=applies).assess(answers))[0] == reason


@pytest.mark.parametrize(
    ("answers", "causes"),
    [
        ("{q.yes: yes, q.other: no}", [("does-not-apply", "q.other")]),
        ("{q.yes: yes, q.other: yes}", [("applicability-unknown", "q.third"), ("holds", "q.yes")]),
        ("{q.yes: yes, q.other: yes, q.third: yes}", [("holds", "q.yes")]),
    ],
)
def test_of_what_decides_whether_it_applies_only_the_part_that_does_is_named(
    small: Small, answers: str, causes: list[tuple[str, str]]
) -> None:
    small.criterion(expect=YES, applies_when="{q.other: {is: yes}, q.third: {is: yes}}")
    assert [(each["cause"], each["fact"]) for each in small.assess(answers).of("X")["reasons"]] == causes


CLAIMED = {"not-applicable": "not_applicable", "equivalent": "equivalent"}


def claimed(small: Small, kind: str, decided: str = "") -> dict[str, Any]:
    """Return the whole reason that a claim makes, with what was decided on it."""
    small.criterion(expect=YES, may_claim_not_applicable="yes", accepts_equivalent="yes")
    if decided:
        small.reviewed(f"[{{criterion: small/X, {CLAIMED[kind]}: {decided}, because: Read.}}]")
    seen = small.assess("{q.yes: no}", claims=f"[{{criterion: small/X, {CLAIMED[kind]}: It is a lamp.}}]")
    first: dict[str, Any] = seen.of("X")["reasons"][0]
    return {name: each for name, each in first.items() if each is not None}


@pytest.mark.parametrize("kind", CLAIMED)
def test_a_claim_that_nobody_decided_waits_for_a_decision(small: Small, kind: str) -> None:
    fix = "Decide on the claim, with a reason."
    says = "The supplier claims: It is a lamp."
    assert claimed(small, kind) == {"cause": f"claimed-{kind}", "value": "It is a lamp.", "says": says, "fix": fix}


@pytest.mark.parametrize(
    ("kind", "decided", "cause"),
    [
        ("not-applicable", "confirmed", "confirmed-not-applicable"),
        ("equivalent", "accepted", "accepted-as-equivalent"),
        ("not-applicable", "refused", "claim-refused"),
        ("equivalent", "refused", "claim-refused"),
    ],
)
def test_a_decided_claim_says_what_was_claimed_and_who_decided(
    small: Small, kind: str, decided: str, cause: str
) -> None:
    says = {"says": "Read. (R. Assessor, 2026-06-01)", "by": "R. Assessor", "on": "2026-06-01"}
    assert claimed(small, kind, decided) == {"cause": cause, "value": "It is a lamp.", **says}


@pytest.mark.parametrize(
    ("entry", "causes"),
    [
        ("equivalent: accepted", ["accepted-as-equivalent"]),
        ("not_applicable: confirmed", ["confirmed-not-applicable"]),
        ("equivalent: refused", ["claim-refused", "failed"]),
        ("outcome: met", ["claimed-equivalent", "failed", "review-without-effect"]),
    ],
)
def test_an_accepted_claim_settles_it_and_a_finding_on_something_else_does_not(
    small: Small, entry: str, causes: list[str]
) -> None:
    small.criterion(expect=YES, may_claim_not_applicable="yes")
    small.reviewed(f"[{{criterion: small/X, {entry}, because: Read.}}]")
    kind = "not_applicable" if "confirmed" in entry else "equivalent"
    assert small.assess("{q.yes: no}", claims=f"[{{criterion: small/X, {kind}: A lamp.}}]").causes() == causes


def test_a_claim_that_is_not_allowed_says_what_was_claimed(small: Small) -> None:
    small.criterion(expect=YES)
    seen = small.assess("{q.yes: yes}", claims="[{criterion: small/X, not_applicable: It is a lamp.}]")
    first = seen.of("X")["reasons"][0]
    assert (first["cause"], first["value"]) == ("claim-not-allowed", "It is a lamp.")


@pytest.mark.parametrize(
    ("answers", "as_of", "causes"),
    [
        ("{}", "2026-07-14", ["not-due-yet", "missing"]),
        ("{}", "2026-07-15", ["missing"]),
        ("{q.yes: yes}", "2026-07-14", ["holds"]),
    ],
)
def test_a_gate_says_that_it_falls_due_later_until_that_day(
    small: Small, answers: str, as_of: str, causes: list[str]
) -> None:
    seen = small.criterion(expect=YES, role="{gate: requirement, due: award}").tender().assess(answers, as_of=as_of)
    assert seen.causes() == causes
    first = {"cause": "not-due-yet", "on": "2026-07-15", "says": "This gate falls due on 2026-07-15."}
    assert "not-due-yet" not in causes or told(seen)[0] == first


def test_a_gate_whose_day_nobody_knows_says_so(small: Small) -> None:
    seen = small.criterion(expect=YES, role="{gate: requirement, due: award}").assess("{}")
    assert told(seen)[0]["says"] == "This gate falls due on a day that is not known yet."


# --- bands, reviews and notes ---------------------------------------------------------------------------------------

BANDS = "{4: {q.number: {at_least: 9}}, 1: {q.yes: {is: yes}}, 0: {q.other: {is: yes}}}"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("{q.number: 9}", [("band", "q.number", "4 points: 4 points", None)]),
        ("{q.number: 3, q.yes: yes}", [("band", "q.yes", "1 point: 1 points", None)]),
        (
            "{q.yes: yes}",
            [
                ("band", "q.number", "Up to 4 points may be had: 4 points", "Answer and back `q.number`."),
                ("band", "q.yes", "1 point: 1 points", None),
            ],
        ),
        (
            "{}",
            [
                ("band", "q.number", "Up to 4 points may be had: 4 points", "Answer and back `q.number`."),
                ("band", "q.yes", "Up to 1 point may be had: 1 points", "Answer and back `q.yes`."),
            ],
        ),
        (
            "{q.number: 3, q.yes: no}",
            [("failed", "q.yes", "No points: the lowest band asks: 1 points", "Reach it: 1 points")],
        ),
    ],
)
def test_the_band_that_is_reached_those_above_it_and_the_lowest_where_none_is(
    small: Small, answers: str, said: list[tuple[str | None, ...]]
) -> None:
    seen = small.scored("X", "", bands=BANDS).assess(answers)
    assert [(each["cause"], each["fact"], each["says"], each["fix"]) for each in seen.of("X")["reasons"]] == said


@pytest.mark.parametrize(
    ("answers", "fix"),
    [
        ("{q.date: 2026-05-01}", "Assess it for a tender, which states the contract."),
        ("{}", "Answer and back `q.date`."),
    ],
)
def test_a_band_that_waits_for_the_contract_asks_for_no_answer_that_is_there(
    small: Small, answers: str, fix: str
) -> None:
    seen = small.scored("X", "", bands="{2: {q.date: {on_or_before: contract.end}}, 0: {q.other: {is: yes}}}").assess(
        answers
    )
    assert [each["fix"] for each in seen.of("X")["reasons"]] == [fix]


def test_where_every_band_rests_on_a_document_that_ended_the_document_is_what_is_told(small: Small) -> None:
    """Nothing is wrong with the answer: with a document in force it would have all points, as it had until the end."""
    small.scored("X", "", bands="{4: {q.number: {at_least: 9}}, 1: {q.number: {at_least: 1}}}", evidence=BACKED)
    seen = small.assess("{q.number: 9}", evidence="[{kind: q.report, expires: 2026-05-20}]")
    ended = {"cause": "expired", "fact": "q.number", "document": "q-report", "on": "2026-05-20"}
    assert told(seen) == [{**ended, "says": f"{ENDED}How many?", "fix": RENEW}]
    assert (seen.outcome, seen.of("X")["lapsed_on"]) == ("not met", "2026-05-20")


def test_a_higher_band_whose_document_ended_is_told_beside_the_lower_one_that_is_open(small: Small) -> None:
    small.scored("X", "", bands=BANDS, evidence=BACKED)
    seen = small.assess("{q.number: 9}", evidence="[{kind: q.report, expires: 2026-05-20}]")
    assert [(each["cause"], each["fact"], each["fix"]) for each in told(seen)] == [
        ("expired", "q.number", RENEW),
        ("band", "q.yes", "Answer and back `q.yes`."),
    ]


def test_a_band_that_has_to_be_measured_asks_for_the_tools_own_file(small: Small) -> None:
    seen = small.scored("X", "", bands=BANDS, evidence="{demands: measured}").assess("{q.number: 3, q.yes: yes}")
    assert [each["fix"] for each in told(seen)] == ["Attach a document that backs it, as the tool wrote it."]


def test_what_waits_for_a_reviewer_and_what_a_reviewer_found(small: Small) -> None:
    small.scored("X", "", bands='{4: "", 0: ""}', judged_by="reviewer", reviewer_asks="Is it good?")
    fix = "The buyer's reviewer has to judge it, and say why."
    assert told(small.assess("{}")) == [{"cause": "awaits-review", "says": "Is it good?", "fix": fix}]
    seen = small.reviewed("[{criterion: small/X, points: 4, because: Fine.}]").assess("{}")
    says = "4 of 4 points. Fine. (R. Assessor, 2026-06-01)"
    assert told(seen) == [{"cause": "reviewed", "by": "R. Assessor", "on": "2026-06-01", "says": says}]


def test_a_finding_that_decides_nothing_is_told_with_who_made_it(small: Small) -> None:
    small.criterion(expect=YES).reviewed("[{criterion: small/X, outcome: met, because: Fine.}]")
    says = "Recorded, without effect, because the checks decide here: Fine. (R. Assessor, 2026-06-01)"
    made = {"cause": "review-without-effect", "by": "R. Assessor", "on": "2026-06-01", "says": says}
    assert told(small.assess("{q.yes: no}")) == [failed("q.yes"), made]


def test_a_note_stands_where_what_it_is_about_holds(small: Small) -> None:
    small.criterion(expect=YES, notes="[{id: look, when: {q.other: {is: yes}}, says: Look at it.}]")
    note = {"cause": "note", "check": "look", "fact": "q.other", "says": "Look at it."}
    assert told(small.assess("{q.yes: yes, q.other: yes}"))[-1] == note
    assert small.assess("{q.yes: yes, q.other: no}").causes() == ["holds"]


def test_what_a_register_says_against_an_answer_is_told_of_that_criterion_alone(small: Small) -> None:
    small.criterion("X", YES).criterion("Y", "{q.other: {is: yes}}")
    small.reviewed("[{fact: q.yes, register: The register, found: no}]")
    seen = small.assess("{q.yes: yes, q.other: yes}")
    made = {"cause": "contradicted", "fact": "q.yes", "found": False, "on": "2026-06-01", "by": "R. Assessor"}
    assert told(seen)[-1] == {**made, "says": "Claimed yes, found no: Is it so?"}
    assert seen.causes("Y") == ["holds"]


def test_without_a_rubric_a_reviewer_gives_no_points(small: Small) -> None:
    small.criterion("X", judged_by="reviewer", reviewer_asks="Is it good?")
    seen = small.reviewed("[{criterion: small/X, outcome: met, because: Fine.}]").assess("{}")
    says = "Fine. (R. Assessor, 2026-06-01)"
    assert told(seen) == [{"cause": "reviewed", "by": "R. Assessor", "on": "2026-06-01", "says": says}]


def test_where_a_check_fails_no_reviewer_is_awaited(small: Small) -> None:
    small.criterion(expect=YES, judged_by="reviewer", reviewer_asks="Is it good?")
    assert small.assess("{q.yes: no}").causes() == ["failed"]


def test_a_tools_file_of_another_digest_is_told_as_that_and_not_asked_for_anew(small: Small) -> None:
    """What is measured stands in the file: another file, or another digest, is what is wrong."""
    measured = "{demands: measured, by: [q.report]}"
    seen = small.criterion(expect=YES, evidence=measured).assess("{q.yes: yes}", evidence=f"[{NO_SUCH_FILE}]")
    (found,) = told(seen)
    assert (found["cause"], found["document"], found["fix"]) == ("digest-mismatch", "q-report", DECLARED)
    assert found["says"] == f"Not backed: Is it so? {DIFFERS}"


OF_ANOTHER_VERSION = "The document `q-report` speaks of version 4.1.0, not of 4.2.0."


@pytest.mark.parametrize("answers", ["{q.number: 3, q.yes: yes}", "{}"])
@pytest.mark.parametrize(
    ("file", "cause", "says", "fix"),
    [
        (NO_SUCH_FILE, "digest-mismatch", DIFFERS, DECLARED),
        (
            "{kind: q.report, product_version: 4.1.0}",
            "wrong-version",
            OF_ANOTHER_VERSION,
            "Attach one for this version, in place of `q-report`.",
        ),
        (
            "{kind: q.report, expires: 2026-05-20}",
            "expired",
            "The document `q-report` expired on 2026-05-20.",
            "Attach one that is in force, in place of `q-report`.",
        ),
        (
            "{kind: q.report, issued: 2026-07-01}",
            "not-in-force-yet",
            "2026-07-01",
            "Attach one that was in force on 2026-06-01, in place of `q-report`.",
        ),
    ],
)
def test_a_band_that_waits_for_a_tools_file_says_what_is_wrong_with_the_one_that_is_there(
    small: Small, answers: str, file: str, cause: str, says: str, fix: str
) -> None:
    small.scored("X", "", bands="{4: {q.yes: {is: yes}}}", evidence="{demands: measured, by: [q.report]}")
    why, band = told(small.assess(answers, evidence=f"[{file}]"))
    assert (why["cause"], why["document"], band["cause"]) == (cause, "q-report", "band")
    assert says in why["says"]
    assert why["fix"] == band["fix"] == fix


def test_a_band_asks_for_a_tools_file_where_none_is_listed_or_the_one_that_stands_well_says_nothing(
    small: Small,
) -> None:
    small.scored("X", "", bands="{4: {q.yes: {is: yes}}}", evidence="{demands: measured, by: [q.report]}")
    good, other = "{kind: q.report, id: good}", "{kind: q.report, product_version: 4.1.0}"
    for evidence in ("[]", f"[{good}]", f"[{other}, {good}]"):
        (found,) = told(small.assess("{}", evidence=evidence))
        assert found["fix"] == "Attach `q.report`, as the tool wrote it."


@pytest.mark.parametrize(
    ("file", "cause"),
    [
        ("{kind: q.report, product_version: 4.1.0}", "wrong-version"),
        (NO_SUCH_FILE, "digest-mismatch"),
    ],
)
def test_a_band_whose_answer_is_backed_by_a_document_that_falls_short_names_it(
    small: Small, file: str, cause: str
) -> None:
    small.scored("X", "", bands=BANDS, evidence=BACKED)
    found = told(small.assess("{q.number: 9, q.yes: yes}", evidence=f"[{file}]"))
    assert [(each["cause"], each.get("document")) for each in found if each["cause"] != "band"] == [
        (cause, "q-report")
    ] * len({each["fact"] for each in found})


# --- points that time took ------------------------------------------------------------------------------------------

FALLING = "{4: {q.date: {within: 1 months}}, 2: {q.date: {within: 12 months}}}"


def test_points_that_time_took_are_told_with_their_last_day(small: Small) -> None:
    """As of 2026-06-01: the better band held until a month after the date, and the other one holds."""
    seen = small.scored("X", "", bands=FALLING).assess("{q.date: 2026-04-15}")
    assert told(seen) == [
        {"cause": "band", "fact": "q.date", "says": "2 points: 2 points"},
        {"cause": "band", "fact": "q.date", "on": "2026-05-15", "says": "4 points until 2026-05-15: 4 points"},
    ]
    assert (seen.outcome, seen.of("X")["lapsed_on"]) == ("met", None)


def test_where_time_took_all_points_the_criterion_lapsed_with_the_lowest(small: Small) -> None:
    seen = small.scored("X", "", bands=FALLING).assess("{q.date: 2025-04-15}")
    lowest, better = told(seen)
    assert lowest == {
        "cause": "failed",
        "fact": "q.date",
        "on": "2026-04-15",
        "says": "No points. The lowest band held until 2026-04-15: 2 points",
        "fix": "Reach it: 2 points",
    }
    assert (better["cause"], better["on"]) == ("band", "2025-05-15")
    assert (seen.outcome, seen.of("X")["lapsed_on"]) == ("not met", "2026-04-15")


def test_a_criterion_that_fell_below_its_pass_mark_lapsed_on_the_last_day_above_it(small: Small) -> None:
    small.criterion("X", bands=FALLING, pass_mark="4", role="{share: 1}")
    seen = small.assess("{q.date: 2026-04-15}")
    assert (seen.outcome, seen.of("X")["lapsed_on"]) == ("not met", "2026-05-15")


def test_points_lost_by_an_answer_have_no_last_day(small: Small) -> None:
    seen = small.scored("X", "", bands=BANDS).assess("{q.number: 3, q.yes: no}")
    assert [each["on"] for each in seen.of("X")["reasons"]] == [None]
    assert seen.of("X")["lapsed_on"] is None


def test_a_band_that_a_later_day_will_reach_was_never_held(small: Small) -> None:
    seen = small.scored("X", "", bands=FALLING).assess("{q.date: 2026-07-15}")
    assert [each["on"] for each in seen.of("X")["reasons"]] == [None]


def test_a_lower_band_that_is_open_hides_no_points_that_time_took(small: Small) -> None:
    small.scored("X", "", bands="{4: {q.date: {within: 1 months}}, 2: {q.yes: {is: yes}}}")
    seen = small.assess("{q.date: 2026-04-15}")
    assert [(each["cause"], each["on"]) for each in seen.of("X")["reasons"]] == [("band", None), ("band", "2026-05-15")]


# --- under `not` ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expect", "wanted"),
    [
        ("{not: {q.yes: {is: yes}}}", {"not": {"is": "yes"}}),
        ("{not: {all: [{q.yes: {is: yes}}, {q.other: {is: yes}}]}}", {"not": {"is": "yes"}}),
        ("{not: {not: {q.yes: {is: no}}}}", {"is": "no"}),
        ("{all: [{not: {q.other: {is: no}}}, {q.yes: {is: no}}]}", {"is": "no"}),
    ],
)
def test_what_must_not_be_is_expected_with_its_negation(small: Small, expect: str, wanted: dict[str, Any]) -> None:
    seen = small.criterion(expect=expect).assess("{q.yes: yes, q.other: yes}")
    assert [each["expected"] for each in seen.of("X")["reasons"] if each["fact"] == "q.yes"] == [wanted]


def test_what_is_left_open_under_not_and_what_holds_there_say_so_too(small: Small) -> None:
    small.criterion("A", "{not: {q.yes: {is: yes}}}").criterion("B", "{not: {q.other: {is: yes}}}")
    seen = small.assess("{q.yes: no}")
    assert [seen.of(name)["reasons"][0]["expected"] for name in "AB"] == [{"not": {"is": "yes"}}] * 2


def test_where_a_criterion_does_not_apply_the_negation_stands_too(small: Small) -> None:
    seen = small.criterion(expect=YES, applies_when="{not: {q.other: {is: yes}}}").assess("{q.other: yes}")
    (found,) = seen.of("X")["reasons"]
    assert (found["cause"], found["expected"]) == ("does-not-apply", {"not": {"is": "yes"}})


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("{q.text: It is called Rail.}", "What is it called? It is called Rail."),
        ("{q.text: It is called Rail}", "What is it called? It is called Rail."),
    ],
)
def test_an_answer_that_is_a_sentence_ends_once(small: Small, answers: str, said: str) -> None:
    seen = small.criterion(expect="{q.text: {provided: yes}}").assess(answers)
    assert [each["says"] for each in told(seen)] == [said]


def test_one_row_is_called_one(small: Small) -> None:
    seen = small.criterion(expect="{q.rows: {rows: {at_least: 1}}}").assess("{q.rows: [{name: a}]}")
    assert [each["says"] for each in told(seen)] == ["Which rows? 1 row."]
