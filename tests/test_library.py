"""What must hold of every standard that is shipped, whoever wrote it; and traps that look official, each assessed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise, product
from typing import Any

import pytest
from builders import AS_OF
from reaching import Truths, choices_of, reach, reach_of

from techassure.calendar_days import day_number, duration
from techassure.definitions import facts as fact_types
from techassure.definitions.definition import Definition
from techassure.definitions.editions import Edition
from techassure.definitions.library import load_library
from techassure.definitions.model import Case, Check
from techassure.definitions.words import FAILS, HOLDS, OPEN, All, AnyOf, Leaf, Not, Tree, leaves
from techassure.documents.writer import document
from techassure.engine.assessor import Assessment, Assessor
from techassure.engine.outcomes import OUTCOMES
from techassure.files.places import read_file
from techassure.proving.examples import test_edition as run_examples
from techassure.proving.whole_examples import WholeReport, run_whole
from techassure.reviews import Judgement, Reviews
from techassure.selections.bare_selections import of_editions
from techassure.submissions import Document, Submission

LIBRARY = load_library()
NAMES = LIBRARY.names()
TODAY = date.fromisoformat(AS_OF).toordinal()
HEAD = {
    "submission.supplier_name": "Larkspur Fictional Ltd",
    "submission.product_name": "Wardlight",
    "submission.product_version": "1.0",
}
"""As in examples, unless they say otherwise."""
OF_TENDERS = {"contract.start", "contract.end", "contract.award"}
"""The days of a tender: named in expectations and by `due`, and used by the engine itself."""
REGISTERS = {
    "company.cqc_report": "CQC directory",
    "environmental.iso_50001": "IAF CertSearch",
    "safety_officer.record": "The register of the officer's regulator",
    "cyber_essentials.certificate": "IASME certificate search",
    "ico.certificate": "ICO register of fee payers",
    "cloud_security.assurance_report": "IAF CertSearch",
    "environmental.iso_14001": "IAF CertSearch",
    "medical_device.quality_certificate": "IAF CertSearch",
    "medical_device.registration": "MHRA public access registration database",
    "modern_slavery.statement": "Modern slavery statement registry",
}
LIVES = {
    "cyber_essentials.certificate": "12 months",
    "ico.certificate": "12 months",
    "evergreen.result": "12 months",
    "pen_test.report": "12 months",
    "environmental.iso_50001": "3 years",
    "device_surveillance.report": "3 years",
    "cloud_security.assurance_report": "3 years",
    "environmental.iso_14001": "3 years",
    "medical_device.quality_certificate": "3 years",
    "medical_device.certificate": "5 years",
}


# --- going through the library ----------------------------------------------------------------------------------------


@cache
def editions() -> list[Edition]:
    """Every edition, read once."""
    return LIBRARY.editions(NAMES)


@cache
def definitions() -> list[tuple[str, Definition]]:
    """Every criterion, with a name that says in which edition."""
    return [(f"{edition.name}/{each.criterion.id}", each) for edition in editions() for each in edition.definitions]


def cases(definition: Definition) -> tuple[Case, ...]:
    return definition.criterion.examples.cases


def outcomes(definition: Definition) -> set[str]:
    return {case.outcome for case in cases(definition)}


def of_checks(definition: Definition) -> set[str]:
    return {leaf.fact for _, tree in definition.checks for leaf in leaves(tree)}


def inputs(name: str) -> set[str]:
    """What a fact is computed from, down to what is asked; itself where it is asked."""
    derived = LIBRARY.facts[name].derived
    return {name}.union(*(inputs(each) for each in derived.inputs)) if derived else {name}


# --- examples ---------------------------------------------------------------------------------------------------------


def can_be_not_met(definition: Definition) -> bool:
    """Whether answers, or a reviewer, can make a criterion not met; what expires is another matter."""
    criterion = definition.criterion
    if criterion.judged_by or any(FAILS in reach(tree, LIBRARY.facts) for _, tree in definition.checks):
        return True
    pass_mark = criterion.pass_mark or min((band.points for band in criterion.bands if band.points), default=0)
    passing = [tree for band, tree in definition.bands if tree and band.points >= pass_mark]
    every_choice = choices_of(passing, LIBRARY.facts) if passing else ()
    return any(all(FAILS in reach_of(tree, LIBRARY.facts, said) for tree in passing) for said in every_choice)


@pytest.mark.parametrize("name", NAMES)
def test_every_example_holds(name: str) -> None:
    report = run_examples(LIBRARY.edition(name), LIBRARY.facts)
    assert report.ran > 0
    assert [f"{problem.place}: {problem.message}" for problem in report.problems] == []


def test_every_criterion_says_what_becomes_of_no_answer() -> None:
    assert [name for name, each in definitions() if "no answer" not in outcomes(each)] == []


def test_every_criterion_that_can_be_not_met_shows_how() -> None:
    lacking = [name for name, each in definitions() if can_be_not_met(each) and "not met" not in outcomes(each)]
    assert lacking == []


def test_what_cannot_be_not_met_is_told_from_what_can() -> None:
    """DTAC routes to another question instead of failing; a penetration test can fail."""
    found = {each.criterion.id: can_be_not_met(each) for each in LIBRARY.edition("dtac@2.0").definitions}
    assert not found["C4.1.2"]
    assert not found["D1.5"]
    assert found["C3.3"]
    assert found["C3.4"]


def test_every_criterion_judged_by_a_reviewer_shows_how_it_waits_for_one() -> None:
    waiting = [
        name for name, each in definitions() if each.criterion.judged_by and "needs review" not in outcomes(each)
    ]
    assert waiting == []


def test_every_criterion_that_rests_on_documents_shows_what_becomes_of_one_that_expired() -> None:
    resting = [(name, each) for name, each in definitions() if each.criterion.evidence.demands == "documented"]
    assert [name for name, each in resting if not any(case.documents == "expired" for case in cases(each))] == []


def test_every_criterion_that_rests_on_documents_of_a_product_shows_what_becomes_of_another_version() -> None:
    resting = [(name, each) for name, each in definitions() if each.criterion.evidence.demands == "documented"]
    of_a_product = [(name, each) for name, each in resting if {"product"} & about_of(each.criterion.evidence.by)]
    assert len(of_a_product) > 50
    assert [
        name for name, each in of_a_product if not any(case.documents == "other-version" for case in cases(each))
    ] == []


def about_of(names: Iterable[str]) -> set[str | None]:
    return {LIBRARY.facts[name].about for name in names}


def test_every_criterion_that_demands_backing_shows_what_becomes_of_the_bare_word() -> None:
    demanding = [(name, each) for name, each in definitions() if each.criterion.evidence.demands != "claimed"]
    assert [name for name, each in demanding if not any(is_bare(each, case) for case in cases(each))] == []


def is_bare(definition: Definition, case: Case) -> bool:
    """Whether a case has the answers without what has to back them."""
    papers = {*definition.criterion.evidence.by} & {*case.without}
    return case.provenance == "claimed" or case.documents == "missing" or bool(papers)


def test_a_count_that_may_be_one_stands_before_no_word_for_several() -> None:
    """`leaves out 1 cloud services` is no English: where one is too many, the number ends its sentence."""
    written = [
        (name, check.otherwise)
        for name, each in definitions()
        for check in each.criterion.checks
        if {"at_most": "0"} in check.expect.values()
    ]
    assert [each for each in written if re.search(r"[a-z]} \w", each[1])] == []


def test_every_check_is_the_sole_cause_in_some_case() -> None:
    lacking = [
        f"{name}: {check.id}"
        for name, each in definitions()
        for check in untried(each.checks, {case.because for case in cases(each)})
    ]
    assert lacking == []


def untried(checks: Iterable[tuple[Check, Tree]], causes: set[tuple[str, ...] | None]) -> list[Check]:
    return [check for check, _ in checks if (check.id,) not in causes]


# --- facts ------------------------------------------------------------------------------------------------------------


def test_no_question_is_asked_under_two_names() -> None:
    asked = defaultdict(list)
    for name, entry in LIBRARY.entries.items():
        if entry.fact.question:
            asked[plain(entry.fact.question)].append(name)
    assert [names for names in asked.values() if len(names) > 1] == []


def test_no_question_is_another_in_other_words() -> None:
    """Two questions of one kind never say the same but for small words, such as `the` for `that`."""
    asked = defaultdict(list)
    for name, entry in LIBRARY.entries.items():
        if entry.fact.question and name not in HEAD:
            telling = frozenset(plain(entry.fact.question).split()) - SMALL
            asked[entry.fact.type, telling].append(name)
    assert [names for names in asked.values() if len(names) > 1] == []


SMALL = {
    *("a", "an", "the", "that", "this", "these", "they", "their", "there", "it", "its", "you", "your", "who"),
    *("at", "by", "for", "from", "in", "of", "on", "to", "with", "and", "any", "as", "if", "or"),
    *("are", "be", "did", "do", "does", "had", "has", "have", "is", "was", "were", "how", "what", "when", "which"),
}


def test_a_question_can_be_read_by_itself() -> None:
    """It may be asked without its neighbours, of whoever has not answered it yet."""
    questions = {name: entry.fact.question or "" for name, entry in LIBRARY.entries.items()}
    leaning = [name for name, question in questions.items() if LEANING.search(question)]
    assert leaning == []


LEANING = re.compile(
    r"^(By which date|In which format|At what address|On what date|Which edition|What does|Was|Who)( [a-z]+){0,4} it\b"
    r"|\b(that|those) (certificate|component|file|policy|return|test|report|person|restoration|rehearsal|use)s?\b"
)


def plain(text: str) -> str:
    """A question without what two spellings of it may differ in."""
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold()))


def test_every_question_decides_something() -> None:
    """It is not enough that a note shows the answer, but for the few that tell a buyer what to look at."""
    backing = {name for _, each in definitions() for name in each.criterion.evidence.by}
    deciding = {leaf.fact for _, each in definitions() for tree in trees(each) for leaf in leaves(tree)}
    used = set().union(*(inputs(name) for name in backing | deciding)) | OF_TENDERS | HEAD.keys()
    asked = {name for name, entry in LIBRARY.entries.items() if entry.fact.question}
    assert asked - used == SHOWN_ONLY


def trees(definition: Definition) -> list[Tree]:
    """What decides the outcome of a criterion, and its points: notes do not."""
    parts = [definition.applies, *(tree for _, tree in definition.checks), *(tree for _, tree in definition.bands)]
    return [each for each in parts if each]


SHOWN_ONLY = {"cyber_essentials.scope"}
"""A part of an organisation is enough for the certificate; a buyer sees that it is a part."""


def test_every_fact_is_used() -> None:
    named = {name for _, each in definitions() for name in (*each.facts(), *each.criterion.evidence.by)}
    used = set().union(*(inputs(name) for name in named)) | OF_TENDERS
    assert sorted(set(LIBRARY.entries) - used) == []


def test_every_document_says_who_issues_it() -> None:
    entries = LIBRARY.entries.items()
    assert [name for name, entry in entries if entry.fact.type == "document" and not entry.fact.issued_by] == []


def test_every_document_says_how_long_it_stays_valid() -> None:
    """By a span after which the program calls it expired, or in words where none ends it; never in both ways."""
    documents = {name: entry.fact for name, entry in LIBRARY.entries.items() if entry.fact.type == "document"}
    wrong = [name for name, fact in documents.items() if (fact.valid_for is None) == (fact.stays_valid is None)]
    assert wrong == []


def test_every_document_is_asked_for_by_what_it_is() -> None:
    documents = [entry.fact for entry in LIBRARY.entries.values() if entry.fact.type == "document"]
    assert [fact.question for fact in documents if "ttach " not in (fact.question or "")] == []


def test_the_registers_that_documents_name_are_the_known_ones() -> None:
    naming = {name for name, entry in LIBRARY.entries.items() if entry.fact.register_}
    assert naming == REGISTERS.keys()


@pytest.mark.parametrize("name", REGISTERS)
def test_what_a_public_register_confirms_names_it(name: str) -> None:
    register = LIBRARY.facts[name].register_
    assert register is not None
    assert register.name.startswith(REGISTERS[name])
    assert register.address.startswith("https://")


@pytest.mark.parametrize("name", LIVES)
def test_a_certificate_lives_as_long_as_its_issuer_says(name: str) -> None:
    assert LIBRARY.facts[name].valid_for == duration(LIVES[name])


# --- gates ------------------------------------------------------------------------------------------------------------


def gates() -> list[tuple[str, Definition]]:
    return [(name, each) for name, each in definitions() if each.entry.gate]


def test_no_gate_rests_on_what_is_not_sure() -> None:
    assert [name for name, each in gates() if each.citation.confidence in ("background", "unsure")] == []


def test_no_supplier_is_gated_on_the_duty_of_another_unless_the_contract_flows_it_down() -> None:
    others = [(name, each.criterion) for name, each in gates() if each.criterion.binds in BUYERS]
    assert [name for name, criterion in others if criterion.flowed_down_by != "contract"] == []


BUYERS = ("buyer", "deployer", "provider")


def test_no_condition_of_participation_is_about_the_product() -> None:
    """Neither by whom it binds nor by what it asks: only the bidder and those it relies on."""
    conditions = [(name, each) for name, each in gates() if each.entry.gate == "condition-of-participation"]
    asked = {(name, fact) for name, each in conditions for fact in of_checks(each)}
    assert conditions
    assert [name for name, each in conditions if each.criterion.binds not in BIDDERS] == []
    assert [pair for pair in sorted(asked) if LIBRARY.facts[pair[1]].about not in BIDDERS] == []


BIDDERS = ("bidder", "associated-supplier", "subcontractor")


def test_no_gate_asks_a_certificate_to_outlive_its_contract() -> None:
    """Where a check looks to the end of the contract, something else can meet it, such as a promise to renew."""
    looking = [
        (f"{name}: {check.id}", tree)
        for name, each in gates()
        for check, tree in each.checks
        if any(leaf.argument == "contract.end" for leaf in leaves(tree))
    ]
    assert looking
    assert [name for name, tree in looking if HOLDS not in without_the_end(tree)] == []


def without_the_end(tree: Tree) -> Truths:
    """What an expectation may come to where nothing lasts to the end of the contract."""
    if isinstance(tree, Leaf):
        return {FAILS} if tree.argument == "contract.end" else {HOLDS, OPEN, FAILS}
    if isinstance(tree, Not):
        return {-each for each in without_the_end(tree.part)}
    best = min if isinstance(tree, All) else max
    return {best(values) for values in product(*(without_the_end(part) for part in tree.parts))}


# --- editions ---------------------------------------------------------------------------------------------------------


def test_every_address_can_be_trusted_not_to_change_on_the_way() -> None:
    cited = {f"{name} {each.citation.address}" for name, each in definitions()}
    cited |= {f"{edition.name} {edition.standard.address}" for edition in editions()}
    assert [each for each in sorted(cited) if not each.split(" ", 1)[1].startswith("https://")] == []


def test_criteria_are_listed_in_order() -> None:
    """Within a section, those that differ by numbers only count upwards."""
    wrong = [
        f"{edition.name}: {later} after {earlier}"
        for edition in editions()
        for section in edition.file.sections
        for earlier, later in pairwise(entry.id for entry in section.criteria)
        if words(earlier) == words(later) and numbers(earlier) > numbers(later)
    ]
    assert wrong == []


def words(identifier: str) -> str:
    """What is not a number at its head: `DPIA-2` and `DPIA-10` are of one kind."""
    return re.split(r"\d", identifier, maxsplit=1)[0]


def numbers(identifier: str) -> list[int]:
    return [int(each) for each in re.findall(r"\d+", identifier)]


def test_every_answer_that_leads_past_a_criterion_is_shown_to_do_so() -> None:
    """A fact in `applies_when` is changed by a case that is then not applicable.

    Of alternatives, of which one is enough, a case that still applies may show it instead: by that one alone.
    """
    lacking = [
        f"{name}: {fact}"
        for name, each in definitions()
        if each.applies
        for fact in sorted({leaf.fact for leaf in leaves(each.applies)})
        if not inputs(fact) & shown(each, fact in alternatives(each.applies))
    ]
    assert lacking == []


def shown(definition: Definition, alternative: bool) -> set[str]:
    """The facts by which cases say whether the criterion applies."""
    telling = {"not applicable", "met"} if alternative else {"not applicable"}
    return {name for case in cases(definition) if case.outcome in telling for name in case.with_}


def alternatives(tree: Tree) -> set[str]:
    """The facts of which one is enough for an expectation to hold."""
    if isinstance(tree, AnyOf):
        return {leaf.fact for leaf in leaves(tree)}
    return set().union(*(alternatives(part) for part in tree.parts)) if isinstance(tree, All) else set()


def test_each_edition_names_who_published_it() -> None:
    """The social value model of central government is not NHS England's."""
    publishers = {edition.name: edition.standard.publisher for edition in editions()}
    assert publishers["social-value@nhs-2022"] == "NHS England"
    assert publishers["social-value@ppn-002-2025"] == "Cabinet Office"
    assert [name for name, publisher in publishers.items() if not publisher] == []


