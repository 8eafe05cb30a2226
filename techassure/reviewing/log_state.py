"""What the entries of a tender's log come to: what was judged, who stands outside, what was asked, what is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from techassure.calendar_days import day_number
from techassure.files.chain import Entry
from techassure.reviewing import people
from techassure.reviewing.bids import identity_of
from techassure.reviewing.decisions import CONSIDERED, OF_PRICES
from techassure.reviews import Identity, Judgement


@dataclass(frozen=True, slots=True)
class Decided:
    """One entry of the log as a person reads it: what, who, when, and its number."""

    number: int
    kind: str
    by: str
    on: int
    data: Mapping[str, Any]

    @property
    def because(self) -> str:
        """The reason, or what was found."""
        return str(self.data.get("because") or self.data.get("found") or "")

    @property
    def identity(self) -> Identity | None:
        """The submission that it is about."""
        return identity_of(self.data["submission"]) if "submission" in self.data else None


@dataclass
class State:
    """What all entries of a log come to, the latest of each question; the log keeps the others.

    ``against`` holds all that stands against a bid, by the matter; ``set_aside`` the one decision that sets it aside.
    In ``removed`` and ``conflicts``, a person stands as `people.folded` compares names.
    """

    judgements: dict[Identity, dict[str, Judgement]] = field(default_factory=dict)
    latest: dict[tuple[object, ...], Decided] = field(default_factory=dict)
    against: dict[Identity, dict[object, Decided]] = field(default_factory=dict)
    set_aside: dict[Identity, Decided] = field(default_factory=dict)
    moderated: dict[tuple[Identity, str], Decided] = field(default_factory=dict)
    elsewhere: dict[tuple[Identity, str], Decided] = field(default_factory=dict)
    considered: dict[tuple[str, Identity], Decided] = field(default_factory=dict)
    asked: dict[str, Decided] = field(default_factory=dict)
    settled: dict[str, Decided] = field(default_factory=dict)
    received: list[Decided] = field(default_factory=list)
    removed: dict[tuple[str, Identity | None], Decided] = field(default_factory=dict)
    conflicts: dict[str, list[Decided]] = field(default_factory=dict)
    prices: list[Decided] = field(default_factory=list)
    moderation_closed: bool = False
    final: Decided | None = None
    award: dict[str | None, Decided] = field(default_factory=dict)
    history: list[Decided] = field(default_factory=list)

    @property
    def open_clarifications(self) -> list[str]:
        """The clarifications that were asked, and neither answered nor closed."""
        return [name for name in self.asked if name not in self.settled]

    def scored_elsewhere(self, identity: Identity) -> dict[str, Fraction]:
        """Return the scores of a submission that were given elsewhere, by award criterion."""
        made = {award: each for (about_bid, award), each in self.elsewhere.items() if about_bid == identity}
        return {award: Fraction(each.data["score"]) for award, each in made.items()}

    def clarifications(self, identity: Identity, criterion: str) -> list[tuple[Decided, Decided | None]]:
        """Return what was asked about a criterion of a submission, or about all of it, with what settled it."""
        about = [each for each in self.asked.values() if each.identity == identity]
        found = [each for each in about if each.data.get("criterion") in (None, criterion)]
        return [(each, self.settled.get(str(each.data["clarification"]))) for each in found]

    def outside(self, identity: Identity) -> Decided | None:
        """Return the decision that keeps a submission out of the assessment: withdrawn, late, disregarded, excluded."""
        found = self.set_aside.get(identity)
        return None if found is None or found.kind == "disqualified" else found


def fold(entries: Iterable[Entry]) -> State:
    """Return what the entries of a log come to."""
    state = State()
    for entry in entries:
        day = day_number(entry.data["on"])
        assert day is not None
        _take(state, Decided(entry.number, entry.data["kind"], entry.data["by"]["name"], day, entry.data))
    return state


def question(kind: str, data: Mapping[str, Any]) -> tuple[object, ...]:
    """Return what an entry decides, so that a second answer to the same question is seen."""
    identity = identity_of(data["submission"]) if "submission" in data else None
    if kind == "award" and identity:
        return (kind, identity[3])
    if "clarification" in data:
        return (_SAME.get(kind, kind), data["clarification"])
    parts = tuple(data.get(name) for name in ("criterion", "award_criterion"))
    return (_SAME.get(kind, kind), identity, *parts, people.folded(str(data.get("reviewer", ""))))


_SAME = {"clarification-closed": "clarification-answered", "excluded": "disregarded", "disqualified": "disregarded"}


def _take(state: State, made: Decided) -> None:
    state.history.append(made)
    state.latest[question(made.kind, made.data)] = made
    handler = _HANDLERS.get(made.kind)
    if handler:
        handler(state, made)


def _judged(state: State, made: Decided) -> None:
    data, identity = made.data, made.identity
    assert identity is not None
    key = str(data["criterion"])
    found = state.judgements.setdefault(identity, {})
    before = found.get(key, Judgement("", made.by, made.on))
    points = Fraction(data["points"]) if "points" in data else before.points
    parts: dict[str, Any] = {"because": made.because, "by": made.by, "on": made.on, "points": points}
    if made.kind == "equivalent":
        parts["equivalent"] = data["decision"] == "accepted"
    elif made.kind == "not-applicable":
        parts["not_applicable"] = data["decision"] == "confirmed"
    elif "decision" in data:
        parts["met"] = data["decision"] == "met"
    found[key] = before._replace(**parts)
    if made.kind == "moderated":
        state.moderated[identity, key] = made


def _aside(state: State, made: Decided) -> None:
    """Take in what was decided of one matter; the others stand: a late bid that is admitted stays excluded."""
    identity = made.identity
    assert identity is not None
    against = state.against.setdefault(identity, {})
    matter = question(made.kind, made.data)[0]
    against.pop(matter, None)
    if made.kind == "reinstated":
        _ask_again(state, against.values())
        against.clear()
    elif made.data.get("decision") != "admitted":
        against[matter] = made
    state.set_aside.pop(identity, None)
    outside = [each for each in against.values() if each.kind != "disqualified"]
    if against:
        state.set_aside[identity] = (outside or list(against.values()))[-1]


def _ask_again(state: State, undone: Iterable[Decided]) -> None:
    """Forget answers that were undone as a whole: another answer corrects none of them."""
    for made in undone:
        state.latest.pop(question(made.kind, made.data), None)


def _about_bidder(state: State, made: Decided) -> None:
    assert made.identity is not None
    state.considered[made.kind, made.identity] = made


def _elsewhere(state: State, made: Decided) -> None:
    assert made.identity is not None
    state.elsewhere[made.identity, str(made.data["award_criterion"])] = made


def _clarified(state: State, made: Decided) -> None:
    book = state.asked if made.kind == "clarification-asked" else state.settled
    book[str(made.data["clarification"])] = made


def _conflict(state: State, made: Decided) -> None:
    reviewer = people.folded(str(made.data["reviewer"]))
    state.conflicts.setdefault(reviewer, []).append(made)
    if made.data["decision"] == "removed":
        state.removed[reviewer, made.identity] = made
    else:
        state.removed.pop((reviewer, made.identity), None)


def _closed(state: State, made: Decided) -> None:
    state.moderation_closed = made.kind == "finalised"
    state.final = made if made.kind == "finalised" else None
    _ask_again(state, state.award.values())
    state.award.clear()


def _opened(state: State, made: Decided) -> None:
    state.prices.append(made)
    state.moderation_closed = True


def _awarded(state: State, made: Decided) -> None:
    assert made.identity is not None
    state.award[made.identity[3]] = made


def _received(state: State, made: Decided) -> None:
    state.received.append(made)


_HANDLERS: dict[str, Callable[[State, Decided], None]] = {
    **dict.fromkeys(("equivalent", "not-applicable", "outcome", "moderated"), _judged),
    **dict.fromkeys(("withdrawn", "late", "disregarded", "excluded", "disqualified", "reinstated"), _aside),
    **dict.fromkeys((*CONSIDERED, *OF_PRICES), _about_bidder),
    **dict.fromkeys(("clarification-asked", "clarification-answered", "clarification-closed"), _clarified),
    **dict.fromkeys(("finalised", "reopened"), _closed),
    "scored-elsewhere": _elsewhere,
    "conflict-decided": _conflict,
    "review-received": _received,
    "prices-opened": _opened,
    "award": _awarded,
}
