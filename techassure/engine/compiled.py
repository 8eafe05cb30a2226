"""A selection compiled for an as-of day, sorted by how each fact is read and by what time can change."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from techassure.calendar_days import Duration
from techassure.definitions.model import Domain
from techassure.definitions.validators import DEFAULT, Backend
from techassure.engine import scoring
from techassure.engine.plans import DOCUMENTED, Truths, criterion_plan, fact_plans
from techassure.selections.selection import DOMAINS, Selection


class Compiled:
    """A selection compiled for one as-of day (a day number)."""

    def __init__(self, selection: Selection, as_of: int, backend: Backend = DEFAULT) -> None:
        self.selection = selection
        self.as_of = as_of
        self.days = selection.days(as_of)
        self.facts = fact_plans(selection, self.days, backend)
        self.criteria = [criterion_plan(member, self.facts, selection) for member in selection.members]
        self.gates = [at for at, member in enumerate(selection.members) if member.gate]
        self.awards = scoring.awards_of(selection)
        self.domains = _domains(selection)
        self.domain_awards = {domain: scoring.domain_award(selection, domain) for domain in self.domains}
        # What `Assessment` looks at first, laid out for a quick loop; None where evidence can never be covered.
        self.quick = [(plan, plan.key, plan.plain, plan.kinds if plan.covered else None) for plan in self.criteria]
        self._answers(selection)
        self.watch(self._of_the_verdict())

    @cached_property
    def valid_for(self) -> dict[str, Duration]:
        """How long documents can live, by their kind; found when it is first asked for, as there are many facts."""
        return {name: fact.valid_for for name, fact in self.selection.facts.items() if fact.valid_for}

    def _answers(self, selection: Selection) -> None:
        """Sort the facts by how their truths are found."""
        of_submission = [(at, f) for at, f in enumerate(self.facts) if f.fact.type != "document"]
        self.remembered = [(at, f.name, f.memo, f.truths) for at, f in of_submission if f.hashable and f.always is None]
        self.unremembered = [
            (at, f.name, f.truths) for at, f in of_submission if not f.hashable or f.always is not None
        ]
        self.kinds = [(at, f.name, f.truths) for at, f in enumerate(self.facts) if f.fact.type == "document"]
        self.derived = [(f.name, f.fact.derived) for f in self.facts if f.fact.derived]
        self.blank: list[Truths | None] = [None] * len(self.facts)
        for at, fact in of_submission:
            if fact.name in selection.contract:
                self.blank[at] = fact.truths(selection.contract[fact.name])

    def _of_the_verdict(self) -> list[int]:
        """Return the criteria that time can change in a way that matters to the verdict."""
        minimums = {
            each.at for a in self.awards for each in a.scored if a.minimum is not None or each.minimum is not None
        }
        return sorted({*self.gates, *minimums})

    def watch(self, criteria: Iterable[int]) -> None:
        """Note what changes some criteria as time goes by."""
        self.watched = list(criteria)
        watched = [(at, self.criteria[at]) for at in self.watched]
        self.moved_by = [
            (fact, self.facts[fact].name, [at for at, plan in watched if fact in plan.moving])
            for fact in sorted({fact for _, plan in watched for fact in plan.moving})
        ]
        kinds = sorted({kind for _, plan in watched for kind in plan.timed_kinds})
        self.backed_by = {kind: [at for at, plan in watched if kind in plan.timed_kinds] for kind in kinds}
        linked = {name for _, plan in watched if plan.demands == DOCUMENTED for name in plan.sources}
        self.linked_by = {
            name: [at for at, plan in watched if plan.demands == DOCUMENTED and name in plan.sources]
            for name in sorted(linked)
        }
        due = sorted({plan.rule.due for _, plan in watched if plan.rule.due is not None})
        self.due = [(day, [at for at, plan in watched if plan.rule.due == day]) for day in due]


def _domains(selection: Selection) -> dict[Domain, tuple[int, ...]]:
    members = [(at, member.definition.section.domain) for at, member in enumerate(selection.members)]
    found = {domain: tuple([at for at, its in members if its == domain]) for domain in DOMAINS}
    return {domain: places for domain, places in found.items() if places}
