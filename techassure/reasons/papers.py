"""The documents of a submission as a row shows them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from msgspec import UNSET
from msgspec.structs import astuple

from techassure.calendar_days import day_number
from techassure.document_writer import document_part
from techassure.engine import Assessor
from techassure.plans import MEMO
from techassure.reasons.templates import written
from techassure.rows.seen import Seen
from techassure.rows.shapes import Entry
from techassure.situation import last_day
from techassure.submission_reader import MISSING, SubmissionReader
from techassure.submissions import Document, DocumentState

_Key = tuple[Any, ...]


class Paper(NamedTuple):
    """A document, whatever its id: as it was found, its last day, and its JSON from the id on."""

    found: Document
    last_day: int
    tail: bytes

    @property
    def is_usable(self) -> bool:
        """Tell whether it is ever in force."""
        return self.found.state == "readable" and self.found.issued is not None


class Papers:
    """Finds the documents of submissions; all that they are but their ids repeats within a batch."""

    def __init__(self, assessor: Assessor, reader: SubmissionReader) -> None:
        self._assessor, self._reader = assessor, reader
        self._known: dict[_Key, Paper] = {}

    def of(self, seen: Seen, folder: FilePath | None) -> list[Paper]:
        """Return the documents of a submission, whose entries have been found to be as plain as most are."""
        if not seen.entries:
            return []
        known, digests = self._known, self._reader.digests(folder)
        papers = []
        for entry in seen.entries:
            _, kind, _, file, declared, issued, expires, version = astuple(entry)
            usual = expires is UNSET and version is UNSET and issued is not UNSET and file
            key: _Key = (kind, issued)
            if not usual or digests[file] != declared:
                key = (kind, issued or None, _state(entry, digests), expires or None, _given(version))
            papers.append(known.get(key) or self._made(key))
        return papers

    def _made(self, key: _Key) -> Paper:
        if len(self._known) >= MEMO:
            self._known.clear()
        found = self._known[key] = self._document(*key)
        return found

    def _document(
        self,
        kind: str,
        issued: str | None,
        state: DocumentState = "readable",
        expires: str | None = None,
        version: str | None = None,
    ) -> Paper:
        document = Document("", kind, state, _day(issued), _day(expires), version)
        last = last_day(document, self._assessor.valid_for.get(kind))
        tail = written(document_part(document, last)).removeprefix(b'{"id":""')
        return Paper(document, last, tail)


def _given(text: Any) -> Any:
    return None if text is UNSET else text


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


def _day(text: str | None) -> int | None:
    return day_number(text) if text else None