def test_no_encoding_of_ours_says_that_it_is_its_publishers() -> None:
    assert [edition.name for edition in editions() if edition.standard.official] == []


def test_the_modern_slavery_statement_is_asked_for_by_one_standard_only() -> None:
    asking = {
        edition.file.standard
        for edition in editions()
        for each in edition.definitions
        if "social_value.slavery_statement_url" in each.facts()
    }
    assert asking == {"modern-slavery"}


def test_every_edition_that_another_supersedes_is_there() -> None:
    older = [edition.file.supersedes for edition in editions() if edition.file.supersedes]
    assert older
    assert [name for name in older if name not in NAMES] == []


# --- whole submissions ------------------------------------------------------------------------------------------------


def made(raw: Mapping[str, Any], as_of: int, judged: Iterable[Definition] = ()) -> Submission:
    """A submission of these answers, written as in examples, in which reviewers were satisfied of some criteria."""
    values = {**HEAD, **{name: typed(name, given) for name, given in raw.items() if not about(name, "document")}}
    papers = tuple(paper(name, given, as_of) for name, given in raw.items() if about(name, "document"))
    said = {each.key: satisfied(each, as_of) for each in judged if each.criterion.judged_by}
    supplier, name, version = (values[each] for each in HEAD)
    return Submission("library", "S1", supplier, name, version, None, values, {}, papers, {}, Reviews(said, {}))


