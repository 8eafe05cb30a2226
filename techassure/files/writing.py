"""Files written whole: whoever reads one sees the old one or the new one, and never a half."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path as FilePath
from tempfile import mkstemp

from techassure.files.places import relative
from techassure.problems import Place, Problem, ProblemsFound

_MOST_NAME = 40


def write(path: FilePath, data: bytes) -> None:
    """Replace a file by other bytes, or make it, in one step that a kill or a full disk cannot leave half done.

    Raises:
        ProblemsFound: it cannot be written.
    """
    try:
        replace_file(path, data)
    except OSError as error:
        raise _unwritten(path, error) from None


def remove(path: FilePath) -> None:
    """Remove a file; it need not be there.

    Raises:
        ProblemsFound: it cannot be removed.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritten(path, error) from None


def replace_file(path: FilePath, data: bytes) -> None:
    """Do what `write` does.

    Raises:
        OSError: it cannot be written.
    """
    target = path.resolve()
    partial = _beside(target, data)
    try:
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def replacing(path: FilePath, data: bytes) -> Iterator[None]:
    """Replace a file as `write` does, once what is done meanwhile has succeeded; else it stays as it was.

    Raises:
        ProblemsFound: it cannot be written; then nothing is done meanwhile.
    """
    target = path.resolve()
    try:
        partial = _beside(target, data)
    except OSError as error:
        raise _unwritten(path, error) from None
    try:
        yield
        try:
            partial.replace(target)
        except OSError as error:
            raise _unwritten(path, error) from None
    finally:
        partial.unlink(missing_ok=True)


def file_away(path: FilePath, data: bytes) -> None:
    """Write a file as `write` does, into a folder that is made where it is missing.

    Raises:
        ProblemsFound: it cannot be written.
    """
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise _unwritten(path, error) from None
    write(path, data)


def make_folder(folder: FilePath) -> None:
    """Make a folder, and those above it, where they are missing.

    Raises:
        ProblemsFound: one of them cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message, fix = f"the folder cannot be made: {error.strerror}", "name a folder that you may write to"
        raise ProblemsFound([Problem(Place(relative(folder)), "cannot-write", message, fix)]) from None


def _beside(target: FilePath, data: bytes) -> FilePath:
    """Write bytes to a file beside another, as readable as that, and return its path."""
    descriptor, name = mkstemp(".partial", f".{target.name[:_MOST_NAME]}.", target.parent)
    partial = FilePath(name)
    try:
        with os.fdopen(descriptor, "wb") as file:  # It is closed even where what it holds does not fit.
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        partial.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return partial


def _unwritten(path: FilePath, error: OSError) -> ProblemsFound:
    message = f"the file cannot be written: {error.strerror}"
    fix = "write where you may, and where there is room"
    return ProblemsFound([Problem(Place(str(path)), "cannot-write", message, fix)])


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
