"""The criteria of submissions with their reasons: one look-up each, or one for each passage."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from techassure import explain
from techassure.assessing import change_part, outcome_part
from techassure.calendar_days import iso
from techassure.engine import Assessor
from techassure.outcomes import Outcome, Result
from techassure.plans import MEMO
from techassure.reasons.glimpses import Glimpses
from techassure.reasons.passages import Passage, chosen
from techassure.reasons.scenes import Scene
from techassure.reasons.showing import Fillings
from techassure.reasons.sums import tally
from techassure.reasons.telling import Telling
from techassure.reasons.templates import Template, joined, written
from techassure.rows.layout import NOTHING
from techassure.rows.outcomes import Outcomes

MOST_BYTES = 64 * 1024 * 1024
"""So much is remembered, and then forgotten: memory stays flat."""
Changes = Mapping[int, tuple[int, Outcome]]
_BLANK = b'null,"lapsed_on":null,"reasons":[]}'
Key = Callable[[Mapping[str, Any]], Any]
_NONE, _LAPSED, _REASONS, _END = b"null", b',"lapsed_on":', b',"reasons":[', b"]}"
_MAY_HAVE_LAPSED = re.compile(rb'"cause":"(?:failed|expired)"')


class Criterion(NamedTuple):
    """A criterion as it is told: its result, its share in all counts, its text up to what time changes, its reasons.

    ``whole`` is the text where time changes nothing and nothing of the submission's own is shown; else None.
    """

    result: Result
    tally: int
    head: bytes
    reasons: Template
    whole: bytes | None
    lapsed_on: bytes = _NONE

    def text(self, change: bytes, fillings: Mapping[str, bytes]) -> bytes:
        """Return the text for one submission."""
        return b"".join((self.head, change, _LAPSED, self.lapsed_on, _REASONS, self.reasons.filled(fillings), _END))


class Criteria:
    """Tells criteria. ``passages`` are those of each; ``free`` the slots that hold what hardly repeats."""

    def __init__(
        self,
        assessor: Assessor,
        passages: Sequence[Sequence[Passage]],
        outcomes: Outcomes,
        glimpses: Glimpses,
        free: frozenset[str],
        *,
        redact: bool,
    ) -> None:
        self._assessor, self._outcomes, self._free = assessor, outcomes, free
        self._glimpses, self._redact = glimpses, redact
        self._tellings = [
            [Telling(at, passage, glimpses, redact, self._make_room) for passage in each]
            for at, each in enumerate(passages)
        ]
        self._quick: list[tuple[dict[Any, Criterion], Key]] = [({}, _key(each)) for each in passages]
        self._coarse: list[tuple[dict[Any, Template], Key]] = [({}, _coarse_key(each)) for each in passages]
        self._heads: dict[tuple[int, Result], tuple[int, bytes]] = {}
        self._changes: dict[tuple[int, Outcome], bytes] = {}
        self._bytes = 0

    def told(self, scene: Scene, fillings: Fillings) -> list[Criterion]:
        """Return what every criterion comes to."""
        state = scene.state
        found = [known.get(key(state)) for known, key in self._quick]
        if None in found:
            return [each or self._told(at, scene, fillings) for at, each in enumerate(found)]
        return found  # type: ignore[return-value]

    def _told(self, at: int, scene: Scene, fillings: Fillings) -> Criterion:
        """Tell a criterion passage by passage."""
        result = self._outcomes.on(at, scene.seen.cells, self._assessor.as_of)
        found, own = self._reasons(at, scene, result, fillings)
        if any(each.__class__ is bytes and _MAY_HAVE_LAPSED.search(each) for each in found.parts):
            return self._that_may_have_lapsed(at, scene, result)
        reasons = found.settled(fillings, self._free)
        share, head = self._heads.get((at, result)) or self._head(at, result)
        alike = reasons.parts[0] if len(reasons.parts) == 1 else None
        whole = None if alike is None else b"".join((head, _NONE, _LAPSED, _NONE, _REASONS, alike, _END))  # type: ignore[arg-type]
        made = Criterion(result, share, head, reasons, whole)
        if not own:
            known, key = self._quick[at]
            self._make_room(len(whole or head))
            known[key(scene.state)] = made
        return made

    def _that_may_have_lapsed(self, at: int, scene: Scene, result: Result) -> Criterion:
        """Tell a criterion that time may have ended: its dates say when, and no two are alike."""
        found = self._glimpses.of(scene, at, result)
        reasons = explain.reasons(found, at, redact=self._redact)
        lapsed = explain.lapsed_on(found, at, reasons)
        share, head = self._heads.get((at, result)) or self._head(at, result)
        text = Template((written(reasons)[1:-1],))
        return Criterion(result, share, head, text, None, _NONE if lapsed is None else written(iso(lapsed)))

    def _reasons(self, at: int, scene: Scene, result: Result, fillings: Fillings) -> tuple[Template, bool]:
        """Return the reasons of a criterion, and whether they hold what only this submission says."""
        known, pick = self._coarse[at]
        key = result.outcome, pick(scene.state)
        found = known.get(key)
        if found:
            return found, False
        told = [each.told(scene, result, fillings) for each in self._tellings[at]]
        made = joined([each.text for each in told])
        if any(each.own for each in told):
            return made, True
        known[key] = made
        return made, False

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
            memos: list[dict[Any, Any]] = [*(known for known, _ in self._quick), *(known for known, _ in self._coarse)]
            for memo in memos:
                memo.clear()
            for telling in (each for tellings in self._tellings for each in tellings):
                telling.forget()

    # --- texts

    def texts(self, told: Sequence[Criterion], fillings: Fillings, changes: Changes) -> bytes:
        """Return the list of all criteria as JSON."""
        texts = [each.whole or each.text(_NONE, fillings) for each in told]
        for at, change in changes.items():
            texts[at] = told[at].text(self._changes.get(change) or self._change(change), fillings)
        return b"[%s]" % b",".join(texts)

    def _change(self, change: tuple[int, Outcome]) -> bytes:
        if len(self._changes) >= MEMO:
            self._changes.clear()
        found = self._changes[change] = written(change_part(*change))
        return found


def _coarse_key(passages: Sequence[Passage]) -> Key:
    """Return what picks out of a state what decides what is said, but for what is shown."""
    return itemgetter(*dict.fromkeys([NOTHING, *(cell for passage in passages for cell in passage.cells)]))


def _key(passages: Sequence[Passage]) -> Key:
    """Return what picks out of a state what decides what is said, and what is shown as far as that repeats."""
    cells = [cell for passage in passages for cell in (*passage.cells, *passage.shown)]
    coarse = {each.removeprefix(chosen("")) for each in cells if each.startswith(chosen(""))}
    return itemgetter(*dict.fromkeys([NOTHING, *(each for each in cells if each not in coarse)]))
