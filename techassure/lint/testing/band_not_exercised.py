"""A band that no example reaches.

**Why.** Bands are what bidders compete for. One that no example reaches may give its points for something else than
it says.

**Avoid** three bands, and examples that get the best and nothing.

**Prefer** a case for each band that states its `points`.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for each band."""
    reached = {each.assessment.results[0].low for each in criterion.ran if each.assessment}
    for at, (band, _) in enumerate(criterion.definition.bands):
        if band.points not in reached:
            message = f"no example surely gets this band's `points: {float(band.points):g}`"
            yield criterion.at(("bands", at), message, "add a case that does, and state its `points`")


RULE = Rule(__name__, __doc__, find, "warning", rests_on_examples=True)
