"""What has to change at the least, whatever is answered: a bound from below for plans not proved to be the smallest.

Where not every value of an answer was looked at, any change of it is taken to do all that is wanted. So every set of
changes that does what it should is a way here too, and none of them costs less than the cheapest of these ways.
"""

from __future__ import annotations

from collections.abc import Sequence

from techassure.definitions.words import OPEN, Leaf
from techassure.engine.plans import sources_in_order
from techassure.planning.joining import ALWAYS, KEEP, NEVER, Alternatives, Way
from techassure.planning.literals import place
from techassure.planning.ways import Ways

CHANGED = KEEP << 1


class Needs(Ways):
    """The ways to what criteria expect, if a change of an answer could make of it whatever is wanted."""

    def of_leaf(self, leaf: Leaf, wanted: int) -> Alternatives:
        """Return the ways in which a leaf may come out: exactly, where all that can be answered was looked at."""
        if self.facts[leaf.fact].derived:
            return self.through([leaf], wanted)
        if leaf.fact not in self.board.inputs and self.board.choices(leaf.fact).whole:
            return super().of_leaf(leaf, wanted)
        bits = (KEEP if self._is(leaf, wanted) else 0) | (CHANGED if self.board.is_open(leaf.fact) else 0)
        return Alternatives(({leaf.fact: bits},)) if bits else NEVER

    def through(self, said: Sequence[Leaf], wanted: int) -> Alternatives:
        """Return the ways in which something computed may come out: it is not computed before all is answered."""
        if all(self._is(leaf, wanted) for leaf in said):
            return ALWAYS
        present = self.board.assessment.weighed.claimed.values
        sources = sources_in_order(said[0].fact, self.facts)
        missing = [name for name in sources if present.get(name) is None]
        ways: list[Way] = [dict.fromkeys(missing, CHANGED)] if missing else [{name: CHANGED} for name in sources]
        return Alternatives(tuple(way for way in ways if all(map(self.board.is_open, way))))

    def _is(self, leaf: Leaf, wanted: int) -> bool:
        """Tell whether a leaf comes out so today."""
        plan, truths = self.board.truths[leaf.fact]
        return (truths[place(leaf, plan.leaves)] if truths else OPEN) == wanted
