"""What a submission puts into the slots of its reasons, found in one go."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, repeat
from operator import getitem

from techassure.engine.assessor import Assessor
from techassure.engine.plans import FactPlan, sources
from techassure.reasons import slots
from techassure.reasons.backing import Backing
from techassure.reasons.scenes import Scene
from techassure.reasons.slots import Slots
from techassure.reasons.templates import inner, text_slot, value_slot
from techassure.reasons.values import Values
from techassure.rows.answers import Answers
from techassure.rows.layout import picking
from techassure.rows.manners import Manner

_NOTHING = b"null"
_KEPT = (Manner.NUMBER, Manner.TABLE)
"""What is looked up by how it is written, because what is equal may be written in other ways."""


class Showing:
    """Knows what goes into each slot; ``slots`` says where it stands."""

    def __init__(self, assessor: Assessor, answers: Answers, *, redact: bool) -> None:
        asked = frozenset(answers.layout.names[1 : answers.layout.first])
        shown = [fact for fact in assessor.facts if _is_shown(fact, assessor, redact)]
        given = [fact for fact in shown if fact.name in asked]
        self._plain = [fact.name for fact in given if answers.codes[fact.name].manner not in _KEPT]
        self._kept = [fact.name for fact in given if answers.codes[fact.name].manner in _KEPT]
        self._computed = [fact.name for fact in shown if fact.name not in asked]
        self._values = {fact.name: Values(fact.fact, answers.codes[fact.name]) for fact in shown}
        self._memos = [self._values[name] for name in self._plain]
        self._backing = Backing(assessor, answers)
        self._kinds = [fact.name for fact in assessor.facts if fact.fact.type == "document"]
        members = range(len(assessor.criteria))
        steps = [(at, number) for at in members
                 for number in range(len(assessor.criteria[at].member.definition.steps()))]  # fmt: skip
        mine = [slot(at) for slot in (slots.changes_on, slots.lapsed_on, slots.reasons_of) for at in members]
        rest = [*mine, *(slot(*each) for slot in (slots.held, slots.held_text) for each in steps)]
        self._rest = [_NOTHING] * len(rest)
        names = [*self._plain, *self._kept, *self._computed]
        self.slots = Slots(
            [
                *[slot(name) for name in names for slot in (value_slot, text_slot)],
                *self._backing.slots,
                *map(slots.first_of, self._kinds),
                slots.VERSION,
                *rest,
            ]
        )
        self._at: Mapping[str, int] = {}
        self._pick = picking(())

    def fill(self, scene: Scene) -> None:
        """Find what a submission puts into slots."""
        seen = scene.seen
        if seen.at is not self._at:
            self._at, self._pick = seen.at, picking([seen.at[name] for name in self._plain])
        pairs = list(map(getitem, self._memos, self._pick(seen.raws)))
        pairs += [self._values[name].of(seen.raws[seen.at[name]]) for name in self._kept]
        pairs += [self._values[name].typed(seen.values.get(name)) for name in self._computed]
        kinds = [each.kind for each in seen.entries]
        first = dict(zip(reversed(kinds), reversed(scene.names), strict=True))
        scene.fillings = [
            *chain.from_iterable(pairs),
            *self._backing.of(seen),
            *[each[1:-1] for each in map(first.get, self._kinds, repeat(b""))],
            inner(seen.version),
            *self._rest,
        ]


def _is_shown(fact: FactPlan, assessor: Assessor, redact: bool) -> bool:
    """Tell whether a fact's value may stand in a slot; what is about people is hidden alike everywhere."""
    if fact.fact.type == "document" or fact.fact.about == "contract":
        return False
    known = assessor.selection.facts
    return not (redact and any(known[each].personal for each in {fact.name, *sources(fact.name, known)}))
