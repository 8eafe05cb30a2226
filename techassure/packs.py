"""Where submissions are: files, folders, JSON Lines, archives, Parquet and standard input, in a stable order.

Everything here is untrusted until it has been read; what cannot be read becomes a refusal, never a bad score.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path as FilePath
from typing import NamedTuple, TypeVar

from techassure import archives, bags, streams
from techassure.bounds import MOST_BYTES
from techassure.pieces import (
    NO_FORMATS,
    Closing,
    Entry,
    Files,
    Formats,
    Lines,
    Piece,
    Range,
    Refused,
    Whole,
    Within,
    printable,
)
from techassure.places import Source
from techassure.problems import Place, Problem, ProblemsFound, listing
from techassure.reviews import Identity
from techassure.selection import TENDER_FILE
from techassure.submission_reader import SubmissionReader
from techassure.submissions import Refusal, Submission

_NOT_SUBMISSIONS = frozenset(
    {"supplier.yaml", "product.yaml", TENDER_FILE, "reviews.yaml", "tender.lock.json", "decisions.jsonl", "final.json"}
)
_OF_ARCHIVERS = frozenset({"__MACOSX"})
_NOT_FOLDERS = frozenset({"evidence", "reviews", "panel", "prices"}) | _OF_ARCHIVERS
_SINGLE = frozenset({".yaml", ".yml", ".json"})
_PACKED = ("submission.yaml", "submission.json")
_OPEN_ELSEWHERE = "~$"
_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?(?:#|---|%YAML|[A-Za-z_]+ *:|\{\s*\Z)")
"""How one submission begins, in YAML or in JSON of several lines; a line of JSON Lines begins and ends its own."""
_NOBODYS = ("readme", "thumbs.db", "desktop.ini")
STANDARD_INPUT = "-"
Endings = frozenset[str]
NO_ENDINGS: Endings = frozenset()
MOST_NESTED = 3
PIECE_BYTES = 1024 * 1024
PIECE_ENTRIES = 256
_BLOCK = 1024 * 1024
T = TypeVar("T")


def read_submissions(
    paths: Iterable[FilePath],
    reader: SubmissionReader,
    standard_input: Iterable[bytes] = (),
    formats: Formats = NO_FORMATS,
) -> Iterator[Submission | Refusal]:
    """Yield every submission that the paths hold, in a stable order; what cannot be read is yielded as a refusal.

    A path is a submission file, JSON Lines (also compressed), Parquet, an archive, a folder of any of these of any
    depth, a tender's folder, or ``-`` for JSON Lines or one submission on standard input. Links inside a folder are
    refused.
    """

    def take(source: Source, folder: FilePath | None, label: str) -> tuple[Identity, Submission]:
        made = reader.read(source, folder, label)
        made.remarks = source.remarks
        return made.identity, made

    return read_each(paths, take, standard_input, formats)


def read_each(
    paths: Iterable[FilePath],
    take: Callable[[Source, FilePath | None, str], tuple[Identity, T]],
    standard_input: Iterable[bytes] = (),
    formats: Formats = NO_FORMATS,
) -> Iterator[T | Refusal]:
    """Yield what is made of every submission that the paths hold, as `read_submissions` does.

    ``take`` is given a submission's source, its folder and its label, and returns who submits what, and what to yield.
    """
    first: dict[Identity, str] = {}
    for entry in entries(pieces(paths, standard_input, frozenset(formats))):
        try:
            source, folder = entry.loaded(formats)
            identity, made = take(source, folder, entry.label)
            if identity in first:
                raise ProblemsFound([second(identity, source, first[identity])])
        except ProblemsFound as found:
            yield Refusal(entry.label, entry.problems(found))
            continue
        first[identity] = entry.label
        yield made


@dataclass(frozen=True, slots=True)
class Pack:
    """One submission with the file that says it, and the folder that its evidence is in while it is being looked at."""

    submission: Submission
    source: Source
    folder: FilePath | None
    named: Callable[[Problem], Problem]


def read_packs(
    paths: Iterable[FilePath], reader: SubmissionReader, formats: Formats = NO_FORMATS
) -> Iterator[Pack | Refusal]:
    """Yield every submission that the paths hold with its folder, which is gone once the next is asked for."""
    for entry in entries(pieces(paths, (), frozenset(formats))):
        try:
            source, folder = entry.loaded(formats)
            made = reader.read(source, folder, entry.label)
        except ProblemsFound as found:
            yield Refusal(entry.label, entry.problems(found))
            continue
        yield Pack(made, source, folder, entry.within.problem)


def second(identity: Identity, source: Source, first: str) -> Problem:
    """Return the problem of a submission whose identity was read before, in the one called ``first``."""
    supplier, product, version, _ = identity
    message = f"`{product}` {version} of `{supplier}` was submitted before, in `{first}`"
    fix = "withdraw one of the two, or give them different versions or lots"
    return source.problem((), "same-identity-twice", message, fix)


def entries(found: Iterable[Piece | Closing]) -> Iterator[Entry]:
    """Yield the submissions of the pieces, closing each archive once it has been read."""
    for piece in found:
        if isinstance(piece, Closing):
            piece.close()
        else:
            yield from piece.entries()


def missing_paths(paths: Iterable[FilePath]) -> list[Problem]:
    """Return a problem for each path at which there is nothing."""
    fix = "check the path"
    return [
        Problem(Place(str(path)), "missing-file", f"there is no file or folder `{path}`", fix)
        for path in paths
        if str(path) != STANDARD_INPUT and not path.exists()
    ]


# --- what the paths hold --------------------------------------------------------------------------------------------


class Found(NamedTuple):
    """A file that the paths lead to, or why there is none."""

    path: FilePath
    problems: tuple[Problem, ...] = ()


def files(paths: Iterable[FilePath], endings: Endings = NO_ENDINGS) -> Iterator[Found]:
    """Yield every file that the paths lead to, in a stable order, archives unopened."""
    for path in paths:
        if str(path) != STANDARD_INPUT and path.is_dir():
            yield from _folder(path, endings, in_archive=False)
        else:
            yield Found(path)


def _folder(folder: FilePath, endings: Endings, *, in_archive: bool) -> Iterator[Found]:
    of_tender = (folder / TENDER_FILE).is_file() and (folder / "submissions").is_dir()
    if of_tender:
        folder = folder / "submissions"
    if bags.is_bag(folder):
        yield from _bag(folder, endings, in_archive=in_archive)
        return
    try:
        inside = sorted(os.listdir(folder))  # noqa: PTH208 - a million names are less than a million paths
    except OSError as error:
        message = f"the folder cannot be listed: {error.strerror}"
        problem = Problem(Place(printable(folder)), "unreadable-folder", message, "check its rights")
        yield Found(folder, (problem,))
        return
    packed = [name for name in inside if name.lower() in _PACKED and (folder / name).exists()]
    if len(packed) > 1:
        yield Found(folder, (_several(folder, packed),))
        return
    of_bidders = not in_archive and not any(_is_read(name, endings) for name in inside)
    yield from _inside(folder, packed or inside, endings, in_archive, of_bidders, of_tender)


def _inside(
    folder: FilePath, names: Sequence[str], endings: Endings, in_archive: bool, of_bidders: bool, of_tender: bool
) -> Iterator[Found]:
    """Yield what the names in a folder lead to.

    ``of_bidders``: each folder among them is a bidder's, so that one without a submission is refused.
    """
    passed_over = _OF_ARCHIVERS if of_tender and of_bidders else _NOT_FOLDERS
    for name in names:
        if name in _NOT_SUBMISSIONS or name in passed_over or name.startswith((".", _OPEN_ELSEWHERE)):
            continue
        path = folder / name
        if path.is_symlink():
            yield Found(path, (_link(path),))
        elif path.is_dir():
            below = _folder(path, endings, in_archive=in_archive)
            yield from _or_else(below, _nothing_in(path)) if of_bidders else below
        elif _is_read(name, endings):
            yield Found(path)
        elif of_tender and of_bidders and not name.lower().startswith(_NOBODYS):
            yield Found(path, (_no_submission(path),))


def _is_read(name: str, endings: Endings) -> bool:
    """Tell whether a file of this name in a folder is read as a submission, or as many."""
    ending = os.path.splitext(name)[1].lower()  # noqa: PTH122 - for each of a million names
    return name not in _NOT_SUBMISSIONS and (
        ending in _SINGLE or ending in endings or streams.is_stream(name) or name.lower().endswith(archives.ENDINGS)
    )


def _or_else(found: Iterator[Found], otherwise: Found) -> Iterator[Found]:
    """Yield what was found, or what is said where nothing was."""
    yield next(found, otherwise)
    yield from found


def _nothing_in(folder: FilePath) -> Found:
    """Return the refusal of a folder or archive in which nothing is read: a bid must not vanish."""
    fix = "call it `submission.yaml`, or put a filled-in questionnaire there; take the folder out if it is nobody's"
    return Found(folder, (Problem(Place(printable(folder)), "no-submission", "there is no submission here", fix),))


def _no_submission(path: FilePath) -> Problem:
    message = f"`{printable(FilePath(path.name))}` is not a kind of file in which a submission is read"
    fix = "put it into its bidder's folder, beside the submission; take it out if it is nobody's"
    return Problem(Place(printable(path)), "not-a-submission", message, fix)


def _several(folder: FilePath, names: Sequence[str]) -> Problem:
    fix = "keep one of them, or put each into a folder of its own"
    message = f"{listing(names)} stand in one folder, and only one can count"
    return Problem(Place(printable(folder)), "several-submissions", message, fix)


def _bag(folder: FilePath, endings: Endings, *, in_archive: bool) -> Iterator[Found]:
    """Yield what a bag holds, once its digests are right."""
    found = tuple(bags.problems_of(folder))
    if found:
        yield Found(folder, found)
    else:
        yield from _folder(folder / bags.PAYLOAD, endings, in_archive=in_archive)


def _link(path: FilePath) -> Problem:
    fix = "put the file or folder itself there, or name it on the command line"
    return Problem(Place(printable(path)), "link-in-folder", "a link is not followed", fix)


# --- pieces ---------------------------------------------------------------------------------------------------------


def pieces(
    paths: Iterable[FilePath], standard_input: Iterable[bytes] = (), endings: Endings = NO_ENDINGS
) -> Iterator[Piece | Closing]:
    """Yield what the paths hold in pieces of about a megabyte. The same files always give the same pieces.

    ``endings`` are those of the other files that are taken from folders.
    """
    yield from _pieces(files(paths, endings), standard_input, Within(), 0, endings)


def _pieces(
    found: Iterable[Found], standard_input: Iterable[bytes], within: Within, depth: int, endings: Endings
) -> Iterator[Piece | Closing]:
    waiting: list[FilePath] = []
    size = 0
    for path, problems in found:
        if not problems and _is_single(path):
            waiting.append(path)
            size += _size(path)
            if len(waiting) < PIECE_ENTRIES and size < PIECE_BYTES:
                continue
        if waiting:
            yield Files(tuple(waiting), size, within)
            in_piece, waiting, size = waiting, [], 0
            if in_piece[-1] is path:
                continue
        if problems:
            yield Refused(printable(path), problems, 0, within)
        else:
            yield from _many(path, standard_input, within, depth, endings)
    if waiting:
        yield Files(tuple(waiting), size, within)


def _is_single(path: FilePath) -> bool:
    if str(path) == STANDARD_INPUT:
        return False
    return not path.is_file() or not _is_many(path)


def _is_many(path: FilePath) -> bool:
    return archives.is_archive(path) or streams.is_stream(path.name)


def _size(path: FilePath) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _many(
    path: FilePath, standard_input: Iterable[bytes], within: Within, depth: int, endings: Endings
) -> Iterator[Piece | Closing]:
    """Yield the pieces of a file that holds many submissions."""
    if str(path) == STANDARD_INPUT:
        yield from _piped(streams.bounded(standard_input), within)
    elif archives.is_archive(path):
        yield from _archive(path, within, depth, endings)
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


def _archive(path: FilePath, within: Within, depth: int, endings: Endings) -> Iterator[Piece | Closing]:
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
    held = _or_else(_folder(folder, endings, in_archive=True), _nothing_in(folder))
    yield from _pieces(held, (), inside, depth + 1, endings)
    yield Closing(stack.close)


def _ranges(path: FilePath, within: Within) -> Iterator[Piece]:
    """Yield the lines of a plain file as ranges of bytes: whoever reads them needs not be sent them."""
    start = at = lines = 0
    first_line = 1
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                for end in _line_ends(block):
                    lines += 1
                    if lines == PIECE_ENTRIES or at + end - start >= PIECE_BYTES:
                        yield Range(path, start, at + end, first_line, within)
                        start, first_line, lines = at + end, first_line + lines, 0
                at += len(block)
    except OSError as error:
        message = f"`{printable(path)}` cannot be read: {error.strerror}"
        problem = Problem(Place(printable(path)), "unreadable-file", message, "check its rights")
        yield Refused(printable(path), (problem,), 0, within)
        return
    if at > start:
        yield Range(path, start, at, first_line, within)


def _line_ends(block: bytes) -> Iterator[int]:
    end = block.find(b"\n") + 1
    while end:
        yield end
        end = block.find(b"\n", end) + 1


def _unpacked(lines: Iterator[bytes], name: str, folder: FilePath | None, within: Within) -> Iterator[Piece]:
    """Yield lines as they come; where the file breaks off, its last piece says so."""
    held: list[bytes] = []
    first_line, size = 1, 0
    try:
        for line in lines:
            held.append(line)
            size += len(line)
            if len(held) == PIECE_ENTRIES or size >= PIECE_BYTES:
                yield Lines(tuple(held), first_line, name, folder, size, within)
                first_line, held, size = first_line + len(held), [], 0
    except ProblemsFound as broken:
        yield Lines(tuple(held), first_line, name, folder, size, within)
        yield Refused(name, broken.problems, 0, within)
        return
    if held:
        yield Lines(tuple(held), first_line, name, folder, size, within)
