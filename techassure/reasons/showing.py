"""What a submission puts into the slots of its reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from techassure import facts, situation
from techassure.calendar_days import iso
from techassure.contradictions import brief, labelled
from techassure.definitions import HEAD_FACTS
from techassure.engine import Assessor
from techassure.model import Fact
from techassure.outcomes import Standing
from techassure.plans import DOCUMENTED, LONGEST_REMEMBERED, MEMO
from techassure.reasons.passages import CHOSEN
from techassure.reasons.scenes import Scene
from techassure.reasons.templates import inner, text_slot, value_slot, written
from techassure.reasons.wording import backed
from techassure.rows.answers import Answers

_SHORT = Standing.SHORT


class _Values:
    """The values of one fact as they stand in a slot; a batch repeats many of them."""

    def __init__(self, fact: Fact, name: str, answers: Answers, *, whole: bool) -> None:
        self._fact, self._name, self._answers, self._whole = fact, name, answers, whole
        self._known: dict[str, bytes] = {}

    def __call__(self, scene: Scene) -> bytes:
        """Return what the answer of a submission is in the slot."""
        given = scene.seen.answers.get(self._name)
        raw = given["value"] if given.__class__ is dict else given
        if raw.__class__ is not str or len(raw) > LONGEST_REMEMBERED:
            return self._made(scene)
        found = self._known.get(raw)
        if found is None:
            if len(self._known) >= MEMO:
                self._known.clear()
            found = self._known[raw] = self._made(scene)
        return found

    def _made(self, scene: Scene) -> bytes:
        shown = facts.written(self._fact, self._answers.value(self._name, scene.seen))
        return written(shown) if self._whole else inner(brief(labelled(self._fact, shown)))


class _Backed:
    """The provenance of one fact, as criteria with some kinds of documents see it, without reviews and measurements."""

    def __init__(self, known: Mapping[str, Fact], name: str, kinds: Sequence[str]) -> None:
        self._facts, self._name, self._kinds = known, name, kinds

    def __call__(self, scene: Scene) -> bytes:
        """Return the provenance in a submission."""
        cells, backing, standings = scene.seen.cells, scene.backing, scene.seen.standings
        answers = situation.Answers(
            is_answered=lambda _: True,
            is_firm=lambda _, __: False,
            linked=lambda name: Standing(max([standings[one] for one in backing.get(name, ())], default=_SHORT)),
        )
        best = Standing(max([cells[kind] for kind in self._kinds], default=_SHORT))
        found = situation.standing_behind(self._name, DOCUMENTED, best, self._facts, answers)
        return b"documented" if found is Standing.GOOD and self._name not in HEAD_FACTS else b"claimed"


class _First:
    """What the first document of a kind is called."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def __call__(self, scene: Scene) -> bytes:
        """Return what it is called in a submission."""
        pairs = zip(scene.ids, scene.papers, strict=True)
        return inner(next(each for each, paper in pairs if paper.found.kind == self._kind))


class Showing:
    """Knows what goes into each slot. ``free`` are the slots of what hardly repeats."""

    def __init__(self, assessor: Assessor, answers: Answers) -> None:
        known = assessor.selection.facts
        self.finding: dict[str, Callable[[Scene], bytes]] = {
            text_slot("version"): lambda scene: inner(scene.seen.version)
        }
        for fact in assessor.facts:
            if fact.fact.type == "document":
                self.finding[text_slot(f"first {fact.name}")] = _First(fact.name)
                continue
            self.finding[value_slot(fact.name)] = _Values(fact.fact, fact.name, answers, whole=True)
            self.finding[text_slot(fact.name)] = _Values(fact.fact, fact.name, answers, whole=False)
        chosen = [fact.name for fact in assessor.facts if fact.fact.type in CHOSEN]
        repeating = {slot(name) for name in chosen for slot in (value_slot, text_slot)}
        self.free = frozenset(self.finding.keys() - repeating)
        for plan in assessor.criteria:
            for name in [assessor.facts[at].name for at in plan.facts]:
                self.finding[text_slot(backed(name, plan.by))] = _Backed(known, name, plan.by)

    def fillings(self, scene: Scene) -> Fillings:
        """Return what a submission puts into slots."""
        return Fillings(self.finding, scene)


class Fillings(dict[str, bytes]):
    """What one submission puts into slots, found when it is asked for."""

    def __init__(self, finding: Mapping[str, Callable[[Scene], bytes]], scene: Scene) -> None:
        super().__init__()
        self._finding, self._scene = finding, scene

    def __missing__(self, slot: str) -> bytes:
        """Find what goes into a slot."""
        found = self[slot] = self._finding[slot](self._scene)
        return found

    def of_gallery(self, places: Sequence[int]) -> Fillings:
        """Return the same with what the documents of a gallery put into slots."""
        found = Fillings(self._finding, self._scene)
        for number, place in enumerate(places):
            paper = self._scene.papers[place]
            shown: dict[str, Any] = {
                "id": self._scene.ids[place],
                "issued": "" if paper.found.issued is None else iso(paper.found.issued),
                "end": iso(paper.last_day),
                "version": str(paper.found.product_version),
            }
            found.update({text_slot(f"{what} {number}"): inner(text) for what, text in shown.items()})
        return found
