"""Where submissions are: files, folders, JSON Lines, archives and standard input, in a stable order.

Everything here is untrusted until it has been read; what cannot be read becomes a refusal, never a bad score.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import TypeVar

from techassure import archives, bags
from techassure.places import MOST_BYTES, Source, read_file, read_json
from techassure.problems import Place, Problem, ProblemsFound
from techassure.reviews import Identity
from techassure.selection import TENDER_FILE
from techassure.submission_reader import SubmissionReader
from techassure.submissions import Refusal, Submission

_NOT_SUBMISSIONS = frozenset(
    {"supplier.yaml", "product.yaml", TENDER_FILE, "reviews.yaml", "tender.lock.json", "decisions.jsonl", "final.json"}
)
_NOT_FOLDERS = frozenset({"evidence", "reviews", "panel", "prices"})
_ENDINGS = frozenset({".yaml", ".yml", ".json", ".jsonl"})
_OPEN_ELSEWHERE = "~$"
Formats = Mapping[str, Callable[[FilePath, str], Source]]
"""What reads files of other endings (in lower case), given the path and the name to show."""
NO_FORMATS: Formats = {}
STANDARD_INPUT = "-"
_BUFFER = 1 << 20
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One submission that may be read: how it is called, how to load it, and which temporary folder not to show."""

    label: str
    load: Callable[[], tuple[Source, FilePath | None]]
    hidden: str = ""
    shown: str = ""

    def named(self, problem: Problem) -> Problem:
        """Return the problem with the archive's name in place of the temporary folder's."""
        return replace(problem, place=self.placed(problem.place))

    def placed(self, place: Place) -> Place:
        """Return the place with the archive's name in place of the temporary folder's."""
        return replace(place, file=place.file.replace(self.hidden, self.shown)) if self.hidden else place

    def inside(self, hidden: str, shown: str) -> _Entry:
        """Return the entry as one of an archive that was unpacked into a folder not to show."""
        return replace(self, label=self.label.replace(hidden, shown), hidden=hidden, shown=shown)


def read_submissions(
    paths: Iterable[FilePath],
    reader: SubmissionReader,
    standard_input: Iterable[bytes] = (),
    formats: Formats = NO_FORMATS,
) -> Iterator[Submission | Refusal]:
    """Yield every submission that the paths hold, in a stable order; what cannot be read is yielded as a refusal.

    A path is a submission file, JSON Lines, an archive, a folder of any of these of any depth, a tender's folder, or
    ``-`` for JSON Lines on standard input. Links inside a folder are refused, not followed.
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
    for entry in _entries(paths, standard_input, formats):
        try:
            source, folder = entry.load()
            if source.remarks:
                source = replace(source, remarks=tuple(entry.named(remark) for remark in source.remarks))
            identity, made = take(source, folder, entry.label)
            if identity in first:
                raise ProblemsFound([_second(identity, source, first[identity])])
        except ProblemsFound as found:
            yield Refusal(entry.label, tuple([entry.named(problem) for problem in found.problems]))
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
    for entry in _entries(paths, (), formats):
        try:
            source, folder = entry.load()
            made = reader.read(source, folder, entry.label)
        except ProblemsFound as found:
            yield Refusal(entry.label, tuple([entry.named(problem) for problem in found.problems]))
            continue
        yield Pack(made, source, folder, entry.named)


def _second(identity: Identity, source: Source, first: str) -> Problem:
    supplier, product, version, _ = identity
    message = f"`{product}` {version} of `{supplier}` was submitted before, in `{first}`"
    fix = "withdraw one of the two, or give them different versions or lots"
    return source.problem((), "same-identity-twice", message, fix)


def printable(path: FilePath) -> str:
    """Return the path as text that can be shown anywhere, whatever bytes its name is made of."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _entries(paths: Iterable[FilePath], standard_input: Iterable[bytes], formats: Formats) -> Iterator[_Entry | _Line]:
    for path in paths:
        if str(path) == STANDARD_INPUT:
            yield from _lines(standard_input, "standard input", None)
        elif path.is_dir():
            yield from _folder(path, formats)
        else:
            yield from _file(path, formats)


