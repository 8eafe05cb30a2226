"""Two gates that can apply together, and that no submission can pass together.

**Why.** Each of them can be passed, and whoever passes the one fails the other. So everybody to whom both apply is
turned away, whatever they offer. The gates may stand in one edition, or in two that a baseline or a tender takes
together.

**Avoid** `uptime.hours: {at_least: 12}` in one gate, and `uptime.hours: {at_most: 11}` in another.

**Prefer** bounds that leave room for an answer, or conditions in `applies_when` that keep the two apart.

What is proven: of every combination of answers, on every day, with which both apply, some make the checks of the one
hold and some those of the other, and none those of both. So a gate that applies only to those who fail another, as the
next question of a form does, is not meant. Checks of one criterion that exclude each other are
[checks-exclude-each-other](checks-exclude-each-other.md). Where it is not decided,
[not-decided](not-decided.md) says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.gate_pairs import gate_pairs
from techassure.lint.rule import Rule
from techassure.lint.subjects import ASelection, Finding

_FIX = "correct a bound or an option in one of them, or let conditions keep them apart"


def find(selection: ASelection) -> Iterator[Finding]:
    """Yield a finding for each pair, at the gate that comes later."""
    for pair in gate_pairs(selection):
        if pair.can_be_passed() is False:
            named = " and ".join(f"`{each.definition.key}`" for each in (pair.one, pair.other))
            message = f"the gates {named} can apply together, and no submission can pass both"
            yield selection.at(pair.path, message, _FIX, of_key=True)


RULE = Rule(__name__, __doc__, find)
