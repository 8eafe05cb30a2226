"""A clause that the edition lists as not encoded, and that a criterion encodes.

**Why.** `not_encoded` is what a reader goes by to see what else has to be checked by hand. A clause on both lists was
encoded later, or its criterion cites the wrong one.

**Avoid**

```yaml
not_encoded: [{clause: "4.2", because: Guidance on procedure.}]
```

beside a criterion whose source has `clause: "4.2"`.

**Prefer** to take the line out, or to name the part of the clause that is left.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import AnEdition, Finding


def find(edition: AnEdition) -> Iterator[Finding]:
    """Yield a finding for each such clause."""
    encoded = {each.definition.citation.clause: each.definition.criterion.id for each in edition.criteria}
    for at, left in enumerate(edition.edition.file.not_encoded):
        if left.clause in encoded:
            message = f"`{left.clause}` is listed as not encoded, and `{encoded[left.clause]}` encodes it"
            fix = "take the line out, or name the part of the clause that is left"
            yield edition.at(("not_encoded", at, "clause"), message, fix)


RULE = Rule(__name__, __doc__, find, "warning")
