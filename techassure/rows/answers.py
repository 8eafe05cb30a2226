"""The answers of a submission: one look-up each, and what is computed from them."""

from __future__ import annotations

from typing import Any

from techassure import facts
from techassure.definitions import HEAD_FACTS
from techassure.engine import Assessor
from techassure.outcomes import Standing
from techassure.reviews import Identity
from techassure.rows.codes import LONGEST, NOTHING, Cells, Codes, Unusual, behind, due
from techassure.rows.seen import Seen
from techassure.submission_reader import SubmissionReader


class Answers:
    """Reads answers into cells. ``codes``: of every fact by its name; ``blank``: the cells of an empty submission."""

    def __init__(self, assessor: Assessor, reader: SubmissionReader) -> None:
        self._assessor = assessor
        self._places = {fact.name: at for at, fact in enumerate(assessor.facts)}
        readers = reader.readers()
        self._asked = {name: self._codes_of(name, read) for name, read in readers.items()}
        given = {name: self._codes_of(name, _as_it_is) for name in self._places if name not in readers}
        self.codes = self._asked | given
        self.blank = self._blank_cells(reader)
        self._derived = [
            (name, self.codes[name], facts.calculation(derived), derived.inputs) for name, derived in assessor.derived
        ]
        self._heads = [name for name in HEAD_FACTS if name in self._places]

    def _codes_of(self, name: str, read: facts.Reader) -> Codes:
        at = self._places.get(name)
        truths = None if at is None else self._assessor.facts[at].truths
        return Codes(truths, read, any_text=self._is_any_text(name))

    def _is_any_text(self, name: str) -> bool:
        fact, at = self._assessor.selection.facts[name], self._places.get(name)
        settled = at is None or self._assessor.facts[at].always is not None
        return fact.type == "text" and fact.format is None and settled

    def _blank_cells(self, reader: SubmissionReader) -> Cells:
        """Return the cells of a submission that says nothing: contract facts and days that have come are known."""
        assessor = self._assessor
        cells = {NOTHING: 0, **dict.fromkeys(self._places, 0)}
        for at, fact in enumerate(assessor.facts):
            truths = assessor.blank[at]
            if truths is not None:
                cells[fact.name] = self.codes[fact.name].code_of(truths)
        short = int(Standing.SHORT)
        for plan in assessor.criteria:
            cells |= dict.fromkeys((*plan.kinds, *map(behind, plan.sources)), short)
            if plan.rule.due is not None:
                cells[due(plan.rule.due)] = int(assessor.as_of >= plan.rule.due)
        return cells | dict.fromkeys(reader.kinds(), short)

    def read(self, seen: Seen) -> None:
        """Find the code of every answer. This loop is where a batch spends its time."""
        asked, cells, backing, answers = self._asked, seen.cells, seen.backing, seen.answers
        if answers.__class__ is not dict:
            raise Unusual
        try:
            for name, given in answers.items():
                raw = given
                if given.__class__ is dict:
                    raw, parts = given["value"], len(given)
                    if parts > 1:
                        if given.get("note").__class__ is str:
                            parts -= 1
                        if parts > 1:
                            backing.append((name, given["evidence"]))
                            parts -= 1
                        if parts > 1:
                            raise Unusual
                kind, codes = raw.__class__, asked[name]
                if kind is str:
                    plain = codes.any_text and raw.isprintable() and len(raw) <= LONGEST and raw.strip()
                    cells[name] = codes.any_text if plain else codes[raw]
                elif kind is bool or (kind is list and raw and raw[0].__class__ is str):
                    cells[name] = codes[raw if kind is bool else tuple(raw)]
                else:
                    cells[name] = codes.of(raw)
        except (KeyError, TypeError):
            raise Unusual from None

    def derive(self, identity: Identity, supplier: str, seen: Seen) -> None:
        """Compute derived facts, inputs before what is made of them."""
        values, cells = seen.values, seen.cells
        values["submission.supplier_name"] = supplier
        values["submission.product_name"] = identity[1]
        values["submission.product_version"] = identity[2]
        for name in self._heads:
            cells[name] = self.codes[name].code(values[name])
        for name, codes, calculate, inputs in self._derived:
            given = [self.value(each, seen) for each in inputs]
            if None not in given:
                values[name] = made = calculate(*given)
                if made is not None:
                    cells[name] = codes.code(made)

    def value(self, name: str, seen: Seen) -> Any:
        """Return the typed value of a fact of the submission; None where there is none."""
        if name in seen.values:
            return seen.values[name]
        given = seen.answers.get(name)
        if given is None:
            return None
        codes, raw = self._asked[name], given["value"] if given.__class__ is dict else given
        if raw.__class__ is str and raw in codes.typed:
            return codes.typed[raw]
        return codes.value(raw)


def _as_it_is(raw: Any) -> Any:
    return raw
