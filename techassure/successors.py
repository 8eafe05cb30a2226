"""The edition that follows one that is selected: published, or drafted, and from when it counts."""

from __future__ import annotations

from dataclasses import dataclass

from techassure.calendar_days import iso
from techassure.definitions import Edition, Library
from techassure.problems import Place, Problem, ProblemsFound, suggestion
from techassure.selection import Selection, with_edition

NEXT = "next"
_OPTION = Place("--against")
_COUNTS = {
    "as-of": "for what is judged on {day} or later",
    "procurement-commenced": "for procurements that commence on {day} or later",
    "form-supplied": "where the buyer supplies the form on {day} or later",
    "account-opened": "for certificates whose account is opened on {day} or later",
}


@dataclass(frozen=True)
class Step:
    """One edition in place of another."""

    old: Edition
    new: Edition

    def counts(self) -> str:
        """Return from when the new one counts, as a sentence."""
        period, by = self.new.file.in_force, self.new.file.selected_by
        if period is None:
            return "No day is known from which it counts."
        return f"It counts {_COUNTS[by].format(day=iso(period.first))}."


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
    """Return the edition that says it supersedes this one, else the next to come into force after it; None: neither."""
    standard = edition.file.standard
    names = [name for name in library.names() if name.partition("@")[0] == standard and name != edition.name]
    others = library.editions(names)
    named = next((each for each in others if each.file.supersedes == edition.name), None)
    if named is not None or edition.file.in_force is None:
        return named
    since = edition.file.in_force.first
    later = [each for each in others if each.file.in_force and each.file.in_force.first > since]
    return min(later, key=_first_day, default=None)


def _first_day(edition: Edition) -> int:
    return edition.file.in_force.first if edition.file.in_force else 0


def after(selection: Selection, taken: list[Step]) -> Selection:
    """Return the selection with each new edition in place of the old one."""
    for step in taken:
        selection = with_edition(selection, step.new)
    return selection
