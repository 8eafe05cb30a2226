"""One submission on one day: the truths of its facts, and how its documents stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from techassure import calendar_days
from techassure.calendar_days import Duration
from techassure.definitions import functions
from techassure.definitions.definition import HEAD_FACTS
from techassure.definitions.model import Fact, ProvenanceName
from techassure.engine.compiled import Compiled
from techassure.engine.outcomes import Standing
from techassure.engine.plans import (
    CLAIMED,
    DOCUMENTED,
    MEASURED,
    NOTHING_WEAK,
    VERIFIED,
    Cells,
    CriterionPlan,
    FactPlan,
    Truths,
)
from techassure.submissions import Document, Submission


def last_day(document: Document, valid_for: Duration | None) -> int:
    """Return the last day on which a document is in force: its own expiry, or the longest its kind can live."""
    last = calendar_days.LAST_DAY if document.expires is None else document.expires
    if valid_for and document.issued is not None:
        last = min(last, calendar_days.last_day_within(document.issued, valid_for))
    return last


def standing_of(document: Document, day: int, valid_for: Mapping[str, Duration], version: str) -> Standing:
    """Return how a document stands on a day, for a version of the product."""
    issued = document.issued
    if document.state != "readable" or issued is None or issued > day:
        return Standing.SHORT
    if day > last_day(document, valid_for.get(document.kind)):
        return Standing.EXPIRED
    other = document.product_version
    return Standing.GOOD if other is None or other == version else Standing.OTHER_VERSION


def best(standings: Sequence[Standing]) -> Standing:
    """Return the best standing; none at all is short."""
    return max(standings, default=Standing.SHORT)


def days_of(document: Document, as_of: int, valid_for: Mapping[str, Duration]) -> list[int]:
    """Return the days after as-of on which a document begins or ceases to be in force."""
    if document.state != "readable" or document.issued is None:
        return []
    limit = valid_for.get(document.kind)
    ends = [last_day(document, limit) + 1] if document.expires is not None or limit else []
    return [day for day in (document.issued, *ends) if day > as_of]


class Answers(NamedTuple):
    """What evidence asks of answers: whether there is one, whether it is verified or measured as demanded, and the
    best standing of the documents that it names."""

    is_answered: Callable[[str], bool]
    is_firm: Callable[[str, int], bool]
    linked: Callable[[str], Standing]


def weak_answers(
    plan: CriterionPlan, known: Mapping[str, Fact], kinds: Mapping[str, Standing], answers: Answers
) -> dict[str, Standing]:
    """Return the facts of a criterion that do not stand as well as it demands. ``kinds``: the best document of each."""
    weak: dict[str, Standing] = {}
    backed = best([kinds.get(kind, Standing.SHORT) for kind in plan.by])
    for name in plan.bound:
        if known[name].type == "document":
            standing = kinds.get(name, Standing.SHORT)
            unverified = plan.demands > DOCUMENTED and not answers.is_firm(name, VERIFIED)
            standing = Standing.SHORT if unverified and standing > Standing.EXPIRED else standing
        elif plan.demands == CLAIMED or (plan.demands == DOCUMENTED and backed is Standing.GOOD):
            continue
        elif not answers.is_answered(name):
            continue  # What was never answered is open; no document that expired speaks against it.
        else:
            standing = _standing_behind(name, plan.demands, backed, known, answers)
        if standing is not Standing.GOOD:
            weak[name] = standing
    return weak


def _standing_behind(
    name: str, demands: int, backed: Standing, known: Mapping[str, Fact], answers: Answers
) -> Standing:
    """Return how an answer, or all that a fact is computed from, stands; ``backed``: the criterion's own documents."""
    derived = known[name].derived
    if derived:
        inputs = [each for each in derived.inputs if each not in HEAD_FACTS]
        found = [_standing_behind(each, demands, backed, known, answers) for each in inputs]
        return min(found, default=Standing.GOOD)
    if answers.is_firm(name, demands):
        return Standing.GOOD
    return Standing.SHORT if demands > DOCUMENTED else max(backed, answers.linked(name))


