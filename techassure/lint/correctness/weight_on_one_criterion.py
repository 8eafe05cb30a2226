"""One criterion that decides more than half of all that is scored, though several are.

**Why.** Weights and shares are each small and published; what they come to together is seldom looked at. Where one
criterion outweighs all the others, they cannot change who is ranked first, and whoever bid for them can ask why they
were there.

**Avoid** `award_criteria` in which `security` weighs 60 and has one criterion of `share: 9` and one of `share: 1`,
beside two other award criteria of 10.

**Prefer** shares that let each criterion matter, or an award criterion that says openly that this one decides.

Counted of what criteria decide, without price and without what is assessed elsewhere, and only where at least three
criteria are scored.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from techassure.lint.rule import Rule
from techassure.lint.subjects import ASelection, Finding

_MOST = Fraction(1, 2)
_FEW = 3


def find(selection: ASelection) -> Iterator[Finding]:
    """Yield a finding for such a criterion."""
    weights = selection.effective_weights() if selection.weighs() else []
    whole = sum(weight for _, weight in weights)
    for member, weight in weights:
        if len(weights) >= _FEW and weight / whole > _MOST:
            key = member.definition.key
            message = f"`{key}` alone is {float(100 * weight / whole):.3g} % of all that is scored"
            fix = "lower its share or the weight of its award criterion, or raise the others"
            yield selection.at(selection.line_of(member), message, fix, of_key=True)


RULE = Rule(__name__, __doc__, find, "warning")
