"""A range of values that nothing tells from another, and in which no example stands.

**Why.** A bound draws a line. Where the criterion comes to the same on both sides of it, whatever else is answered,
the line decides nothing: most likely another number was meant, or another check has settled the matter first. Two
ranges may well be meant to lead to the same outcome; then an example in each says so.

**Avoid** a band whose bound lies where a check has already failed:

```yaml
checks: [{id: enough, expect: {uptime.percent: {at_least: 99}}, ...}]
bands:
  - {points: 2, says: Nearly always., expect: {uptime.percent: {at_least: 99.9}}}
  - {points: 1, says: Mostly., expect: {uptime.percent: {at_least: 95}}}
```

**Prefer** bounds at which something changes, or an example on each side that states its outcome.

What is proven: for every other answer, on every day, the outcome and the points are the same in both ranges. Looked at
are numbers, money and dates, apart from columns of tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Any, NamedTuple

from techassure import facts, words
from techassure.combinations import Bits, Combinations, Truths, same
from techassure.lint.exercised import given_to
from techassure.lint.proving import Claim
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding
from techassure.lint.wording import plain
from techassure.problems import Path
from techassure.states import results
from techassure.validators import accepts
from techassure.words import Days, Leaf

_FIX = "give an example in each that states its outcome, or correct the bound"
_ORDERED = ("number", "money", "date")


class _Range(NamedTuple):
    """A range by the truths of the words about it, and a value in it."""

    truths: Truths
    value: Any


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for the first pair of ranges of each fact."""
    for name, words_of in _spoken(criterion).items():
        leaves = [leaf for leaf, _ in words_of]
        pair = next(_alike(criterion, name, leaves), None) if len(leaves) > 1 else None
        if pair:
            apart = [one != other for one, other in zip(pair[0].truths, pair[1].truths, strict=True)]
            one, other = (plain(facts.written(criterion.facts[name], each.value)) for each in pair)
            message = f"nothing tells `{name}: {one}` from `{other}`, and no example gives a value like the first"
            yield criterion.at(words_of[apart.index(True)][1], message, _FIX, of_key=True)


def _spoken(criterion: ACriterion) -> dict[str, list[tuple[Leaf, Path]]]:
    """Return, by fact, the words that draw lines between its values, each once, and where they stand."""
    found: dict[str, dict[Any, tuple[Leaf, Path]]] = {}
    for stated in criterion.expectations:
        for leaf, path in stated.leaves():
            if criterion.facts[leaf.fact].type in _ORDERED and leaf.word != "provided":
                found.setdefault(leaf.fact, {}).setdefault(same(leaf), (leaf, path))
    return {name: list(its.values()) for name, its in found.items()}


def _alike(criterion: ACriterion, name: str, leaves: Sequence[Leaf]) -> Iterator[tuple[_Range, _Range]]:
    """Yield pairs of ranges that come to the same, of which no example gives the first."""
    grid = criterion.prover.grid(criterion.trees, criterion.days)
    if grid is None:
        return
    given = {_truths(value, leaves, days) for value, days in given_to(criterion, name)}
    ranges = [_Range(_truths(cell.value, leaves, criterion.days), cell.value) for cell in grid.cells[name].values]
    for first, second in permutations(ranges, 2):
        if first.truths not in given and criterion.never(_differ(criterion, name, leaves, first, second)):
            yield first, second


def _truths(value: Any, leaves: Sequence[Leaf], days: Days) -> Truths:
    """Return what each word says of a value: whether it holds, and whether it fails."""
    sides = (words.schemas(leaf, days) for leaf in leaves)
    return tuple([accepts(holds)(value) - accepts(fails)(value) for holds, fails in sides])


def _differ(criterion: ACriterion, name: str, leaves: Sequence[Leaf], one: _Range, other: _Range) -> Claim:
    """Return where the criterion comes to something else in the one range than in the other."""

    def against(grid: Combinations) -> Bits:
        cells = grid.cells[name]
        at = [cells.leaves.index(next(each for each in cells.leaves if same(each) == same(leaf))) for leaf in leaves]
        found = [tuple([cell.truths[each] for each in at]) for cell in cells.values]
        if one.truths not in found or other.truths not in found:
            return 0
        first, second = found.index(one.truths), found.index(other.truths)
        bits = 0
        for come_to in results(criterion.definition, grid, criterion.as_of, {}).values():
            bits |= grid.moved(come_to, name, first, second) ^ (come_to & grid.having(name, second))
        return bits

    return against


RULE = Rule(__name__, __doc__, find, "warning", rests_on_examples=True)
