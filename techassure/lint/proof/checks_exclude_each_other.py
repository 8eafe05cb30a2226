"""Checks of one criterion that no submission can pass together.

**Why.** Each of them can be passed, and whoever passes the one fails the other. So nobody meets the criterion, and a
bidder who is turned away by it has a good case against the buyer.

**Avoid**

```yaml
checks:
  - {id: enough, expect: {uptime.percent: {at_least: 90}}, ...}
  - {id: honest, expect: {uptime.percent: {below: 90}}, ...}
```

**Prefer**

```yaml
checks:
  - {id: enough, expect: {uptime.percent: {at_least: 90}}, ...}
  - {id: honest, expect: {uptime.percent: {below: 100}}, ...}
```

What is proven: of every combination of answers, on every day, with which the criterion applies, none makes all its
checks hold, and each of them holds for some. Gates that exclude each other are
[gates-exclude-each-other](gates-exclude-each-other.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from techassure.lint.proving import Claim
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding, Stated
from techassure.lint.wording import series

_FIX = "correct a bound or an option in one of them, or let `any` of them be enough"


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding, at the last of the fewest checks that exclude each other."""
    checks = criterion.checks
    if len(checks) < 2 or not criterion.never(_pass(criterion, checks)):
        return
    if not any(criterion.never(_pass(criterion, few)) for few in ([], *([check] for check in checks))):
        fewest = _fewest(criterion, checks)
        message = f"no submission can pass {series(f'`{check.name}`' for check in fewest)} together"
        yield criterion.at(fewest[-1].path, message, _FIX)


def _fewest(criterion: ACriterion, checks: Sequence[Stated]) -> list[Stated]:
    kept = list(checks)
    for check in checks:
        fewer = [each for each in kept if each is not check]
        kept = fewer if criterion.never(_pass(criterion, fewer)) else kept
    return kept


def _pass(criterion: ACriterion, checks: Sequence[Stated]) -> Claim:
    return criterion.passing_of([check.tree for check in checks])


RULE = Rule(__name__, __doc__, find)
