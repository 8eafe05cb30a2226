"""A submission with what files and registers say of it weighed in, as long as the same documents stand well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from techassure.engine.compiled import Compiled
from techassure.engine.measured import that_counts, together
from techassure.engine.outcomes import Result, Standing, View, evaluate
from techassure.engine.plans import CriterionPlan
from techassure.engine.situation import Situation, days_of, standing_of
from techassure.submissions import Document, Submission


class Weighed:
    """What criteria see of a submission: one situation for gates, one for the rest, and what is contradicted.

    ``submission`` holds the measurements and audits that count. ``audited``: contradictions on which somebody
    independent backs the claim.
    """

    def __init__(self, assessor: Compiled, submission: Submission) -> None:
        self.assessor = assessor
        self.submission = submission
        checks = submission.reviews.checks
        found = {**submission.measured, **_found(submission)} if submission.measured or checks else {}
        values = submission.values
        self.contradicted = frozenset(
            [name for name, value in found.items() if name in values and values[name] != value]
        )
        self.audited = self.contradicted.intersection(submission.audited).difference(checks)
        decided = {**values, **found} if found else values
        if self.audited:
            decided = {**decided, **{name: values[name] for name in self.audited}}
        self.situation = Situation(assessor, submission, decided, self.audited)
        self.claimed = self.situation
        if self.contradicted and not assessor.selection.measurement_decides:
            kept = {name: values[name] for name in self.contradicted}
            self.claimed = Situation(assessor, submission, {**decided, **kept}, self.contradicted)
        self.special = frozenset([*submission.claims, *submission.reviews.judgements])

    def result(self, plan: CriterionPlan, day: int) -> Result:
        """Return a criterion's outcome on a day."""
        if plan.rule.key in self.special or (self.contradicted and (plan.member.gate or self.audited)):
            return evaluate(plan.rule, self.view(plan, day))
        situation = self.situation_of(plan)
        return plan.result(situation.cells_on(plan, day), situation.weak(plan, day), day)

    def situation_of(self, plan: CriterionPlan) -> Situation:
        """Return the values that a criterion sees: a gate sees what was claimed until a contradiction is settled."""
        return self.claimed if plan.member.gate else self.situation

    def view(self, plan: CriterionPlan, day: int) -> View:
        """Return the submission as the criterion sees it on a day."""
        situation, submission, key = self.situation_of(plan), self.submission, plan.rule.key
        weighed = plan.member.gate and not self.assessor.selection.measurement_decides
        disputed = self.contradicted if weighed else self.audited
        return View(
            day,
            plan.truth_in(situation.cells_on(plan, day)),
            situation.weak(plan, day),
            submission.claims.get(key),
            submission.reviews.judgements.get(key),
            disputed & plan.sources,
            bool(disputed & plan.deciding),
        )

    def events(self) -> list[tuple[int, list[int]]]:
        """Return the days after as-of on which the verdict may change, each with criteria that may change it."""
        events = self.situation.events()
        return events if self.claimed is self.situation else [*events, *self.claimed.events()]


def _found(submission: Submission) -> dict[str, Any]:
    """Return the values that registers gave where they differ from what was claimed, or fill a silence."""
    return {name: check.found for name, check in submission.reviews.checks.items() if check.found is not None}


class ByDay:
    """A submission on every day: weighed anew only where other documents that measure, or audit, stand well.

    ``turning`` are the days after as-of on which such a document begins or ceases to stand well.
    """

    def __init__(self, assessor: Compiled, submission: Submission) -> None:
        self._assessor, self._submission = assessor, submission
        named = {one.document for each in submission.measurements.values() for one in each}
        named |= {each for ids in submission.audited.values() for each in ids}
        self._documents = [each for each in submission.documents if each.id in named]
        days = (days_of(each, assessor.as_of, assessor.valid_for) for each in self._documents)
        self.turning = sorted({day for each in days for day in each})
        self._weighed: dict[frozenset[str], Weighed] = {}

    def on(self, day: int) -> Weighed:
        """Return the submission as it is weighed on a day."""
        good = frozenset(each.id for each in self._documents if self._stands_well(each, day))
        found = self._weighed.get(good)
        if found is None:
            found = self._weighed[good] = Weighed(self._assessor, _counting(self._submission, good))
        return found

    def _stands_well(self, document: Document, day: int) -> bool:
        return standing_of(document, day, self._assessor.valid_for, self._submission.version) is Standing.GOOD

    def every(self) -> list[Weighed]:
        """Return it as it is weighed on the as-of day, and from each later day on."""
        return list(dict.fromkeys(self.on(day) for day in (self._assessor.as_of, *self.turning)))


def _counting(submission: Submission, good: frozenset[str]) -> Submission:
    """Return the submission with what documents say that stand well: measurements and audits.

    What a register confirmed is not measured against it any more.
    """
    values: Mapping[str, Any] = submission.values
    kept = {
        name: together([one for one in each if one.document in good], values.get(name))
        for name, each in submission.measurements.items()
    }
    measured = {
        name: that_counts(each, values.get(name))
        for name, each in kept.items()
        if each and name not in submission.reviews.checks
    }
    audited = {name: ids for name, each in submission.audited.items() if (ids := [one for one in each if one in good])}
    return replace(submission, measured=measured, measurements=kept, audited=audited)
