"""A question that is asked, and whose answer can never matter.

**Why.** The routing leads past it: `applies_when` has settled what the question would decide, or another part of the
check always decides first. The supplier answers, documents and keeps up to date something that nobody uses.

**Avoid**

```yaml
applies_when: {product.stores_data: {is: yes}}
checks:
  - id: location
    expect: {any: [{product.stores_data: {is: yes}}, {hosting.country: {is: uk}}]}
```

**Prefer**

```yaml
applies_when: {product.stores_data: {is: yes}}
checks:
  - id: location
    expect: {hosting.country: {is: uk}}
```

What is proven: wherever the criterion applies, its checks and bands come to the same whatever the answer is, none
included, and whatever is computed from it.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.proving import Claim
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding
from techassure.proving.combinations import Bits, Combinations
from techassure.proving.computable import sources

_FIX = "take the question out of the criterion, or correct the condition that leads past it"


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for each fact."""
    if criterion.checks and criterion.never(criterion.passing):
        return  # then no answer can matter; the checks are found by another rule
    seen: set[str] = set()
    for stated in (*criterion.checks, *criterion.bands):
        for leaf, path in stated.leaves():
            if leaf.fact in seen:
                continue
            seen.add(leaf.fact)
            if criterion.never(_matters(criterion, leaf.fact)):
                message = f"the answer to `{leaf.fact}` never matters here"
                yield criterion.at(path[:-1], message, _FIX, of_key=True)


def _matters(criterion: ACriterion, name: str) -> Claim:
    """Return where another answer, and with it what is computed from it, comes to something else."""

    def against(grid: Combinations) -> Bits:
        changing = [each for each in grid.cells if each == name or name in sources(each, criterion.facts)]
        found = 0
        for way in _ways(criterion, grid):
            so, otherwise = way & grid.possible, grid.possible & ~way
            for each in changing:
                so, otherwise = grid.anywhere(so, each), grid.anywhere(otherwise, each)
            found |= so & otherwise
        return found

    return against


def _ways(criterion: ACriterion, grid: Combinations) -> list[Bits]:
    passing = criterion.passing(grid)
    bands = [grid.of(band.tree) for band in criterion.bands]
    return [passing, criterion.failing(grid), *(passing & side for sides in bands for side in sides)]


RULE = Rule(__name__, __doc__, find)
