"""Submissions that show how two versions of a criterion differ, run through the engine under both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Any

from techassure.authoring.searching import Search, alike
from techassure.authoring.trials import HEAD, Trial, Version, fares
from techassure.definitions.model import Fact
from techassure.definitions.words import Days
from techassure.engine.outcomes import Result
from techassure.engine.plans import CLAIMED, DOCUMENTED, MEASURED, VERIFIED
from techassure.proving import witnesses
from techassure.proving.examples import Report, test_definition
from techassure.proving.states import rule

_MOST_TRIED = 40


@dataclass(frozen=True)
class Witness:
    """A submission, and what the engine made of it under the old version and under the new one."""

    trial: Trial
    old: Result
    new: Result


class Showing:
    """Looks for submissions that show what a search found."""

    def __init__(self, search: Search) -> None:
        self.search = search

    def witness(self, direction: int) -> Witness | None:
        """Return a submission that fares so; None where none was found."""
        tried = (self._shown(trial, direction) for trial in self._trials(direction))
        return next((found for found in tried if found), None)

    def _trials(self, direction: int) -> Iterator[Trial]:
        fitting = [each for each in self.search.candidates if each.direction == direction]
        bases = [*self._usual(self.search.new), *self._usual(self.search.old), {}]
        for each in islice(sorted(fitting, key=lambda each: (len(each.weak), -each.far)), _MOST_TRIED):
            values = witnesses.first_answers(each.bits, each.grid, self.search.facts, each.days)
            for base in bases if values is not None else ():
                yield Trial(each.days.as_of, self._filled(base, values or {}, each.days), each.weak)
        for base in bases[:-1]:
            yield from self._otherwise_backed(base)

    def _filled(self, base: Mapping[str, Any], values: Mapping[str, Any], days: Days) -> dict[str, Any]:
        """Return the base with what the cells say, and without what they leave unanswered."""
        asked = {each for name in self.search.spoken for each in _asked(name, self.search.facts)}
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
        answers = {name: value for name, value in base.items() if self.search.facts[name].type != "document"}
        kinds = {version.definition.criterion.evidence.by for version in (self.search.old, self.search.new)}
        beside = [((kind,), CLAIMED) for each in kinds for kind in each]
        for documents, provenance in [*beside, *(((), each) for each in (CLAIMED, DOCUMENTED, MEASURED, VERIFIED))]:
            for values in ({}, answers, base):
                for claim, review in product((None, "not-applicable", "equivalent"), (None, True, False)):
                    yield Trial(self.search.as_of, values, {}, provenance, documents, claim, review)  # type: ignore[arg-type]

    def _shown(self, trial: Trial, direction: int) -> Witness | None:
        old, new = trial.run(self.search.old), trial.run(self.search.new)
        if old is None or new is None:
            return None
        of = [rule(version.definition).of for version in (self.search.old, self.search.new)]
        if fares(old, new, of[0], of[1]) != {direction}:
            return None
        return self._pruned(Witness(trial, old, new))

    def _pruned(self, witness: Witness) -> Witness:
        """Leave out the answers without which the outcomes are the same: a person then sees what matters."""
        for name in sorted(witness.trial.values):
            left = {each: value for each, value in witness.trial.values.items() if each != name}
            weak = {each: standing for each, standing in witness.trial.weak.items() if each in left}
            smaller = replace(witness.trial, values=left, weak=weak)
            old, new = smaller.run(self.search.old), smaller.run(self.search.new)
            if old and new and alike(old, witness.old) and alike(new, witness.new):
                witness = Witness(smaller, old, new)
        return witness


def _asked(name: str, facts: Mapping[str, Fact]) -> list[str]:
    derived = facts[name].derived
    return [name, *(each for given in derived.inputs for each in _asked(given, facts))] if derived else [name]
