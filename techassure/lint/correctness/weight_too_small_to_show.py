"""A scored criterion that weighs less than the score shows.

**Why.** Scores are shown with so many places. A criterion that weighs less than half a unit of the last of them is
bid for, evidenced and reviewed, and met or not met, the published score can be the same. Suppliers may ask what it
is for, and so may a court.

**Avoid** `weight: 5` for an award criterion with `criteria: {a/1: 500, a/2: 1}`, of scores with one place.

**Prefer** to leave it out, to make it a gate if it matters, or to give it a share that shows.

Counted as the weight of the award criterion times the share, over all the shares in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from techassure.lint.rule import Rule
from techassure.lint.subjects import ASelection, Finding

_FIX = "leave it out, or give it a share that shows"


def find(selection: ASelection) -> Iterator[Finding]:
    """Yield a finding for each such criterion."""
    least = Fraction(1, 2 * 10**selection.selection.places)
    for member, weight in selection.effective_weights() if selection.weighs() else ():
        if weight < least:
            message = f"`{member.definition.key}` weighs {float(weight):.3g} in a hundred, less than the score shows"
            yield selection.at(selection.line_of(member), message, _FIX, of_key=True)


RULE = Rule(__name__, __doc__, find, "warning")
