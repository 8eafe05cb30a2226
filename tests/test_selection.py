"""Selections: bare editions, baselines, tenders that change lines of them, pins, and the digest of what decides."""

from __future__ import annotations

import json
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Literal

import pytest
from builders import Small, day
from hypothesis import given, settings
from hypothesis import strategies as st

from techassure import Selection
from techassure.definitions.model import GateType
from techassure.selections.selection import Member

YES = "{q.yes: {is: yes}}"
ONE_AWARD = "award_criteria: {u: {weight: 100, criteria: {small/A: 1}}}"


@pytest.fixture
def house(small: Small) -> Small:
    """A gate, and scored criteria in two domains."""
    small.criterion("G", YES)
    small.scored("A", YES, 3, domain="usability").scored("B", YES, 1, domain="usability")
    return small.scored("C", YES, 2, domain="cyber-security")


def member(selection: Selection, name: str) -> Member:
    return next(each for each in selection.members if each.definition.key == f"small/{name}")


def shares(selection: Selection) -> dict[str, tuple[str | None, Fraction | None]]:
    return {each.definition.criterion.id: (each.award, each.share) for each in selection.members if each.share}


# --- bare editions and baselines ------------------------------------------------------------------------------------


def test_bare_edition_has_its_own_gates_and_shares_in_one_sum(house: Small) -> None:
    selection = house.selection()
    assert (selection.kind, selection.id, selection.as_of) == ("standards", "small@1", None)
    assert member(selection, "G").gate == "requirement"
    assert shares(selection) == {"A": ("all", 3), "B": ("all", 1), "C": ("all", 2)}


def test_baseline_weighs_domains_with_the_shares_of_their_editions(house: Small) -> None:
    house.baseline("home", "{domain_weights: {usability: 70, cyber-security: 30}}")
    selection = house.selection("home")
    assert [(each.id, each.weight) for each in selection.award_criteria] == [("usability", 70), ("cyber-security", 30)]
    assert shares(selection) == {"A": ("usability", 3), "B": ("usability", 1), "C": ("cyber-security", 2)}
    assert (selection.kind, selection.id) == ("baseline", "home")


def test_baseline_may_leave_a_domain_unweighted_and_then_unscored(house: Small) -> None:
    house.baseline("home", "{domain_weights: {cyber-security: 100}}")
    assert shares(house.selection("home")) == {"C": ("cyber-security", 2)}


# --- tenders --------------------------------------------------------------------------------------------------------


@pytest.fixture
def based(house: Small) -> Small:
    """A baseline with something of everything, for a tender to start from."""
    return house.baseline(
        "home",
        """
        domain_weights: {usability: 70, cyber-security: 30}
        gates: {small/G: disqualifying-award-criterion}
        not_applicable: full-marks
        rounding: {places: 2, mode: half-up}
        measurement_decides: yes
        """,
    )


def test_tender_starts_from_a_baseline_and_keeps_what_it_does_not_change(based: Small) -> None:
    selection = based.tender("starts_from: home").selection()
    assert [(each.id, each.weight) for each in selection.award_criteria] == [("usability", 70), ("cyber-security", 30)]
    assert member(selection, "G").gate == "disqualifying-award-criterion"
    assert (selection.not_applicable, selection.places, selection.mode) == ("full-marks", 2, "half-up")
    assert (selection.measurement_decides, selection.kind, selection.id) == (True, "tender", "try")


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        (
            "domain_weights: {usability: 60, cyber-security: 40}",
            lambda s: [a.weight for a in s.award_criteria] == [60, 40],
        ),
        ("gates: {small/G: none}", lambda s: member(s, "G").gate is None),
        ("gates: {small/G: requirement}", lambda s: member(s, "G").gate == "requirement"),
        ("not_applicable: lowest-band", lambda s: s.not_applicable == "lowest-band"),
        ("rounding: {places: 0}", lambda s: (s.places, s.mode) == (0, "half-up")),
        ("rounding: {mode: half-even}", lambda s: (s.places, s.mode) == (2, "half-even")),
        ("measurement_decides: no", lambda s: s.measurement_decides is False),
        ("award_criteria: {usability: {minimum: 50}}", lambda s: s.award_criteria[0].minimum == 50),
        ("award_criteria: {usability: {weight: 70, title: Use}}", lambda s: s.award_criteria[0].title == "Use"),
        ("award_criteria: {usability: {criteria: {small/B: 5}}}", lambda s: shares(s)["B"] == ("usability", 5)),
        ("award_criteria: {usability: {criteria: {small/B: 5}}}", lambda s: "A" not in shares(s)),
        ("award_criteria: {usability: none, price: {weight: 70, assessed_by: price}}", lambda s: "A" not in shares(s)),
    ],
)
def test_tender_changes_any_line(based: Small, line: str, seen: Any) -> None:
    assert seen(based.tender(f"starts_from: home\n{line}").selection())


