"""A check that no submission can pass, or a way to pass it that nobody can take.

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
hold. Of a part of an `any`, and of what `every` or `some` asks of a row: no answer makes it hold, in a check, a band or
`applies_when`. A band that cannot hold is [band-never-reached](band-never-reached.md), checks that cannot hold together
are [checks-exclude-each-other](checks-exclude-each-other.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.definitions.words import Tree, leaves
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding, Scope
from techassure.lint.trees import alternatives, smallest
from techassure.lint.wording import leaf_said, series

_FIX = "correct the bound or the option, or take the check out"
_PART_FIX = "correct the bound or the option, or take the part out"


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for each check, for each part of an `any`, and for what is asked of rows."""
    hopeless = [check for check in criterion.checks if criterion.never(criterion.passing_of([check.tree]))]
    for check in hopeless:
        reason = excluding(Scope(check, criterion.never), check.tree) or "`applies_when` has ruled it out already"
        yield criterion.at(check.path, f"`{check.name}` can never hold: {reason}", _FIX)
    for stated in criterion.expectations:
        if stated not in hopeless:
            for scope in criterion.scopes(stated):
                yield from _of_parts(criterion, scope)


def _of_parts(criterion: ACriterion, scope: Scope) -> Iterator[Finding]:
    stated = scope.stated
    if scope.rows_of and (reason := excluding(scope, stated.tree)):
        message = f"no row of `{scope.rows_of}` can meet `{stated.path[-1]}` in `{stated.name}`: {reason}"
        yield criterion.at(stated.path, message, _PART_FIX, of_key=True)
        return
    for part in alternatives(stated.tree):
        if reason := excluding(scope, part):
            first = next(leaves(part))
            path = next(path for leaf, path in stated.leaves() if leaf is first)
            message = f"a part of an `any` in `{stated.name}` can never hold: {reason}"
            yield criterion.at(path, message, _PART_FIX, of_key=True)


def excluding(scope: Scope, tree: Tree) -> str | None:
    """Return which words keep the tree from ever holding; None where it may hold."""

    def still(part: Tree) -> bool:
        return bool(scope.never(lambda grid: grid.of(part).holds))

    if not still(tree):
        return None
    named = dict.fromkeys(leaf_said(leaf) for part in smallest(tree, still) for leaf in leaves(part))
    return f"{series(named)} exclude{'s every answer' if len(named) == 1 else ' each other'}"


RULE = Rule(__name__, __doc__, find)
