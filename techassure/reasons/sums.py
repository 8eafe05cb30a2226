"""What the criteria of a submission come to together: counts over all and over each domain, scores, the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from techassure import scoring
from techassure.document_writer import award_parts, counts_of, domain_of, range_part
from techassure.engine import Assessor, decided_by
from techassure.model import Domain
from techassure.outcomes import Outcome, Result
from techassure.plans import MEMO
from techassure.reasons.templates import written
from techassure.scoring import Range, Verdict

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


class Summing:
    """Sums up. Counts repeat within a batch, and are made out once. ``members`` are the criteria of each group."""

    def __init__(self, assessor: Assessor, members: Sequence[Sequence[int]]) -> None:
        self._assessor = assessor
        self._totals: dict[int, tuple[dict[str, int], dict[str, int]]] = {}
        self._domains: dict[tuple[Domain, int, Range | None], bytes] = {}
        self._groups = {
            domain: [at for at, each in enumerate(members) if each[0] in of] for domain, of in assessor.domains.items()
        }

    def of(self, results: Sequence[Result], tallies: Sequence[int]) -> Sums:
        """Return what results come to; ``tallies`` are those of the groups."""
        assessor = self._assessor
        possible = [results[at].possible for at in assessor.gates]
        minimums: Mapping[str | int, bool | None] = {}
        score, awards = None, b"[]"
        if assessor.selection.award_criteria:
            ranges = {award.id: award.range(results) for award in assessor.awards}
            minimums = scoring.minimums_of(ranges, assessor.awards, results)
            score = range_part(scoring.score(assessor.awards, ranges, results, lambda _: []), assessor.selection)
            awards = written(award_parts(assessor.selection, ranges, minimums))
        verdict = scoring.verdict(possible, list(minimums.values()))
        gates, outcomes = self._counted(results, possible, sum(tallies))
        decided = decided_by(assessor, verdict, results, minimums)
        return Sums(verdict, gates, outcomes, score, decided, self._of_domains(results, tallies), awards)

    def _counted(
        self, results: Sequence[Result], possible: Sequence[int], key: int
    ) -> tuple[dict[str, int], dict[str, int]]:
        found = self._totals.get(key)
        if found is None:
            if len(self._totals) >= MEMO:
                self._totals.clear()
            found = self._totals[key] = scoring.gate_counts(possible), counts_of(results)
        return found

    def _of_domains(self, results: Sequence[Result], tallies: Sequence[int]) -> bytes:
        assessor, parts = self._assessor, []
        for domain, groups in self._groups.items():
            score = assessor.domain_awards[domain].range(results).range
            key = (domain, sum([tallies[at] for at in groups]), score)
            parts.append(self._domains.get(key) or self._domain(key, results))
        return b"[%b]" % b",".join(parts)

    def _domain(self, key: tuple[Domain, int, Range | None], results: Sequence[Result]) -> bytes:
        if len(self._domains) >= MEMO:
            self._domains.clear()
        domain, _, score = key
        found = self._domains[key] = written(domain_of(self._assessor, domain, results, score))
        return found
