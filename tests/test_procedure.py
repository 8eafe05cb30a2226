"""What a tender may say of how it is run: each rule to its edge, and what is refused says what to write."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from builders import Small

from techassure import Problem
from techassure.selections.tender_rules import AbnormallyLow, PriceRule, Rules

QUALITY = "quality: {title: Q, weight: 60, criteria: {small/X: 1}}"
PRICED = f"award_criteria: {{{QUALITY}, price: {{title: P, weight: 40, assessed_by: price}}}}"
UNPRICED = f"award_criteria: {{{QUALITY}, more: {{title: M, weight: 40, assessed_by: elsewhere, assessed: By hand.}}}}"
TWICE = PRICED.replace("weight: 60", "weight: 20")[:-1] + ", again: {title: A, weight: 40, assessed_by: price}}"
FLEXIBLE = "regime: procurement-act-2023\nprocedure: competitive-flexible"
LINEAR = "formula: linear-to-ceiling, ceiling: 100"


@pytest.fixture
def tender(small: Small) -> Small:
    """A tender of one criterion."""
    return small.criterion("X", "{q.yes: {is: yes}}", role="{share: 1}")


def rules(tender: Small, text: str, awards: str = PRICED) -> Rules:
    return tender.tender(f"{awards}\n{text}").selection().rules


def refused(tender: Small, text: str, awards: str = PRICED) -> list[Problem]:
    return tender.tender(f"{awards}\n{text}").refused()


@pytest.mark.parametrize(
    "text",
    [
        "reviewing: {reviewers: 0}", "reviewing: {reviewers: 21}", "reviewing: {tolerance: -0.5}",
        "price: {formula: lowest-over-price, ceiling: 100}", "price: {formula: linear-to-ceiling}",
        "price: {formula: lowest-over-price, full_marks_at: 10}",
        "price: {formula: linear-to-ceiling, ceiling: 100, full_marks_at: 100}",
        "price: {formula: linear-to-ceiling, ceiling: 100, full_marks_at: -1}",
        "price: {formula: lowest-over-price, amount: 10}", "price: {formula: lowest-over-price, parts: [a, b, a]}",
        "price: {formula: lowest-over-price, abnormally_low: {}}",
        "price: {formula: lowest-over-price, abnormally_low: {estimate: 10}}",
        "price: {formula: lowest-over-price, abnormally_low: {below_mean_by: 10, below_estimate_by: 100, estimate: 5}}",
        "price: {formula: lowest-over-price, abnormally_low: {below_mean_by: 0}}",
        "price: {formula: lowest-over-price, abnormally_low: {below_mean_by: 100}}",
        "price: {formula: lowest-over-price, abnormally_low: {below_estimate_by: 10}}",
        "price: {formula: lowest-over-price, abnormally_low: {below_mean_by: 10, estimate: 10}}",
        "price: {formula: lowest-over-price, abnormally_low: {below_estimate_by: 10, estimate: 0}}",
    ],
)  # fmt: skip
def test_a_rule_that_makes_no_sense_is_refused_where_it_stands(tender: Small, text: str) -> None:
    (problem,) = refused(tender, text)
    assert (problem.rule, problem.place.line is not None) == ("wrong-value", True)


@pytest.mark.parametrize("text", ["price: {formula: fixed-price}", "price: {formula: fixed-price, amount: 0}"])
def test_a_fixed_price_has_its_amount(tender: Small, text: str) -> None:
    (problem,) = refused(tender, text, UNPRICED)
    assert problem.fix == "`fixed-price`, and nothing else, needs an `amount` above 0"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("reviewing: {reviewers: 1, tolerance: 0}", {"reviewers": 1, "tolerance": 0}),
        ("reviewing: {reviewers: 20, tolerance: 0.5}", {"reviewers": 20, "tolerance": Fraction(1, 2)}),
        ("standstill_optional_as: light-touch", {"standstill_optional_as": "light-touch"}),
        ("published_at: https://example.org/1", {"published_at": "https://example.org/1"}),
        ("rounded_at: award-criterion", {"rounded_at": "award-criterion"}),
        (f"price: {{{LINEAR}}}", {"price": PriceRule("linear-to-ceiling", Fraction(100))}),
        (f"price: {{{LINEAR}, full_marks_at: 0.5}}",
         {"price": PriceRule("linear-to-ceiling", Fraction(100), Fraction(1, 2))}),
        (f"price: {{{LINEAR}, full_marks_at: 99}}",
         {"price": PriceRule("linear-to-ceiling", Fraction(100), Fraction(99))}),
        ("price: {formula: lowest-over-price, abnormally_low: {below_mean_by: 0.5}}",
         {"price": PriceRule("lowest-over-price", abnormally_low=AbnormallyLow(Fraction(1, 2)))}),
        ("price: {formula: lowest-over-price, abnormally_low: {below_estimate_by: 99, estimate: 0.5}}",
         {"price": PriceRule("lowest-over-price", abnormally_low=AbnormallyLow(None, Fraction(99), Fraction(1, 2)))}),
        ("price: {formula: lowest-over-price, parts: [Running, Leaving], currency: EUR, vat: included}",
         {"price": PriceRule("lowest-over-price", currency="EUR", vat="included", parts=("Running", "Leaving"))}),
    ],
)  # fmt: skip
def test_a_rule_holds_to_its_edge(tender: Small, text: str, made: dict[str, Any]) -> None:
    price = {} if "price" in made else {"price": PriceRule("lowest-over-price")}
    plain = "" if "price" in made else "\nprice: {formula: lowest-over-price}"
    assert rules(tender, text + plain) == Rules(**{**price, **made})


@pytest.mark.parametrize(
    ("awards", "text", "rule", "message", "at"),
    [
        (PRICED, "price: {formula: quality-per-pound}", "price-has-no-points",
         "`price` gives points for price, and `quality-per-pound` gives none", '"quality-per-pound"'),
        (PRICED, "price: {formula: fixed-price, amount: 5}", "price-has-no-points",
         "`price` gives points for price, and `fixed-price` gives none", '"fixed-price"'),
        (UNPRICED, "price: {formula: lowest-over-price}", "no-price-criterion",
         "0 award criteria are assessed by price, and the price rule is for one", '"lowest-over-price"'),
        (TWICE, "price: {formula: lowest-over-price}", "no-price-criterion",
         "2 award criteria are assessed by price, and the price rule is for one", '"lowest-over-price"'),
        (UNPRICED, "tie_breaks: [more, lowest-price]", "unknown-tie-break",
         "nothing that breaks a tie is called `lowest-price`", '"lowest-price"'),
        (UNPRICED, "refinable: [more]", "not-refinable",
         "only a competitive flexible procedure under the Procurement Act 2023 refines its award criteria", '["more"]'),
        (UNPRICED, f"{FLEXIBLE.replace('competitive-flexible', 'open')}\nrefinable: [more]", "not-refinable",
         "only a competitive flexible procedure under the Procurement Act 2023 refines its award criteria", '["more"]'),
        (UNPRICED, f"{FLEXIBLE}\nrefinable: [quality, most]", "unknown-award-criterion",
         "there is no award criterion `most`", '"most"'),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_award_criteria_is_refused_where_it_stands(
    tender: Small, awards: str, text: str, rule: str, message: str, at: str
) -> None:
    (problem,) = refused(tender, text, awards)
    assert (problem.rule, problem.message) == (rule, message)
    line = (tender.folder / "tender.yaml").read_text("utf-8").splitlines()[(problem.place.line or 0) - 1]
    assert line[(problem.place.column or 0) - 1 :].startswith(at)


def test_ties_are_broken_in_the_stated_order_and_criteria_refined_that_are_named(tender: Small) -> None:
    price = "price: {formula: fixed-price, amount: 5}"
    made = rules(tender, f"{FLEXIBLE}\ntie_breaks: [more, quality, lowest-price]\nrefinable: [more]\n{price}", UNPRICED)
    assert (made.tie_breaks, made.refinable) == (("more", "quality", "lowest-price"), ("more",))
    assert made.price == PriceRule("fixed-price", amount=Fraction(5))
