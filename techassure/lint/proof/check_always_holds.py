"""A check, or a word in it, that holds for every answer.

**Why.** It looks as if it asked for something, and asks only that there be an answer. Usually an option was added to
the fact, or its range narrowed, after the check was written.

**Avoid**

```yaml
expect: {support.hours_a_day: {at_least: 0}}    # the fact runs from 0 to 24
```

**Prefer**

```yaml
expect: {support.hours_a_day: {provided: yes}}
```

What is proven: the check says the same as if each of its words were `provided: yes`, for every answer of the facts'
types on every day; or else it holds wherever `applies_when` does.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.definitions.words import Leaf, Tree
from techassure.lint.proving import Claim
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding
from techassure.lint.trees import if_answered, says_more_than_answered
from techassure.lint.wording import leaf_said
from techassure.proving.combinations import Bits, Combinations, Sides

_FIX = "write `provided: yes` if an answer is all that is wanted; else correct the bound or the options"


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for each word that holds for every answer, and for each check that does by all its words."""
    for check in criterion.checks:
        words = [(leaf, path) for leaf, path in check.leaves() if leaf.word != "provided"]
        idle = [(leaf, path) for leaf, path in words if criterion.never(_but_for(leaf))]
        for leaf, path in idle:
            message = f"{leaf_said(leaf)} holds for every answer of `{leaf.fact}`"
            yield criterion.at(path, message, _FIX, of_key=True)
        if not idle and says_more_than_answered(check.tree) and criterion.never(_more(check.tree)):
            yield criterion.at(check.path, f"`{check.name}` holds whatever is answered", _FIX)
        elif not idle and _is_settled(criterion, check.tree):
            message = f"`{check.name}` holds wherever it is asked: `applies_when` has settled it already"
            yield criterion.at(check.path, message, "correct the check or the condition, or take the check out")


def _is_settled(criterion: ACriterion, tree: Tree) -> bool:
    if criterion.applies is None or criterion.never(criterion.applying):
        return False
    return bool(criterion.never(lambda grid: criterion.applying(grid) & ~grid.of(tree).holds))


def _but_for(leaf: Leaf) -> Claim:
    return lambda grid: grid.answered(leaf.fact) & ~grid.of(leaf).holds


def _more(tree: Tree) -> Claim:
    def against(grid: Combinations) -> Bits:
        found: Sides = grid.of(tree)
        return (found.holds ^ if_answered(grid, tree).holds) | found.fails

    return against


RULE = Rule(__name__, __doc__, find)
