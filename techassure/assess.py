"""The pure engine: compile a selection for an as-of day once, assess submissions many times.

No clock, disk, network, environment or randomness. Each leaf of each expectation runs as a JSON Schema; what it says
of a value is remembered, and so is what a criterion makes of the truths and standings it sees: a batch repeats both
without end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from techassure import calendar_days, facts, scoring, words
from techassure.calendar_days import Duration
from techassure.definitions import HEAD_FACTS
from techassure.model import Domain, Fact, ProvenanceName
from techassure.outcomes import (
    MAY_BE_MET,
    MAY_BE_NOT_MET,
    Outcome,
    Result,
    Rule,
    Standing,
    View,
    evaluate,
    rule_of,
)
from techassure.scoring import Award, AwardRange, Range, Verdict
from techassure.selection import DOMAINS, Member, Selection
from techassure.submissions import Document, Submission
from techassure.validators import DEFAULT, Accepts, Backend, accepts
from techassure.words import FAILS, HOLDS, OPEN, Days, Leaf, Tree

_MEMO = 20_000
Truths = tuple[int, ...]
Cells = Sequence[Truths | None] | Mapping[int, Truths | None]
"""The truths of facts by position: all of them, or those of one criterion."""
_NOTHING_WEAK: Mapping[str, Standing] = {}
PROVENANCE: tuple[ProvenanceName, ...] = ("claimed", "documented", "measured", "verified")


# --- a fact, compiled -----------------------------------------------------------------------------------------------


class FactPlan:
    """A fact with every leaf that the selection says of it, each compiled to two validators for the as-of day."""

    def __init__(self, name: str, fact: Fact, leaves: Sequence[Leaf], days: Days, backend: Backend) -> None:
        self.name = name
        self.fact = fact
        self.leaves = tuple(leaves)
        self.moving = any(words.moves(leaf) for leaf in leaves)
        self._days, self._backend = days, backend
        self._runs = [self._run(leaf, days) for leaf in leaves]
        self._memo: dict[Any, Truths] = {}
        self._remembers = fact.type not in ("table", "choices")

    def _run(self, leaf: Leaf, days: Days) -> tuple[Accepts, Accepts | None]:
        holds, fails = words.schemas(leaf, days)
        negated = isinstance(fails, dict) and fails == {"not": holds}
        return accepts(holds, self._backend), None if negated else accepts(fails, self._backend)

    def truths(self, value: Any) -> Truths:
        """Return the truth of each leaf for a typed value."""
        if not self._remembers:
            return self._read(value)
        found = self._memo.get(value)
        if found is None:
            if len(self._memo) >= _MEMO:
                self._memo.clear()
            found = self._memo[value] = self._read(value)
        return found

    def _read(self, value: Any) -> Truths:
        return tuple([_truth(value, holds, fails) for holds, fails in self._runs])

    def truths_on(self, value: Any, day: int) -> Truths:
        """Return the truths on another as-of day: only leaves that move with it can differ."""
        if not self.moving or day == self._days.as_of:
            return self.truths(value)
        now = self.truths(value)
        return tuple(
            self._truth_on(leaf, value, day) if words.moves(leaf) else now[at] for at, leaf in enumerate(self.leaves)
        )

    def _truth_on(self, leaf: Leaf, value: Any, day: int) -> int:
        if self.fact.type == "date":
            first, last = words.holding_days(leaf, value)
            return HOLDS if first <= day <= last else FAILS
        return _truth(value, *self._run(leaf, Days(day, self._days.start, self._days.end)))

    def edges(self, value: Any) -> set[int]:
        """Return the days on which a leaf may change its mind about the value."""
        return {day for leaf in self.leaves if words.moves(leaf) for day in words.edges(leaf, value)}


def _truth(value: Any, holds: Accepts, fails: Accepts | None) -> int:
    if holds(value):
        return HOLDS
    return FAILS if fails is None or fails(value) else OPEN


# --- a criterion, compiled ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class CriterionPlan:
    """A criterion's rule, with the positions of its facts and leaves, and what was made of them so far."""

    member: Member
    rule: Rule
    facts: tuple[int, ...]
    bound: tuple[str, ...]
    demands: int
    by: tuple[str, ...]
    places: dict[int, tuple[int, int]]
    moving: tuple[int, ...]
    sources: frozenset[str]
    kinds: frozenset[str]
    memo: dict[Any, Result] = field(default_factory=dict)

    @property
    def backed(self) -> bool:
        """Tell whether documents can change the outcome."""
        return self.demands == 1 or bool(self.kinds)

    @property
    def timeless(self) -> bool:
        """Tell whether time alone can never change the outcome."""
        return not self.moving and not self.backed and self.rule.due is None

    def result(self, cells: Cells, weak: Mapping[str, Standing], day: int) -> Result:
        """Return the outcome from the truths of all facts and the facts that do not stand well."""
        key: Any = tuple([cells[at] for at in self.facts])
        if weak or self.rule.due is not None:
            key = (key, tuple(weak.items()), day)
        found = self.memo.get(key)
        if found is None:
            if len(self.memo) >= _MEMO:
                self.memo.clear()
            found = self.memo[key] = evaluate(self.rule, View(day, self.truth_in(cells), weak))
        return found

    def truth_in(self, cells: Cells) -> Callable[[Leaf], int]:
        """Return the function that finds a leaf's truth among the truths of all facts."""
        places = self.places

        def of_leaf(leaf: Leaf) -> int:
            fact, at = places[id(leaf)]
            truths = cells[fact]
            return OPEN if truths is None else truths[at]

        return of_leaf


