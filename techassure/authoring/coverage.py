"""Which checks, bands, options and outcomes of a criterion its examples exercise, and which they leave untried."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from typing import Literal

from techassure.definitions.definition import Definition
from techassure.definitions.facts import Typed
from techassure.definitions.model import Fact
from techassure.definitions.words import FAILS, HOLDS, OPEN, All, Leaf, Not, Tree, leaves, truth
from techassure.engine.outcomes import Bearing, Outcome, bearing
from techassure.phrases import counted
from techassure.problems import Path, Problem
from techassure.proving.examples import Ran

Kind = Literal["check", "band", "option", "outcome"]
KINDS: tuple[Kind, ...] = ("check", "band", "option", "outcome")
_WAYS = {HOLDS: "holds", OPEN: "is open", FAILS: "fails"}
_BEARINGS = {Bearing.HOLDS: HOLDS, Bearing.FAILS: FAILS, Bearing.EXPIRED: FAILS}


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that examples should exercise; ``by`` names the cases that do, none where nothing does."""

    definition: Definition
    kind: Kind
    what: str
    path: Path
    by: tuple[str, ...]

    def problem(self) -> Problem:
        """Return the remark that no example exercises it."""
        message = f"no example shows that {self.what}"
        return self.definition.source.problem(self.path, "not-exercised", message, "add a case that does")


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the examples of some criteria exercise."""

    parts: tuple[Part, ...]

    def counts(self) -> dict[Kind, tuple[int, int]]:
        """Return how many parts of each kind are exercised, and of how many."""
        found = {kind: [part for part in self.parts if part.kind == kind] for kind in KINDS}
        return {kind: (sum(bool(part.by) for part in parts), len(parts)) for kind, parts in found.items()}

    def untried(self) -> list[Problem]:
        """Return a remark for every part that no example exercises, where it stands."""
        return [part.problem() for part in self.parts if not part.by]


def coverage(cases: Iterable[Ran], facts: Mapping[str, Fact]) -> Coverage:
    """Return what the cases exercise. Cases of one criterion stand together, as running them leaves them."""
    groups = groupby(cases, key=lambda case: case.definition.key)
    return Coverage(tuple([part for _, group in groups for part in _Criterion(list(group), facts).parts()]))


class _Criterion:
    """The cases of one criterion."""

    def __init__(self, cases: list[Ran], facts: Mapping[str, Fact]) -> None:
        self.definition = cases[0].definition
        self.facts = facts
        self.seen: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for case in cases:
            for key in dict.fromkeys(self._exercised(case)):
                self.seen[key].append(case.case.name)

    def parts(self) -> Iterator[Part]:
        """Yield every part that examples should exercise."""
        if self.definition.applies:
            yield from self._ways("applies_when", self.definition.applies, "applies_when", ("applies_when",))
        for at, (check, tree) in enumerate(self.definition.checks):
            path = ("checks", at) if at < len(self.definition.criterion.checks) else ("evidence",)
            yield from self._ways(check.id, tree, f"the check `{check.id}`", path)
        for at, (band, _) in enumerate(self.definition.bands):
            had = f"{counted(f'{float(band.points):g}', 'point')} can be had"
            yield self._part("band", ("band", str(band.points)), had, ("bands", at))
        yield from self._options()
        for outcome in self._outcomes():
            what = f"the criterion can be `{outcome.text}`"
            yield self._part("outcome", ("outcome", outcome.text), what, ("examples",))

    def _part(self, kind: Kind, key: tuple[str, ...], what: str, path: Path) -> Part:
        return Part(self.definition, kind, what, path, tuple(self.seen.get(key, ())))

    def _ways(self, name: str, tree: Tree, shown: str, path: Path) -> Iterator[Part]:
        possible = _possible(tree)
        for way in (HOLDS, FAILS) if FAILS in possible else (HOLDS, OPEN):
            yield self._part("check", ("check", name, _WAYS[way]), f"{shown} {_WAYS[way]}", path)

    def _options(self) -> Iterator[Part]:
        for name, (fact, path) in self._asked().items():
            for option in _options_of(fact):
                yield self._part("option", ("option", name, option), f"`{name}` can be answered `{option}`", path)

    def _asked(self) -> dict[str, tuple[Typed, Path]]:
        """Return the facts and columns that the expectations speak of, with the first place that does."""
        found: dict[str, tuple[Typed, Path]] = {}
        for tree, path in self._expectations():
            for leaf in leaves(tree):
                found.setdefault(leaf.fact, (self.facts[leaf.fact], path))
                for column in _columns(leaf):
                    typed = (self.facts[leaf.fact].columns or {})[column]
                    found.setdefault(f"{leaf.fact}/{column}", (typed, path))
        return {name: (fact, path) for name, (fact, path) in found.items() if not name.startswith("contract.")}

    def _expectations(self) -> Iterator[tuple[Tree, Path]]:
        definition = self.definition
        if definition.applies:
            yield definition.applies, ("applies_when",)
        written = len(definition.criterion.checks)
        yield from ((tree, ("checks", at, "expect")) for at, (_, tree) in enumerate(definition.checks[:written]))
        yield from ((tree, ("bands", at, "expect")) for at, (_, tree) in enumerate(definition.bands) if tree)

    def _outcomes(self) -> Iterator[Outcome]:
        """Yield the outcomes that the definition itself can lead to, claims of equivalents left out."""
        definition, criterion = self.definition, self.definition.criterion
        yield Outcome.MET
        trees = [tree for _, tree in (*definition.checks, *definition.bands) if tree]
        if criterion.judged_by or any(FAILS in _possible(tree) for tree in trees):
            yield Outcome.NOT_MET
        if trees:
            yield Outcome.NO_ANSWER
        if criterion.judged_by or criterion.may_claim_not_applicable:
            yield Outcome.NEEDS_REVIEW
        if criterion.may_claim_not_applicable or (definition.applies and FAILS in _possible(definition.applies)):
            yield Outcome.NOT_APPLICABLE

    def _exercised(self, ran: Ran) -> Iterator[tuple[str, ...]]:
        assessment = ran.assessment
        if assessment is None:
            return
        result = assessment.results[0]
        view = assessment.view(assessment.assessor.criteria[0], assessment.assessor.as_of)
        yield "outcome", result.outcome.text
        for name, value in assessment.situation.values.items():
            yield from _chosen(name, value)
        if self.definition.applies:
            yield "check", "applies_when", _WAYS[truth(self.definition.applies, view.truth)]
        if result.outcome is Outcome.NOT_APPLICABLE:
            return
        for check, tree in self.definition.checks:
            yield "check", check.id, _WAYS[_BEARINGS.get(bearing(tree, view.truth, view.weak), OPEN)]
        if result.low == result.high:
            yield "band", str(result.low)


def _possible(tree: Tree) -> set[int]:
    """Return what an expectation may come to, as far as its words tell: `provided` never fails."""
    if isinstance(tree, Leaf):
        return {HOLDS, OPEN} if tree.word == "provided" else {HOLDS, OPEN, FAILS}
    if isinstance(tree, Not):
        return {-value for value in _possible(tree.part)}
    best = min if isinstance(tree, All) else max
    said = [_possible(part) for part in tree.parts]
    return reduce(lambda one, other: {best(a, b) for a in one for b in other}, said)


def _columns(leaf: Leaf) -> Iterator[str]:
    if leaf.word in ("every", "some"):
        yield from (inner.fact for inner in leaves(leaf.argument))


def _options_of(fact: Typed) -> list[str]:
    if fact.type == "yes-no":
        return ["yes", "no"]
    return [option for option in fact.options or {} if option not in fact.retired]


def _chosen(name: str, value: object) -> Iterator[tuple[str, ...]]:
    """Yield the options that an answer chooses, those in the rows of a table included."""
    if isinstance(value, bool):
        yield "option", name, "yes" if value else "no"
    elif isinstance(value, str):
        yield "option", name, value
    elif isinstance(value, list):
        for each in value:
            cells = each.items() if isinstance(each, dict) else ()
            yield from _chosen(name, each) if not isinstance(each, dict) else ()
            yield from (part for column, cell in cells for part in _chosen(f"{name}/{column}", cell))
