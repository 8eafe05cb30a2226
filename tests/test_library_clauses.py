"""Every clause of a standard is encoded, judged by a person with a rubric, or listed with the reason why it is neither.

Where the number of clauses is known, they are counted: a clause that was forgotten, or taken out, is noticed.
"""

from __future__ import annotations

import re
from functools import cache

import pytest

from techassure.definitions.definition import Definition
from techassure.definitions.editions import Edition
from techassure.definitions.library import load_library
from techassure.definitions.words import Leaf, leaves

LIBRARY = load_library()
NAMES = LIBRARY.names()


@cache
def edition(name: str) -> Edition:
    return LIBRARY.edition(name)


def ids(name: str) -> set[str]:
    return {each.criterion.id for each in edition(name).definitions}


def of(name: str, criterion: str) -> Definition:
    return next(each for each in edition(name).definitions if each.criterion.id == criterion)


def numbered(counts: dict[str, int]) -> set[str]:
    """Sub-clauses by section: `{"2.4": 2}` are 2.4.1 and 2.4.2."""
    return {f"{section}.{at}" for section, count in counts.items() for at in range(1, count + 1)}


def run(prefix: str, last: int) -> set[str]:
    return {f"{prefix}{at}" for at in range(1, last + 1)}


DCB0129 = {
    "2.1": 1, "2.2": 2, "2.3": 4, "2.4": 2, "2.5": 2, "2.6": 1,
    "3.1": 4, "3.2": 4, "3.3": 3, "3.4": 1, "3.5": 3, "3.6": 1,
    "4.1": 3, "4.2": 2, "4.3": 1, "4.4": 1, "5.1": 2,
    "6.1": 6, "6.2": 2, "6.3": 3, "6.4": 1, "7.1": 3, "7.2": 5, "7.3": 4,
}  # fmt: skip
DTAC_2 = {
    *run("A", 12), *run("B", 4),
    "C1.1.1", "C1.1.2", "C1.2", "C1.2.1", "C1.2.2", "C1.2.3", "C1.2.4", "C1.2.5",
    "C2.1", "C2.2", "C2.2.1", "C2.2.2", "C2.2.3", "C2.2.4", "C2.2.5", "C2.2.6",
    "C3.1", "C3.2", "C3.3", "C3.4", "C3.5", "C3.5.1", "C3.6",
    "C4.1", "C4.1.1", "C4.1.2", "C4.1.3", "C4.2", "C4.2.1", "C4.2.2", "C4.2.3", "C4.2.4", "C4.2.5", "C4.2.6",
    "D1.1", "D1.2", "D1.3", "D1.4", "D1.4.1", "D1.4.2", "D1.4.3", "D1.5",
}  # fmt: skip
CODE_OF_PRACTICE = {
    "1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "3.1", "3.2", "3.3", "3.4", "3.5", "4.1", "4.2", "4.3",
}  # fmt: skip
CLAUSES = {
    "dcb0129@4.2": numbered(DCB0129),
    "dtac@2.0": DTAC_2,
    "nhs-service-standard@2": run("", 17),
    "ncsc-cloud@2": run("P", 14),
    "software-security-code@2025": CODE_OF_PRACTICE,
    "nhs-cyber-charter@2025": run("S", 8),
    "nice-esf@ecd7": run("S", 21),
    "social-value@ppn-002-2025": run("SVM-", 8),
}
BESIDE = {
    "software-security-code@2025": {"SRO"},
    "nhs-cyber-charter@2025": {"SIGNED"},
    "nice-esf@ecd7": {"TIER"},
    "social-value@ppn-002-2025": {"SVM-9", "SVM-10"},
}
"""What an edition asks besides the numbered clauses: who answers, whether it was signed, which tier, the delivery."""
COUNTS = {
    "dcb0129@4.2": 61,
    "dtac@2.0": 58,
    "nhs-service-standard@2": 17,
    "ncsc-cloud@2": 14,
    "software-security-code@2025": 14,
    "nhs-cyber-charter@2025": 8,
    "nice-esf@ecd7": 21,
    "social-value@ppn-002-2025": 8,
}


@pytest.mark.parametrize("name", CLAUSES)
def test_every_clause_of_a_known_number_has_its_criterion(name: str) -> None:
    assert len(CLAUSES[name]) == COUNTS[name]
    assert ids(name) == CLAUSES[name] | BESIDE.get(name, set())


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_encoded_is_listed_once_each_with_a_reason(name: str) -> None:
    listed = edition(name).file.not_encoded
    assert listed, "there is always a clause that no submission can meet"
    assert len({each.clause for each in listed}) == len(listed)
    assert [each.clause for each in listed if len(each.because.split()) < 3] == []