def demanded(member: Member) -> tuple[int, tuple[str, ...]]:
    """Return the rank of provenance that a criterion demands, and the documents that back it."""
    demand = member.definition.criterion.evidence
    return PROVENANCE.index(demand.demands), demand.by


# --- the whole ------------------------------------------------------------------------------------------------------


class Assessor:
    """A selection compiled for one as-of day. ``assess`` is a pure function of the submission."""

    def __init__(self, selection: Selection, as_of: int, backend: Backend = DEFAULT) -> None:
        self.selection = selection
        self.as_of = as_of
        self.days = selection.days(as_of)
        names = self._named()
        self.positions = {name: at for at, name in enumerate(names)}
        by_fact: dict[str, dict[Any, Leaf]] = {name: {} for name in names}
        for member in selection.members:
            for leaf in _all_leaves(member.definition.trees()):
                by_fact[leaf.fact].setdefault(_same(leaf), leaf)
        order = {name: {key: at for at, key in enumerate(found)} for name, found in by_fact.items()}
        self.facts = [
            FactPlan(name, selection.facts[name], tuple(by_fact[name].values()), self.days, backend) for name in names
        ]
        self.criteria = [self._criterion(member, order) for member in selection.members]
        self.gates = [at for at, member in enumerate(selection.members) if member.gate]
        self.awards = scoring.awards_of(selection)
        self.domains: dict[Domain, tuple[int, ...]] = {}
        for domain in DOMAINS:
            members = tuple(at for at, m in enumerate(selection.members) if m.definition.section.domain == domain)
            if members:
                self.domains[domain] = members
        self.domain_awards = {domain: scoring.domain_award(selection, domain) for domain in self.domains}
        self.derived = [
            (at, name, selection.facts[name]) for name, at in self.positions.items() if selection.facts[name].derived
        ]
        self.answered = [(at, name) for name, at in self.positions.items() if selection.facts[name].type != "document"]
        self.blank: list[Truths | None] = [None] * len(names)
        for name, value in selection.contract.items():
            if name in self.positions:
                self.blank[self.positions[name]] = self.facts[self.positions[name]].truths(value)
        self.kinds = [(at, name) for name, at in self.positions.items() if selection.facts[name].type == "document"]
        self.valid_for = {name: fact.valid_for for name, fact in selection.facts.items() if fact.valid_for}

    def _named(self) -> list[str]:
        """Return the facts that matter, inputs before what is computed from them."""
        names: dict[str, None] = {}

        def add(name: str) -> None:
            derived = self.selection.facts[name].derived
            for each in derived.inputs if derived else ():
                add(each)
            names[name] = None

        for member in self.selection.members:
            for name in (*member.definition.facts(), *member.definition.criterion.evidence.by):
                add(name)
        return list(names)

    def _criterion(self, member: Member, order: Mapping[str, Mapping[Any, int]]) -> CriterionPlan:
        definition = member.definition
        rule = rule_of(
            definition.criterion,
            definition.key,
            definition.applies,
            [tree for _, tree in definition.checks],
            [(band.points, tree) for band, tree in definition.bands],
            member.due,
        )
        trees = [*definition.trees()]
        named = dict.fromkeys(leaf.fact for tree in trees for leaf in words.leaves(tree))
        places = {id(leaf): (self.positions[leaf.fact], order[leaf.fact][_same(leaf)]) for leaf in _all_leaves(trees)}
        demands, by = demanded(member)
        bound = tuple(name for name in rule.bound() if name not in HEAD_FACTS)
        sources = {each for name in bound for each in self._sources(name)}
        kinds = {*(by if demands == 1 else ()), *(n for n in bound if self.selection.facts[n].type == "document")}
        at = tuple(self.positions[name] for name in named)
        moving = tuple(each for each in at if self.facts[each].moving)
        return CriterionPlan(member, rule, at, bound, demands, by, places, moving, frozenset(sources), frozenset(kinds))

    def _sources(self, name: str) -> set[str]:
        """Return the answers behind a fact: itself, or what it is computed from."""
        derived = self.selection.facts[name].derived
        return {each for given in derived.inputs for each in self._sources(given)} if derived else {name}

    def assess(self, submission: Submission) -> Assessment:
        """Return the assessment of one submission."""
        return Assessment(self, submission)


