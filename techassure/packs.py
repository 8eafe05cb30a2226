"""Where submissions are: files, folders, JSON Lines, archives and standard input, in a stable order.

Everything here is untrusted until it has been read; what cannot be read becomes a refusal, never a bad score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path as FilePath

from techassure import archives
from techassure.places import MOST_BYTES, Source, read_file, read_json
from techassure.problems import Place, Problem, ProblemsFound
from techassure.reviews import Identity
from techassure.selection import TENDER_FILE
from techassure.submission_reader import SubmissionReader
from techassure.submissions import Refusal, Submission

_NOT_SUBMISSIONS = frozenset({"supplier.yaml", "product.yaml", TENDER_FILE, "reviews.yaml", "expected.json"})
_NOT_FOLDERS = frozenset({"evidence", "reviews"})
_ENDINGS = frozenset({".yaml", ".yml", ".json", ".jsonl"})
STANDARD_INPUT = "-"


def read_submissions(
    paths: Iterable[FilePath], reader: SubmissionReader, standard_input: Iterable[bytes] = ()
) -> Iterator[Submission | Refusal]:
    """Yield every submission that the paths hold, in a stable order; what cannot be read is yielded as a refusal.

    A path is a submission file, JSON Lines, a folder of either of any depth, a tender's folder, or ``-`` for JSON
    Lines on standard input.
    """
    first: dict[Identity, str] = {}
    for label, load in _sources(paths, standard_input):
        try:
            source, folder = load()
            made = reader.read(source, folder, label)
        except ProblemsFound as found:
            yield Refusal(label, found.problems)
            continue
        if made.identity in first:
            message = (
                f"`{made.supplier}`, `{made.product}` {made.version}, was submitted before, in `{first[made.identity]}`"
            )
            fix = "withdraw one of the two, or give them different versions or lots"
            yield Refusal(label, (source.problem((), "same-identity-twice", message, fix),))
            continue
        first[made.identity] = made.label
        yield made


_Load = Callable[[], tuple[Source, FilePath | None]]


def _sources(paths: Iterable[FilePath], standard_input: Iterable[bytes]) -> Iterator[tuple[str, _Load]]:
    for path in paths:
        if str(path) == STANDARD_INPUT:
            yield from _lines(standard_input, "standard input", None)
        elif path.is_dir():
            for file in _files(path):
                yield from _one(file)
        elif archives.is_archive(path) and path.is_file():
            yield from _packed(path)
        else:
            yield from _one(path)


def _packed(path: FilePath) -> Iterator[tuple[str, _Load]]:
    """Yield what an archive holds, named by its place inside."""
    try:
        with archives.opened(path) as folder:
            for file in _files(folder):
                inside = f"{path}/{file.relative_to(folder).as_posix()}"
                for label, load in _one(file):
                    yield label.replace(str(file), inside), _renamed(load, inside)
    except ProblemsFound as found:
        problems = found.problems
        yield str(path), lambda: _raise(problems)


def _renamed(load: _Load, name: str) -> _Load:
    def renamed() -> tuple[Source, FilePath | None]:
        try:
            source, folder = load()
        except ProblemsFound as found:
            raise ProblemsFound(replace(p, place=replace(p.place, file=name)) for p in found.problems) from None
        return replace(source, file=name), folder

    return renamed


def _raise(problems: tuple[Problem, ...]) -> tuple[Source, FilePath | None]:
    raise ProblemsFound(problems)


def _files(folder: FilePath) -> Iterator[FilePath]:
    if (folder / TENDER_FILE).is_file() and (folder / "submissions").is_dir():
        folder = folder / "submissions"
    packed = next((folder / name for name in ("submission.yaml", "submission.json") if (folder / name).is_file()), None)
    if packed:
        yield packed
        return
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in _NOT_FOLDERS and not path.name.startswith("."):
            yield from _files(path)
        elif path.suffix in _ENDINGS and path.name not in _NOT_SUBMISSIONS:
            yield path


def _one(path: FilePath) -> Iterator[tuple[str, _Load]]:
    if path.suffix == ".jsonl" and path.is_file():
        with path.open("rb") as file:
            yield from _lines(file, str(path), path.parent)
    else:
        yield str(path), lambda: (read_file(path), path.parent)


def _lines(file: Iterable[bytes], name: str, folder: FilePath | None) -> Iterator[tuple[str, _Load]]:
    for at, line in enumerate(_bounded(file), 1):
        if line.strip():
            yield f"{name}:{at}", _line_loader(line, name, at, folder)


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


def _line_loader(line: bytes, name: str, at: int, folder: FilePath | None) -> _Load:
    return lambda: (read_json(line.rstrip(b"\r\n"), name, at), folder)


def missing_paths(paths: Iterable[FilePath]) -> list[Problem]:
    """Return a problem for each path at which there is nothing."""
    fix = "check the path"
    return [
        Problem(Place(str(path)), "missing-file", f"there is no file or folder `{path}`", fix)
        for path in paths
        if str(path) != STANDARD_INPUT and not path.exists()
    ]
