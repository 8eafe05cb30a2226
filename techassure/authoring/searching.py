"""Every combination of answers, on days in every order, backed in every way: where two versions come to otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any

from techassure.authoring.trials import Version, fares
from techassure.definitions.definition import HEAD_FACTS, Definition
from techassure.definitions.digests import deciding, digest, of_fact
from techassure.definitions.words import Days, Tree, leaves
from techassure.engine.outcomes import Outcome, Result, Standing
from techassure.proving.cells import combinations_of
from techassure.proving.combinations import Bits, Combinations
from techassure.proving.day_orders import day_orders
from techassure.proving.states import InGrid, States, rule

MOST_ORDERS = 60
MOST_STANDINGS = 256
MOST_LOOKS = 2_048
"""So many orders of days, each with the ways in which answers are backed, are looked at: some seconds' worth."""
MOST_BITS = 1 << 26
"""So many combinations of answers, days and standings are looked at together; beyond, nothing is claimed of all."""


@dataclass
class Candidate:
    """Combinations of a grid in which a submission fares otherwise, by how far its outcome moves."""

    far: int
    direction: int
    bits: Bits
    grid: Combinations
    days: Days
    weak: Mapping[str, Standing]


@dataclass
class Search:
    """Looks at every combination of answers, on days in every order, backed in every way.

    ``parts`` are the versions as far as they are looked at. ``complete`` where nothing was left out, else ``gap`` says
    what was; ``unlike`` where answers come to the same by other parts.
    """

    old: Version
    new: Version
    parts: tuple[Version, Version]
    as_of: int
    complete: bool = True
    gap: str = ""
    unlike: bool = False
    candidates: list[Candidate] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.trees = [tree for version in self.parts for tree in _deciding(version.definition)]
        self.states = [States(version.definition) for version in self.parts]
        self.facts = {**self.old.facts, **self.new.facts}
        self.spoken = {leaf.fact for tree in self.trees for leaf in leaves(tree)}
        names = [{*deciding(version.definition, version.facts)} for version in (self.old, self.new)]
        self.other_facts = names[0] != names[1]
        for name in sorted((names[0] & names[1]) - HEAD_FACTS.keys()):
            if digest(of_fact(self.old.facts[name])) != digest(of_fact(self.new.facts[name])):
                self.leave_open(f"`{name}` is answered otherwise")
        judged = [words for words in map(_judged_by, (self.old.definition, self.new.definition)) if words]
        if len(judged) == 2 and judged[0] != judged[1]:
            self.leave_open("a reviewer judges it by other words")

    @property
    def directions(self) -> set[int]:
        """Whether submissions fare worse, better, or both."""
        return {candidate.direction for candidate in self.candidates}

    def leave_open(self, gap: str) -> None:
        """Note that not everything was looked at, and why."""
        self.complete, self.gap = False, self.gap or gap

    def look(self) -> None:
        """Look at every combination within bounds."""
        orders, all_of_them = day_orders([leaf for tree in self.trees for leaf in leaves(tree)], self.as_of)
        if not all_of_them or len(orders) > MOST_ORDERS:
            self.leave_open("the days can stand in too many orders")
        left, looks = MOST_BITS, 0
        for days in orders[:MOST_ORDERS]:
            grid = combinations_of(self.trees, self.facts, days)
            if grid is None:
                self.leave_open("there are too many combinations of answers")
                return
            for name in (name for name, cells in grid.cells.items() if not cells.complete):
                self.leave_open(f"it is not certain that every kind of answer to `{name}` was looked at")
            within = [each.on(grid) for each in self.states]
            for weak in self.standings():
                left, looks = left - grid.size, looks + 1
                if left < 0 or looks > MOST_LOOKS:
                    self.leave_open("there are too many combinations of answers")
                    return
                self.pairs(within, grid, days, weak)

    def standings(self) -> Iterator[dict[str, Standing]]:
        """Yield every way in which answers can stand against the evidence that is demanded, the best first."""
        names = [name for name in sorted(self.spoken) if self.is_backed(name)]
        ways = product((Standing.GOOD, *_WEAK), repeat=len(names))
        if 4 ** len(names) > MOST_STANDINGS:
            self.leave_open("there are too many ways in which the answers can be backed")
        for way in islice(ways, MOST_STANDINGS):
            yield {name: each for name, each in zip(names, way, strict=True) if each is not Standing.GOOD}

    def is_backed(self, name: str) -> bool:
        """Tell whether evidence for the fact matters."""
        demands = {version.definition.criterion.evidence.demands for version in (self.old, self.new)}
        if name.startswith("contract.") or name in HEAD_FACTS:
            return False
        return demands != {"claimed"} or self.facts[name].type == "document"

    def pairs(self, within: Sequence[InGrid], grid: Combinations, days: Days, weak: Mapping[str, Standing]) -> None:
        """Compare what each combination comes to under both versions."""
        one, other = (each.states(days.as_of, weak) for each in within)
        of = [each.rule.of for each in within]
        for state, before in one.items():
            for now_state, now in other.items():
                both = before.bits & now.bits
                if both and (state != now_state or not alike(before.result, now.result)):
                    self.unlike = self.unlike or state != now_state
                    moved = fares(before.result, now.result, of[0], of[1])
                    far = _far(before.result, now.result)
                    self.candidates += [Candidate(far, each, both, grid, days, weak) for each in moved]


_WEAK = (Standing.SHORT, Standing.EXPIRED, Standing.OTHER_VERSION)


def _judged_by(definition: Definition) -> list[Any]:
    """Return the words that a reviewer judges by; whether others ask for more, only people can say."""
    criterion = definition.criterion
    return [criterion.reviewer_asks, [band.says for band in criterion.bands]] if criterion.judged_by else []


def _deciding(definition: Definition) -> Iterable[Tree]:
    own = rule(definition)
    return [*([own.applies] if own.applies else []), *own.checks, *(tree for _, tree in own.bands if tree)]


def alike(one: Result, other: Result) -> bool:
    """Tell whether two results are the same outcome and the same points."""
    return (one.outcome, one.low, one.high) == (other.outcome, other.low, other.high)


def _far(old: Result, new: Result) -> int:
    """Return how far an outcome moves: from met to not met first, then other outcomes, then points alone."""
    pair = {old.outcome, new.outcome}
    return 3 if pair == {Outcome.MET, Outcome.NOT_MET} else 2 if Outcome.MET in pair else len(pair)