def _all_leaves(trees: Iterable[Tree]) -> Iterator[Leaf]:
    for tree in trees:
        yield from words.leaves(tree)


def _same(leaf: Leaf) -> str:
    """Return a key that two leaves share just if they say the same of their fact."""
    return repr((leaf.word, leaf.argument))


class Situation:
    """One submission's values, truths and documents, on any day."""

    def __init__(self, assessor: Assessor, submission: Submission, values: Mapping[str, Any]) -> None:
        self.assessor = assessor
        self.submission = submission
        self.values: dict[str, Any] = dict(values)
        self._standings: dict[int, dict[str, Standing]] = {}
        for _, name, fact in assessor.derived:
            if fact.derived and (made := facts.compute(fact.derived, self.values)) is not None:
                self.values[name] = made
        self.cells = self._cells()

    def _cells(self) -> list[Truths | None]:
        """Return the truths of every fact on the as-of day; None where there is no answer."""
        assessor = self.assessor
        plans = assessor.facts
        cells = assessor.blank.copy()
        values = self.values
        for at, name in assessor.answered:
            value = values.get(name)
            if value is not None:
                cells[at] = plans[at].truths(value)
        if self.submission.documents:
            standings = self.standings(assessor.as_of)
            for at, name in assessor.kinds:
                if standings.get(name, Standing.SHORT) is not Standing.SHORT:
                    cells[at] = plans[at].truths(name)
        return cells

    def cells_on(self, plan: CriterionPlan, day: int) -> Cells:
        """Return the truths that a criterion needs, on any day."""
        if day == self.assessor.as_of:
            return self.cells
        return {at: self._cell(self.assessor.facts[at], day) for at in plan.facts}

    def _cell(self, fact: FactPlan, day: int) -> Truths | None:
        if fact.fact.type == "document":
            there = self.standings(day).get(fact.name, Standing.SHORT) is not Standing.SHORT
            return fact.truths(fact.name) if there else None
        value = self.value(fact.name)
        return None if value is None else fact.truths_on(value, day)

    def value(self, name: str) -> Any:
        """Return the typed value of a fact, of the submission or of the contract; None where there is none."""
        found = self.values.get(name)
        return self.assessor.selection.contract.get(name) if found is None else found

    def standings(self, day: int) -> dict[str, Standing]:
        """Return how each document stands on a day, by its id and, the best of them, by its kind."""
        found = self._standings.get(day)
        if found is None:
            found = self._standings[day] = {}
            for document in self.submission.documents:
                standing = self.standing(document, day)
                found[f"#{document.id}"] = standing
                if standing > found.get(document.kind, Standing.SHORT):
                    found[document.kind] = standing
        return found

    def good(self, day: int) -> set[str]:
        """Return the kinds of which a document stands well."""
        if not self.submission.documents:
            return set()
        return {kind for kind, standing in self.standings(day).items() if standing is Standing.GOOD}

    def standing(self, document: Document, day: int) -> Standing:
        """Return how one document stands on a day."""
        if document.state != "readable" or document.issued is None or document.issued > day:
            return Standing.SHORT
        if day > last_day(document, self.assessor.valid_for.get(document.kind)):
            return Standing.EXPIRED
        other = document.product_version is not None and document.product_version != self.submission.version
        return Standing.OTHER_VERSION if other else Standing.GOOD

    def weak(self, plan: CriterionPlan, day: int) -> dict[str, Standing]:
        """Return the answered facts of a criterion that do not stand as well as it demands."""
        weak: dict[str, Standing] = {}
        standings = self.standings(day) if self.submission.documents else {}
        backed = max([standings.get(kind, Standing.SHORT) for kind in plan.by], default=Standing.SHORT)
        for name in plan.bound:
            if name in standings and self.assessor.selection.facts[name].type == "document":
                standing = standings[name]
            elif plan.demands == 0 or (plan.demands == 1 and backed is Standing.GOOD):
                continue
            else:
                standing = self._fact_standing(name, plan.demands, backed, standings)
            if standing is not Standing.GOOD:
                weak[name] = standing
        return weak

    def _fact_standing(self, name: str, demands: int, backed: Standing, standings: Mapping[str, Standing]) -> Standing:
        fact = self.assessor.selection.facts.get(name)
        if fact and fact.derived:
            inputs = [each for each in fact.derived.inputs if each not in HEAD_FACTS]
            return min(
                [self._fact_standing(each, demands, backed, standings) for each in inputs], default=Standing.GOOD
            )
        submission = self.submission
        if name in submission.reviews.checks or (demands <= 2 and name in submission.measured):
            return Standing.GOOD
        if demands > 1:
            return Standing.SHORT
        linked = [standings.get(f"#{each}", Standing.SHORT) for each in submission.backing.get(name, ())]
        return max([backed, *linked])

    def provenance(self, name: str, by: Sequence[str]) -> ProvenanceName:
        """Return the computed provenance of an answer, as a criterion with those documents sees it."""
        if name in self.submission.reviews.checks:
            return "verified"
        if name in self.submission.measured:
            return "measured"
        standings = self.standings(self.assessor.as_of)
        backed = max([standings.get(kind, Standing.SHORT) for kind in by], default=Standing.SHORT)
        return "documented" if self._fact_standing(name, 1, backed, standings) is Standing.GOOD else "claimed"

    def edges(self, plan: CriterionPlan) -> list[int]:
        """Return the days after as-of on which a criterion's outcome may change, in order."""
        as_of = self.assessor.as_of
        days: set[int] = set()
        for at in plan.moving:
            fact = self.assessor.facts[at]
            value = self.value(fact.name)
            if value is not None:
                days |= fact.edges(value)
        if plan.backed and self.submission.documents:
            days |= self._document_edges(plan)
        if plan.rule.due is not None:
            days.add(plan.rule.due)
        return sorted([day for day in days if as_of < day <= calendar_days.LAST_DAY])

    def _document_edges(self, plan: CriterionPlan) -> set[int]:
        """Return the days on which a document that can back the criterion begins or ceases to be in force."""
        named = plan.kinds.union(*[self.submission.backing.get(name, ()) for name in plan.sources])
        return {day for name in named for day in self.document_days.get(name, ())}

    @cached_property
    def document_days(self) -> dict[str, tuple[int, ...]]:
        """The days on which documents begin and cease to be in force, by their id and by their kind."""
        days: dict[str, tuple[int, ...]] = {}
        for document in self.submission.documents:
            if document.state == "readable" and document.issued is not None:
                own = (document.issued, last_day(document, self.assessor.valid_for.get(document.kind)) + 1)
                days[document.id] = own
                days[document.kind] = (*days.get(document.kind, ()), *own)
        return days


