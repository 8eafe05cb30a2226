"""Outcomes and weights become ranges and verdicts, exactly.

A score is 100 times the weighted mean of award criteria, each the share-weighted mean of points over what they are out
of. What is open makes it a range: every open criterion takes one outcome of its possible set, and the ends are the
least and the most that any such completion gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cmp_to_key
from itertools import product
from math import lcm
from operator import add
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from techassure.definitions.words import in_any_order
from techassure.engine.outcomes import MAY_BE_MET, MAY_BE_NOT_MET, MAY_NOT_APPLY, Result
from techassure.selections.contract_facts import contract_only
from techassure.selections.selection import Selection

Verdict = Literal["compliant", "non-compliant", "undecided"]
VERDICT_ORDER: tuple[Verdict, ...] = ("compliant", "undecided", "non-compliant")
_ZERO = Fraction(0)
_HUNDRED = Fraction(100)
Exact = Fraction | int
_MEMO = 20_000


class Range(NamedTuple):
    """A score from its low to its high end, out of 100, exact."""

    low: Fraction
    high: Fraction


class AwardRange:
    """An award criterion's range; ``may_vanish`` where possibly nothing under it applies. Compared by identity."""

    __slots__ = ("may_vanish", "range")

    def __init__(self, found: Range | None, may_vanish: bool = False) -> None:
        self.range: Final = found
        self.may_vanish: Final = may_vanish


class Scored(NamedTuple):
    """A scored criterion's place in the sum.

    ``absent`` is what it gives where it does not apply; None: it then leaves both sums.
    """

    at: int
    share: Fraction
    of: Fraction
    group: str
    absent: Fraction | None
    minimum: Fraction | None


class _Counted:
    """A scored criterion with what its results count for, in so many parts of a share that most are whole numbers.

    Sums of those are quick, and as exact: only what they come to is divided.
    """

    __slots__ = ("_memo", "_point", "absent", "at", "group", "share")

    def __init__(self, scored: Scored, parts: int) -> None:
        self.at, self.group = scored.at, scored.group
        self._point = parts * scored.share / scored.of
        self.share = _whole(parts * scored.share)
        self.absent = None if scored.absent is None else _whole(self._point * scored.absent)
        self._memo: dict[Result, tuple[Exact, Exact]] = {}

    def of(self, result: Result) -> tuple[Exact, Exact]:
        """Return what a result counts for, at its worst and at its best."""
        found = self._memo.get(result)
        if found is None:
            if len(self._memo) >= _MEMO:
                self._memo.clear()
            found = self._memo[result] = _whole(self._point * result.low), _whole(self._point * result.high)
        return found


def _counted(scored: Sequence[Scored]) -> list[_Counted]:
    parts = lcm(*(each.share.denominator * (each.share / each.of).denominator for each in scored))
    return [_Counted(each, parts) for each in scored]


def _whole(number: Fraction) -> Exact:
    return number.numerator if number.denominator == 1 else number


