"""A submission as its reasons see it: what decides what is said, and what is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path as FilePath
from typing import Any

from techassure.definitions import HEAD_FACTS
from techassure.engine import Assessor
from techassure.outcomes import Standing
from techassure.plans import CriterionPlan, leaves_of
from techassure.reasons.papers import Paper, Papers
from techassure.reasons.templates import written
from techassure.reasons.wording import CHOSEN
from techassure.rows.answers import Answers
from techassure.rows.codes import NOTHING, Unusual
from techassure.rows.seen import Seen
from techassure.submission_reader import SubmissionReader

_GOOD = Standing.GOOD
State = dict[str, Any]


class Scene:
    """One submission. ``state`` is what decides what is said, by the name of each thing that may.

    ``papers`` are the documents in their order, ``backing`` the documents that answers name, ``doubtful`` the criteria
    that may speak of a document which does not stand well; ``galleries`` their documents, by position.
    """

    __slots__ = ("backing", "doubtful", "galleries", "ids", "papers", "seen", "state")

    def __init__(self, seen: Seen, state: State, papers: list[Paper]) -> None:
        self.seen, self.state, self.papers = seen, state, papers
        self.ids = [entry["id"] for entry in seen.entries]
        self.backing: dict[str, Sequence[str]] = {}
        self.doubtful: set[int] = set()
        self.galleries: dict[int, list[int]] = {}

    def documents(self) -> bytes:
        """Return the documents as JSON."""
        pairs = zip(self.ids, self.papers, strict=True)
        return b"[%s]" % b",".join([b'{"id":%s%s' % (written(each), paper.tail) for each, paper in pairs])


class Seeing:
    """What one criterion sees of a submission: the names of what decides, its kinds of documents and its answers."""

    __slots__ = ("key", "kinds", "sources")

    def __init__(self, plan: CriterionPlan, scenes: Scenes) -> None:
        named = scenes.asked(scenes.names(plan))
        self.kinds = frozenset([*plan.by, *plan.kinds, *(name for name in named if scenes.is_document(name))])
        self.sources = frozenset([name for name in named if scenes.is_source(name)])
        cells = [cell for name in named for cell in scenes.deciding(name)]
        self.key = itemgetter(NOTHING, *sorted({*cells, *self.kinds, *map(linked, self.sources)}))


class Scenes:
    """Makes scenes, and says what each criterion sees of them."""

    def __init__(self, assessor: Assessor, answers: Answers, reader: SubmissionReader) -> None:
        self._assessor, self._answers = assessor, answers
        self._facts = assessor.selection.facts
        self._papers = Papers(assessor, reader)
        self._dated = frozenset(_dated(assessor.criteria))
        self.seeing = [Seeing(plan, self) for plan in assessor.criteria]
        self._blank: State = {}
        for seeing in self.seeing:
            self._blank |= dict.fromkeys(map(linked, seeing.sources), False)
        named = [name for plan in assessor.criteria for name in self.asked(self.names(plan))]
        cells = [cell for name in named for cell in self.deciding(name)]
        self._blank |= {cell: None for cell in cells if cell not in answers.blank}
        self._chosen = {name: chosen(name) for name in named if chosen(name) in self._blank}
        self._computed = [name for name in self._chosen if self._facts[name].derived]
        self._by_kind = _touched([(at, seeing.kinds) for at, seeing in enumerate(self.seeing)])
        self._by_source = _touched([(at, seeing.sources) for at, seeing in enumerate(self.seeing)])

    # --- what a criterion sees

    def names(self, plan: CriterionPlan) -> list[str]:
        """Return the facts that a criterion speaks of."""
        return [self._assessor.facts[at].name for at in plan.facts]

    def asked(self, names: Iterable[str]) -> list[str]:
        """Return facts with those that they are computed from."""
        found: dict[str, None] = {}
        for name in names:
            derived = self._facts[name].derived
            found |= {name: None, **dict.fromkeys(self.asked(derived.inputs) if derived else ())}
        return list(found)

    def is_document(self, name: str) -> bool:
        """Tell whether a fact asks for a document."""
        return self._facts[name].type == "document"

    def is_source(self, name: str) -> bool:
        """Tell whether a fact is answered by itself, and may so name documents."""
        fact = self._facts[name]
        return not (fact.derived or fact.about == "contract" or self.is_document(name) or name in HEAD_FACTS)

    def deciding(self, name: str) -> list[str]:
        """Return what of a fact decides what is said: which option was chosen, or what the checks make of it."""
        fact = self._facts[name]
        if fact.about == "contract" or self.is_document(name):
            return []
        if fact.type in CHOSEN:
            return [chosen(name)]
        return [name, *([later(name)] if name in self._dated else [])]

    # --- scenes

    def of(self, seen: Seen, folder: FilePath | None) -> Scene:
        """Return the scene of a submission that has been read."""
        scene = Scene(seen, self._blank | seen.cells, self._papers.of(seen, folder))
        self._look_at_answers(scene)
        for name in self._computed:
            scene.state[chosen(name)] = _plain(seen.values.get(name))
        for name in self._dated:
            value = self._answers.value(name, seen)
            scene.state[later(name)] = value is not None and value > self._assessor.as_of
        standings = seen.standings
        for each, paper in zip(scene.ids, scene.papers, strict=True):
            if standings[each] != _GOOD:
                scene.doubtful.update(self._by_kind.get(paper.found.kind, ()))
        return scene

    def _look_at_answers(self, scene: Scene) -> None:
        state, backing, keys, standings = scene.state, scene.backing, self._chosen, scene.seen.standings
        for name, given in scene.seen.answers.items():
            raw = given
            if given.__class__ is dict:
                raw, ids = given["value"], given.get("evidence")
                if ids:
                    backing[name] = ids
                    found = [standings[each] for each in ids]
                    state[linked(name)] = max(found) == _GOOD
                    if min(found) != _GOOD:
                        scene.doubtful.update(self._by_source.get(name, ()))
            key = keys.get(name)
            if key is not None:
                state[key] = raw if raw.__class__ is str or raw.__class__ is bool else _plain(raw)

    def gallery(self, scene: Scene, at: int) -> tuple[list[int], tuple[Any, ...]]:
        """Return the documents that a criterion may speak of, by position, and what of them decides what is said."""
        seeing, standings = self.seeing[at], scene.seen.standings
        naming = {name: scene.backing[name] for name in sorted(seeing.sources) if name in scene.backing}
        places, key = [], []
        for place, (each, paper) in enumerate(zip(scene.ids, scene.papers, strict=True)):
            found, names = paper.found, tuple([name for name, ids in naming.items() if each in ids])
            if names or found.kind in seeing.kinds:
                places.append(place)
                key.append((found.kind, standings[each], found.state, found.issued is None, names))
        return places, tuple(key)


def chosen(name: str) -> str:
    """Return the name of what was chosen for a fact."""
    return f"= {name}"


def later(name: str) -> str:
    """Return the name of whether a fact's day lies after the as-of day."""
    return f"> {name}"


def linked(name: str) -> str:
    """Return the name of whether a document that an answer names stands well."""
    return f"< {name}"


def _dated(criteria: Iterable[CriterionPlan]) -> Iterator[str]:
    """Yield the facts of which it may be said that their day is too late."""
    for plan in criteria:
        for leaf in leaves_of(plan.member.definition.trees()):
            if leaf.word == "within" or (leaf.word == "on_or_before" and leaf.argument == "as_of"):
                yield leaf.fact


def _touched(pairs: Iterable[tuple[int, Iterable[str]]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for at, names in pairs:
        for name in names:
            found.setdefault(name, []).append(at)
    return found


def _plain(value: Any) -> Any:
    """Return a choice so that it can be looked up.

    Raises:
        Unusual: it is written in another way than choices are.
    """
    if value is None or value.__class__ is str or value.__class__ is bool:
        return value
    if value.__class__ is list and all(each.__class__ is str for each in value):
        return tuple(value)
    raise Unusual
