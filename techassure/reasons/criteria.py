"""The criteria of submissions with their reasons: one look-up each, and what was said before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from techassure import explain
from techassure.assessing import change_part, outcome_part
from techassure.engine import Assessment, Assessor
from techassure.outcomes import Outcome, Result
from techassure.plans import MEMO
from techassure.reasons.scenes import Scene, Scenes
from techassure.reasons.showing import Fillings, Showing
from techassure.reasons.sums import tally
from techassure.reasons.templates import Template, written
from techassure.reasons.wording import Wording
from techassure.rows.answers import Answers

MOST_BYTES = 64 * 1024 * 1024
"""So much is remembered, and then forgotten: memory stays flat."""
Changes = Mapping[int, tuple[int, Outcome]]
_UNCHANGED, _REASONS = b"null", b',"reasons":'


class Told(NamedTuple):
    """What a criterion came to: its result, its share in all counts, its text up to what time changes, its reasons.

    ``whole`` is the text where time changes nothing and nothing of the submission's own is shown; else None.
    """

    result: Result
    tally: int
    head: bytes
    reasons: Template
    whole: bytes | None

    def text(self, change: bytes, fillings: Mapping[str, bytes]) -> bytes:
        """Return the text for one submission."""
        return b"".join((self.head, change, _REASONS, self.reasons.filled(fillings), b"}"))


class Criteria:
    """Tells criteria. What was not told before is asked of the engine, and remembered."""

    def __init__(self, assessor: Assessor, scenes: Scenes, answers: Answers, redact: bool) -> None:
        self._assessor, self._scenes, self._redact = assessor, scenes, redact
        self._showing = Showing(assessor, answers)
        self._known: list[dict[Any, Told]] = [{} for _ in assessor.criteria]
        self._in_doubt: list[dict[Any, Told]] = [{} for _ in assessor.criteria]
        self._quick = [(known.get, seeing.key) for known, seeing in zip(self._known, scenes.seeing, strict=True)]
        self._changes: dict[tuple[int, Outcome], bytes] = {}
        self._bytes = 0

    def told(self, scene: Scene, assessment: Callable[[], Assessment]) -> list[Told]:
        """Return what every criterion comes to. ``assessment`` is called where something was not told before."""
        state, doubtful = scene.state, scene.doubtful
        found = [known(key(state)) for known, key in self._quick]
        for at in doubtful:
            found[at] = self._doubted(scene, at, assessment)
        if None in found:
            keyed = ((at, each, self._scenes.seeing[at].key) for at, each in enumerate(found))
            found = [each or self._made(self._known[at], key(state), scene, at, assessment) for at, each, key in keyed]
        return found  # type: ignore[return-value]

    def _doubted(self, scene: Scene, at: int, assessment: Callable[[], Assessment]) -> Told:
        places, decides = self._scenes.gallery(scene, at)
        scene.galleries[at] = places
        key = (self._scenes.seeing[at].key(scene.state), decides)
        return self._in_doubt[at].get(key) or self._made(self._in_doubt[at], key, scene, at, assessment)

    def _made(
        self, memo: dict[Any, Told], key: Any, scene: Scene, at: int, assessment: Callable[[], Assessment]
    ) -> Told:
        """Tell a criterion by the engine; keep it as a template, if that gives the same when it is filled again."""
        found = assessment()
        result, is_gate = found.results[at], bool(self._assessor.criteria[at].member.gate)
        share = tally(result, is_gate=is_gate)
        head = written(outcome_part(self._assessor, at, result, None, [])).removesuffix(b'null,"reasons":[]}')
        plain = written(explain.reasons(found, at, redact=self._redact))
        wording = Wording(found, at, self._redact, self._gallery(found, scene, at))
        reasons = Template.of(list(wording.all()))
        if not wording.lasting or reasons.filled(self._fillings(scene, at)) != plain:
            return Told(result, share, head, Template((plain,)), None)
        alike = len(reasons.parts) == 1
        whole = b"".join((head, _UNCHANGED, _REASONS, plain, b"}")) if alike else None
        told = Told(result, share, head, reasons, whole)
        self._make_room(len(plain) + len(head))
        memo[key] = told
        return told

    def _gallery(self, assessment: Assessment, scene: Scene, at: int) -> list[Any] | None:
        places = scene.galleries.get(at)
        return None if places is None else [assessment.submission.documents[place] for place in places]

    def _fillings(self, scene: Scene, at: int) -> Fillings:
        places, fillings = scene.galleries.get(at), self._showing.fillings(scene)
        return fillings if places is None else fillings.of_gallery(places)

    def _make_room(self, more: int) -> None:
        self._bytes += more
        if self._bytes > MOST_BYTES:
            self._bytes = more
            for memo in (*self._known, *self._in_doubt):
                memo.clear()

    # --- texts

    def texts(self, scene: Scene, told: list[Told], changes: Changes) -> bytes:
        """Return the list of all criteria as JSON."""
        fillings, galleries = self._showing.fillings(scene), scene.galleries
        texts = [each.whole for each in told]
        for at, each in enumerate(told):
            change = self._change(changes[at]) if at in changes else _UNCHANGED
            if at in galleries:
                texts[at] = each.text(change, fillings.of_gallery(galleries[at]))
            elif change is not _UNCHANGED or each.whole is None:
                texts[at] = each.text(change, fillings)
        return b"[%s]" % b",".join(texts)  # type: ignore[arg-type]

    def _change(self, change: tuple[int, Outcome]) -> bytes:
        found = self._changes.get(change)
        if found is None:
            if len(self._changes) >= MEMO:
                self._changes.clear()
            found = self._changes[change] = written(change_part(*change))
        return found
