"""A submission as its reasons see it: what decides what is said, and what is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path as FilePath
from typing import Any

from techassure.engine.assessor import Assessor
from techassure.engine.outcomes import Standing
from techassure.engine.plans import MEMO
from techassure.intake.reader import SubmissionReader
from techassure.reasons import papers
from techassure.reasons.papers import Paper, Papers
from techassure.reasons.passages import Passage, later
from techassure.rows.answers import Answers
from techassure.rows.layout import Cells
from techassure.rows.seen import Seen
from techassure.submissions import Document

_GOOD = Standing.GOOD


class Scene:
    """One submission. ``state`` is what decides what is said, each thing in its place.

    ``names`` are what the documents are called, as JSON, ``papers`` the documents, both in their order; ``fillings``
    what goes into slots. ``glimpses`` are what the engine was shown of it, by the positions of criteria;
    ``weak`` are the positions of documents that do not stand well.
    """

    __slots__ = ("fillings", "glimpses", "names", "papers", "seen", "state", "weak")

    def __init__(self, seen: Seen, state: Cells, papers: list[Paper], names: list[bytes]) -> None:
        self.seen, self.state, self.papers, self.names = seen, state, papers, names
        self.fillings: list[bytes] = []
        self.glimpses: dict[int, Any] = {}
        self.weak = [place for place, each in enumerate(seen.dated) if each.standing != _GOOD]

    def documents(self) -> bytes:
        """Return the documents as JSON."""
        return papers.listed(self.names, self.papers)

    def typed(self, places: Iterable[int]) -> tuple[Document, ...]:
        """Return some documents, given by position, as the engine sees them."""
        ids, found = self.seen.ids, self.papers
        return tuple([found[place].found._replace(id=ids[place]) for place in places])

    def gallery(self, passage: Passage) -> tuple[list[int], tuple[Any, ...]]:
        """Return the documents that do not stand well and that a passage may speak of.

        They are given by position, with what of them decides what is said.
        """
        seen, standings = self.seen, self.seen.standings
        if not self.weak:
            return [], ()
        naming = [(name, seen.named(name)) for name in passage.sources]
        places, key = [], []
        for place in self.weak:
            each, found = seen.ids[place], self.papers[place].found
            names = tuple([name for name, ids in naming if each in ids])
            if names or found.kind in passage.kinds:
                places.append(place)
                key.append((found.kind, standings[each], found.state, found.issued is None, names))
        return places, tuple(key)

    def of_gallery(self, places: Iterable[int]) -> list[bytes]:
        """Return all fillings, those of a gallery last, whose documents are given by position."""
        found = self.fillings.copy()
        for place in places:
            found += (self.names[place][1:-1], *self.papers[place].about)
        return found


class Scenes:
    """Makes scenes: all that passages may ask about. ``at`` is where each thing stands in a state."""

    def __init__(
        self, assessor: Assessor, answers: Answers, reader: SubmissionReader, passages: Iterable[Passage]
    ) -> None:
        self._papers = Papers(assessor, reader)
        cells = {cell for passage in passages for cell in passage.cells}
        dated = sorted(name for name in assessor.selection.facts if later(name) in cells)
        self._later = [_Later(name, answers, assessor.as_of) for name in dated]
        names = [*answers.layout.names, *map(later, dated)]
        self.at: Mapping[str, int] = {name: at for at, name in enumerate(names)}

    def of(self, seen: Seen, folder: FilePath | None) -> Scene:
        """Return the scene of a submission that has been read."""
        state = [*seen.cells, *[each.of(seen) for each in self._later]]
        return Scene(seen, state, self._papers.of(seen, folder), [papers.quoted(each) for each in seen.ids])


class _Later:
    """Whether the day that answers a question lies after the as-of day."""

    __slots__ = ("_answers", "_as_of", "_known", "_name")

    def __init__(self, name: str, answers: Answers, as_of: int) -> None:
        self._name, self._answers, self._as_of = name, answers, as_of
        self._known: dict[str, bool] = {}

    def of(self, seen: Seen) -> bool:
        raw = seen.raw(self._name)
        found = self._known.get(raw) if raw.__class__ is str else None
        return self._met(raw, seen) if found is None else found

    def _met(self, raw: Any, seen: Seen) -> bool:
        value = self._answers.value(self._name, seen)
        found = value is not None and value > self._as_of
        if raw.__class__ is str:
            if len(self._known) >= MEMO:
                self._known.clear()
            self._known[raw] = found
        return found
