"""The pure engine: compile a selection for an as-of day once, assess submissions many times.

No clock, disk, network, environment or randomness: the same inputs give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Generic, TypeVar, overload

from techassure.definitions.model import Domain
from techassure.engine import scoring
from techassure.engine.compiled import Compiled
from techassure.engine.outcomes import MAY_BE_NOT_MET, Outcome, Result, View, may_leave
from techassure.engine.plans import NOTHING_WEAK, CriterionPlan
from techassure.engine.scoring import Award, AwardRange, Range, Verdict
from techassure.engine.weighed import ByDay, Weighed
from techassure.selections.minimum_names import minimum_of
from techassure.submissions import Submission

Lapse = tuple[int, list[str]]
"""The first day on which a verdict gets worse, and what makes it so."""
T = TypeVar("T")


class lazy(Generic[T]):  # noqa: N801 - reads as the property that it is
    """A property computed once; without the lock that makes ``functools.cached_property`` dear in a batch."""

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self._name = compute.__name__
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> lazy[T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> lazy[T] | T:
        if instance is None:
            return self
        value = instance.__dict__[self._name] = self._compute(instance)
        return value


class Assessor(Compiled):
    """A selection compiled once for one as-of day, a day number: ``Assessor(selection, as_of)``.

    ``assess`` is a pure function of the submission.
    """

    def assess(self, submission: Submission) -> Assessment:
        """Return the assessment of one submission."""
        return Assessment(self, submission)


class Assessment:
    """What one submission comes to: ``assessor`` and ``submission`` are what it was made of.

    ``results`` has an outcome for each of ``assessor.criteria``, in their order. They are computed at once, everything
    else when it is asked for.
    """

    def __init__(self, assessor: Assessor, submission: Submission) -> None:
        self.assessor = assessor
        self.submission = submission
        self._by_day = ByDay(assessor, submission) if submission.measurements else None
        self.weighed = self._by_day.on(assessor.as_of) if self._by_day else Weighed(assessor, submission)
        self.contradicted = self.weighed.contradicted
        self.situation = self.weighed.situation
        self.results = self._today()

    def _today(self) -> list[Result]:
        """Return every outcome on the as-of day; most criteria see nothing but answers that stand well."""
        if self.weighed.special or self.contradicted:
            return [self.weighed.result(plan, self.assessor.as_of) for plan in self.assessor.criteria]
        day, situation = self.assessor.as_of, self.situation
        cells = situation.cells
        good = situation.good(day) if self.submission.documents else frozenset()
        results = []
        for plan, key, plain, kinds in self.assessor.quick:
            if kinds is not None and kinds <= good:
                results.append(plain.get(key(cells)) or plan.result(cells, NOTHING_WEAK, day))
            else:
                results.append(plan.result(cells, situation.weak(plan, day), day))
        return results

    def result(self, plan: CriterionPlan, day: int) -> Result:
        """Return a criterion's outcome on any day."""
        weighed = self._by_day.on(day) if self._by_day else self.weighed
        return weighed.result(plan, day)

    def view(self, plan: CriterionPlan, day: int) -> View:
        """Return the submission as a criterion sees it on a day."""
        weighed = self._by_day.on(day) if self._by_day else self.weighed
        return weighed.view(plan, day)

    @lazy
    def gates(self) -> list[int]:
        """The possible sets of the gates."""
        results = self.results
        return [results[at].possible for at in self.assessor.gates]

    @lazy
    def awards(self) -> dict[str, AwardRange]:
        """The range of each award criterion that is assessed by criteria, or elsewhere with a minimum."""
        return self.awards_of(self.results)

    def _alone(self, award: Award) -> list[int]:
        """Return the scored criteria that may leave the sums by themselves, because a claim was made for them."""
        submission = self.submission
        if not submission.claims:
            return []
        rules = [(each.at, self.assessor.criteria[each.at].rule) for each in award.scored]
        judged = submission.reviews.judgements
        return [at for at, rule in rules if may_leave(rule, submission.claims.get(rule.key), judged.get(rule.key))]

    @lazy
    def score(self) -> Range | None:
        """The score, out of 100; None where nothing is scored."""
        return scoring.score(self.assessor.awards, self.awards, self.results, self._alone)

    @lazy
    def minimums(self) -> dict[str | int, bool | None]:
        """Whether each minimum is reached; None while that is open."""
        return scoring.minimums_of(self.awards, self.assessor.awards, self.results)

    @lazy
    def verdict(self) -> Verdict | None:
        """The verdict on the as-of day."""
        return scoring.verdict(self.gates, list(self.minimums.values()))

    def awards_of(self, results: Sequence[Result]) -> dict[str, AwardRange]:
        """Return the range of each award criterion that other results would come to."""
        given = self.submission.reviews.elsewhere
        return {
            award.id: award.given(given[award.id])
            if award.elsewhere and award.id in given
            else award.range(results, self._alone(award))
            for award in self.assessor.awards
        }

    def verdict_of(self, results: Sequence[Result]) -> Verdict | None:
        """Return the verdict that other results would come to, such as those of another day."""
        minimums = scoring.minimums_of(self.awards_of(results), self.assessor.awards, results)
        return scoring.verdict([results[at].possible for at in self.assessor.gates], list(minimums.values()))

    def score_of(self, results: Sequence[Result]) -> Range | None:
        """Return the score that other results would come to, such as those with one open point settled."""
        return scoring.score(self.assessor.awards, self.awards_of(results), results, self._alone)

    @lazy
    def decided_by(self) -> list[str]:
        """What the verdict rests on: failed gates and minimums, or the open ones of an undecided verdict."""
        return decided_by(self.assessor, self.verdict, self.results, self.minimums)

    def domain_score(self, domain: Domain) -> Range | None:
        """Return the score of a domain by itself, out of 100."""
        award = self.assessor.domain_awards[domain]
        return award.range(self.results, self._alone(award)).range

    # --- time

    @lazy
    def lapse(self) -> Lapse | None:
        """The first day after as-of on which the verdict gets worse, and what makes it so; None: never."""
        days = groupby(self._events(), key=itemgetter(0))
        events = ((day, {at for _, criteria in group for at in criteria}) for day, group in days)
        criteria = self.assessor.criteria
        return lapse_of(
            self.assessor,
            self.verdict,
            self.results,
            events,
            lambda at, day: self.result(criteria[at], day),
            lambda award, results: award.range(results, self._alone(award)),
        )

    def _events(self) -> list[tuple[int, list[int]]]:
        if self._by_day is None:
            return sorted(self.weighed.events())
        turns = [(day, self.assessor.watched) for day in self._by_day.turning]
        return sorted([*turns, *(event for weighed in self._by_day.every() for event in weighed.events())])

    def edges(self, plan: CriterionPlan) -> list[int]:
        """Return the days after as-of on which a criterion's outcome may change, in order."""
        if self._by_day is None:
            return [] if plan.timeless else self.weighed.situation_of(plan).edges(plan)
        days = {day for each in self._by_day.every() for day in each.situation_of(plan).edges(plan)}
        return sorted(days.union(self._by_day.turning))

    def change(self, plan: CriterionPlan, at: int) -> tuple[int, Outcome] | None:
        """Return the first later day on which a criterion's outcome differs though no answer does, and the outcome."""
        today = self.results[at].outcome
        for day in self.edges(plan):
            later = self.result(plan, day).outcome
            if later is not today:
                return day, later
        return None


