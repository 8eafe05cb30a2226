"""The answers of a submission: one look-up each, and what is computed from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from techassure import facts
from techassure.definitions import HEAD_FACTS
from techassure.engine import Assessor
from techassure.outcomes import Standing
from techassure.reviews import Identity
from techassure.rows.codes import Codes, Unusual
from techassure.rows.forms import Form, unwrapped
from techassure.rows.layout import Cells, Layout, behind, due
from techassure.rows.manners import Manner, manner_of
from techassure.rows.seen import Seen
from techassure.submission_reader import SubmissionReader


class _Computed(NamedTuple):
    """A fact that is computed from others, and where its cell stands."""

    name: str
    at: int
    codes: Codes
    calculate: Any
    inputs: Sequence[str]


class Answers:
    """Reads answers into cells. ``codes``: of every fact by its name; ``layout`` says where the cells stand."""

    def __init__(self, assessor: Assessor, reader: SubmissionReader) -> None:
        self._assessor = assessor
        self._places = {fact.name: at for at, fact in enumerate(assessor.facts)}
        readers = reader.readers()
        given = {name: _as_it_is for name in self._places if name not in readers}
        self.codes = {name: self._codes_of(name, read) for name, read in {**given, **readers}.items()}
        self._form = Form({name: self.codes[name] for name in readers}, self._matters)
        self.layout = Layout(assessor, self._form.asked)
        self._rest = self._blank()[self.layout.first :]
        at = self.layout.at
        self._derived = [
            _Computed(name, at[name], self.codes[name], facts.calculation(derived), derived.inputs)
            for name, derived in assessor.derived
        ]
        heads = [name for name in HEAD_FACTS if name in self._places]
        self._heads = [(name, at[name], self.codes[name]) for name in heads if self._is_asked_about(name)]

    def _matters(self, name: str) -> bool:
        return name in self._places and self._assessor.selection.facts[name].type != "document"

    def _is_asked_about(self, name: str) -> bool:
        """Tell whether any expectation speaks of a fact; others are computed from it."""
        return bool(self._assessor.facts[self._places[name]].leaves)

    def _codes_of(self, name: str, read: facts.Reader) -> Codes:
        at, fact = self._places.get(name), self._assessor.selection.facts[name]
        truths = None if at is None else self._assessor.facts[at].truths
        settled = at is None or self._assessor.facts[at].always is not None
        any_text = fact.type == "text" and fact.format is None and settled
        return Codes(truths, read, manner_of(fact, any_text=any_text))

    def _blank(self) -> Cells:
        """Return the cells of a submission that says nothing: contract facts and days that have come are known."""
        assessor, at = self._assessor, self.layout.at
        cells = [0] * len(at)
        for place, truths in enumerate(assessor.blank):
            if truths is not None:
                name = assessor.facts[place].name
                cells[at[name]] = self.codes[name].code_of(truths)
        short = int(Standing.SHORT)
        for plan in assessor.criteria:
            for name in (*plan.kinds, *map(behind, plan.sources)):
                cells[at[name]] = short
            if plan.rule.due is not None:
                cells[at[due(plan.rule.due)]] = int(assessor.as_of >= plan.rule.due)
        for kind in self.layout.kinds:
            cells[at[kind]] = short
        return cells

    def read(self, seen: Seen, identity: Identity, supplier: str) -> None:
        """Find the code of every answer, and of what follows from the answers and the head.

        Raises:
            Unusual: something is not written as most answers are.
        """
        if seen.answers.__class__ is not dict:
            raise Unusual
        try:
            raws = unwrapped(self._form.given(seen.answers), seen.standings)
            seen.cells = [0, *self._form.codes(raws), *self._rest]
        except (KeyError, TypeError):
            raise Unusual from None
        seen.raws = raws
        self._derive(seen, identity, supplier)

    def _derive(self, seen: Seen, identity: Identity, supplier: str) -> None:
        """Compute derived facts, inputs before what is made of them."""
        values, cells = seen.values, seen.cells
        values["submission.supplier_name"] = supplier
        values["submission.product_name"] = identity[1]
        values["submission.product_version"] = identity[2]
        for name, at, codes in self._heads:
            cells[at] = codes.code(values[name])
        for name, at, codes, calculate, inputs in self._derived:
            given = [self.value(each, seen) for each in inputs]
            if None not in given:
                values[name] = made = calculate(*given)
                if made is not None:
                    cells[at] = codes.code(made)

    def raw(self, name: str, seen: Seen) -> Any:
        """Return an answer as it is written; None where there is none."""
        given = seen.answers.get(name)
        return given["value"] if given.__class__ is dict else given

    def value(self, name: str, seen: Seen) -> Any:
        """Return the typed value of a fact of the submission; None where there is none."""
        if name in seen.values:
            return seen.values[name]
        raw = self.raw(name, seen)
        if raw is None:
            return None
        codes = self.codes[name]
        if raw.__class__ is str and raw in codes.typed:
            return codes.typed[raw]
        return codes.value(raw)


def _as_it_is(raw: Any) -> Any:
    return raw
