"""An edition in force before it was published.

**Why.** Nobody can be held to what they could not read. One of the two dates is wrong, and with it which edition a
tender of those days goes by.

**Avoid** `published: 2026-04-06` with `in_force: {from: 2026-02-24}`

**Prefer** the dates as the publisher states them.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.calendar_days import iso
from techassure.lint.rule import Rule
from techassure.lint.subjects import AnEdition, Finding


def find(edition: AnEdition) -> Iterator[Finding]:
    """Yield a finding where the dates are so."""
    file = edition.edition.file
    if file.published and file.in_force and file.in_force.first < file.published:
        message = f"it is in force from {iso(file.in_force.first)}, before it was published on {iso(file.published)}"
        yield edition.at(("in_force", "from"), message, "correct the dates: one of them is wrong")


RULE = Rule(__name__, __doc__, find)
