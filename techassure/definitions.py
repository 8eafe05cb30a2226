"""The library of standards on disk: facts, standards, editions and criteria, read and checked, or problems."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property, reduce
from pathlib import Path as FilePath
from typing import Any, NamedTuple, TypeVar

from techassure.doors import Door, enter
from techassure.fact_entries import FactEntry, fact_problems
from techassure.model import (
    Band,
    Check,
    Citation,
    Criterion,
    CriterionAlone,
    EditionFile,
    Entry,
    Fact,
    FactsFile,
    LibraryFile,
    Note,
    Section,
    Standard,
)
from techassure.places import Source, read_file, relative
from techassure.problems import UNLISTED, Path, Place, Problem, ProblemsFound, listing, suggestion
from techassure.words import FAILS, HOLDS, OPEN, All, Leaf, Not, Reader, Tree, leaves

HEAD_FACTS: dict[str, Fact] = {
    name: Fact.model_validate({"question": question, "about": about, "type": "text"})
    for name, question, about in (
        ("submission.supplier_name", "What is the supplier called? (from the submission's head)", "bidder"),
        ("submission.product_name", "What is the product called? (from the submission's head)", "product"),
        ("submission.product_version", "Which version is submitted? (from the submission's head)", "product"),
    )
}
LIBRARY_FILE = "library.yaml"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
M = TypeVar("M", bound=Door)
T = TypeVar("T")


class Definition(NamedTuple):
    """A criterion that was read and checked, with its expectations as trees."""

    key: str
    criterion: Criterion
    section: Section
    entry: Entry
    source: Source
    applies: Tree | None
    checks: tuple[tuple[Check, Tree], ...]
    bands: tuple[tuple[Band, Tree | None], ...]
    notes: tuple[tuple[Note, Tree], ...]

    @property
    def citation(self) -> Citation:
        """Where the criterion comes from."""
        return self.criterion.source

    def trees(self) -> Iterator[Tree]:
        """Yield every expectation, those of notes last."""
        if self.applies:
            yield self.applies
        yield from (tree for _, tree in self.checks)
        yield from (tree for _, tree in self.bands if tree)
        yield from (tree for _, tree in self.notes)

    def decides(self) -> dict[str, Any]:
        """Return what decides outcomes, without the wording and without its line in the edition."""
        return _decisive(self)

    def facts(self) -> list[str]:
        """Return the facts that the criterion speaks of, in the order they are met."""
        return list(dict.fromkeys(leaf.fact for tree in self.trees() for leaf in leaves(tree)))


class Edition(NamedTuple):
    """One edition of a standard, whole, in the revision of its encoding that is on disk."""

    standard: Standard
    file: EditionFile
    source: Source
    definitions: tuple[Definition, ...]

    @property
    def name(self) -> str:
        """The name by which it is asked for, such as ``dtac@2.0``."""
        return f"{self.file.standard}@{self.file.edition}"

    def decides(self) -> Any:
        """Return what decides outcomes, without the wording: the matter of a digest."""
        return {
            "edition": self.name,
            "revision": self.file.revision,
            "criteria": [definition.decides() for definition in self.definitions],
        }


class Library:
    """A folder of standards. Facts are read at once, editions when they are asked for.

    ``entries`` are the facts, those of the library that it builds on included; ``base`` is that library. Without
    ``examples`` criteria are read without theirs, which are most of their files and decide nothing.
    """

    def __init__(
        self, root: FilePath, entries: Mapping[str, FactEntry], base: Library | None = None, examples: bool = True
    ) -> None:
        self.root = root
        self.entries = entries
        self.base = base
        self.examples = examples
        self._editions: dict[str, Edition] = {}

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every fact by its id, those of a submission's head included."""
        return HEAD_FACTS | {name: entry.fact for name, entry in self.entries.items()}

    def own_names(self) -> list[str]:
        """Return the names of the editions in the folder itself, such as ``dtac@2.0``, sorted."""
        found = self.root.glob("*/*/edition.yaml")
        return sorted(f"{path.parent.parent.name}@{path.parent.name}" for path in found)

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
                fix = suggestion(name, self.names(), f"the editions are {listing(self.names(), 30)}")
                raise ProblemsFound([Problem(Place(name), "unknown-edition", f"no edition is called `{name}`", fix)])
            self._editions[name] = _EditionReader(self, name).read()
        return self._editions[name]

    def editions(self, names: Iterable[str]) -> list[Edition]:
        """Return several editions; all their problems are raised together."""
        return collected(self.edition, names)


