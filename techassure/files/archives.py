"""Zip and tar archives, opened as if they were hostile: bounded, inside one folder, nothing but plain files.

What unpacks them is imported when there is an archive: most runs open none.
"""

from __future__ import annotations

import shutil
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from techassure.files.streams import is_stream
from techassure.phrases import printable
from techassure.problems import Place, Problem, ProblemsFound

ENDINGS = (".zip", ".tar", ".tar.gz", ".tgz")
MOST_BYTES = 1024 * 1024 * 1024
"""A member may be so large, if it does not hold many submissions itself."""
MOST_RATIO = 250
"""All members together may be so many times as large as the archive: text is about ten times, a bomb a thousand."""
LEAST_ALLOWED = 64 * 1024 * 1024
"""So much may be in any archive, however small it is."""
LEAST_FREE = 256 * 1024 * 1024
"""So much of the disk is left to others."""
_BLOCK = 1024 * 1024
_MEMBER = 512
"""A member takes so much, however little it holds."""


def is_archive(path: Path) -> bool:
    """Tell whether the path's ending is one of an archive."""
    return path.name.lower().endswith(ENDINGS)


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """Yield a temporary folder that holds the archive's files; it is gone afterwards.

    Raises:
        ProblemsFound: the archive cannot be read, or holds what a pack of submissions never needs.
    """
    import tempfile  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="techassure-") as made:
        # One level down: what lies beside a pack is read with it, and nobody else may put anything there.
        folder = Path(made) / "pack"
        folder.mkdir()
        try:
            if path.name.lower().endswith(".zip"):
                _unzip(path, folder)
            else:
                _untar(path, folder)
        except broken():
            raise _damaged(path, "or only a part of it arrived") from None
        yield folder


def _damaged(path: Path, how: str) -> ProblemsFound:
    message, fix = f"the archive is damaged, {how}", "look whether it opens, pack it anew, or have it sent again"
    return _refusal(path, "unreadable-archive", message, fix)


@contextmanager
def _unpacking(path: Path, name: str) -> Iterator[None]:
    try:
        yield
    except broken():
        raise _damaged(path, f"and {_shown(name)} in it cannot be unpacked") from None


def broken() -> tuple[type[Exception], ...]:
    """Return what opening a broken archive may raise: the formats inside it have errors of their own."""
    import lzma  # noqa: PLC0415
    import struct  # noqa: PLC0415
    import tarfile  # noqa: PLC0415
    import zipfile  # noqa: PLC0415
    import zlib  # noqa: PLC0415

    usual = (OSError, EOFError, RuntimeError, ValueError)
    return (*usual, struct.error, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError)


def _unzip(path: Path, folder: Path) -> None:
    import zipfile  # noqa: PLC0415

    with zipfile.ZipFile(path) as archive:
        room = _Room(path, folder)
        for info in archive.infolist():
            kind = stat.S_IFMT(info.external_attr >> 16)
            if info.flag_bits & 0x1:
                raise _refusal(
                    path, "encrypted-archive", f"{_shown(info.filename)} is encrypted", "pack it without a password"
                )
            if info.filename and info.is_dir():
                continue
            target = room.place(info.filename, info.file_size, plain=kind in (0, stat.S_IFREG))
            with _unpacking(path, info.filename), archive.open(info) as member:
                room.copy(member, target, info.file_size, info.filename)


def _untar(path: Path, folder: Path) -> None:
    import tarfile  # noqa: PLC0415

    if not tarfile.is_tarfile(path):
        raise _refusal(path, "unreadable-archive", "the archive cannot be read: it is no tar archive", "pack it anew")
    with tarfile.open(path, "r:*") as archive:
        room = _Room(path, folder)
        while info := archive.next():
            archive.members.clear()  # type: ignore[attr-defined] # Nobody comes back to them; there may be a million.
            if info.isdir():
                continue
            target = room.place(info.name, info.size, plain=info.isreg())
            member = archive.extractfile(info)
            if member is not None:
                with _unpacking(path, info.name):
                    room.copy(member, target, info.size, info.name)


class _Room:
    """The folder that an archive is opened into, and what it may still hold."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.path, self.folder = path, folder
        self.bytes = 0
        self.most = max(LEAST_ALLOWED, MOST_RATIO * path.stat().st_size)
        self.seen: set[str] = set()

    def place(self, name: str, size: int, *, plain: bool) -> Path:
        """Return where a member goes, having refused what must not be written."""
        shown = _shown(name)
        self.bytes += size + _MEMBER
        pure = PurePosixPath(name)
        if not plain:
            raise _refusal(self.path, "archive-link", f"{shown} is a link or a device", "pack the file itself")
        if pure.is_absolute() or ".." in pure.parts or "\\" in name or "\0" in name or ":" in name or not pure.name:
            raise _refusal(
                self.path, "archive-path", f"{shown} leaves the archive's folder", "pack it with relative paths"
            )
        # As a file system that ignores case and how letters are composed would have it.
        key = unicodedata.normalize("NFC", pure.as_posix()).casefold()
        if key in self.seen:
            raise _refusal(
                self.path, "archive-twice", f"{shown} is in the archive twice, perhaps in other case", "keep one"
            )
        self._refuse_too_much(size, name, shown)
        self.seen.add(key)
        target = self.folder / pure
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def _refuse_too_much(self, size: int, name: str, shown: str) -> None:
        if size > MOST_BYTES and not is_stream(name):
            fix = f"pack files of at most {MOST_BYTES >> 20} MB; submissions as JSON Lines have no limit"
            raise _refusal(self.path, "archive-too-large", f"{shown} is too large", fix)
        if self.bytes > self.most:
            message = f"the archive unpacks to more than {MOST_RATIO} times its size"
            fix = "pack it anew, or give the files themselves"
            raise _refusal(self.path, "archive-too-large", message, fix)
        if shutil.disk_usage(self.folder).free < size + LEAST_FREE:
            fix = "make room where temporary files go, or name another place with `TMPDIR`"
            raise _refusal(self.path, "archive-no-room", "there is no room on the disk to unpack the archive", fix)

    def copy(self, member: IO[bytes], target: Path, size: int, name: str) -> None:
        """Write a member, and no more of it than it said it holds."""
        with target.open("xb") as file:
            left = size
            while block := member.read(min(_BLOCK, left + 1)):
                left -= len(block)
                if left < 0:
                    raise _refusal(
                        self.path, "archive-lies", f"{_shown(name)} is larger than the archive says", "pack it anew"
                    )
                file.write(block)


def _shown(name: str) -> str:
    return f"`{printable(name[:80])}`"


def _refusal(path: Path, rule: str, message: str, fix: str) -> ProblemsFound:
    return ProblemsFound([Problem(Place(str(path)), rule, message, fix)])
