"""A sentence for people that does not end.

**Why.** `otherwise`, `fix` and `says` are printed one after another in reports and letters. Without a full stop they
run into each other, and often the end of the text was lost when it was pasted.

**Avoid**

```yaml
otherwise: The last test is too old
```

**Prefer**

```yaml
otherwise: The last test is too old.
```
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding
from techassure.problems import Path

_ENDS = (".", "!", "?", ":", ".)", ".”", '."')


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for each sentence."""
    for path, text in _sentences(criterion):
        if not text.rstrip().endswith(_ENDS):
            last = text.split()[-1]
            yield criterion.at(path, f"the sentence breaks off after `{last}`", "end it with a full stop", of_key=True)


def _sentences(criterion: ACriterion) -> Iterator[tuple[Path, str]]:
    made = criterion.definition.criterion
    yield ("source", "says"), made.source.says
    for at, check in enumerate(made.checks):
        yield ("checks", at, "otherwise"), check.otherwise
        yield ("checks", at, "fix"), check.fix
    yield from ((("notes", at, "says"), note.says) for at, note in enumerate(made.notes))


RULE = Rule(__name__, __doc__, find, "warning")
