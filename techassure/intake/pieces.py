"""What a batch is made of: pieces of its input, each small enough to be handed to a worker, and their submissions.

A piece can be read wherever its files are, says how it is called, and always gives the same entries in the same order.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import NamedTuple

from techassure.files.places import EMPTY, Source, Unread, read_file, read_json, read_yaml
from techassure.files.streams import bounded
from techassure.problems import Place, Problem, ProblemsFound

_BUFFER = 1 << 20
_FILL = "write the answers into it, or remove it: `techassure questionnaire` writes a form with every question"
Loaded = tuple[Source, FilePath | None]
"""A submission's data, and the folder in which its documents are looked for."""

Formats = Mapping[str, Callable[[FilePath, str], Source]]
"""What reads files of other endings (in lower case), given the path and the name to show."""
NO_FORMATS: Formats = {}

_OF_OTHERS = frozenset(
    {".csv", ".tsv", ".pdf", ".doc", ".docx", ".docm", ".odt", ".pages", ".rtf", ".html", ".rar", ".7z", ".msg", ".eml"}
    | {".numbers", ".fods", ".xltx"}
)


class Found(NamedTuple):
    """A file that some path leads to, or why there is none. ``remarks`` are about what stands beside it."""

    path: FilePath
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()


def printable(path: FilePath) -> str:
    """Return the path as text that can be shown anywhere, whatever bytes its name is made of."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


@dataclass(frozen=True, slots=True)
class Within:
    """The temporary folder that an archive was opened into, and the archive's name to show in its place."""

    hidden: str = ""
    shown: str = ""

    def name(self, path: FilePath) -> str:
        """Return what a path is called."""
        return self.text(printable(path))

    def text(self, text: str) -> str:
        """Return text with the archive's name in place of the folder's."""
        return text.replace(self.hidden, self.shown) if self.hidden else text

    def problem(self, problem: Problem) -> Problem:
        """Return a problem with the archive's name in place of the folder's."""
        if not self.hidden:
            return problem
        return replace(problem, place=replace(problem.place, file=self.text(problem.place.file)))


NOWHERE = Within()


class Entry:
    """One submission that may be read: what it is called, and where. A batch holds millions: plain, quick to make."""

    __slots__ = ("label", "within")

    def __init__(self, label: str, within: Within) -> None:
        self.label, self.within = label, within

    def loaded(self, formats: Formats) -> Loaded:
        """Return the submission's data, files of other endings read by their formats.

        Raises:
            ProblemsFound: it cannot be had.
        """
        raise NotImplementedError

    def folder_of(self) -> FilePath | None:
        """Return the folder in which its documents are looked for; None where there is none."""
        return None

    def remarks_of(self, source: Source) -> tuple[Problem, ...]:
        """Return what was remarked of its data, when it was loaded and when it was read, at places that people know."""
        return tuple([self.within.problem(remark) for remark in source.remarks])

    def problems(self, found: ProblemsFound) -> tuple[Problem, ...]:
        """Return what was found wrong with it, at places that people know."""
        return tuple([self.within.problem(_of_a_submission(each)) for each in found.problems])


def _of_a_submission(problem: Problem) -> Problem:
    """Return a problem as whoever submits can act on it."""
    return replace(problem, fix=_FILL) if problem.rule == EMPTY else problem


class FileEntry(Entry):
    """A file of its own."""

    __slots__ = ("path", "remarks")

    def __init__(self, path: FilePath, within: Within, remarks: tuple[Problem, ...] = ()) -> None:
        super().__init__(within.name(path), within)
        self.path, self.remarks = path, remarks

    def folder_of(self) -> FilePath:
        """Return the folder that the file lies in."""
        return self.path.parent

    def loaded(self, formats: Formats) -> Loaded:
        """Read the file by its ending."""
        ending, name = self.path.suffix.lower(), printable(self.path)
        if ending in _OF_OTHERS and self.path.is_file():
            message = f"a submission is not read from a file of the kind `{ending}`"
            fix = "write it as YAML or JSON, or fill in the workbook of `techassure questionnaire -o questions.xlsx`"
            raise ProblemsFound([Problem(Place(name), "not-a-submission", message, fix)])
        source = formats.get(ending, read_file)(self.path, name)
        if self.remarks:
            source = replace(source, remarks=(*source.remarks, *self.remarks))
        return source, self.path.parent

    def problems(self, found: ProblemsFound) -> tuple[Problem, ...]:
        """Return what was found wrong with it, and what was remarked of the files beside it."""
        return tuple(dict.fromkeys([*super().problems(found), *map(self.within.problem, self.remarks)]))


