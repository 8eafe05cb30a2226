"""Where bids stand: the rule for silence, gates that fall due later, prices that are missing, and ties."""

from __future__ import annotations

from fractions import Fraction

import pytest
from builders import Small

from techassure.engine.outcomes import Outcome
from techassure.engine.scoring import Range
from techassure.reviewing.log_state import Decided
from techassure.reviews import Identity
from techassure.selections.tender_rules import Unanswered
from techassure.tendering import final_writer, modelling
from techassure.tendering.price_files import BidPrice
from techassure.tendering.standing import Settled, Standing, settle, standings

NUMBERED = "{4: {q.number: {at_least: 9}}, 2: {q.other: {is: yes}}, 1: {q.number: {at_least: 1}}}"
RULES: tuple[Unanswered, ...] = ("fails", "lowest-band")


def settled(small: Small, answers: str, rule: Unanswered | None, as_of: str = "2026-06-01") -> Settled:
    return settle(small.assess(answers, as_of=as_of).assessment, rule)


def stood(
    small: Small, page: str, prices: dict[str, int], *, final: bool = True, disqualified: str = ""
) -> dict[str, Standing]:
    """Return where the bids of a tender stand, by the supplier's id."""
    small.tender(f"unanswered: fails\n{page}").selection()
    running = modelling.of_folder(small.folder, small.kept(), [], [], agreed=False).running
    for key in running.submissions:
        if key[0] == disqualified:
            running.state.set_aside[key] = Decided(1, "disqualified", "H. Holder", 1, {})
    known: dict[Identity, BidPrice] = {
        key: BidPrice(key, Fraction(prices[key[0]]), {}) for key in running.submissions if key[0] in prices
    }
    made = standings(running, known, final=final)
    return {key[0]: each for lot in made.values() for key, each in lot.items()}


# --- what stayed unanswered -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "answers", "points"),
    [
        ("fails", "{}", 0),
        ("lowest-band", "{}", 1),
        ("fails", "{q.other: yes}", 2),
        ("lowest-band", "{q.other: yes}", 2),
    ],
)
def test_silence_is_counted_by_the_published_rule(small: Small, rule: Unanswered, answers: str, points: int) -> None:
    found = settled(small.scored("X", "", bands=NUMBERED), answers, rule)
    assert (found.results[0].low, found.results[0].high) == (points, points)
    assert found.unanswered == ["small/X"]


@pytest.mark.parametrize("rule", RULES)
def test_after_the_rule_nothing_is_unanswered_any_more(small: Small, rule: Unanswered) -> None:
    found = settled(small.scored("X", "", bands=NUMBERED), "{}", rule)
    assert found.results[0].outcome is Outcome.NOT_MET


@pytest.mark.parametrize("rule", RULES)
def test_what_waits_for_a_person_is_left_as_it_is(small: Small, rule: Unanswered) -> None:
    small.scored("R", "", bands='{4: "", 0: ""}', judged_by="reviewer", reviewer_asks="Is it good?")
    found = settled(small, "{}", rule)
    assert (found.results[0].outcome, found.results[0].high, found.unanswered) == (Outcome.NEEDS_REVIEW, 4, [])


@pytest.mark.parametrize("rule", RULES)
def test_silence_gives_nothing_where_there_are_no_bands(small: Small, rule: Unanswered) -> None:
    found = settled(small.scored("X", "{q.yes: {is: yes}}"), "{}", rule)
    assert found.results[0].high == 0


@pytest.mark.parametrize("rule", RULES)
def test_a_gate_that_stayed_unanswered_fails_by_either_rule(small: Small, rule: Unanswered) -> None:
    found = settled(small.criterion("G", "{q.yes: {is: yes}}"), "{}", rule)
    assert (found.verdict, found.failed, found.unanswered) == ("non-compliant", ["small/G"], ["small/G"])


def test_what_neither_gates_nor_scores_is_not_counted_by_the_rule(small: Small) -> None:
    found = settled(
        small.criterion("C", "{q.yes: {is: yes}}", role="{}").scored("X", "{q.other: {is: yes}}"), "{}", "fails"
    )
    assert found.unanswered == ["small/X"]


def test_without_a_rule_a_bid_stands_as_it_is(small: Small) -> None:
    found = settled(small.criterion("G", "{q.yes: {is: yes}}").scored("X", "", bands=NUMBERED), "{}", None)
    assert (found.verdict, found.failed, found.unanswered) == ("undecided", [], [])
    assert list(found.awards.values()) == [Range(Fraction(0), Fraction(100))]


