"""Append-only files of JSON Lines: what a batch has found so far, in the order of the input."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

MOST_BYTES = 256 * 1024 * 1024


class Position(NamedTuple):
    """How far the shards of a kind reach: the number of the last one, from 1, and its bytes."""

    shard: int = 1
    length: int = 0


def paths(folder: Path, kind: str) -> list[Path]:
    """Return the shards of a kind, in order."""
    return sorted(folder.glob(f"{kind}-*.jsonl"))


def lines(folder: Path, kind: str) -> Iterator[bytes]:
    """Yield every line of the shards of a kind."""
    for path in paths(folder, kind):
        with path.open("rb") as file:
            yield from file


def holds(folder: Path, kind: str, position: Position) -> bool:
    """Tell whether the shards reach as far as that."""
    path = _path(folder, kind, position.shard)
    return path.is_file() and path.stat().st_size >= position.length


def _path(folder: Path, kind: str, shard: int) -> Path:
    return folder / f"{kind}-{shard:05}.jsonl"


class Shards:
    """The shards of a kind, opened to be appended to. What stands beyond the position is cut off."""

    def __init__(self, folder: Path, kind: str, position: Position, most: int = MOST_BYTES) -> None:
        self._folder, self._kind, self._most = folder, kind, most
        self._shard = position.shard
        for path in paths(folder, kind):
            if path > _path(folder, kind, position.shard):
                path.unlink()
        self._file = _path(folder, kind, self._shard).open("ab")
        self._file.truncate(position.length)
        self._file.seek(0, os.SEEK_END)

    def append(self, data: bytes) -> None:
        """Append whole lines; a shard that is full is followed by another."""
        if data:
            if self._file.tell() >= self._most:
                self.sync()
                self._file.close()
                self._shard += 1
                self._file = _path(self._folder, self._kind, self._shard).open("wb")
            self._file.write(data)

    @property
    def position(self) -> Position:
        """How far the shards reach once flushed."""
        return Position(self._shard, self._file.tell())

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