@pytest.mark.parametrize(
    ("line", "due"),
    [
        ("", "2026-07-15"),
        ("gates: {small/D: requirement}", None),
        ("gates: {small/D: {type: requirement}}", None),
        ("gates: {small/D: {type: requirement, due: award}}", "2026-07-15"),
        ("gates: {small/D: {type: requirement, due: contract.start}}", "2026-09-01"),
    ],
)
def test_a_line_of_a_tender_is_the_whole_of_a_gate_in_either_form(small: Small, line: str, due: str | None) -> None:
    """Without a line the edition says when it falls due; a line that says nothing of it means at once."""
    small.criterion("D", "{q.yes: {is: yes}}", role="{gate: requirement, due: award}").tender(line)
    found = member(small.selection(), "D")
    assert (found.gate, found.due) == ("requirement", None if due is None else day(due).toordinal())


def test_tender_gives_shares_and_minimums_to_single_criteria(house: Small) -> None:
    house.tender("award_criteria: {u: {weight: 100, criteria: {small/A: {share: 2.5, minimum: 1}, small/C: 1}}}")
    selection = house.selection()
    assert shares(selection) == {"A": ("u", Fraction(5, 2)), "C": ("u", Fraction(1))}
    assert (member(selection, "A").minimum, member(selection, "C").minimum) == (1, None)


@pytest.mark.parametrize("gate", ["condition-of-participation", "requirement", "disqualifying-award-criterion"])
def test_tender_types_its_gates(small: Small, gate: GateType) -> None:
    small.criterion("A", "{q.bidder: {is: yes}}", binds="bidder").tender(f"gates: {{small/A: {{type: {gate}}}}}")
    assert member(small.selection(), "A").gate == gate


def test_tender_knows_its_days(house: Small) -> None:
    selection = house.tender().selection()
    days = selection.days(selection.as_of or 0)
    assert (days.as_of, days.start, days.end) == (739768, 739860, 740955)


