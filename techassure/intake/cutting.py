"""Cuts what the paths hold into pieces: files, JSON Lines, archives, Parquet and standard input, in a stable order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path as FilePath
from typing import NamedTuple

from techassure.files import archives, streams
from techassure.files.bounds import MOST_BYTES
from techassure.intake.paths import STANDARD_INPUT, files, files_of_archive, is_many
from techassure.intake.pieces import (
    NO_FORMATS,
    Closing,
    Files,
    Formats,
    Found,
    Lines,
    Piece,
    Range,
    Refused,
    Whole,
    Within,
    printable,
)
from techassure.problems import Place, Problem, ProblemsFound

_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?(?:#|---|%YAML|[A-Za-z_]+ *:|\{\s*\Z)")
"""How one submission begins, in YAML or in JSON of several lines; a line of JSON Lines begins and ends its own."""
MOST_NESTED = 3
PIECE_BYTES = 1024 * 1024
PIECE_ENTRIES = 256
_BLOCK = 1024 * 1024


Cut = tuple[int, int, tuple[bytes, ...]]
"""Where a piece of a file ends, how many lines it has, and the lines if they are held."""


class _Input(NamedTuple):
    """What is read beside paths, what reads files of other endings, and what cuts a plain file."""

    piped: Iterable[bytes]
    formats: Formats
    cut: Callable[[FilePath], Iterator[Cut]]


def pieces(
    paths: Iterable[FilePath],
    standard_input: Iterable[bytes] = (),
    formats: Formats = NO_FORMATS,
    *,
    read_here: bool = False,
) -> Iterator[Piece | Closing]:
    """Yield what the paths hold in pieces of about a megabyte. The same files always give the same pieces.

    ``formats`` read the other files that are taken from folders. ``read_here``: the pieces are read in this process, so
    the lines of a plain file are held until then, and not read again.
    """
    given = _Input(standard_input, formats, _read if read_here else _counted)
    yield from _pieces(files(paths, formats), given, Within(), 0)


def _pieces(found: Iterable[Found], given: _Input, within: Within, depth: int) -> Iterator[Piece | Closing]:
    waiting: list[Found] = []
    size = 0
    for each in found:
        if not each.problems and _is_single(each.path):
            waiting.append(each)
            size += _size(each.path)
            if len(waiting) < PIECE_ENTRIES and size < PIECE_BYTES:
                continue
        if waiting:
            yield Files(tuple(waiting), size, within)
            in_piece, waiting, size = waiting, [], 0
            if in_piece[-1] is each:
                continue
        if each.problems:
            yield Refused(printable(each.path), each.problems, 0, within)
        else:
            yield from _many(each.path, given, within, depth)
    if waiting:
        yield Files(tuple(waiting), size, within)


def _is_single(path: FilePath) -> bool:
    if str(path) == STANDARD_INPUT:
        return False
    return not path.is_file() or not is_many(path)


def _size(path: FilePath) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _many(path: FilePath, given: _Input, within: Within, depth: int) -> Iterator[Piece | Closing]:
    """Yield the pieces of a file that holds many submissions."""
    if str(path) == STANDARD_INPUT:
        yield from _piped(streams.bounded(given.piped), within)
    elif archives.is_archive(path):
        yield from _archive(path, given, within, depth)
    elif streams.is_plain(path.name):
        yield from _ranges(path, given, within)
    else:
        yield from _unpacked(streams.lines_of(path, printable(path)), printable(path), path.parent, within)


def _piped(lines: Iterator[bytes], within: Within) -> Iterator[Piece]:
    """Yield what is piped in: JSON Lines, or one submission as a file would hold it, told by the first line."""
    name = "standard input"
    head = list(_head(lines))
    if head and _BEGINS.match(head[-1]):
        yield Whole(b"".join(_at_most(MOST_BYTES + 1, chain(head, lines))), name, within)
    else:
        yield from _unpacked(chain(head, lines), name, None, within)


def _head(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Take the lines as far as the first that is not blank."""
    for line in lines:
        yield line
        if not line.isspace():
            return


def _at_most(room: int, lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield line
        room -= len(line)
        if room <= 0:
            return


def _archive(path: FilePath, given: _Input, within: Within, depth: int) -> Iterator[Piece | Closing]:
    name = printable(path)
    stack = ExitStack()
    try:
        if depth >= MOST_NESTED:
            message, fix = f"archives are nested more than {MOST_NESTED} deep", "pack the files themselves"
            raise ProblemsFound([Problem(Place(name), "archive-too-deep", message, fix)])
        folder = stack.enter_context(archives.opened(path))
    except ProblemsFound as refused:
        yield Refused(name, refused.problems, _size(path), within)
        return
    inside = Within(printable(folder), within.text(name))
    yield from _pieces(files_of_archive(folder, given.formats), given._replace(piped=()), inside, depth + 1)
    yield Closing(stack.close)


def _ranges(path: FilePath, given: _Input, within: Within) -> Iterator[Piece]:
    """Yield the lines of a plain file as ranges of bytes: whoever reads them elsewhere needs not be sent them."""
    start, first_line = 0, 1
    try:
        for stop, lines, held in given.cut(path):
            yield Range(path, start, stop, first_line, within, held)
            start, first_line = stop, first_line + lines
    except OSError as error:
        message = f"`{printable(path)}` cannot be read: {error.strerror}"
        problem = Problem(Place(printable(path)), "unreadable-file", message, "check its rights")
        yield Refused(printable(path), (problem,), 0, within)


def _read(path: FilePath) -> Iterator[Cut]:
    """Yield where each piece of a file ends, and its lines."""
    with path.open("rb", buffering=_BLOCK) as file:
        yield from ((file.tell(), len(lines), lines) for lines in _together(streams.bounded(file)))


def _counted(path: FilePath) -> Iterator[Cut]:
    """Yield where each piece of a file ends, and how many lines it has; they are looked for, and not made."""
    start = at = lines = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            for end in _line_ends(block):
                lines += 1
                if lines == PIECE_ENTRIES or at + end - start >= PIECE_BYTES:
                    yield at + end, lines, ()
                    start, lines = at + end, 0
            at += len(block)
    if at > start:
        yield at, lines, ()


def _line_ends(block: bytes) -> Iterator[int]:
    end = block.find(b"\n") + 1
    while end:
        yield end
        end = block.find(b"\n", end) + 1


def _unpacked(found: Iterator[bytes], name: str, folder: FilePath | None, within: Within) -> Iterator[Piece]:
    """Yield lines as they come; where the file breaks off, its last piece says so."""
    first_line = 1
    try:
        for lines in _together(found):
            yield Lines(lines, first_line, name, folder, sum(map(len, lines)), within)
            first_line += len(lines)
    except ProblemsFound as broken:
        yield Refused(name, broken.problems, 0, within)


def _together(lines: Iterable[bytes]) -> Iterator[tuple[bytes, ...]]:
    """Yield as many lines at once as make a piece; those before a file breaks off are not lost."""
    held: list[bytes] = []
    size = 0
    try:
        for line in lines:
            held.append(line)
            size += len(line)
            if len(held) == PIECE_ENTRIES or size >= PIECE_BYTES:
                yield tuple(held)
                held, size = [], 0
    except ProblemsFound:
        if held:
            yield tuple(held)
        raise
    if held:
        yield tuple(held)
