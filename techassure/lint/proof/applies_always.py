"""An `applies_when` that holds for everybody who answers.

**Why.** A condition that excludes nobody is no condition. It still costs something: whoever leaves its question open
gets `no answer` for the whole criterion.

**Avoid**

```yaml
applies_when: {product.hosted_by: {one_of: [supplier, buyer, somebody_else]}}    # all options that there are
```

**Prefer** no `applies_when` at all, or the options that were meant.

What is proven: it holds for every answer of its facts' types, on every day.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.definitions.words import Tree
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding
from techassure.lint.trees import all_answered, says_more_than_answered

_FIX = "take it out, or name the options or the bound that was meant"


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding where nobody who answers is excluded."""
    if criterion.applies is None or not says_more_than_answered(criterion.applies.tree):
        return
    tree: Tree = criterion.applies.tree
    if criterion.never(lambda grid: all_answered(grid, tree) & ~grid.of(tree).holds):
        message = f"`{criterion.definition.criterion.id}` applies to everybody: its condition holds for every answer"
        yield criterion.at(criterion.applies.path, message, _FIX)


RULE = Rule(__name__, __doc__, find)
