"""The rules by which a tender is run: its law, its reviewers, its price rule, ties and silence."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, NamedTuple

from techassure.phrases import counted

Regime = Literal[
    "procurement-act-2023", "provider-selection-regime-2023", "public-contracts-regulations-2015", "below-threshold",
    "other",
]  # fmt: skip
Procedure = Literal["open", "competitive-flexible", "direct-award", "framework-call-off", "other"]
StandstillOptional = Literal["light-touch", "dynamic-market", "framework-call-off"]
Unanswered = Literal["fails", "lowest-band"]
Formula = Literal["lowest-over-price", "linear-to-ceiling", "quality-per-pound", "fixed-price"]
Stage = Literal["shown", "award-criterion"]
LOWEST_PRICE = "lowest-price"
UNWEIGHTED: frozenset[Formula] = frozenset({"quality-per-pound", "fixed-price"})
"""Formulas that give no points: the price divides the quality, or is the same for everybody."""


class AbnormallyLow(NamedTuple):
    """The stated rule by which a price is flagged, never rejected. Percentages."""

    below_mean_by: Fraction | None = None
    below_estimate_by: Fraction | None = None
    estimate: Fraction | None = None


class PriceRule(NamedTuple):
    """How prices become points."""

    formula: Formula
    ceiling: Fraction | None = None
    full_marks_at: Fraction = Fraction(0)
    amount: Fraction | None = None
    currency: str = "GBP"
    vat: str = "excluded"
    parts: tuple[str, ...] = ()
    abnormally_low: AbnormallyLow | None = None

    @property
    def relative(self) -> bool:
        """Whether one bid's points depend on another's price."""
        return self.formula == "lowest-over-price"


class Rules(NamedTuple):
    """How a tender is run. The defaults are those of a tender that says nothing of it."""

    regime: Regime | None = None
    procedure: Procedure | None = None
    standstill_optional_as: StandstillOptional | None = None
    published_at: str | None = None
    reviewers: int = 2
    tolerance: Fraction = Fraction(1)
    unanswered: Unanswered | None = None
    price: PriceRule | None = None
    tie_breaks: tuple[str, ...] = ()
    rounded_at: Stage = "shown"
    refinable: tuple[str, ...] = ()

    def decides(self) -> dict[str, str]:
        """Return each thing that decides, by its key, as text; where the full text can be read decides nothing."""
        stated: dict[str, object] = {
            "regime": self.regime,
            "procedure": self.procedure,
            "reviewing": f"{counted(self.reviewers, 'reviewer')}, tolerance {self.tolerance}",
            "standstill_optional_as": self.standstill_optional_as,
            "unanswered": self.unanswered,
            "price": _price_text(self.price) if self.price else None,
            "tie_breaks": ", ".join(self.tie_breaks),
            "rounded_at": self.rounded_at,
            "refinable": ", ".join(self.refinable),
        }
        return {key: str(value) for key, value in stated.items() if value}


UNSAID = Rules()


def _price_text(rule: PriceRule) -> str:
    low = rule.abnormally_low
    parts: dict[str, object] = {
        "ceiling": rule.ceiling,
        "full marks at": rule.full_marks_at,
        "amount": rule.amount,
        "parts": " + ".join(rule.parts),
        "flagged below the mean by": low and low.below_mean_by,
        "flagged below the estimate by": low and low.below_estimate_by,
        "estimate": low and low.estimate,
    }
    said = [f"{name} {value}" for name, value in parts.items() if value]
    return ", ".join([rule.formula, rule.currency, f"VAT {rule.vat}", *said])