def decided_by(
    compiled: Compiled,
    verdict: Verdict | None,
    results: Sequence[Result],
    minimums: Mapping[str | int, bool | None],
) -> list[str]:
    """Return what a verdict rests on: failed gates and minimums, or the open ones of an undecided verdict."""
    failed = verdict == "non-compliant"
    decides = _surely_failed if failed else _may_fail
    gates = [at for at in compiled.gates if decides(results[at].possible)]
    missed = [
        minimum_named(compiled.criteria, name) for name, met in minimums.items() if met is (False if failed else None)
    ]
    return [compiled.criteria[at].rule.key for at in gates] + missed


def lapse_of(
    compiled: Compiled,
    verdict: Verdict | None,
    results: Sequence[Result],
    events: Iterable[tuple[int, Collection[int]]],
    result_on: Callable[[int, int], Result],
    range_of: Callable[[Award, Sequence[Result]], AwardRange],
) -> Lapse | None:
    """Return the first day on which a verdict gets worse, and what makes it so; None: never.

    ``events`` are the days on which criteria may change, in order; ``results`` matter where there are award criteria. A
    verdict is worse as soon as one gate or one minimum makes it so: each can be followed by itself.
    """
    if verdict is None or verdict == "non-compliant":
        return None
    worse_gate, enough = (_surely_failed, (True, None)) if verdict == "undecided" else (_may_fail, (True,))
    criteria, awards = compiled.criteria, compiled.awards
    later = list(results) if awards else []
    for day, touched in events:
        worse = []
        for at in touched:
            found = result_on(at, day)
            if awards:
                later[at] = found
            if criteria[at].member.gate and worse_gate(found.possible):
                worse.append(at)
        missed = _missed(awards, touched, later, range_of, enough) if awards else []
        if worse or missed:
            return day, [criteria[at].rule.key for at in sorted(worse)] + [
                minimum_named(criteria, name) for name in missed
            ]
    return None


def _missed(
    awards: Sequence[Award],
    touched: Collection[int],
    results: Sequence[Result],
    range_of: Callable[[Award, Sequence[Result]], AwardRange],
    enough: tuple[bool | None, ...],
) -> list[str | int]:
    """Return the minimums that are no longer reached well enough, of the award criteria that were touched."""
    parts = [award for award in awards if not award.members.isdisjoint(touched)]
    found = {award.id: range_of(award, results) for award in parts}
    return [name for name, met in scoring.minimums_of(found, parts, results).items() if met not in enough]


def minimum_named(plans: Sequence[CriterionPlan], minimum: str | int) -> str:
    """Return how a minimum is called: by its criterion, or as that of its award criterion."""
    return plans[minimum].rule.key if isinstance(minimum, int) else minimum_of(minimum)


def _surely_failed(possible: int) -> bool:
    return possible == MAY_BE_NOT_MET


def _may_fail(possible: int) -> bool:
    return bool(possible & MAY_BE_NOT_MET)
