"""The manifest: what a batch is about, and how much of it is surely in the shards. One line of JSON a piece."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from techassure.batch import shards
from techassure.batch.shards import Position
from techassure.files.holding import hold
from techassure.problems import Place, Problem, ProblemsFound

NAME = "manifest.jsonl"
ROWS, PROBLEMS = "rows", "problems"


@dataclass(frozen=True)
class Done:
    """How far a batch is: pieces that are finished, how far its shards reach, and its tally."""

    pieces: int
    rows: Position
    problems: Position
    tally: Mapping[str, Any] | None = None
    finished: bool = False


class Manifest:
    """The manifest of a folder, opened to be appended to."""

    def __init__(self, folder: Path, about: Mapping[str, Any], resume: bool) -> None:
        """Begin a manifest, or go on with the one that is there.

        Raises:
            ProblemsFound: the one that is there is about something else, or another process is at it.
        """
        self._path = folder / NAME
        self._file: BinaryIO = self._path.open("ab")
        self.done, self._sum = Done(0, Position(), Position()), 0
        try:
            _lock(self._file, self._path)
            self._begin(folder, about, resume)
        except BaseException:
            self._file.close()
            raise

    def _begin(self, folder: Path, about: Mapping[str, Any], resume: bool) -> None:
        kept = 0
        if resume:
            for line, end in _whole_lines(self._path):
                said = _said(line, self._sum)
                if not kept:
                    said = _compared(said, about, self._path)
                elif said is None or not _is_there(folder, self.done, done := _done(said)):
                    break
                else:
                    self.done = done
                kept, self._sum = end, _sum(said, self._sum)
        self._file.truncate(kept)
        if not kept:
            self._write(about)

    def record(self, done: Done) -> None:
        """Note that so much is in the shards, which have been flushed."""
        reached = {"pieces": done.pieces, ROWS: list(done.rows), PROBLEMS: list(done.problems)}
        self._write({**reached, "tally": done.tally, "finished": done.finished})
        self.done = done

    def _write(self, data: Mapping[str, Any]) -> None:
        self._sum = _sum(data, self._sum)
        self._file.write(orjson.dumps({**data, _SUM: self._sum}, option=orjson.OPT_APPEND_NEWLINE))
        self._file.flush()

    def sync(self) -> None:
        """Hand the manifest to the disk."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file, and let others at it."""
        self._file.close()


_SUM = "crc32"
"""The key of the sum of a line and all before it: what a disk or a person damaged or moved is not gone on from."""


def _sum(data: Mapping[str, Any], before: int) -> int:
    return zlib.crc32(orjson.dumps(data), before)


def _said(line: bytes, before: int) -> dict[str, Any] | None:
    """Return what a line says; None where it is not as it was written, or not where."""
    try:
        data = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return data if isinstance(data, dict) and data.pop(_SUM, None) == _sum(data, before) else None


def _done(data: Mapping[str, Any]) -> Done:
    return Done(data["pieces"], Position(*data[ROWS]), Position(*data[PROBLEMS]), data["tally"], data["finished"])


def _is_there(folder: Path, before: Done, done: Done) -> bool:
    """Tell whether the shards hold what a piece gave, as it was written: from where they do not, all is done again."""
    rows = shards.holds(folder, ROWS, before.rows, done.rows)
    return rows and shards.holds(folder, PROBLEMS, before.problems, done.problems)


def _whole_lines(path: Path) -> Iterator[tuple[bytes, int]]:
    """Yield the lines that were written to their end, and where that is: the last may be torn."""
    end = 0
    with path.open("rb") as file:
        for line in file:
            end += len(line)
            if line.endswith(b"\n"):
                yield line, end


def _compared(there: dict[str, Any] | None, about: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """Return what a batch was said to be about, which is what this one is about."""
    if there is None:
        message = "this file of the unfinished batch is not as it was written, so nothing can go on from it"
        raise ProblemsFound([Problem(Place(str(path)), "damaged-batch", message, "begin anew, without `--resume`")])
    wanted = orjson.loads(orjson.dumps(about))
    differ = [key for key in {**there, **wanted} if there.get(key) != wanted.get(key)]
    if differ:
        message = f"the unfinished batch differs from this one in its `{'`, `'.join(differ)}`"
        fix = "give the same input, tender, dates and options; or begin anew, without `--resume`"
        raise ProblemsFound([Problem(Place(str(path)), "another-batch", message, fix)])
    return there


def _lock(file: BinaryIO, path: Path) -> None:
    """Refuse to work where another process works; the lock ends with the process that holds it."""
    try:
        hold(file, wait=False)
    except OSError:
        fix = "wait for it, or write to another output"
        message = "another process is at work on this output"
        raise ProblemsFound([Problem(Place(str(path)), "batch-at-work", message, fix)]) from None
