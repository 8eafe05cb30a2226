"""What changes between two editions, or two revisions of one: each criterion, gates and shares, whom and from when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from techassure.authoring.comparing import Comparison, compare
from techassure.authoring.renaming import matter, renamed
from techassure.authoring.rewording import reworded
from techassure.authoring.showing import Witness
from techassure.authoring.trials import Version
from techassure.calendar_days import iso
from techassure.definitions.definition import Definition
from techassure.definitions.edition_locks import fingerprint
from techassure.definitions.editions import Edition
from techassure.definitions.library import Library
from techassure.definitions.model import Fact
from techassure.files.doors import enter
from techassure.files.places import read_file
from techassure.phrases import counted
from techassure.selections.selection_file import SelectionFile

Change = Literal[
    "added",
    "retired",
    "reworded",
    "stricter",
    "looser",
    "different",
    "worse for some",
    "better for some",
    "equivalent",
    "not decided",
    "unchanged",
]
CHANGES: tuple[Change, ...] = (
    "added", "retired", "stricter", "looser", "different", "worse for some", "better for some", "not decided",
    "equivalent", "reworded", "unchanged",
)  # fmt: skip
"""In the order in which they are told."""


@dataclass(frozen=True)
class Side:
    """An edition of a library, by the name under which it was asked for."""

    name: str
    edition: Edition
    library: Library

    def versions(self) -> dict[str, Version]:
        """Return the criteria by id."""
        facts = self.library.facts
        return {each.criterion.id: Version(each, self.edition, facts) for each in self.edition.definitions}


def difference(old: Side, new: Side, as_of: int | None = None) -> dict[str, Any]:
    """Return what changes, as plain data. ``as_of`` is a day number; default: the day of each criterion's examples."""
    before, now = old.versions(), new.versions()
    was = renamed(before, now, as_of)
    names = [*now, *(name for name in before if name not in now and name not in was.values())]
    criteria = [
        _criterion(name, was.get(name), before.get(was.get(name, name)), now.get(name), as_of) for name in names
    ]
    criteria.sort(key=lambda each: CHANGES.index(each["change"]))
    return {
        "techassure": 1,
        "kind": "difference",
        "old": _side(old),
        "new": _side(new),
        "same_edition": old.edition.name == new.edition.name,
        "from": _since(old, new),
        "errata": _errata(old, new),
        "selected_by": _baselines(new.library, new.edition),
        "counts": {change: sum(each["change"] == change for each in criteria) for change in CHANGES},
        "criteria": [each for each in criteria if each["change"] != "unchanged" or each["role"]],
    }


def _side(side: Side) -> dict[str, Any]:
    file = side.edition.file
    return {
        "name": side.name,
        "edition": side.edition.name,
        "revision": file.revision,
        "title": file.title,
        "status": file.status,
        "digest": fingerprint(side.edition, side.library.facts).digest,
    }


def _since(old: Side, new: Side) -> str | None:
    """Return the day from which it counts: of another edition, when that is in force; of a revision, its erratum's."""
    file = new.edition.file
    if old.edition.name != new.edition.name:
        return iso(file.in_force.first) if file.in_force else None
    days = [erratum.on for erratum in file.errata if erratum.revision > old.edition.file.revision]
    return iso(min(days)) if days else None


def _errata(old: Side, new: Side) -> list[dict[str, Any]]:
    if old.edition.name != new.edition.name:
        return []
    told = [erratum for erratum in new.edition.file.errata if erratum.revision > old.edition.file.revision]
    return [
        {"revision": each.revision, "on": iso(each.on), "changed": each.changed, "touches": list(each.touches)}
        for each in told
    ]


def _baselines(library: Library, edition: Edition) -> list[str]:
    """Return the baselines that select the edition."""
    files = {name: enter(SelectionFile, read_file(path)) for name, path in library.baselines().items()}
    wanted, standard = edition.file.edition, edition.file.standard
    return sorted(n for n, file in files.items() if file.editions.get(standard, "").partition(" ")[0] == wanted)


# --- a criterion ----------------------------------------------------------------------------------------------------


def _criterion(
    name: str, was: str | None, old: Version | None, new: Version | None, as_of: int | None
) -> dict[str, Any]:
    one = new or old
    assert one
    criterion = one.definition.criterion
    change, found = _change(old, new, as_of)
    facts = {**(old.facts if old else {}), **(new.facts if new else {})}
    shown = [_witness(each, facts) for each in (found.worse, found.better) if each]
    if not any(each and (each.definition.bands or each.definition.entry.share) for each in (old, new)):
        shown = [{**each, "points": None} for each in shown]
    return {
        "id": name,
        "was": was,
        "title": criterion.title,
        "change": change,
        "why": found.why or None,
        "binds": criterion.binds,
        "about": sorted({facts[each].about for each in one.definition.facts()}),
        "role": _role_change(old, new),
        "asks_no_more": _names(old, new),
        "asks_now": _names(new, old),
        "reworded": reworded(old, new) if old and new else [],
        "witnesses": shown,
    }


def _change(old: Version | None, new: Version | None, as_of: int | None) -> tuple[Change, Comparison]:
    nothing = Comparison("equivalent")
    if old is None or new is None:
        return ("added" if old is None else "retired"), nothing
    if matter(old) == matter(new):
        is_same = old.definition.criterion.id == new.definition.criterion.id and not reworded(old, new)
        return ("unchanged" if is_same else "reworded"), nothing
    found = compare(old, new, as_of or new.definition.criterion.examples.as_of)
    return found.relation, found


def _names(one: Version | None, other: Version | None) -> list[str]:
    known = set(other.definition.facts()) if other else set()
    return sorted(set(one.definition.facts()) - known) if one and other else []


def _witness(found: Witness, facts: Mapping[str, Fact]) -> dict[str, Any]:
    ends = ((found.old.low, found.old.high), (found.new.low, found.new.high))
    return {
        "submission": found.trial.as_data(facts),
        "old": found.old.outcome.text,
        "new": found.new.outcome.text,
        "points": [[str(low), str(high)] for low, high in ends] if ends[0] != ends[1] else None,
    }


def _role_change(old: Version | None, new: Version | None) -> dict[str, Any] | None:
    before, now = (None if each is None else list(_role(each.definition)) for each in (old, new))
    return None if before == now else {"old": before, "new": now}


def _role(definition: Definition) -> Iterator[str]:
    """Yield how a criterion counts in its edition, in words."""
    entry = definition.entry
    if entry.gate:
        yield f"gate ({entry.gate})"
    if entry.due:
        yield f"due at {entry.due}"
    if entry.share is not None:
        yield f"share {_shown(entry.share)}"
    if entry.minimum is not None:
        yield f"minimum {counted(_shown(entry.minimum), 'point')}"
    if not entry.gate and entry.share is None:
        yield "context"
    yield f"in {definition.section.domain}"


def _shown(value: Fraction) -> str:
    return f"{float(value):g}"
