"""Two criteria of one edition that say the same of their sources.

**Why.** What the second clause asks was never written down: `says` was copied with the file. Readers who compare the
encoding with the standard cannot.

**Avoid** two criteria with one and the same `says`.

**Prefer** a sentence for each, in your own words, of what its clause asks.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import AnEdition, Finding
from techassure.phrases import folded


def find(edition: AnEdition) -> Iterator[Finding]:
    """Yield a finding for the later of two such criteria."""
    seen: dict[str, str] = {}
    for criterion in edition.criteria:
        made = criterion.definition.criterion
        first = seen.setdefault(folded(made.source.says), made.id)
        if first != made.id:
            message = f"`{made.id}` says of its source what `{first}` says of its own"
            yield criterion.at(("source", "says"), message, "say in your own words what this clause asks", of_key=True)


RULE = Rule(__name__, __doc__, find, "warning")
