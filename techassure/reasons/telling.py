"""Passages of reasons, by what decided them; what is new is asked of the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any, NamedTuple

from techassure.engine.outcomes import Outcome, Result
from techassure.explaining.explain import Explainer
from techassure.reasons import slots
from techassure.reasons.glimpses import Glimpses
from techassure.reasons.passages import Passage
from techassure.reasons.scenes import Scene
from techassure.reasons.slots import Slots
from techassure.reasons.templates import Template, Text, written
from techassure.reasons.wording import Wording
from techassure.rows.codes import as_written


class Told(NamedTuple):
    """A passage as it is told. ``held`` are the checks and bands of which it tells the last day on which they held."""

    template: Template
    text: Text
    held: tuple[int, ...]


NOTHING_TOLD = Template((b"",))


class Telling:
    """Tells one passage of one criterion. ``on_made`` is told how many bytes are newly remembered.

    What is told follows from the passage's key, but where it looks at documents that do not stand well, or at the rows
    of tables: then from those too.
    """

    def __init__(
        self,
        at: int,
        passage: Passage,
        glimpses: Glimpses,
        places: tuple[Mapping[str, int], Slots],
        redact: bool,
        on_made: Callable[[int], None],
    ) -> None:
        self._at, self._passage, self._redact, self._on_made = at, passage, redact, on_made
        self._glimpses = glimpses
        cells, self._slots = places
        self._key = itemgetter(*[cells[name] for name in passage.cells])
        self._known: dict[Any, Told] = {}
        self._deeper: dict[Any, Told] = {}

    def forget(self) -> None:
        """Remember nothing."""
        self._known.clear()
        self._deeper.clear()

    def alike(self, scene: Scene, result: Result) -> Template | None:
        """Return the passage as it is told wherever the same decides; None: it holds what only a submission says."""
        if self._says_nothing(result):
            return NOTHING_TOLD
        key = self._of(scene, result)
        if key not in self._known:
            self.said(scene, result)
        found = self._known.get(key)
        return None if found is None or found.held else found.template

    def said(self, scene: Scene, result: Result) -> bytes:
        """Return the passage as it is told of one submission."""
        if self._says_nothing(result):
            return b""
        key = self._of(scene, result)
        found = self._known.get(key)
        return self._filled(found, scene, scene.fillings, result) if found else self._look_deeper(key, scene, result)

    def _says_nothing(self, result: Result) -> bool:
        """Tell whether the criterion does not apply: most passages then say nothing."""
        return result.outcome is Outcome.NOT_APPLICABLE and not self._passage.always

    def _of(self, scene: Scene, result: Result) -> Any:
        key = self._key(scene.state)
        return (key, result.outcome) if self._passage.by_outcome else key

    def _look_deeper(self, key: Any, scene: Scene, result: Result) -> bytes:
        places, decides = scene.gallery(self._passage)
        rows = [scene.seen.raw(name) for name in self._passage.tables]
        depth = (key, decides, *[None if each is None else as_written(each) for each in rows])
        fillings, found = scene.of_gallery(places), self._deeper.get(depth)
        if found:
            return self._filled(found, scene, fillings, result)
        plain, wording, told = self._made(scene, places, result)
        if wording.lasting and self._filled(told, scene, fillings, result) == plain:
            memo, at = (self._deeper, depth) if wording.looked or wording.tables else (self._known, key)
            memo[at] = told
            self._on_made(len(plain))
        return plain

    def _made(self, scene: Scene, places: list[int], result: Result) -> tuple[bytes, Wording, Told]:
        """Tell a passage by the engine: as it is, and with slots."""
        found = self._glimpses.of(scene, self._at, result)
        plain = written(list(self._passage.tell(Explainer(found, self._at, self._redact))))[1:-1]
        wording = Wording(found, self._at, self._redact, scene.typed(places))
        template = Template.of(list(self._passage.tell(wording)))
        text = template.ready(self._slots) if wording.lasting else Text(b"", lambda _: ())
        return plain, wording, Told(template, text, tuple(wording.held))

    def _filled(self, told: Told, scene: Scene, fillings: list[bytes], result: Result) -> bytes:
        for number in told.held:
            explainer = Explainer(self._glimpses.of(scene, self._at, result), self._at, self._redact)
            day = written(explainer.last_held(explainer.definition.steps()[number]))
            fillings[self._slots[slots.held(self._at, number)]] = day
            fillings[self._slots[slots.held_text(self._at, number)]] = day[1:-1]
        return told.text.filled(fillings)
