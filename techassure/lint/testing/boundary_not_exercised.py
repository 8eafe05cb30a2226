"""A bound, a day or a number of rows on whose edge no example stands.

**Why.** Mistakes live on the edge: `below` for `at_most`, a day too many, one row or none. An example far on either
side passes with both, and a bidder who is exactly there finds out which was written.

**Avoid**

```yaml
checks: [{id: low, expect: {finding.cvss: {below: 7.0}}, ...}]
examples:
  usual: {finding.cvss: 2}
  cases: [{name: bad, with: {finding.cvss: 9}, outcome: not met}]
```

**Prefer**

```yaml
examples:
  usual: {finding.cvss: 2}
  cases:
    - {name: just below, with: {finding.cvss: 6.9}, outcome: met}
    - {name: on the edge, with: {finding.cvss: 7.0}, outcome: not met}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.calendar_days import iso
from techassure.lint.exercised import Tried, edges, tried
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for each edge."""
    for each in tried(criterion):
        if each.leaf.word == "rows":
            each = each._replace(values=tuple([(len(rows), days) for rows, days in each.values]))  # noqa: PLW2901
        wanted = _edges(each, criterion)
        missing = [text for at, text in enumerate(wanted) if not _stands_on(each, at)]
        if missing:
            message = f"no example gives `{each.leaf.fact}` the value {missing[0]}, the edge of `{each.leaf.word}`"
            yield criterion.at(each.path, message, "add a case on the edge, and one a step beyond it", of_key=True)


def _edges(each: Tried, criterion: ACriterion) -> list[str]:
    """Return the edges as they are written, on the days of some case."""
    days = each.values[0][1] if each.values else None
    if days is None:
        return [f"`{each.leaf.raw}`"] if edges(each.leaf, criterion.days) else []
    dated = each.leaf.word in ("within", "on_or_after", "on_or_before")
    return [f"`{iso(edge) if dated else edge}`" for edge in edges(each.leaf, days)]


def _stands_on(each: Tried, at: int) -> bool:
    return any(value == its[at] for value, days in each.values if len(its := edges(each.leaf, days)) > at)


RULE = Rule(__name__, __doc__, find, "warning", rests_on_examples=True)
