"""A `not` around something that is already a negation.

**Why.** `not: {is_not: …}` has to be turned over twice in the reader's head. Many read it once.

**Avoid**

```yaml
expect: {not: {tester.scheme: {is_not: crest}}}
```

**Prefer**

```yaml
expect: {tester.scheme: {is: crest}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.definitions.words import Leaf, Not, Tree
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding

_NEGATIONS = {"is_not": "is", "none_of": "one_of"}


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for each expectation."""
    for stated in criterion.expectations:
        plain = next(_doubled(stated.tree), None)
        if plain is not None:
            yield criterion.at(stated.path, f"`{stated.name}` negates a negation", f"write {plain}, without `not`")


def _doubled(tree: Tree) -> Iterator[str]:
    """Yield the plain word for each negation of a negation."""
    if isinstance(tree, Not):
        if isinstance(tree.part, Not):
            yield "what stands inside"
        elif isinstance(tree.part, Leaf) and tree.part.word in _NEGATIONS:
            yield f"`{_NEGATIONS[tree.part.word]}`"
        yield from _doubled(tree.part)
    elif not isinstance(tree, Leaf):
        for part in tree.parts:
            yield from _doubled(part)


RULE = Rule(__name__, __doc__, find, "warning")
