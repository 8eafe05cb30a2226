"""Award criteria without a price.

**Why.** Weights say what an award turns on, out of 100. Where price is not among them, either it decides outside of
what was published, or the tender is one for quality alone, and should say so.

**Avoid** weights for quality that add up to 100, with price "assessed separately".

**Prefer**

```yaml
award_criteria:
  price: {title: Whole-life cost, weight: 30, assessed_by: price}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import ASelection, Finding


def find(selection: ASelection) -> Iterator[Finding]:
    """Yield a finding where something is weighed and price is not."""
    awards = selection.selection.award_criteria
    if selection.weighs() and all(each.assessed_by == "criteria" for each in awards):
        message = "the weights add up to 100 without a price among them"
        fix = "add `price: {title: Whole-life cost, weight: …, assessed_by: price}`, and lower the others"
        yield selection.at(("award_criteria",), message, fix, of_key=True)


RULE = Rule(__name__, __doc__, find, "warning")