class LineEntry(Entry):
    """One line of JSON."""

    __slots__ = ("data", "folder", "name", "number")

    def __init__(
        self, label: str, data: bytes, name: str, number: int, folder: FilePath | None, within: Within = NOWHERE
    ) -> None:
        self.label, self.within = label, within  # Not by `super`, which a batch would wait for.
        self.data, self.name, self.number, self.folder = data, name, number, folder

    def folder_of(self) -> FilePath | None:
        """Return the folder of the file that has the line."""
        return self.folder

    def loaded(self, formats: Formats) -> Loaded:  # noqa: ARG002 - a line is always JSON
        """Read the line."""
        return Unread(self.data.rstrip(b"\r\n"), self.name, self.number), self.folder


class WholeEntry(Entry):
    """The one submission that a whole text is, as YAML or as JSON of several lines."""

    __slots__ = ("data",)

    def __init__(self, label: str, data: bytes, within: Within) -> None:
        super().__init__(label, within)
        self.data = data

    def loaded(self, formats: Formats) -> Loaded:  # noqa: ARG002 - it says itself what it is
        """Read the text."""
        read = read_json if self.data.lstrip().startswith(b"{") else read_yaml
        return read(self.data, self.label), None


class RefusedEntry(Entry):
    """What could not even be opened."""

    __slots__ = ("found",)

    def __init__(self, label: str, found: tuple[Problem, ...], within: Within) -> None:
        super().__init__(label, within)
        self.found = found

    def loaded(self, formats: Formats) -> Loaded:  # noqa: ARG002 - it has none
        """Say what is wrong."""
        raise ProblemsFound(self.found)


# --- pieces ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Files:
    """Submissions that are a file each."""

    found: tuple[Found, ...]
    size: int = 0
    within: Within = NOWHERE

    def entries(self) -> Iterator[Entry]:
        """Yield the submissions."""
        return (FileEntry(each.path, self.within, each.remarks) for each in self.found)


@dataclass(frozen=True, slots=True)
class Range:
    """Whole lines of a plain JSON Lines file, from one byte to another. Lines count from 1.

    ``lines`` are at hand in the process that cut the file, and are not sent to another.
    """

    path: FilePath
    start: int
    stop: int
    first_line: int
    within: Within = NOWHERE
    lines: tuple[bytes, ...] = field(default=(), repr=False, compare=False)

    def __reduce__(self) -> tuple[type[Range], tuple[object, ...]]:
        """Return what another process makes it of."""
        return Range, (self.path, self.start, self.stop, self.first_line, self.within)

    @property
    def size(self) -> int:
        """The bytes of the lines."""
        return self.stop - self.start

    def entries(self) -> Iterator[Entry]:
        """Yield the submissions."""
        if self.lines:
            return self._named(self.lines)
        return self._read()

    def _read(self) -> Iterator[Entry]:
        try:
            file = self.path.open("rb", buffering=_BUFFER)
        except OSError:
            yield FileEntry(self.path, self.within)
            return
        with file:
            file.seek(self.start)
            yield from self._named(_until(bounded(file), file.tell, self.stop))

    def _named(self, lines: Iterable[bytes]) -> Iterator[Entry]:
        return _lines(lines, self.first_line, printable(self.path), self.path.parent, self.within)


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that had to be unpacked, or were piped in. Without a folder there are no documents."""

    lines: tuple[bytes, ...]
    first_line: int
    name: str
    folder: FilePath | None
    size: int = 0
    within: Within = NOWHERE

    def entries(self) -> Iterator[Entry]:
        """Yield the submissions."""
        return _lines(self.lines, self.first_line, self.name, self.folder, self.within)


@dataclass(frozen=True, slots=True)
class Whole:
    """One submission that was piped in. Without a folder there are no documents."""

    data: bytes
    name: str
    within: Within = NOWHERE

    @property
    def size(self) -> int:
        """The bytes of the text."""
        return len(self.data)

    def entries(self) -> Iterator[Entry]:
        """Yield the submission."""
        yield WholeEntry(self.name, self.data, self.within)


@dataclass(frozen=True, slots=True)
class Refused:
    """What could not even be opened."""

    label: str
    found: tuple[Problem, ...]
    size: int = 0
    within: Within = NOWHERE

    def entries(self) -> Iterator[Entry]:
        """Yield one entry, which says what is wrong."""
        yield RefusedEntry(self.within.text(self.label), self.found, self.within)


@dataclass(frozen=True, slots=True)
class Closing:
    """Not input, but the sign that everything taken from an archive stands before: its folder may go."""

    close: Callable[[], None]


Piece = Files | Range | Lines | Whole | Refused


def _until(lines: Iterator[bytes], tell: Callable[[], int], stop: int) -> Iterator[bytes]:
    while tell() < stop and (line := next(lines, b"")):
        yield line


def _lines(lines: Iterable[bytes], first: int, name: str, folder: FilePath | None, within: Within) -> Iterator[Entry]:
    shown = within.text(name)
    for at, line in enumerate(lines, first):
        if not line.isspace():
            yield LineEntry(f"{shown}:{at}", line, name, at, folder, within)