def standards_folder() -> FilePath:
    """Return the library that comes with the package: inside a wheel, or beside the package in a checkout."""
    package = FilePath(__file__).parent
    inside = package / "_standards"
    return inside if inside.is_dir() else package.parent / "standards"


def load_library(root: FilePath | None = None, *, examples: bool = True) -> Library:
    """Return the library in a folder (default: the one that comes with the package), with the examples of criteria.

    A folder whose `library.yaml` says so builds on the one that comes with the package: it adds to its facts, its
    standards and its baselines.

    Raises:
        ProblemsFound: everything that is wrong with its facts.
    """
    folder = root or standards_folder()
    page = folder / LIBRARY_FILE
    builds_on = page.is_file() and enter(LibraryFile, read_file(page)).builds_on
    if not builds_on and not (folder / "facts").is_dir():
        fix = (
            f"a library holds `facts/` and a folder for each standard, or a `{LIBRARY_FILE}` that says what it adds to"
        )
        raise ProblemsFound([Problem(Place(str(folder)), "no-library", f"there is no library in `{folder}`", fix)])
    base = load_library(examples=examples) if builds_on else None
    files = collected(_facts_file, sorted((folder / "facts").glob("*.yaml")))
    entries, problems = _gathered(files, base.entries if base else {})
    library = Library(folder, entries, base, examples)
    problems += _names_taken(library)
    own = {name: entry for name, entry in entries.items() if base is None or name not in base.entries}
    problems += [each for name, entry in own.items() for each in fact_problems(name, entry, library.facts)]
    if problems:
        raise ProblemsFound(problems)
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
    """Read every item, and raise the problems of all of them at once."""
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


# --- facts ----------------------------------------------------------------------------------------------------------


def _facts_file(path: FilePath) -> tuple[FactsFile, Source]:
    source = read_file(path)
    return enter(FactsFile, source), source


def _gathered(
    files: list[tuple[FactsFile, Source]], base: Mapping[str, FactEntry]
) -> tuple[dict[str, FactEntry], list[Problem]]:
    entries = dict(base)
    problems = []
    for file, source in files:
        for name, fact in file.facts.items():
            if name in entries:
                first = entries[name].source.file
                message = f"the fact `{name}` is defined a second time; the first is in `{first}`"
                problems.append(source.problem(("facts", name), "fact-defined-twice", message, "keep one", of_key=True))
            entries[name] = FactEntry(fact, source, file.topic)
    return entries, problems


# --- editions -------------------------------------------------------------------------------------------------------