def test_a_missed_minimum_is_named_as_what_failed(small: Small) -> None:
    """That of a criterion by the criterion, that of an award criterion by its name."""
    small.scored("X", "{q.yes: {is: yes}}").scored("Y", "{q.other: {is: yes}}")
    small.tender(
        "award_criteria: {u: {weight: 100, criteria: {small/X: {share: 1, minimum: 1}, small/Y: 1}, minimum: 50}}"
    )
    assert settled(small, "{q.yes: no, q.other: no}", "fails").failed == ["minimum of u", "small/X"]
    assert settled(small, "{q.yes: no, q.other: yes}", "fails").failed == ["small/X"]


@pytest.mark.parametrize(
    ("as_of", "verdict", "until_due"), [("2026-07-14", "compliant", ["small/G"]), ("2026-07-15", "non-compliant", [])]
)
def test_a_silent_gate_is_a_condition_until_the_day_on_which_it_falls_due(
    small: Small, as_of: str, verdict: str, until_due: list[str]
) -> None:
    small.criterion("H", "{q.other: {is: yes}}").criterion(
        "G", "{q.yes: {is: yes}}", role="{gate: requirement, due: award}"
    )
    found = settled(small.tender(), "{q.other: yes}", "fails", as_of)
    assert (found.verdict, found.until_due) == (verdict, until_due)
    assert found.unanswered == ([] if until_due else ["small/G"])


def test_a_gate_that_is_met_before_it_falls_due_is_no_condition(small: Small) -> None:
    small.criterion("G", "{q.yes: {is: yes}}", role="{gate: requirement, due: award}").tender()
    assert settled(small, "{q.yes: yes}", "fails").until_due == []


# --- among the others -----------------------------------------------------------------------------------------------

PRICED = """
award_criteria:
  quality: {title: Quality, weight: 60, criteria: {small/A: 1, small/B: 1}}
  price: {title: Price, weight: 40, assessed_by: price}
"""
LEVEL = (
    f"{PRICED}\nprice: {{formula: linear-to-ceiling, ceiling: 1000, full_marks_at: 500}}\ntie_breaks: [lowest-price]"
)
LOWEST = f"{PRICED}\nprice: {{formula: lowest-over-price}}"
PER_POUND = """
award_criteria: {quality: {title: Q, weight: 100, criteria: {small/A: 1, small/B: 1}}}
price: {formula: quality-per-pound}
"""


@pytest.fixture
def bids(small: Small) -> Small:
    """Three bids on two scored criteria, without a gate: all of it, half of it, and half with the other half open."""
    small.scored("A", "{q.yes: {is: yes}}").scored("B", "{q.other: {is: yes}}")
    answers = {"all": "{q.yes: yes, q.other: yes}", "half": "{q.yes: yes, q.other: no}", "open": "{q.yes: yes}"}
    for name, each in answers.items():
        small.submission(each, name=name, supplier=f"{{id: {name}, name: {name}}}")
    return small


def test_of_bids_that_are_level_the_cheaper_is_before_the_dearer(bids: Small) -> None:
    """Both have full marks for their price, and one half for quality."""
    made = stood(bids, LEVEL, {"all": 300, "half": 200, "open": 100})
    assert {name: each.places for name, each in made.items()} == {"all": (1, 1), "half": (3, 3), "open": (2, 2)}


@pytest.mark.parametrize(
    ("by", "first", "second"), [("quality", "all", "half"), ("price", "half", "all"), ("price, quality", "half", "all")]
)
def test_the_award_criterion_that_breaks_a_tie_is_the_tenders_choice(
    bids: Small, by: str, first: str, second: str
) -> None:
    """Both come to 60: all of the quality at the ceiling, or half of it and three quarters of the price points."""
    made = stood(bids, LEVEL.replace("[lowest-price]", f"[{by}]"), {"all": 1000, "half": 625})
    assert {made[name].total for name in ("all", "half")} == {Range(Fraction(60), Fraction(60))}
    assert (made[first].places, made[second].places) == ((1, 1), (2, 2))


def test_silence_is_open_until_the_end(bids: Small) -> None:
    """Half of 60 for quality is sure and half is open, beside 40 for the price."""
    made = stood(bids, LEVEL, {"all": 300, "half": 200, "open": 100}, final=False)
    assert made["open"].total == Range(Fraction(70), Fraction(100))
    assert made["open"].places == (1, 2)


