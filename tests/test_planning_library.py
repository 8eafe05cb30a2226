"""The plan of a product about which nothing was said yet, for every edition and baseline that is published.

It leaves no gate to the supplier's own ingenuity: whatever answers and documents can reach, it reaches, and it proves
that no smaller set does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from builders import day

from techassure import Assessment, load_library
from techassure.engine.assessor import Assessor
from techassure.engine.outcomes import Outcome
from techassure.planning.efforts import Efforts
from techassure.planning.making import Plan, plan_of
from techassure.planning.memo import Memo
from techassure.proving.cells import near_edges
from techassure.reviews import Judgement, RegisterCheck, Reviews
from techassure.selections.bare_selections import of_editions
from techassure.selections.selecting import baseline
from techassure.submissions import Submission

LIBRARY = load_library(examples=False)
AS_OF = day("2026-11-23").toordinal()
HEAD = {
    "submission.supplier_name": "Larkspur Fictional Ltd",
    "submission.product_name": "Wardlight",
    "submission.product_version": "4.2.0",
}
EDITIONS = tuple(LIBRARY.names())
BASELINES = tuple(LIBRARY.baselines())
NO_GATES = {
    "digital-plan@2022",
    "environmental-management@1",
    "evergreen@1",
    "green-software@1",
    "iso-82304@2021",
    "medtech-value@2026",
    "ncsc-cloud@2",
    "nhs-carbon@2027",
    "nhs-cyber-charter@2025",
    "nhs-service-standard@2",
    "nice-esf@ecd7",
    "social-value@nhs-2022",
    "social-value@ppn-002-2025",
    "software-security-code@2025",
    "usability-measures@1",
}
WITH_STEPS = {
    "ai-medical-device",
    "electronic-patient-record",
    "patient-app",
    "shared-care-record",
    "social-care-record",
}
"""Their award criteria have minima that take more than the gates do: of these steps nothing is proved."""


@cache
def nothing_said(name: str) -> Assessment:
    """Return the assessment of a product of which only the name is known."""
    chosen = of_editions([name], LIBRARY) if "@" in name else baseline(name, LIBRARY)
    supplier, product, version = HEAD.values()
    submission = Submission("empty", "S1", supplier, product, version, None, dict(HEAD), {}, (), {}, Reviews(), {})
    return Assessor(chosen, AS_OF).assess(submission)


def planned(assessment: Assessment, memo: Memo) -> Plan:
    return plan_of(assessment, Efforts(), points=False, memo=memo)


def answers(assessment: Assessment, name: str) -> list[Any]:
    """Return the answers to what says what applies."""
    plan = next(each for each in assessment.assessor.facts if each.name == name)
    return [each for each in near_edges(plan.fact, plan.leaves, assessment.assessor.days) if each != []]


def applying(assessment: Assessment) -> int:
    """Return how many criteria apply, or may."""
    return sum(each.outcome is not Outcome.NOT_APPLICABLE for each in assessment.results)


def asking_most(assessment: Assessment, names: Sequence[str]) -> Assessment:
    """Return the assessment with what is asked first answered, each so that as much as possible applies."""
    for name in names:
        tried = []
        for value in answers(assessment, name):
            given = replace(assessment.submission, values={**assessment.submission.values, name: value})
            tried.append(assessment.assessor.assess(given))
            if applying(tried[-1]) == applying(assessment):
                break
        assessment = max(tried, key=applying)
    return assessment


def confirmed(plan: Plan) -> Assessment:
    """Return what the plan comes to when whoever has to judge or look up something finds that all is well."""
    after, assessor = plan.after, plan.after.assessor
    values = after.submission.values
    rules = [each.rule for each in assessor.criteria if each.rule.by_reviewer]
    judged = {
        each.key: Judgement("It is.", "R. Assessor", AS_OF, not each.bands or None, each.of if each.bands else None)
        for each in rules
    }
    sought = {name for each in assessor.criteria if each.demands > 1 for name in each.sources if name in values}
    found = {name: RegisterCheck("The register", "R. Assessor", AS_OF) for name in sought}
    measured = {name: values[name] for name in sought}
    return assessor.assess(replace(after.submission, reviews=Reviews(judged, found), measured=measured))


@pytest.mark.parametrize("name", EDITIONS)
def test_plan_for_an_edition_makes_a_product_compliant_of_which_nothing_was_said(name: str) -> None:
    plan = planned(nothing_said(name), Memo())
    assert (plan.apart, plan.exact, plan.least) == ((), True, len(plan.changes))
    assert confirmed(plan).verdict == (None if name in NO_GATES else "compliant")
    assert plan.after.verdict in (None, "compliant") or plan.awaits


@pytest.mark.parametrize("name", BASELINES)
def test_plan_for_a_baseline_makes_a_product_compliant_that_says_what_it_is(name: str) -> None:
    """With all answered that the plan asks first, as much as possible applies, and nothing is left out."""
    memo = Memo()
    assessment, plan = nothing_said(name), planned(nothing_said(name), memo)
    assert {each.because for each in plan.apart} <= {"asked first"}
    while plan.asked_first:
        assessment = asking_most(assessment, plan.asked_first)
        plan = planned(assessment, memo)
    assert plan.apart == ()
    assert confirmed(plan).verdict == "compliant"
    assert plan.exact == (name not in WITH_STEPS)


LIVE_DEVICE = {
    "clinical_safety.dcb0129_in_scope": True,
    "medical_device.qualifies": True,
    "medical_device.standalone": True,
    "medical_device.class": "class_iii",
    "medical_device.marking": "ce_directive",
    "medical_device.ce_accepted_until": day("2026-01-01").toordinal(),
    "device_surveillance.placed_on_market_on": day("2020-01-01").toordinal(),
    "device_surveillance.report_finished_on": day("2021-01-01").toordinal(),
    "release.is_live": True,
    "release.released_on": day("2026-03-01").toordinal(),
    "release.reviewed_on": day("2026-03-10").toordinal(),
    "api.exposed": True,
    "product.used_by_patients": True,
    "product.is_web_or_mobile": True,
    "data_protection.processes_personal_data": True,
    "nhs_number.identifies_patients": True,
    "cyber_charter.signed": True,
    "terminology.snomed_release_on": day("2026-10-01").toordinal(),
}


@pytest.mark.parametrize(
    ("name", "missed"),
    [
        ("dcb0129@4.2", {"dcb0129/7.1.1": "kept"}),
        ("medical-devices@2002", {"medical-devices/MD-6": "kept"}),
        ("dtac@2.0", {}),
        ("terminology@1", {}),
        ("nhs-service-standard@2", {}),
        ("medtech-value@2026", {}),
    ],
)
def test_plan_for_a_live_device_leaves_it_what_it_is_and_what_has_happened(name: str, missed: dict[str, str]) -> None:
    """It was released before its review, and the day is past until which the law takes its mark: both stay so."""
    assessment = nothing_said(name)
    given = replace(assessment.submission, values={**assessment.submission.values, **LIVE_DEVICE})
    plan = plan_of(assessment.assessor.assess(given), Efforts())
    assert {each.criterion: each.because for each in plan.apart} == missed
    changed = {
        each.fact: each.shown for part in (plan, *plan.steps) for each in part.changes if each.fact in LIVE_DEVICE
    }
    assert all(value > LIVE_DEVICE[fact] for fact, value in changed.items() if fact in FORWARD)
    assert changed.keys() <= FORWARD | {"medical_device.marking"}


FORWARD = {name for name in LIVE_DEVICE if LIBRARY.facts[name].changes == "forward"}