class _EditionReader:
    """Reads one edition: its page, its criteria, and whether they fit together."""

    def __init__(self, library: Library, name: str) -> None:
        self.library = library
        self.folder = library.folder(name)
        self.standard_folder = self.folder.parent
        self.criteria = {path.stem: path for path in sorted((self.folder / "criteria").glob("*.yaml"))}
        self.problems: list[Problem] = []

    def read(self) -> Edition:
        standard = self._file(Standard, self.standard_folder / "standard.yaml")
        page = self._file(EditionFile, self.folder / "edition.yaml")
        if standard is None or page is None:
            raise ProblemsFound(self.problems)
        file, source = page
        self._named_for_folders(file.standard, "standard", self.standard_folder.name, source)
        self._named_for_folders(file.edition, "edition", self.folder.name, source)
        self._named_for_folders(standard[0].standard, "standard", self.standard_folder.name, standard[1])
        definitions = self._definitions(file, source)
        if self.problems:
            raise ProblemsFound(self.problems)
        return Edition(_of_edition(standard[0], file), file, source, definitions)

    def _file(self, model: type[M], path: FilePath) -> tuple[M, Source] | None:
        try:
            source = read_file(path)
            return enter(model, source), source
        except ProblemsFound as found:
            self.problems += found.problems
            return None

    def _criterion(self, path: FilePath) -> tuple[Criterion, Source] | None:
        if self.library.examples:
            return self._file(Criterion, path)
        try:
            source = read_file(path, leave_out="examples")
            return enter(CriterionAlone, source), source
        except ProblemsFound as found:
            self.problems += found.problems
            return None

    def _named_for_folders(self, written: str, key: str, folder: str, source: Source) -> None:
        if written != folder:
            message = f"`{written}` stands in the folder `{folder}`"
            fix = f"write `{key}: {folder}`, or call the folder `{written}`"
            self.problems.append(source.problem((key,), "wrong-folder", message, fix))

    def _definitions(self, file: EditionFile, source: Source) -> tuple[Definition, ...]:
        made: dict[str, Definition] = {}
        for at, section in enumerate(file.sections):
            for index, entry in enumerate(section.criteria):
                path = ("sections", at, "criteria", index)
                if entry.id in made:
                    message = f"`{entry.id}` stands in the edition a second time"
                    self.problems.append(source.problem(path, "criterion-listed-twice", message, "keep one"))
                if entry.id not in self.criteria:
                    message = f"`{entry.id}` has no file"
                    fix = f"write `criteria/{entry.id}.yaml`, or take the line out"
                    self.problems.append(source.problem((*path, "id"), "criterion-without-file", message, fix))
                    continue
                definition = self._definition(f"{file.standard}/{entry.id}", section, entry)
                if definition:
                    made[entry.id] = definition
                    self.problems += _minimum_problems(definition, source, path)
        self._unlisted(file)
        return tuple(made.values())

    def _unlisted(self, file: EditionFile) -> None:
        listed = {entry.id for section in file.sections for entry in section.criteria}
        for name, path in self.criteria.items():
            if name not in listed:
                message = f"`{name}` stands in no section of the edition"
                self.problems.append(
                    Problem(Place(relative(path)), "criterion-not-listed", message, "list it in `edition.yaml`")
                )

    def _definition(self, key: str, section: Section, entry: Entry) -> Definition | None:
        found = self._criterion(self.criteria[entry.id])
        if found is None:
            return None
        criterion, source = found
        before = len(self.problems)
        self.problems += _gate_problems(criterion, entry, source)
        if criterion.id != entry.id:
            fix = f"write `id: {entry.id}`, or call the file `{criterion.id}.yaml`"
            self.problems.append(
                source.problem(("id",), "wrong-file-name", f"`{criterion.id}` stands in `{entry.id}.yaml`", fix)
            )
        definition = define(key, criterion, source, self.library.facts, self.problems, section, entry)
        return definition if len(self.problems) == before else None


def _of_edition(standard: Standard, file: EditionFile) -> Standard:
    """Return the standard with the edition's own publisher and address, where it has them."""
    own = {"publisher": file.publisher, "address": file.address}
    return standard.model_copy(update={key: given for key, given in own.items() if given})


def best_points(definition: Definition) -> Fraction:
    """Return the most points that a criterion can give."""
    return max((band.points for band, _ in definition.bands), default=Fraction(1))


def _minimum_problems(definition: Definition, source: Source, path: Path) -> Iterator[Problem]:
    entry, of = definition.entry, best_points(definition)
    if entry.minimum is not None and entry.minimum > of:
        message = f"the minimum of `{entry.id}`, {entry.minimum}, is above the {of} points that it can give"
        fix = "lower it: as it is, nobody can comply"
        yield source.problem((*path, "minimum"), "minimum-out-of-reach", message, fix)


_NO_SECTION = Section(id="-", title="-", domain="oversight", criteria=())


def define(
    key: str,
    criterion: Criterion,
    source: Source,
    facts: Mapping[str, Fact],
    problems: list[Problem],
    section: Section = _NO_SECTION,
    entry: Entry | None = None,
) -> Definition:
    """Return the criterion with its expectations read; what is wrong with them is added to ``problems``."""
    expect = Reader(source, facts, problems)
    when = Reader(source, facts, problems, contract=True)
    applies = _tree(criterion.applies_when, ("applies_when",), when)
    checks = _trees(criterion.checks, "checks", "expect", expect)
    if _needs_its_documents(criterion) and (check := _document_check(criterion, source, facts)):
        checks.append(check)
    bands = _trees(criterion.bands, "bands", "expect", expect)
    notes = _trees(criterion.notes, "notes", "when", when)
    definition = Definition(
        key=key,
        criterion=criterion,
        section=section,
        entry=entry or Entry(id=criterion.id),
        source=source,
        applies=applies,
        checks=tuple((check, tree) for check, tree in checks if tree),
        bands=tuple(bands),
        notes=tuple((note, tree) for note, tree in notes if tree),
    )
    problems += _placeholder_problems(definition, facts)
    problems += _silence_problems(definition, facts)
    problems += _reference_problems(definition, facts)
    return definition


