"""The example of an answer from which something is computed: as near to what it was as does what it has to.

What the search finds is good enough, and may be far beyond. Between it and an answer that is not, the last one that is
good enough is looked for: of several answers one after the other, and of new rows the cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import ceil, floor
from typing import Any

from techassure.definitions import facts
from techassure.definitions.facts import Typed
from techassure.definitions.model import Fact
from techassure.definitions.validators import accepts
from techassure.definitions.words import Days, schemas
from techassure.engine.assessor import Assessment
from techassure.engine.plans import sources_in_order
from techassure.planning.board import Board
from techassure.planning.changes import Change, Word, with_changes
from techassure.planning.desk import keeps_gates
from techassure.planning.points import score
from techassure.proving.witnesses import value_of

_MOST_DECIMALS = {"number": 4, "money": 2}
_POWERS = [10**power for power in range(1, 10)]
_WHOLE = 100
Test = Callable[[Any], bool]


def nearest(changes: Sequence[Change], before: Assessment, after: Assessment, board: Board) -> list[Change]:
    """Return changes with better examples; ``after`` is what they come to, and what it gives, these give as well."""
    tried = _Examples(changes, after, board).made()
    if [each.shown for each in tried] == [each.shown for each in changes]:
        return list(changes)
    then = with_changes(before, tried)
    return tried if keeps_gates(after, then) and score(then) >= score(after) else list(changes)


class _Examples:
    """Examples of answers, each made better while the others stay as they are."""

    def __init__(self, changes: Sequence[Change], after: Assessment, board: Board) -> None:
        self.changes, self.board = changes, board
        self.settled: set[str] = set()
        self.values = {**after.weighed.claimed.values, **{each.fact: each.shown for each in changes}}
        self.reach = [(word[0].fact, _test(word, after.assessor.days)) for each in changes for word in each.reach]

    def made(self) -> list[Change]:
        """Return the changes with the examples that were found."""
        for name in dict.fromkeys(name for name, _ in self.reach):
            self._of_a_hundred(name)
        for each in self.changes:
            if each.computed and not each.given:
                self._improve(each, self.board.facts[each.fact])
        return [replace(each, shown=self.values[each.fact]) for each in self.changes]

    def _do(self, more: Mapping[str, Any]) -> bool:
        """Tell whether all that has to be reached is, with some other examples."""
        given, known = {**self.values, **more}, self.board.facts
        may_be = all(self.board.may_be(name, value) for name, value in more.items())
        found = ((test, value_of(name, given, known)) for name, test in self.reach)
        return may_be and all(value is not None and test(value) for test, value in found)

    def _of_a_hundred(self, name: str) -> None:
        """Let the whole of a percentage be a hundred where nothing was said of it."""
        derived = self.board.facts[name].derived
        new = {each.fact for each in self.changes if each.present is None}
        if derived and derived.function == "percentage" and new.issuperset(derived.inputs):
            part, whole = derived.inputs
            hundred = {part: _plain(self.values[part] / self.values[whole] * _WHOLE), whole: _WHOLE}
            if self._do(hundred):
                self.values |= hundred
                self.settled.add(whole)

    def _improve(self, change: Change, fact: Fact) -> None:
        name, shown = change.fact, self.values[change.fact]
        if fact.type in _MOST_DECIMALS and name not in self.settled:
            self.values[name] = self._nearest(name, fact, shown, self._others(change, fact), _itself)
        for column, cell in _cells(fact, shown) if not change.present else ():
            typed, rows = facts.columns_of(fact)[column], partial(_with_cell, self.values[name], column, cell)
            self.values[name] = rows(self._nearest(name, typed, cell, [typed.lowest or 0], rows))

    def _others(self, change: Change, fact: Fact) -> Iterator[float]:
        """Yield numbers to which the example may come nearer: what is answered, else less; of a whole first more."""
        if change.present is not None:
            yield change.present
            return
        ends = [max(self.values[change.fact], 1) * each for each in _POWERS]
        above = ends if fact.highest is None else [fact.highest]
        yield from (*above, fact.lowest or 0) if self._is_whole(change.fact) else (fact.lowest or 0, *above)

    def _is_whole(self, name: str) -> bool:
        known = self.board.facts
        derived = [found for each, _ in self.reach if (found := known[each].derived)]
        wholes = [each.inputs[1] for each in derived if each.function == "percentage"]
        return any(name in sources_in_order(each, known) for each in wholes)

    def _nearest(
        self, name: str, typed: Typed, shown: Any, others: Iterable[float], as_answer: Callable[[Any], Any]
    ) -> Any:
        """Return the last number that does on the way to the first of the others that does not."""
        reads = facts.reader(typed)

        def does(value: Any) -> bool:
            return not isinstance(reads(value), facts.Unreadable) and self._do({name: as_answer(value)})

        bad = next((each for each in others if not does(each)), shown)
        places = range(self._decimals(name), _MOST_DECIMALS[typed.type] + 1) if not typed.whole else (0,)
        found = (_last(shown, bad, each, does) for each in places if bad != shown)
        return next((each for each in found if each is not None), shown)

    def _decimals(self, name: str) -> int:
        """Return with how many decimals an answer is given, or those that stay and from which the same is computed."""
        behind = [sources_in_order(fact, self.board.facts) for fact, _ in self.reach]
        stays = {each for names in behind if name in names for each in names} - {each.fact for each in self.changes}
        present = (each.present for each in self.changes if each.fact == name)
        given = (*present, *(self.values.get(each) for each in stays))
        return max((len(str(each).partition(".")[2]) for each in given if isinstance(each, float)), default=0)


def _test(word: Word, days: Days) -> Test:
    leaf, holds = word
    return accepts(schemas(leaf, days)[0 if holds else 1])


def _last(good: float, bad: float, places: int, does: Test) -> int | float | None:
    """Return the last number of so many decimals that does, on the way from one that does to one that does not."""
    scale = 10**places
    far, near = (ceil(good * scale), floor(bad * scale)) if good > bad else (floor(good * scale), ceil(bad * scale))
    if not does(_plain(far / scale)):
        return None
    while abs(far - near) > 1:
        middle = (far + near) // 2
        far, near = (middle, near) if does(_plain(middle / scale)) else (far, middle)
    return _plain(far / scale)


def _plain(value: float) -> int | float:
    return int(value) if value == int(value) else value


def _itself(value: Any) -> Any:
    return value


def _cells(fact: Fact, rows: Any) -> Iterator[tuple[str, Any]]:
    """Yield the numbers that stand in the columns of a table, each once."""
    for name, column in facts.columns_of(fact).items():
        if column.type in _MOST_DECIMALS:
            yield from ((name, cell) for cell in dict.fromkeys(row[name] for row in rows if name in row))


def _with_cell(rows: Sequence[Mapping[str, Any]], name: str, old: Any, new: Any) -> list[dict[str, Any]]:
    return [{**row, name: new} if row.get(name) == old else dict(row) for row in rows]
