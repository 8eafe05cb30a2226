"""The timeline: each of its days really changes something, and no other day does."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from builders import AS_OF, Seen, Small, day

from techassure import Assessor, assess, load, load_library
from techassure.documents.writer import timeline_part

SEED = Path(__file__).parent.parent / "seeds" / "tenders" / "remote-monitoring"


def on(seen: Seen, when: date) -> dict[str, str]:
    """Return the outcomes of the first submission, assessed anew as of another day."""
    again = Assessor(seen.assessment.assessor.selection, when.toordinal()).assess(seen.assessment.submission)
    return {
        plan.rule.key: result.outcome.text for plan, result in zip(again.assessor.criteria, again.results, strict=True)
    }


@pytest.fixture
def seen(small: Small) -> Seen:
    """A submission of which a date grows old, a certificate begins, another ends, and a gate falls due."""
    small.criterion("D", "{q.date: {within: 1 months}}")
    small.criterion("C", "{q.yes: {is: yes}}", evidence="{demands: documented, by: q.paper}")
    small.criterion("P", "{q.certificate: {provided: yes}}")
    small.criterion("G", "{q.other: {is: yes}}", role="{gate: requirement, due: award}")
    small.scored("S", "{q.date: {within: 2 months}}")
    small.tender("{award_criteria: {o: {weight: 100, domain: oversight, minimum: 50}}, not_applicable: lowest-band}")
    papers = "[{kind: q.paper, issued: 2026-06-11, expires: 2026-07-20}, {kind: q.certificate, issued: 2025-07-03}]"
    return small.assess("{q.date: 2026-05-15, q.yes: yes, q.other: no}", evidence=papers)


def test_each_day_changes_what_it_says_and_no_other_day_changes_anything(seen: Seen) -> None:
    told = {each["on"]: each["changes"] for each in seen.one["timeline"]}
    today, found = day(AS_OF), {}
    for number in range(1, 120):
        when = today + timedelta(number)
        before, after = on(seen, when - timedelta(1)), on(seen, when)
        turned = [{"criterion": k, "before": before[k], "after": after[k]} for k in after if after[k] != before[k]]
        found.update({when.isoformat(): turned} if turned else {})
    assert found == told
    assert len(told) >= 5


def test_documents_that_begin_and_end_are_named(seen: Seen) -> None:
    told = {each["on"]: (each["began"], each["ended"]) for each in seen.one["timeline"]}
    assert told["2026-06-11"] == (["q-paper"], [])
    assert told["2026-07-21"] == ([], ["q-paper"])


def test_a_day_that_changes_nothing_is_not_told(small: Small) -> None:
    """The second check goes after the first: the gate is no less met by then."""
    small.criterion("D", ["{q.date: {within: 1 months}}", "{q.date: {within: 2 months}}"])
    assert [each["on"] for each in small.assess("{q.date: 2026-05-15}").one["timeline"]] == ["2026-06-16"]


def test_only_documents_behind_what_changes_are_named(small: Small) -> None:
    """Both papers end on one day; the gate of the second is failed by its answer as it is."""
    small.criterion("A", "{q.yes: {is: yes}}", evidence="{demands: documented, by: q.paper}")
    small.criterion("B", "{q.other: {is: yes}}", evidence="{demands: documented, by: q.report}")
    papers = "[{kind: q.paper, expires: 2026-07-20}, {kind: q.report, expires: 2026-07-20}]"
    (moment,) = small.assess("{q.yes: yes, q.other: no}", evidence=papers).one["timeline"]
    assert ([each["criterion"] for each in moment["changes"]], moment["ended"]) == (["small/A"], ["q-paper"])


def test_a_document_that_an_answer_names_is_behind_it(small: Small) -> None:
    small.criterion("A", "{q.yes: {is: yes}}", evidence="{demands: documented}")
    papers = "[{kind: q.paper, expires: 2026-07-20}, {kind: q.report, expires: 2026-07-20}]"
    (moment,) = small.assess("{q.yes: {value: yes, evidence: [q-report]}}", evidence=papers).one["timeline"]
    assert moment["ended"] == ["q-report"]


def test_a_document_that_was_never_in_force_does_not_end(small: Small) -> None:
    small.criterion("A", "{q.yes: {is: yes}}", evidence="{demands: documented, by: q.paper}")
    lost = "{kind: q.paper, id: lost, absent: yes, expires: 2026-07-20}"
    undated = "{kind: q.paper, id: undated, issued: '', expires: 2026-07-20}"
    papers = f"[{{kind: q.paper, expires: 2026-07-20}}, {lost}, {undated}]"
    (moment,) = small.assess("{q.yes: yes}", evidence=papers).one["timeline"]
    assert moment["ended"] == ["q-paper"]


def test_the_document_behind_points_that_fall_below_a_minimum_is_named(small: Small) -> None:
    bands = "{4: {q.paper: {provided: yes}}, 2: {q.yes: {is: yes}}}"
    small.criterion("B", bands=bands, role="{share: 1, minimum: 3}")
    papers = "[{kind: q.paper, expires: 2026-07-20}]"
    (moment,) = small.assess("{q.yes: yes}", evidence=papers).one["timeline"]
    assert (moment["on"], moment["changes"], moment["ended"]) == ("2026-07-21", [], ["q-paper"])


def test_verdict_is_the_one_of_that_day(seen: Seen) -> None:
    for each in seen.one["timeline"]:
        again = Assessor(seen.assessment.assessor.selection, day(each["on"]).toordinal())
        assert again.assess(seen.assessment.submission).verdict == each["verdict"]


def test_verdict_may_change_while_every_criterion_is_still_met(small: Small) -> None:
    """Points may fall below a minimum though the pass mark is still reached."""
    bands = "{4: {q.date: {within: 1 months}}, 2: {q.date: {within: 12 months}}}"
    small.criterion("B", bands=bands, role="{share: 1, minimum: 3}")
    [moment, last] = small.assess("{q.date: 2026-05-15}").one["timeline"]
    assert (moment["on"], moment["changes"]) == ("2026-06-16", [])
    assert (moment["verdict_before"], moment["verdict"]) == ("compliant", "non-compliant")
    assert [each["after"] for each in last["changes"]] == ["not met"]


def test_nothing_after_the_contract(small: Small) -> None:
    small.criterion("D", "{q.date: {within: 10 years}}").tender("{award_criteria: {}}")
    assert small.assess("{q.date: 2019-08-31}").one["timeline"] == []
    assert small.assess("{q.date: 2019-08-30}").one["timeline"][0]["on"] == "2029-08-31"


def first_worse(part: dict[str, Any]) -> str | None:
    order = ("compliant", "undecided", "non-compliant")
    worse = (m["on"] for m in part["timeline"] if order.index(m["verdict"]) > order.index(part["verdict"]))
    return next(worse, None)


def test_a_document_that_an_answer_names_ends_the_verdict_with_it(small: Small) -> None:
    small.criterion("X", "{q.yes: {is: yes}}", evidence="{demands: documented}")
    answers = {"q.yes": {"value": "yes", "evidence": ["q-report"]}}
    found = small.assess(answers, evidence="[{kind: q.report, expires: 2026-08-01}]").assessment.lapse
    assert found == (day("2026-08-02").toordinal(), ["small/X"])


def test_what_lapses_on_one_day_is_told_in_the_order_of_the_criteria(small: Small) -> None:
    for at in range(9):
        small.criterion(f"C{at}", "{q.date: {within: 1 months}}" if at in (1, 8) else "{q.yes: {is: yes}}")
    found = small.assess("{q.yes: yes, q.date: 2026-05-15}").assessment.lapse
    assert found == (day("2026-06-16").toordinal(), ["small/C1", "small/C8"])


def test_first_day_on_which_the_verdict_worsens_is_the_lapse_of_the_seeded_tender() -> None:
    tender = load(SEED, library=load_library())
    result = assess(tender)
    for assessment, part in zip(result.assessments, result.document["assessments"], strict=True):
        assert timeline_part(assessment) == part["timeline"]
        if part["verdict"] != "non-compliant":
            assert first_worse(part) == part["lapses_on"]


def test_first_change_of_a_criterion_is_its_own(seen: Seen) -> None:
    firsts: dict[str, tuple[str, str]] = {}
    for each in seen.one["timeline"]:
        for turn in each["changes"]:
            firsts.setdefault(turn["criterion"], (each["on"], turn["after"]))
    said = {f"small/{c['id']}": c["changes_on"] for c in seen.one["criteria"] if c["changes_on"]}
    assert firsts == {key: (change["on"], change["outcome"]) for key, change in said.items()}
