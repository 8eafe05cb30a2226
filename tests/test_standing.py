"""Where bids stand: the rule for silence, gates that fall due later, prices that are missing, and ties."""

from __future__ import annotations

from fractions import Fraction

import pytest
from builders import Small

from techassure import modelling
from techassure.price_files import BidPrice
from techassure.reviews import Identity
from techassure.scoring import Range
from techassure.standing import Settled, Standing, settle, standings
from techassure.tender_rules import Unanswered

NUMBERED = "{4: {q.number: {at_least: 9}}, 2: {q.other: {is: yes}}, 1: {q.number: {at_least: 1}}}"
RULES: tuple[Unanswered, ...] = ("fails", "lowest-band")


def settled(small: Small, answers: str, rule: Unanswered | None, as_of: str = "2026-06-01") -> Settled:
    return settle(small.assess(answers, as_of=as_of).assessment, rule)


def stood(small: Small, page: str, prices: dict[str, int], *, final: bool = True) -> dict[str, Standing]:
    """Return where the bids of a tender stand, by the supplier's id."""
    small.tender(f"unanswered: fails\n{page}").selection()
    running = modelling.of_folder(small.folder, small.kept(), [], [], agreed=False).running
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
