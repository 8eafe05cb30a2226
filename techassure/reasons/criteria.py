"""The criteria of submissions with their reasons: a few criteria by one look-up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import orjson

from techassure.calendar_days import iso
from techassure.documents.writer import change_part, outcome_part
from techassure.engine.assessor import Assessor
from techassure.engine.outcomes import Outcome, Result
from techassure.engine.plans import MEMO
from techassure.explaining import explain
from techassure.reasons import slots
from techassure.reasons.glimpses import Glimpses
from techassure.reasons.passages import Passage
from techassure.reasons.scenes import Scene
from techassure.reasons.slots import Slots
from techassure.reasons.sums import tally
from techassure.reasons.telling import NOTHING_TOLD, Telling
from techassure.reasons.templates import Template, Text, joined, strung, written
from techassure.rows.outcomes import Outcomes, grouped

MOST_BYTES = 64 * 1024 * 1024
"""So much is remembered, and then forgotten: memory stays flat."""
Changes = Mapping[int, tuple[int, Outcome]]
_BLANK = b'null,"lapsed_on":null,"reasons":[]}'
_NULL, _LAPSED, _REASONS, _END = b"null", b',"lapsed_on":', b',"reasons":[', b"]}"
_SPEAKS_AGAINST = re.compile(rb'"cause":"(?:failed|expired)"')
"""The causes that speak against a criterion. Where one is always told, no day stands beside it, and nothing lapsed."""
_DAY = b'"on":"'
"""Stands in the reasons of whatever lapsed: a day on which it was still met."""


class Late(NamedTuple):
    """A criterion whose reasons hold what only one submission says: in parts, told for each or only filled.

    ``may_lapse``: nothing that is always said of it speaks against it, but what time did.
    """

    at: int
    result: Result
    parts: tuple[Text | Telling, ...]
    may_lapse: bool


class Told(NamedTuple):
    """Some criteria as they are told: their share in all counts, their results, and their text as it is filled."""

    tally: int
    results: tuple[Result, ...]
    form: bytes
    pick: Any
    late: tuple[Late, ...]


class _One(NamedTuple):
    """One criterion as it is told. ``late``: its reasons are a slot, filled for each submission."""

    result: Result
    tally: int
    template: Template
    late: Late | None


class _Group:
    """Criteria that stand side by side and see few cells between them."""

    __slots__ = ("key", "known", "members")

    def __init__(self, members: Sequence[int], cells: Sequence[int]) -> None:
        self.members, self.key = members, itemgetter(*cells)
        self.known: dict[Any, Told] = {}


class Criteria:
    """Tells criteria, in groups that are each of one domain. ``passages`` are those of each criterion."""

    def __init__(
        self,
        assessor: Assessor,
        passages: Sequence[Sequence[Passage]],
        outcomes: Outcomes,
        glimpses: Glimpses,
        places: tuple[Mapping[str, int], Slots],
        *,
        redact: bool,
    ) -> None:
        self._assessor, self._outcomes, self._glimpses = assessor, outcomes, glimpses
        at, self._slots = places
        self._tellings = [
            [Telling(member, passage, glimpses, places, redact, self._make_room) for passage in each]
            for member, each in enumerate(passages)
        ]
        seen = [
            list(dict.fromkeys([*outcomes.cells(member), *[at[cell] for passage in each for cell in passage.cells]]))
            for member, each in enumerate(passages)
        ]
        self._groups = [_Group(members, cells) for members, cells in _of_one_domain(assessor, seen)]
        self.members = [group.members for group in self._groups]
        self._quick = [(group.known.get, group.key) for group in self._groups]
        self._alone = [itemgetter(*cells) for cells in seen]
        self._ones: list[dict[Any, _One]] = [{} for _ in seen]
        self._heads: dict[tuple[int, Result], tuple[int, bytes]] = {}
        self._changes: dict[tuple[int, Outcome], bytes] = {}
        self._bytes = 0

    def told(self, scene: Scene) -> list[Told]:
        """Return what the criteria come to, group by group."""
        state = scene.state
        found: list[Any] = [known(key(state)) for known, key in self._quick]
        if not all(found):
            found = [each or self._met(group, scene) for group, each in zip(self._groups, found, strict=True)]
        for each in found:
            for late in each.late:
                self._fill(late, scene)
        return found

    def texts(self, told: Sequence[Told], scene: Scene, changes: Changes) -> list[bytes]:
        """Return all criteria as JSON, with commas between them; ``changes`` are what time changes."""
        fillings, places = scene.fillings, self._slots
        for at, change in changes.items():
            fillings[places[slots.changes_on(at)]] = self._changes.get(change) or self._change(change)
        return [form % pick(fillings) for _, _, form, pick, _ in told]

    def _change(self, change: tuple[int, Outcome]) -> bytes:
        if len(self._changes) >= MEMO:
            self._changes.clear()
        found = self._changes[change] = written(change_part(*change))
        return found

    def _met(self, group: _Group, scene: Scene) -> Told:
        """Tell criteria in a state that they were not met in before."""
        ones = [self._one(at, scene) for at in group.members]
        pieces = [piece for one in ones for piece in (b",", one.template)]
        form, pick = strung(pieces if group.members[0] else pieces[1:]).ready(self._slots)
        late = tuple([one.late for one in ones if one.late])
        self._make_room(len(form))
        found = Told(sum([one.tally for one in ones]), tuple([one.result for one in ones]), form, pick, late)
        group.known[group.key(scene.state)] = found
        return found

    def _one(self, at: int, scene: Scene) -> _One:
        known, key = self._ones[at], self._alone[at](scene.state)
        found = known.get(key)
        if found is None:
            found = self._made(at, scene)
            known[key] = found
        return found

    def _made(self, at: int, scene: Scene) -> _One:
        result = self._outcomes.on(at, scene.seen.cells, self._assessor.as_of)
        share, head = self._heads.get((at, result)) or self._head(at, result)
        told = [telling.alike(scene, result) for telling in self._tellings[at]]
        alike = [each for each in told if each is not None]
        late = self._late(at, result, told) if len(alike) < len(told) else None
        own: tuple[bytes | str | Template, ...] = (_NULL, _REASONS, joined(alike))
        if late:
            own = (slots.lapsed_on(at), _REASONS, slots.reasons_of(at))
        template = strung((head, slots.changes_on(at), _LAPSED, *own, _END))
        self._make_room(sum(map(len, template.parts)))
        return _One(result, share, template, late)

    def _late(self, at: int, result: Result, told: Sequence[Template | None]) -> Late:
        """Return a criterion with reasons that hold what only one submission says, of which passages are None."""
        pairs = zip(told, self._tellings[at], strict=True)
        parts = [each.ready(self._slots) if each else telling for each, telling in pairs if each != NOTHING_TOLD]
        always = b"".join([part for each in told if each for part in each.parts if isinstance(part, bytes)])
        over = result.outcome in (Outcome.MET, Outcome.NOT_APPLICABLE) or _SPEAKS_AGAINST.search(always)
        return Late(at, result, tuple(parts), may_lapse=not over)

    def _head(self, at: int, result: Result) -> tuple[int, bytes]:
        is_gate = bool(self._assessor.criteria[at].member.gate)
        text = written(outcome_part(self._assessor, at, result, None, None, []))
        self._make_room(len(text))
        found = self._heads[at, result] = tally(result, is_gate=is_gate), text.removesuffix(_BLANK)
        return found

    def _make_room(self, more: int) -> None:
        """Forget everything when it has become too much."""
        self._bytes += more
        if self._bytes > MOST_BYTES:
            self._bytes = 0
            self._heads.clear()
            memos: list[dict[Any, Any]] = [*(group.known for group in self._groups), *self._ones]
            for memo in memos:
                memo.clear()
            for telling in (each for tellings in self._tellings for each in tellings):
                telling.forget()

    # --- what is a submission's own

    def _fill(self, late: Late, scene: Scene) -> None:
        """Fill the slots for the reasons of a criterion, and for the day on which it lapsed."""
        at, result, parts, may_lapse = late
        fillings, places = scene.fillings, self._slots
        texts = [each.filled(fillings) if isinstance(each, Text) else each.said(scene, result) for each in parts]
        reasons = b",".join(filter(None, texts))
        fillings[places[slots.reasons_of(at)]] = reasons
        if may_lapse and _DAY in reasons:
            fillings[places[slots.lapsed_on(at)]] = self._lapsed(at, scene, result, reasons)

    def _lapsed(self, at: int, scene: Scene, result: Result, reasons: bytes) -> bytes:
        """Return the day on which a criterion lapsed, as JSON, where time ended it."""
        days = explain.last_days(result, orjson.loads(b"[%b]" % reasons))
        met = (day for day in days if explain.was_met(self._glimpses.of(scene, at, result), at, day))
        day = next(met, None)
        return _NULL if day is None else written(iso(day))


def _of_one_domain(assessor: Assessor, seen: Sequence[Sequence[int]]) -> Iterator[tuple[list[int], list[int]]]:
    """Yield runs of criteria of one domain that see few cells between them."""
    domains = [plan.member.definition.section.domain for plan in assessor.criteria]
    for _, run in groupby(range(len(seen)), domains.__getitem__):
        first, *_ = together = list(run)
        for members, cells in grouped([seen[at] for at in together]):
            yield [first + at for at in members], cells
