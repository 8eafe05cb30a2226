"""A note for the buyer that is never shown.

**Why.** Its `when` can never hold, so the warning that somebody thought necessary reaches nobody.

**Avoid**

```yaml
notes:
  - {id: short, when: {account.hours: {above: 14, below: 14}}, says: The account was opened late.}
```

**Prefer** a condition that some submission meets. A note is shown where its condition holds, also where the criterion
does not apply.

What is proven: no combination of answers makes the condition hold on any day.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding

_FIX = "correct its condition, or take the note out"


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for each note."""
    for note in criterion.notes:
        if criterion.never(lambda grid, tree=note.tree: grid.of(tree).holds, note.tree):  # type: ignore[misc]
            yield criterion.at(note.path, f"the note `{note.name}` is never shown: its condition cannot be true", _FIX)


RULE = Rule(__name__, __doc__, find)
