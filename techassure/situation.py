"""One submission on one day: the truths of its facts, and how its documents stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from techassure import calendar_days, facts
from techassure.calendar_days import Duration
from techassure.compiled import Compiled
from techassure.definitions import HEAD_FACTS
from techassure.model import ProvenanceName
from techassure.outcomes import Standing
from techassure.plans import CLAIMED, DOCUMENTED, NOTHING_WEAK, Cells, CriterionPlan, FactPlan, Truths
from techassure.submissions import Document, Submission


def last_day(document: Document, valid_for: Duration | None) -> int:
    """Return the last day on which a document is in force: its own expiry, or the longest its kind can live."""
    last = calendar_days.LAST_DAY if document.expires is None else document.expires
    if valid_for and document.issued is not None:
        last = min(last, calendar_days.last_day_within(document.issued, valid_for))
    return last


class Situation:
    """One submission's values, truths and documents, on any day."""

    def __init__(
        self,
        assessor: Compiled,
        submission: Submission,
        values: Mapping[str, Any],
        disputed: frozenset[str] = frozenset(),
    ) -> None:
        self.assessor = assessor
        self.submission = submission
        self.values: dict[str, Any] = dict(values)
        self.disputed = disputed
        self._standings: dict[int, dict[str, Standing]] = {}
        for name, derived in assessor.derived:
            made = facts.compute(derived, self.values)
            if made is not None:
                self.values[name] = made
        self.cells = self._cells()

    def _cells(self) -> list[Truths | None]:
        """Return the truths of every fact on the as-of day; None where there is no answer."""
        assessor, values = self.assessor, self.values
        cells = assessor.blank.copy()
        for at, name, memo, truths in assessor.remembered:
            value = values.get(name)
            if value is not None:
                cells[at] = memo.get(value) or truths(value)
        for at, name, truths in assessor.unremembered:
            value = values.get(name)
            if value is not None:
                cells[at] = truths(value)
        if self.submission.documents:
            standings = self.standings(assessor.as_of)
            for at, name, truths in assessor.kinds:
                if standings.get(name, Standing.SHORT) is not Standing.SHORT:
                    cells[at] = truths(name)
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

    # --- documents

    def standings(self, day: int) -> dict[str, Standing]:
        """Return how each document stands on a day: by its id after a `#` and, the best of them, by its kind."""
        found = self._standings.get(day)
        if found is None:
            found = self._standings[day] = {}
            for document in self.submission.documents:
                standing = self.standing(document, day)
                found[f"#{document.id}"] = standing
                kind = document.kind
                if kind not in found or standing > found[kind]:
                    found[kind] = standing
        return found

    def standing(self, document: Document, day: int) -> Standing:
        """Return how one document stands on a day."""
        issued = document.issued
        if document.state != "readable" or issued is None or issued > day:
            return Standing.SHORT
        if (document.expires or document.kind in self.assessor.valid_for) and day > self.last_day(document):
            return Standing.EXPIRED
        other = document.product_version
        return Standing.GOOD if other is None or other == self.submission.version else Standing.OTHER_VERSION

    def last_day(self, document: Document) -> int:
        """Return the last day on which a document is in force."""
        return last_day(document, self.assessor.valid_for.get(document.kind))

    def good(self, day: int) -> set[str]:
        """Return the kinds of which a document stands well."""
        return {kind for kind, standing in self.standings(day).items() if standing is Standing.GOOD}

    def weak(self, plan: CriterionPlan, day: int) -> Mapping[str, Standing]:
        """Return the facts of a criterion that do not stand as well as it demands."""
        submission = self.submission
        if not plan.backed and plan.demands == CLAIMED:
            return NOTHING_WEAK
        if not submission.documents and not submission.reviews.checks and not submission.measured:
            return plan.unsupported
        weak: dict[str, Standing] = {}
        standings = self.standings(day)
        backed = max([standings.get(kind, Standing.SHORT) for kind in plan.by], default=Standing.SHORT)
        for name in plan.bound:
            if self.assessor.selection.facts[name].type == "document":
                verified = plan.demands <= DOCUMENTED or name in submission.reviews.checks
                standing = standings.get(name, Standing.SHORT) if verified else Standing.SHORT
            elif plan.demands == CLAIMED or (plan.demands == DOCUMENTED and backed is Standing.GOOD):
                continue
            else:
                standing = self._fact_standing(name, plan.demands, backed, standings)
            if standing is not Standing.GOOD:
                weak[name] = standing
        return weak

    def _fact_standing(self, name: str, demands: int, backed: Standing, standings: Mapping[str, Standing]) -> Standing:
        fact = self.assessor.selection.facts[name]
        if fact.derived:
            inputs = [each for each in fact.derived.inputs if each not in HEAD_FACTS]
            return min(
                [self._fact_standing(each, demands, backed, standings) for each in inputs], default=Standing.GOOD
            )
        submission = self.submission
        if name in submission.reviews.checks or (demands < 3 and name in submission.measured):
            return Standing.GOOD
        if demands > DOCUMENTED:
            return Standing.SHORT
        linked = [standings.get(f"#{each}", Standing.SHORT) for each in submission.backing.get(name, ())]
        return max([backed, *linked])

    def provenance(self, name: str, by: Sequence[str]) -> ProvenanceName:
        """Return the computed provenance of an answer, as a criterion with those documents sees it."""
        if name in HEAD_FACTS:
            return "claimed"
        if name in self.submission.reviews.checks and name not in self.disputed:
            return "verified"
        if name in self.submission.measured:
            return "measured"
        standings = self.standings(self.assessor.as_of)
        backed = max([standings.get(kind, Standing.SHORT) for kind in by], default=Standing.SHORT)
        return "documented" if self._fact_standing(name, DOCUMENTED, backed, standings) is Standing.GOOD else "claimed"

    # --- time

    def document_days(self) -> dict[str, tuple[int, ...]]:
        """Return the days on which documents begin and cease to be in force: by id after a `#`, and by kind."""
        days: dict[str, tuple[int, ...]] = {}
        for document in self.submission.documents:
            if document.state == "readable" and document.issued is not None:
                own = (document.issued, self.last_day(document) + 1)
                days[f"#{document.id}"] = own
                days[document.kind] = (*days.get(document.kind, ()), *own)
        return days

    def edges(self, plan: CriterionPlan) -> list[int]:
        """Return the days after as-of on which a criterion's outcome may change, in order."""
        days: set[int] = set()
        for at in plan.moving:
            fact = self.assessor.facts[at]
            value = self.value(fact.name)
            if value is not None:
                days.update(fact.edges(value))
        if plan.backed and self.submission.documents:
            backing = self.submission.backing
            named = [f"#{each}" for name in plan.sources for each in backing.get(name, ())]
            of_documents = self.document_days()
            days.update(day for name in (*plan.kinds, *named) for day in of_documents.get(name, ()))
        if plan.rule.due is not None:
            days.add(plan.rule.due)
        return sorted([day for day in days if self.assessor.as_of < day <= calendar_days.LAST_DAY])

    def events(self) -> list[tuple[int, list[int]]]:
        """Return the days after as-of on which the verdict may change, in order, each with criteria that change it."""
        assessor, submission = self.assessor, self.submission
        found = [
            (day, touched)
            for at, name, touched in assessor.moved_by
            if (value := self.value(name)) is not None
            for day in assessor.facts[at].edges(value)
        ]
        found += assessor.due
        if submission.documents:
            days = self.document_days()
            found += [(day, touched) for kind, touched in assessor.backed_by for day in days.get(kind, ())]
            linked = assessor.linked_by
            found += [
                (day, linked[name])
                for name, ids in submission.backing.items()
                if name in linked
                for each in ids
                for day in days.get(f"#{each}", ())
            ]
        return sorted([event for event in found if assessor.as_of < event[0] <= calendar_days.LAST_DAY])