def _trees(items: Iterable[T], part: str, word: str, reader: Reader) -> list[tuple[T, Tree | None]]:
    """Return the items of a criterion's part, each with the expectation that stands under the word."""
    return [(item, _tree(getattr(item, word), (part, index, word), reader)) for index, item in enumerate(items)]


def _tree(raw: Any, path: Path, reader: Reader) -> Tree | None:
    return None if raw is None else reader.read(raw, path)


def _needs_its_documents(criterion: Criterion) -> bool:
    """Tell whether a criterion demands documents and has no answer that they could back: then they are the answer."""
    return bool(criterion.evidence.by) and not criterion.checks and all(band.expect is None for band in criterion.bands)


def _document_check(criterion: Criterion, source: Source, facts: Mapping[str, Fact]) -> tuple[Check, Tree] | None:
    names = [name for name in criterion.evidence.by if name in facts]
    raw: dict[str, Any] = {"any": [{name: {"provided": "yes"}} for name in names]}
    tree = Reader(source, facts, []).read(raw, ("evidence", "by")) if names else None
    if tree is None:
        return None
    fix = "Attach " + " or ".join(f"`{name}`" for name in names) + "."
    return Check.model_validate(
        {"id": "evidence", "expect": raw, "otherwise": "The document is not attached.", "fix": fix}
    ), tree


def _silence_problems(definition: Definition, facts: Mapping[str, Fact]) -> Iterator[Problem]:
    """Refuse a criterion that the head of a submission alone can meet: whoever answers nothing would meet it."""
    if definition.criterion.judged_by or any(HOLDS not in _said_by_head(tree, facts) for _, tree in definition.checks):
        return
    steps = [(band, tree) for band, tree in definition.bands if tree is not None and band.points > 0]
    if not steps and definition.checks:
        fix = "ask something that the supplier has to answer"
        message = f"`{definition.criterion.id}` can be met by a submission that answers nothing"
        yield definition.source.problem(("checks",), "met-by-silence", message, fix, of_key=True)
    for index, (band, tree) in enumerate(definition.bands):
        if tree is not None and band.points > 0 and HOLDS in _said_by_head(tree, facts):
            message = f"{band.points} points can be had by a submission that answers nothing"
            fix = "ask something that the supplier has to answer"
            yield definition.source.problem(("bands", index, "expect"), "met-by-silence", message, fix)


def _said_by_head(tree: Tree, facts: Mapping[str, Fact]) -> set[int]:
    """Return what an expectation may come to where nothing but a submission's head is known."""
    if isinstance(tree, Leaf):
        return {HOLDS, FAILS} if _of_head(tree.fact, facts) else {OPEN}
    if isinstance(tree, Not):
        return {-value for value in _said_by_head(tree.part, facts)}
    best = min if isinstance(tree, All) else max
    said = [_said_by_head(part, facts) for part in tree.parts]
    return reduce(lambda one, other: {best(a, b) for a in one for b in other}, said)


def _of_head(name: str, facts: Mapping[str, Fact]) -> bool:
    derived = facts[name].derived
    return all(_of_head(each, facts) for each in derived.inputs) if derived else name in HEAD_FACTS


_OF_BIDDERS = ("bidder", "associated-supplier", "subcontractor")


def _gate_problems(criterion: Criterion, entry: Entry, source: Source) -> Iterator[Problem]:
    if entry.gate and criterion.binds in ("buyer", "deployer", "provider") and not criterion.flowed_down_by:
        message = f"`{criterion.id}` is a gate on suppliers, and the duty is the {criterion.binds}'s"
        fix = "add `flowed_down_by: contract` if the contract flows it down; else take the gate away"
        yield source.problem(("binds",), "duty-of-another", message, fix)
    if entry.gate == "condition-of-participation" and criterion.binds not in _OF_BIDDERS:
        message = f"`{criterion.id}` is a condition of participation, and binds the {criterion.binds}, not the bidder"
        yield source.problem(("binds",), "condition-about-product", message, "make it a `requirement`")


def _placeholder_problems(definition: Definition, facts: Mapping[str, Fact]) -> Iterator[Problem]:
    for index, (check, tree) in enumerate(definition.checks):
        known = _placeholders(tree, facts)
        for name in _PLACEHOLDER.findall(check.otherwise):
            if name not in known:
                path: Path = ("checks", index, "otherwise")
                fix = suggestion(name, known, f"it may name {listing(sorted(known), 20)}")
                message = f"`{{{name}}}` is nothing that this check knows"
                yield definition.source.problem(path, "unknown-placeholder", message, fix)
    yield from _left_as_written(definition)