def about(name: str, kind: str) -> bool:
    return LIBRARY.facts[name].type == kind


def typed(name: str, given: Any) -> Any:
    value = fact_types.reader(LIBRARY.facts[name])(given)
    assert not isinstance(value, fact_types.Unreadable), f"{name}: {value}"
    return value


def paper(name: str, given: Mapping[str, str], as_of: int) -> Document:
    issued, expires = (day_number(given[part]) if part in given else None for part in ("issued", "expires"))
    return Document(f"the {name}", name, "readable", issued or as_of, expires)


def satisfied(definition: Definition, as_of: int) -> Judgement:
    best = definition.bands[0][0].points if definition.bands else None
    return Judgement("Reviewer", "test", as_of, None if definition.bands else True, best, None, None)


def assessed(
    names: Sequence[str],
    raw: Mapping[str, Any],
    contract: Mapping[str, Any] | None = None,
    *,
    judged: bool = False,
    as_of: int = TODAY,
) -> Assessment:
    """Assess the answers against editions, for a contract."""
    known = {name: typed(name, given) for name, given in (contract or {}).items()}
    selection = replace(of_editions(list(names), LIBRARY), contract=known)
    everything = [member.definition for member in selection.members]
    return Assessor(selection, as_of).assess(made(raw, as_of, everything if judged else ()))


