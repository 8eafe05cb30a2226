"""From the files of one submission to measured facts: what each file says is held against what was claimed.

A file counts where its digest matches, it has a date, and it speaks of the product and the version that is submitted.
Nothing is taken from a submission's word: which facts were measured follows from the files alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from techassure.definitions import facts as fact_types
from techassure.definitions.facts import Unreadable
from techassure.definitions.model import Fact
from techassure.engine.measured import that_counts, together
from techassure.evidence.contents import SECONDS, open_contents
from techassure.evidence.kinds import READERS, Read, read_contents
from techassure.evidence.reading import Found, Rows
from techassure.problems import Place, Problem, ProblemsFound
from techassure.submissions import Difference, Document, Measurement
from techassure.vulnerabilities import about, may_be_called, same_version

_OFFICE = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff")
"""How PDF, office documents and pictures begin: they hold no facts, and are many."""
_MEASURING = frozenset(reader.name for reader in READERS if reader.facts)


class Evidence(NamedTuple):
    """A document of a submission that could be read, and what it says."""

    document: Document
    read: Read


class Measured:
    """What the files of a submission come to: the values that count, and all that was measured, by fact."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.measurements: dict[str, list[Measurement]] = {}
        self.differing: set[str] = set()

    def disputable(self) -> set[str]:
        """Return the facts whose claim may differ from what is measured: some only on days when a file has ended."""
        return self.differing | {
            name for name, each in self.measurements.items() if any(one.statements for one in each)
        }

    def against(self, name: str, claimed: Mapping[str, Any]) -> set[str]:
        """Return the documents that give a fact otherwise than it was claimed, or that it is counted from."""
        return {one.document for one in self.measurements[name] if one.statements or one.found != claimed[name]}


