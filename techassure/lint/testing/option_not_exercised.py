"""An option that an expectation names, and that no example chooses.

**Why.** Whether `one_of: [met, exceeded]` was meant to hold for both is said by the examples alone. An option that
none of them chooses may be in the list by mistake, or in the wrong list.

**Avoid**

```yaml
checks: [{id: met, expect: {dspt.status: {one_of: [met, exceeded]}}, ...}]
examples:
  usual: {dspt.status: met}
```

**Prefer** a case with `{dspt.status: exceeded}` and its outcome, too.

Lists of more than a dozen options, such as all success criteria of a guideline, are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from techassure.lint.exercised import Tried, tried
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding
from techassure.lint.wording import plain

MOST_OPTIONS = 12
_WORDS = ("is", "is_not", "one_of", "none_of", "includes_all", "includes_any")


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for each word that names such options."""
    for each in tried(criterion):
        missing = [option for option in _named(each) if not _chosen(each, option)]
        if missing:
            options = ", ".join(f"`{plain(option)}`" for option in missing)
            message = f"no example answers `{each.leaf.fact}` with {options}, which `{each.leaf.word}` names"
            yield criterion.at(each.path, message, "add a case that does", of_key=True)


def _named(each: Tried) -> list[Any]:
    if each.leaf.word not in _WORDS:
        return []
    argument = each.leaf.argument
    named = list(argument) if isinstance(argument, tuple) else [argument]
    return named if len(named) <= MOST_OPTIONS else []


def _chosen(each: Tried, option: Any) -> bool:
    return any(option in value if isinstance(value, list) else value == option for value, *_ in each.values)


RULE = Rule(__name__, __doc__, find, "warning", rests_on_examples=True)
