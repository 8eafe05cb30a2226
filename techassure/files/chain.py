"""An append-only file of entries, each bound to the one before it by its digest, so that a rewrite shows.

One entry a line, as JSON. ``before`` is the SHA-256 of the line before (of the chain's seed for the first). A line that
was changed, taken out or put in breaks the chain from there on. What was cut off at the end shows only against a head
that somebody noted: so every output prints the head.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import FileIO
from pathlib import Path as FilePath
from typing import Any

import orjson

from techassure.files.holding import hold
from techassure.files.places import file_bytes, read_json
from techassure.problems import Place, Problem, ProblemsFound


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its number from 1, the digest before it, what it says, and its own digest."""

    number: int
    before: str
    data: dict[str, Any]
    digest: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The entries of a file in their order, and the seed that the first is bound to."""

    seed: str
    entries: tuple[Entry, ...] = ()

    @property
    def head(self) -> str:
        """The digest of the last entry, or the seed."""
        return self.entries[-1].digest if self.entries else self.seed


def digest(data: bytes) -> str:
    """Return ``sha256:…`` of some bytes."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def line(number: int, before: str, data: dict[str, Any]) -> bytes:
    """Return an entry's line, without its end: the same bytes for the same entry."""
    return orjson.dumps({"number": number, "before": before, "entry": data}, option=orjson.OPT_SORT_KEYS)


def extended(chain: Chain, added: Iterable[dict[str, Any]]) -> Chain:
    """Return the chain with more entries."""
    entries, before = list(chain.entries), chain.head
    for data in added:
        number = len(entries) + 1
        entries.append(Entry(number, before, data, digest(line(number, before, data))))
        before = entries[-1].digest
    return Chain(chain.seed, tuple(entries))


def as_bytes(entries: Sequence[Entry]) -> bytes:
    """Return entries as they stand in the file."""
    return b"".join(line(each.number, each.before, each.data) + b"\n" for each in entries)


def parse(data: bytes, seed: str, file: str) -> Chain:
    """Return the chain that a file holds.

    Raises:
        ProblemsFound: a line cannot be read, or the chain breaks; the first place where it does is named.
    """
    before, entries = seed, []
    if data and not data.endswith(b"\n"):
        raise _cut_off(file, data.count(b"\n") + 1)
    for number, raw in enumerate(data.split(b"\n")[:-1], 1):
        held = read_json(raw, file, number).value
        said = held.get("entry") if isinstance(held, dict) else None
        if not isinstance(said, dict) or line(number, before, said) != raw:
            raise _broken(file, number)
        entries.append(Entry(number, before, said, before := digest(raw)))
    return Chain(seed, tuple(entries))


def _cut_off(file: str, number: int) -> ProblemsFound:
    fix = "take the cut-off line out where a command was stopped while it wrote; else bring back the file as it was"
    message = "the last line is cut off: the log was rewritten or damaged here"
    return ProblemsFound([Problem(Place(file, number, 1), "log-broken", message, fix)])


def _broken(file: str, number: int) -> ProblemsFound:
    fix = "bring back the file as it was; an entry is corrected by a later one, never by a rewrite"
    message = "this line is not as it was written, behind the one before it: the log was rewritten or damaged here"
    return ProblemsFound([Problem(Place(file, number, 1), "log-broken", message, fix)])


def read(path: FilePath, seed: str, shown: str) -> Chain:
    """Return the chain of a file; one that is not there yet is empty.

    Raises:
        ProblemsFound: it cannot be read, or the chain breaks.
    """
    return parse(file_bytes(path, shown), seed, shown) if path.exists() else Chain(seed)


def append(path: FilePath, chain: Chain, added: Sequence[dict[str, Any]], shown: str) -> Chain:
    """Write more entries behind those that the chain holds, and return the longer chain; others wait meanwhile.

    Raises:
        ProblemsFound: the file is not, to the byte, what the chain was read from: somebody else wrote meanwhile.
    """
    longer = extended(chain, added)
    try:
        with path.open("ab", buffering=0) as file:
            hold(file, wait=True)
            if file.tell() != len(as_bytes(chain.entries)):
                fix = "run the command again"
                message = "somebody else wrote to the log meanwhile"
                raise ProblemsFound([Problem(Place(shown), "log-moved-on", message, fix)])
            _append(file, as_bytes(longer.entries[len(chain.entries) :]))
    except OSError as error:
        message, fix = f"cannot write the log: {error.strerror}", "check the rights of the folder, and the room"
        raise ProblemsFound([Problem(Place(shown), "cannot-write", message, fix)]) from None
    return longer


def _append(file: FileIO, data: bytes) -> None:
    """Write behind what a file holds: all, or nothing where the disk is full."""
    end = file.tell()
    try:
        written = 0
        while written < len(data):
            written += file.write(data[written:])
        os.fsync(file.fileno())
    except BaseException:
        file.truncate(end)
        raise