class Situation:
    """One submission's values, truths and documents, on any day. ``disputed``: claims that something contradicts."""

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
        self._standings: dict[int, tuple[dict[str, Standing], dict[str, Standing]]] = {}
        self._document_days: tuple[dict[str, list[int]], dict[str, list[int]]] | None = None
        for name, derived in assessor.derived:
            made = functions.compute(derived, self.values)
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
            standings = self.standings(assessor.as_of)[1]
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
            there = self.standings(day)[1].get(fact.name, Standing.SHORT) is not Standing.SHORT
            return fact.truths(fact.name) if there else None
        value = self.value(fact.name)
        return None if value is None else fact.truths_on(value, day)

    def value(self, name: str) -> Any:
        """Return the typed value of a fact, of the submission or of the contract; None where there is none."""
        found = self.values.get(name)
        return self.assessor.selection.contract.get(name) if found is None else found

    # --- documents

    def standings(self, day: int) -> tuple[dict[str, Standing], dict[str, Standing]]:
        """Return how each document stands on a day, by its id, and the best of each kind, by the kind."""
        found = self._standings.get(day)
        if found is None:
            by_id: dict[str, Standing] = {}
            by_kind: dict[str, Standing] = {}
            for document in self.submission.documents:
                kind = document.kind
                by_id[document.id] = standing = self.standing(document, day)
                if kind not in by_kind or standing > by_kind[kind]:
                    by_kind[kind] = standing
            found = self._standings[day] = by_id, by_kind
        return found

    def standing(self, document: Document, day: int) -> Standing:
        """Return how one document stands on a day."""
        return standing_of(document, day, self.assessor.valid_for, self.submission.version)

    def last_day(self, document: Document) -> int:
        """Return the last day on which a document is in force."""
        return last_day(document, self.assessor.valid_for.get(document.kind))

    def good(self, day: int) -> set[str]:
        """Return the kinds of which a document stands well."""
        return {kind for kind, standing in self.standings(day)[1].items() if standing is Standing.GOOD}

    def weak(self, plan: CriterionPlan, day: int) -> Mapping[str, Standing]:
        """Return the facts of a criterion that do not stand as well as it demands."""
        submission = self.submission
        if not plan.backed and plan.demands == CLAIMED:
            return NOTHING_WEAK
        if not submission.documents and not submission.reviews.checks and not submission.measured:
            return plan.unsupported
        by_id, standings = self.standings(day)
        return weak_answers(plan, self.assessor.selection.facts, standings, self._answers(by_id))

    def _answers(self, by_id: Mapping[str, Standing]) -> Answers:
        values, backing = self.values, self.submission.backing
        checks, measured = self.submission.reviews.checks, self.submission.measured
        return Answers(
            lambda name: values.get(name) is not None,
            lambda name, demands: (
                name in checks or (demands <= MEASURED and name in measured and self._is_read_from_good(name, by_id))
            ),
            lambda name: max(
                [by_id.get(each, Standing.SHORT) for each in backing.get(name, ())], default=Standing.SHORT
            ),
        )

    def _is_read_from_good(self, name: str, by_id: Mapping[str, Standing]) -> bool:
        """Tell whether a document from which a fact was measured stands well."""
        read = self.submission.measurements.get(name)
        return not read or any(by_id[each.document] is Standing.GOOD for each in read)

    def provenance(self, name: str, by: Sequence[str]) -> ProvenanceName:
        """Return the computed provenance of an answer, as a criterion with those documents sees it.

        A file or a register that says otherwise does not back what was claimed.
        """
        if name in HEAD_FACTS:
            return "claimed"
        if name not in self.disputed:
            if name in self.submission.reviews.checks:
                return "verified"
            if name in self.submission.measured:
                return "measured"
        by_id, standings = self.standings(self.assessor.as_of)
        backed = best([standings.get(kind, Standing.SHORT) for kind in by])
        answers = self._answers(by_id)
        plain = answers._replace(is_firm=lambda each, how: each not in self.disputed and answers.is_firm(each, how))
        found = _standing_behind(name, DOCUMENTED, backed, self.assessor.selection.facts, plain)
        return "documented" if found is Standing.GOOD else "claimed"

    # --- time

    def document_days(self) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        """Return the days after as-of on which documents begin or cease to be in force, by id and by kind."""
        if self._document_days is None:
            self._document_days = self._days_of_documents()
        return self._document_days

    def _days_of_documents(self) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        as_of = self.assessor.as_of
        by_id: dict[str, list[int]] = {}
        by_kind: dict[str, list[int]] = {}
        for document in self.submission.documents:
            days = days_of(document, as_of, self.assessor.valid_for)
            if days:
                by_id[document.id] = days
                by_kind[document.kind] = by_kind.get(document.kind, []) + days
        return by_id, by_kind

    def edges(self, plan: CriterionPlan) -> list[int]:
        """Return the days after as-of on which a criterion's outcome may change, in order."""
        days: set[int] = set()
        for at in plan.moving:
            fact = self.assessor.facts[at]
            value = self.value(fact.name)
            if value is not None:
                days.update(fact.edges(value))
        if not plan.timeless and self.submission.documents:
            backing = self.submission.backing
            by_id, by_kind = self.document_days()
            cited = plan.sources if plan.demands == DOCUMENTED else ()
            named = {each for name in cited for each in backing.get(name, ())}
            days.update(day for kind in plan.timed_kinds for day in by_kind.get(kind, ()))
            days.update(day for each in named for day in by_id.get(each, ()))
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
        by_id, by_kind = self.document_days() if submission.documents else ({}, {})
        found += [(day, assessor.backed_by.get(kind, [])) for kind, days in by_kind.items() for day in days]
        if by_id:
            linked = assessor.linked_by
            pairs = [(linked[name], each) for name, ids in submission.backing.items() if name in linked for each in ids]
            found += [(day, touched) for touched, each in pairs for day in by_id.get(each, ())]
        return sorted([event for event in found if assessor.as_of < event[0] <= calendar_days.LAST_DAY])
