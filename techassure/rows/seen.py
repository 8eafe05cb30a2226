"""One submission on the short way, as far as it has been read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from techassure.rows.layout import Cells

Change = tuple[int, int | None, Any, int, list[int]]
"""The day of a change, the place of the cell of the kind of document that changes (None: another cell does), the
document or that cell, its standing or code from then on, and the criteria that it touches."""


class Dated(NamedTuple):
    """How a document stands: now, and from later days on."""

    standing: int
    changes: list[tuple[int, int]]


class Seen:
    """Answers as they are written, the cells that they fill, and the documents.

    ``raws`` are the answers in the order of the form, ``values`` typed values that were computed. ``entries`` are the
    documents as they are listed, ``ids``, ``kinds`` and ``dated`` the same one by one: what each is called, the place
    of the cell of its kind, and how it stands; ``standings`` that by the id.
    """

    __slots__ = ("answers", "cells", "dated", "entries", "ids", "kinds", "raws", "standings", "values", "version")

    def __init__(self, answers: Mapping[str, Any], version: str) -> None:
        self.answers, self.version = answers, version
        self.cells: Cells = []
        self.raws: Sequence[Any] = ()
        self.values: dict[str, Any] = {}
        self.entries: Sequence[Mapping[str, str]] = ()
        self.ids: Sequence[str] = ()
        self.kinds: Sequence[int] = ()
        self.dated: Sequence[Dated] = ()
        self.standings: dict[str, int] = {}
