"""A check that no submission can pass.

**Why.** Whoever wrote it did not mean it: a bound the wrong way round, two words that exclude each other, or
something that `applies_when` has already ruled out. A bidder who is turned away by such a check has a good case
against the buyer.

**Avoid**

```yaml
expect: {response.hours: {at_least: 8, at_most: 4}}
```

**Prefer**

```yaml
expect: {response.hours: {at_least: 4, at_most: 8}}
```

What is proven: of every combination of answers, on every day, with which the criterion applies, none makes the check
hold. A band that cannot hold is [band-never-reached](band-never-reached.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.definitions.words import Tree, leaves
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding, Stated
from techassure.lint.trees import smallest
from techassure.lint.wording import leaf_said, series


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for each check."""
    for check in criterion.checks:
        if criterion.never(lambda grid, tree=check.tree: criterion.applying(grid) & grid.of(tree).holds):  # type: ignore[misc]
            yield criterion.at(check.path, f"`{check.name}` can never hold: {_reason(criterion, check)}", _FIX)


_FIX = "correct the bound or the option, or take the check out"


def _reason(criterion: ACriterion, check: Stated) -> str:
    if not criterion.prover.never([check.tree], lambda grid: grid.of(check.tree).holds, criterion.as_of):
        return "`applies_when` has ruled it out already"

    def still(tree: Tree) -> bool:
        return bool(criterion.prover.never([tree], lambda grid: grid.of(tree).holds, criterion.as_of))

    named = dict.fromkeys(leaf_said(leaf) for part in smallest(check.tree, still) for leaf in leaves(part))
    return f"{series(named)} exclude{'s every answer' if len(named) == 1 else ' each other'}"


RULE = Rule(__name__, __doc__, find)
