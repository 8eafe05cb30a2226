"""One submission on the short way, as far as it has been read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import UNSET

from techassure.rows.layout import Cells
from techassure.rows.shapes import WRITTEN, Entry

Change = tuple[int, int | None, Any, int, list[int]]
"""The day of a change, the place of the cell of the kind of document that changes (None: another cell does), the
document or that cell, its standing or code from then on, and the criteria that it touches."""


class Dated(NamedTuple):
    """How a document stands: now, and from later days on."""

    standing: int
    changes: list[tuple[int, int]]


class Seen:
    """Answers as they are written, the cells that they fill, and the documents.

    ``raws`` are the answers, ``at`` where each stands among them, ``given`` the same with what stands beside them, if
    anything does; ``values`` are typed values that were computed. ``entries`` are the documents as they are listed,
    ``ids``, ``kinds`` and ``dated`` the same one by one: what each is called, the place of the cell of its kind, and
    how it stands; ``standings`` that by the id, ``linked`` the documents that back answers by the answer, ``naming``
    the criteria and cells of those answers by the document.
    ``declared_on`` is the declaration's day.
    """

    __slots__ = (
        "at", "cells", "dated", "declared_on", "entries", "given", "ids", "kinds", "linked", "naming", "raws",
        "standings", "values", "version",
    )  # fmt: skip

    def __init__(self, version: str) -> None:
        self.version = version
        self.declared_on: str | None = None
        self.raws: Sequence[Any] = ()
        self.at: Mapping[str, int] = {}
        self.given: Sequence[Any] | None = None
        self.cells: Cells = []
        self.values: dict[str, Any] = {}
        self.entries: Sequence[Entry] = ()
        self.ids: Sequence[str] = ()
        self.kinds: Sequence[int] = ()
        self.dated: Sequence[Dated] = ()
        self.standings: dict[str, int] = {}
        self.linked: dict[str, Sequence[str]] = {}
        self.naming: dict[str, Sequence[tuple[list[int], Any]]] = {}

    def raw(self, name: str) -> Any:
        """Return an answer as it is written; None where there is none."""
        at = self.at.get(name)
        if at is None:
            return None
        found = self.raws[at]
        return None if found is UNSET else found

    def named(self, name: str) -> Sequence[str]:
        """Return the documents that an answer names."""
        at = self.at.get(name)
        if at is None or self.given is None:
            return ()
        found = self.given[at]
        return (found.evidence or ()) if found.__class__ in WRITTEN else ()

    def naming_documents(self, names: Iterable[str]) -> None:
        """Note which documents some answers name: those that evidence is asked for."""
        places, given = self.at, self.given
        if given is not None:
            for name in names:
                if name in places:
                    each = given[places[name]]
                    if each.__class__ in WRITTEN and each.evidence:
                        self.linked[name] = each.evidence
