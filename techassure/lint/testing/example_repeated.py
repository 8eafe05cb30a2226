"""Two examples that change the usual answers in the same way.

**Why.** The second proves nothing that the first has not. Most often one of them was copied and its answers were
forgotten: what its name promises is not tried.

**Avoid**

```yaml
- {name: no date, without: [pen_test.finished_on], outcome: no answer}
- {name: no tester, without: [pen_test.finished_on], outcome: no answer}
```

**Prefer**

```yaml
- {name: no date, without: [pen_test.finished_on], outcome: no answer}
- {name: no tester, without: [pen_test.tester], outcome: no answer}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding

_SAID = {"name", "outcome", "because", "points"}


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for the later of two such cases."""
    seen: dict[str, str] = {}
    for at, case in enumerate(criterion.definition.criterion.examples.cases):
        does = case.model_dump(exclude=_SAID)
        does["with_"] = sorted(case.with_.items(), key=lambda item: item[0])
        first = seen.setdefault(repr(does), case.name)
        if first != case.name:
            path = ("examples", "cases", at)
            yield criterion.at(path, f"`{case.name}` tries what `{first}` has tried", "change it, or take it out")


RULE = Rule(__name__, __doc__, find, "warning")