def test_tender_makes_contract_facts_of_its_dates(house: Small) -> None:
    assert house.tender().selection().contract["contract.award"] == 739812


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ("award_criteria: {u: {weight: 60, criteria: {small/A: 1}}}", "weights-do-not-add-up"),
        ("award_criteria: {u: {weight: 100.01, criteria: {small/A: 1}}}", "weights-do-not-add-up"),
        ("award_criteria: {u: {weight: 0, criteria: {small/A: 1}}}", "no-weight"),
        ("award_criteria: {u: {criteria: {small/A: 1}}}", "no-weight"),
        ("award_criteria: {u: {weight: 100}}", "award-criterion-unclear"),
        ("award_criteria: {u: {weight: 100, domain: usability, assessed_by: price}}", "award-criterion-unclear"),
        ("award_criteria: {u: {weight: 100, criteria: {small/A: 0}}}", "no-share"),
        ("award_criteria: {u: {weight: 100, criteria: {small/Z: 1}}}", "unknown-criterion"),
        ("award_criteria: {u: {weight: 100, domain: sustainability}}", "nothing-scored"),
        ("award_criteria: {u: {weight: 100, criteria: {small/G: 1}}}", "gate-and-share"),
        (
            "award_criteria: {u: {weight: 50, criteria: {small/A: 1}}, v: {weight: 50, criteria: {small/A: 1}}}",
            "scored-twice",
        ),
        ("gates: {small/Z: requirement}", "unknown-criterion"),
        ("gates: {small/G: requirment}", "wrong-value"),
        ("editions: {}", "no-editions"),
        ("editions: {small: '1'}", "other-revision"),
        ("contract: {strat: 2026-09-01}", "unknown-fact"),
        ("contract: {start: soon}", "wrong-type"),
        ("rounding: {places: 7}", "wrong-value"),
        ("not_applicable: nothing", "wrong-value"),
    ],
)
def test_tender_is_refused(house: Small, lines: str, rule: str) -> None:
    problems = house.tender(lines).refused()
    assert rule in [each.rule for each in problems]
    assert all(each.fix and each.place.line == 1 for each in problems)


@pytest.mark.parametrize("weight", ["", "weight: 0, ", "weight: -40, "])
def test_of_what_is_no_weight_it_is_not_said_that_the_weights_do_not_add_up(house: Small, weight: str) -> None:
    parts = f"u: {{{weight}criteria: {{small/A: 1}}}}, v: {{weight: 60, assessed_by: price}}"
    assert [each.rule for each in house.tender(f"award_criteria: {{{parts}}}").refused()] == ["no-weight"]


@pytest.mark.parametrize(
    ("lines", "message", "fix"),
    [
        ("gates: {small/G: requirment}", "`requirment` cannot be read", "did you mean `requirement`?"),
        ("gates: {small/G: nonne}", "`nonne` cannot be read", "did you mean `none`?"),
        ("gates: {small/G: {type: requirement, due: never}}", "`never` cannot be read", "write one of `award`"),
        ("gates: {small/G: {type: requirement, deu: award}}", "`deu` is not a key here", "did you mean `due`?"),
        ("gates: {small/G: [requirement]}", "`small/G` has the wrong shape", "write a mapping"),
        ("award_criteria: {u: {weight: 100, criteria: {small/A: two}}}", "`two` cannot be read", "write a number"),
        ("award_criteria: {u: {weight: 100, criteria: {small/A: {shar: 1}}}}", "`shar` is not a key here", "`share`?"),
        ("award_criteria: {u: {wieght: 100}}", "`wieght` is not a key here", "did you mean `weight`?"),
    ],
)
def test_what_may_be_written_in_several_ways_is_refused_once(house: Small, lines: str, message: str, fix: str) -> None:
    told = [each for each in house.tender(lines).refused() if each.rule != "missing-key"]
    assert [each.message for each in told] == [message]
    assert fix in told[0].fix


def test_tender_gives_all_its_problems_at_once(house: Small) -> None:
    problems = house.tender("gates: {small/Z: none}\ndates: {}\ncontract: {strat: 1}").refused()
    assert {each.rule for each in problems} == {"unknown-criterion", "no-as-of", "unknown-fact"}


def test_tender_whose_weights_sum_exactly_in_decimals_is_accepted(house: Small) -> None:
    awards = "a: {weight: 33.3, criteria: {small/A: 1}}, b: {weight: 33.3, criteria: {small/B: 1}}"
    house.tender(f"award_criteria: {{{awards}, c: {{weight: 33.4, criteria: {{small/C: 1}}}}}}")
    assert sum(each.weight for each in house.selection().award_criteria) == 100


