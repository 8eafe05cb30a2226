"""A part of an expectation that could be left out without changing what is expected.

**Why.** A part that says nothing hides that something else was meant: the other option, the other bound, another
fact. It also makes readers believe in a requirement that is not there.

**Avoid**

```yaml
expect:
  any:
    - {uptime.percent: {at_least: 99}}
    - {uptime.percent: {at_least: 99.9}}
```

**Prefer**

```yaml
expect: {uptime.percent: {at_least: 99}}
```

What is proven: with and without the part, the expectation holds, fails and stays open for the same answers; inside
`every` or `some`, for the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from techassure.definitions.words import Leaf, Tree, leaves
from techassure.lint.proving import Claim
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding, Scope, Stated
from techassure.lint.trees import parts, without
from techassure.lint.wording import leaf_said, series
from techassure.proving.combinations import Bits, Combinations
from techassure.proving.computable import sources

_FIX = "take it out, or correct what it says"


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for the first part of each expectation, and of what it asks of rows, that makes no difference."""
    for stated in criterion.expectations:
        for scope in criterion.scopes(stated):
            yield from islice(_idle(criterion, scope), 1)


def _idle(criterion: ACriterion, scope: Scope) -> Iterator[Finding]:
    tree = scope.stated.tree
    for node, at in reversed(list(parts(tree))):
        part = node.parts[at]
        if not _names_a_source(criterion, part, tree) and scope.never(_differs(tree, without(tree, node, at))):
            yield _finding(criterion, scope.stated, part)


def _names_a_source(criterion: ACriterion, part: Tree, tree: Tree) -> bool:
    """Tell whether it asks only for an answer from which something beside it is computed, so that both are named."""
    if not isinstance(part, Leaf) or part.word != "provided":
        return False
    return any(
        part.fact in sources(leaf.fact, criterion.facts) for leaf in leaves(tree) if leaf.fact in criterion.facts
    )


def _finding(criterion: ACriterion, stated: Stated, part: Tree) -> Finding:
    own = list(leaves(part))
    path = next((path for leaf, path in stated.leaves() if leaf is own[0]), stated.path)
    named = series(map(leaf_said, own[:3]))
    return criterion.at(path, f"{named} makes no difference to `{stated.name}`", _FIX, of_key=True)


def _differs(tree: Tree, shorter: Tree) -> Claim:
    def against(grid: Combinations) -> Bits:
        one, other = grid.of(tree), grid.of(shorter)
        return (one.holds ^ other.holds) | (one.fails ^ other.fails)

    return against


RULE = Rule(__name__, __doc__, find)
