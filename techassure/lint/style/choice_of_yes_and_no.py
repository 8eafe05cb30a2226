"""A choice whose only options are yes and no.

**Why.** That is the type `yes-no`. As a choice, its answers are the texts `yes` and `no`: JSON's `true` and a
spreadsheet's `TRUE` are then no answers, and every reader of YAML but ours makes booleans of them.

**Avoid**

```yaml
type: choice
options: {"yes": "Yes", "no": "No"}
```

**Prefer**

```yaml
type: yes-no
```
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import ALibrary, Finding

_WORDS = {"yes", "no", "true", "false"}


def find(library: ALibrary) -> Iterator[Finding]:
    """Yield a finding for each fact."""
    for name, entry in library.own_facts():
        if entry.fact.options and set(entry.fact.options) <= _WORDS:
            place = entry.source.place(("facts", name, "type"))
            yield Finding(place, f"`{name}` is a choice of yes and no", "write `type: yes-no`, without options")


RULE = Rule(__name__, __doc__, find, "warning")