def last_day(document: Document, valid_for: Duration | None) -> int:
    """Return the last day on which a document is in force: its own expiry, or the longest its kind can live."""
    last = calendar_days.LAST_DAY if document.expires is None else document.expires
    if valid_for and document.issued is not None:
        last = min(last, calendar_days.last_day_within(document.issued, valid_for))
    return last


class Assessment:
    """What one submission comes to. Outcomes are computed at once, everything else when it is asked for."""

    def __init__(self, assessor: Assessor, submission: Submission) -> None:
        self.assessor = assessor
        self.submission = submission
        found = {name: check.found for name, check in submission.reviews.checks.items() if check.found is not None}
        found = {**submission.measured, **found}
        self.contradicted = frozenset(
            name for name, value in found.items() if name in submission.values and submission.values[name] != value
        )
        decided = {**submission.values, **found} if found else submission.values
        self.situation = Situation(assessor, submission, decided)
        self.claimed = self.situation
        if self.contradicted and not assessor.selection.measurement_decides:
            kept = {name: submission.values[name] for name in self.contradicted}
            self.claimed = Situation(assessor, submission, {**decided, **kept})
        self._special = frozenset({*submission.claims, *submission.reviews.judgements})
        self.results = self._today()

    def situation_of(self, plan: CriterionPlan) -> Situation:
        """Return the values that a criterion sees: a gate sees what was claimed until a contradiction is settled."""
        return self.claimed if plan.member.gate else self.situation

    def _today(self) -> list[Result]:
        """Return every outcome on the as-of day; most criteria see nothing but answers that stand well."""
        day, situation = self.assessor.as_of, self.situation
        cells, good = situation.cells, situation.good(day)
        special = self._special or self.contradicted
        results = []
        for plan in self.assessor.criteria:
            if special and (plan.rule.key in self._special or (self.contradicted and plan.member.gate)):
                results.append(self.result(plan, day))
            elif (plan.demands == 0 and not plan.kinds) or (plan.demands < 2 and plan.kinds and plan.kinds <= good):
                results.append(plan.result(cells, _NOTHING_WEAK, day))
            else:
                results.append(plan.result(cells, situation.weak(plan, day), day))
        return results

    def result(self, plan: CriterionPlan, day: int) -> Result:
        """Return a criterion's outcome on any day."""
        if plan.rule.key in self._special or (self.contradicted and plan.member.gate):
            return evaluate(plan.rule, self.view(plan, day))
        situation = self.situation_of(plan)
        weak = situation.weak(plan, day) if plan.backed or plan.demands else _NOTHING_WEAK
        return plan.result(situation.cells_on(plan, day), weak, day)

    def view(self, plan: CriterionPlan, day: int) -> View:
        """Return the submission as the criterion sees it on a day."""
        situation = self.situation_of(plan)
        submission = self.submission
        key = plan.rule.key
        disputed = (
            self.contradicted if plan.member.gate and not self.assessor.selection.measurement_decides else frozenset()
        )
        touched = frozenset(name for name in disputed if name in self._touched(plan))
        return View(
            day,
            plan.truth_in(situation.cells_on(plan, day)),
            situation.weak(plan, day),
            submission.claims.get(key),
            submission.reviews.judgements.get(key),
            touched,
        )

    def _touched(self, plan: CriterionPlan) -> set[str]:
        names = set(plan.bound)
        for name in plan.bound:
            derived = self.assessor.selection.facts[name].derived
            names |= set(derived.inputs) if derived else set()
        return names

    @cached_property
    def gates(self) -> list[int]:
        """The possible sets of the gates."""
        return [self.results[at].possible for at in self.assessor.gates]

    @cached_property
    def awards(self) -> dict[str, AwardRange]:
        """The range of each award criterion that is assessed by criteria."""
        return {award.id: award.range(self.results, self._alone(award)) for award in self.assessor.awards}

    def _alone(self, award: Award) -> list[int]:
        claims = self.submission.claims
        return (
            [each.index for each in award.scored if self.assessor.criteria[each.index].rule.key in claims]
            if claims
            else []
        )

    @cached_property
    def score(self) -> Range | None:
        """The score, out of 100; None where nothing is scored."""
        return scoring.total([(award.weight, self.awards[award.id]) for award in self.assessor.awards])

    @cached_property
    def minimums(self) -> dict[str, bool | None]:
        """Whether each minimum is reached; None while that is open."""
        return scoring.minimums_of(self.awards, self.assessor.awards, self.results)

    @cached_property
    def verdict(self) -> Verdict | None:
        """The verdict on the as-of day."""
        return scoring.verdict(self.gates, list(self.minimums.values()))

    def domain_score(self, domain: Domain) -> Range | None:
        """Return the score of a domain by itself, out of 100."""
        award = self.assessor.domain_awards[domain]
        return award.range(self.results, self._alone(award)).range

    @cached_property
    def lapse(self) -> tuple[int, list[str]] | None:
        """The first day after as-of on which the verdict gets worse, and the criteria that make it so; None: never."""
        if self.verdict is None or self.verdict == "non-compliant":
            return None
        return self._lapse_by_minimums() if self.minimums else self._lapse_by_gates()

    def _lapse_by_gates(self) -> tuple[int, list[str]] | None:
        """Without minimums the verdict gets worse on the first day on which some gate alone makes it so."""
        worse = _surely_failed if self.verdict == "undecided" else _may_fail
        first: int | None = None
        keys: list[str] = []
        for at in self.assessor.gates:
            plan = self.assessor.criteria[at]
            if plan.timeless:
                continue
            for day in self.situation_of(plan).edges(plan):
                if first is not None and day > first:
                    break
                if worse(self.result(plan, day).possible):
                    keys = [*keys, plan.rule.key] if day == first else [plan.rule.key]
                    first = day
                    break
        return None if first is None else (first, keys)

    def _lapse_by_minimums(self) -> tuple[int, list[str]] | None:
        today = scoring.VERDICT_ORDER.index(self.verdict or "compliant")
        plans = [plan for plan in self.assessor.criteria if plan.member.gate or plan.member.share is not None]
        edges = {plan.rule.key: self.situation_of(plan).edges(plan) for plan in plans}
        for day in sorted({day for days in edges.values() for day in days}):
            later = self._on(day, edges)
            if later.verdict and scoring.VERDICT_ORDER.index(later.verdict) > today:
                return day, later.decided_by
        return None

    def _on(self, day: int, edges: Mapping[str, Sequence[int]]) -> Later:
        """Return the verdict of a day, from today's results but for the criteria that can have changed by then."""
        results = list(self.results)
        for at, plan in enumerate(self.assessor.criteria):
            if any(edge <= day for edge in edges.get(plan.rule.key, ())):
                results[at] = self.result(plan, day)
        return Later(self.assessor, results, self)

    def change(self, plan: CriterionPlan, at: int) -> tuple[int, Outcome] | None:
        """Return the first later day on which a criterion's outcome differs though no answer does, and the outcome."""
        today = self.results[at].outcome
        for day in self.situation_of(plan).edges(plan):
            later = self.result(plan, day).outcome
            if later is not today:
                return day, later
        return None

    @cached_property
    def decided_by(self) -> list[str]:
        """What the verdict rests on: failed gates and minimums, or the open ones of an undecided verdict."""
        return _decided_by(self.assessor, self.results, self.minimums, self.verdict)


