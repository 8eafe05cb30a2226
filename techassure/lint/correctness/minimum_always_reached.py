"""A minimum that every submission reaches.

**Why.** A minimum of 0 looks like a threshold and excludes nobody. The number that was meant is missing.

**Avoid** `criteria: {dcb0129/3.4.1: {share: 2, minimum: 0}}`

**Prefer** the points that are needed, or no minimum.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import ASelection, Finding

_FIX = "give the points that are needed, or take the minimum out"


def find(selection: ASelection) -> Iterator[Finding]:
    """Yield a finding for each such minimum."""
    for award in selection.selection.award_criteria:
        if award.minimum is not None and award.minimum <= 0:
            message = f"everybody reaches the minimum of `{award.id}`"
            yield selection.at(("award_criteria", award.id, "minimum"), message, _FIX)
    for member in selection.selection.members:
        if member.minimum is not None and member.minimum <= 0:
            key = member.definition.key
            path = (*selection.line_of(member), "minimum")
            yield selection.at(path, f"everybody reaches the minimum of `{key}`", _FIX)


RULE = Rule(__name__, __doc__, find)
