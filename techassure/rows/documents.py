"""The documents of a submission: how each stands, now and on later days, and which answers name it."""

from __future__ import annotations

from collections.abc import Mapping
from operator import getitem, itemgetter
from pathlib import Path as FilePath
from typing import Any

from techassure import calendar_days
from techassure.calendar_days import Duration
from techassure.engine import Assessor
from techassure.outcomes import Standing
from techassure.plans import DOCUMENTED, MEMO
from techassure.rows.codes import Unusual
from techassure.rows.layout import OTHER, Layout, backed_alone, behind
from techassure.rows.seen import Change, Dated, Seen
from techassure.situation import days_of, standing_of
from techassure.submission_reader import OUTSIDE, Digests, SubmissionReader
from techassure.submissions import Document

_USUAL = itemgetter("id", "kind", "file", "issued", "sha256")
_PARTS = 5
_STANDING = itemgetter(0)
_NOTHING: list[int] = []
_SHORT, _GOOD = int(Standing.SHORT), int(Standing.GOOD)
_ENTRY = frozenset({"id", "kind", "title", "file", "sha256", "issued", "expires", "product_version"})
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
        self._linked = _demands(assessor, layout)
        self._linked_by = list(assessor.linked_by.items())
        self._touched = {layout.at[kind]: criteria for kind, criteria in assessor.backed_by.items()}

    def stand(self, entries: Any, folder: FilePath | None, seen: Seen) -> None:
        """Find how every document stands.

        Raises:
            Unusual: one is not listed as most are, or is a file that says itself what it is.
        """
        if entries.__class__ is not list:
            raise Unusual
        digests = self._reader.digests(folder)
        seen.entries = entries
        try:
            ids, kinds, decides = self._read(entries, digests, seen.version)
            seen.dated = list(map(getitem, map(self._stands.__getitem__, kinds), decides))
            seen.kinds = list(map(self._at.__getitem__, kinds))
            seen.ids = ids
            seen.standings = dict(zip(ids, map(_STANDING, seen.dated), strict=True))
        except (AttributeError, KeyError, TypeError):
            raise Unusual from None
        if len(seen.standings) != len(entries) or not all(ids):
            raise Unusual
        if digests.readable and any(entry.get("file") in digests.readable for entry in entries):
            raise Unusual  # What such a file says is held against the answers.

    def _read(self, entries: list[Any], digests: Digests, version: str) -> tuple[list[str], list[str], list[Any]]:
        """Return ids, kinds, and what else decides: the day of issue alone, where the rest is as usual."""
        ids, kinds, decides = [], [], []
        for entry in entries:
            if len(entry) == _PARTS and "sha256" in entry and "issued" in entry:
                name, kind, file, issued, declared = _USUAL(entry)
                plain = digests[file] == declared and file
            else:
                name, kind, plain = entry["id"], entry["kind"], False
            ids.append(name)
            kinds.append(kind)
            decides.append(issued if plain else _deciding(entry, digests, version))
        if not "".join(ids).isprintable():
            raise Unusual
        return ids, kinds, decides

    def settle(self, seen: Seen) -> None:
        """Bring the cells of kinds, and of what answers name, to how the documents stand.

        Where every criterion that asks has a good document of its own, what the answer names does not matter: it is
        taken as good, so that what does not matter does not make one submission look different from another.
        """
        cells = seen.cells
        for at, dated in zip(seen.kinds, seen.dated, strict=True):
            if dated[0] > cells[at]:  # noqa: PLR1730 - twice as quick as max, in a loop that is run most
                cells[at] = dated[0]
        self._settle_links(seen, seen.standings)

    def _settle_links(self, seen: Seen, standings: Mapping[str, int]) -> None:
        cells, answers = seen.cells, seen.answers
        for kinds, names in self._linked:
            if all([_GOOD in [cells[at] for at in by] for by in kinds]):  # noqa: C419 - a list is quicker
                for _, at in names:
                    cells[at] = _GOOD
            elif standings:
                for name, at in names:
                    cells[at] = _best(answers.get(name), standings)

    def changes(self, seen: Seen) -> list[Change]:
        """Return the later days on which documents begin or cease to be in force."""
        naming: dict[str, list[int]] = {}
        for name, criteria in self._linked_by:
            for each in _named(seen.answers.get(name)):
                naming[each] = naming.get(each, _NOTHING) + criteria
        found = []
        touched = self._touched
        for each, at, dated in zip(seen.ids, seen.kinds, seen.dated, strict=True):
            if dated[1] and (at in touched or each in naming):
                criteria = touched.get(at, _NOTHING) + naming.get(each, _NOTHING)
                found += [(day, at, each, standing, criteria) for day, standing in dated[1]]
        return found

    def change(self, seen: Seen, at: int, standings: dict[str, int]) -> None:
        """Bring the cells to what documents stand like on a later day; ``at`` is the kind's of one that changed."""
        pairs = zip(seen.ids, seen.kinds, strict=True)
        seen.cells[at] = max([standings[each] for each, kind in pairs if kind == at])
        self._settle_links(seen, standings)


def _demands(assessor: Assessor, layout: Layout) -> list[tuple[list[list[int]], list[tuple[str, int]]]]:
    """Return the answers that documents can back one by one, those side by side that are asked of the same criteria.

    Each comes with the cells of the kinds that back it anyway, criterion by criterion, and with its own.
    """
    demanding = [plan for plan in assessor.criteria if plan.demands == DOCUMENTED]
    alone = {id(plan): backed_alone(plan, assessor) for plan in demanding}
    found: dict[tuple[tuple[str, ...], ...], list[tuple[str, int]]] = {}
    for name in sorted({name for names in alone.values() for name in names}):
        asked_by = tuple(dict.fromkeys(plan.by for plan in demanding if name in alone[id(plan)]))
        found.setdefault(asked_by, []).append((name, layout.at[behind(name)]))
    return [([layout.places(by) for by in kinds], names) for kinds, names in found.items()]


def _named(given: Any) -> list[str]:
    """Return the documents that an answer names."""
    return given.get("evidence", ()) if given.__class__ is dict else ()


def _best(given: Any, standings: Mapping[str, int]) -> int:
    """Return how the best document stands that an answer names."""
    return max([standings[each] for each in _named(given)], default=_SHORT)


def _deciding(entry: Mapping[str, str], digests: Mapping[str, str], version: str) -> Any:
    """Return what decides how a document of a kind stands: days, whether its file is what it declares, its version.

    Raises:
        Unusual: the entry is not as plain as most are; the reader says what it comes to.
    """
    if entry.__class__ is not dict or not entry.keys() <= _ENTRY or not "".join(entry.values()).isprintable():
        raise Unusual
    written, declared, other = entry.get("file"), entry.get("sha256"), entry.get("product_version")
    found = digests[written] if written else ""
    if found == OUTSIDE or (declared and declared != found and declared.strip().lower() == found):
        raise Unusual
    intact, is_this = bool(found) and declared == found, other is None or other == version
    issued, expires = entry.get("issued"), entry.get("expires")
    return issued if intact and is_this and expires is None else (issued, expires, intact, is_this)


def _day(text: Any) -> int | None:
    """Return the day of an entry; None where it is blank.

    Raises:
        Unusual: it is not a day.
    """
    day = calendar_days.day_number(text) if text else None
    if day is None and text and text.strip():
        raise Unusual
    return day