class Later:
    """The verdict over another day's results."""

    def __init__(self, assessor: Assessor, results: Sequence[Result], today: Assessment) -> None:
        gates = [results[at].possible for at in assessor.gates]
        awards = {award.id: award.range(results, today._alone(award)) for award in assessor.awards}
        minimums = scoring.minimums_of(awards, assessor.awards, results) if today.minimums else {}
        self.verdict = scoring.verdict(gates, list(minimums.values()))
        self.decided_by = _decided_by(assessor, results, minimums, self.verdict)


def _decided_by(
    assessor: Assessor, results: Sequence[Result], minimums: Mapping[str, bool | None], verdict: Verdict | None
) -> list[str]:
    if verdict == "compliant" or verdict is None:
        return []
    failed = verdict == "non-compliant"
    wanted = {at for at in assessor.gates if _decides(results[at].possible, failed)}
    wanted |= {
        int(name[1:]) for name, met in minimums.items() if name.startswith("#") and met is (False if failed else None)
    }
    keys = [assessor.criteria[at].rule.key for at in sorted(wanted)]
    return keys + [
        f"minimum of {name}"
        for name, met in minimums.items()
        if not name.startswith("#") and met is (False if failed else None)
    ]


def _surely_failed(possible: int) -> bool:
    return possible == MAY_BE_NOT_MET


def _may_fail(possible: int) -> bool:
    return bool(possible & MAY_BE_NOT_MET)


def _decides(possible: int, failed: bool) -> bool:
    return _surely_failed(possible) if failed else _may_fail(possible) and not _surely_failed(possible)


def compile(selection: Selection, as_of: int, backend: Backend = DEFAULT) -> Assessor:  # noqa: A001 - the field's word
    """Return the assessor of a selection for an as-of day (a day number)."""
    return Assessor(selection, as_of, backend)


__all__ = ["MAY_BE_MET", "Assessment", "Assessor", "CriterionPlan", "FactPlan", "Situation", "compile", "last_day"]
