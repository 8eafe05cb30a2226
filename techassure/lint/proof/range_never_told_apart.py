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

What is proven: for every other answer, on every day, the outcome and the points are the same in both ranges; of a
column, whatever the other columns and the other rows hold. Looked at are numbers, money and dates, but none from which
something that the criterion asks about is computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import permutations
from typing import Any, NamedTuple

from techassure.definitions import facts
from techassure.definitions.digests import deciding
from techassure.definitions.facts import Typed
from techassure.definitions.words import Days, Leaf
from techassure.lint.exercised import Tried, tried
from techassure.lint.proving import DatedClaim
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding
from techassure.lint.wording import plain
from techassure.proving.cells import cells_of, truths_by
from techassure.proving.combinations import Bits, Cells, Combinations, Truths, same
from techassure.proving.row_exchanges import exchanged
from techassure.proving.states import results

_FIX = "give an example in each that states its outcome, or correct the bound"
_ORDERED = ("number", "money", "date")


class _Range(NamedTuple):
    """A range by the truths of the words about it, and a value in it."""

    truths: Truths
    value: Any


class _Spoken(NamedTuple):
    """What is said of a fact or of a column of one: its type, each word once, and the values that examples give it."""

    fact: str
    column: str | None
    typed: Typed
    tried: tuple[Tried, ...]

    @property
    def leaves(self) -> list[Leaf]:
        """The words."""
        return [each.leaf for each in self.tried]


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for the first pair of ranges of each fact, and of each column."""
    for spoken in _spoken(criterion):
        pair = next(_alike(criterion, spoken), None) if len(spoken.tried) > 1 else None
        if pair:
            apart = [one != other for one, other in zip(pair[0].truths, pair[1].truths, strict=True)]
            one, other = (plain(facts.written(spoken.typed, each.value)) for each in pair)
            name = f"`{spoken.fact}: {one}` from `{other}`"
            if spoken.column:
                name = f"a row of `{spoken.fact}` with `{spoken.column}: {one}` from one with `{other}`"
            message = f"nothing tells {name}, and no example gives a value like the first"
            yield criterion.at(spoken.tried[apart.index(True)].path, message, _FIX, of_key=True)


def _spoken(criterion: ACriterion) -> Iterator[_Spoken]:
    """Yield what is said of each fact and column whose words draw lines between its values."""
    computed_from = set(_computed_from(criterion))
    found: dict[tuple[str, str | None], dict[Any, Tried]] = {}
    for each in tried(criterion):
        key = (each.fact, None if each.leaf.fact == each.fact else each.leaf.fact)
        if each.fact not in computed_from and each.leaf.word != "provided":
            found.setdefault(key, {}).setdefault(same(each.leaf), each)
    for (name, column), its in found.items():
        typed = _typed(criterion, name, column)
        if typed.type in _ORDERED:
            yield _Spoken(name, column, typed, tuple(its.values()))


def _computed_from(criterion: ACriterion) -> Iterator[str]:
    """Yield the facts from which others are computed that the criterion asks about."""
    for name in deciding(criterion.definition, criterion.facts):
        derived = criterion.facts[name].derived
        yield from derived.inputs if derived else ()


def _typed(criterion: ACriterion, name: str, column: str | None) -> Typed:
    fact = criterion.facts[name]
    return (fact.columns or {})[column] if column else fact


def _alike(criterion: ACriterion, spoken: _Spoken) -> Iterator[tuple[_Range, _Range]]:
    """Yield pairs of ranges that come to the same, of which no example gives the first."""
    leaves = spoken.leaves
    given = {truths_by(leaves, on)(value) for value, on in _given(spoken.tried)}
    days, prover = criterion.days, criterion.prover
    cells = cells_of(spoken.typed, leaves, days) if spoken.column else prover.cells(spoken.fact, leaves, days)
    ranges = [_Range(cell.truths, cell.value) for cell in cells.values]
    for first, second in permutations(ranges, 2):
        if first.truths not in given and criterion.never_on(_differ(criterion, spoken, first.truths, second.truths)):
            yield first, second


def _given(tried_of: Iterable[Tried]) -> Iterator[tuple[Any, Days]]:
    for each in tried_of:
        yield from ((given.value, given.days) for given in each.values)


def _differ(criterion: ACriterion, spoken: _Spoken, one: Truths, other: Truths) -> DatedClaim:
    """Return where the criterion comes to something else in the one range than in the other."""

    def against(grid: Combinations, days: Days) -> Bits:
        cells = grid.cells[spoken.fact]
        moves = (
            _of_rows(criterion, spoken, cells, days, one, other) if spoken.column else _own(spoken, cells, one, other)
        )
        bits = grid.everything if moves is None else 0
        for come_to in results(criterion.definition, grid, criterion.as_of, {}).values():
            for first, second in moves or ():
                bits |= grid.moved(come_to, spoken.fact, first, second) ^ (come_to & grid.having(spoken.fact, second))
        return bits

    return against


_Moves = set[tuple[int, int]]
"""From which cell of a fact to which other an exchange of the ranges leads."""


def _own(spoken: _Spoken, cells: Cells, one: Truths, other: Truths) -> _Moves:
    wanted = [same(leaf) for leaf in spoken.leaves]
    at = [[same(leaf) for leaf in cells.leaves].index(each) for each in wanted]
    found = [tuple([cell.truths[each] for each in at]) for cell in cells.values]
    return {(found.index(one), found.index(other))} if one in found and other in found else set()


def _of_rows(
    criterion: ACriterion, spoken: _Spoken, cells: Cells, days: Days, one: Truths, other: Truths
) -> _Moves | None:
    """Return the moves of a whole table; None where there are too many, or one that no cell shows."""
    fact, found = criterion.facts[spoken.fact], [cell.truths for cell in cells.values]
    pairs = exchanged(fact, cells.leaves, days, spoken.leaves, one, other)
    if pairs is None or any(truths not in found for pair in pairs for truths in pair):
        return None
    return {(found.index(before), found.index(after)) for before, after in pairs}


RULE = Rule(__name__, __doc__, find, "warning", rests_on_examples=True)
