"""The record of a finalised tender: one archive of everything that decided, which replays by itself.

The archive is stored and not compressed, with fixed times and sorted names, so that the same tender gives the same
bytes on every machine.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

import orjson

from techassure.definitions.library import load_library
from techassure.documents.writer import tool
from techassure.files import archives, chain
from techassure.files.chain import Chain
from techassure.files.doors import Door, Text, Versioned, enter
from techassure.files.places import file_bytes, read_file
from techassure.problems import Place, Problem, ProblemsFound
from techassure.reviewing.log_state import fold
from techassure.selections.selection import TENDER_FILE, Selection
from techassure.tendering import finalising, opening, running_tender
from techassure.tendering.finalising import FINAL_FILE
from techassure.tendering.locking import LOCK_FILE
from techassure.tendering.running_tender import Running
from techassure.tendering.tender_log import (
    LOG_FILE,
    PANEL_FOLDER,
    PRICES_FOLDER,
    SUBMITTED,
    SUBMITTED_FILES,
    files_inside,
)

MANIFEST = "record.json"
_TENDER, _STANDARDS = "tender", "standards"
_FILES = (TENDER_FILE, LOCK_FILE, LOG_FILE, FINAL_FILE, *SUBMITTED_FILES)
_FOLDERS = (*SUBMITTED, PANEL_FOLDER, PRICES_FOLDER)
_DAY = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


class RecordedFile(Door):
    """One file of a record, and its digest."""

    file: Text
    bytes: Any
    sha256: Text


class ManifestFile(Versioned):
    """`record.json`: what made the record, and what it holds."""

    tool: Text
    tender: Text
    digest: Text
    log: dict[str, Any]
    final: Text
    files: tuple[RecordedFile, ...]


def bundle(found: Running) -> bytes:
    """Return the archive of a finalised tender.

    Raises:
        ProblemsFound: it is not final, or `final.json` is not what the log closed with.
    """
    _check_final(found)
    files = dict(sorted([*_of_tender(found.log.folder), *_of_library(found.selection)]))
    return packed({**files, MANIFEST: _manifest(found, files)})


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return files as an archive: the same files, the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _DAY)
            info.external_attr, info.create_system = _READABLE, 3
            archive.writestr(info, files[name])
    return made.getvalue()


def _manifest(found: Running, files: Mapping[str, bytes]) -> bytes:
    final = found.state.final
    data: dict[str, Any] = {
        "techassure": 1,
        "tool": tool(),
        "tender": found.selection.id,
        "digest": found.selection.digest,
        "log": {"entries": len(found.log.chain.entries), "head": found.log.chain.head},
        "final": final.data["final"] if final else None,
        "files": [{"file": name, "bytes": len(data), "sha256": chain.digest(data)} for name, data in files.items()],
    }
    return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _check_final(found: Running) -> None:
    if found.state.final is None:
        fix = "run `techassure tender finalise` first"
        place = found.log.place
        raise ProblemsFound([Problem(place, "not-finalised", "the tender is not finalised", fix)])
    finalising.kept(found)


def _of_tender(folder: FilePath) -> Iterator[tuple[str, bytes]]:
    for name in _FILES:
        if (folder / name).is_file():
            yield f"{_TENDER}/{name}", file_bytes(folder / name)
    for name in _FOLDERS:
        yield from _inside(folder / name, f"{_TENDER}/{name}")


def _inside(folder: FilePath, name: str) -> Iterator[tuple[str, bytes]]:
    for found, path in files_inside(folder, name):
        yield found, path.read_bytes()


def _of_library(selection: Selection) -> Iterator[tuple[str, bytes]]:
    """Yield what the tender needs of the library: all facts, the editions it selects, and the baselines."""
    assert selection.library is not None
    root = selection.library.root
    yield from _inside(root / "facts", f"{_STANDARDS}/facts")
    yield from _inside(root / "baselines", f"{_STANDARDS}/baselines")
    for edition in selection.editions:
        standard, name = edition.file.standard, edition.file.edition
        yield f"{_STANDARDS}/{standard}/standard.yaml", file_bytes(root / standard / "standard.yaml")
        yield from _inside(root / standard / name, f"{_STANDARDS}/{standard}/{name}")


# --- replaying ------------------------------------------------------------------------------------------------------


def _before_final(found: Running) -> Running:
    """Return a finalised tender as it was just before it was closed."""
    final = found.state.final
    assert final is not None
    entries = found.log.chain.entries[: final.number - 1]
    log = replace(found.log, chain=Chain(found.log.chain.seed, entries), state=fold(entries))
    return replace(found, log=log)


def replayed(found: Running) -> bytes:
    """Return the final document, made again from the tender alone."""
    earlier, final = _before_final(found), found.state.final
    assert final is not None
    made = finalising.finalised(earlier, opening.opened(earlier), final.data["by"], final.on)
    return finalising.as_bytes(made)


def verify(path: FilePath) -> ManifestFile:
    """Replay a record from the archive alone, and return its manifest.

    Raises:
        ProblemsFound: a file is not as the record says, or a result does not come out the same, to the byte.
    """
    with archives.opened(path) as folder:
        manifest = enter(ManifestFile, read_file(folder / MANIFEST, f"{path}/{MANIFEST}"))
        problems = list(_tampered(folder, manifest, path))
        if problems:
            raise ProblemsFound(problems)
        found = running_tender.load(folder / _TENDER, load_library(folder / _STANDARDS))
        _check_final(found)
        if replayed(found) != file_bytes(folder / _TENDER / FINAL_FILE):
            raise ProblemsFound([_not_replayed(path, FINAL_FILE, manifest)])
        if bundle(found) != path.read_bytes():
            raise ProblemsFound([_not_replayed(path, "the archive", manifest)])
    return manifest


def _tampered(folder: FilePath, manifest: ManifestFile, path: FilePath) -> Iterator[Problem]:
    wanted = {each.file: each.sha256 for each in manifest.files}
    there = {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()} - {MANIFEST}
    fix = "take the record from where it was kept; this one was changed"
    for name in sorted(wanted.keys() | there):
        if name not in wanted or name not in there:
            message = f"`{name}` is {'not in the list of the record' if name in there else 'missing'}"
            yield Problem(Place(f"{path}/{name}"), "record-changed", message, fix)
        elif chain.digest((folder / name).read_bytes()) != wanted[name]:
            yield Problem(Place(f"{path}/{name}"), "record-changed", f"`{name}` is not as it was recorded", fix)


def _not_replayed(path: FilePath, what: str, manifest: ManifestFile) -> Problem:
    message = f"{what} does not come out the same when it is made again"
    fix = f"replay it with the version that made it, {manifest.tool}; this is {tool()}"
    return Problem(Place(str(path)), "record-does-not-replay", message, fix)
