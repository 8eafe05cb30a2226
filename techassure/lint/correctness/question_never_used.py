"""A question of the library that no criterion asks.

**Why.** A fact that no criterion, note or computed fact names is never asked of anybody. Its last criterion was
deleted or changed, or names another fact by mistake.

**Avoid** to delete a criterion and leave the questions that only it asked.

**Prefer** to delete both, or to correct the name in the criterion that was meant to ask.

Contract facts are left out: a tender states them for other reasons, too.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import ALibrary, Finding


def find(library: ALibrary) -> Iterator[Finding]:
    """Yield a finding for each fact of the library's own."""
    if not library.whole:
        return
    used = _used(library)
    for name, entry in library.own_facts():
        if name not in used and entry.fact.about != "contract":
            place = entry.source.place(("facts", name), of_key=True)
            yield Finding(place, f"no criterion asks `{name}`", "take the fact out, or let a criterion ask it")


def _used(library: ALibrary) -> set[str]:
    used: set[str] = set()
    for edition in library.editions:
        for criterion in edition.criteria:
            made = criterion.definition.criterion
            used |= {*criterion.definition.facts(), *made.evidence.by, *([made.asks] if made.asks else [])}
    waiting = list(used)
    while waiting:
        derived = library.library.facts[waiting.pop()].derived
        fresh = set(derived.inputs) - used if derived else set()
        used |= fresh
        waiting += fresh
    return used


RULE = Rule(__name__, __doc__, find, "warning")
