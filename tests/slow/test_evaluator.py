"""The slow evaluator, tried on what the language's own documentation says of itself."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from . import evaluator as slow

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "language.md"
STANDARDS = Path(__file__).parents[2] / "standards"
EDITIONS = sorted(path.parent for path in STANDARDS.glob("*/*/edition.yaml"))
DAY = date(2026, 6, 1)
FACTS: dict[str, Any] = {
    "a": {"type": "yes-no"},
    "b": {"type": "yes-no"},
    "n": {"type": "number"},
    "d": {"type": "date"},
    "t": {"type": "table", "columns": {"x": {"type": "number"}, "y": {"type": "text", "optional": "yes"}}},
    "o": {"type": "choices", "options": {"p": "P", "q": "Q"}},
    "doc": {"type": "document"},
}


def blocks() -> list[Any]:
    found = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return [yaml.load(text, yaml.CBaseLoader) for text in found if text.startswith("techassure: 1")]


def truth(expectation: Any, day: date = DAY, contract: Any = None, **answers: Any) -> str:
    return slow.truth_in(expectation, slow.Situation(FACTS, day, answers, contract or {}))


def criterion(**parts: Any) -> dict[str, Any]:
    return {"id": "X", "checks": [{"id": "one", "expect": {"a": {"is": "yes"}}}], **parts}


def outcome(of: dict[str, Any], **situation: Any) -> str:
    return slow.evaluate(of, "s/X", slow.Situation(facts=FACTS, as_of=DAY, **situation)).outcome


def test_the_examples_of_the_page_come_out_as_they_say() -> None:
    facts = next(block["facts"] for block in blocks() if "topic" in block)
    facts = facts | {"product.internet_facing": {"type": "yes-no"}}
    criteria = [block for block in blocks() if "examples" in block]
    assert [one["id"] for one in criteria] == ["C3.3"]
    assert [line for one in criteria for line in slow.example_complaints(one, facts)] == []


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)


@pytest.fixture(scope="module")
def bundled_facts() -> dict[str, Any]:
    files = [read(path)["facts"] for path in sorted((STANDARDS / "facts").glob("*.yaml"))]
    return {name: fact for file in files for name, fact in file.items()}


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: f"{edition.parent.name}@{edition.name}")
def test_the_examples_of_the_bundled_standards_come_out_as_they_say(
    edition: Path, bundled_facts: dict[str, Any]
) -> None:
    """A second opinion on every example, without the engine."""
    criteria = [read(path) for path in sorted((edition / "criteria").glob("*.yaml"))]
    assert criteria
    assert [line for one in criteria for line in slow.example_complaints(one, bundled_facts)] == []


def test_a_wrong_example_is_noticed() -> None:
    facts = next(block["facts"] for block in blocks() if "topic" in block)
    facts = facts | {"product.internet_facing": {"type": "yes-no"}}
    page = next(block for block in blocks() if "examples" in block)
    page["examples"]["cases"][0]["outcome"] = "not met"
    page["examples"]["cases"][1]["because"] = ["nothing-serious-open"]
    assert len(slow.example_complaints(page, facts)) == 2


@pytest.mark.parametrize(
    ("day", "duration", "expected"),
    [
        ("2024-02-29", "12 months", "2023-02-28"),
        ("2024-02-29", "1 years", "2023-02-28"),
        ("2026-03-31", "1 months", "2026-02-28"),
        ("2024-03-31", "1 months", "2024-02-29"),
        ("2026-01-15", "2 months", "2025-11-15"),
        ("2026-03-01", "30 days", "2026-01-30"),
        ("2101-02-28", "12 months", "2100-02-28"),
    ],
)
def test_months_are_calendar_months_clamped_at_the_end(day: str, duration: str, expected: str) -> None:
    assert slow.add_duration(date.fromisoformat(day), duration, -1) == date.fromisoformat(expected)


def test_within_holds_to_the_day_and_not_afterwards() -> None:
    within = {"d": {"within": "12 months"}}
    found = [truth(within, d=day) for day in ("2025-05-31", "2025-06-01", "2026-06-01", "2026-06-02")]
    assert found == ["fails", "holds", "holds", "fails"]


def test_three_values_and_their_combinations() -> None:
    yes, no, silent = {"a": {"is": "yes"}}, {"a": {"is": "no"}}, {"b": {"is": "yes"}}
    assert truth({"all": [yes, silent]}, a="yes") == "open"
    assert truth({"all": [no, silent]}, a="yes") == "fails"
    assert truth({"any": [yes, silent]}, a=True) == "holds"
    assert truth({"any": [no, silent]}, a="yes") == "open"
    assert truth({"any": [silent, {"not": silent}]}) == "open"
    assert truth({"not": yes}, a="yes") == "fails"


def test_tables() -> None:
    every = {"t": {"every": {"any": [{"x": {"below": "7.0"}}, {"y": {"provided": "yes"}}]}}}
    assert truth(every, t=[]) == "holds"
    assert truth({"t": {"some": {"x": {"below": "7"}}}}, t=[]) == "fails"
    assert truth(every, t=[{"x": "7.0"}]) == "open"
    assert truth(every, t=[{"x": 7.0, "y": "known"}, {"x": 6.99}]) == "holds"
    assert truth({"t": {"rows": {"at_least": "1", "at_most": "2"}}}, t=[{"x": 1}] * 3) == "fails"


def test_choices() -> None:
    assert truth({"o": {"includes_all": ["p", "q"]}}, o=["p"]) == "fails"
    assert truth({"o": {"includes_any": ["p", "q"]}}, o=["p"]) == "holds"


def test_named_days_are_open_while_nothing_is_known_of_the_contract() -> None:
    after = {"d": {"on_or_after": "contract.end"}}
    assert truth(after, d="2027-01-01") == "open"
    assert truth(after, contract={"contract.end": "2027-01-01"}, d="2027-01-01") == "holds"


@pytest.mark.parametrize(
    ("derived", "inputs", "expected"),
    [
        ({"function": "days_between", "from": ["d", "e"]}, {"d": "2026-01-01", "e": "2026-02-01"}, Fraction(31)),
        ({"function": "difference", "from": ["n", "m"]}, {"n": "1.5", "m": 1}, Fraction(-1, 2)),
        ({"function": "percentage", "from": ["n", "m"]}, {"n": 1, "m": "3"}, Fraction(100, 3)),
        ({"function": "percentage", "from": ["n", "m"]}, {"n": 1, "m": "0"}, None),
        ({"function": "row_count", "from": ["t"]}, {"t": []}, Fraction(0)),
        ({"function": "column_sum", "from": ["t"], "column": "x"}, {"t": [{"x": 1}, {"x": "2.5"}]}, Fraction(7, 2)),
        ({"function": "column_max", "from": ["t"], "column": "x"}, {"t": []}, None),
        ({"function": "row_count", "from": ["t"]}, {}, None),
    ],
)
def test_derived_facts(derived: Any, inputs: Any, expected: Any) -> None:
    facts = {**FACTS, "e": {"type": "date"}, "m": {"type": "number"}, "made": {"type": "number", "derived": derived}}
    assert slow.value_of("made", slow.Situation(facts, DAY, inputs), slow.everything) == expected


def test_look_up_takes_what_matches_and_leaves_the_rest_absent() -> None:
    how = {"match": {"tester": "name"}, "take": {"scheme": "scheme"}}
    found = slow.look_up([{"tester": "A"}, {"tester": "B"}], [{"name": "A", "scheme": "crest"}], how)
    assert found == [{"tester": "A", "scheme": "crest"}, {"tester": "B"}]


def test_an_admission_counts_however_weakly_evidenced_and_a_boast_does_not() -> None:
    documented = criterion(evidence={"demands": "documented", "by": "doc"})
    assert outcome(documented, answers={"a": "no"}) == "not met"
    assert outcome(documented, answers={"a": "yes"}) == "no answer"
    assert outcome(documented, answers={"a": "yes"}, measured=frozenset({"a"})) == "met"
    negative = criterion(
        evidence={"demands": "documented"}, checks=[{"id": "one", "expect": {"not": {"a": {"is": "no"}}}}]
    )
    assert outcome(negative, answers={"a": "yes"}) == "no answer"


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"issued": "2026-01-01"}, "met"),
        ({}, "no answer"),
        ({"issued": "2026-01-01", "found": "altered"}, "no answer"),
        ({"issued": "2026-01-01", "found": "missing"}, "no answer"),
        ({"issued": "2026-01-01", "expires": "2026-06-01"}, "met"),
        ({"issued": "2026-01-01", "expires": "2026-05-31"}, "not met"),
        ({"issued": "2026-01-01", "product_version": "1.9"}, "needs review"),
    ],
)
def test_documents(document: Any, expected: str) -> None:
    documented = criterion(evidence={"demands": "documented", "by": "doc"})
    head = {"submission.product_version": "2.0"}
    documents = [{"id": "1", "kind": "doc", **document}]
    assert outcome(documented, answers={"a": "yes"}, documents=documents, head=head) == expected


@pytest.mark.parametrize(
    ("claim", "decision", "expected"),
    [
        ("not_applicable", None, "needs review"),
        ("not_applicable", "confirmed", "not applicable"),
        ("not_applicable", "refused", "not met"),
        ("equivalent", None, "needs review"),
        ("equivalent", "confirmed", "met"),
        ("equivalent", "refused", "not met"),
    ],
)
def test_claims(claim: str, decision: str | None, expected: str) -> None:
    reviews = [] if decision is None else [{"criterion": "s/X", claim: decision}]
    of = criterion(may_claim_not_applicable="yes")
    assert outcome(of, answers={"a": "no"}, claims={"s/X": {claim: "so"}}, reviews=reviews) == expected


def test_a_claim_that_the_criterion_refuses_changes_nothing() -> None:
    of = criterion(accepts_equivalent="no")
    assert outcome(of, answers={"a": "no"}, claims={"s/X": {"not_applicable": "so", "equivalent": "so"}}) == "not met"


def test_open_applicability_adds_not_applicable_to_what_the_checks_allow() -> None:
    of = criterion(applies_when={"b": {"is": "yes"}})
    found = slow.evaluate(of, "s/X", slow.Situation(FACTS, DAY, {"a": "no"}))
    assert (found.outcome, set(found.possible)) == ("no answer", {"not met", "not applicable"})
    assert outcome(of, answers={"a": "no", "b": "no"}) == "not applicable"


def bands() -> dict[str, Any]:
    return {"id": "X", "bands": [{"points": str(p), "expect": {"n": {"at_least": str(10 * p)}}} for p in (3, 2, 1)]}


@pytest.mark.parametrize(("n", "points", "expected"), [("30", 3, "met"), ("29", 2, "met"), ("9", 0, "not met")])
def test_bands(n: str, points: int, expected: str) -> None:
    found = slow.evaluate(bands(), "s/X", slow.Situation(FACTS, DAY, {"n": n}))
    assert [found.low, found.high, found.outcome] == [points, points, expected]


def test_bands_are_open_between_what_holds_and_what_does_not_fail() -> None:
    found = slow.evaluate(bands(), "s/X", slow.Situation(FACTS, DAY))
    assert [found.low, found.high, found.outcome] == [0, 3, "no answer"]


def test_a_reviewer_is_asked_only_after_the_checks() -> None:
    of = criterion(judged_by="reviewer", reviewer_asks="Is it so?")
    assert outcome(of, answers={"a": "no"}) == "not met"
    assert outcome(of) == "no answer"
    assert outcome(of, answers={"a": "yes"}) == "needs review"
    assert outcome(of, answers={"a": "yes"}, reviews=[{"criterion": "s/X", "outcome": "met"}]) == "met"
    assert outcome(of, answers={"a": "yes"}, reviews=[{"criterion": "s/X", "outcome": "not met"}]) == "not met"


def test_the_day_on_which_an_outcome_changes_is_found_by_waiting_for_it() -> None:
    of = {"id": "X", "checks": [{"id": "one", "expect": {"d": {"within": "12 months"}}}]}
    situation = slow.Situation(FACTS, DAY, {"d": "2025-06-11"})
    assert slow.changes_on(of, "s/X", situation, 30) == (date(2026, 6, 12), "not met")
    assert slow.changes_on(of, "s/X", situation, 5) is None


def scored(share: int, applies: str | None, **answers: Any) -> slow.Scored:
    of = criterion(**({"applies_when": {applies: {"is": "yes"}}} if applies else {}))
    return slow.Scored(of, Fraction(share), slow.evaluate(of, "s/X", slow.Situation(FACTS, DAY, answers)))


def score_of(rule: str | None, *all_scored: slow.Scored) -> list[Fraction]:
    return list(slow.score_range([(Fraction(100), all_scored)], slow.Situation(FACTS, DAY), rule) or ())


def test_what_does_not_apply_leaves_both_sums_and_equal_conditions_leave_together() -> None:
    always, met, failed = scored(1, None, a="yes"), scored(1, "b", a="yes"), scored(2, "b", a="no")
    assert score_of(None, always, met, failed) == [50, 100]
    assert score_of(None, always, failed) == [Fraction(100, 3), 100]
    assert score_of("lowest-band", always, failed) == [Fraction(100, 3)] * 2
    assert score_of("full-marks", always, failed) == [Fraction(100, 3), 100]


def gate(*possible: str) -> slow.Result:
    outcome = possible[0] if len(possible) == 1 else "no answer"
    return slow.Result(outcome, frozenset(possible), Fraction(0), Fraction(1))


def minimum(wanted: int, low: int, high: int) -> slow.Minimum:
    return slow.Minimum(Fraction(wanted), (Fraction(low), Fraction(high)))


def test_verdicts() -> None:
    assert slow.verdict([], []) is None
    assert slow.verdict([gate("met"), gate("not applicable")], []) == "compliant"
    assert slow.verdict([gate("met"), gate("met", "not met")], []) == "undecided"
    assert slow.verdict([gate("not met"), gate("met", "not met")], []) == "non-compliant"
    assert slow.verdict([gate("met")], [minimum(50, 40, 60)]) == "undecided"
    assert slow.verdict([gate("met")], [minimum(61, 40, 60)]) == "non-compliant"
    assert slow.verdict([], [minimum(40, 40, 60)]) == "compliant"


def test_a_gate_that_is_not_due_yet_is_open_and_not_failed() -> None:
    failing, met = slow.Situation(FACTS, DAY, {"a": "no"}), slow.Situation(FACTS, DAY, {"a": "yes"})
    found = slow.evaluate(criterion(), "s/X", failing, due=False)
    assert (found.outcome, set(found.possible)) == ("no answer", {"met", "not met"})
    assert slow.evaluate(criterion(), "s/X", met, due=False).outcome == "met"
    assert not slow.is_due("award", {"dates": {"award": "2026-06-02"}}, DAY)
    assert slow.is_due("award", {"dates": {"award": "2026-06-01"}}, DAY)
    assert not slow.is_due("contract.start", {}, DAY)


def test_gates_add_up() -> None:
    gates = [gate("met"), gate("not met"), gate("met", "not met"), gate("not applicable")]
    assert slow.gate_counts(gates) == {"met": 1, "not met": 1, "open": 1, "of": 3, "not applicable": 1}


def test_expired_evidence_leaves_open_what_another_answer_could_still_settle() -> None:
    either = {"any": [{"a": {"is": "yes"}}, {"b": {"is": "yes"}}]}
    of = criterion(evidence={"demands": "documented"}, checks=[{"id": "one", "expect": either}])
    documents = [{"id": "old", "kind": "doc", "issued": "2020-01-01", "expires": "2021-01-01"}]
    old = {"value": "yes", "evidence": ["old"]}
    assert outcome(of, answers={"a": old}, documents=documents) == "no answer"
    assert outcome(of, answers={"a": old, "b": "no"}, documents=documents) == "not met"
    assert outcome(of, answers={"a": old, "b": "yes"}, documents=documents) == "no answer"
    assert outcome(of, answers={"a": old, "b": "yes"}, documents=documents, measured=frozenset({"b"})) == "met"


def test_an_empty_submission_meets_nothing() -> None:
    page = next(block for block in blocks() if "examples" in block)
    facts = next(block["facts"] for block in blocks() if "topic" in block) | {"product.internet_facing": FACTS["a"]}
    found = slow.evaluate(page, "dtac/C3.3", slow.Situation(facts, DAY))
    assert found.outcome == "no answer"
    assert slow.evaluate(page, "dtac/C3.3", replace(slow.Situation(facts, DAY), answers={"x": ""})) == found
