"""Two examples that change the usual answers in the same way, or one that does not change them.

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

from techassure.definitions.model import Case, Examples
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding

_SAID = {"name", "outcome", "because", "points"}
_USUAL = Case.model_validate({"name": "usual", "outcome": "met"})


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for the later of two such cases."""
    examples = criterion.definition.criterion.examples
    seen: dict[str, Case | None] = {_does(_USUAL, examples): None}
    for at, case in enumerate(examples.cases):
        first = seen.setdefault(_does(case, examples), case)
        says_more = first is None and (case.points is not None or case.outcome != _USUAL.outcome)
        if first is not case and not says_more:
            tried = f"`{first.name}`" if first else "the usual case"
            path = ("examples", "cases", at)
            yield criterion.at(path, f"`{case.name}` tries what {tried} has tried", "change it, or take it out")


def _does(case: Case, examples: Examples) -> str:
    """Return what a case changes of the usual answers, whatever it says of the outcome."""
    changes = {name: given for name, given in case.with_.items() if examples.usual.get(name) != given}
    same_day = case.as_of in (None, examples.as_of)
    does = case.model_dump(exclude=_SAID | {"with_"} | ({"as_of"} if same_day else set()))
    return repr((does, sorted(changes.items(), key=lambda item: item[0])))


RULE = Rule(__name__, __doc__, find, "warning")
