"""The cheapest choice of one way for each criterion: branch and bound over criteria that share facts.

A bound from below: the effort of a fact is shared out among the criteria that speak of it, and each takes the least
that it can pay of its own. A search that runs out of its steps keeps the best it found, and says how good it could be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from techassure.planning.joining import KEEP, Alternatives, Cost, Way, contains, together

MOST_STEPS = 4_000
_ZERO = Fraction(0)


class Found(NamedTuple):
    """A way that serves every criterion of a group; None: there is none. ``least`` bounds its effort from below.

    ``exact``: nothing cheaper does it: all was looked at, or what was found costs no more than ``least``.
    """

    way: Way | None
    effort: Fraction
    least: Fraction
    exact: bool


def groups(criteria: Mapping[int, Alternatives]) -> list[list[int]]:
    """Return the criteria in groups that share no fact, each in order."""
    left = {at: {name for way in found.ways for name in way} for at, found in criteria.items()}
    made = []
    while left:
        first, names = next(iter(left.items()))
        group = {first}
        while True:
            more = {at for at, its in left.items() if at not in group and its & names}
            if not more:
                break
            group |= more
            names = names.union(*(left[at] for at in more))
        made.append(sorted(group))
        left = {at: its for at, its in left.items() if at not in group}
    return made


def cheapest(criteria: Sequence[Alternatives], cost: Cost) -> Found:
    """Return the cheapest way that serves all of the criteria."""
    search = _Search(criteria, cost)
    least = search.bound({}, [at for at in search.everyone if criteria[at].whole])
    if all(cost(name).denominator == 1 for name in search.sharing):
        least = Fraction(ceil(least))
    search.descend({}, search.everyone, _ZERO)
    spent = search.steps > MOST_STEPS
    effort = _ZERO if search.best is None else effort_of(search.best, cost)
    whole = all(each.whole for each in criteria) and not spent
    exact = whole or (search.best is not None and effort == least)
    return Found(search.best, effort, effort if exact else min(least, effort), exact)


def effort_of(way: Way, cost: Cost) -> Fraction:
    """Return the effort of the facts that have to change."""
    return sum((cost(name) for name, bits in way.items() if not bits & KEEP), _ZERO)


class _Search:
    def __init__(self, criteria: Sequence[Alternatives], cost: Cost) -> None:
        self.criteria = [each.ways for each in criteria]
        self.cost = cost
        self.everyone = tuple(range(len(self.criteria)))
        named = (name for ways in self.criteria for name in {name for way in ways for name in way})
        self.sharing = Counter(named)
        self.best: Way | None = None
        self.least_found: Fraction | None = None
        self.steps = 0

    def bound(self, taken: Way, left: Sequence[int]) -> Fraction:
        """Return what the criteria that are left cost at least, beyond what was taken."""
        return sum(
            (min((self._share(way, taken) for way in self._fitting(at, taken)), default=_ZERO) for at in left), _ZERO
        )

    def _share(self, way: Way, taken: Way) -> Fraction:
        new = (name for name, bits in way.items() if not bits & KEEP and taken.get(name, KEEP) & KEEP)
        return sum((self.cost(name) / self.sharing[name] for name in new), _ZERO)

    def _fitting(self, at: int, taken: Way) -> Iterator[Way]:
        return (way for way in self.criteria[at] if all(taken.get(name, bits) & bits for name, bits in way.items()))

    def descend(self, taken: Way, left: Sequence[int], spent: Fraction) -> None:
        """Look for a cheaper choice below what was taken."""
        self.steps += 1
        open_ones = [at for at in left if not any(contains(way, taken) for way in self.criteria[at])]
        if self.steps > MOST_STEPS * (10 if self.best is None else 1):
            return
        if not open_ones:
            if self.least_found is None or spent < self.least_found:
                self.best, self.least_found = dict(taken), spent
            return
        if self.least_found is not None and spent + self.bound(taken, open_ones) >= self.least_found:
            return
        options = {at: list(self._fitting(at, taken)) for at in open_ones}
        at = min(open_ones, key=lambda each: len(options[each]))
        for added, way in sorted(self._priced(options[at], taken, spent), key=lambda each: each[0]):
            if self.least_found is None or added < self.least_found:
                self.descend(way, [each for each in open_ones if each != at], added)

    def _priced(self, ways: Sequence[Way], taken: Way, spent: Fraction) -> Iterator[tuple[Fraction, Way]]:
        for way in ways:
            both = together(taken, way)
            if both is not None:
                new = (name for name, bits in both.items() if not bits & KEEP and taken.get(name, KEEP) & KEEP)
                yield spent + sum((self.cost(name) for name in new), _ZERO), both
