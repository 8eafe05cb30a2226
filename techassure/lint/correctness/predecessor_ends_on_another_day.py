"""An edition that ends on another day than the one before its successor is in force, or does not end at all.

**Why.** Whoever asks which edition counts on a day in between finds none where the days leave a gap, and two where they
overlap. A supplier who plans for the new one looks at these days.

**Avoid** `in_force: {from: 2026-04-06}` in an edition that supersedes one with `to: 2026-03-31`.

**Prefer** `to: 2026-04-05` in the older one. If the publisher did leave a gap, or lets both count for a while, say so
in `remarks`, and suppress this with that as the reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.calendar_days import iso
from techassure.definitions.model import Period
from techassure.lint.rule import Rule
from techassure.lint.subjects import ALibrary, AnEdition, Finding


def find(library: ALibrary) -> Iterator[Finding]:
    """Yield a finding for the first successor of each edition that does not begin on the day after its last."""
    periods = {each.edition.name: each.edition.file.in_force for each in library.editions}
    for name, (own, new) in _successors(library).items():
        before = periods.get(name)
        if before and before.first < own.first and (said := _unlike(before, own, new)):
            fix = f"write `to: {iso(own.first - 1)}` in the `in_force` of `{name}`, or correct `from`"
            yield new.at(("in_force", "from"), f"it is in force from {iso(own.first)}, and {said}", fix)


def _successors(library: ALibrary) -> dict[str, tuple[Period, AnEdition]]:
    """Return what supersedes each edition: of several, the one that is in force first."""
    found = [(each.edition.file.in_force, each) for each in library.editions]
    dated = sorted([(own, each) for own, each in found if own], key=lambda each: each[0].first, reverse=True)
    return {new.edition.file.supersedes: (own, new) for own, new in dated if new.edition.file.supersedes}


def _unlike(before: Period, own: Period, new: AnEdition) -> str:
    """Return how the days do not follow each other; blank if they do. The other may be open until a draft counts."""
    name = f"`{new.edition.file.supersedes}`, which it supersedes,"
    if before.last is None:
        return "" if new.edition.file.status == "draft" else f"{name} has no `to`: it counts without end"
    days = own.first - before.last - 1
    if days > 0:
        return f"{name} until {iso(before.last)}: neither counts on {_days(days)} between"
    return f"{name} until {iso(before.last)}: both count {_on(own.first, before.last)}" if days else ""


def _days(days: int) -> str:
    return f"the {days} days" if days > 1 else "the day"


def _on(first: int, last: int) -> str:
    return f"on {iso(first)}" if first == last else f"from {iso(first)} to {iso(last)}"


RULE = Rule(__name__, __doc__, find, "warning")
