"""A library of standards on disk: its facts, its editions and its baselines, or problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any, TypeVar

from techassure.definitions.definition import HEAD_FACTS
from techassure.definitions.editions import Edition, read_edition
from techassure.definitions.fact_entries import FactEntry
from techassure.definitions.library_facts import faults, read_facts
from techassure.definitions.library_files import let_in
from techassure.definitions.model import Fact, LibraryFile
from techassure.files.places import relative
from techassure.problems import Place, Problem, ProblemsFound, listing, suggestion

LIBRARY_FILE = "library.yaml"
T = TypeVar("T")


class Library:
    """A folder of standards. Facts are read at once, editions when they are asked for.

    ``entries`` are the facts, those of the library that it builds on included; ``base`` is that library. Without
    ``examples`` criteria are read without theirs, which are most of their files and decide nothing. ``spoilt`` are the
    names of the facts that cannot be read.
    """

    def __init__(
        self,
        root: FilePath,
        entries: Mapping[str, FactEntry],
        base: Library | None = None,
        examples: bool = True,
        spoilt: frozenset[str] = frozenset(),
    ) -> None:
        self.root = root
        self.entries = entries
        self.base = base
        self.examples = examples
        self.spoilt = spoilt
        self._editions: dict[str, Edition] = {}

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every fact by its id, those of a submission's head included."""
        return HEAD_FACTS | {name: entry.fact for name, entry in self.entries.items()}

    def own_names(self) -> list[str]:
        """Return the names of the editions in the folder itself, such as ``dtac@2.0``, sorted.

        Criteria without the page of their edition have a name too: whoever reads it is told what is missing.
        """
        return list(self._own_names)

    @cached_property
    def _own_names(self) -> list[str]:
        pages = self.root.glob("*/*/edition.yaml")
        others = (path for path in self.root.glob("*/*/criteria") if (path.parents[1] / "standard.yaml").is_file())
        return sorted({f"{path.parents[1].name}@{path.parent.name}" for path in (*pages, *others)})

    def names(self) -> list[str]:
        """Return the names of all editions, sorted, those of the library that it builds on last."""
        return [*self.own_names(), *(self.base.names() if self.base else ())]

    def baselines(self) -> dict[str, FilePath]:
        """Return the files of the baselines by name."""
        own = {path.stem: path for path in sorted((self.root / "baselines").glob("*.yaml"))}
        return {**own, **(self.base.baselines() if self.base else {})}

    def standards(self) -> dict[str, FilePath]:
        """Return the folders of the standards by name."""
        own = {path.parent.name: path.parent for path in sorted(self.root.glob("*/standard.yaml"))}
        return {**(self.base.standards() if self.base else {}), **own}

    def folder(self, name: str) -> FilePath:
        """Return the folder of the edition called ``dtac@2.0``, whether or not it is there."""
        standard, _, edition = name.partition("@")
        of_base = self.base and name in self.base.names() and name not in self.own_names()
        return self.base.folder(name) if self.base and of_base else self.root / standard / edition

    def edition(self, name: str) -> Edition:
        """Return the edition called ``dtac@2.0``.

        Raises:
            ProblemsFound: there is none of that name, or its files do not hold together.
        """
        if name not in self._editions:
            if name not in self.names():
                known = suggestion(name, self.names(), f"the editions are {listing(self.names(), 30)}")
                above = f"write `builds_on: techassure` in `{LIBRARY_FILE}`: the packaged library has `{name}`"
                fix = above if self.base is None and _is_packaged(name) else known
                raise ProblemsFound([Problem(Place(name), "unknown-edition", f"no edition is called `{name}`", fix)])
            try:
                self._editions[name] = read_edition(self.folder(name), self.facts, examples=self.examples)
            except ProblemsFound as found:
                raise ProblemsFound(faults(found.problems, self.spoilt)) from None
        return self._editions[name]

    def editions(self, names: Iterable[str]) -> list[Edition]:
        """Return several editions; all their problems are raised together."""
        return collected(self.edition, names)


class SpoiltLibrary(ProblemsFound):
    """Raised where a library is refused for its facts. ``rest`` tells what else is wrong, and is not for use."""

    def __init__(self, problems: Iterable[Problem], rest: Library) -> None:
        found = list(problems)
        for name in rest.own_names():
            try:
                rest.edition(name)
            except ProblemsFound as more:
                found += more.problems
        super().__init__(found)
        self.rest = rest


def standards_folder() -> FilePath:
    """Return the library that comes with the package: inside a wheel, or beside the package in a checkout."""
    package = FilePath(__file__).parents[1]
    inside = package / "_standards"
    return inside if inside.is_dir() else package.parent / "standards"


def _is_packaged(name: str) -> bool:
    standard, _, edition = name.partition("@")
    return bool(edition) and (standards_folder() / standard / edition / "edition.yaml").is_file()


def load_library(root: FilePath | None = None, *, examples: bool = True) -> Library:
    """Return the library in a folder (default: the one that comes with the package), with the examples of criteria.

    A folder whose `library.yaml` says so builds on the one that comes with the package: it adds to its facts, its
    standards and its baselines.

    Raises:
        ProblemsFound: everything that is wrong with its facts, and with its editions beside that.
    """
    folder = root or standards_folder()
    page = folder / LIBRARY_FILE
    builds_on = page.is_file() and let_in(LibraryFile, page)[0].builds_on
    if not builds_on and not (folder / "facts").is_dir():
        fix = (
            f"a library holds `facts/` and a folder for each standard, or a `{LIBRARY_FILE}` that says what it adds to"
        )
        raise ProblemsFound([Problem(Place(str(folder)), "no-library", f"there is no library in `{folder}`", fix)])
    base = load_library(examples=examples) if builds_on else None
    facts = read_facts(folder / "facts", base.entries if base else {})
    library = Library(folder, facts.entries, base, examples, facts.spoilt)
    problems = [*facts.problems, *_names_taken(library)]
    if problems:
        raise SpoiltLibrary(problems, library)
    return library


def _names_taken(library: Library) -> Iterator[Problem]:
    """Refuse a standard or a baseline whose name the library beneath has already: what it means must be one thing."""
    if library.base is None:
        return
    own = [(path, path.parent.name) for path in sorted(library.root.glob("*/standard.yaml"))]
    own += [(path, path.stem) for path in sorted((library.root / "baselines").glob("*.yaml"))]
    for path, name in own:
        if name in (library.base.standards() if path.name == "standard.yaml" else library.base.baselines()):
            message = f"`{name}` is a name that the library it builds on has given already"
            yield Problem(Place(relative(path)), "name-taken", message, "give yours another name")


def collected(read: Callable[[Any], T], items: Iterable[Any]) -> list[T]:
    """Return every item, read.

    Raises:
        ProblemsFound: the problems of all of them, at once.
    """
    results: list[T] = []
    problems: list[Problem] = []
    for item in items:
        try:
            results.append(read(item))
        except ProblemsFound as found:
            problems += found.problems
    if problems:
        raise ProblemsFound(problems)
    return results
