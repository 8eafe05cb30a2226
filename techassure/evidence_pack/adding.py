"""Adds a file to a submission's evidence: its digest, its kind, and what it says of its own dates and version."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import NamedTuple

from techassure.calendar_days import iso
from techassure.definitions.model import Fact
from techassure.evidence.contents import Contents, open_contents
from techassure.evidence.kinds import Read, read_contents
from techassure.evidence.reading import Reading
from techassure.evidence_pack.appending import Item, append, replace
from techassure.files import writing
from techassure.files.doors import is_printable
from techassure.files.places import Source, read_file
from techassure.intake.layers import shared_files
from techassure.intake.pieces import printable
from techassure.problems import Place, Problem, ProblemsFound, listing, suggestion

_SUBMISSIONS = ("submission.yaml", "submission.json")
_FOLDER = "evidence"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person says of the file; what is left out is taken from the file."""

    kind: str | None = None
    id: str | None = None
    issued: int | None = None
    expires: int | None = None
    issued_by: str | None = None
    replace: bool = False
    product_version: str | None = None


class Added(NamedTuple):
    """The entry that was added, what could not be read of its file, and which others of its kind are listed."""

    item: Item
    problems: Sequence[Problem]
    others: Sequence[str] = ()


def add(file: FilePath, submission: FilePath, wanted: Wanted, facts: Mapping[str, Fact]) -> Added:
    """Add a file to the evidence of a submission, or of the folder that holds one.

    A file from elsewhere is copied into the pack's folder `evidence/`. Where ``wanted`` says so, it takes the place of
    the file of its name: the entry keeps its id, its kind, its issuer and its last day, and everything else is as new.

    Raises:
        ProblemsFound: the file or the submission cannot be read, the kind is not known, or the entry cannot be added.
    """
    path = submission_file(submission)
    source = read_file(path)
    contents = open_contents(file)
    if not contents.data:
        raise ProblemsFound([Problem(contents.place(), "empty-file", "the file is empty", "add the one you meant")])
    read = read_contents(contents)
    reading = read.reading if read else Reading()
    entries = _entries(source)
    inside = _inside(file, path.parent, wanted)
    if not is_printable(inside):
        raise ProblemsFound([_unprintable(file)])
    at = next((at for at, each in enumerate(entries) if each.get("file") == inside), None)
    if at is not None and not wanted.replace:
        raise ProblemsFound([_listed_already(source, inside, at)])
    old = {} if at is None else entries[at]
    kind = str(old["kind"]) if "kind" in old and not wanted.kind else _kind(wanted, read, contents, facts)
    name = wanted.id or old.get("id") or _free_id(FilePath(inside).stem, {str(each.get("id")) for each in entries})
    item = {**_kept(old), "id": name, "kind": kind, **_described(inside, wanted, reading, contents)}
    if file.resolve() != (path.parent / inside).resolve():
        writing.file_away(path.parent / inside, contents.data)
    if at is None:
        append(path, "evidence", item)
    else:
        replace(path, "evidence", at, item)
    listed = [*entries, *(each for shared in shared_files(path.parent) if shared != path for each in _shared(shared))]
    others = [str(each.get("id")) for each in listed if each.get("kind") == kind and each is not old]
    return Added(item, reading.problems, others)


def _shared(path: FilePath) -> list[Item]:
    """Return the documents that a shared file lists; what is wrong with the file is told where it is read."""
    try:
        return _entries(read_file(path))
    except ProblemsFound:
        return []


def _kept(old: Item) -> Item:
    """Return what an entry keeps when its file is replaced."""
    return {key: old[key] for key in ("id", "kind", "expires", "issued_by") if old.get(key)}


