"""Passages told before, by what decided them; what is new is asked of the engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from techassure.engine import Assessment
from techassure.explain import Explainer
from techassure.outcomes import Outcome, Result
from techassure.reasons.glimpses import Glimpses
from techassure.reasons.passages import Passage
from techassure.reasons.scenes import Scene
from techassure.reasons.showing import Fillings
from techassure.reasons.templates import Template, written
from techassure.reasons.wording import Wording
from techassure.rows.codes import as_written


class Told(NamedTuple):
    """A passage as it is told. ``own``: it holds what only this submission says, and is not for another."""

    text: Template
    own: bool


NOTHING_TOLD = Told(Template((b"",)), own=False)


class Telling:
    """Tells one passage of one criterion. ``on_made`` is told how many bytes are newly remembered.

    What is told follows from the passage's key, but where it looks at documents that do not stand well, or at the rows
    of tables: then from those too.
    """

    def __init__(
        self, at: int, passage: Passage, glimpses: Glimpses, redact: bool, on_made: Callable[[int], None]
    ) -> None:
        self._at, self._passage, self._redact, self._on_made = at, passage, redact, on_made
        self._glimpses = glimpses
        self._known: dict[Any, Template | None] = {}
        self._deeper: dict[Any, Template] = {}

    def forget(self) -> None:
        """Remember nothing."""
        self._known.clear()
        self._deeper.clear()

    def told(self, scene: Scene, result: Result, fillings: Fillings) -> Told:
        """Return the passage; most of them say nothing of a criterion that does not apply."""
        passage = self._passage
        if result.outcome is Outcome.NOT_APPLICABLE and not passage.always:
            return NOTHING_TOLD
        key = passage.key(scene.state)
        if passage.by_outcome:
            key = (key, result.outcome)
        found = self._known.get(key)
        return Told(found, own=False) if found else self._look_deeper(key, scene, result, fillings)

    def _look_deeper(self, key: Any, scene: Scene, result: Result, fillings: Fillings) -> Told:
        places, decides = scene.gallery(self._passage)
        shown, rows = fillings.of_gallery(places), map(scene.seen.raw, self._passage.tables)
        depth = (key, decides, *[None if each is None else as_written(each) for each in rows])
        found = self._deeper.get(depth)
        if found:
            return Told(Template((found.filled(shown),)), own=True)
        return self._made(key, depth, places, shown, self._glimpses.of(scene, self._at, result))

    def _made(self, key: Any, depth: Any, places: list[int], shown: Fillings, found: Assessment) -> Told:
        """Tell a passage by the engine; keep it, if it gives the same when it is filled again."""
        plain = written(list(self._passage.tell(Explainer(found, self._at, self._redact))))[1:-1]
        wording = Wording(found, self._at, self._redact, [found.submission.documents[place] for place in places])
        text = Template.of(list(self._passage.tell(wording)))
        deep = wording.looked or bool(wording.tables)
        if wording.lasting and text.filled(shown) == plain:
            self._known[key] = None if deep else text
            if deep:
                self._deeper[depth] = text
            self._on_made(len(plain))
            return Told(Template((plain,)), own=True) if deep else Told(text, own=False)
        return Told(Template((plain,)), own=True)
