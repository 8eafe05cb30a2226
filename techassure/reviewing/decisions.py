"""What people decided in a tender: the kinds of decisions, the file they are written in, and what they come to.

A decision is recorded and never computed. None of the kinds can change a published gate for one bidder: there is none
for it, and `deciding` refuses one that tries by another name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError, model_validator
from pydantic_core import PydanticCustomError

from techassure.calendar_days import day_number
from techassure.files.chain import Entry
from techassure.files.doors import Count, Day, Door, Exact, Text, Versioned
from techassure.problems import listing, suggestion
from techassure.reviewing import people
from techassure.reviewing.review_reader import AboutFile, PersonFile
from techassure.reviews import Identity, Judgement

Kind = Literal[
    "equivalent", "not-applicable", "outcome", "scored-elsewhere",
    "withdrawn", "late", "disregarded", "excluded", "disqualified", "reinstated",
    "exclusion-grounds-considered", "subcontractors-considered",
    "abnormally-low-considered", "above-ceiling-considered",
    "clarification-asked", "clarification-answered", "clarification-closed",
    "conflict-decided", "award", "reopened",
]  # fmt: skip
Ground = Literal[
    "condition-of-participation", "not-a-treaty-state-supplier", "abnormally-low-price", "procedural-requirement",
    "excluded-supplier", "excludable-supplier", "improper-behaviour", "other",
]  # fmt: skip


class _Shape(NamedTuple):
    """What an entry of a kind has to say beside who and when, what else it may say, and the words of its `decision`."""

    needs: tuple[str, ...]
    may: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


_ON_CRITERION = ("submission", "criterion", "decision", "because")
_SET_ASIDE = ("submission", "ground", "because", "notice")
SHAPES: dict[Kind, _Shape] = {
    "equivalent": _Shape(_ON_CRITERION, ("points",), ("accepted", "refused")),
    "not-applicable": _Shape(_ON_CRITERION, (), ("confirmed", "refused")),
    "outcome": _Shape(_ON_CRITERION, (), ("met", "not met")),
    "scored-elsewhere": _Shape(("submission", "award_criterion", "score", "because")),
    "withdrawn": _Shape(("submission", "because")),
    "late": _Shape(("submission", "decision", "because"), (), ("admitted", "refused")),
    "disregarded": _Shape(_SET_ASIDE),
    "excluded": _Shape(_SET_ASIDE),
    "disqualified": _Shape(("submission", "criteria", "because", "notice")),
    "reinstated": _Shape(("submission", "because")),
    "exclusion-grounds-considered": _Shape(("submission", "found")),
    "subcontractors-considered": _Shape(("submission", "found")),
    "abnormally-low-considered": _Shape(("submission", "found", "notice")),
    "above-ceiling-considered": _Shape(("submission", "found")),
    "clarification-asked": _Shape(("submission", "clarification", "question"), ("criterion",)),
    "clarification-answered": _Shape(("clarification", "answer")),
    "clarification-closed": _Shape(("clarification", "because")),
    "conflict-decided": _Shape(("reviewer", "decision", "because"), ("submission",), ("stays", "removed")),
    "award": _Shape(("submission", "because")),
    "reopened": _Shape(("because",)),
}
CONSIDERED: tuple[Kind, ...] = ("exclusion-grounds-considered", "subcontractors-considered")
"""What has to be recorded of every bidder before a tender is finalised."""
OF_PRICES: tuple[Kind, ...] = ("abnormally-low-considered", "above-ceiling-considered")
"""What has to be recorded of a bidder whose price is flagged so."""


# --- the door -------------------------------------------------------------------------------------------------------


class DecisionFile(Door):
    """One decision. Which keys it has depends on its kind; `corrects` is the number of the entry that it replaces."""

    kind: Kind
    submission: AboutFile | None = None
    criterion: Text | None = None
    criteria: tuple[Text, ...] | None = None
    award_criterion: Text | None = None
    decision: Text | None = None
    points: Exact | None = None
    score: Exact | None = None
    ground: Ground | None = None
    notice: Text | None = None
    found: Text | None = None
    because: Text | None = None
    clarification: Text | None = None
    question: Text | None = None
    answer: Text | None = None
    reviewer: Text | None = None
    corrects: Count | None = None

    @model_validator(mode="after")
    def _shaped(self) -> DecisionFile:
        shape = SHAPES[self.kind]
        given = {name for name in self.model_fields_set if getattr(self, name) is not None} - {"kind", "corrects"}
        if not set(shape.needs) <= given <= {*shape.needs, *shape.may}:
            fix = f"a decision `{self.kind}` says {listing(shape.needs)}"
            fix += f", and may say {listing(shape.may)}" if shape.may else ""
            raise PydanticCustomError("shape", "{fix}", {"fix": fix})
        if shape.words and self.decision not in shape.words:
            fix = f"write `decision: {'` or `'.join(shape.words)}`"
            raise PydanticCustomError("words", "{fix}", {"fix": fix})
        if self.score is not None and not 0 <= self.score <= 100:
            raise PydanticCustomError("score", "write a `score` from 0 to 100", {})
        return self


class DecisionsFile(Versioned):
    """What one person (or a panel, by the one who speaks for it) decided on one day."""

    by: PersonFile
    on: Day
    decisions: tuple[DecisionFile, ...]


# --- what they come to ----------------------------------------------------------------------------------------------


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


def identity_of(about: Mapping[str, Any]) -> Identity:
    """Return a submission's identity as an entry writes it."""
    return (str(about["supplier"]), str(about["product"]), str(about["version"]), about.get("lot"))


