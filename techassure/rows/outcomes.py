"""From the cells of a submission to the outcomes of its criteria, a few criteria by one look-up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from struct import Struct
from typing import Any, NamedTuple

from techassure.engine.assessor import Assessor
from techassure.engine.outcomes import MAY_BE_MET, MAY_BE_NOT_MET, MAY_NOT_APPLY, Outcome, Result
from techassure.engine.plans import MEMO
from techassure.engine.scoring import Verdict
from techassure.rows.codes import Codes
from techassure.rows.layout import Cells, Layout
from techassure.rows.parts import Parts

_FIELD = 16
_GATE_MET, _GATE_NOT_MET, _GATE_MAY_FAIL, _GATE_ABSENT = range(len(Outcome), len(Outcome) + 4)
_FIELDS = Struct(f"<{_GATE_ABSENT + 1}H")
_MOST_CELLS = 6
_TEXTS = [each.text for each in Outcome]
_OF_TALLY = itemgetter(0)


class Known(NamedTuple):
    """What some criteria came to: their share in the counts of a row, packed into one number, and their results."""

    tally: int
    results: tuple[Result, ...]


class Totals(NamedTuple):
    """The counts of a row: the verdict of the gates alone, how they stand, and how many criteria have each outcome."""

    verdict: Verdict | None
    gates: dict[str, int]
    outcomes: dict[str, int]


class _Group:
    """Criteria that stand side by side and see few cells between them, with what was made of each state of those."""

    __slots__ = ("key", "known", "members")

    def __init__(self, members: Sequence[int], cells: Sequence[int]) -> None:
        self.members = members
        self.key: Callable[[Cells], Any] = itemgetter(*cells)
        self.known: dict[Any, Known] = {}


class Outcomes:
    """The criteria of a selection, from the side of their cells."""

    def __init__(self, assessor: Assessor, codes: Mapping[str, Codes], layout: Layout) -> None:
        self._assessor = assessor
        self._gates = frozenset(assessor.gates)
        self._parts = [Parts(plan, assessor, codes, layout) for plan in assessor.criteria]
        seen = [parts.cells() for parts in self._parts]
        self._groups = [_Group(members, cells) for members, cells in grouped(seen)]
        single = {group.members[0]: group for group in self._groups if len(group.members) == 1}
        self._alone = [single.get(at) or _Group((at,), cells) for at, cells in enumerate(seen)]
        self._quick = [(group.known.get, group.key) for group in self._groups]
        self._tallies: list[dict[Result, int]] = [{} for _ in assessor.criteria]
        self._totals: dict[int, Totals] = {}

    def of(self, cells: Cells) -> list[Known]:
        """Return what the criteria come to on the as-of day, group by group."""
        known = [known(key(cells)) for known, key in self._quick]
        if all(known):
            return known  # type: ignore[return-value]
        return [each or self._made(group, cells) for group, each in zip(self._groups, known, strict=True)]

    def on(self, at: int, cells: Cells, day: int) -> Result:
        """Return what one criterion comes to on a day, with the cells as they are then."""
        group = self._alone[at]
        key = group.key(cells)
        return (group.known.get(key) or self._made_alone(group, key, cells, day)).results[0]

    def cells(self, at: int) -> list[int]:
        """Return the places of the cells that decide what one criterion comes to."""
        return self._parts[at].cells()

    def totals(self, known: Iterable[Known]) -> Totals:
        """Return the counts of a row."""
        tally = sum(map(_OF_TALLY, known))
        found = self._totals.get(tally)
        if found is None:
            if len(self._totals) >= MEMO:
                self._totals.clear()
            found = self._totals[tally] = self._unpacked(tally)
        return found

    def _unpacked(self, tally: int) -> Totals:
        fields = _FIELDS.unpack(tally.to_bytes(_FIELDS.size, "little"))
        met, not_met, may_fail, absent = fields[_GATE_MET:]
        of = len(self._gates) - absent
        gates = {"met": met, "not met": not_met, "open": of - met - not_met, "of": of, "not applicable": absent}
        verdict: Verdict = "non-compliant" if not_met else "undecided" if may_fail else "compliant"
        return Totals(verdict if self._gates else None, gates, dict(zip(_TEXTS, fields, strict=False)))

    def _made(self, group: _Group, cells: Cells) -> Known:
        """Return what criteria come to in a state that they were not met in before."""
        day, key = self._assessor.as_of, group.key(cells)
        if len(group.members) == 1:
            return self._made_alone(group, key, cells, day)
        results = tuple([self.on(at, cells, day) for at in group.members])
        tally = sum([self._tally(at, result) for at, result in zip(group.members, results, strict=True)])
        return _keep(group, key, Known(tally, results))

    def _made_alone(self, group: _Group, key: Any, cells: Cells, day: int) -> Known:
        (at,) = group.members
        result = self._parts[at].result(cells, day)
        return _keep(group, key, Known(self._tally(at, result), (result,)))

    def _tally(self, at: int, result: Result) -> int:
        known = self._tallies[at]
        found = known.get(result)
        if found is None:
            if len(known) >= MEMO:
                known.clear()
            found = known[result] = _tally(result, at in self._gates)
        return found


def grouped(seen: Sequence[Sequence[int]]) -> Iterator[tuple[list[int], list[int]]]:
    """Yield runs of criteria that see few cells between them: few enough that their states repeat."""
    members: list[int] = []
    cells: list[int] = []
    for at, own in enumerate(seen):
        together = list(dict.fromkeys([*cells, *own]))
        if members and len(together) > _MOST_CELLS:
            yield members, cells
            members, together = [], list(own)
        members, cells = [*members, at], together
    if members:
        yield members, cells


def _keep(group: _Group, key: Any, found: Known) -> Known:
    if len(group.known) >= MEMO:
        group.known.clear()
    group.known[key] = found
    return found


def _tally(result: Result, is_gate: bool) -> int:
    """Return a criterion's share in the counts of a row, as a number with a field for each count."""
    fields = [int(result.outcome)]
    if is_gate:
        fields += [_GATE_MET] if result.possible == MAY_BE_MET else []
        fields += [_GATE_NOT_MET] if result.possible == MAY_BE_NOT_MET else []
        fields += [_GATE_MAY_FAIL] if result.possible & MAY_BE_NOT_MET else []
        fields += [_GATE_ABSENT] if result.possible == MAY_NOT_APPLY else []
    return sum(1 << _FIELD * at for at in fields)
