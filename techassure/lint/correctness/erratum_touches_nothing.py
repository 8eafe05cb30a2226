"""An erratum that touches what is no criterion of its edition.

**Why.** Whoever was judged by the revision before looks up in `touches` whether their result still stands. A name that
leads nowhere tells them that it does.

**Avoid** `touches: [C33]` where the criterion is called `C3.3`; `touches: [pen_test.finished_on]`, which is a fact.

**Prefer** the ids of the criteria, those included that rest on a changed fact. A criterion that the revision took out
may be named: the lock remembers it.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.definitions import edition_locks
from techassure.definitions.digests import deciding
from techassure.lint.rule import Rule
from techassure.lint.subjects import AnEdition, Finding
from techassure.problems import ProblemsFound, listing, suggestion


def find(edition: AnEdition) -> Iterator[Finding]:
    """Yield a finding for each name of an erratum that is not one of a criterion, now or before."""
    known = {each.definition.criterion.id for each in edition.criteria}
    strangers = _strangers(edition, known)
    for at, erratum in enumerate(edition.edition.file.errata):
        for index, name in enumerate(erratum.touches):
            if name in strangers:
                said = f"the erratum of revision {erratum.revision} touches `{name}`"
                what, fix = _stranger(edition, name, sorted(known))
                yield edition.at(("errata", at, "touches", index), f"{said}, which is {what}", fix)


def _strangers(edition: AnEdition, known: set[str]) -> set[str]:
    """Return the names that are no criterion's; none where the lock cannot be read, as another rule says."""
    strangers = {name for erratum in edition.edition.file.errata for name in erratum.touches} - known
    try:
        return strangers and strangers - edition_locks.known_before(edition.edition, edition.library)
    except ProblemsFound:
        return set()


def _stranger(edition: AnEdition, name: str, known: list[str]) -> tuple[str, str]:
    """Return what a name is that is not a criterion's, and what to write instead."""
    facts = edition.library.facts
    if name in facts:
        resting = [each.definition for each in edition.criteria]
        ids = [each.criterion.id for each in resting if name in deciding(each, facts)]
        return "a fact", f"name the criteria that rest on it: {listing(ids)}" if ids else "no criterion rests on it"
    otherwise = f"the criteria are {listing(known, 20)}"
    return f"no criterion of `{edition.edition.name}`", suggestion(name, known, otherwise)


RULE = Rule(__name__, __doc__, find)
