"""The documents of a submission: how each stands, now and on later days, and which answers name it."""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from pathlib import Path as FilePath
from typing import Any

from techassure import calendar_days
from techassure.calendar_days import Duration
from techassure.engine import Assessor
from techassure.outcomes import Standing
from techassure.plans import DOCUMENTED, MEMO
from techassure.rows.codes import Unusual, backed_alone, behind
from techassure.rows.seen import Change, Dated, Seen
from techassure.situation import days_of, standing_of
from techassure.submission_reader import OUTSIDE, SubmissionReader
from techassure.submissions import Document

Naming = dict[str, list[tuple[str, list[str]]]]
"""By document, the facts whose answers name it, each with all documents that the answer names."""
_Stands = dict[Any, Dated]
"""How documents stand by what decides that: the day of issue alone where the rest is as it mostly is."""
_USUAL = itemgetter("id", "kind", "file", "issued", "sha256")
_NOTHING: list[int] = []
_SHORT, _GOOD = int(Standing.SHORT), int(Standing.GOOD)
_ENTRY = frozenset({"id", "kind", "title", "file", "sha256", "issued", "expires", "product_version"})
_THIS, _OTHER = "this", "other"
"""The product's version, and any other: a document either speaks of this one or does not."""


class Documents:
    """Finds how documents stand; what decides that repeats within a batch, and is remembered."""

    def __init__(self, assessor: Assessor, reader: SubmissionReader) -> None:
        self._assessor = assessor
        self._reader = reader
        alike: dict[Duration | None, _Stands] = {}
        self._stands = {kind: alike.setdefault(assessor.valid_for.get(kind), {}) for kind in reader.kinds()}
        demanding = [plan for plan in assessor.criteria if plan.demands == DOCUMENTED]
        sources = sorted({name for plan in demanding for name in backed_alone(plan, assessor)})
        self._linked = [
            (name, behind(name), [plan.by for plan in demanding if name in backed_alone(plan, assessor)])
            for name in sources
        ]
        self._names = frozenset(sources)

    def stand(self, entries: Any, folder: FilePath | None, seen: Seen) -> None:
        """Find how every document stands."""
        if entries.__class__ is not list:
            raise Unusual
        cells, standings, stands = seen.cells, seen.standings, self._stands
        digests = self._reader.digests(folder)
        seen.entries = entries
        try:
            for entry in entries:
                if len(entry) == 5 and "sha256" in entry and "issued" in entry:
                    name, kind, written, issued, declared = _USUAL(entry)
                    plain = written and digests[written] == declared and name.isprintable()
                    decides: Any = issued if plain else _deciding(entry, digests, seen.version)
                else:
                    name, kind, decides = entry["id"], entry["kind"], _deciding(entry, digests, seen.version)
                known = stands[kind]
                dated = known.get(decides) or self._dated(kind, decides, known)
                if not name or name in standings:
                    raise Unusual
                standing = standings[name] = dated.standing
                if standing > cells[kind]:  # noqa: PLR1730 - twice as quick as max, in a loop that is run most
                    cells[kind] = standing
                if dated.changes:
                    seen.dated.append((name, kind, dated))
        except (AttributeError, KeyError, TypeError):
            raise Unusual from None
        if digests.readable and any(entry.get("file") in digests.readable for entry in entries):
            raise Unusual  # What such a file says is held against the answers.

    def _dated(self, kind: str, decides: Any, known: _Stands) -> Dated:
        """Return how a document stands: as every other does that is of a kind valid for as long."""
        if len(known) >= MEMO:
            known.clear()
        found = known[decides] = self._standing(kind, *(decides if decides.__class__ is tuple else (decides,)))
        return found

    def _standing(
        self, kind: str, issued: Any, expires: Any = None, intact: bool = True, is_this: bool = True
    ) -> Dated:
        """Return how a document stands on the as-of day, and how from later days on."""
        assessor = self._assessor
        document = Document(
            "", kind, "readable" if intact else "missing", _day(issued), _day(expires), None if is_this else _OTHER
        )

        def on(day: int) -> Standing:
            return standing_of(document, day, assessor.valid_for, _THIS)

        later = days_of(document, assessor.as_of, assessor.valid_for)
        days = [day for day in later if day <= calendar_days.LAST_DAY]
        return Dated(on(assessor.as_of), [(day, on(day)) for day in days])

    def link(self, seen: Seen) -> None:
        """Note the best document that each answer names; keep of the backing what a criterion asks about."""
        standings, linked, names, kept = seen.standings, seen.linked, self._names, []
        try:
            for name, ids in seen.backing:
                if ids.__class__ is not list:
                    raise Unusual
                found = standings[ids[0]] if len(ids) == 1 else max([standings[each] for each in ids], default=_SHORT)
                if name in names:
                    linked[name] = found
                    kept.append((name, ids))
        except (KeyError, TypeError):
            raise Unusual from None
        seen.backing = kept

    def settle(self, seen: Seen) -> None:
        """Bring the cells of what answers name to how it stands.

        Where every criterion that asks has a good document of its own, what the answer names does not matter: it is
        taken as good, so that what does not matter does not make one submission look different from another.
        """
        cells, linked = seen.cells, seen.linked
        for name, cell, demands in self._linked:
            for by in demands:
                if not any([cells[kind] == _GOOD for kind in by]):  # noqa: C419 - a list is quicker
                    cells[cell] = linked.get(name, _SHORT)
                    break
            else:
                cells[cell] = _GOOD

    def changes(self, seen: Seen) -> list[Change]:
        """Return the later days on which documents begin or cease to be in force."""
        linked, touched = self._assessor.linked_by, self._assessor.backed_by
        naming: dict[str, list[int]] = {}
        for name, ids in seen.backing:
            for each in ids if name in linked else ():
                naming[each] = naming.get(each, []) + linked[name]
        return [
            (day, kind, name, standing, touched.get(kind, _NOTHING) + naming.get(name, _NOTHING))
            for name, kind, dated in seen.dated
            for day, standing in dated.changes
        ]

    def naming(self, seen: Seen) -> Naming:
        """Return what follows from a document's change for the answers that name it."""
        found: Naming = {}
        for name, ids in seen.backing:
            for each in ids:
                found.setdefault(each, []).append((name, ids))
        return found


def _deciding(entry: Mapping[str, str], digests: Mapping[str, str], version: str) -> tuple[Any, ...]:
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
    intact = bool(found) and declared == found
    return entry.get("issued"), entry.get("expires"), intact, other is None or other == version


def _day(text: Any) -> int | None:
    """Return the day of an entry; None where it is blank.

    Raises:
        Unusual: it is not a day.
    """
    day = calendar_days.day_number(text) if text else None
    if day is None and text and text.strip():
        raise Unusual
    return day
