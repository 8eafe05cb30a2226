"""What a criterion comes to on every combination of answers at once, as bits of a grid of cells.

A state is all that the engine makes of answers and evidence before claims and reviews are looked at. Combinations in
one state have one result, which the engine itself is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from fractions import Fraction
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple

from techassure.definitions.definition import Definition
from techassure.definitions.words import FAILS, HOLDS, OPEN, All, Leaf, Not, Tree
from techassure.engine.outcomes import Bearing, Result, Rule, Standing, View, evaluate, rule_of
from techassure.proving.combinations import Bits, Combinations, Sides

Weak = Mapping[str, Standing]


class State(NamedTuple):
    """Whether it applies, what its checks come to together, its points out of 1, and whether a person says which."""

    applies: int
    checks: Bearing
    low: Fraction
    high: Fraction
    doubtful: bool


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
    own = rule(definition)
    seen = {name: standing for name, standing in weak.items() if name in own.bound()}
    return _Looking(own, grid, seen).states(day)


def results(definition: Definition, grid: Combinations, day: int, weak: Weak) -> dict[Any, Bits]:
    """Return the combinations by what they come to: outcome, what it may yet become, and points."""
    made: dict[Any, Bits] = {}
    for bits, result in states(definition, grid, day, weak).values():
        key = (result.outcome, result.possible, result.low, result.high)
        made[key] = made.get(key, 0) | bits
    return made


class _Looking:
    def __init__(self, own: Rule, grid: Combinations, weak: Weak) -> None:
        self.rule, self.grid, self.weak = own, grid, weak

    def states(self, day: int) -> dict[State, Found]:
        found: dict[State, Bits] = {}
        low, high, doubtful = self._points()
        for applies, its in self._applies().items():
            for checks, theirs in self._checks().items():
                for least, below in low.items():
                    for most, above in high.items():
                        bits = its & theirs & below & above
                        for doubt, part in ((True, bits & doubtful), (False, bits & ~doubtful)):
                            state = State(applies, checks, least, most, doubt and most > least)
                            if part:
                                found[state] = found.get(state, 0) | part
        return {state: Found(bits, self._result(bits, day)) for state, bits in found.items()}

    def _result(self, bits: Bits, day: int) -> Result:
        """Return what the engine makes of the first of the combinations: all of them are alike to it."""
        first = bits & -bits

        def truth(leaf: Leaf) -> int:
            sides = self.grid.of(leaf)
            return HOLDS if sides.holds & first else FAILS if sides.fails & first else OPEN

        return evaluate(self.rule, View(day, truth, self.weak))

    def _applies(self) -> dict[int, Bits]:
        everything = self.grid.everything
        holds, fails = self.grid.of(self.rule.applies) if self.rule.applies else (everything, 0)
        return {HOLDS: holds, FAILS: fails, OPEN: everything & ~(holds | fails)}

    def _checks(self) -> dict[Bearing, Bits]:
        """Return where the worst of the checks fails, is open, speaks of another version, or holds."""
        each = [self.bearings(tree) for tree in self.rule.checks]
        left, found = self.grid.everything, {}
        for worst in (Bearing.FAILS, Bearing.OPEN, Bearing.OTHER_VERSION):
            found[worst] = left & reduce(or_, [bearings[worst] for bearings in each], 0)
            left &= ~found[worst]
        return {**found, Bearing.HOLDS: left}

    def _points(self) -> tuple[dict[Fraction, Bits], dict[Fraction, Bits], Bits]:
        """Return where the points are at least and at most so many, out of 1, and where another version's count."""
        everything = self.grid.everything
        if not self.rule.bands or self.rule.by_reviewer:
            return {Fraction(0): everything}, {Fraction(1): everything}, 0
        low, high, doubtful = everything, everything, 0
        least: dict[Fraction, Bits] = {}
        most: dict[Fraction, Bits] = {}
        for points, tree in sorted(self.rule.bands, key=lambda band: -band[0]):
            bearings = self.bearings(tree) if tree else {Bearing.HOLDS: everything}
            share = points / self.rule.of
            least[share] = low & bearings.get(Bearing.HOLDS, 0)
            most[share] = high & ~bearings.get(Bearing.FAILS, 0)
            low, high = low & ~least[share], high & ~most[share]
            doubtful |= bearings.get(Bearing.OTHER_VERSION, 0)
        nothing = Fraction(0)
        least[nothing], most[nothing] = least.get(nothing, 0) | low, most.get(nothing, 0) | high
        return least, most, doubtful

    def bearings(self, tree: Tree) -> dict[Bearing, Bits]:
        """Return where a check fails (or has expired), is open (or short of evidence), needs a person, or holds."""
        holds, fails = self.grid.of(tree)
        expired = {name for name, standing in self.weak.items() if standing is Standing.EXPIRED}
        without = self._against(tree, expired, set(), HOLDS)
        fails |= holds & without.fails
        kept = holds & without.holds
        short = {name for name, standing in self.weak.items() if standing is Standing.SHORT}
        backed = kept & self._against(tree, expired, short, HOLDS).holds
        other = {name for name, standing in self.weak.items() if standing is Standing.OTHER_VERSION}
        good = backed & self._against(tree, expired, short | other, HOLDS).holds
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
