"""What a submission puts into the slots of its reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from techassure import facts
from techassure.calendar_days import iso
from techassure.contradictions import brief, labelled
from techassure.definitions import HEAD_FACTS
from techassure.engine import Assessor
from techassure.model import Fact
from techassure.outcomes import Standing
from techassure.plans import LONGEST_REMEMBERED
from techassure.reasons.passages import CHOSEN, Sight, linked
from techassure.reasons.scenes import Scene
from techassure.reasons.templates import inner, text_slot, value_slot, written
from techassure.reasons.wording import backed
from techassure.rows.answers import Answers

_MOST_VALUES, _LONGEST = 2000, 400
"""So many values of a fact are remembered, and none that is longer."""


class Fillings(dict[str, bytes]):
    """What one submission puts into slots, found when it is asked for."""

    def __init__(self, finding: Finding, scene: Scene, places: Sequence[int] = ()) -> None:
        super().__init__()
        self.scene, self.places = scene, places
        self._finding = finding

    def __missing__(self, slot: str) -> bytes:
        """Find what goes into a slot."""
        finder = self._finding.get(slot)
        if finder:
            finder(self)
        else:
            self[slot] = self._of_gallery(slot)
        return self[slot]

    def of_gallery(self, places: Sequence[int]) -> Fillings:
        """Return the same with the documents of a gallery, given by their positions."""
        found = Fillings(self._finding, self.scene, places)
        found.update(self)
        return found

    def _of_gallery(self, slot: str) -> bytes:
        what, number = slot[1:].split(" ")
        place = self.places[int(number)]
        paper = self.scene.papers[place]
        if what == "id":
            return inner(self.scene.ids[place])
        if what == "version":
            return inner(str(paper.found.product_version))
        return inner(iso(paper.last_day if what == "end" else paper.found.issued or 0))


Finding = Mapping[str, Callable[[Fillings], None]]
"""What fills each slot, but those of galleries."""


class _Value:
    """A fact's answers as they stand in slots: whole, and as a part of a text. A batch repeats many of them."""

    def __init__(self, fact: Fact, name: str, answers: Answers) -> None:
        self._fact, self._name, self._answers = fact, name, answers
        self._whole, self._text = value_slot(name), text_slot(name)
        self._known: dict[Any, tuple[bytes, bytes]] = {}

    def __call__(self, fillings: Fillings) -> None:
        """Fill both slots."""
        given = fillings.scene.seen.answers.get(self._name)
        raw = given["value"] if given.__class__ is dict else given
        key = _key(raw)
        found = None if key is None else self._known.get(key)
        if found is None:
            found = self._made(self._answers.value(self._name, fillings.scene.seen))
            if key is not None:
                self._remember(key, found)
        fillings[self._whole], fillings[self._text] = found

    def _made(self, value: Any) -> tuple[bytes, bytes]:
        shown = facts.written(self._fact, value)
        whole = written(shown)
        if shown.__class__ is str and len(shown) <= LONGEST_REMEMBERED and not self._fact.options:
            return whole, whole[1:-1]
        return whole, inner(brief(labelled(self._fact, shown)))

    def _remember(self, key: Any, found: tuple[bytes, bytes]) -> None:
        if len(self._known) >= _MOST_VALUES:
            self._known.clear()
        self._known[key] = found


def _key(raw: Any) -> Any:
    """Return what tells an answer from others; None where it is too long, or computed."""
    if raw.__class__ is str:
        return raw if len(raw) <= LONGEST_REMEMBERED else None
    if raw.__class__ is list:
        text = orjson.dumps(raw)
        return text if len(text) <= _LONGEST else None
    return None if raw is None else (raw.__class__, raw)


class _Backed:
    """The provenance of one fact, as criteria with some kinds of documents see it, without reviews and measurements."""

    def __init__(self, name: str, kinds: Sequence[str], sources: Sequence[str]) -> None:
        self._kinds, self._links = kinds, [linked(each) for each in sources]
        self._slot = text_slot(backed(name, kinds))

    def __call__(self, fillings: Fillings) -> None:
        """Fill the slot."""
        fillings[self._slot] = b"documented" if self._is_good(fillings.scene) else b"claimed"

    def _is_good(self, scene: Scene) -> bool:
        state = scene.state
        if any([state[kind] == Standing.GOOD for kind in self._kinds]):  # noqa: C419 - a list is quicker
            return True
        return all([state[link] == Standing.GOOD for link in self._links])  # noqa: C419


def _claimed(slot: str) -> Callable[[Fillings], None]:
    """Return what fills a slot for the provenance of what stands in the head: no document backs it."""
    return lambda fillings: fillings.update({slot: b"claimed"})


class _First:
    """What the first document of a kind is called."""

    def __init__(self, kind: str) -> None:
        self._kind, self._slot = kind, text_slot(f"first {kind}")

    def __call__(self, fillings: Fillings) -> None:
        """Fill the slot."""
        pairs = zip(fillings.scene.ids, fillings.scene.papers, strict=True)
        fillings[self._slot] = inner(next(each for each, paper in pairs if paper.found.kind == self._kind))


_VERSION = text_slot("version")


def _version(fillings: Fillings) -> None:
    fillings[_VERSION] = inner(fillings.scene.seen.version)


class Showing:
    """Knows what goes into each slot. ``free`` are the slots of what hardly repeats."""

    def __init__(self, assessor: Assessor, answers: Answers) -> None:
        self._finding: dict[str, Callable[[Fillings], None]] = {_VERSION: _version}
        for fact in assessor.facts:
            if fact.fact.type == "document":
                self._finding[text_slot(f"first {fact.name}")] = _First(fact.name)
                continue
            value = _Value(fact.fact, fact.name, answers)
            self._finding[value_slot(fact.name)] = self._finding[text_slot(fact.name)] = value
        chosen = [fact.name for fact in assessor.facts if fact.fact.type in CHOSEN]
        repeating = {slot(name) for name in chosen for slot in (value_slot, text_slot)}
        self.free = frozenset(self._finding.keys() - repeating)
        for plan in assessor.criteria:
            sight = Sight(plan, assessor)
            for name in [assessor.facts[at].name for at in plan.facts]:
                slot = text_slot(backed(name, plan.by))
                sources = [each for each in sight.asked([name]) if sight.is_source(each)]
                self._finding[slot] = _claimed(slot) if name in HEAD_FACTS else _Backed(name, plan.by, sources)

    def fillings(self, scene: Scene) -> Fillings:
        """Return what a submission puts into slots."""
        return Fillings(self._finding, scene)
