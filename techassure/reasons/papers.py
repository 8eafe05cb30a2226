"""The documents of a submission as a row shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from msgspec import UNSET

from techassure.calendar_days import day_number, iso
from techassure.documents.writer import document_part
from techassure.engine.assessor import Assessor
from techassure.engine.plans import MEMO
from techassure.engine.situation import last_day
from techassure.intake.file_digests import MISSING
from techassure.intake.reader import SubmissionReader
from techassure.reasons.templates import inner, written
from techassure.rows.seen import Seen
from techassure.rows.shapes import Entry
from techassure.submissions import Document, DocumentState

_Key = tuple[Any, ...]


class Paper(NamedTuple):
    """A document, whatever its id: as it was found, its last day, and its JSON from the id on, up to the next one.

    ``about`` is what reasons may say of it: when it was issued, when it ends, of which version it speaks.
    """

    found: Document
    last_day: int
    tail: bytes
    about: tuple[bytes, bytes, bytes]


class Papers:
    """Finds the documents of submissions; all that they are but their ids repeats within a batch."""

    def __init__(self, assessor: Assessor, reader: SubmissionReader) -> None:
        self._assessor, self._reader = assessor, reader
        self._known: dict[_Key, Paper] = {}

    def of(self, seen: Seen, folder: FilePath | None) -> list[Paper]:
        """Return the documents of a submission, whose entries have been found to be as plain as most are."""
        if not seen.entries:
            return []
        digests = self._reader.digests(folder)
        look_up: Callable[[Any], str | None] = digests.get
        keys = [
            (each.kind, each.issued, each.expires, each.product_version,
             look_up(each.file) == each.sha256 or _state(each, digests))
            for each in seen.entries
        ]  # fmt: skip
        papers = list(map(self._known.get, keys))
        if None in papers:
            return [each or self._made(key) for each, key in zip(papers, keys, strict=True)]
        return papers  # type: ignore[return-value]

    def _made(self, key: _Key) -> Paper:
        if len(self._known) >= MEMO:
            self._known.clear()
        found = self._known[key] = self._document(*key)
        return found

    def _document(self, kind: str, issued: Any, expires: Any, version: Any, state: Any) -> Paper:
        state = "readable" if state is True else state
        document = Document("", kind, state, _day(issued), _day(expires), None if version is UNSET else version)
        last = last_day(document, self._assessor.valid_for.get(kind))
        tail = written(document_part(document, last)).removeprefix(b'{"id":""')
        issued = iso(document.issued) if document.issued else ""
        return Paper(document, last, tail + b",", (inner(issued), inner(iso(last)), inner(str(version))))


def listed(names: Sequence[bytes], papers: Sequence[Paper]) -> bytes:
    """Return documents as a list of JSON; ``names`` are what they are called, as JSON."""
    opened = [b'{"id":' + each for each in names]
    return b"[%b]" % b"".join(chain.from_iterable(zip(opened, [each.tail for each in papers], strict=True)))[:-1]


@lru_cache(MEMO)
def quoted(name: str) -> bytes:
    """Return what a document is called, as JSON."""
    return written(name)


def _state(entry: Entry, digests: Mapping[str, str]) -> DocumentState:
    """Return how the file of an entry was found: what `SubmissionReader` says of the same entry."""
    if not entry.file:
        return "no-file"
    found, declared = digests[entry.file], entry.sha256
    if found == declared:
        return "readable"
    if found == MISSING:
        return "missing"
    return "mismatch" if declared else "no-digest"


def _day(text: Any) -> int | None:
    return day_number(text) if text else None
