"""The answers of a submission: one look-up each, and what is computed from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from techassure.definitions import functions
from techassure.definitions.definition import HEAD_FACTS
from techassure.definitions.text_formats import FORMATS
from techassure.engine.assessor import Assessor
from techassure.engine.outcomes import Standing
from techassure.engine.plans import Truths
from techassure.files.places import Source
from techassure.intake.reader import SubmissionReader
from techassure.problems import ProblemsFound
from techassure.reviews import Identity
from techassure.rows.codes import Codes, Unusual
from techassure.rows.forms import Form, unwrapped
from techassure.rows.layout import Cells, Layout, behind, due
from techassure.rows.manners import Manner, manner_of
from techassure.rows.plain_tables import is_plain_table
from techassure.rows.seen import Seen


class _Computed(NamedTuple):
    """A fact that is computed from others, and where its cell stands."""

    name: str
    at: int
    codes: Codes
    calculate: Any
    inputs: Sequence[tuple[str, Codes]]


class Answers:
    """Reads answers into cells. ``codes``: of every fact by its name; ``layout`` says where the cells stand."""

    def __init__(self, assessor: Assessor, reader: SubmissionReader) -> None:
        self._assessor = assessor
        self._places = {fact.name: at for at, fact in enumerate(assessor.facts)}
        self._readers = reader.readers()
        self.codes: Mapping[str, Codes] = _WhenAsked(self._codes_of)
        self._form = Form(self.codes, self._readers, filter(self._matters, self._readers))
        self.layout = Layout(assessor, self._form.asked)
        self._rest = self._blank()[self.layout.first :]
        at = self.layout.at
        self._derived = [
            _Computed(name, at[name], self.codes[name], functions.calculation(derived), inputs)
            for name, derived in assessor.derived
            for inputs in [[(each, self.codes[each]) for each in derived.inputs]]
        ]
        heads = [name for name in HEAD_FACTS if name in self._places]
        self._heads = [(name, at[name], self.codes[name]) for name in heads if self._is_asked_about(name)]

    def _matters(self, name: str) -> bool:
        return name in self._places and self._assessor.selection.facts[name].type != "document"

    def _is_asked_about(self, name: str) -> bool:
        """Tell whether any expectation speaks of a fact; others are computed from it."""
        return bool(self._assessor.facts[self._places[name]].leaves)

    def _codes_of(self, name: str) -> Codes:
        at, fact = self._places.get(name), self._assessor.selection.facts[name]
        truths: Callable[[Any], Truths] | None = None if at is None else self._assessor.facts[at].truths
        settled = at is None or self._assessor.facts[at].always is not None
        any_text = fact.type == "text" and settled
        read, manner = self._readers.get(name, _as_it_is), manner_of(fact, any_text=any_text and fact.format is None)
        if any_text and fact.format is not None:
            return Codes(truths, read, manner, surely_fits=FORMATS[fact.format].accepts)
        if truths is None and manner is Manner.TABLE:
            return Codes(truths, read, manner, is_plain_table(fact.columns or {}))
        return Codes(truths, read, manner)

    def _blank(self) -> Cells:
        """Return the cells of a submission that says nothing: contract facts and days that have come are known."""
        assessor, at = self._assessor, self.layout.at
        cells: Cells = [0] * len(at)
        contract = assessor.selection.contract
        for name in self._places:
            cells[at[name]] = self.codes[name].code(contract.get(name))
        short = int(Standing.SHORT)
        for plan in assessor.criteria:
            for name in (*plan.kinds, *map(behind, plan.sources)):
                cells[at[name]] = short
            if plan.rule.due is not None:
                cells[at[due(plan.rule.due)]] = int(assessor.as_of >= plan.rule.due)
        for kind in self.layout.kinds:
            cells[at[kind]] = short
        return cells

    def whole(self, source: Source) -> Any:
        """Return what a submission says, in the shape that most have.

        Raises:
            Unusual: it has another, or cannot be read, or repeats a part: the long way then says all that is wrong.
        """
        form, raw = self._form, source.raw
        found = form.shape.read(raw)
        if found is None:
            value = _thoroughly(source)
            answers = value.get("answers") if isinstance(value, dict) else None
            found = form.shape.read(raw) if isinstance(answers, dict) and form.widen(answers) else None
        if found is None:
            raise Unusual
        if not form.shape.says_all(found, raw, form.numbers(found.answers)):
            _thoroughly(source)
        return found

    def read(self, answers: Any, seen: Seen, *, is_plain: bool) -> None:
        """Find the code of every answer. ``is_plain``: what of it is ASCII can be printed.

        Raises:
            Unusual: an answer needs a closer look.
        """
        form = self._form
        seen.at = form.at
        given = form.given(answers)
        try:
            codes = None if seen.entries else self._bare(given, seen, is_plain)
            if codes is None:
                seen.given, seen.raws = given, unwrapped(given, seen.standings)
                codes = form.codes(seen.raws, is_plain)
        except (KeyError, TypeError):
            raise Unusual from None
        seen.cells = [0, *codes, *self._rest]

    def _bare(self, given: Sequence[Any], seen: Seen, is_plain: bool) -> list[Any] | None:
        """Return the codes of answers of which none is written out with its parts; None where one is."""
        try:
            codes = self._form.codes(given, is_plain)
        except TypeError:
            return None
        seen.raws = given
        return codes

    def derive(self, seen: Seen, identity: Identity, supplier: str) -> None:
        """Compute derived facts, inputs before what is made of them."""
        values, cells = seen.values, seen.cells
        values["submission.supplier_name"] = supplier
        values["submission.product_name"] = identity[1]
        values["submission.product_version"] = identity[2]
        for name, at, codes in self._heads:
            cells[at] = codes.code(values[name])
        for name, at, codes, calculate, inputs in self._derived:
            given = self._inputs(inputs, seen)
            if given:
                values[name] = made = calculate(*given)
                if made is not None:
                    cells[at] = codes.code(made)

    def _inputs(self, inputs: Iterable[tuple[str, Codes]], seen: Seen) -> list[Any] | None:
        """Return the values that a fact is computed from; None unless all are there."""
        values, raws, at, given = seen.values, seen.raws, seen.at, []
        for name, codes in inputs:
            found = values.get(name)
            if found is None and name in at:
                raw = raws[at[name]]
                found = codes.typed.get(raw) if raw.__class__ is str else None
                found = codes.value(raw) if found is None else found
            if found is None:
                return None
            given.append(found)
        return given

    def value(self, name: str, seen: Seen) -> Any:
        """Return the typed value of a fact of the submission; None where there is none."""
        if name in seen.values:
            return seen.values[name]
        raw, codes = seen.raw(name), self.codes[name]
        return codes.typed[raw] if raw.__class__ is str and raw in codes.typed else codes.value(raw)


def _thoroughly(source: Source) -> Any:
    try:
        return source.value
    except ProblemsFound:
        raise Unusual from None


class _WhenAsked(dict[str, Codes]):
    """The codes of facts, made when a fact is first met: few are of all that may be asked."""

    def __init__(self, make: Callable[[str], Codes]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, name: str) -> Codes:
        """Make the codes of a fact."""
        found = self[name] = self._make(name)
        return found


def _as_it_is(raw: Any) -> Any:
    return raw