@pytest.mark.parametrize("name", ["#0", "small/A", "Whole-life cost", "a\\e[31m"])
def test_award_criterion_has_an_id_of_one_form(small: Small, name: str) -> None:
    small.scored("A", YES).tender(f'award_criteria: {{"{name}": {{weight: 100, criteria: {{small/A: 1}}}}}}')
    assert [each.rule for each in small.refused()] == ["wrong-value"]


def test_baseline_that_states_what_belongs_to_a_tender_is_refused(house: Small) -> None:
    house.baseline("home", "{lots: {'1': One}}")
    assert [each.rule for each in house.refused("home")] == ["tender-part-in-baseline"]


def test_baseline_starts_from_none(house: Small) -> None:
    """Else its line would be passed over in silence, and nothing of the other be in it."""
    house.baseline("home", "{starts_from: other}")
    (problem,) = house.refused("home")
    assert (problem.rule, problem.message) == (
        "tender-part-in-baseline",
        "the baseline `home` states `starts_from`, which belongs to a tender",
    )


@pytest.mark.parametrize("award", ["criteria: {small/A: 1}", "domain: usability"])
def test_tender_that_rests_on_a_broken_edition_is_not_blamed_for_it(house: Small, award: str) -> None:
    house.criterion("A", expect="{q.none: {is: yes}}")
    house.tender(f"gates: {{small/G: requirement}}\naward_criteria: {{u: {{weight: 100, {award}}}}}")
    assert {each.rule for each in house.refused()} == {"unknown-fact"}


# --- pins -----------------------------------------------------------------------------------------------------------


def test_revision_is_pinned_so_that_a_mended_encoding_changes_no_tender_silently(house: Small) -> None:
    house.tender().selection()
    house.edition["revision"] = "2"
    (problem,) = house.refused()
    assert problem.rule == "other-revision"
    assert 'write `small: "1 r2"` after reading what changed' in problem.fix


# --- the digest -----------------------------------------------------------------------------------------------------


def changed(small: Small, name: str, **parts: Any) -> None:
    """Change parts of a criterion's file."""
    path = small.root / "small" / "1" / "criteria" / f"{name}.yaml"
    path.write_text(json.dumps({**json.loads(path.read_text()), **parts}))


def check(expect: Any, **parts: str) -> list[dict[str, Any]]:
    return [{"id": "one", "expect": expect, "otherwise": "It is not so.", "fix": "Make it so.", **parts}]


@pytest.fixture
def digested(small: Small) -> Small:
    """A tender on one criterion that rests on everything a criterion can rest on."""
    small.criterion(
        "A", "{q.excess: {at_least: 5}}", role="{share: 1}", evidence="{demands: documented, by: q.certificate}"
    )
    return small.tender(ONE_AWARD)


def test_digest_is_the_same_for_the_same(digested: Small) -> None:
    first = digested.selection().digest
    assert first.startswith("sha256:")
    assert digested.selection().digest == first


@pytest.mark.parametrize(
    "parts",
    [
        {"checks": check({"q.excess": {"at_least": "6"}})},
        {"checks": check({"q.excess": {"above": "5"}})},
        {"checks": check({"q.number": {"at_least": "5"}})},
        {"applies_when": {"q.other": {"is": "yes"}}, "may_claim_not_applicable": "no"},
        {"evidence": {"demands": "documented"}},
        {"evidence": {"demands": "verified", "by": "q.certificate"}},
        {"judged_by": "reviewer", "reviewer_asks": "Is it?"},
        {"accepts_equivalent": "no", "refuses_equivalent_because": "The law names it."},
    ],
)
def test_digest_changes_with_what_decides_a_criterion(digested: Small, parts: dict[str, Any]) -> None:
    first = digested.tender(f"{ONE_AWARD}\nnot_applicable: lowest-band").selection().digest
    changed(digested, "A", **parts)
    assert digested.selection().digest != first


