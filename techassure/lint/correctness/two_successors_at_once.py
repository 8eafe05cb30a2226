"""Two editions in force on the same day, both of which supersede a third.

**Why.** Whoever goes by the third is told to go by another, and by which is not said. An assessment for such a day can
be held against either.

**Avoid** two editions with `supersedes: dtac@1.0` whose `in_force` overlaps.

**Prefer** that each supersedes the one before it, and `to` in what is over. A draft may be drafted twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from techassure.calendar_days import LAST_DAY, iso
from techassure.definitions.model import Period
from techassure.lint.rule import Rule
from techassure.lint.subjects import ALibrary, AnEdition, Finding


def find(library: ALibrary) -> Iterator[Finding]:
    """Yield a finding for each two of them, in the one that came into force later."""
    dated = [(each, each.edition.file.in_force) for each in library.editions if each.edition.file.status != "draft"]
    periods = [(each, period) for each, period in dated if period and each.edition.file.supersedes]
    for pair in combinations(periods, 2):
        (one, earlier), (other, later) = sorted(pair, key=lambda each: each[1].first)
        name = other.edition.file.supersedes
        if name == one.edition.file.supersedes and later.first <= _end(earlier):
            yield _finding(one, other, str(name), later.first)


def _end(period: Period) -> int:
    return LAST_DAY if period.last is None else period.last


def _finding(one: AnEdition, other: AnEdition, name: str, day: int) -> Finding:
    both = f"`{other.edition.name}` and `{one.edition.name}` both supersede `{name}`"
    fix = f"write `supersedes: {one.edition.name}`, or `to` in the `in_force` of `{one.edition.name}`"
    return other.at(("in_force",), f"{both}, and both are in force on {iso(day)}", fix)


RULE = Rule(__name__, __doc__, find)