class Award:
    """An award criterion (or a domain) ready to be summed.

    ``counted`` rounds its score where the tender rounds award criteria: rounding never turns an order round, so a range
    is rounded at both ends. ``own_minimums`` are those of its criteria, by their places. ``elsewhere``: no criterion
    scores it, it has a minimum, and its weight is in no sum here; ``unscored`` is all that its score may yet be.
    """

    def __init__(
        self,
        name: str,
        weight: Fraction,
        scored: tuple[Scored, ...],
        minimum: Fraction | None,
        counted: Callable[[Fraction], Fraction] | None = None,
        elsewhere: bool = False,
    ) -> None:
        self.id = name
        self.weight = weight
        self.scored = scored
        self.minimum = minimum
        self.elsewhere = elsewhere
        self.unscored = Range(_ZERO, _HUNDRED) if elsewhere else None
        self._counted = counted
        self._parts = _counted(scored)
        self.members = frozenset([each.at for each in scored])
        self.own_minimums = [(each.at, each.minimum) for each in scored if each.minimum is not None]
        self._memo: dict[tuple[Result, ...], AwardRange] = {}

    def range(
        self, results: Sequence[Result], alone: Iterable[int] = (), applies: Mapping[str, bool] = MappingProxyType({})
    ) -> AwardRange:
        """Return the range.

        ``alone`` names criteria that may leave by themselves too, because a claim was made for them. ``applies`` says
        of open conditions whether they are taken to hold.
        """
        apart = frozenset(alone)
        if apart:
            return self._as_counted(self._in_every_state(results, apart, applies))
        if applies:
            return self._as_counted(_award_range(self._parts, results, apart, applies))
        key = tuple([results[each.at] for each in self.scored])
        found = self._memo.get(key)
        if found is None:
            if len(self._memo) >= _MEMO:
                self._memo.clear()
            found = self._memo[key] = self._as_counted(_award_range(self._parts, results, frozenset(), {}))
        return found

    def given(self, score: Fraction) -> AwardRange:
        """Return the range of a score that people gave."""
        return self._as_counted(AwardRange(Range(score, score)))

    def _as_counted(self, found: AwardRange) -> AwardRange:
        if self._counted is None or found.range is None:
            return found
        return AwardRange(Range(self._counted(found.range.low), self._counted(found.range.high)), found.may_vanish)

    def _in_every_state(
        self, results: Sequence[Result], apart: frozenset[int], applies: Mapping[str, bool]
    ) -> AwardRange:
        """Return the range where some criteria may leave by themselves, or with others of their condition."""
        tied = [each for each in _tied([self], results, lambda _: apart) if each not in applies]
        if len(tied) > MOST_SHARED:
            return _award_range(self._parts, results, apart, applies)
        states = [{**applies, **state} for state in _states(tied)]
        found = [_award_range(self._parts, results, apart, state) for state in states]
        spans = [each.range for each in found if each.range]
        may_vanish = any(each.may_vanish or each.range is None for each in found)
        return AwardRange(_widest(spans), may_vanish) if spans else AwardRange(None)


def awards_of(selection: Selection) -> list[Award]:
    """Return the award criteria that are assessed by criteria, and those elsewhere that have a minimum, in order."""
    counted = selection.as_counted if selection.rounds_award_criteria else None
    return [
        Award(award.id, award.weight, _scored(selection, award=award.id), award.minimum, counted)
        if award.assessed_by == "criteria"
        else Award(award.id, _ZERO, (), award.minimum, counted, elsewhere=True)
        for award in selection.award_criteria
        if award.assessed_by == "criteria" or (award.assessed_by == "elsewhere" and award.minimum is not None)
    ]


def domain_award(selection: Selection, domain: str) -> Award:
    """Return a domain's scored criteria as if they were one award criterion of the whole weight."""
    return Award(domain, _HUNDRED, _scored(selection, domain=domain), None)


def _scored(selection: Selection, award: str | None = None, domain: str | None = None) -> tuple[Scored, ...]:
    made = []
    for index, member in enumerate(selection.members):
        definition = member.definition
        if member.share is None or (award is not None and member.award != award):
            continue
        if domain is not None and definition.section.domain != domain:
            continue
        points = [band.points for band, _ in definition.bands]
        of = max(points, default=Fraction(1))
        absent = _when_absent(selection, min(points, default=_ZERO), of)
        if contract_only(definition.applies) and not definition.criterion.may_claim_not_applicable:
            absent = None
        group = in_any_order(definition.applies) if definition.applies else definition.key
        made.append(Scored(index, member.share, of, group, absent, member.minimum))
    return tuple(made)


def _when_absent(selection: Selection, lowest: Fraction, of: Fraction) -> Fraction | None:
    if selection.not_applicable is None:
        return None
    return of if selection.not_applicable == "full-marks" else lowest


