"""A check or a band, or a word in it, that holds for every answer.

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

What is proven: it holds for every answer of its facts' types, on every day; a word inside `every` or `some`, for every
value of its column; a check may also hold wherever `applies_when` does. Words of `applies_when` are looked at, too; a
whole one that holds for every answer is [applies-always](applies-always.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.definitions.words import Leaf, Tree
from techassure.lint.proving import Claim
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding, Scope, Stated
from techassure.lint.trees import falls_short, says_more_than_answered
from techassure.lint.wording import leaf_said
from techassure.problems import Path

_FIX = "write `provided: yes` if an answer is all that is wanted; else correct the bound or the options"
_ROW_FIX = "take it out, or correct the bound or the options"


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for each word that holds for every answer, and for each check that does by all its words."""
    for stated in criterion.expectations:
        whole = Scope(stated, criterion.never)
        if stated is criterion.applies and criterion.never(_falls_short(stated.tree)):
            continue  # found by `applies-always`
        idle = [*_words(criterion, whole), *_words_of_rows(criterion, stated)]
        yield from idle
        if not idle and stated is not criterion.applies:
            yield from _by_all_its_words(criterion, stated)


def _words(criterion: ACriterion, scope: Scope) -> Iterator[Finding]:
    """Yield a finding for each word that holds for every answer."""
    for leaf, path in _idle(scope):
        message = f"{leaf_said(leaf)} holds for every answer of `{leaf.fact}`"
        yield criterion.at(path, message, _ROW_FIX if scope.rows_of else _FIX, of_key=True)


def _idle(scope: Scope) -> Iterator[tuple[Leaf, Path]]:
    for leaf, path in scope.stated.leaves():
        if leaf.word != "provided" and scope.never(_falls_short(leaf)):
            yield leaf, path


def _words_of_rows(criterion: ACriterion, stated: Stated) -> Iterator[Finding]:
    """Yield the same of the words inside rows, and a finding for what is true of every row by all its words."""
    outer = {path for _, path in _idle(Scope(stated, criterion.never))}
    for scope in criterion.in_rows(stated):
        if scope.stated.path in outer:
            continue
        idle = list(_words(criterion, scope))
        yield from idle
        tree = scope.stated.tree
        if not idle and says_more_than_answered(tree) and scope.never(_falls_short(tree)):
            message = f"`{scope.stated.path[-1]}` asks nothing of the rows of `{scope.rows_of}`: each meets it"
            yield criterion.at(scope.stated.path, message, _ROW_FIX, of_key=True)


def _by_all_its_words(criterion: ACriterion, stated: Stated) -> Iterator[Finding]:
    if says_more_than_answered(stated.tree) and criterion.never(_falls_short(stated.tree)):
        yield criterion.at(stated.path, f"`{stated.name}` holds whatever is answered", _FIX)
    elif stated in criterion.checks and _is_settled(criterion, stated.tree):
        message = f"`{stated.name}` holds wherever it is asked: `applies_when` has settled it already"
        yield criterion.at(stated.path, message, "correct the check or the condition, or take the check out")


def _is_settled(criterion: ACriterion, tree: Tree) -> bool:
    if criterion.applies is None or criterion.never(criterion.applying):
        return False
    return bool(criterion.never(lambda grid: criterion.applying(grid) & ~grid.of(tree).holds))


def _falls_short(tree: Tree) -> Claim:
    return lambda grid: falls_short(grid, tree)


RULE = Rule(__name__, __doc__, find)