@pytest.mark.parametrize(
    "parts",
    [
        {"title": "Something else is wanted"},
        {"checks": check({"q.excess": {"at_least": "5"}}, otherwise="No.", fix="Do.")},
        {"source": {"clause": "2", "says": "Other.", "address": "https://example.org/2", "confidence": "secondary"}},
        {"examples": {"as_of": "2026-06-01", "cases": [{"name": "other", "outcome": "no answer"}]}},
        {"notes": []},
    ],
)
def test_digest_stays_when_only_the_wording_changes(digested: Small, parts: dict[str, Any]) -> None:
    first = digested.selection().digest
    changed(digested, "A", **parts)
    assert digested.selection().digest == first


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("valid_for: 12 months", "valid_for: 24 months"),
        ("function: difference, from: [q.number, q.sum]", "function: difference, from: [q.second, q.sum]"),
        ("function: column_sum", "function: column_max"),
        ("type: number, from: 0, to: 10, optional: yes", "type: number, from: 0, to: 11, optional: yes"),
        ("type: number, from: 0, to: 100}", "type: number, from: 0, to: 99}"),
    ],
)
def test_digest_changes_with_the_facts_behind_a_criterion(digested: Small, old: str, new: str) -> None:
    first = digested.selection().digest
    assert old in digested.facts
    digested.facts = digested.facts.replace(old, new)
    assert digested.selection().digest != first


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("question: How many?", "question: How many are there?"),
        ("question: Attach the certificate.", "question: Please attach it."),
        ("question: Is it so?, about: product", "question: Is it so?, about: bidder"),
    ],
)
def test_digest_stays_when_questions_are_reworded_or_other_facts_change(digested: Small, old: str, new: str) -> None:
    first = digested.selection().digest
    digested.facts = digested.facts.replace(old, new)
    assert digested.selection().digest == first


@pytest.mark.parametrize(
    "line",
    [
        "award_criteria: {u: {weight: 100, criteria: {small/A: {share: 1, minimum: 1}}}}",
        "award_criteria: {u: {weight: 100, criteria: {small/A: 1}, minimum: 50}}",
        "award_criteria: {u: {weight: 90, criteria: {small/A: 1}}, price: {weight: 10, assessed_by: price}}",
        "not_applicable: lowest-band",
        "rounding: {places: 2}",
        "measurement_decides: yes",
        "dates: {as_of: 2026-06-02, award: 2026-07-15}",
        "contract: {start: 2026-09-01, end: 2029-08-31, value: 100001}",
    ],
)
def test_digest_changes_with_what_the_tender_decides(digested: Small, line: str) -> None:
    first = digested.selection().digest
    text = line if line.startswith("award") else f"{ONE_AWARD}\n{line}"
    assert digested.tender(text).selection().digest != first


def test_digest_stays_when_the_tender_is_retitled(digested: Small) -> None:
    first = digested.selection().digest
    assert digested.tender(f"{ONE_AWARD}\ntitle: Another title\nbuyer: {{name: Fellmoor}}").selection().digest == first


def test_digest_stands_on_the_document(digested: Small) -> None:
    assert digested.assess("{}").document["selection"]["digest"] == digested.selection().digest


# --- rounding -------------------------------------------------------------------------------------------------------


@settings(max_examples=200)
@given(
    st.decimals(-100, 100, places=5),
    st.integers(0, 4),
    st.sampled_from([("half-even", ROUND_HALF_EVEN), ("half-up", ROUND_HALF_UP)]),
)
def test_scores_are_rounded_as_decimal_arithmetic_rounds_them(
    value: Decimal, places: int, mode: tuple[Literal["half-even", "half-up"], str]
) -> None:
    """Halves among them: where the digits behind the places are a 5 and noughts."""
    selection = Selection("tender", "t", "T", (), (), {}, places=places, mode=mode[0])
    for each in (value, round(value, places) + Decimal(5).scaleb(-places - 1)):
        assert selection.rounded(Fraction(each)) == Fraction(each.quantize(Decimal(1).scaleb(-places), mode[1]))
