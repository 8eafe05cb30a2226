"""What rules look at: a criterion, an edition, a selection, a library, a file; each with what can be proven of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial, reduce
from operator import and_
from pathlib import Path as FilePath
from typing import Any, NamedTuple, Protocol

from techassure.definitions.definition import Definition
from techassure.definitions.editions import Edition
from techassure.definitions.fact_entries import FactEntry
from techassure.definitions.library import Library
from techassure.definitions.model import Fact
from techassure.definitions.words import Days, Leaf, Tree, leaves
from techassure.engine.outcomes import Outcome
from techassure.files.places import Source
from techassure.lint.proving import Claim, DatedClaim, Prover
from techassure.problems import Path, Place
from techassure.proving.combinations import Bits, Combinations
from techassure.proving.examples import Ran, run_cases
from techassure.selections.selection import Member, Selection


class Finding(NamedTuple):
    """Something that a rule found: where, one lower-case sentence, and what to do."""

    place: Place
    message: str
    fix: str


class Subject(Protocol):
    """What a rule looks at."""

    @property
    def home(self) -> FilePath:
        """The file, or the folder, in which everything stands that is found of it."""


class Stated(NamedTuple):
    """An expectation of a criterion: what it is called, its tree, and where and how it was written."""

    name: str
    tree: Tree
    path: Path
    raw: Any

    def leaves(self) -> Iterator[tuple[Leaf, Path]]:
        """Yield the leaves, each with the path of its word in the file; not those inside rows."""
        yield from zip(leaves(self.tree), leaf_paths(self.raw, self.path), strict=True)


class Scope(NamedTuple):
    """An expectation, and what proves claims about it: of a whole submission, or of each row of a table."""

    stated: Stated
    never: Callable[[Claim], bool | None]
    rows_of: str | None = None


def leaf_paths(raw: Any, path: Path) -> Iterator[Path]:
    """Yield where each word of an expectation stands, in the order of its leaves."""
    for name, value in raw.items():
        if name == "not":
            yield from leaf_paths(value, (*path, name))
        elif name in ("all", "any"):
            for index, each in enumerate(value):
                yield from leaf_paths(each, (*path, name, index))
        else:
            yield from ((*path, name, word) for word in value)


@dataclass(frozen=True, eq=False)
class ACriterion:
    """A criterion, its expectations, and its examples as they ran."""

    definition: Definition
    edition: Edition
    facts: Mapping[str, Fact]
    prover: Prover

    @property
    def home(self) -> FilePath:
        """Its file."""
        return FilePath(self.definition.source.file)

    def at(self, path: Path, message: str, fix: str, *, of_key: bool = False) -> Finding:
        """Return a finding that stands at the path."""
        return Finding(self.definition.source.place(path, of_key=of_key), message, fix)

    @property
    def as_of(self) -> int:
        """The day that its examples are judged by."""
        return self.definition.criterion.examples.as_of

    @cached_property
    def days(self) -> Days:
        """That day, with a contract that begins and ends well after it."""
        return Days(self.as_of, self.as_of + 90, self.as_of + 90 + 3 * 365)

    @cached_property
    def applies(self) -> Stated | None:
        """Its `applies_when`."""
        raw = self.definition.criterion.applies_when
        tree = self.definition.applies
        return None if tree is None else Stated("applies_when", tree, ("applies_when",), raw)

    @cached_property
    def checks(self) -> list[Stated]:
        """Its checks, as they were written; not the one that documents alone make."""
        written = self.definition.criterion.checks
        trees = self.definition.checks[: len(written)]
        return [
            Stated(check.id, tree, ("checks", at, "expect"), check.expect) for at, (check, tree) in enumerate(trees)
        ]

    @cached_property
    def bands(self) -> list[Stated]:
        """Its bands that have an expectation, best first."""
        return [
            Stated(f"{float(band.points):g}", tree, ("bands", at, "expect"), band.expect)
            for at, (band, tree) in enumerate(self.definition.bands)
            if tree is not None
        ]

    @cached_property
    def notes(self) -> list[Stated]:
        """When its notes are shown."""
        return [
            Stated(note.id, tree, ("notes", at, "when"), note.when)
            for at, (note, tree) in enumerate(self.definition.notes)
        ]

    @cached_property
    def expectations(self) -> list[Stated]:
        """Everything that decides its outcome."""
        return [*([self.applies] if self.applies else []), *self.checks, *self.bands]

    @cached_property
    def trees(self) -> tuple[Tree, ...]:
        """What decides its outcome, the check that documents alone make included."""
        applies = [self.definition.applies] if self.definition.applies else []
        bands = [tree for _, tree in self.definition.bands if tree]
        return (*applies, *(tree for _, tree in self.definition.checks), *bands)

    def never(self, against: Claim, *others: Tree) -> bool | None:
        """Tell whether no submission on any day gives one of the combinations; None: not decided."""
        return self.prover.never((*self.trees, *others), against, self.as_of)

    def in_rows(self, stated: Stated) -> Iterator[Scope]:
        """Yield what an expectation asks of the rows of tables: `every` and `some`, each as an expectation of a row."""
        for leaf, path in stated.leaves():
            if leaf.word in ("every", "some"):
                prover, tree = self.prover.of_rows(leaf.fact), leaf.argument
                its = Stated(stated.name, tree, path, leaf.raw)
                yield Scope(its, partial(prover.never, [tree], as_of=self.as_of), leaf.fact)

    def scopes(self, stated: Stated) -> Iterator[Scope]:
        """Yield an expectation, and those of rows in it."""
        yield Scope(stated, self.never)
        yield from self.in_rows(stated)

    def never_on(self, against: DatedClaim) -> bool | None:
        """Tell what `never` tells of a claim that has to know the days."""
        return self.prover.never_on(self.trees, against, self.as_of)

    def applying(self, grid: Combinations) -> Bits:
        """Return where the criterion applies."""
        return grid.everything if self.definition.applies is None else grid.of(self.definition.applies).holds

    def excluded(self, grid: Combinations) -> Bits:
        """Return where it surely does not apply."""
        return 0 if self.definition.applies is None else grid.of(self.definition.applies).fails

    def passing(self, grid: Combinations) -> Bits:
        """Return where it applies and all its checks hold."""
        return self.passing_of([tree for _, tree in self.definition.checks])(grid)

    def passing_of(self, trees: Sequence[Tree]) -> Claim:
        """Return what gives where it applies and some expectations of it hold."""
        return lambda grid: reduce(and_, (grid.of(tree).holds for tree in trees), self.applying(grid))

    def failing(self, grid: Combinations) -> Bits:
        """Return where it applies and some check fails."""
        bits = 0
        for _, tree in self.definition.checks:
            bits |= grid.of(tree).fails
        return bits & self.applying(grid)

    def reaching(self, at: int) -> Claim:
        """Return what gives where it applies, its checks hold, and this band holds and no better one."""

        def reached(grid: Combinations) -> Bits:
            bits = self.passing(grid) & grid.of(self.bands[at].tree).holds
            for better in self.bands[:at]:
                bits &= ~grid.of(better.tree).holds
            return bits

        return reached

    def reaching_nothing(self, grid: Combinations) -> Bits:
        """Return where it applies and its checks hold, and every band from the pass mark on fails."""
        positive = [band.points for band, _ in self.definition.bands if band.points > 0]
        mark = self.definition.criterion.pass_mark or min(positive, default=None)
        trees = [tree for band, tree in self.definition.bands if mark is not None and band.points >= mark]
        bits = self.passing(grid) if trees and None not in trees else 0
        for tree in trees:
            bits &= grid.of(tree).fails if tree else 0
        return bits

    @cached_property
    def ran(self) -> list[Ran]:
        """Its examples, as they ran."""
        return list(run_cases(self.definition, self.edition, self.facts))

    @property
    def all_ran(self) -> bool:
        """Whether every example could be read, and so was run."""
        return all(each.assessment for each in self.ran)

    @cached_property
    def outcomes(self) -> set[Outcome]:
        """Return the outcomes that its examples came to."""
        return {each.assessment.results[0].outcome for each in self.ran if each.assessment}


@dataclass(frozen=True, eq=False)
class AnEdition:
    """An edition, with its criteria, and what reads a file of it; what was read already is not read again."""

    edition: Edition
    library: Library
    criteria: tuple[ACriterion, ...]
    read: Callable[[FilePath], Source]

    @property
    def home(self) -> FilePath:
        """Its folder."""
        return self.library.folder(self.edition.name)

    def at(self, path: Path, message: str, fix: str, *, of_key: bool = False) -> Finding:
        """Return a finding that stands at the path, in the edition's own page."""
        return Finding(self.edition.source.place(path, of_key=of_key), message, fix)


