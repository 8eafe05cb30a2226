"""The documents of a submission: how each stands, now and on later days, and which answers name it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import getitem, itemgetter
from pathlib import Path as FilePath
from typing import Any

from msgspec import UNSET
from msgspec.structs import astuple

from techassure import calendar_days
from techassure.calendar_days import Duration
from techassure.engine.assessor import Assessor
from techassure.engine.outcomes import Standing
from techassure.engine.plans import DOCUMENTED, MEMO
from techassure.engine.situation import days_of, standing_of
from techassure.intake.file_digests import OUTSIDE
from techassure.intake.reader import SubmissionReader
from techassure.rows.codes import Unusual
from techassure.rows.layout import OTHER, Layout, backed_alone, behind
from techassure.rows.seen import Change, Dated, Seen
from techassure.rows.shapes import Entry
from techassure.submissions import Document

_STANDING = itemgetter(0)
_NOTHING: list[int] = []
_SHORT, _GOOD = int(Standing.SHORT), int(Standing.GOOD)
_THIS, _OTHER = "this", "other"
"""The product's version, and any other: a document either speaks of this one or does not."""


class _Stands(dict[Any, Dated]):
    """How the documents of a kind stand by what decides that: the day of issue alone where the rest is as usual."""

    def __init__(self, kind: str, assessor: Assessor) -> None:
        super().__init__()
        self._kind, self._assessor = kind, assessor

    def __missing__(self, decides: Any) -> Dated:
        """Find out how such a document stands."""
        if len(self) >= MEMO:
            self.clear()
        found = self[decides] = self._standing(*(decides if decides.__class__ is tuple else (decides,)))
        return found

    def _standing(self, issued: Any, expires: Any = None, intact: bool = True, is_this: bool = True) -> Dated:
        """Return how a document stands on the as-of day, and how from later days on."""
        assessor, kind = self._assessor, self._kind
        document = Document(
            "", kind, "readable" if intact else "missing", _day(issued), _day(expires), None if is_this else _OTHER
        )

        def on(day: int) -> int:
            return int(standing_of(document, day, assessor.valid_for, _THIS))

        later = days_of(document, assessor.as_of, assessor.valid_for)
        days = [day for day in later if day <= calendar_days.LAST_DAY]
        return Dated(on(assessor.as_of), [(day, on(day)) for day in days])


class Documents:
    """Finds how documents stand; what decides that repeats within a batch, and is remembered."""

    def __init__(self, assessor: Assessor, reader: SubmissionReader, layout: Layout) -> None:
        self._reader = reader
        alike: dict[Duration | None, _Stands] = {}
        kinds = reader.kinds()
        self._stands = {kind: alike.setdefault(assessor.valid_for.get(kind), _Stands(kind, assessor)) for kind in kinds}
        self._at = {kind: layout.at[kind if kind in layout.kinds else OTHER] for kind in kinds}
        self._links = _links(assessor, layout)
        self._linked = {
            name: (criteria, _speaking_of(name, self._links)) for name, criteria in assessor.linked_by.items()
        }
        self._naming = sorted({*self._linked, *(name for link in self._links for name, _ in link.names)})
        self._touched = {layout.at[kind]: criteria for kind, criteria in assessor.backed_by.items()}
        self._of_kind = {at: [link for link in self._links if link.asks_for(at)] for at in self._at.values()}

    def stand(self, entries: Sequence[Entry], folder: FilePath | None, seen: Seen) -> None:
        """Find how every document stands.

        Raises:
            Unusual: one is not listed as most are, or is a file that says itself what it is.
        """
        digests = self._reader.digests(folder)
        try:
            ids, kinds, decides = _read(entries, digests, seen.version)
            seen.dated = list(map(getitem, map(self._stands.__getitem__, kinds), decides))
            seen.kinds = list(map(self._at.__getitem__, kinds))
        except KeyError:
            raise Unusual from None
        seen.entries, seen.ids = entries, ids
        seen.standings = dict(zip(ids, map(_STANDING, seen.dated), strict=True))
        if len(seen.standings) != len(entries) or not all(ids) or not "".join(ids).isprintable():
            raise Unusual
        if digests.readable and any(entry.file in digests.readable for entry in entries):
            raise Unusual  # What such a file says is held against the answers.

    def settle(self, seen: Seen) -> None:
        """Bring the cells of kinds, and of what answers name, to how the documents stand."""
        cells = seen.cells
        for at, dated in zip(seen.kinds, seen.dated, strict=True):
            if dated[0] > cells[at]:  # noqa: PLR1730 - twice as quick as max, in a loop that is run most
                cells[at] = dated[0]
        seen.naming_documents(self._naming)
        for link in self._links:
            link.settle(seen)

    def changes(self, seen: Seen) -> list[Change]:
        """Return the later days on which documents begin or cease to be in force."""
        naming, touched = seen.naming, self._touched
        moving = {each: dated.changes for each, dated in zip(seen.ids, seen.dated, strict=True) if dated[1]}
        for name, ids in seen.linked.items():
            if name in self._linked:
                for each in ids:
                    if each in moving:
                        naming[each] = [*naming.get(each, ()), self._linked[name]]
        found: list[Change] = []
        for each, at in zip(seen.ids, seen.kinds, strict=True):
            if each in moving and (at in touched or each in naming):
                criteria = touched.get(at, _NOTHING)
                for more, _ in naming.get(each, ()):
                    criteria = criteria + more
                found += [(day, at, each, standing, criteria) for day, standing in moving[each]]
        return found

    def change(self, seen: Seen, at: int, name: str) -> None:
        """Bring the cells to how documents stand after one, whose kind has its cell there, began or ceased to be."""
        cells, standings = seen.cells, seen.standings
        cells[at] = standings[name]
        if seen.kinds.count(at) > 1:
            pairs = zip(seen.ids, seen.kinds, strict=True)
            cells[at] = max([standings[each] for each, kind in pairs if kind == at])
        for link in self._of_kind[at]:
            link.settle(seen)
        for _, link in seen.naming.get(name, ()):
            link.settle(seen)


