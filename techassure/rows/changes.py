"""What time changes for a submission, in the order of days."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from operator import itemgetter
from typing import Any

from msgspec import UNSET

from techassure import calendar_days
from techassure.engine.assessor import Assessor
from techassure.engine.plans import LONGEST_REMEMBERED, MEMO, FactPlan
from techassure.rows.answers import Answers
from techassure.rows.codes import Codes
from techassure.rows.documents import Documents
from techassure.rows.layout import due
from techassure.rows.seen import Change, Seen

_DAY = itemgetter(0)


class Changes:
    """Finds the later days on which facts, documents and what is due may change a criterion."""

    def __init__(self, assessor: Assessor, answers: Answers, documents: Documents) -> None:
        self._answers = answers
        self._documents = documents
        at = answers.layout.at
        due_later: list[Change] = [
            (day, None, at[due(day)], 1, touched)
            for day, touched in assessor.due
            if assessor.as_of < day <= calendar_days.LAST_DAY
        ]
        contract = assessor.selection.contract
        self._moved = [
            _Moved(name, at[name], answers.codes[name], assessor.facts[fact], touched)
            for fact, name, touched in assessor.moved_by
        ]
        self._fixed = due_later + [
            change for each in self._moved if each.name in contract for change in each.of(contract[each.name])
        ]

    def events(self, seen: Seen) -> Iterator[tuple[int, Collection[int]]]:
        """Yield the days on which criteria may change, in order, each after its changes are made in the cells."""
        changes = self._fixed + self._of_facts(seen)
        if seen.entries:
            changes += self._documents.changes(seen)
        changes.sort(key=_DAY)
        cells, standings, last = seen.cells, seen.standings, 0
        touched: Collection[int] = ()
        for day, kind, name, code, criteria in changes:
            if day != last:
                if touched:
                    yield last, touched
                last, touched = day, criteria
            else:
                touched = {*touched, *criteria}
            if kind is None:
                cells[name] = code
            else:
                standings[name] = code
                self._documents.change(seen, kind, name)
        if touched:
            yield last, touched

    def _of_facts(self, seen: Seen) -> list[Change]:
        found: list[Change] = []
        raws, at, values = seen.raws, seen.at, seen.values
        for moved in self._moved:
            name = moved.name
            raw = raws[at[name]] if name in at else UNSET
            if raw.__class__ is str:
                known = moved.known.get(raw)
                found += moved.met(raw, self._answers.value(name, seen)) if known is None else known
            elif raw is not UNSET or name in values:
                found += moved.of(self._answers.value(name, seen))
        return found


class _Moved:
    """A fact whose truths time changes, with the changes that its answers come to."""

    __slots__ = ("_at", "_codes", "_fact", "_touched", "known", "name")

    def __init__(self, name: str, at: int, codes: Codes, fact: FactPlan, touched: list[int]) -> None:
        self.name, self._at, self._codes, self._fact, self._touched = name, at, codes, fact, touched
        self.known: dict[str, Sequence[Change]] = {}

    def of(self, value: Any) -> list[Change]:
        """Return the changes of a typed value; of None there are none."""
        if value is None:
            return []
        days = [day for day in self._fact.edges(value) if day <= calendar_days.LAST_DAY]
        code_of, truths_on = self._codes.code_of, self._fact.truths_on
        return [(day, None, self._at, code_of(truths_on(value, day)), self._touched) for day in days]

    def met(self, raw: str, value: Any) -> Sequence[Change]:
        """Return the changes of an answer that was not met before, and keep them."""
        found = self.of(value)
        if len(raw) <= LONGEST_REMEMBERED:
            if len(self.known) >= MEMO:
                self.known.clear()
            self.known[raw] = found
        return found
