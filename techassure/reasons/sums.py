"""What the criteria of a submission come to together: counts over all and over each domain, scores, the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from techassure.definitions.model import Domain
from techassure.documents.writer import award_parts, counts_of, domain_of, range_part
from techassure.engine import scoring
from techassure.engine.assessor import Assessor, decided_by
from techassure.engine.outcomes import Outcome, Result
from techassure.engine.plans import MEMO
from techassure.engine.scoring import Range, Verdict
from techassure.reasons.templates import written

_FIELD = 16


def tally(result: Result, *, is_gate: bool) -> int:
    """Return a result's share in all counts, as a number with a field for each; sums of them tell counts apart."""
    share = 1 << _FIELD * result.outcome
    return share + (1 << _FIELD * (len(Outcome) + result.possible)) if is_gate else share


class Sums(NamedTuple):
    """How a submission stands: the gates and the outcomes counted, the score, and what the verdict rests on."""

    verdict: Verdict | None
    gates: dict[str, int]
    outcomes: dict[str, int]
    score: dict[str, Any] | None
    decided_by: list[str]
    domains: bytes
    awards: bytes


class _Totals(NamedTuple):
    """What the gates and the outcomes of all criteria come to."""

    verdict: Verdict | None
    gates: dict[str, int]
    outcomes: dict[str, int]


class Summing:
    """Sums up. Counts repeat within a batch, and are made out once. ``members`` are the criteria of each group."""

    def __init__(self, assessor: Assessor, members: Sequence[Sequence[int]]) -> None:
        self._assessor = assessor
        self._totals: dict[int, _Totals] = {}
        self._decided: dict[tuple[int, ...], list[str]] = {}
        self._domains: dict[tuple[Domain, int, Range | None], bytes] = {}
        self._groups = [
            (domain, [at for at, each in enumerate(members) if each[0] in of], assessor.domain_awards[domain])
            for domain, of in assessor.domains.items()
        ]

    def of(self, results: Sequence[Result], tallies: Sequence[int]) -> Sums:
        """Return what results come to; ``tallies`` are those of the groups."""
        assessor = self._assessor
        possible = tuple([results[at].possible for at in assessor.gates])
        verdict, gates, outcomes = self._counted(results, possible, sum(tallies))
        domains = self._of_domains(results, tallies)
        if not assessor.selection.award_criteria:
            decided = self._decided.get(possible) or self._deciding(possible, verdict, results)
            return Sums(verdict, gates, outcomes, None, decided, domains, b"[]")
        ranges = {award.id: award.range(results) for award in assessor.awards}
        minimums = scoring.minimums_of(ranges, assessor.awards, results)
        score = range_part(scoring.score(assessor.awards, ranges, results, lambda _: []), assessor.selection)
        awards = written(award_parts(assessor.selection, ranges, minimums))
        verdict = scoring.verdict(possible, list(minimums.values()))
        decided = decided_by(assessor, verdict, results, minimums)
        return Sums(verdict, gates, outcomes, score, decided, domains, awards)

    def _counted(self, results: Sequence[Result], possible: Sequence[int], key: int) -> _Totals:
        found = self._totals.get(key)
        if found is None:
            if len(self._totals) >= MEMO:
                self._totals.clear()
            made = _Totals(scoring.verdict(possible, ()), scoring.gate_counts(possible), counts_of(results))
            found = self._totals[key] = made
        return found

    def _deciding(self, key: tuple[int, ...], verdict: Verdict | None, results: Sequence[Result]) -> list[str]:
        """Return what the verdict of the gates alone rests on."""
        if len(self._decided) >= MEMO:
            self._decided.clear()
        found = self._decided[key] = decided_by(self._assessor, verdict, results, {})
        return found

    def _of_domains(self, results: Sequence[Result], tallies: Sequence[int]) -> bytes:
        parts = []
        for domain, groups, award in self._groups:
            score = award.range(results).range if award.scored else None
            key = (domain, sum([tallies[at] for at in groups]), score)
            parts.append(self._domains.get(key) or self._domain(key, results))
        return b"[%b]" % b",".join(parts)

    def _domain(self, key: tuple[Domain, int, Range | None], results: Sequence[Result]) -> bytes:
        if len(self._domains) >= MEMO:
            self._domains.clear()
        domain, _, score = key
        found = self._domains[key] = written(domain_of(self._assessor, domain, results, score))
        return found
