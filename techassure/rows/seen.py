"""One submission on the short way, as far as it has been read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from techassure.outcomes import Standing
from techassure.rows.codes import Cells

Change = tuple[int, str | None, str, int, list[int]]
"""The day of a change, the kind of the document that changes (None: a cell does), its name, its code or standing from
then on, and the criteria that it touches."""


class Dated(NamedTuple):
    """How a document stands: now, and from later days on."""

    standing: Standing
    changes: list[tuple[int, Standing]]


class Seen:
    """Answers as they are written, the cells that they fill, and the documents.

    ``values`` are typed values that were computed, ``backing`` the documents that answers name, ``linked`` the best of
    those by the fact, ``standings`` how each document stands by its id, ``dated`` those that will not always stand so,
    each with its kind.
    """

    __slots__ = ("answers", "backing", "cells", "dated", "entries", "linked", "standings", "values", "version")

    def __init__(self, answers: Mapping[str, Any], version: str, cells: Cells) -> None:
        self.answers, self.version, self.cells = answers, version, cells
        self.values: dict[str, Any] = {}
        self.backing: list[tuple[str, list[str]]] = []
        self.entries: list[Mapping[str, str]] = []
        self.linked: dict[str, int] = {}
        self.standings: dict[str, int] = {}
        self.dated: list[tuple[str, str, Dated]] = []
