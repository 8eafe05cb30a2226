"""A weight of a baseline that gives no reason.

**Why.** A baseline is a worked example: whoever starts from it has to answer for its weights, and can only do so if
it says what they rest on.

**Avoid** `award_criteria` without a line in `reasons` for each.

**Prefer**

```yaml
reasons:
  clinical-safety: Readings that are lost or late are the main way in which this product harms.
```
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import ASelection, Finding


def find(selection: ASelection) -> Iterator[Finding]:
    """Yield a finding for each award criterion of a baseline."""
    if selection.selection.kind != "baseline":
        return
    reasons = selection.source.value.get("reasons") or {}
    for award in selection.selection.award_criteria:
        if award.id not in reasons:
            message = f"nothing says why `{award.id}` weighs {float(award.weight):g}"
            fix = f"add `{award.id}: …` under `reasons`"
            yield selection.at(("award_criteria", award.id), message, fix, of_key=True)


RULE = Rule(__name__, __doc__, find, "warning")
