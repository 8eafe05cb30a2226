"""Which words of a criterion, and of the facts that it rests on, are other ones: what they were and are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from techassure.authoring.trials import Version
from techassure.definitions.definition import HEAD_FACTS
from techassure.definitions.digests import deciding
from techassure.documents.document import Part

_Words = Mapping[str, str]
_OF_FACTS = ("question", "hint", "unit", "currency", "options", "columns", "issued_by", "stays_valid", "register_")
_OF_COLUMNS = ("label", "unit", "currency", "options")
_RULES = frozenset(
    {"techassure", "id", "applies_when", "expect", "when", "points", "pass_mark", "evidence", "examples"}
)
"""What is no words, and is compared as what decides."""


def reworded(old: Version, new: Version) -> list[Part]:
    """Return each text that is another one: whose it is, which part, and both texts, those of the criterion first."""
    name = new.definition.criterion.id
    found = list(_changed(name, _of_criterion(old), _of_criterion(new)))
    shared = {*deciding(old.definition, old.facts)} & {*deciding(new.definition, new.facts)} - HEAD_FACTS.keys()
    for fact in sorted(shared):
        found += _changed(fact, _of_fact(old, fact), _of_fact(new, fact))
    return found


def _changed(name: str, old: _Words, new: _Words) -> Iterator[Part]:
    for part in dict.fromkeys([*new, *old]):
        if old.get(part) != new.get(part):
            yield {"of": name, "part": part, "old": old.get(part), "new": new.get(part)}


def _of_criterion(version: Version) -> _Words:
    written = version.definition.source.value
    return dict(_texts({key: each for key, each in written.items() if key not in _RULES}))


def _of_fact(version: Version, name: str) -> _Words:
    fact = version.facts[name]
    columns = {key: each.model_dump(include=set(_OF_COLUMNS)) for key, each in (fact.columns or {}).items()}
    written = {**fact.model_dump(include=set(_OF_FACTS)), "columns": columns}
    return dict(_texts({key.removesuffix("_"): written[key] for key in _OF_FACTS if written[key]}))


def _texts(written: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text by its path, such as ``checks.recent.fix``; of a list, each by its id or its points."""
    if isinstance(written, dict):
        for key, each in written.items():
            yield from _texts(each, f"{path}.{key}" if path else key)
    elif isinstance(written, list):
        for at, each in enumerate(written):
            own = {key: part for key, part in each.items() if key not in _RULES} if isinstance(each, dict) else each
            yield from _texts(own, f"{path}.{_called(each, at)}")
    elif written is not None:
        yield path, str(written)


def _called(each: Any, at: int) -> str:
    return str(each.get("id") or each.get("points") or at + 1) if isinstance(each, dict) else str(at + 1)
