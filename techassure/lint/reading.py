"""Reads a library for lint: everything that can be read, and every problem of what cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

from techassure.definitions.editions import Edition
from techassure.definitions.library import Library, SpoiltLibrary, load_library
from techassure.definitions.library_facts import faults
from techassure.definitions.model import Criterion, EditionFile, FactsFile, Standard
from techassure.files.doors import Door, enter
from techassure.files.places import Source, read_file, relative
from techassure.lint.proving import Prover
from techassure.lint.subjects import ACriterion, AFile, ALibrary, AnEdition, ASelection
from techassure.problems import Problem, ProblemsFound
from techassure.proving.whole_examples import WholeFile
from techassure.selections.bare_selections import of_editions
from techassure.selections.selecting import baseline, read_tender
from techassure.selections.selection import TENDER_FILE, Selection
from techassure.selections.selection_file import SelectionFile

T = TypeVar("T")


@dataclass(frozen=True)
class Read:
    """A library as far as it can be read. ``library`` is None where its facts cannot be."""

    files: tuple[AFile, ...]
    library: ALibrary | None
    problems: tuple[Problem, ...]


def read(root: Path, tenders: Sequence[Path] = ()) -> Read:
    """Read the library in a folder, and tenders that rest on it."""
    reader = _Reader(root)
    library = reader.library(tenders)
    made = reader.whole(library, tenders) if library else None
    return Read(tuple(reader.files(tenders, made)), made, tuple(sorted(set(reader.problems))))


class _Reader:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.source = cache(read_file)

    def tried(self, attempt: Callable[[], T]) -> T | None:
        """Return what can be had; else None, and its problems are kept."""
        try:
            return attempt()
        except ProblemsFound as found:
            self.problems += found.problems
            return None

    def library(self, tenders: Sequence[Path]) -> Library | None:
        """Return the library; None where it does not hold together, and then all that is wrong with it is kept."""
        try:
            return load_library(self.root)
        except ProblemsFound as found:
            self.problems += found.problems
            self._shapes()
            if isinstance(found, SpoiltLibrary):
                self._remarked(found.rest, tenders)
            return None

    def _remarked(self, rest: Library, tenders: Sequence[Path]) -> None:
        """Keep what is wrong with the selections that rest on a library, as far as that can be read."""
        baselines = [partial(baseline, name) for name in self._baselines()]
        for attempt in (*baselines, *(partial(read_tender, path) for path in tenders)):
            try:
                attempt(rest)
            except ProblemsFound as found:
                self.problems += faults(found.problems, rest.spoilt)

    def whole(self, library: Library, tenders: Sequence[Path]) -> ALibrary:
        """Return all editions, baselines and tenders that hold together."""
        prover = Prover(library.facts)
        names = library.own_names()
        editions = [made for name in names if (made := self.tried(lambda name=name: library.edition(name)))]  # type: ignore[misc]
        known = {edition.name: self._edition(edition, library, prover) for edition in editions}
        selections = list(self._selections(library, known, tenders, prover))
        return ALibrary(library, tuple(known.values()), tuple(selections), len(editions) == len(names))

    def _edition(self, edition: Edition, library: Library, prover: Prover) -> AnEdition:
        criteria = [ACriterion(each, edition, library.facts, prover) for each in edition.definitions]
        return AnEdition(edition, library, tuple(criteria), self.source)

    def _selections(
        self, library: Library, known: Mapping[str, AnEdition], tenders: Sequence[Path], prover: Prover
    ) -> Iterator[ASelection]:
        for edition in known.values():
            yield _selection(of_editions([edition.edition.name], library), edition.edition.source, known, prover)
        for name, path in self._baselines().items():
            yield from self._selected(lambda name=name: baseline(name, library), path, known, prover)  # type: ignore[misc]
        for path in tenders:
            yield from self._selected(lambda path=path: read_tender(path, library), path, known, prover)  # type: ignore[misc]

    def _selected(
        self, attempt: Callable[[], Selection], path: Path, known: Mapping[str, AnEdition], prover: Prover
    ) -> Iterator[ASelection]:
        made = self.tried(attempt)
        if made is not None:
            yield _selection(made, self.source(path), known, prover)

    def _baselines(self) -> dict[str, Path]:
        return {path.stem: path for path in sorted((self.root / "baselines").glob("*.yaml"))}

    def _shapes(self) -> None:
        """Check the shape of each file by itself, where the facts that would tie them together cannot be had."""
        for pattern, model in _SHAPES.items():
            for path in sorted(self.root.glob(pattern)):
                self.tried(lambda path=path, model=model: enter(model, read_file(path)))  # type: ignore[misc]

    def files(self, tenders: Iterable[Path], library: ALibrary | None) -> Iterator[AFile]:
        """Yield every file that can be parsed, whatever it says; those that were read already are not read again."""
        known = {source.file: source for source in _sources(library)} if library else {}
        paths = [path for pattern in _SHAPES for path in sorted(self.root.glob(pattern))]
        for path in (*paths, *tenders):
            try:
                yield AFile(known.get(relative(path)) or self.source(path))
            except ProblemsFound:
                continue  # said when it was read as what it is


def _sources(library: ALibrary) -> Iterator[Source]:
    for edition in library.editions:
        yield edition.edition.source
        yield from (criterion.definition.source for criterion in edition.criteria)
    yield from (selection.source for selection in library.selections)
    yield from (entry.source for _, entry in library.own_facts())


_SHAPES: dict[str, type[Door]] = {
    "facts/*.yaml": FactsFile,
    "*/standard.yaml": Standard,
    "*/*/edition.yaml": EditionFile,
    "*/*/criteria/*.yaml": Criterion,
    "*/*/examples/*.yaml": WholeFile,
    "baselines/*.yaml": SelectionFile,
}


def _selection(selection: Selection, source: Source, known: Mapping[str, AnEdition], prover: Prover) -> ASelection:
    """Return a selection with its criteria; those of a library that it builds on are looked at for its sake alone."""
    criteria = {
        each.definition.key: each
        for edition in selection.editions
        for each in (known[edition.name].criteria if edition.name in known else _criteria(edition, selection, prover))
    }
    return ASelection(selection, source, criteria)


def _criteria(edition: Edition, selection: Selection, prover: Prover) -> list[ACriterion]:
    return [ACriterion(each, edition, selection.facts, prover) for each in edition.definitions]


def tender_file(path: Path) -> Path | None:
    """Return the tender that a path names: a `tender.yaml`, or the folder that holds one."""
    file = path / TENDER_FILE if path.is_dir() else path
    return file if file.name == TENDER_FILE and file.is_file() else None
