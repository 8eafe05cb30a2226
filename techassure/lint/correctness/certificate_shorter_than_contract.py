"""A certificate that has to outlive the contract, and cannot.

**Why.** A certificate that is issued for twelve months never runs to the end of a contract of three years. As a gate,
that turns every bidder away.

**Avoid**

```yaml
expect: {cyber_essentials.expires_on: {on_or_after: contract.end}}    # valid for 12 months
```

**Prefer** `on_or_after: contract.start`, and a duty in the contract to renew it.

Looked at in tenders, which say how long the contract is: a check on a day of a document whose `valid_for`, counted
from the as-of day, ends before the day that the check asks for.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure import calendar_days
from techassure.calendar_days import iso
from techassure.definitions.words import Leaf
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, ASelection, Finding

_FIX = "ask for it until `contract.start`, and let the contract ask for its renewal"


def find(selection: ASelection) -> Iterator[Finding]:
    """Yield a finding for each gate or scored criterion that asks so."""
    as_of, end = selection.selection.as_of, selection.selection.contract.get("contract.end")
    if as_of is None or end is None:
        return
    for member in selection.selection.members:
        criterion = selection.criteria[member.definition.key]
        last = _lives_until(criterion, as_of)
        if last is not None and last < end and (member.gate or member.share is not None):
            for leaf in _until_the_end(criterion):
                until = f"what is issued by the as-of day ends by {iso(last)}"
                message = f"`{leaf.fact}` has to reach the end of the contract, and {until}"
                yield selection.at(("contract", "end"), message, _FIX)


def _lives_until(criterion: ACriterion, as_of: int) -> int | None:
    """Return the last day of the longest-lived of the documents that back the criterion, if all have an end."""
    spans = [criterion.facts[name].valid_for for name in criterion.definition.criterion.evidence.by]
    known = [span for span in spans if span is not None]
    return max((calendar_days.after(as_of, span) for span in known), default=None) if len(known) == len(spans) else None


def _until_the_end(criterion: ACriterion) -> list[Leaf]:
    words = [leaf for check in criterion.checks for leaf, _ in check.leaves()]
    return [leaf for leaf in words if leaf.word == "on_or_after" and leaf.argument == "contract.end"]


RULE = Rule(__name__, __doc__, find)
