"""What a submission puts into the slots of its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from techassure import facts
from techassure.calendar_days import iso
from techassure.contradictions import brief, labelled
from techassure.engine import Assessor
from techassure.plans import LONGEST_REMEMBERED, MEMO
from techassure.reasons.scenes import Scene
from techassure.reasons.templates import inner, text_slot, value_slot, written
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
        for fact in assessor.facts:
            self.values[value_slot(fact.name)] = fact.name, Values(fact.fact, whole=True)
            self.values[text_slot(fact.name)] = fact.name, Values(fact.fact, whole=False)

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
        else:
            found = self._of_head(slot)
        self[slot] = found
        return found

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
