"""A check that another check of the criterion makes idle.

**Why.** Whatever passes the one passes the other, and whatever fails the other fails the one. So it decides nothing,
and a later change to it will change nothing either, whatever its author believes.

**Avoid**

```yaml
checks:
  - {id: recent, expect: {pen_test.finished_on: {within: 12 months}}, ...}
  - {id: not-too-old, expect: {pen_test.finished_on: {within: 24 months}}, ...}
```

**Prefer**

```yaml
checks:
  - {id: recent, expect: {pen_test.finished_on: {within: 12 months}}, ...}
```

What is proven: no combination of answers passes the one and not the other, and none fails the other alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from techassure.definitions.words import Tree
from techassure.lint.proving import Claim
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding
from techassure.proving.combinations import Bits, Combinations

_FIX = "take one of the two out, or say what it was meant to add"


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for each check that another implies; of two that say the same, the later."""
    idle: set[str] = set()
    for check, other in permutations(reversed(criterion.checks), 2):
        shared = {leaf.fact for leaf, _ in check.leaves()} & {leaf.fact for leaf, _ in other.leaves()}
        if not shared or {check.name, other.name} & idle or criterion.never(criterion.passing_of([other.tree])):
            continue  # what nobody passes implies anything, and is found by `check-never-holds`
        if criterion.never(_adds(criterion, check.tree, other.tree)):
            idle.add(check.name)
            message = f"`{check.name}` adds nothing: whatever passes `{other.name}` passes it too"
            yield criterion.at(check.path, message, _FIX)


def _adds(criterion: ACriterion, tree: Tree, other: Tree) -> Claim:
    def against(grid: Combinations) -> Bits:
        its, others = grid.of(tree), grid.of(other)
        return criterion.applying(grid) & ((others.holds & ~its.holds) | (its.fails & ~others.fails))

    return against


RULE = Rule(__name__, __doc__, find)
