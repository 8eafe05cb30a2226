"""Selections of whole editions with their own gates and shares, as nobody chose or weighted them yet."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from techassure.definitions.definition import Definition
from techassure.definitions.editions import Edition
from techassure.definitions.library import Library
from techassure.definitions.model import Fact
from techassure.selections.selection import AT_START, NOT_KNOWN_YET, AwardCriterion, Member, Selection, with_due_days


def of_editions(names: list[str], library: Library) -> Selection:
    """Return the bare selection of some editions, with their own gates and shares.

    Raises:
        ProblemsFound: an edition is unknown, or does not hold together.
    """
    editions = library.editions(dict.fromkeys(names))
    members = tuple(_own_member(edition, definition) for edition in editions for definition in edition.definitions)
    return with_due_days(replace(_bare(tuple(editions), members, library.facts), library=library))


def _bare(editions: tuple[Edition, ...], members: tuple[Member, ...], facts: Mapping[str, Fact]) -> Selection:
    award = (AwardCriterion("all", "All scored criteria", Fraction(100)),) if any(m.share for m in members) else ()
    title = ", ".join(edition.file.title for edition in editions)
    name = "+".join(edition.name for edition in editions)
    return Selection("standards", name, title, editions, members, facts, award)


def of_edition(edition: Edition, facts: Mapping[str, Fact], contract: Mapping[str, Any]) -> Selection:
    """Return the bare selection of one edition for a contract, of which the typed facts are given."""
    members = tuple(_own_member(edition, definition) for definition in edition.definitions)
    return with_due_days(replace(_bare((edition,), members, facts), contract=contract))


def with_edition(selection: Selection, edition: Edition) -> Selection:
    """Return the selection with another edition of a standard in place of the one that it selects.

    In a baseline or a tender a criterion of the same code keeps its role. Any other has the gate that the edition gives
    it and no share, because nobody weighted it yet. Bare editions keep their own gates and shares.
    """
    standard, bare = edition.file.standard, selection.kind == "standards"
    old = {m.definition.key: m for m in selection.members if m.edition.file.standard == standard}
    own = [_own_member(edition, definition) for definition in edition.definitions]
    made = own if bare else [_in_role(each, old.get(each.definition.key)) for each in own]
    at = next(at for at, m in enumerate(selection.members) if m.definition.key in old)
    rest = [m for m in selection.members if m.definition.key not in old]
    members = (*rest[:at], *made, *rest[at:])
    editions = tuple(edition if each.file.standard == standard else each for each in selection.editions)
    head = _bare(editions, members, selection.facts) if bare else selection
    return with_due_days(
        replace(
            selection, id=head.id, title=head.title, editions=editions, members=members,
            award_criteria=head.award_criteria,
        )
    )  # fmt: skip


def _in_role(own: Member, old: Member | None) -> Member:
    if old is None:
        return own._replace(share=None, minimum=None, award=None)
    return old._replace(definition=own.definition, edition=own.edition)


def _own_member(edition: Edition, definition: Definition) -> Member:
    entry = definition.entry
    due = {"award": NOT_KNOWN_YET, "contract.start": AT_START}.get(entry.due or "")
    award = "all" if entry.share is not None else None
    return Member(definition, edition, entry.gate, due, entry.share, entry.minimum, award)
