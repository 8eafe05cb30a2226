"""An edition of a standard, read from its folder: its page, its criteria, and whether they fit together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any, NamedTuple, TypeVar

from techassure.definitions.defining import define
from techassure.definitions.definition import Definition, best_points
from techassure.definitions.library_files import let_in
from techassure.definitions.model import Criterion, CriterionAlone, EditionFile, Entry, Fact, Section, Standard
from techassure.files.doors import Door
from techassure.files.places import Source, relative
from techassure.phrases import counted
from techassure.problems import Path, Place, Problem, ProblemsFound

M = TypeVar("M", bound=Door)


class Edition(NamedTuple):
    """One edition of a standard, whole, in the revision of its encoding that is on disk."""

    standard: Standard
    """The standard that it is an edition of: its title, publisher, address and licence."""
    file: EditionFile
    """What its `edition.yaml` says: status, dates, sections, gates and shares."""
    source: Source
    """That file, which knows the place of everything in it."""
    definitions: tuple[Definition, ...]
    """Its criteria, read and checked, in the order of the edition."""

    @property
    def name(self) -> str:
        """The name by which it is asked for, such as ``dtac@2.0``."""
        return self.file.name

    def decides(self) -> Any:
        """Return what decides outcomes, without the wording: the matter of a digest."""
        return {
            "edition": self.name,
            "revision": self.file.revision,
            "criteria": [definition.decides() for definition in self.definitions],
        }


def read_edition(folder: FilePath, facts: Mapping[str, Fact], *, examples: bool) -> Edition:
    """Return the edition in a folder, whose criteria speak of the facts; without ``examples``, these are left out.

    Raises:
        ProblemsFound: its files do not hold together.
    """
    return _Reader(folder, facts, examples).read()


class _Reader:
    """Reads one edition: its page, its criteria, and whether they fit together."""

    def __init__(self, folder: FilePath, facts: Mapping[str, Fact], examples: bool) -> None:
        self.folder = folder
        self.facts = facts
        self.examples = examples
        self.standard_folder = folder.parent
        self.criteria = {path.stem: path for path in sorted((folder / "criteria").glob("*.yaml"))}
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

    def _file(self, model: type[M], path: FilePath, leave_out: str | None = None) -> tuple[M, Source] | None:
        try:
            return let_in(model, path, leave_out)
        except ProblemsFound as found:
            self.problems += found.problems
            return None

    def _criterion(self, path: FilePath) -> tuple[Criterion, Source] | None:
        return self._file(Criterion, path) if self.examples else self._file(CriterionAlone, path, "examples")

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
                    fix = (
                        f"write `criteria/{entry.id}.yaml`; or take the line out: `standards new criterion` writes both"
                    )
                    near = self._meant(entry.id, file)
                    fix = f"did you mean `{near}`?" if near else fix
                    self.problems.append(source.problem((*path, "id"), "criterion-without-file", message, fix))
                    continue
                definition = self._definition(f"{file.standard}/{entry.id}", section, entry)
                if definition:
                    made[entry.id] = definition
                    self.problems += _minimum_problems(definition, source, path)
        self._unlisted(file)
        return tuple(made.values())

    def _meant(self, name: str, file: EditionFile) -> str | None:
        """Return the criterion that is listed by a name which only its capitals or its zeros tell from its file's."""
        listed = {entry.id for section in file.sections for entry in section.criteria}
        left = (each for each in self.criteria if each not in listed)
        return next((each for each in left if _alike(each) == _alike(name)), None)

    def _unlisted(self, file: EditionFile) -> None:
        entries = [entry.id for section in file.sections for entry in section.criteria]
        listed = {*entries, *(self._meant(each, file) for each in entries)}
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
        definition = define(key, criterion, source, self.facts, self.problems, section, entry)
        return definition if len(self.problems) == before else None


def _alike(name: str) -> str:
    return re.sub(r"[-.]|(?<![0-9])0+(?=[0-9])", "", name.casefold())


def _of_edition(standard: Standard, file: EditionFile) -> Standard:
    """Return the standard with the edition's own publisher and address, where it has them."""
    own = {"publisher": file.publisher, "address": file.address}
    return standard.model_copy(update={key: given for key, given in own.items() if given})


def _minimum_problems(definition: Definition, source: Source, path: Path) -> Iterator[Problem]:
    entry, of = definition.entry, best_points(definition)
    if entry.minimum is not None and entry.minimum > of:
        message = f"the minimum of `{entry.id}`, {entry.minimum}, is above the {counted(of, 'point')} that it can give"
        fix = "lower it: as it is, nobody can comply"
        yield source.problem((*path, "minimum"), "minimum-out-of-reach", message, fix)


_OF_BIDDERS = ("bidder", "associated-supplier", "subcontractor")


def _gate_problems(criterion: Criterion, entry: Entry, source: Source) -> Iterator[Problem]:
    if entry.gate and criterion.binds in ("buyer", "deployer", "provider") and not criterion.flowed_down_by:
        message = f"`{criterion.id}` is a gate on suppliers, and the duty is the {criterion.binds}'s"
        fix = "add `flowed_down_by: contract` if the contract flows it down; else take the gate away"
        yield source.problem(("binds",), "duty-of-another", message, fix)
    if entry.gate == "condition-of-participation" and criterion.binds not in _OF_BIDDERS:
        message = f"`{criterion.id}` is a condition of participation, and binds the {criterion.binds}, not the bidder"
        yield source.problem(("binds",), "condition-about-product", message, "make it a `requirement`")