class _Link:
    """Answers that documents can back one by one, asked for by the same criteria.

    ``ways`` are the places of the cells of the kinds that back them anyway, criterion by criterion; ``names`` are the
    answers, each with the place of its cell.
    """

    __slots__ = ("names", "ways")

    def __init__(self, ways: list[list[int]], names: list[tuple[str, int]]) -> None:
        self.ways, self.names = ways, names

    def asks_for(self, at: int) -> bool:
        """Tell whether documents of a kind back the answers anyway."""
        return any(at in by for by in self.ways)

    def settle(self, seen: Seen) -> None:
        """Bring the cells of what the answers name to how it stands.

        Where every criterion that asks has a good document of its own, what the answer names does not matter: it is
        taken as good, so that what does not matter does not make one submission look different from another.
        """
        cells = seen.cells
        for by in self.ways:
            for at in by:
                if cells[at] == _GOOD:
                    break
            else:
                linked, standings = seen.linked, seen.standings
                for name, at in self.names:
                    cells[at] = max([standings[each] for each in linked[name]]) if name in linked else _SHORT
                return
        for _, at in self.names:
            cells[at] = _GOOD


def _links(assessor: Assessor, layout: Layout) -> list[_Link]:
    demanding = [plan for plan in assessor.criteria if plan.demands == DOCUMENTED]
    alone = {id(plan): backed_alone(plan, assessor) for plan in demanding}
    found: dict[tuple[tuple[str, ...], ...], list[tuple[str, int]]] = {}
    for name in sorted({name for names in alone.values() for name in names}):
        asked_by = tuple(dict.fromkeys(plan.by for plan in demanding if name in alone[id(plan)]))
        found.setdefault(asked_by, []).append((name, layout.at[behind(name)]))
    return [_Link([layout.places(by) for by in ways], names) for ways, names in found.items()]


def _speaking_of(name: str, links: Iterable[_Link]) -> _Link:
    """Return the link of an answer; a document's own has no cell but its kind's."""
    return next((link for link in links if any(name == each for each, _ in link.names)), _NO_LINK)


_NO_LINK = _Link([], [])


def _read(entries: Iterable[Entry], digests: Mapping[str, str], version: str) -> tuple[list[str], list[str], list[Any]]:
    """Return ids, kinds, and what else decides: the day of issue alone, where the rest is as usual."""
    ids, kinds, decides = [], [], []
    for entry in entries:
        name, kind, title, file, declared, issued, expires, other = astuple(entry)
        ids.append(name)
        kinds.append(kind)
        usual = title is UNSET and expires is UNSET and other is UNSET and issued is not UNSET and file
        decides.append(issued if usual and digests[file] == declared else _deciding(entry, digests, version))
    return ids, kinds, decides


def _deciding(entry: Entry, digests: Mapping[str, str], version: str) -> Any:
    """Return what decides how a document of a kind stands: days, whether its file is what it declares, its version.

    Raises:
        Unusual: the entry is not as plain as most are; the reader says what it comes to.
    """
    if not "".join([each for each in astuple(entry) if each is not UNSET]).isprintable():
        raise Unusual
    declared, other = entry.sha256, entry.product_version
    found = digests[entry.file] if entry.file else ""
    if found == OUTSIDE or (declared and declared != found and declared.strip().lower() == found):
        raise Unusual
    intact, is_this = bool(found) and declared == found, other is UNSET or other == version
    issued, expires = entry.issued or None, entry.expires or None
    return issued if intact and is_this and expires is None else (issued, expires, intact, is_this)


def _day(text: str | None) -> int | None:
    """Return the day of an entry; None where it is blank.

    Raises:
        Unusual: it is not a day.
    """
    day = calendar_days.day_number(text) if text else None
    if day is None and text and text.strip():
        raise Unusual
    return day