class _Sums:
    """An award criterion's sums so far: what surely counts, and the groups whose condition is open.

    ``leaving`` holds, by condition, low, high and share of criteria that leave both sums where it fails; ``replaced``
    low, high and what is given instead where the tender's rule keeps them in.
    """

    def __init__(self) -> None:
        self.low: Exact = 0
        self.high: Exact = 0
        self.whole: Exact = 0
        self.leaving: dict[str, list[Exact]] = {}
        self.replaced: dict[str, list[Exact]] = {}

    def add(self, low: Exact, high: Exact, share: Exact) -> None:
        """Count a criterion in."""
        self.low, self.high, self.whole = self.low + low, self.high + high, self.whole + share

    def total(self) -> AwardRange:
        """Return the range over every state of the open conditions."""
        low = self.low + sum(min(worst, absent) for worst, _, absent in self.replaced.values())
        high = self.high + sum(max(best, absent) for _, best, absent in self.replaced.values())
        least = _extreme(low, self.whole, [(worst, share) for worst, _, share in self.leaving.values()], best=False)
        most = _extreme(high, self.whole, [(best, share) for _, best, share in self.leaving.values()], best=True)
        if least is None or most is None:
            return AwardRange(None)
        return AwardRange(Range(100 * least, 100 * most), may_vanish=not self.whole)


def _award_range(
    parts: Sequence[_Counted], results: Sequence[Result], alone: frozenset[int], applies: Mapping[str, bool]
) -> AwardRange:
    sums = _Sums()
    for each in parts:
        result, absent = results[each.at], each.absent
        low, high = each.of(result)
        state = applies.get(each.group) if _is_loose(result) else result.possible != MAY_NOT_APPLY
        group = each.group
        if each.at in alone and _is_loose(result) and state is not False:
            group, state = str(each.at), None
        if state is True:
            sums.add(low, high, each.share)
        elif state is False and absent is not None:
            sums.add(absent, absent, each.share)
        elif state is None:
            _join(sums, group, low, high, each.share, absent)
    return sums.total()


def _join(sums: _Sums, group: str, low: Exact, high: Exact, share: Exact, absent: Exact | None) -> None:
    """Add a criterion to those that stand or fall with the same open condition."""
    groups, last = (sums.leaving, share) if absent is None else (sums.replaced, absent)
    found = groups.setdefault(group, [0, 0, 0])
    groups[group] = [found[0] + low, found[1] + high, found[2] + last]
    if absent is not None:
        sums.whole += share


def _is_loose(result: Result) -> bool:
    """Tell whether it is open that a criterion applies at all."""
    return bool(result.possible & MAY_NOT_APPLY) and result.possible != MAY_NOT_APPLY


def _extreme(part: Exact, whole: Exact, groups: Sequence[tuple[Exact, Exact]], *, best: bool) -> Fraction | None:
    """Return the most (or least) that (part + chosen parts) / (whole + chosen wholes) can be.

    Each group is chosen entirely or not at all. Taking them by their means, best first, for as long as that helps, is
    exact: a group belongs to the best choice just if its mean is better than the result. None: there is nothing to
    divide by.
    """
    for a, b in sorted(groups, key=cmp_to_key(_order_of_means), reverse=best):
        if not whole or (a * whole > part * b if best else a * whole < part * b):
            part, whole = part + a, whole + b
    return Fraction(part, whole) if whole else None


def _order_of_means(one: tuple[Exact, Exact], other: tuple[Exact, Exact]) -> int:
    """Return which part is the more of its whole, without dividing, which is slow; a whole is above 0."""
    mine, theirs = one[0] * other[1], other[0] * one[1]
    return (mine > theirs) - (mine < theirs)


MOST_SHARED = 8


def score(
    awards: Sequence[Award],
    found: Mapping[str, AwardRange],
    results: Sequence[Result],
    alone: Callable[[Award], Iterable[int]],
) -> Range | None:
    """Return the score over all award criteria.

    A condition that is open and ties several of them together holds in all or in none: each such state is summed, and
    the ends are the least and the most of them. With more than ``MOST_SHARED`` such conditions the range is that of
    taking each award criterion by itself: it contains the exact one.
    """
    tied = _tied(awards, results, alone)
    if not tied or len(tied) > MOST_SHARED:
        return total([(award.weight, found[award.id]) for award in awards])
    spans = [
        total([(award.weight, award.range(results, alone(award), applies)) for award in awards])
        for applies in _states(tied)
    ]
    return _widest([span for span in spans if span is not None])


