"""How one version of a criterion differs from another, proven: by a submission, or by every combination there is.

A difference is claimed only with a submission that was run through the engine; that there is none, or none in one
direction, only where certified cells were looked at without exception. What is neither is said to be undecided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product
from typing import Any, Literal

from techassure.authoring.trials import HEAD, Trial, Version, fares
from techassure.definitions.definition import HEAD_FACTS, Definition
from techassure.definitions.digests import deciding, digest, of_fact
from techassure.definitions.model import Fact
from techassure.definitions.words import Days, Tree, leaves
from techassure.engine.outcomes import Outcome, Result, Standing
from techassure.engine.plans import CLAIMED, DOCUMENTED, MEASURED, PROVENANCE, VERIFIED
from techassure.proving import witnesses
from techassure.proving.cells import combinations_of
from techassure.proving.combinations import Bits, Combinations
from techassure.proving.day_orders import day_orders
from techassure.proving.examples import Report, test_definition
from techassure.proving.states import InGrid, States, rule

Relation = Literal["equivalent", "stricter", "looser", "different", "worse for some", "better for some", "not decided"]
WORSE, BETTER = -1, 1
MOST_ORDERS = 60
MOST_STANDINGS = 256
MOST_LOOKS = 2_048
"""So many orders of days, each with the ways in which answers are backed, are looked at: some seconds' worth."""
MOST_BITS = 1 << 26
"""So many combinations of answers, days and standings are looked at together; beyond, nothing is claimed of all."""
_MOST_TRIED = 40


@dataclass(frozen=True)
class Witness:
    """A submission, and what the engine made of it under the old version and under the new one."""

    trial: Trial
    old: Result
    new: Result


@dataclass(frozen=True)
class Comparison:
    """How the new version relates to the old: ``stricter`` is worse for some submission, and better for none.

    ``worse for some`` is shown to be worse for a submission, and whether it is better for another is not decided.
    """

    relation: Relation
    worse: Witness | None = None
    better: Witness | None = None
    why: str = ""


def compare(old: Version, new: Version, as_of: int) -> Comparison:
    """Return how two versions of a criterion relate."""
    frame = _frame(old.definition, new.definition)
    found = [_compare(old, new, _shared_left_out(old, new, frame), frame, as_of)]
    if found[0].relation == "not decided":
        found.append(_compare(old, new, (old, new), frame, as_of))
    return found[-1]


def _compare(old: Version, new: Version, parts: tuple[Version, Version], frame: set[int], as_of: int) -> Comparison:
    search = _Search(old, new, parts, as_of)
    search.look()
    possible = search.directions | frame
    shown = {each: search.witness(each) for each in sorted(possible)}
    worse, better = shown.get(WORSE), shown.get(BETTER)
    why = _why(search, frame)
    if not possible:
        return Comparison("not decided" if why else "equivalent", why=why)
    if worse and better:
        return Comparison("different", worse, better)
    if len(possible) == 1 and (worse or better) and not why:
        return Comparison("stricter" if worse else "looser", worse, better)
    if worse or better:
        other = "better" if worse else "worse"
        told: Relation = "worse for some" if worse else "better for some"
        return Comparison(told, worse, better, f"whether any fare {other} too: {why or _MASKED}")
    return Comparison("not decided", why=why or _MASKED)


_MASKED = "no submission was found that shows it"


def _why(search: _Search, frame: set[int]) -> str:
    """Return why nothing may be claimed of every submission; nothing where it may."""
    if not search.complete:
        return search.gap
    if not search.directions and not frame and search.unlike:
        return "answers come to the same, but by other parts, which claims and reviews may tell apart"
    if not search.directions and not frame and search.other_facts:
        return "answers come to the same, but other facts are asked"
    return ""


# --- what stands beside the answers ---------------------------------------------------------------------------------


def _frame(old: Definition, new: Definition) -> set[int]:
    """Return how submissions may fare otherwise by what does not depend on answers: evidence, claims and reviewers."""
    one, other = old.criterion, new.criterion
    found = {
        _step(PROVENANCE.index(other.evidence.demands), PROVENANCE.index(one.evidence.demands)),
        _step(bool(other.judged_by), bool(one.judged_by)),
        _step(one.may_claim_not_applicable, other.may_claim_not_applicable),
        _step(one.accepts_equivalent, other.accepts_equivalent),
    }
    before, now = set(one.evidence.by), set(other.evidence.by)
    if "claimed" not in (one.evidence.demands, other.evidence.demands):
        found |= {WORSE} if before - now else set()
        found |= {BETTER} if now - before else set()
    if other.judged_by and _rubric(old) != _rubric(new):
        found |= {WORSE, BETTER}
    return found - {0}


def _step(asked: int, was_asked: int) -> int:
    return WORSE if asked > was_asked else BETTER if asked < was_asked else 0


def _rubric(definition: Definition) -> list[Any]:
    return [definition.criterion.pass_mark, [band.points for band, _ in definition.bands]]


def _judged_by(definition: Definition) -> list[Any]:
    """Return the words that a reviewer judges by; whether others ask for more, only people can say."""
    criterion = definition.criterion
    return [criterion.reviewer_asks, [band.says for band in criterion.bands]] if criterion.judged_by else []


def _shared_left_out(old: Version, new: Version, frame: set[int]) -> tuple[Version, Version]:
    """Return both versions without the checks that they share: what those come to is the same under both."""
    if frame:
        return old, new
    shared = {repr(tree) for _, tree in old.definition.checks} & {repr(tree) for _, tree in new.definition.checks}
    return _without(old, shared), _without(new, shared)