@dataclass(frozen=True, eq=False)
class ASelection:
    """A baseline, a tender or an edition by itself, with the file that it was written in, and the criteria by key."""

    selection: Selection
    source: Source
    criteria: Mapping[str, ACriterion]

    @property
    def home(self) -> FilePath:
        """The file."""
        return FilePath(self.source.file)

    def at(self, path: Path, message: str, fix: str, *, of_key: bool = False) -> Finding:
        """Return a finding that stands at the path, or at the nearest part above that the file has."""
        while path and not self.source.has(path):
            path, of_key = path[:-1], True
        return Finding(self.source.place(path, of_key=of_key), message, fix)

    def gates(self) -> Iterator[tuple[Member, Path]]:
        """Yield the gates that the file itself states, each with its place; not those of what it starts from."""
        for member in self.selection.members:
            path = self.line_of(member)
            if member.gate and (path[0] == "gates" or self.selection.kind == "standards"):
                yield member, path

    def line_of(self, member: Member) -> Path:
        """Return where the file says how a criterion counts."""
        definition = member.definition
        if self.selection.kind == "standards":
            sections = member.edition.file.sections
            section = next(at for at, each in enumerate(sections) if each is definition.section)
            return "sections", section, "criteria", definition.section.criteria.index(definition.entry)
        if self.source.has(("gates", definition.key)):
            return "gates", definition.key
        return "award_criteria", member.award or "", "criteria", definition.key

    def effective_weights(self) -> list[tuple[Member, Fraction]]:
        """Return what each scored criterion weighs in a hundred: its share of the weight of its award criterion."""
        weights = {award.id: award.weight for award in self.selection.award_criteria}
        scored = [(each, each.share, each.award) for each in self.selection.members if each.share and each.award]
        whole: dict[str, Fraction] = {}
        for _, share, award in scored:
            whole[award] = whole.get(award, Fraction(0)) + share
        return [(member, weights[award] * share / whole[award]) for member, share, award in scored]

    def weighs(self) -> bool:
        """Tell whether the file itself weighs award criteria against each other."""
        weighed = any(self.source.has((key,)) for key in ("award_criteria", "domain_weights"))
        return weighed and bool(self.selection.award_criteria)