def _folder(folder: FilePath, formats: Formats) -> Iterator[_Entry | _Line]:
    if (folder / TENDER_FILE).is_file() and (folder / "submissions").is_dir():
        folder = folder / "submissions"
    if bags.is_bag(folder):
        yield from _bag(folder, formats)
        return
    try:
        inside = sorted(folder.iterdir())
    except OSError as error:
        yield _unlisted(folder, error)
        return
    packed = next((folder / name for name in ("submission.yaml", "submission.json") if (folder / name).exists()), None)
    for path in [packed] if packed else inside:
        if path.name in _NOT_SUBMISSIONS or path.name in _NOT_FOLDERS or path.name.startswith((".", _OPEN_ELSEWHERE)):
            continue
        if path.is_symlink():
            yield _link(path)
        elif path.is_dir():
            yield from _folder(path, formats)
        elif path.suffix in _ENDINGS or path.suffix.lower() in formats or archives.is_archive(path):
            yield from _file(path, formats)


def _bag(folder: FilePath, formats: Formats) -> Iterator[_Entry | _Line]:
    """Yield what a bag holds, once its digests are right."""
    found = bags.problems_of(folder)
    if found:
        yield _Entry(printable(folder), lambda: _refuse(found))
    else:
        yield from _folder(folder / bags.PAYLOAD, formats)


def _unlisted(folder: FilePath, error: OSError) -> _Entry:
    message = f"the folder cannot be listed: {error.strerror}"
    problem = Problem(Place(printable(folder)), "unreadable-folder", message, "check its rights")
    return _Entry(printable(folder), lambda: _refuse([problem]))


def _link(path: FilePath) -> _Entry:
    fix = "put the file or folder itself there, or name it on the command line"
    problem = Problem(Place(printable(path)), "link-in-folder", "a link is not followed", fix)
    return _Entry(printable(path), lambda: _refuse([problem]))


def _refuse(problems: Iterable[Problem]) -> tuple[Source, FilePath | None]:
    raise ProblemsFound(problems)


def _file(path: FilePath, formats: Formats) -> Iterator[_Entry | _Line]:
    name = printable(path)
    if archives.is_archive(path) and path.is_file():
        yield from _packed(path, name, formats)
    elif path.suffix == ".jsonl" and path.is_file():
        with path.open("rb", buffering=_BUFFER) as file:
            yield from _lines(file, name, path.parent)
    else:
        read = formats.get(path.suffix.lower(), read_file)
        yield _Entry(name, lambda: (read(path, name), path.parent))


def _packed(path: FilePath, name: str, formats: Formats) -> Iterator[_Entry | _Line]:
    """Yield what an archive holds, named by its place inside."""
    try:
        with archives.opened(path) as folder:
            hidden = printable(folder)
            for entry in _folder(folder, formats):
                yield entry.inside(hidden, name)
    except ProblemsFound as found:
        problems = found.problems
        yield _Entry(name, lambda: _refuse(problems))


class _Line:
    """One line of JSON Lines. A batch holds millions: plain, and quick to make."""

    __slots__ = ("_data", "_folder", "_name", "_number", "label")

    def __init__(self, data: bytes, name: str, number: int, folder: FilePath | None) -> None:
        self._data, self._name, self._number, self._folder = data, name, number, folder
        self.label = f"{name}:{number}"

    def load(self) -> tuple[Source, FilePath | None]:
        """Read the line."""
        return read_json(self._data.rstrip(b"\r\n"), self._name, self._number), self._folder

    def named(self, problem: Problem) -> Problem:
        """Return the problem as it is: a line has no other name."""
        return problem

    def inside(self, hidden: str, shown: str) -> _Line:
        """Return the line as one of an archive that was unpacked into a folder not to show."""
        return _Line(self._data, self._name.replace(hidden, shown), self._number, self._folder)


def _lines(file: Iterable[bytes], name: str, folder: FilePath | None) -> Iterator[_Line]:
    for at, line in enumerate(_bounded(file), 1):
        if not line.isspace():
            yield _Line(line, name, at, folder)


def _bounded(file: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines; one that is too long is cut just beyond the limit, so that reading refuses it and goes on."""
    readline = getattr(file, "readline", None)
    if readline is None:
        yield from file
        return
    while line := readline(MOST_BYTES + 1):
        rest = line
        while len(rest) > MOST_BYTES and not rest.endswith(b"\n"):
            rest = readline(MOST_BYTES + 1)
        yield line


def missing_paths(paths: Iterable[FilePath]) -> list[Problem]:
    """Return a problem for each path at which there is nothing."""
    fix = "check the path"
    return [
        Problem(Place(str(path)), "missing-file", f"there is no file or folder `{path}`", fix)
        for path in paths
        if str(path) != STANDARD_INPUT and not path.exists()
    ]
