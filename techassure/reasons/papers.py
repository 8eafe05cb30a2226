"""The documents of a submission as a row shows them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from techassure.calendar_days import day_number
from techassure.document_writer import document_part
from techassure.engine import Assessor
from techassure.plans import MEMO
from techassure.reasons.templates import written
from techassure.rows.seen import Seen
from techassure.situation import last_day
from techassure.submission_reader import MISSING, SubmissionReader
from techassure.submissions import Document, DocumentState

_Key = tuple[Any, ...]
_PLAIN = 5
"""The keys of an entry as most are: id, kind, issued, file and its digest."""


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
            file = entry.get("file")
            if len(entry) == _PLAIN and file and "issued" in entry and digests[file] == entry.get("sha256"):
                key: _Key = (entry["kind"], entry["issued"])
            else:
                rest = _state(entry, digests), entry.get("expires"), entry.get("product_version")
                key = (entry["kind"], entry.get("issued"), *rest)
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


def _state(entry: Mapping[str, str], digests: Mapping[str, str]) -> DocumentState:
    """Return how the file of an entry was found: what `SubmissionReader` says of the same entry."""
    file = entry.get("file")
    if not file:
        return "no-file"
    found, declared = digests[file], entry.get("sha256")
    if found == declared:
        return "readable"
    if found == MISSING:
        return "missing"
    return "mismatch" if declared else "no-digest"


def _day(text: str | None) -> int | None:
    return day_number(text) if text else None
