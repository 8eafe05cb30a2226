"""An edition that is in force before the edition that it supersedes was, or from the same day.

**Why.** What replaces an edition comes after it. As the dates stand, the older edition never counted alone, and whoever
asks which of them counted on a day of the past is told the wrong one.

**Avoid** `in_force: {from: 2024-01-01}` in an edition that supersedes one in force from 2024-03-31.

**Prefer** the dates as the publisher states them, in both.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.calendar_days import iso
from techassure.lint.rule import Rule
from techassure.lint.subjects import ALibrary, Finding


def find(library: ALibrary) -> Iterator[Finding]:
    """Yield a finding for each edition whose dates are so."""
    periods = {each.edition.name: each.edition.file.in_force for each in library.editions}
    for each in library.editions:
        own, before = each.edition.file.in_force, periods.get(each.edition.file.supersedes or "")
        if own and before and own.first <= before.first:
            old = f"`{each.edition.file.supersedes}`, which it supersedes, from {iso(before.first)}"
            fix = "correct the dates, or which edition supersedes which"
            yield each.at(("in_force", "from"), f"it is in force from {iso(own.first)}, and {old}", fix)


RULE = Rule(__name__, __doc__, find)