@dataclass(frozen=True, eq=False)
class ALibrary:
    """A whole library. ``whole``: every edition in it could be read."""

    library: Library
    editions: tuple[AnEdition, ...]
    selections: tuple[ASelection, ...]
    whole: bool

    @property
    def home(self) -> FilePath:
        """Its folder."""
        return self.library.root

    def own_facts(self) -> list[tuple[str, FactEntry]]:
        """Return the facts that the library itself defines, not those of one that it builds on."""
        base = self.library.base.entries if self.library.base else {}
        return [(name, entry) for name, entry in self.library.entries.items() if name not in base]


@dataclass(frozen=True, eq=False)
class AFile:
    """One file, as it is, whether or not what it says holds together."""

    source: Source

    @property
    def home(self) -> FilePath:
        """Itself."""
        return FilePath(self.source.file)

    @cached_property
    def texts(self) -> list[tuple[Path, str, bool]]:
        """Every text of the file with its path, and whether it is a key."""
        return list(self._texts())

    def _texts(self) -> Iterator[tuple[Path, str, bool]]:
        waiting: list[tuple[Path, Any]] = [((), self.source.value)]
        while waiting:
            path, value = waiting.pop()
            if isinstance(value, str):
                yield path, value, False
            elif isinstance(value, dict):
                yield from (((*path, key), key, True) for key in value)
                waiting += [((*path, key), each) for key, each in value.items()]
            elif isinstance(value, list):
                waiting += [((*path, at), each) for at, each in enumerate(value)]

    def at(self, path: Path, message: str, fix: str, *, of_key: bool = False) -> Finding:
        """Return a finding that stands at the path."""
        return Finding(self.source.place(path, of_key=of_key), message, fix)
