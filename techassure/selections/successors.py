"""The edition that follows one that is selected: published, or drafted, and from when it counts."""

from __future__ import annotations

from typing import NamedTuple

from techassure.calendar_days import iso
from techassure.definitions.editions import Edition
from techassure.definitions.library import Library
from techassure.definitions.model import EditionFile
from techassure.files.doors import enter
from techassure.files.places import read_file
from techassure.problems import Place, Problem, ProblemsFound, suggestion
from techassure.selections.bare_selections import with_edition
from techassure.selections.selection import Selection

NEXT = "next"
_OPTION = Place("--against")
_COMMENCED = "contract.procurement_commenced"
_COUNTS = {
    "as-of": "for what is judged on {day} or later",
    "procurement-commenced": "for procurements that commence on {day} or later",
    "form-supplied": "where the buyer supplies the form on {day} or later",
    "account-opened": "for certificates whose account is opened on {day} or later",
}


class Step(NamedTuple):
    """One edition in place of another."""

    old: Edition
    new: Edition

    def counts(self) -> str:
        """Return from when the new one counts, as a sentence."""
        return _counts(self.new.file)

    def assumed(self, selection: Selection) -> dict[str, int]:
        """Return the contract's days, by fact, from which the new one counts: of an earlier one it asks nothing."""
        period, by = self.new.file.in_force, self.new.file.selected_by
        if by != "procurement-commenced" or period is None or _COMMENCED not in selection.facts:
            return {}
        return {_COMMENCED: period.first} if selection.contract.get(_COMMENCED, 0) < period.first else {}


def steps(wanted: str, selection: Selection, library: Library) -> list[Step]:
    """Return what ``dtac@next``, ``dtac@2.0`` or ``next`` puts in place of what is selected; of ``next`` maybe nothing.

    Raises:
        ProblemsFound: the standard is not selected, or there is no such edition.
    """
    selected = {edition.file.standard: edition for edition in selection.editions}
    if wanted == NEXT:
        found = [(old, successor(old, library)) for old in selected.values()]
        return [Step(old, new) for old, new in found if new is not None]
    standard, _, name = wanted.partition("@")
    old = selected.get(standard)
    if old is None or not name:
        fix = suggestion(standard, selected, "name a standard that is selected, such as `dtac@next`")
        message = f"`{wanted}` names no edition of a standard that is selected"
        raise ProblemsFound([Problem(_OPTION, "not-selected", message, fix)])
    new = successor(old, library) if name == NEXT else library.edition(wanted)
    if new is None or new.name == old.name:
        message = f"no edition that is known here follows `{old.name}`" if new is None else f"`{wanted}` is selected"
        fix = "see `techassure standards list` for the editions that there are"
        raise ProblemsFound([Problem(_OPTION, "no-next-edition", message, fix)])
    return [Step(old, new)]


def successor(edition: Edition, library: Library) -> Edition | None:
    """Return the edition that says it supersedes this one, or that comes into force next where this one ends."""
    page = _following(edition.file, library)
    return None if page is None else library.edition(page.name)


def news(selection: Selection, library: Library) -> list[str]:
    """Return a sentence for each selected edition that another one follows: which, and from when it counts."""
    found = ((each.file, _following(each.file, library)) for each in selection.editions)
    return [
        f"News: {page.name} follows {file.name}. {_counts(page)} "
        f"Add --against {page.standard}@{NEXT} to see what it changes."
        for file, page in found
        if page is not None
    ]


def _following(file: EditionFile, library: Library) -> EditionFile | None:
    """Return the page of the edition that follows; its criteria are not read."""
    names = [name for name in library.names() if name.partition("@")[0] == file.standard and name != file.name]
    pages = [enter(EditionFile, read_file(library.folder(name) / "edition.yaml")) for name in names]
    named = next((each for each in pages if each.supersedes == file.name), None)
    if named is not None or file.in_force is None or file.in_force.last is None:
        return named
    later = [each for each in pages if each.in_force and each.in_force.first > file.in_force.first]
    return min(later, key=_first_day, default=None)


def _first_day(file: EditionFile) -> int:
    return file.in_force.first if file.in_force else 0


def _counts(file: EditionFile) -> str:
    if file.in_force is None:
        return "No day is known from which it counts."
    return f"It counts {_COUNTS[file.selected_by].format(day=iso(file.in_force.first))}."


def after(selection: Selection, taken: list[Step]) -> Selection:
    """Return the selection with each new edition in place of the old one."""
    for step in taken:
        selection = with_edition(selection, step.new)
    return selection