def _without(version: Version, shared: set[str]) -> Version:
    kept = tuple((check, tree) for check, tree in version.definition.checks if repr(tree) not in shared)
    return Version(version.definition._replace(checks=kept), version.edition, version.facts)


# --- the search -----------------------------------------------------------------------------------------------------


@dataclass
class _Candidate:
    """Combinations of a grid in which a submission fares otherwise, by how far its outcome moves."""

    far: int
    direction: int
    bits: Bits
    grid: Combinations
    days: Days
    weak: Mapping[str, Standing]


@dataclass
class _Search:
    """Looks at every combination of answers, on days in every order, backed in every way."""

    old: Version
    new: Version
    parts: tuple[Version, Version]
    as_of: int
    complete: bool = True
    gap: str = ""
    unlike: bool = False
    candidates: list[_Candidate] = field(default_factory=list)

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
                if both and (state != now_state or not _alike(before.result, now.result)):
                    self.unlike = self.unlike or state != now_state
                    moved = fares(before.result, now.result, of[0], of[1])
                    far = _far(before.result, now.result)
                    self.candidates += [_Candidate(far, each, both, grid, days, weak) for each in moved]

    # --- submissions that show it

    def witness(self, direction: int) -> Witness | None:
        """Return a submission that fares so; None where none was found."""
        tried = (self._shown(trial, direction) for trial in self._trials(direction))
        return next((found for found in tried if found), None)

    def _trials(self, direction: int) -> Iterator[Trial]:
        fitting = [each for each in self.candidates if each.direction == direction]
        bases = [*self._usual(self.new), *self._usual(self.old), {}]
        for each in islice(sorted(fitting, key=lambda each: (len(each.weak), -each.far)), _MOST_TRIED):
            values = witnesses.first_answers(each.bits, each.grid, self.facts)
            for base in bases if values is not None else ():
                yield Trial(each.days.as_of, self._filled(base, values or {}, each.days), each.weak)
        for base in bases[:-1]:
            yield from self._otherwise_backed(base)

    def _filled(self, base: Mapping[str, Any], values: Mapping[str, Any], days: Days) -> dict[str, Any]:
        """Return the base with what the cells say, and without what they leave unanswered."""
        asked = {each for name in self.spoken for each in _asked(name, self.facts)}
        made = {name: value for name, value in base.items() if name not in asked} | dict(values)
        contract = {"contract.start": days.start, "contract.end": days.end}
        return made | {name: day for name, day in contract.items() if day is not None and name not in made}

    def _usual(self, version: Version) -> list[dict[str, Any]]:
        """Return the usual answers of a version's examples, if they can be read."""
        report = Report()
        test_definition(version.definition, version.edition, version.facts, report)
        found = report.cases[0].assessment
        if found is None:
            return []
        kinds = {each.kind: each.kind for each in found.submission.documents if each.kind in version.facts}
        values = {name: value for name, value in found.submission.values.items() if HEAD.get(name) != value}
        return [{**values, **kinds, **found.assessor.selection.contract}]

    def _otherwise_backed(self, base: dict[str, Any]) -> Iterator[Trial]:
        """Yield submissions of the same answers with other evidence, claims and reviews."""
        answers = {name: value for name, value in base.items() if self.facts[name].type != "document"}
        kinds = {version.definition.criterion.evidence.by for version in (self.old, self.new)}
        beside = [((kind,), CLAIMED) for each in kinds for kind in each]
        for documents, provenance in [*beside, *(((), each) for each in (CLAIMED, DOCUMENTED, MEASURED, VERIFIED))]:
            for values in ({}, answers, base):
                for claim, review in product((None, "not-applicable", "equivalent"), (None, True, False)):
                    yield Trial(self.as_of, values, {}, provenance, documents, claim, review)  # type: ignore[arg-type]

    def _shown(self, trial: Trial, direction: int) -> Witness | None:
        old, new = trial.run(self.old), trial.run(self.new)
        if old is None or new is None:
            return None
        of = [rule(version.definition).of for version in (self.old, self.new)]
        if fares(old, new, of[0], of[1]) != {direction}:
            return None
        return self._pruned(Witness(trial, old, new))

    def _pruned(self, witness: Witness) -> Witness:
        """Leave out the answers without which the outcomes are the same: a person then sees what matters."""
        for name in sorted(witness.trial.values):
            left = {each: value for each, value in witness.trial.values.items() if each != name}
            weak = {each: standing for each, standing in witness.trial.weak.items() if each in left}
            smaller = replace(witness.trial, values=left, weak=weak)
            old, new = smaller.run(self.old), smaller.run(self.new)
            if old and new and _alike(old, witness.old) and _alike(new, witness.new):
                witness = Witness(smaller, old, new)
        return witness


_WEAK = (Standing.SHORT, Standing.EXPIRED, Standing.OTHER_VERSION)


def _deciding(definition: Definition) -> Iterable[Tree]:
    own = rule(definition)
    return [*([own.applies] if own.applies else []), *own.checks, *(tree for _, tree in own.bands if tree)]


def _asked(name: str, facts: Mapping[str, Fact]) -> list[str]:
    derived = facts[name].derived
    return [name, *(each for given in derived.inputs for each in _asked(given, facts))] if derived else [name]


def _alike(one: Result, other: Result) -> bool:
    return (one.outcome, one.low, one.high) == (other.outcome, other.low, other.high)


def _far(old: Result, new: Result) -> int:
    """Return how far an outcome moves: from met to not met first, then other outcomes, then points alone."""
    pair = {old.outcome, new.outcome}
    return 3 if pair == {Outcome.MET, Outcome.NOT_MET} else 2 if Outcome.MET in pair else len(pair)
