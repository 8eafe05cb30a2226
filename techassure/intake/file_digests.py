"""The files that a submission attaches, by their digests; none outside its folder is looked at."""

from __future__ import annotations

import hashlib
from pathlib import Path as FilePath
from pathlib import PurePosixPath, PureWindowsPath

from techassure.definitions.facts import Unreadable
from techassure.evidence.measuring import Measurer

_BLOCK = 64 * 1024
"""What is read at once for a digest: documents are many and small, and making room takes longer than reading them."""
OUTSIDE, MISSING = "\0outside", "\0missing"
"""In place of a digest; no digest that a submission declares can be the same, because it holds no control character."""


class Digests(dict[str, str]):
    """The digests of a folder's files by the path that a submission writes, or `OUTSIDE`, or `MISSING`.

    ``readable`` are the paths of those that a reader of evidence understands.
    """

    def __init__(self, folder: FilePath | None, measurer: Measurer) -> None:
        super().__init__()
        self.readable: set[str] = set()
        self._folder, self._measurer = folder, measurer
        self._real: FilePath | None = None

    def __missing__(self, written: str) -> str:
        """Compute a digest once, and see whether the file can be read."""
        if self._folder is None:
            found = self[written] = MISSING
            return found
        if self._real is None:
            self._real = self._folder.resolve()
        found = self[written] = _digest(self._real, written)
        if found not in (OUTSIDE, MISSING) and self._measurer.reads(self._folder, written, found):
            self.readable.add(written)
        return found


def why_outside(written: str) -> Unreadable:
    """Return why a path cannot be followed that leads out of the pack, or is one on Windows alone."""
    there = PureWindowsPath(written)
    if "\\" in written and not there.anchor and ".." not in there.parts:
        fix = f"write `{there.as_posix()[:80]}`"
        return Unreadable("backslash-in-path", f"`{written[:80]}` is a path on Windows alone", fix)
    fix = "put the document inside the folder, and write its path from there"
    return Unreadable("evidence-outside-folder", f"`{written[:80]}` leaves the submission's folder", fix)


def _digest(folder: FilePath, written: str) -> str:
    """Return the digest of a pack's file, or that it is missing, or that its path leaves the pack's real folder.

    A file of no bytes is as good as none.
    """
    pure = PurePosixPath(written)
    if pure.is_absolute() or ".." in pure.parts or "\\" in written or "\0" in written or PureWindowsPath(written).drive:
        return OUTSIDE
    try:
        real = (folder / pure).resolve()
        if not real.is_relative_to(folder):
            return OUTSIDE
        if not real.is_file():
            return MISSING
        with real.open("rb") as file:
            made = hashlib.sha256()
            while block := file.read(_BLOCK):
                made.update(block)
            return made.hexdigest() if file.tell() else MISSING
    except (OSError, RuntimeError):  # the second: a link that leads to itself, as Python says it before 3.13
        return MISSING
