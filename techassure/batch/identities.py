"""Which submissions were read before, kept on disk: no two may share supplier, product, version and lot."""

from __future__ import annotations

import errno
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import orjson

from techassure.reviews import Identity


class Seen(NamedTuple):
    """A submission that was read: its number in the batch, the selection it was read for, and what it is called."""

    number: int
    choice: int
    identity: Identity
    label: str

    @property
    def key(self) -> bytes:
        """The identity for this selection, as a digest."""
        return _key(self.choice, self.identity)


def _key(choice: int, identity: Identity) -> bytes:
    return hashlib.blake2b(orjson.dumps([choice, *identity]), digest_size=16).digest()


@contextmanager
def _writing() -> Iterator[None]:
    """Say of a disk that is full what any other file says of it.

    Raises:
        OSError: the index cannot be written.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OSError(errno.EIO, f"{error} (of the index of identities)") from error


class Identities:
    """An index that is thrown away at the end: the shards hold all that it knows."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._base = sqlite3.connect(path, isolation_level=None)
        with _writing():
            for setting in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "cache_size=-4000"):
                self._base.execute(f"PRAGMA {setting}").fetchall()
            self._base.execute("CREATE TABLE seen(key BLOB PRIMARY KEY, number INTEGER, label TEXT) WITHOUT ROWID")

    def add(self, seen: Iterable[Seen]) -> dict[int, str]:
        """Remember submissions in their order; return, by number, what the first one is called where one is not new."""
        each = list(seen)
        rows = [(one.key, one.number, one.label) for one in each]
        with _writing():
            self._base.execute("BEGIN")
            added = self._base.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", rows).rowcount
            self._base.execute("COMMIT")
        if added == len(rows):
            return {}
        found = ((one, self._first(one.choice, one.identity)) for one in each)
        return {one.number: first[1] for one, first in found if first and first[0] != one.number}

    def holds(self, choice: int, identity: Identity) -> bool:
        """Tell whether a submission was read."""
        return self._first(choice, identity) is not None

    def _first(self, choice: int, identity: Identity) -> tuple[int, str] | None:
        with closing(
            self._base.execute("SELECT number, label FROM seen WHERE key = ?", (_key(choice, identity),))
        ) as it:
            found: tuple[int, str] | None = it.fetchone()
        return found

    def close(self) -> None:
        """Close the index."""
        self._base.close()
