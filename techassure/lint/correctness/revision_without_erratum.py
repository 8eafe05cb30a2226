"""A revision of an encoding that does not say what it changed.

**Why.** Whoever assessed by the revision before has to know whether their result still stands. That is what an
erratum says: what changed, when, and which criteria it touches.

**Avoid** `revision: 2` without an erratum for it.

**Prefer**

```yaml
revision: 2
errata:
  - {revision: 2, on: 2026-08-01, changed: The threshold of C3.3 was one step off., touches: [C3.3]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import AnEdition, Finding


def find(edition: AnEdition) -> Iterator[Finding]:
    """Yield a finding for each revision without an erratum."""
    file = edition.edition.file
    told = {erratum.revision for erratum in file.errata}
    for revision in range(2, file.revision + 1):
        if revision not in told:
            message = f"nothing says what revision {revision} changed"
            yield edition.at(("revision",), message, f"add an erratum for `revision: {revision}`")
    for at, erratum in enumerate(file.errata):
        if erratum.revision > file.revision:
            message = f"the edition has no revision {erratum.revision} yet"
            yield edition.at(("errata", at, "revision"), message, f"raise `revision` to {erratum.revision}")


RULE = Rule(__name__, __doc__, find)
