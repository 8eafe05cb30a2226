"""Editions that supersede each other in a circle.

**Why.** Readers follow `supersedes` back to the first edition. Here they come back to where they began, and nothing
says which of the editions is the last.

**Avoid** `supersedes: dtac@2.0` in the edition 1.0, where 2.0 supersedes it.

**Prefer** the name of the edition before, in each but the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from techassure.lint.rule import Rule
from techassure.lint.subjects import ALibrary, Finding


def find(library: ALibrary) -> Iterator[Finding]:
    """Yield a finding for each edition of a circle."""
    before = {each.edition.name: each.edition.file.supersedes for each in library.editions}
    for each in library.editions:
        name = each.edition.name
        if circle := _circle(name, before):
            said = ", which supersedes ".join(f"`{one}`" for one in circle)
            fix = "let each name the edition before it, and the first none"
            yield each.at(("supersedes",), f"`{name}` supersedes {said}", fix)


def _circle(name: str, before: Mapping[str, str | None]) -> list[str]:
    """Return the editions that are met on the way back from one to itself; none where the way ends elsewhere."""
    met: list[str] = []
    at = before[name]
    while at is not None and at not in met:
        met.append(at)
        if at == name:
            return met
        at = before.get(at)
    return []


RULE = Rule(__name__, __doc__, find)
