"""A band whose points nobody can get.

**Why.** Whoever reaches it reaches a better one, or nobody reaches it at all. Bidders are told of a score that does
not exist, and the steps between the others are not those that were published.

**Avoid**

```yaml
bands:
  - {points: 2, says: Weekly, expect: {backup.days_between: {at_most: 7}}}
  - {points: 1, says: Daily, expect: {backup.days_between: {at_most: 1}}}
```

**Prefer**

```yaml
bands:
  - {points: 2, says: Daily, expect: {backup.days_between: {at_most: 1}}}
  - {points: 1, says: Weekly, expect: {backup.days_between: {at_most: 7}}}
```

What is proven: wherever the criterion applies and its checks hold, the band does not hold, or a better one does too.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding

_FIX = "correct its expectation, or that of the better band"


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for each band."""
    for at, band in enumerate(criterion.bands):
        if criterion.never(criterion.reaching(at)):
            held = criterion.never(lambda grid, tree=band.tree: criterion.passing(grid) & grid.of(tree).holds)  # type: ignore[misc]
            why = "it can never hold" if held else "whoever reaches it reaches a better band too"
            yield criterion.at(band.path, f"nobody can get this band's `points: {band.name}`: {why}", _FIX)


RULE = Rule(__name__, __doc__, find)
