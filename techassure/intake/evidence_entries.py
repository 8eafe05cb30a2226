"""Reads the documents that a submission lists: each entry held to the digest of its file, with its days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from techassure.calendar_days import day_number
from techassure.evidence.measuring import Measurer
from techassure.files.doors import enter_part
from techassure.files.meant import date_fix
from techassure.files.places import Source
from techassure.intake.drafts import Draft
from techassure.intake.file_digests import MISSING, OUTSIDE, why_outside
from techassure.intake.layers import Layer
from techassure.problems import Problem, ProblemsFound
from techassure.submissions import Document, DocumentState, EvidenceFile

_ENTRY_KEYS = frozenset(EvidenceFile.model_fields)


class EntryReader:
    """Reads entries of evidence; ``kinds`` are the facts that ask for a document."""

    def __init__(self, kinds: AbstractSet[str], measurer: Measurer) -> None:
        self.kinds = kinds
        self._measurer = measurer

    def take(self, layer: Layer, draft: Draft) -> None:
        """Take the documents of one file, in place of those of the same id that were taken before."""
        own: set[str] = set()
        for index, entry in enumerate(layer.file.evidence):
            if not _is_plain_entry(entry) and not _is_entry(entry, index, layer.source, draft):
                self._take_what_can_be_read(entry, index, layer, draft)
                continue
            name, kind = entry["id"], entry["kind"]
            if name in own or kind not in self.kinds:
                draft.problems += self._entry_problems(name, kind, name in own, index, layer.source, draft)
            own.add(name)
            issued, expires = entry.get("issued"), entry.get("expires")
            document = Document(
                name,
                kind,
                _state(entry, layer, index, draft),
                _day(issued, layer.source, index, "issued", draft) if issued else None,
                _day(expires, layer.source, index, "expires", draft) if expires else None,
                entry.get("product_version"),
                entry.get("file"),
            )
            if document.state == "readable" and entry["file"] in layer.digests.readable:
                document = self._measured(document, entry, layer, draft)
            draft.documents[name] = document
            if entry.get("issued_by"):
                draft.issuers[name] = entry["issued_by"].strip()

    def _take_what_can_be_read(self, entry: Any, index: int, layer: Layer, draft: Draft) -> None:
        """Look at the other parts of an entry that is refused: the whole submission is, and is to be mended once."""
        parts = dict(filter(_is_plain_part, entry.items())) if isinstance(entry, dict) else {}
        name, kind = parts.get("id", ""), parts.get("kind", "")
        for key in ("issued", "expires"):
            _day(parts.get(key, ""), layer.source, index, key, draft)
        document = Document(name, kind, _state(parts, layer, index, draft))
        if kind and kind not in self.kinds:
            draft.problems += self._entry_problems(name, kind, False, index, layer.source, draft)
        draft.documents.setdefault(name, document)

    def _entry_problems(
        self, name: str, kind: str, twice: bool, index: int, source: Source, draft: Draft
    ) -> Iterator[Problem]:
        if twice:
            fix = "give each an id of its own"
            message = f"two documents are called `{name}`"
            yield source.problem(("evidence", index, "id"), "document-listed-twice", message, fix)
        if kind not in self.kinds:
            fix = draft.suggestion(kind, self.kinds, "write the fact that asks for the document")
            message = f"no document fact is called `{kind}`"
            yield source.problem(("evidence", index, "kind"), "unknown-document-kind", message, fix)

    def _measured(self, document: Document, entry: Mapping[str, str], layer: Layer, draft: Draft) -> Document:
        """Read a document whose digest matches; what the file says of its dates and version outweighs the entry."""
        found = draft.evidence[document.id] = self._measurer.take(document, layer.digests[entry["file"]])
        return found.document


def _state(entry: Mapping[str, str], layer: Layer, index: int, draft: Draft) -> DocumentState:
    written = entry.get("file")
    if not written:
        return "no-file"
    found = layer.digests[written]
    if found == entry.get("sha256"):
        return "readable"
    if found == OUTSIDE:
        why = why_outside(written)
        draft.problems.append(layer.source.problem(("evidence", index, "file"), why.rule, why.message, why.fix))
    if found in (OUTSIDE, MISSING):
        return "missing"
    declared = entry.get("sha256")
    if not declared:
        return "no-digest"
    return "readable" if found == declared.strip().lower() else "mismatch"


def _is_plain_entry(entry: Any) -> bool:
    """Tell whether an entry of evidence is as it should be: known keys, text without control characters. Quick."""
    try:
        return (
            entry.keys() <= _ENTRY_KEYS
            and "".join(entry.values()).isprintable()
            and bool(entry["id"] and entry["kind"])
        )
    except (AttributeError, KeyError, TypeError):
        return False


def _is_plain_part(pair: tuple[Any, Any]) -> bool:
    return isinstance(pair[1], str) and pair[1].isprintable()


def _is_entry(entry: Any, index: int, source: Source, draft: Draft) -> bool:
    """Tell whether an entry of evidence can be used all the same; what is wrong with it becomes problems."""
    try:
        enter_part(EvidenceFile, entry, source, ("evidence", index))
    except ProblemsFound as found:
        draft.problems += found.problems
        return False
    return True


def _day(text: str, source: Source, index: int, key: str, draft: Draft) -> int | None:
    day = day_number(text)
    if day is None and text.strip():
        fix = date_fix(text, "write a day that exists as `2026-06-01`")
        message = f"`{text[:40]}` is not a day"
        draft.problems.append(source.problem(("evidence", index, key), "impossible-date", message, fix))
    return day
