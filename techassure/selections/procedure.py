"""What a tender's file may say of how it is run: its law, its reviewers, its price rule, ties and silence.

All of it is published with the tender and locked with it. A baseline says nothing of it: it belongs to one procurement.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal, Protocol

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from techassure.definitions.model import Address
from techassure.files.doors import Count, Door, Exact, Text
from techassure.problems import Path, listing, suggestion
from techassure.selections.tender_rules import (
    LOWEST_PRICE,
    UNWEIGHTED,
    AbnormallyLow,
    Formula,
    PriceRule,
    Procedure,
    Regime,
    Rules,
    Stage,
    StandstillOptional,
    Unanswered,
)

# --- the door -------------------------------------------------------------------------------------------------------


class ReviewingFile(Door):
    """How many people judge each criterion, and beyond how many points between them it is flagged."""

    reviewers: Count = 2
    tolerance: Exact = Fraction(1)

    @model_validator(mode="after")
    def _some(self) -> ReviewingFile:
        if not 1 <= self.reviewers <= 20 or self.tolerance < 0:
            raise PydanticCustomError("reviewing", "ask for 1 to 20 `reviewers`, and a `tolerance` of 0 or more", {})
        return self


class AbnormallyLowFile(Door):
    """From when a price is flagged: so many per cent below the mean of the bids, or below the buyer's estimate."""

    below_mean_by: Exact | None = None
    below_estimate_by: Exact | None = None
    estimate: Exact | None = None

    @model_validator(mode="after")
    def _stated(self) -> AbnormallyLowFile:
        given = [each for each in (self.below_mean_by, self.below_estimate_by) if each is not None]
        if not given or not all(0 < each < 100 for each in given):
            raise PydanticCustomError("low", "give `below_mean_by` or `below_estimate_by`, between 0 and 100", {})
        if (self.below_estimate_by is None) != (self.estimate is None) or _is_nothing(self.estimate):
            raise PydanticCustomError("low", "`below_estimate_by` and an `estimate` above 0 go together", {})
        return self


class PriceRuleFile(Door):
    """How prices become points. `parts` are the parts of the whole-life cost that every bid must price."""

    formula: Formula
    ceiling: Exact | None = None
    full_marks_at: Exact = Fraction(0)
    amount: Exact | None = None
    currency: Text = "GBP"
    vat: Literal["excluded", "included"] = "excluded"
    parts: tuple[Text, ...] = ()
    abnormally_low: AbnormallyLowFile | None = None

    @model_validator(mode="after")
    def _fits(self) -> PriceRuleFile:
        linear, fixed = self.formula == "linear-to-ceiling", self.formula == "fixed-price"
        if linear != (self.ceiling is not None) or (not linear and self.full_marks_at):
            raise PydanticCustomError("formula", "`linear-to-ceiling`, and nothing else, needs a `ceiling`", {})
        if self.ceiling is not None and not 0 <= self.full_marks_at < self.ceiling:
            raise PydanticCustomError("formula", "`full_marks_at` is below the `ceiling`, and not below 0", {})
        if fixed != (self.amount is not None) or _is_nothing(self.amount):
            raise PydanticCustomError("formula", "`fixed-price`, and nothing else, needs an `amount` above 0", {})
        if len(set(self.parts)) != len(self.parts):
            raise PydanticCustomError("formula", "name each of the `parts` once", {})
        return self


def _is_nothing(stated: Fraction | None) -> bool:
    return stated is not None and stated <= 0


class RunFile(Door):
    """What a tender says of its own running; the keys stand beside the others of `tender.yaml`."""

    regime: Regime | None = None
    procedure: Procedure | None = None
    standstill_optional_as: StandstillOptional | None = None
    published_at: Address | None = None
    reviewing: ReviewingFile = ReviewingFile()
    unanswered: Unanswered | None = None
    price: PriceRuleFile | None = None
    tie_breaks: tuple[Text, ...] = ()
    rounded_at: Stage = Field("shown")
    refinable: tuple[Text, ...] = ()


OWN_KEYS = tuple(RunFile.model_fields)


# --- the rules that it makes ------------------------------------------------------------------------------------------


def rules_of(file: RunFile) -> Rules:
    """Return the noun that the keys of a tender make."""
    return Rules(
        regime=file.regime,
        procedure=file.procedure,
        standstill_optional_as=file.standstill_optional_as,
        published_at=file.published_at,
        reviewers=file.reviewing.reviewers,
        tolerance=file.reviewing.tolerance,
        unanswered=file.unanswered,
        price=_price_rule(file.price) if file.price else None,
        tie_breaks=file.tie_breaks,
        rounded_at=file.rounded_at,
        refinable=file.refinable,
    )


def _price_rule(file: PriceRuleFile) -> PriceRule:
    low = file.abnormally_low
    flagged = AbnormallyLow(low.below_mean_by, low.below_estimate_by, low.estimate) if low else None
    given: dict[str, Any] = {name: getattr(file, name) for name in PriceRuleFile.model_fields}
    return PriceRule(**{**given, "abnormally_low": flagged})


class Refuse(Protocol):
    """Takes what does not hold together: where, by which rule, what is wrong, and how to mend it."""

    def __call__(self, path: Path, rule: str, message: str, fix: str, *, of_key: bool = False) -> None: ...


def check(rules: Rules, assessed_by: Mapping[str, str], refuse: Refuse) -> None:
    """Refuse what does not fit the award criteria, given as how each is assessed."""
    priced = [key for key, way in assessed_by.items() if way == "price"]
    formula = rules.price.formula if rules.price else None
    if formula in UNWEIGHTED and priced:
        message = f"`{priced[0]}` gives points for price, and `{formula}` gives none"
        refuse(("price", "formula"), "price-has-no-points", message, f"write `{priced[0]}: none`, or another formula")
    if formula is not None and formula not in UNWEIGHTED and len(priced) != 1:
        message = f"{len(priced)} award criteria are assessed by price, and the price rule is for one"
        refuse(("price", "formula"), "no-price-criterion", message, "give one award criterion `assessed_by: price`")
    _check_refinable(rules, list(assessed_by), refuse)
    names = [*assessed_by, *([LOWEST_PRICE] if rules.price else [])]
    for at, name in enumerate(rules.tie_breaks):
        if name not in names:
            fix = suggestion(name, names, f"write one of {listing(names)}")
            refuse(("tie_breaks", at), "unknown-tie-break", f"nothing that breaks a tie is called `{name}`", fix)


def _check_refinable(rules: Rules, awards: list[str], refuse: Refuse) -> None:
    """Only a competitive flexible procedure refines its award criteria: section 24 of the Procurement Act 2023."""
    if rules.refinable and (rules.regime, rules.procedure) != ("procurement-act-2023", "competitive-flexible"):
        message = "only a competitive flexible procedure under the Procurement Act 2023 refines its award criteria"
        refuse(("refinable",), "not-refinable", message, "remove `refinable`")
    for at, name in enumerate(rules.refinable):
        if name not in awards:
            fix = suggestion(name, awards, f"write some of {listing(awards)}")
            refuse(("refinable", at), "unknown-award-criterion", f"there is no award criterion `{name}`", fix)
