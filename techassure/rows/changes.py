"""What time changes for a submission, in the order of days."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from operator import itemgetter
from typing import Any

from techassure import calendar_days
from techassure.engine import Assessor
from techassure.plans import MEMO, FactPlan
from techassure.rows.answers import Answers
from techassure.rows.codes import due
from techassure.rows.documents import Documents, Naming
from techassure.rows.seen import Change, Seen


class Changes:
    """Finds the later days on which facts, documents and what is due may change a criterion."""

    def __init__(self, assessor: Assessor, answers: Answers, documents: Documents) -> None:
        self._assessor = assessor
        self._answers = answers
        self._documents = documents
        self._due: list[Change] = [
            (day, None, due(day), 1, touched)
            for day, touched in assessor.due
            if assessor.as_of < day <= calendar_days.LAST_DAY
        ]
        self._moved: list[tuple[str, dict[str, list[Change]], FactPlan, list[int]]] = [
            (name, {}, assessor.facts[at], touched) for at, name, touched in assessor.moved_by
        ]

    def events(self, seen: Seen) -> Iterator[tuple[int, Collection[int]]]:
        """Yield the days on which criteria may change, in order, each after its changes are made in the cells."""
        changes = self._of_facts(seen) + self._documents.changes(seen)
        changes += self._due
        changes.sort(key=itemgetter(0))
        cells, standings, last = seen.cells, seen.standings, 0
        touched: Collection[int] = ()
        naming: Naming | None = None
        for day, kind, name, code, criteria in changes:
            if day != last:
                if touched:
                    yield last, touched
                last, touched = day, criteria
            else:
                touched = {*touched, *criteria}
            if kind is None:
                cells[name] = code
                continue
            standings[name] = code
            cells[kind] = max([standings[entry["id"]] for entry in seen.entries if entry["kind"] == kind])
            naming = self._documents.naming(seen) if naming is None else naming
            for each, ids in naming.get(name, ()):
                seen.linked[each] = max([standings[one] for one in ids])
            self._documents.settle(seen)
        if touched:
            yield last, touched

    def _of_facts(self, seen: Seen) -> list[Change]:
        found: list[Change] = []
        for name, known, fact, touched in self._moved:
            given = seen.answers.get(name)
            raw = given["value"] if given.__class__ is dict else given
            if raw.__class__ is str and raw in known:
                found += known[raw]
                continue
            value = self._answers.value(name, seen)
            value = self._assessor.selection.contract.get(name) if value is None else value
            if value is not None:
                changes = self._of_value(name, fact, value, touched)
                if raw.__class__ is str and len(known) < MEMO:
                    known[raw] = changes
                found += changes
        return found

    def _of_value(self, name: str, fact: FactPlan, value: Any, touched: list[int]) -> list[Change]:
        days = [day for day in fact.edges(value) if day <= calendar_days.LAST_DAY]
        codes = self._answers.codes[name]
        return [(day, None, name, codes.code_of(fact.truths_on(value, day)), touched) for day in days]
