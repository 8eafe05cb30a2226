"""A duty of law whose source nobody is sure of.

**Why.** `obligation: law` tells bidders that they break the law where they do not comply. Whoever says so cites the
act or the regulation, and has read it.

**Avoid**

```yaml
obligation: law
source: {clause: "?", confidence: unsure, ...}
```

**Prefer** the section of the act with `confidence: confirmed`, or `obligation: policy` where it is guidance that says
so.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding where a law is cited that nobody is sure of."""
    made = criterion.definition.criterion
    if made.obligation == "law" and made.source.confidence == "unsure":
        message = f"`{made.id}` binds by `law`, and its source is `unsure`"
        fix = "cite the act or the regulation, or say what it is that binds: `policy`, `contract`, `voluntary`"
        yield criterion.at(("source", "confidence"), message, fix)


RULE = Rule(__name__, __doc__, find, "warning")
