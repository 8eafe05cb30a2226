"""Cuts what the paths hold into pieces: files, JSON Lines, archives, Parquet and standard input, in a stable order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path as FilePath

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


def pieces(
    paths: Iterable[FilePath], standard_input: Iterable[bytes] = (), formats: Formats = NO_FORMATS
) -> Iterator[Piece | Closing]:
    """Yield what the paths hold in pieces of about a megabyte. The same files always give the same pieces.

    ``formats`` read the other files that are taken from folders.
    """
    yield from _pieces(files(paths, formats), standard_input, Within(), 0, formats)


def _pieces(
    found: Iterable[Found], standard_input: Iterable[bytes], within: Within, depth: int, formats: Formats
) -> Iterator[Piece | Closing]:
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
            yield from _many(each.path, standard_input, within, depth, formats)
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


def _many(
    path: FilePath, standard_input: Iterable[bytes], within: Within, depth: int, formats: Formats
) -> Iterator[Piece | Closing]:
    """Yield the pieces of a file that holds many submissions."""
    if str(path) == STANDARD_INPUT:
        yield from _piped(streams.bounded(standard_input), within)
    elif archives.is_archive(path):
        yield from _archive(path, within, depth, formats)
    elif streams.is_plain(path.name):
        yield from _ranges(path, within)
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


def _archive(path: FilePath, within: Within, depth: int, formats: Formats) -> Iterator[Piece | Closing]:
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
    yield from _pieces(files_of_archive(folder, formats), (), inside, depth + 1, formats)
    yield Closing(stack.close)


def _ranges(path: FilePath, within: Within) -> Iterator[Piece]:
    """Yield the lines of a plain file as ranges of bytes: whoever reads them elsewhere needs not be sent them."""
    start, first_line = 0, 1
    try:
        with path.open("rb", buffering=_BLOCK) as file:
            for lines in _together(streams.bounded(file)):
                stop = file.tell()
                yield Range(path, start, stop, first_line, within, lines)
                start, first_line = stop, first_line + len(lines)
    except OSError as error:
        message = f"`{printable(path)}` cannot be read: {error.strerror}"
        problem = Problem(Place(printable(path)), "unreadable-file", message, "check its rights")
        yield Refused(printable(path), (problem,), 0, within)


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