class Measurer:
    """Reads the files of evidence of many submissions, each file once, known by its digest."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._facts = facts
        self._read: dict[str, Read | None] = {}

    def reads(self, folder: FilePath, written: str, digest: str) -> bool:
        """Tell whether a file of a pack is of a kind that holds facts; it is read, and remembered by its digest.

        Raises:
            ProblemsFound: reading it needs libraries that are not installed.
        """
        if digest not in self._read:
            self._read[digest] = _read_file(folder / written, written, digest)
        return self._read[digest] is not None

    def take(self, document: Document, digest: str) -> Evidence:
        """Return a document with what its file says; only of one that can be read.

        The dates and the version that the file states of itself outweigh those that the submission gives it.
        """
        read = self._read[digest]
        assert read is not None, "the caller asked first"
        return Evidence(_as_stated(document, read), read)

    def measure(self, evidence: Sequence[Evidence], values: Mapping[str, Any], product: str, version: str) -> Measured:
        """Return what was measured of a version of the product, held against the claimed values."""
        made = Measured()
        dated = [each for each in evidence if each.document.issued is not None]
        speaking = [each for each in dated if not _is_other(each.read, product, version)]
        known = frozenset(name.casefold() for each in speaking for name in each.read.reading.identifiers if name)
        for each in speaking:
            for found in each.read.reading.facts:
                its = _about(found, each.document, product, version, known) if found.how == "statements" else found
                self._one(each, its, values, made)
        for name, several in made.measurements.items():
            several.sort(key=_latest_first)
            counting = together(several, values.get(name))
            if counting:
                made.values[name] = that_counts(counting, values.get(name))
            if any(name in values and one.found != values[name] for one in counting):
                made.differing.add(name)
        return made

    def _one(self, evidence: Evidence, found: Found, values: Mapping[str, Any], made: Measured) -> None:
        fact = self._facts.get(found.fact)
        if fact is None:
            return
        statements = found.value if found.how == "statements" else None
        value, rows, place = _held_against(fact, found, values.get(found.fact))
        if value is None and not (statements and (statements.listed or statements.whole)):
            return
        reading = evidence.read.reading
        one = Measurement(
            found.fact,
            value,
            evidence.document.id,
            place,
            evidence.read.reader.name,
            reading.made_by,
            evidence.document.issued,
            reading.covers,
            rows,
            found.how == "is not",
            statements,
        )
        made.measurements.setdefault(found.fact, []).append(one)


def _latest_first(measured: Measurement) -> tuple[int, str]:
    """Return what files are ordered by: which of several counts must not depend on how they are listed."""
    return -(measured.made_on or 0), measured.document


def _read_file(path: FilePath, written: str, digest: str) -> Read | None:
    """Return what a file says, if it is of a kind that holds facts and still is the file that was digested."""
    try:
        contents = open_contents(path, written)
    except ProblemsFound:
        return None
    if contents.head.startswith(_OFFICE) or hashlib.sha256(contents.data).hexdigest() != digest:
        return None
    read = read_contents(contents)
    if read is not None:
        _refuse_missing_extra(read.reading.problems)
    if read is None or read.reader.name not in _MEASURING:
        return None
    # A batch may hold many files: what only people want to read is not kept.
    return Read(read.reader, read.reading._replace(details=()))


def _refuse_missing_extra(problems: Iterable[Problem]) -> None:
    """Without the libraries the same submission would come out otherwise, and nobody would know."""
    missing = [problem for problem in problems if problem.rule == "missing-extra"]
    if missing:
        raise ProblemsFound(missing)


def _as_stated(document: Document, read: Read) -> Document:
    reading = read.reading
    ends = [day for day in (document.expires, reading.expires_on) if day is not None]
    return document._replace(
        issued=reading.made_on if reading.made_on is not None else document.issued,
        expires=min(ends, default=None),
        product_version=reading.version or document.product_version,
    )


def as_submitted(evidence: Evidence, product: str, submitted: str) -> Document:
    """Return the document with its version as the submission writes it, and with the product that it is of instead."""
    document, version = evidence.document._replace(other_product=_other_product(evidence.read, product)), submitted
    written = document.product_version
    return document._replace(product_version=version) if written and same_version(written, version) else document


def _other_product(read: Read, product: str) -> str | None:
    """Return the product that a file names as the one that was looked at, where that is another one."""
    named = read.reading.product if read.reader.is_of_product else ""
    return named if named and not may_be_called(named, product) else None


def _is_other(read: Read, product: str, version: str) -> bool:
    """Tell whether a file says that it is about another product, or another version."""
    of_version = read.reading.version
    return bool((of_version and not same_version(of_version, version)) or _other_product(read, product))


def _about(found: Found, document: Document, product: str, version: str, known: frozenset[str]) -> Found:
    """Return the statements that are about the product, each with its document; those without a time have its date.

    One about a part that is the product itself is about the whole.
    """
    issued = (document.issued or 0) * SECONDS
    listed = tuple(
        each._replace(
            document=document.id,
            at=issued if each.at is None else each.at,
            parts=() if any(name.casefold() in known for part in each.parts for name in part) else each.parts,
        )
        for each in found.value.listed
        if about(each, product, version, known)
    )
    return found._replace(value=found.value._replace(listed=listed))


Held = tuple[Any, tuple[Difference, ...], Place]


def _held_against(fact: Fact, found: Found, claimed: Any) -> Held:
    """Return the typed value that a file gives for a fact, seen from what was claimed; None where it says nothing."""
    if found.how == "is not":
        ruled_out, left = found.value
        return (left if claimed == ruled_out else None), (), found.place
    if found.how == "statements":
        return None, (), found.place
    if found.how == "rows":
        return _rows_against(fact, found, claimed)
    value = fact_types.reader(fact)(found.value)
    if isinstance(value, Unreadable):
        return None, (), found.place
    return (claimed if _are_same(fact, value, claimed) else value), (), found.place


def _are_same(fact: Fact, value: Any, claimed: Any) -> bool:
    """Tell whether two values say the same: options and rows in any order, text in any case, addresses with a slash."""
    if claimed is None or fact.type == "choices":
        return claimed is not None and set(value) == set(claimed)
    if fact.type == "table":
        return sorted(map(_row, value)) == sorted(map(_row, claimed))
    if fact.type == "text":
        return str(value).casefold().rstrip("/") == str(claimed).casefold().rstrip("/")
    return bool(value == claimed)


def _row(row: Mapping[str, Any]) -> str:
    return repr(sorted((name, str(value).casefold().rstrip("/")) for name, value in row.items()))


def _rows_against(fact: Fact, found: Found, claimed: Any) -> Held:
    """Return a claimed table with the rows put right that the file gives otherwise; None where none differs."""
    rows: Rows = found.value
    if not isinstance(claimed, list):
        return None, (), found.place
    differing = list(_differing(fact, rows, claimed))
    if not differing:
        return None, (), found.place
    replaced = {row[rows.key] for row, _, _ in differing}
    table = [row for row in claimed if row.get(rows.key) not in replaced] + [row for row, _, _ in differing]
    differences = tuple([Difference(str(row[rows.key]), was, row[rows.column]) for row, was, _ in differing])
    return table, differences, differing[0][2]


def _differing(fact: Fact, rows: Rows, claimed: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str, Place]]:
    """Yield each row of the file that the claim gives otherwise, with what was claimed and the row's place."""
    read = fact_types.reader(fact)
    said: dict[Any, list[str]] = {}
    for row in claimed:
        said.setdefault(row.get(rows.key), []).append(str(row.get(rows.column, rows.absent)))
    for raw, place in rows.rows:
        typed = read([raw])
        if isinstance(typed, Unreadable):
            continue
        was = said.get(typed[0][rows.key]) or ([rows.absent] if rows.absent else [])
        if was and not any(_alike(rows, each, typed[0][rows.column]) for each in was):
            yield typed[0], was[0], place


def _alike(rows: Rows, one: str, other: str) -> bool:
    return one == other or any(one in group and other in group for group in rows.alike)
