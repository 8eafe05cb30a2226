"""Contradictions through time: what a later day brings is what an assessment as of that day says, to the day."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from builders import FACTS, PRODUCT, SUPPLIER, Small, day, written
from hypothesis import given, settings
from hypothesis import strategies as st

from techassure import Assessment, Assessor, Result, Selection
from techassure.calendar_days import iso
from techassure.engine.timeline import moments
from techassure.files.places import Source
from techassure.intake.reader import SubmissionReader
from techassure.submissions import Submission

MORE = """
  sbom.document: {question: Attach the bill., about: product, type: document, valid_for: 30 days}
  sbom.vulnerability_statement: {question: Attach the statement., about: product, type: document}
  sbom.component_count: {question: How many components?, about: product, type: number}
  sbom.open_vulnerabilities: {question: How many are open?, about: product, type: number}
  accessibility.conformance_report: {question: Attach the report., about: product, type: document}
  accessibility.evaluated_on: {question: On what date?, about: product, type: date}
"""
FIRST = day("2026-06-01").toordinal()
LONG = 45
MANY = "{sbom.component_count: {at_least: 10}}"
NONE_OPEN = "{sbom.open_vulnerabilities: {at_most: 0}}"
RECENT = "{accessibility.evaluated_on: {within: 1 months}}"
CRITERIA: dict[str, dict[str, Any]] = {
    "G": {"expect": MANY},
    "D": {"expect": MANY, "evidence": "{demands: documented, by: sbom.document}"},
    "M": {"expect": MANY, "evidence": "{demands: measured}"},
    "A": {"expect": "{q.yes: {is: yes}}", "applies_when": MANY},
    "V": {"expect": NONE_OPEN},
    "R": {"expect": RECENT},
    "S": {"expect": MANY, "role": "{share: 1}"},
    "W": {"expect": NONE_OPEN, "role": "{share: 1}"},
    "T": {"expect": RECENT, "role": "{share: 1}"},
}
PAGE = "{award_criteria: {o: {weight: 100, domain: oversight, minimum: 60}}, not_applicable: lowest-band}"


class Tender:
    """A selection, compiled for each of the days once."""

    def __init__(self, selection: Selection, folder: Path) -> None:
        self.days = [Assessor(selection, FIRST + number) for number in range(LONG)]
        self.reader = SubmissionReader(selection)
        self.folder = folder

    def submission(self, answers: dict[str, Any], documents: Any, linked: bool) -> Submission:
        """Write the documents, and return the submission."""
        entries = []
        for at, ((kind, tree), ends, issuer) in enumerate(documents):
            data = json.dumps(tree).encode()
            digest = hashlib.sha256(data).hexdigest()
            written(self.folder / f"{digest}.json", data)
            dates = {"issued": tree.get("audited", ""), "expires": iso(ends) if ends else "", "issued_by": issuer}
            file = {"id": f"d{at}", "kind": kind, "file": f"{digest}.json", "sha256": digest}
            entries.append({**file, **{key: value for key, value in dates.items() if value}})
        backing = {"evidence": [each["id"] for each in entries]} if linked and entries else {}
        given = {name: {"value": value, **backing} for name, value in answers.items()}
        head = {"techassure": 1, "supplier": SUPPLIER, "product": PRODUCT}
        self.reader.digests(self.folder).clear()
        return self.reader.read(Source("x", {**head, "answers": given, "evidence": entries}), self.folder)

    def turns(self, answers: dict[str, Any], *documents: Any) -> list[tuple[str, str, str]]:
        """The days on which the outcomes of G and S change, with what they become, as one assessment tells them."""
        first = self.days[0].assess(self.submission({"q.yes": True, **answers}, documents, linked=True))
        names = [plan.rule.key for plan in first.assessor.criteria]
        told = [
            (iso(moment.day), names[turn.at], turn.after.text) for moment in moments(first) for turn in moment.turns
        ]
        return [turn for turn in told if turn[1] in ("small/G", "small/S")]


@pytest.fixture(scope="module", params=["no", "yes"])
def tender(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Tender:
    """Criteria of every sort that a contradiction bears on; measurement decides, or does not."""
    small = Small(tmp_path_factory.mktemp("days"), facts=FACTS + MORE)
    for name, parts in CRITERIA.items():
        small.criterion(name, **parts)
    page = PAGE[:-1] + f", measurement_decides: {request.param}}}"
    return Tender(small.tender(page).selection(), tmp_path_factory.mktemp("evidence"))


# --- what is drawn ----------------------------------------------------------------------------------------------------


def bill(on: int, components: int, vulnerabilities: list[dict[str, Any]] | None) -> dict[str, Any]:
    component = {"name": PRODUCT["name"], "version": PRODUCT["version"]}
    tree: dict[str, Any] = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"name": "a"}] * components}
    tree["metadata"] = {"timestamp": f"{iso(on)}T08:00:00Z", "component": component}
    return tree if vulnerabilities is None else {**tree, "vulnerabilities": vulnerabilities}


def vex(on: int, status: str) -> dict[str, Any]:
    statement = {"vulnerability": {"name": "CVE-1"}, "products": [{"@id": "pkg:generic/wardlight"}], "status": status}
    head = {"@context": "https://openvex.dev/ns/v0.2.0", "timestamp": f"{iso(on)}T09:00:00Z"}
    return {**head, "statements": [statement]}


def report(on: int) -> dict[str, Any]:
    level = {"num": "1.1.1", "components": [{"adherence": {"level": "supports"}}]}
    chapters = {"success_criteria_level_a": {"criteria": [level]}}
    return {"title": "R", "catalog": "c", "report_date": iso(on), "chapters": chapters}


DAYS = st.integers(FIRST - 10, FIRST + 30)
LISTED = st.sampled_from([None, [], [{"id": "CVE-1"}], [{"id": "CVE-1", "analysis": {"state": "exploitable"}}]])
FILES = st.one_of(
    st.tuples(st.just("sbom.document"), st.builds(bill, DAYS, st.sampled_from([3, 12, 20]), LISTED)),
    st.tuples(st.just("sbom.vulnerability_statement"), st.builds(vex, DAYS, st.sampled_from(["fixed", "affected"]))),
    st.tuples(st.just("accessibility.conformance_report"), st.builds(report, DAYS)),
    st.tuples(st.just("q.report"), st.builds(lambda on: {"audited": iso(on)}, DAYS)),
)
ENDS = st.none() | st.integers(FIRST - 2, FIRST + 40)
DOCUMENTS = st.lists(st.tuples(FILES, ENDS, st.sampled_from(["", "Erewhon Audits Ltd"])), max_size=5)
ANSWERS = st.fixed_dictionaries(
    {"q.yes": st.booleans()},
    optional={
        "sbom.component_count": st.sampled_from([3, 12]),
        "sbom.open_vulnerabilities": st.sampled_from([0, 1]),
        "accessibility.evaluated_on": DAYS.map(iso),
    },
)


# --- the law ----------------------------------------------------------------------------------------------------------


def whole(result: Result) -> tuple[Any, ...]:
    return result.outcome, result.possible, result.low, result.high


def outcomes(assessment: Assessment) -> list[str]:
    return [each.outcome.text for each in assessment.results]


def first_worse(days: list[Assessment]) -> int | None:
    order = ("compliant", "undecided", "non-compliant")
    now = order.index(str(days[0].verdict))
    return next((each.assessor.as_of for each in days if order.index(str(each.verdict)) > now), None)


@settings(max_examples=60)
@given(answers=ANSWERS, documents=DOCUMENTS, linked=st.booleans())
def test_a_later_day_is_as_an_assessment_as_of_that_day(
    tender: Tender, answers: dict[str, Any], documents: Any, linked: bool
) -> None:
    """Whenever a file, a statement or an audit begins or ends that contradicts, agrees or fills a silence."""
    made = tender.submission(answers, documents, linked)
    days = [assessor.assess(made) for assessor in tender.days]
    first, names = days[0], [plan.rule.key for plan in days[0].assessor.criteria]
    told = {moment.day: moment for moment in moments(first, FIRST + LONG - 1)}
    for before, each in pairwise(days):
        on = each.assessor.as_of
        foreseen = [first.result(plan, on) for plan in first.assessor.criteria]
        assert [whole(result) for result in foreseen] == [whole(result) for result in each.results]
        pairs = zip(names, outcomes(before), outcomes(each), strict=True)
        found = {names[turn.at]: (turn.before.text, turn.after.text) for turn in told[on].turns} if on in told else {}
        assert found == {name: (was, becomes) for name, was, becomes in pairs if was != becomes}
    for at, plan in enumerate(first.assessor.criteria):
        change = first.change(plan, at)
        later = next((each for each in days if outcomes(each)[at] != outcomes(first)[at]), None)
        expected = later and (later.assessor.as_of, later.results[at].outcome)
        assert (change if change and change[0] < FIRST + LONG else None) == expected
    lapses = first.lapse[0] if first.lapse else None
    assert (lapses if lapses and lapses < FIRST + LONG else None) == first_worse(days)


# --- examples ---------------------------------------------------------------------------------------------------------

COUNT = "sbom.component_count"


def test_a_contradiction_lasts_as_long_as_the_file(tender: Tender) -> None:
    """The bill of 1 June says 3 and ends after its 30 days: from then on the claim of 12 stands by itself."""
    turns = tender.turns({COUNT: 12}, (("sbom.document", bill(FIRST, 3, None)), None, ""))
    assert sorted(turns) == [("2026-07-02", "small/G", "met"), ("2026-07-02", "small/S", "met")]


def test_the_file_that_measured_is_named_on_the_day_after_its_last(tender: Tender) -> None:
    made = tender.submission({COUNT: 12}, [(("sbom.document", bill(FIRST, 3, None)), None, "")], linked=False)
    moment = next(each for each in moments(tender.days[0].assess(made)) if iso(each.day) == "2026-07-02")
    assert (moment.began, moment.ended) == ((), ("d0",))


def test_a_gate_lapses_by_the_day_that_was_claimed_unless_measurement_decides(tender: Tender) -> None:
    """Claimed is 20 May, and the report says 25 May: within a month until 20 or until 25 June."""
    own = ("accessibility.conformance_report", report(FIRST - 7))
    made = tender.submission({"accessibility.evaluated_on": "2026-05-20"}, [(own, None, "")], linked=False)
    first = tender.days[0].assess(made)
    decides = first.assessor.selection.measurement_decides
    assert first.lapse is not None
    assert iso(first.lapse[0]) == ("2026-06-26" if decides else "2026-06-21")


def test_a_later_file_brings_a_contradiction_on_its_day(tender: Tender) -> None:
    later = (("sbom.document", bill(FIRST + 5, 3, None)), FIRST + 9, "")
    assert [on for on, name, _ in tender.turns({COUNT: 12}, later) if name == "small/S"] == ["2026-06-06", "2026-06-11"]


def test_a_silence_that_a_file_fills_is_one_again(tender: Tender) -> None:
    turns = tender.turns({}, (("sbom.document", bill(FIRST, 12, None)), FIRST + 9, ""))
    assert ("2026-06-11", "small/G", "no answer") in turns


def test_an_audit_holds_a_file_off_until_it_ends(tender: Tender) -> None:
    own = (("sbom.document", bill(FIRST, 3, None)), None, "")
    audit = (("q.report", {"audited": iso(FIRST)}), FIRST + 9, "Erewhon Audits Ltd")
    assert ("2026-06-11", "small/S", "not met") in tender.turns({COUNT: 12}, own, audit)