def test_all_sections_of_the_deployers_standard_are_asked_for_or_listed() -> None:
    """DCB0160 has the sections of its twin, and one on taking a product out of use."""
    asked = {each.rpartition(".")[0] for each in ids("dcb0160@3.2")}
    listed = " ".join(each.clause for each in edition("dcb0160@3.2").file.not_encoded)
    spoken = {match[0] for match in re.finditer(r"[2-7]\.[1-9]", listed)}
    whole = {match[1] for match in re.finditer(r"(?:^|\s)([1-7])(?=\s[A-Z]|$)", listed)}
    sections = {*DCB0129, "7.4"}
    assert {each for each in sections if each not in asked | spoken and each[0] not in whole} == set()


def options(name: str) -> set[str]:
    return set(LIBRARY.facts[name].options or {})


def argument(name: str, criterion: str, check: str) -> set[str]:
    """What a check of a criterion demands to be chosen."""
    tree = next(tree for each, tree in of(name, criterion).checks if each.id == check)
    return set().union(*(leaf.argument for leaf in leaves(tree)))


def test_the_55_success_criteria_of_level_aa_are_asked_for_and_all_of_them_demanded() -> None:
    level_a, level_aa = (argument("wcag@2.2", "WCAG-3", each) for each in ("level-a", "level-aa"))
    assert (len(level_a), len(level_aa)) == (31, 24)
    assert level_a.isdisjoint(level_aa)
    assert level_a | level_aa == options("accessibility.evaluated")
    columns = LIBRARY.facts["accessibility.results"].columns or {}
    assert set(columns["criterion"].options or {}) == options("accessibility.evaluated")
    new = {"3_2_6", "3_3_7", "2_4_11", "2_5_7", "2_5_8", "3_3_8"}
    assert new <= level_a | level_aa, "those that came with version 2.2"
    assert "4_1_1" not in level_a | level_aa, "parsing is obsolete"


def test_the_twelve_topics_of_an_impact_assessment_are_demanded() -> None:
    assert len(options("dpia.topics")) == 12
    assert argument("data-protection@2026", "DPIA-1", "twelve-topics") == options("dpia.topics")


def test_the_eight_terms_of_a_contract_with_a_processor_can_be_chosen() -> None:
    assert len(options("data_processing.contract_terms")) == 8


def test_the_five_controls_of_cyber_essentials_can_be_chosen() -> None:
    assert len(options("cyber_essentials.controls")) == 5


def test_a_carbon_reduction_plan_counts_two_scopes_and_five_categories_of_the_third() -> None:
    columns = LIBRARY.facts["carbon.emissions"].columns or {}
    assert len(columns["source"].options or {}) == 2 + 5


def test_the_weights_of_the_first_dtac_sum_to_100() -> None:
    shares = {each.criterion.id: each.entry.share for each in edition("dtac@1.0").definitions if each.entry.share}
    assert sum(shares.values()) == 100
    assert shares["D1.4"] == 20
    assert len(ids("dtac@1.0")) == 68


TIERS = {
    "a": {*range(1, 7), *range(10, 14), *range(15, 22)},
    "b": {*range(1, 14), *range(15, 22)},
    "c": {*range(1, 22)},
}


@pytest.mark.parametrize("tier", TIERS)
def test_the_tiers_of_nice_decide_which_standards_apply(tier: str) -> None:
    """Standards 7 to 9 are not for tier A, and 14 is for tier C alone."""
    applying = {
        int(each.criterion.id[1:])
        for each in edition("nice-esf@ecd7").definitions
        if each.criterion.id != "TIER"
        and (
            each.applies is None or all(holds(leaf, tier) for leaf in leaves(each.applies) if leaf.fact == "nice.tier")
        )
    }
    assert applying == TIERS[tier]


def holds(leaf: Leaf, tier: str) -> bool:
    return {"is": tier == leaf.argument, "is_not": tier != leaf.argument}[leaf.word]


def test_the_plan_of_2022_is_a_standard_about_a_system_and_not_about_a_product() -> None:
    """The engine has no special code for it: its facts are about a system, and it is assessed like any other."""
    asked = {
        leaf.fact
        for each in edition("digital-plan@2022").definitions
        for _, tree in each.checks
        for leaf in leaves(tree)
    }
    asked |= {
        leaf.fact
        for each in edition("digital-plan@2022").definitions
        for _, tree in each.bands
        if tree
        for leaf in leaves(tree)
    }
    assert asked
    assert {LIBRARY.facts[each].about for each in asked} == {"system"}