def submission_file(path: FilePath) -> FilePath:
    """Return the file of a submission, which may be given by its folder.

    Raises:
        ProblemsFound: there is none.
    """
    found = next((path / name for name in _SUBMISSIONS if (path / name).is_file()), None) if path.is_dir() else path
    if found is None:
        shared = next((name for name in ("supplier.yaml", "product.yaml") if (path / name).is_file()), None)
        fix = (
            f"name the file, such as `{shared}`"
            if shared
            else "name the submission's file, or begin a `submission.yaml` there"
        )
        raise ProblemsFound([Problem(Place(str(path)), "missing-file", "there is no `submission.yaml` here", fix)])
    return found


def _entries(source: Source) -> list[Item]:
    listed = source.value.get("evidence") if isinstance(source.value, dict) else None
    return [each if isinstance(each, dict) else {} for each in listed] if isinstance(listed, list) else []


def _kind(wanted: Wanted, read: Read | None, contents: Contents, facts: Mapping[str, Fact]) -> str:
    documents = [name for name, fact in facts.items() if fact.type == "document"]
    if wanted.kind in documents:
        return str(wanted.kind)
    known = [name for name in (read.reader.documents if read else ()) if name in documents]
    if wanted.kind is None and len(known) == 1:
        return known[0]
    if wanted.kind is None:
        fix = "say which document it is, with `--kind`, by the fact that asks for it, such as `pen_test.report`"
        message = "the file does not say for which document it stands"
        raise ProblemsFound([Problem(contents.place(), "unknown-document-kind", message, fix)])
    fix = suggestion(wanted.kind, documents, f"write one of {listing(known)}" if known else "write a document's fact")
    message = f"no document fact is called `{wanted.kind}`"
    raise ProblemsFound([Problem(contents.place(), "unknown-document-kind", message, fix)])


def _inside(file: FilePath, folder: FilePath, wanted: Wanted) -> str:
    """Return the file's path in the pack: where it is, or where it is going to be copied to.

    Raises:
        ProblemsFound: there is another file of that name.
    """
    real, home = file.resolve(), folder.resolve()
    if real.is_relative_to(home):
        return real.relative_to(home).as_posix()
    if (folder / _FOLDER / file.name).exists() and not wanted.replace:
        fix = "give one of the two another name, or put it in place of the other with `--replace`"
        place = Place(str(folder / _FOLDER / file.name))
        raise ProblemsFound([Problem(place, "file-exists", "there is another file of this name", fix)])
    return f"{_FOLDER}/{file.name}"


def _unprintable(file: FilePath) -> Problem:
    fix = "give the file a name of letters and digits"
    message = "the file's name holds what a submission may not: a control character, or bytes that are no text"
    return Problem(Place(printable(file)), "unprintable-name", message, fix)


def _listed_already(source: Source, inside: str, at: int) -> Problem:
    fix = "put the new one in its place with `--replace`, or take its entry out"
    return source.problem(("evidence", at), "already-listed", f"`{inside}` is listed already", fix)


def _described(inside: str, wanted: Wanted, reading: Reading, contents: Contents) -> Item:
    """Return what an entry says of its file: what a person says, else what the file says of itself.

    Raises:
        ProblemsFound: it would end before it was issued.
    """
    issued = reading.made_on if wanted.issued is None else wanted.issued
    expires = reading.expires_on if wanted.expires is None else wanted.expires
    if issued is not None and expires is not None and expires < issued:
        message = f"it would end on {iso(expires)}, before it was issued on {iso(issued)}"
        fix = "mend `--issued` or `--expires`"
        raise ProblemsFound([Problem(contents.place(), "ends-before-issued", message, fix)])
    parts = {
        "title": reading.title,
        "file": inside,
        "sha256": hashlib.sha256(contents.data).hexdigest(),
        "issued": iso(issued) if issued is not None else "",
        "expires": iso(expires) if expires is not None else "",
        "product_version": wanted.product_version or reading.version,
        "issued_by": wanted.issued_by or "",
    }
    return {key: value for key, value in parts.items() if value}


def _free_id(stem: str, taken: Collection[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "document"
    numbered = (f"{plain}-{number}" for number in range(2, len(taken) + 3))
    return plain if plain not in taken else next(name for name in numbered if name not in taken)
