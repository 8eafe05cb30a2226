"""Outputs that appear whole or not at all: written beside their place, and moved there when they are complete."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from techassure.problems import Place, Problem, ProblemsFound


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Yield where to write a file; it takes its place when the block ends well, and is gone when it does not."""
    partial = path.with_name(f".{path.name}.partial")
    _remove(partial)
    try:
        yield partial
        _to_disk(partial)
        _replace(partial, path)
    finally:
        _remove(partial)


def unfinished(path: Path) -> Path:
    """Return the folder in which a batch keeps what it has found until its output is complete."""
    return path.with_name(f"{path.name}.unfinished")


def check_place(path: Path, *, folder: bool) -> None:
    """Refuse a place where something else stands than what would be written.

    Raises:
        ProblemsFound: there is a folder where a file is to stand, or other files where a folder is.
    """
    if path.exists() and path.is_dir() != folder:
        kind = "a file" if folder else "a folder"
        raise _in_the_way(path, f"the output would replace {kind}")
    if folder and path.is_dir() and any(each.suffix != ".parquet" for each in path.iterdir()):
        raise _in_the_way(path, "the output folder holds other files")


def _in_the_way(path: Path, message: str) -> ProblemsFound:
    fix = "write to another place"
    return ProblemsFound([Problem(Place(str(path)), "output-in-the-way", f"nothing was written: {message}", fix)])


def _replace(partial: Path, path: Path) -> None:
    if path.is_dir():
        aside = path.with_name(f".{path.name}.before")
        _remove(aside)
        path.rename(aside)
        partial.rename(path)
        _remove(aside)
    else:
        partial.replace(path)


def _to_disk(path: Path) -> None:
    for each in path.iterdir() if path.is_dir() else [path]:
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
