"""A condition of participation that turns on something other than the bidder.

**Why.** Conditions of participation are about who may take part: their standing, capacity and skill. A product that
falls short fails a requirement; it does not make its supplier unfit, and a supplier who is excluded for it can
challenge that.

**Avoid** `gate: condition-of-participation` on a criterion that asks when the product was tested.

**Prefer** `gate: requirement`

Found by what the facts of its checks are `about`. Facts of the contract may decide whether it applies.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import ASelection, Finding
from techassure.selections.selection import Member

_OF_BIDDERS = ("bidder", "associated-supplier", "subcontractor", "contract")


def find(selection: ASelection) -> Iterator[Finding]:
    """Yield a finding for each such gate."""
    for member, path in selection.gates():
        if member.gate == "condition-of-participation" and (others := _about_others(member, selection)):
            name, about = next(iter(others.items()))
            key = member.definition.key
            message = f"`{key}` is a condition of participation, and `{name}` is about the {about}"
            yield selection.at(path, message, "make it a `requirement`", of_key=True)


def _about_others(member: Member, selection: ASelection) -> dict[str, str]:
    criterion = selection.criteria[member.definition.key]
    named = [leaf.fact for stated in (*criterion.checks, *criterion.bands) for leaf, _ in stated.leaves()]
    abouts = {name: criterion.facts[name].about for name in named}
    return {name: about for name, about in abouts.items() if about not in _OF_BIDDERS}


RULE = Rule(__name__, __doc__, find)
