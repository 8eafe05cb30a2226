"""A bound, a day or a number of rows on whose edge no example stands, or none in which the value decides anything.

**Why.** Mistakes live on the edge: `below` for `at_most`, a day too many, one row or none. An example far on either
side passes with both, and a bidder who is exactly there finds out which was written. A value on the edge shows nothing
where another part of the expectation has settled it: in a row, say, that another column has let through already.

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
from techassure.lint.exercised import Given, Tried, edges, tried
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding

_FIX = "add a case on the edge, and one a step beyond it"


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for each edge."""
    for each in tried(criterion):
        if each.leaf.word == "rows":
            each = each._replace(values=tuple([given._replace(value=len(given.value)) for given in each.values]))  # noqa: PLW2901
        for at, edge in enumerate(_edges(each, criterion)):
            on_edge = list(_standing_on(each, at))
            if not any(given.decides() for given in on_edge):
                yield criterion.at(each.path, _said(each, edge, bool(on_edge)), _FIX, of_key=True)
                break


def _said(each: Tried, edge: str, is_given: bool) -> str:
    value = f"`{each.leaf.fact}` the value {edge}, the edge of `{each.leaf.word}`"
    if is_given:
        return f"examples give {value}, only where any other would do as well"
    return f"no example gives {value}"


def _edges(each: Tried, criterion: ACriterion) -> list[str]:
    """Return the edges as they are written, on the days of some case."""
    days = each.values[0].days if each.values else None
    if days is None:
        return [f"`{each.leaf.raw}`"] if edges(each.leaf, criterion.days) else []
    dated = each.leaf.word in ("within", "on_or_after", "on_or_before")
    return [f"`{iso(edge) if dated else edge}`" for edge in edges(each.leaf, days)]


def _standing_on(each: Tried, at: int) -> Iterator[Given]:
    for given in each.values:
        if [given.value] == edges(each.leaf, given.days)[at : at + 1]:
            yield given


RULE = Rule(__name__, __doc__, find, "warning", rests_on_examples=True)
