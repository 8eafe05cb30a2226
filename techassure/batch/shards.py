"""Append-only files of JSON Lines: what a batch has found so far, in the order of the input."""

from __future__ import annotations

import os
import zlib
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

MOST_BYTES = 1 << 31
_BLOCK = 1 << 20
_BUFFER = 1 << 18


class Position(NamedTuple):
    """How far the shards of a kind reach: the number of the last one, from 1, and its bytes.

    ``sum`` is that of the bytes since the position that was noted before.
    """

    shard: int = 1
    length: int = 0
    sum: int = 0


def paths(folder: Path, kind: str) -> list[Path]:
    """Return the shards of a kind, in order."""
    return sorted(folder.glob(f"{kind}-*.jsonl"))


def lines(folder: Path, kind: str) -> Iterator[bytes]:
    """Yield every line of the shards of a kind."""
    for path in paths(folder, kind):
        with path.open("rb") as file:
            yield from file


def holds(folder: Path, kind: str, before: Position, position: Position) -> bool:
    """Tell whether the shards hold what was written to them from one position to the next that was noted."""
    path = _path(folder, kind, position.shard)
    if not path.is_file() or path.stat().st_size < position.length:
        return False
    begun = before.length if before.shard == position.shard else 0
    with path.open("rb") as file:
        file.seek(begun)
        return _sum_of(file, position.length - begun) == position.sum


def _sum_of(file: BinaryIO, length: int) -> int:
    made = 0
    while length and (block := file.read(min(length, _BLOCK))):
        made, length = zlib.crc32(block, made), length - len(block)
    return made


def summed(parts: Iterable[bytes], made: int = 0) -> int:
    """Return the sum of some bytes, in whatever parts they come."""
    for part in parts:
        made = zlib.crc32(part, made)
    return made


def append_copy(path: Path, length: int, file: BinaryIO) -> None:
    """Append the first bytes of a file to another: by the operating system alone, where it can."""
    file.flush()
    with path.open("rb", buffering=0) as source:
        with suppress(AttributeError, OSError):  # Not on every system, nor for every pair of files; the rest is copied.
            while length and (done := os.copy_file_range(source.fileno(), file.fileno(), length)):
                length -= done
        while length and (block := source.read(min(length, _BLOCK))):
            length -= file.write(block)


def linked(path: Path, other: Path) -> bool:
    """Give a shard a second name, where the file system can."""
    try:
        os.link(path, other)
    except OSError:
        return False
    return True


def _unlink_twin(path: Path, length: int) -> None:
    """Where a shard has a second name it is an output, or will be one: what is to be written to is copied from it."""
    if not path.exists() or path.stat().st_nlink == 1:
        return
    own = path.with_suffix(".own")
    with own.open("wb") as file:
        append_copy(path, length, file)
    own.replace(path)


def _path(folder: Path, kind: str, shard: int) -> Path:
    return folder / f"{kind}-{shard:05}.jsonl"


class Shards:
    """The shards of a kind, opened to be appended to. What stands beyond the position is cut off."""

    def __init__(self, folder: Path, kind: str, position: Position, most: int = MOST_BYTES) -> None:
        self._folder, self._kind, self._most = folder, kind, most
        self._shard, self._sum = position.shard, 0
        for path in paths(folder, kind):
            if path > _path(folder, kind, position.shard):
                path.unlink()
        first = _path(folder, kind, self._shard)
        _unlink_twin(first, position.length)
        self._file = first.open("r+b" if first.exists() else "w+b", _BUFFER)
        self._file.truncate(position.length)
        self._file.seek(0, os.SEEK_END)

    def begin(self) -> int:
        """Return at which byte the next lines will stand. A shard that is full is followed by another."""
        if self._file.tell() >= self._most:
            self.sync()
            self._file.close()
            self._shard += 1
            self._file = _path(self._folder, self._kind, self._shard).open("w+b", _BUFFER)
        return self._file.tell()

    def append(self, parts: Sequence[bytes]) -> int:
        """Append whole lines, in as many parts as they were made of; return how many bytes."""
        self._file.writelines(parts)
        self._sum = summed(parts, self._sum)
        return sum(map(len, parts))

    def append_from(self, path: Path, length: int, made: int) -> None:
        """Append whole lines, the first since a position was noted: so many bytes of a file, and their sum."""
        self._sum = made
        append_copy(path, length, self._file)
        self._file.seek(0, os.SEEK_END)  # It was not told.

    def take_out(self, begun: int, lengths: Sequence[int], which: Container[int]) -> None:
        """Take lines out again that were appended since: ``lengths`` says how many bytes each time, from 0."""
        self._file.seek(begun)
        appended = [self._file.read(length) for length in lengths]
        self._file.seek(begun)
        self._file.truncate()
        self._sum = 0
        self.append([lines for at, lines in enumerate(appended) if at not in which])

    def note(self) -> Position:
        """Return how far the shards reach once flushed; the next sum is of what comes after."""
        noted = Position(self._shard, self._file.tell(), self._sum)
        self._sum = 0
        return noted

    def flush(self) -> None:
        """Hand everything to the operating system: a killed process loses none of it."""
        self._file.flush()

    def sync(self) -> None:
        """Hand everything to the disk: a machine that loses its power loses none of it."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file, whatever it still holds."""
        self._file.close()