def _tied(awards: Sequence[Award], results: Sequence[Result], alone: Callable[[Award], Iterable[int]]) -> list[str]:
    """Return the open conditions that tie together what is not summed together anyway.

    They stand in several award criteria, or some of their criteria may leave by themselves too. Where all may, nothing
    is tied: each may leave, whatever the others do.
    """
    where: dict[str, set[tuple[str, bool]]] = {}
    for award in awards:
        apart = frozenset(alone(award))
        for each in award.scored:
            if _is_loose(results[each.at]):
                where.setdefault(each.group, set()).add((award.id, each.at in apart))
    return [group for group, found in where.items() if len(found) > 1 and not all(apart for _, apart in found)]


def _states(conditions: Sequence[str]) -> Iterator[dict[str, bool]]:
    """Yield every way in which conditions may hold or fail."""
    for state in product((True, False), repeat=len(conditions)):
        yield dict(zip(conditions, state, strict=True))


def _widest(spans: Sequence[Range]) -> Range:
    return Range(min(span.low for span in spans), max(span.high for span in spans))


def total(awards: Sequence[tuple[Fraction, AwardRange]]) -> Range | None:
    """Return the score over award criteria, given as weight and range; None where nothing is scored.

    It is summed in parts of which every end and every weight is a whole number, and divided once.
    """
    found = [(weight, award.range, award.may_vanish) for weight, award in awards if award.range]
    parts = lcm(*[end.denominator for _, span, _ in found for end in span])
    shares = lcm(*[weight.denominator for weight, _, _ in found])
    sure, loose = _Sum(), []
    for weight, span, may_vanish in found:
        share = _in_parts(weight, shares)
        counted = _Sum(share * _in_parts(span.low, parts), share * _in_parts(span.high, parts), share * parts)
        if may_vanish:
            loose.append(counted)
        else:
            sure = _Sum(*map(add, sure, counted))
    least = _extreme(sure.low, sure.whole, [(each.low, each.whole) for each in loose], best=False)
    most = _extreme(sure.high, sure.whole, [(each.high, each.whole) for each in loose], best=True)
    return None if least is None or most is None else Range(least, most)


class _Sum(NamedTuple):
    low: int = 0
    high: int = 0
    whole: int = 0


def _in_parts(number: Fraction, parts: int) -> int:
    return number.numerator * (parts // number.denominator)


def verdict(gates: Sequence[int], minimums: Sequence[bool | None]) -> Verdict | None:
    """Return the verdict over the possible sets of the gates and whether each minimum is surely reached.

    None stands for a minimum that is still open, and as a result for a selection with neither gate nor minimum.
    """
    if not gates and not minimums:
        return None
    if MAY_BE_NOT_MET in gates or False in minimums:
        return "non-compliant"
    if any(possible & MAY_BE_NOT_MET for possible in gates) or None in minimums:
        return "undecided"
    return "compliant"


def reached(minimum: Fraction, low: Fraction, high: Fraction) -> bool | None:
    """Tell whether a minimum is surely reached, surely missed, or (None) still open."""
    return True if low >= minimum else False if high < minimum else None


def gate_counts(gates: Sequence[int]) -> dict[str, int]:
    """Return how the gates stand: met + not met + open = of; what does not apply is counted beside them."""
    absent = gates.count(MAY_NOT_APPLY)
    met, not_met = gates.count(MAY_BE_MET), gates.count(MAY_BE_NOT_MET)
    of = len(gates) - absent
    return {"met": met, "not met": not_met, "open": of - met - not_met, "of": of, "not applicable": absent}


def minimums_of(
    awards: Mapping[str, AwardRange], parts: Sequence[Award], results: Sequence[Result]
) -> dict[str | int, bool | None]:
    """Return for every minimum, by an award criterion's id or a criterion's position, whether it is reached."""
    found: dict[str | int, bool | None] = {}
    for award in parts:
        if award.minimum is not None:
            span = awards[award.id].range or award.unscored
            if span is not None:
                sure = reached(award.minimum, span.low, span.high)
                found[award.id] = None if sure is False and awards[award.id].may_vanish else sure
        for at, minimum in award.own_minimums:
            result = results[at]
            if result.possible != MAY_NOT_APPLY:
                sure = reached(minimum, result.low, result.high)
                found[at] = None if sure is False and result.possible & MAY_NOT_APPLY else sure
    return found
