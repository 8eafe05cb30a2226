"""Two or three gates that can apply together, and that no submission can pass together.

**Why.** Each of them can be passed, and whoever passes the others fails this one. So everybody to whom all apply is
turned away, whatever they offer. The gates may stand in one edition, or in several that a baseline or a tender takes
together.

**Avoid** `uptime.hours: {at_least: 12}` in one gate, and `uptime.hours: {at_most: 11}` in another.

**Prefer** bounds that leave room for an answer, or conditions in `applies_when` that keep the two apart.

What is proven: of every combination of answers, on every day, with which all apply, none makes the checks of all hold,
and nothing rules out those of all but any one. Of facts that are computed, the ends and values that can be counted are
followed. So a gate that applies only to those who fail another, as the next question of a form
does, is not meant. Checks of one criterion that exclude each other are
[checks-exclude-each-other](checks-exclude-each-other.md). Where it is not decided,
[not-decided](not-decided.md) says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.gates import groups
from techassure.lint.rule import Rule
from techassure.lint.subjects import ASelection, Finding
from techassure.lint.wording import series

_FIX = "correct a bound or an option in one of them, or let conditions keep them apart"


def find(selection: ASelection) -> Iterator[Finding]:
    """Yield a finding for each two or three, at the gate that comes last."""
    for group in groups(selection):
        if group.excluded:
            all_of_them = "both" if len(group.gates) == 2 else "all of them"
            message = f"the gates {series(group.named)} can apply together, and no submission can pass {all_of_them}"
            yield selection.at(group.path, message, _FIX, of_key=True)


RULE = Rule(__name__, __doc__, find)