def found(assessment: Assessment) -> dict[str, str]:
    """The outcome of each criterion by its key, such as `dtac/C3.3`."""
    members = assessment.assessor.selection.members
    pairs = zip(members, assessment.results, strict=True)
    return {member.definition.key: OUTCOMES[result.outcome] for member, result in pairs}


def notes(assessment: Assessment, key: str) -> set[str]:
    """The notes that the buyer gets about a criterion, as the document has them."""
    (part,) = document(assessment.assessor, [assessment], [])["assessments"]
    reasons = [
        reason
        for criterion in part["criteria"]
        if f"{criterion['standard']}/{criterion['id']}" == key
        for reason in criterion["reasons"]
    ]
    return {reason["check"] for reason in reasons if reason["cause"] == "note"}


def usual(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the usual answers of an edition's criteria come to together; and the contract that goes with them.

    Options that are chosen add up; of other answers the first is taken. Every document that is demanded is attached.
    """
    merged: dict[str, Any] = {}
    for definition in LIBRARY.edition(name).definitions:
        for fact, given in definition.criterion.examples.usual.items():
            merged[fact] = together(fact, merged[fact], given) if fact in merged else given
        merged = {**{paper: {} for paper in definition.criterion.evidence.by}, **merged}
    split: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    for fact, given in merged.items():
        split[fact.startswith("contract.")][fact] = given
    return split


def together(fact: str, first: Any, second: Any) -> Any:
    return [*dict.fromkeys([*first, *second])] if about(fact, "choices") else first


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_submission_meets_nothing(name: str) -> None:
    """Whatever the contract: neither one that nothing is known of, nor one that makes the criteria apply."""
    for contract in ({}, usual(name)[1]):
        assert "met" not in found(assessed([name], {}, contract)).values()


WHOLE = ("borderline", "empty", "strong", "weak")


@cache
def whole(name: str) -> WholeReport:
    """The whole submissions of an edition, run once."""
    return run_whole(LIBRARY.edition(name), LIBRARY.folder(name), LIBRARY.facts)


@pytest.mark.parametrize("name", NAMES)
def test_every_edition_has_a_strong_a_weak_a_borderline_and_an_empty_submission_with_pinned_outcomes(name: str) -> None:
    assert tuple(whole(name).ran) == WHOLE
    assert [f"{problem.place}: {problem.message}" for problem in whole(name).problems] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_empty_one_answers_nothing_and_the_strong_one_fails_nothing(name: str) -> None:
    expected = {each: expectation(name, each) for each in WHOLE}
    assert "met" not in expected["empty"]["outcomes"]
    assert "others" in expected["strong"]["outcomes"].values()
    assert expected["strong"]["outcomes"].keys() <= {"met", "not applicable"}
    assert not {"answers", "confirmed", "claims", "reviews", "starts_from"} & written(name, "empty").keys()


@pytest.mark.parametrize("name", NAMES)
def test_strong_weak_and_empty_come_to_different_things(name: str) -> None:
    strong, weak, empty = (expectation(name, each) for each in ("strong", "weak", "empty"))
    assert strong["outcomes"] != weak["outcomes"] != empty["outcomes"] != strong["outcomes"]
    assert "not met" in weak["outcomes"]


def written(name: str, example: str) -> dict[str, Any]:
    """A whole submission as its file has it."""
    value: dict[str, Any] = read_file(LIBRARY.folder(name) / "examples" / f"{example}.yaml").value
    return value


def expectation(name: str, example: str) -> dict[str, Any]:
    expect: dict[str, Any] = written(name, example)["expect"]
    return expect


def test_a_strong_submission_is_compliant_with_dtac() -> None:
    strong = assessed(["dtac@2.0"], *usual("dtac@2.0"), judged=True)
    assert set(found(strong).values()) == {"met", "not applicable"}
    assert strong.verdict == "compliant"


@pytest.mark.parametrize(
    ("changed", "verdict", "by"),
    [
        ({"pen_test.open_findings": [{"title": "Weak session", "cvss": 6.9}]}, "compliant", []),
        ({"pen_test.open_findings": [{"title": "Weak session", "cvss": 7}]}, "non-compliant", ["dtac/C3.3"]),
        ({"pen_test.open_findings": None}, "undecided", ["dtac/C3.3"]),
        ({"cyber_essentials.expires_on": AS_OF}, "compliant", []),
        ({"cyber_essentials.expires_on": "2026-05-31"}, "non-compliant", ["dtac/C3.1"]),
        ({"availability.percent": 12}, "compliant", []),
    ],
)
def test_one_answer_is_enough_to_fail_dtac_and_section_d_never_is(
    changed: dict[str, Any], verdict: str, by: list[str]
) -> None:
    answers, contract = usual("dtac@2.0")
    given = {name: answer for name, answer in {**answers, **changed}.items() if answer is not None}
    assessment = assessed(["dtac@2.0"], given, contract, judged=True)
    (part,) = document(assessment.assessor, [assessment], [])["assessments"]
    assert (part["verdict"], part["decided_by"]) == (verdict, by)


def test_where_usual_answers_agree_one_submission_of_them_all_meets_everything() -> None:
    """No criterion of such an edition stands in the way of another; what only a register confirms stays open."""
    agreeing = [edition for edition in editions() if agrees(edition)]
    assert len(agreeing) > 10
    for edition in agreeing:
        as_of = edition.definitions[0].criterion.examples.as_of
        outcome = found(assessed([edition.name], *usual(edition.name), judged=True, as_of=as_of))
        checked = {each.key for each in edition.definitions if each.criterion.evidence.demands == "verified"}
        assert {key: each for key, each in outcome.items() if each not in ("met", "not applicable")}.keys() <= checked


def agrees(edition: Edition) -> bool:
    """Whether no two criteria of an edition give another usual answer to the same question."""
    given = defaultdict(set)
    for definition in edition.definitions:
        for fact, answer in definition.criterion.examples.usual.items():
            if not about(fact, "choices"):
                given[fact].add(repr(answer))
    return all(len(each) == 1 for each in given.values())


# --- traps that look official -----------------------------------------------------------------------------------------

CARBON = ["nhs-carbon@2024", "ppn-006@2025"]


def contract(buyer: str, without_vat: str, with_vat: str) -> dict[str, str]:
    return {
        "contract.buyer_kind": buyer,
        "contract.procurement_commenced": "2026-04-20",
        "contract.is_new_framework": "no",
        "contract.annual_value_excluding_vat": without_vat,
        "contract.annual_value_including_vat": with_vat,
    }


@pytest.mark.parametrize(
    ("buyer", "without_vat", "with_vat", "asked"),
    [
        ("nhs", "4500000", "5400000", {"nhs-carbon/NZC-1"}),
        ("central_government", "4500000", "5400000", {"ppn-006/PPN6-1"}),
        ("nhs", "4999999.99", "5999999.99", {"nhs-carbon/NZC-1"}),
        ("nhs", "5000000", "6000000", {"nhs-carbon/CRP-1"}),
        ("central_government", "4166666.66", "5000000", set()),
        ("central_government", "4166666.67", "5000000.01", {"ppn-006/PPN6-1"}),
    ],
)
def test_five_million_counts_without_vat_for_the_nhs_and_with_it_for_central_government(
    buyer: str, without_vat: str, with_vat: str, asked: set[str]
) -> None:
    result = found(assessed(CARBON, {}, contract(buyer, without_vat, with_vat)))
    tried = {"nhs-carbon/NZC-1", "nhs-carbon/CRP-1", "ppn-006/PPN6-1"}
    assert {key for key in tried if result[key] != "not applicable"} == asked


@pytest.mark.parametrize(("value", "told"), [("173099.99", True), ("173100", False), ("10000.01", True)])
def test_the_buyer_of_a_small_contract_is_told_to_find_out_whether_the_commitment_is_asked_for(
    value: str, told: bool
) -> None:
    answers = {"carbon.document": "net_zero_commitment"}
    result = assessed(["nhs-carbon@2024"], answers, contract("nhs", value, value))
    assert ("below-the-threshold" in notes(result, "nhs-carbon/NZC-1")) is told


def test_a_signatory_of_the_charter_passes_without_a_penetration_test_and_the_buyer_is_told() -> None:
    answers = {name: given for name, given in usual("dtac@2.0")[0].items() if not name.startswith("pen_test.")}
    signed = assessed(["dtac@2.0"], {**answers, "cyber_charter.signed": "yes"}, judged=True)
    result = found(signed)
    assert {key: result[key] for key in CHARTER} == dict.fromkeys(CHARTER, "not applicable")
    assert result["dtac/C3.1"] == result["dtac/C3.2"] == "met"
    assert "penetration-test-skipped" in notes(signed, "dtac/C3.2")


CHARTER = ("dtac/C3.3", "dtac/C3.4", "dtac/C3.5", "dtac/C3.5.1", "dtac/C3.6")


def test_whoever_did_not_sign_needs_the_penetration_test() -> None:
    answers = {name: given for name, given in usual("dtac@2.0")[0].items() if not name.startswith("pen_test.")}
    unsigned = assessed(["dtac@2.0"], {**answers, "cyber_charter.signed": "no"}, judged=True)
    assert found(unsigned)["dtac/C3.3"] == "no answer"
    assert "penetration-test-skipped" not in notes(unsigned, "dtac/C3.2")


SCHEME = [
    {"level": "Green", "acceptability": "acceptable"},
    {"level": "Amber", "acceptability": "tolerable_with_reason"},
    {"level": "Red", "acceptability": "unacceptable"},
]
HAZARD = {
    "number": "H1",
    "name": "Alert comes late",
    "harm": "Delayed treatment",
    "status": "closed",
    "initial_severity": "Grave",
    "initial_likelihood": "Seldom",
    "initial_level": "Red",
    "residual_severity": "Grave",
    "residual_likelihood": "Hardly ever",
}


@pytest.mark.parametrize(
    ("level", "reason", "outcome"),
    [
        ("Green", None, "met"),
        ("Amber", "A faster feed does not exist", "met"),
        ("Amber", None, "no answer"),
        ("Red", "A faster feed does not exist", "not met"),
        ("1", None, "no answer"),
    ],
)
def test_risk_is_judged_by_the_scheme_that_the_supplier_declares(level: str, reason: str | None, outcome: str) -> None:
    """No matrix of five by five is assumed: its level 1 says nothing where the scheme has colours."""
    hazard = {**HAZARD, "residual_level": level, **({"reason_for_accepting": reason} if reason else {})}
    answers = {**usual("dcb0129@4.2")[0], "hazard_log.risk_scheme": SCHEME, "hazard_log.hazards": [hazard]}
    result = found(assessed(["dcb0129@4.2"], answers))
    assert result["dcb0129/6.4.1"] == outcome
    assert result["dcb0129/5.1.1"] == "met"


@pytest.mark.parametrize(
    ("mark", "kind", "last", "told"),
    [
        ("ce_directive", "class_i", "2028-06-30", False),
        ("ce_directive", "class_i", "2028-07-01", True),
        ("ce_directive", "in_vitro", "2028-07-01", False),
        ("ce_directive", "in_vitro", "2030-06-30", False),
        ("ce_directive", "in_vitro", "2030-07-01", True),
        ("ce_regulation", "class_i", "2030-06-30", False),
        ("ce_regulation", "class_i", "2030-07-01", True),
    ],
)
def test_the_buyer_is_told_of_a_mark_said_to_last_longer_than_the_law(mark: str, kind: str, last: str, told: bool):
    """Regulation 1ZA: the older directives end in 2028, save that of in vitro devices, which ends with the newer."""
    answers = {
        "medical_device.qualifies": True,
        "medical_device.marking": mark,
        "medical_device.class": kind,
        "medical_device.ce_accepted_until": last,
    }
    given = notes(assessed(["medical-devices@2002"], answers), "medical-devices/MD-6")
    assert any(note.startswith("later-than-the-") for note in given) is told


@pytest.mark.parametrize(
    ("opened", "applies"), [("2026-04-26", "3.2"), ("2026-04-27", "3.3"), ("2026-04-28", "3.3"), ("2025-04-28", "3.2")]
)
def test_the_day_on_which_the_account_was_opened_selects_the_edition_of_cyber_essentials(
    opened: str, applies: str
) -> None:
    outcome = {
        edition: found(assessed([f"cyber-essentials@{edition}"], {"cyber_essentials.account_opened_on": opened}))
        for edition in ("3.2", "3.3")
    }
    applicable = [edition for edition, each in outcome.items() if each["cyber-essentials/CE-5"] != "not applicable"]
    assert applicable == [applies]


def test_the_buyer_is_told_of_the_day_on_which_sources_differ() -> None:
    for opened, told in (("2026-04-26", False), ("2026-04-27", True), ("2026-04-28", False)):
        result = assessed(["cyber-essentials@3.3"], {"cyber_essentials.account_opened_on": opened})
        assert ("day-in-doubt" in notes(result, "cyber-essentials/CE-5")) is told


def test_the_two_editions_of_cyber_essentials_leave_no_day_between_them() -> None:
    older, newer = (LIBRARY.edition(f"cyber-essentials@{each}").file for each in ("3.2", "3.3"))
    assert older.selected_by == newer.selected_by == "account-opened"
    assert older.in_force
    assert newer.in_force
    assert older.in_force.last == newer.in_force.first - 1
