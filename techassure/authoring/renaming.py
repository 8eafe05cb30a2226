"""Which criterion of a new edition is one of the old edition under another id."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping

from techassure.authoring.comparing import compare
from techassure.authoring.trials import Version
from techassure.definitions.definition import HEAD_FACTS
from techassure.definitions.digests import deciding, digest, of_fact

MOST_COMPARED = 200
"""So many pairs that ask the same facts are compared; beyond, criteria without another likeness count as new."""
Versions = Mapping[str, Version]


def renamed(old: Versions, new: Versions, as_of: int | None) -> dict[str, str]:
    """Return the old id of each criterion that is in the new edition under another one.

    In this order: what decides is the same; so is the title, or the paraphrase; or the clause, and some fact is asked
    by both; or all that is asked comes to the same. Only where there is one such pair, so that nothing is guessed.
    """
    gone = {name: version for name, version in old.items() if name not in new}
    come = {name: version for name, version in new.items() if name not in old}
    found: dict[str, str] = {}
    for likeness in _LIKENESSES:
        for now, was in _pairs(gone, come, likeness):
            found[now] = was
            del gone[was], come[now]
    found |= _equivalent(gone, come, as_of)
    return found


def matter(version: Version) -> str:
    """Return the digest of what decides in the criterion itself: not its id, its place, its gate or its share."""
    own = {**version.definition.decides(), "section": None, "domain": None, "id": None}
    return digest([own, [[name, of_fact(version.facts[name])] for name in sorted({*_facts(version)})]])


def _facts(version: Version) -> Iterator[str]:
    yield from deciding(version.definition, version.facts)


def _clause(version: Version) -> Hashable:
    return version.definition.criterion.source.clause.casefold()


_LIKENESSES: tuple[Callable[[Version], Hashable], ...] = (
    matter,
    lambda version: version.definition.criterion.title.casefold(),
    lambda version: version.definition.criterion.source.says.casefold(),
    _clause,
)


def _pairs(gone: Versions, come: Versions, likeness: Callable[[Version], Hashable]) -> list[tuple[str, str]]:
    """Return the pairs of a new and an old id that are alike, where neither is like a third."""
    before, now = _grouped(gone, likeness), _grouped(come, likeness)
    pairs = [(now[key], before[key]) for key in now if key in before]
    alone = [(one[0], other[0]) for one, other in pairs if len(one) == len(other) == 1]
    return [(n, o) for n, o in alone if likeness is not _clause or _shared(gone[o], come[n])]


def _grouped(versions: Versions, likeness: Callable[[Version], Hashable]) -> dict[Hashable, list[str]]:
    found: dict[Hashable, list[str]] = {}
    for name, version in versions.items():
        found.setdefault(likeness(version), []).append(name)
    return found


def _shared(one: Version, other: Version) -> set[str]:
    return ({*_facts(one)} & {*_facts(other)}) - HEAD_FACTS.keys()


def _equivalent(gone: Versions, come: Versions, as_of: int | None) -> dict[str, str]:
    """Return the pairs that are proven to come to the same, where neither does so with a third."""
    asked = [(now, was) for now in come for was in gone if {*_facts(gone[was])} == {*_facts(come[now])} != set()]
    same = [
        (now, was)
        for now, was in asked[:MOST_COMPARED]
        if compare(gone[was], come[now], as_of or come[now].definition.criterion.examples.as_of).relation
        == "equivalent"
    ]
    news, olds = [now for now, _ in same], [was for _, was in same]
    return {now: was for now, was in same if news.count(now) == olds.count(was) == 1}