def test_where_nothing_can_fail_every_price_surely_counts(bids: Small) -> None:
    made = stood(bids, LOWEST, {"all": 300, "half": 200, "open": 100}, final=False)
    assert made["all"].scores["price"] == Range(Fraction(100, 3), Fraction(100, 3))


def test_a_bid_without_a_price_has_no_total_and_no_place_yet(bids: Small) -> None:
    made = stood(bids, LOWEST, {"all": 300, "half": 200})
    assert (made["open"].total, made["open"].places) == (None, None)
    assert made["all"].places == (1, 1)


def test_a_bid_without_a_price_has_no_quality_per_pound_yet(bids: Small) -> None:
    made = stood(bids, PER_POUND, {"all": 300, "half": 100})
    assert {name: each.places for name, each in made.items()} == {"all": (2, 2), "half": (1, 1), "open": None}


def test_a_bid_without_a_score_has_no_quality_per_pound_yet(bids: Small) -> None:
    page = PER_POUND.replace("weight: 100", "weight: 80").replace(
        "}}}", "}}, shown: {title: S, weight: 20, assessed_by: elsewhere}}"
    )
    made = stood(bids, page, {"all": 300, "half": 100, "open": 100})
    assert {each.per_pound for each in made.values()} == {None}


def test_a_tender_without_a_price_rule_ranks_by_quality(bids: Small) -> None:
    made = stood(bids, PER_POUND.partition("price:")[0], {"all": 300})
    assert [(each.places, each.flags, each.per_pound) for each in made.values()] == [
        ((1, 1), (), None),
        ((2, 2), (), None),
        ((2, 2), (), None),
    ]


def test_quality_per_pound_is_said_only_where_it_ranks(bids: Small) -> None:
    made = stood(bids, LOWEST, {"all": 300, "half": 200, "open": 100})
    assert {each.per_pound for each in made.values()} == {None}


def test_a_bid_that_may_still_fail_makes_the_others_price_points_open(bids: Small) -> None:
    bids.criterion("G", "{q.bidder: {is: yes}}")
    for name, said in {"all": "q.bidder: yes, q.yes: yes, q.other: yes", "half": "q.yes: yes"}.items():
        bids.submission(f"{{{said}}}", name=name, supplier=f"{{id: {name}, name: {name}}}")
    made = stood(bids, LOWEST, {"all": 300, "half": 200}, final=False)
    assert made["all"].scores["price"] == Range(Fraction(200, 3), Fraction(100))


def test_a_disqualified_bid_has_no_total_and_its_price_counts_for_nobody(bids: Small) -> None:
    """What was scored of it by then stays; what was not is not scored any more."""
    made = stood(bids, LOWEST, {"all": 300, "half": 100}, final=False, disqualified="half")
    assert made["all"].scores["price"] == Range(Fraction(100), Fraction(100))
    half = made["half"]
    assert (half.total, half.places, half.scores["price"]) == (None, None, None)
    assert half.scores["quality"] == Range(Fraction(50), Fraction(50))
    assert stood(bids, LOWEST, {}, final=False, disqualified="open")["open"].scores["quality"] is None


def test_both_ends_of_an_open_score_are_rounded_where_the_tender_rounds_first(bids: Small) -> None:
    page = PER_POUND.partition("price:")[0].replace("small/B: 1", "small/B: 2")
    made = stood(bids, f"{page}\nrounded_at: award-criterion", {}, final=False)
    assert made["open"].scores["quality"] == Range(Fraction("33.3"), Fraction(100))


# --- why ------------------------------------------------------------------------------------------------------------


def test_only_what_failed_is_a_reason_of_what_is_not_met(small: Small) -> None:
    small.criterion("G", ["{q.yes: {is: yes}}", "{q.other: {is: yes}}"])
    small.scored("X", ["{q.yes: {is: yes}}", "{q.third: {is: yes}}"])
    small.submission("{q.yes: no, q.other: yes, q.third: yes}")
    small.tender("{unanswered: fails, award_criteria: {u: {weight: 100, criteria: {small/X: 1}}}}").selection()
    running = modelling.of_folder(small.folder, small.kept(), [], [], agreed=False).running
    [bid] = final_writer.document(running, {}, final=True)["bids"]
    said = [*bid["failed"], *(sub for award in bid["award_criteria"] for sub in award["sub_criteria"])]
    assert [each["because"] for each in said] == [["It is not so."], ["It is not so."]]
