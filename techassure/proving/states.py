"""What a criterion comes to on every combination of answers at once, as bits of a grid of cells.

A state is all that the engine makes of answers and evidence before claims and reviews are looked at. Combinations in
one state have one result, which the engine itself is asked for, once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any, NamedTuple

from techassure.definitions.definition import Definition
from techassure.definitions.words import FAILS, HOLDS, OPEN, All, Leaf, Not, Tree, leaves
from techassure.engine.outcomes import Bearing, Result, Rule, Standing, View, evaluate, rule_of
from techassure.proving.combinations import Bits, Combinations, Sides

Weak = Mapping[str, Standing]


Share = tuple[int, int]
"""A part of the whole: of two numbers, as a fraction takes long to look up."""


class State(NamedTuple):
    """Whether it applies, what its checks come to together, and its share of the points.

    The share is at least ``low`` and at most ``high``; ``accepted``, where documents of another version count.
    """

    applies: int
    checks: Bearing
    low: Share
    accepted: Share
    high: Share


class Found(NamedTuple):
    """The combinations in a state, and what the engine says of them."""

    bits: Bits
    result: Result


def rule(definition: Definition) -> Rule:
    """Return the definition as the engine sees it."""
    checks = [tree for _, tree in definition.checks]
    bands = [(band.points, tree) for band, tree in definition.bands]
    return rule_of(definition.criterion, definition.key, definition.applies, checks, bands)


def states(definition: Definition, grid: Combinations, day: int, weak: Weak) -> dict[State, Found]:
    """Return the states that occur, with their combinations and their result."""
    return States(definition).on(grid).states(day, weak)


def results(definition: Definition, grid: Combinations, day: int, weak: Weak) -> dict[Any, Bits]:
    """Return the combinations by what they come to: outcome, what it may yet become, and points."""
    made: dict[Any, Bits] = {}
    for bits, result in states(definition, grid, day, weak).values():
        key = (result.outcome, result.possible, result.low, result.high)
        made[key] = made.get(key, 0) | bits
    return made


class States:
    """The states of one definition, in one grid after another."""

    def __init__(self, definition: Definition) -> None:
        self._rule = rule(definition)
        self._said: dict[State, Result] = {}

    def on(self, grid: Combinations) -> InGrid:
        """Return what finds them in a grid."""
        return InGrid(self._rule, grid, self._said)


class InGrid:
    """The states in one grid, for any standings; of a check only those matter of the facts that it speaks of."""

    def __init__(self, own: Rule, grid: Combinations, said: dict[State, Result]) -> None:
        self.rule, self.grid, self._said = own, grid, said
        trees = [*own.checks, *(tree for _, tree in own.bands if tree)]
        self._facts = {id(tree): tuple(dict.fromkeys(leaf.fact for leaf in leaves(tree))) for tree in trees}
        self._bearings: dict[tuple[int, tuple[Standing, ...]], dict[Bearing, Bits]] = {}

    def states(self, day: int, weak: Weak) -> dict[State, Found]:
        """Return the states that occur, with their combinations and their result."""
        points = self._points(weak)
        return {
            (state := State(applies, checks, *shares)): self._found(state, bits, day, weak)
            for checks, theirs in self._checks(weak).items()
            for applies, its in self._applies.items()
            for shares, bits in _together(its & theirs, points)
        }

    def _found(self, state: State, bits: Bits, day: int, weak: Weak) -> Found:
        """Return what the engine makes of the first of the combinations: all of them are alike to it."""
        result = self._said.get(state)
        if result is None:
            result = self._said[state] = evaluate(self.rule, View(day, self.grid.truth_in(bits), weak))
        return Found(bits, result)

    @cached_property
    def _applies(self) -> dict[int, Bits]:
        everything = self.grid.everything
        holds, fails = self.grid.of(self.rule.applies) if self.rule.applies else (everything, 0)
        return {HOLDS: holds, FAILS: fails, OPEN: everything & ~(holds | fails)}

    def _checks(self, weak: Weak) -> dict[Bearing, Bits]:
        """Return where the worst of the checks fails, is open, speaks of another version, or holds."""
        each = [self.bearings(tree, weak) for tree in self.rule.checks]
        left, found = self.grid.everything, {}
        for worst in (Bearing.FAILS, Bearing.OPEN, Bearing.OTHER_VERSION):
            found[worst] = left & reduce(or_, [bearings[worst] for bearings in each], 0)
            left &= ~found[worst]
        return {**found, Bearing.HOLDS: left}

    def _points(self, weak: Weak) -> _Points:
        """Return where the points are at least so many, with another version's documents, and at most, out of 1."""
        everything = self.grid.everything
        if not self.rule.bands or self.rule.by_reviewer:
            return {_NOTHING: everything}, {_NOTHING: everything}, {_ALL: everything}
        found: _Points = ({}, {}, {})
        left = [everything] * 3
        for points, tree in sorted(self.rule.bands, key=lambda band: -band[0]):
            share = (points / self.rule.of).as_integer_ratio()
            for at, reached in enumerate(self._reached(tree, weak)):
                found[at][share] = left[at] & reached
                left[at] &= ~reached
        for at, none in enumerate(left):
            found[at][_NOTHING] = found[at].get(_NOTHING, 0) | none
        return found

    def _reached(self, tree: Tree | None, weak: Weak) -> tuple[Bits, Bits, Bits]:
        """Return where a band surely holds, holds with another version's documents, and may yet hold."""
        everything = self.grid.everything
        if tree is None:
            return everything, everything, everything
        bearings = self.bearings(tree, weak)
        holds = bearings[Bearing.HOLDS]
        return holds, holds | bearings[Bearing.OTHER_VERSION], everything & ~bearings[Bearing.FAILS]

    def bearings(self, tree: Tree, weak: Weak) -> dict[Bearing, Bits]:
        """Return where a check fails (or has expired), is open (or short of evidence), needs a person, or holds."""
        key = (id(tree), tuple([weak.get(name, Standing.GOOD) for name in self._facts[id(tree)]]))
        if key not in self._bearings:
            own = {name: weak[name] for name in self._facts[id(tree)] if name in weak}
            self._bearings[key] = self._made(tree, own)
        return self._bearings[key]

    def _made(self, tree: Tree, weak: Weak) -> dict[Bearing, Bits]:
        holds, fails = self.grid.of(tree)
        expired, short, other = (
            {name for name, standing in weak.items() if standing is each}
            for each in (Standing.EXPIRED, Standing.SHORT, Standing.OTHER_VERSION)
        )
        if expired:
            without = self._against(tree, expired, set(), HOLDS)
            fails, holds = fails | (holds & without.fails), holds & without.holds
        backed = holds & self._against(tree, expired, short, HOLDS).holds if short else holds
        good = backed & self._against(tree, expired, short | other, HOLDS).holds if other else backed
        found = {Bearing.FAILS: fails, Bearing.OTHER_VERSION: backed & ~good, Bearing.HOLDS: good}
        return {**found, Bearing.OPEN: self.grid.everything & ~reduce(or_, found.values())}

    def _against(self, tree: Tree, expired: AbstractSet[str], left_out: AbstractSet[str], sign: int) -> Sides:
        """Return the sides where expired facts speak against the check, and those left out say nothing."""
        if isinstance(tree, Leaf):
            if tree.fact in expired:
                return Sides(0, self.grid.everything) if sign == HOLDS else Sides(self.grid.everything, 0)
            return Sides(0, 0) if tree.fact in left_out else self.grid.of(tree)
        if isinstance(tree, Not):
            part = self._against(tree.part, expired, left_out, -sign)
            return Sides(part.fails, part.holds)
        parts = [self._against(part, expired, left_out, sign) for part in tree.parts]
        joined: tuple[Callable[[Bits, Bits], Bits], ...] = (and_, or_) if isinstance(tree, All) else (or_, and_)
        return Sides(reduce(joined[0], [p.holds for p in parts]), reduce(joined[1], [p.fails for p in parts]))


_NOTHING, _ALL = (0, 1), (1, 1)
_Points = tuple[dict[Share, Bits], dict[Share, Bits], dict[Share, Bits]]


def _together(bits: Bits, points: _Points) -> Iterator[tuple[tuple[Share, Share, Share], Bits]]:
    """Yield the points that stand together somewhere among the bits, and where."""
    for low, below in points[0].items():
        for high, above in points[2].items() if (within := bits & below) else ():
            for accepted, between in points[1].items() if (both := within & above) else ():
                if both & between:
                    yield (low, accepted, high), both & between