def about(identity: Identity) -> dict[str, str]:
    """Return an identity as an entry writes it."""
    names = ("supplier", "product", "version", "lot")
    return {name: part for name, part in zip(names, identity, strict=True) if part is not None}


def called(identity: Identity) -> str:
    """Return a submission as somebody wrote it who is told of it: its id and its names, and no more."""
    supplier, product, version, lot = identity
    return f"{supplier}, {product} {version}" + (f", lot {lot}" if lot else "")


def no_such_bid(identity: Identity, known: Iterable[Identity]) -> tuple[str, str]:
    """Return what to say of a bid that nobody made: as it was written, and the nearest that somebody made."""
    fix = "write supplier, product, version and lot as the submission has them"
    return f"no bid of this tender is `{called(identity)}`", suggestion(called(identity), map(called, known), fix)


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
CHANGES = ("modification", "refinement")
SCORING = ("equivalent", "not-applicable", "outcome", "scored-elsewhere", "moderated")
"""What a bid's quality rests on. None of it follows the prices unless the tender is reopened."""
WRITTEN_BY_COMMANDS: dict[str, tuple[str, ...]] = {
    "review-received": ("conflict", "file", "sha256"),
    "moderated": ("submission", "criterion", "because"),
    "prices-opened": ("files",),
    "finalised": ("final", "first", "submitted"),
    "modification": ("because", "published_at", "changed", "digest"),
    "refinement": ("because", "published_at", "changed", "digest"),
}
"""What commands write by themselves, and what such an entry has to say."""


class KeptFile(Door):
    """A file that arrived and was kept, with its digest."""

    file: str
    sha256: str


class SignedFile(Door):
    """Who wrote an entry, as the command line was told."""

    name: str
    role: str | None = None


class WrittenFile(Door):
    """An entry that a command wrote by itself. Which keys it has depends on its kind."""

    kind: str
    submission: AboutFile | None = None
    criterion: str | None = None
    points: Exact | None = None
    decision: Literal["met", "not met"] | None = None
    because: str | None = None
    refers_to: str | None = None
    corrects: Count | None = None
    conflict: str | None = None
    file: str | None = None
    sha256: str | None = None
    scores: Count | None = None
    files: tuple[KeptFile, ...] | None = None
    final: str | None = None
    first: tuple[AboutFile, ...] | None = None
    submitted: tuple[KeptFile, ...] | None = None
    published_at: str | None = None
    earlier_rounds: str | None = None
    changed: tuple[str, ...] | None = None
    digest: str | None = None

    @model_validator(mode="after")
    def _shaped(self) -> WrittenFile:
        if any(getattr(self, name) is None for name in WRITTEN_BY_COMMANDS[self.kind]):
            raise PydanticCustomError("shape", "an entry of this kind says more", {})
        return self


def readable(data: Mapping[str, Any]) -> bool:
    """Tell whether an entry is one that this program writes; a log that came from elsewhere may hold anything."""
    kind, on = data.get("kind"), data.get("on")
    if not isinstance(on, str) or day_number(on) is None or None in data.values():
        return False
    rest = {name: value for name, value in data.items() if name not in ("by", "on")}
    written = isinstance(kind, str) and kind in WRITTEN_BY_COMMANDS
    try:
        SignedFile.model_validate(data.get("by"))
        (WrittenFile if written else DecisionFile).model_validate(rest)
    except ValidationError:
        return False
    received = [data.get("file"), *(each["file"] for each in data.get("files", ()))]
    return all(map(_kept_inside, received))


def _kept_inside(name: str | None) -> bool:
    """Tell whether a file that was received lies where such files are kept, and nowhere else."""
    return name is None or re.fullmatch(r"(panel|prices)/[\w-][\w. -]*", name) is not None