def _left_as_written(definition: Definition) -> Iterator[Problem]:
    """Refuse braces that readers would see as they are: only `otherwise` is filled in, and only between two of them."""
    criterion = definition.criterion
    texts: list[tuple[Path, str]] = [(("checks", at, "fix"), each.fix) for at, each in enumerate(criterion.checks)]
    texts += [(("notes", at, "says"), each.says) for at, each in enumerate(criterion.notes)]
    for path, text in texts:
        for found in _PLACEHOLDER.findall(text):
            message = f"`{{{found}}}` is filled in in `otherwise`, and nowhere else"
            fix = "say it in `otherwise`, or without the answer"
            yield definition.source.problem(path, "unknown-placeholder", message, fix)
    for at, check in enumerate(criterion.checks):
        for brace in sorted(set(_PLACEHOLDER.sub("", check.otherwise)) & set("{}")):
            message = f"a `{brace}` stands alone here, and is shown as it is"
            fix = "write `{fact}` with both braces, or take it out"
            yield definition.source.problem(("checks", at, "otherwise"), "unknown-placeholder", message, fix)


def _placeholders(tree: Tree, facts: Mapping[str, Fact]) -> set[str]:
    """Return the names that a check's sentence may use."""
    known = {"as_of", "contract.start", "contract.end"}
    for leaf in leaves(tree):
        known.add(leaf.fact)
        if leaf.word in ("every", "some"):
            known |= {"failing.count", *(f"failing.{name}" for name in facts[leaf.fact].columns or {})}
    return known


def _reference_problems(definition: Definition, facts: Mapping[str, Fact]) -> Iterator[Problem]:
    criterion, source = definition.criterion, definition.source
    for name in criterion.evidence.by:
        if name not in facts:
            fix = suggestion(name, facts, UNLISTED)
            yield source.problem(("evidence", "by"), "unknown-fact", f"no fact is called `{name}`", fix)
        elif facts[name].type != "document":
            fix = "name a fact of the type `document`"
            yield source.problem(("evidence", "by"), "not-a-document", f"`{name}` is not a document", fix)
    if criterion.asks and criterion.asks not in facts:
        fix = suggestion(criterion.asks, facts, UNLISTED)
        yield source.problem(("asks",), "unknown-fact", f"no fact is called `{criterion.asks}`", fix)


def is_asked(name: str, fact: Fact) -> bool:
    """Tell whether a fact is for a submission to answer: not the contract's, not computed, not of the head."""
    return fact.about != "contract" and fact.derived is None and name not in HEAD_FACTS


def decisive(definition: Definition) -> list[str]:
    """Return the facts that the checks and bands of a criterion speak of, in the order they are met."""
    trees = [tree for _, tree in (*definition.checks, *definition.bands) if tree]
    return list(dict.fromkeys(leaf.fact for tree in trees for leaf in leaves(tree)))


def asked(definition: Definition, facts: Mapping[str, Fact]) -> str | None:
    """Return the one fact that answers the criterion's own code, or None where there is not exactly one."""
    if definition.criterion.asks:
        return definition.criterion.asks
    plain = {
        name
        for name in decisive(definition)
        if facts[name].type != "document" and not facts[name].derived and name not in HEAD_FACTS
    }
    return plain.pop() if len(plain) == 1 else None


def _decisive(definition: Definition) -> dict[str, Any]:
    raw = definition.source.value
    kept = (
        "applies_when",
        "bands",
        "pass_mark",
        "judged_by",
        "evidence",
        "may_claim_not_applicable",
        "accepts_equivalent",
    )
    made = {name: raw[name] for name in kept if name in raw}
    made["bands"] = [{key: band[key] for key in ("points", "expect") if key in band} for band in raw.get("bands", [])]
    made["checks"] = [{key: check[key] for key in ("id", "expect")} for check in raw.get("checks", [])]
    return {"id": definition.key, "section": definition.section.id, "domain": definition.section.domain, **made}


def expected(leaf: Leaf) -> dict[str, Any]:
    """Return the leaf as its author wrote it: ``{"within": "12 months"}``."""
    return {leaf.word: leaf.raw}
