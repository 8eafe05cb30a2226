"""How well values are backed, as the reasons of a row say it of each; nothing was reviewed or measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from techassure.definitions.definition import HEAD_FACTS
from techassure.engine.assessor import Assessor
from techassure.engine.outcomes import Standing
from techassure.reasons import slots
from techassure.reasons.passages import Sight
from techassure.rows.answers import Answers
from techassure.rows.layout import Cells, picking
from techassure.rows.seen import Seen
from techassure.rows.shapes import WRITTEN

_GOOD = int(Standing.GOOD)
_CLAIMED, _DOCUMENTED = b"claimed", b"documented"
_SAID = (_CLAIMED, _DOCUMENTED)
_Asked = Mapping[str, Sequence[str]]
"""Facts, with the answers behind each."""
_NO_ANSWER = ""
"""What stands for a fact that is not answered and so names no documents: a document itself, or the contract's."""


class Backing:
    """Finds how well values are backed. ``slots`` are what is filled, in order."""

    def __init__(self, assessor: Assessor, answers: Answers) -> None:
        by_kinds = _asked(assessor)
        sources = sorted({each for asked in by_kinds.values() for behind in asked.values() for each in behind if each})
        places = {name: at for at, name in enumerate([*sources, _NO_ANSWER])}
        self._sources, self._none = sources, [_CLAIMED] * len(places)
        self._groups = [_Group(answers.layout.places(kinds), asked, places) for kinds, asked in by_kinds.items()]
        heads = [slots.backed(name, kinds) for kinds in by_kinds for name in HEAD_FACTS]
        named = [slots.backed(name, kinds) for kinds, asked in by_kinds.items() for name in _in_order(asked)]
        self.slots = [*named, *heads]
        self._heads = [_CLAIMED] * len(heads)
        self._at: Mapping[str, int] = {}
        self._pick = picking(())

    def of(self, seen: Seen) -> list[bytes]:
        """Return what fills the slots for a submission."""
        behind, found = self._behind(seen), []
        for group in self._groups:
            found += group.of(seen.cells, behind)
        return found + self._heads

    def _behind(self, seen: Seen) -> Sequence[bytes]:
        """Return how well each answer is backed by the documents that it names."""
        given = seen.given
        if given is None:
            return self._none
        if seen.at is not self._at:
            self._at, self._pick = seen.at, picking([seen.at[name] for name in self._sources])
        well = {each: _SAID[dated[0] == _GOOD] for each, dated in zip(seen.ids, seen.dated, strict=True)}
        found = [
            (well[ids[0]] if len(ids) == 1 else _SAID[_DOCUMENTED in [well[one] for one in ids]])
            if each.__class__ in WRITTEN and (ids := each.evidence)
            else _CLAIMED
            for each in self._pick(given)
        ]
        found.append(_CLAIMED)
        return found


class _Group:
    """The facts that criteria with some kinds of documents speak of; ``places`` are where their answers stand."""

    def __init__(self, kinds: Sequence[int], asked: _Asked, places: Mapping[str, int]) -> None:
        self._kinds, self._documented = kinds, [_DOCUMENTED] * len(asked)
        ordered = [[places[each] for each in asked[name]] for name in _in_order(asked)]
        self._single = [of[0] for of in ordered if len(of) == 1]
        self._computed = ordered[len(self._single) :]

    def of(self, cells: Cells, behind: Sequence[bytes]) -> list[bytes]:
        """Return how well each fact is backed: by a document of those kinds, or by all that it is computed from."""
        for kind in self._kinds:
            if cells[kind] == _GOOD:
                return self._documented
        found = [behind[at] for at in self._single]
        return found + [_CLAIMED if _CLAIMED in [behind[at] for at in of] else _DOCUMENTED for of in self._computed]


def _asked(assessor: Assessor) -> dict[tuple[str, ...], dict[str, list[str]]]:
    """Return the facts that criteria speak of, by the kinds of documents that they ask for."""
    found: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for plan in assessor.criteria:
        sight, asked = Sight(plan, assessor), found.setdefault(tuple(plan.by), {})
        for name in [assessor.facts[at].name for at in plan.facts]:
            if name not in HEAD_FACTS:
                asked[name] = [each if sight.is_source(each) else _NO_ANSWER for each in sight.behind(name)]
    return found


def _in_order(asked: _Asked) -> list[str]:
    """Return facts with one answer behind them before all others."""
    return sorted(asked, key=lambda name: (len(asked[name]) != 1, name))
