"""What a submission puts into the slots of its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from techassure import facts, situation
from techassure.calendar_days import iso
from techassure.contradictions import brief, labelled
from techassure.definitions import HEAD_FACTS
from techassure.engine import Assessor
from techassure.outcomes import Standing
from techassure.plans import DOCUMENTED, LONGEST_REMEMBERED, MEMO
from techassure.reasons.passages import CHOSEN
from techassure.reasons.scenes import Scene
from techassure.reasons.templates import inner, text_slot, value_slot, written
from techassure.reasons.wording import backed
from techassure.rows.answers import Answers


class Values(dict[Any, bytes]):
    """The values of one fact as they stand in a slot; a batch repeats many of them."""

    def __init__(self, fact: facts.Typed, *, whole: bool) -> None:
        super().__init__()
        self._fact, self._whole = fact, whole

    def of(self, value: Any) -> bytes:
        """Return what a typed value is in the slot."""
        short = value.__class__ is int or (value.__class__ is str and len(value) <= LONGEST_REMEMBERED)
        return self[value] if short else self._made(value)

    def __missing__(self, value: Any) -> bytes:
        """Remember a value that was not met before."""
        if len(self) >= MEMO:
            self.clear()
        found = self[value] = self._made(value)
        return found

    def _made(self, value: Any) -> bytes:
        shown = facts.written(self._fact, value)
        return written(shown) if self._whole else inner(brief(labelled(self._fact, shown)))


class Showing:
    """Knows what may be shown: the values of each fact, by the slot that they go into."""

    def __init__(self, assessor: Assessor, answers: Answers) -> None:
        self.answers = answers
        self.values: dict[str, tuple[str, Values]] = {}
        self.backed: dict[str, tuple[str, tuple[str, ...]]] = {}
        self.facts = assessor.selection.facts
        for fact in assessor.facts:
            self.values[value_slot(fact.name)] = fact.name, Values(fact.fact, whole=True)
            self.values[text_slot(fact.name)] = fact.name, Values(fact.fact, whole=False)
        for plan in assessor.criteria:
            named = [assessor.facts[at].name for at in plan.facts]
            self.backed |= {text_slot(backed(name, plan.by)): (name, plan.by) for name in named}
        kinds = [fact.name for fact in assessor.facts if fact.fact.type == "document"]
        repeating = {slot for slot, (name, _) in self.values.items() if self.facts[name].type in CHOSEN}
        own = [text_slot("version"), *(text_slot(f"first {kind}") for kind in kinds)]
        self.free = frozenset([*own, *(self.values.keys() - repeating)])
        """The slots of what hardly repeats."""

    def fillings(self, scene: Scene) -> Fillings:
        """Return what a submission puts into slots."""
        return Fillings(self, scene)


class Fillings(dict[str, bytes]):
    """What one submission puts into slots, found when it is asked for."""

    def __init__(self, showing: Showing, scene: Scene) -> None:
        super().__init__()
        self._showing, self._scene = showing, scene

    def __missing__(self, slot: str) -> bytes:
        """Find what goes into a slot."""
        known = self._showing.values.get(slot)
        if known:
            name, values = known
            found = values.of(self._showing.answers.value(name, self._scene.seen))
        elif slot in self._showing.backed:
            found = self._backed(*self._showing.backed[slot])
        else:
            found = self._of_head(slot)
        self[slot] = found
        return found

    def _backed(self, name: str, kinds: tuple[str, ...]) -> bytes:
        """Return the provenance of an answer without reviews and measurements."""
        cells, backing, standings = self._scene.seen.cells, self._scene.backing, self._scene.seen.standings
        answers = situation.Answers(
            lambda _: True,
            lambda _, __: False,
            lambda each: Standing(max([standings[one] for one in backing.get(each, ())], default=Standing.SHORT)),
        )
        best = Standing(max([cells[kind] for kind in kinds], default=Standing.SHORT))
        found = situation.standing_behind(name, DOCUMENTED, best, self._showing.facts, answers)
        return b"documented" if found is Standing.GOOD and name not in HEAD_FACTS else b"claimed"

    def _of_head(self, slot: str) -> bytes:
        if slot == text_slot("version"):
            return inner(self._scene.seen.version)
        kind = slot.removeprefix(text_slot("first "))
        pairs = zip(self._scene.ids, self._scene.papers, strict=True)
        return inner(next(each for each, paper in pairs if paper.found.kind == kind))

    def of_gallery(self, places: Sequence[int]) -> Fillings:
        """Return the same with what the documents of a gallery put into slots."""
        found = Fillings(self._showing, self._scene)
        for number, place in enumerate(places):
            paper = self._scene.papers[place]
            document = paper.found
            shown = {
                "id": self._scene.ids[place],
                "issued": iso(document.issued) if document.issued is not None else "",
                "end": iso(paper.last_day),
                "version": str(document.product_version),
            }
            found.update({text_slot(f"{what} {number}"): inner(text) for what, text in shown.items()})
        return found
