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

In YAML a ` #` begins a comment, unless there are quotes around the text: of `otherwise: Item #3 is missing.` only
`Item` is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding
from techassure.problems import Path

_COMMENT = "put quotes around it: a ` #` begins a comment"
_LINES = 3
_ENDS = (".", "!", "?", ":", ".)", ".”", '."')


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for each sentence."""
    for path, text in _sentences(criterion):
        if not text.rstrip().endswith(_ENDS):
            last = text.split()[-1]
            fix = _COMMENT if _is_cut(criterion, path, last) else "end it with a full stop"
            yield criterion.at(path, f"the sentence breaks off after `{last}`", fix, of_key=True)


def _is_cut(criterion: ACriterion, path: Path, last: str) -> bool:
    """Tell whether a comment follows the last word, on the line where the text begins or soon after."""
    begins = criterion.definition.source.place(path).line
    try:
        lines = criterion.home.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):  # what is looked at in an editor need not be there yet
        return False
    return any(re.search(rf"{re.escape(last)}\s+#", line) for line in lines[begins - 1 : begins + _LINES])


def _sentences(criterion: ACriterion) -> Iterator[tuple[Path, str]]:
    made = criterion.definition.criterion
    yield ("source", "says"), made.source.says
    for at, check in enumerate(made.checks):
        yield ("checks", at, "otherwise"), check.otherwise
        yield ("checks", at, "fix"), check.fix
    yield from ((("notes", at, "says"), note.says) for at, note in enumerate(made.notes))


RULE = Rule(__name__, __doc__, find, "warning")
