"""A criterion that applies to nobody.

**Why.** Its `applies_when` asks for what cannot be true together, so every submission comes out as `not applicable`,
and a duty that the edition seems to check is checked for nobody.

**Avoid**

```yaml
applies_when:
  all: [{product.hosted_by: {is: supplier}}, {product.hosted_by: {is: buyer}}]
```

**Prefer**

```yaml
applies_when: {product.hosted_by: {one_of: [supplier, buyer]}}
```

What is proven: no combination of answers and contract makes it hold on any day.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding

_FIX = "correct the option or the bound; `any` lets one of several be enough"


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding where it can never apply."""
    if criterion.applies and criterion.never(criterion.applying):
        message = f"`{criterion.definition.criterion.id}` never applies: its condition cannot be true"
        yield criterion.at(criterion.applies.path, message, _FIX)


RULE = Rule(__name__, __doc__, find)
