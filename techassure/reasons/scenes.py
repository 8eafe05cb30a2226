"""A submission as its reasons see it: what decides what is said, and what is shown."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from techassure.engine import Assessor
from techassure.outcomes import Standing
from techassure.plans import MEMO
from techassure.reasons.papers import Paper, Papers
from techassure.reasons.passages import Passage, best_of, chosen, later, linked
from techassure.reasons.templates import written
from techassure.rows.answers import Answers
from techassure.rows.codes import Unusual
from techassure.rows.seen import Seen
from techassure.submission_reader import SubmissionReader
from techassure.submissions import Document

_GOOD = Standing.GOOD


class Scene:
    """One submission. ``state`` is what decides what is said, by the name of each thing that may.

    ``papers`` are the documents in their order, ``backing`` the documents that answers name, ``weak`` the positions of
    those that do not stand well.
    """

    __slots__ = ("backing", "ids", "papers", "seen", "state", "weak")

    def __init__(self, seen: Seen, state: dict[str, Any], papers: list[Paper]) -> None:
        self.seen, self.state, self.papers = seen, state, papers
        self.ids, self.backing = seen.ids, seen.backing()
        self.weak = [place for place, each in enumerate(self.ids) if seen.standings[each] != _GOOD]

    def documents(self) -> bytes:
        """Return the documents as JSON."""
        pairs = zip(self.ids, self.papers, strict=True)
        return b"[%s]" % b",".join([b'{"id":%s%s' % (_quoted(each), paper.tail) for each, paper in pairs])

    def typed_documents(self) -> tuple[Document, ...]:
        """Return the documents as the engine sees them."""
        return tuple([paper.found._replace(id=each) for each, paper in zip(self.ids, self.papers, strict=True)])

    def gallery(self, passage: Passage) -> tuple[list[int], tuple[Any, ...]]:
        """Return the documents that do not stand well and that a passage may speak of.

        They are given by position, with what of them decides what is said.
        """
        if not self.weak:
            return [], ()
        standings = self.seen.standings
        naming = [(name, self.backing[name]) for name in passage.sources if name in self.backing]
        places, key = [], []
        for place in self.weak:
            each, found = self.ids[place], self.papers[place].found
            names = tuple([name for name, ids in naming if each in ids])
            if names or found.kind in passage.kinds:
                places.append(place)
                key.append((found.kind, standings[each], found.state, found.issued is None, names))
        return places, tuple(key)


class Scenes:
    """Makes scenes: all that the passages of a selection may ask about."""

    def __init__(
        self, assessor: Assessor, answers: Answers, reader: SubmissionReader, passages: Iterable[Passage]
    ) -> None:
        self._as_of, self._answers = assessor.as_of, answers
        self._papers = Papers(assessor, reader)
        cells = {cell for passage in passages for cell in (*passage.cells, *passage.shown)}
        facts = assessor.selection.facts
        self._wanted = {
            name: (linked(name) if linked(name) in cells else "", chosen(name) if chosen(name) in cells else "")
            for name in facts
            if linked(name) in cells or chosen(name) in cells
        }
        self._computed = [name for name, (_, choice) in self._wanted.items() if choice and facts[name].derived]
        self._dated = sorted(name for name in facts if later(name) in cells)
        demanded = {plan.by for plan in assessor.criteria if plan.by}
        self._best = sorted((best_of(by), by) for by in demanded)
        links, choices = zip(*self._wanted.values(), strict=True) if self._wanted else ((), ())
        self._blank: dict[str, Any] = {**dict.fromkeys(links, 0), **dict.fromkeys(choices)}

    def of(self, seen: Seen, folder: FilePath | None) -> Scene:
        """Return the scene of a submission that has been read."""
        cells = dict(zip(self._answers.layout.names, seen.cells, strict=True))
        scene = Scene(seen, self._blank | cells, self._papers.of(seen, folder))
        state = scene.state
        self._look_at_answers(scene)
        for name in self._computed:
            state[chosen(name)] = _plain(seen.values.get(name))
        for name in self._dated:
            value = self._answers.value(name, seen)
            state[later(name)] = value is not None and value > self._as_of
        for best, kinds in self._best:
            state[best] = max([cells[kind] for kind in kinds])
        return scene

    def _look_at_answers(self, scene: Scene) -> None:
        state, seen, standings = scene.state, scene.seen, scene.seen.standings
        for name, (link, choice) in self._wanted.items():
            if link:
                ids = scene.backing.get(name)
                if ids:
                    state[link] = standings[ids[0]] if len(ids) == 1 else max([standings[each] for each in ids])
            if choice:
                raw = seen.raw(name)
                if raw is not None:
                    state[choice] = raw if raw.__class__ is str or raw.__class__ is bool else _plain(raw)


@lru_cache(MEMO)
def _quoted(name: str) -> bytes:
    return written(name)


def _plain(value: Any) -> Any:
    """Return a choice so that it can be looked up.

    Raises:
        Unusual: it is written in another way than choices are.
    """
    if value is None or value.__class__ is str or value.__class__ is bool or value.__class__ is tuple:
        return value
    if value.__class__ is list and all(each.__class__ is str for each in value):
        return tuple(value)
    raise Unusual
