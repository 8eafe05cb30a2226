"""What a plan changes: answers and documents, each with what it has to reach, and how they are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from techassure.definitions.words import HOLDS, Leaf
from techassure.planning.board import Board
from techassure.proving.combinations import same
from techassure.submissions import Document, Submission

_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Change:
    """An answer to give or to change, or a document to attach.

    ``reach`` says what the answer has to be, as words of the language with whether each has to hold; empty: any answer
    does. ``shown`` is a value that is good enough; it is a witness, not advice. ``serves`` names criteria.
    ``computed``: among what has to be reached is something that is computed from this answer and perhaps from others.
    ``beside`` names tables that change as well, whose rows look something up in this one: what is said of them holds.
    """

    fact: str
    effort: Fraction
    reach: tuple[tuple[Leaf, bool], ...]
    shown: Any
    serves: tuple[str, ...]
    present: Any = None
    computed: bool = False
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """Changes that gain points: what the score's low end rises by when they follow the steps before."""

    criterion: str
    changes: tuple[Change, ...]
    effort: Fraction
    gain: Fraction


def applied(submission: Submission, changes: Iterable[Change], as_of: int) -> Submission:
    """Return the submission with the changes made; documents are in force on the day and speak of the version."""
    values, documents = dict(submission.values), list(submission.documents)
    for change in changes:
        if change.shown == "document" and not change.reach:
            name = f"plan-{len(documents)}-{change.fact}"
            documents.append(Document(name, change.fact, "readable", as_of, None, submission.version))
        else:
            values[change.fact] = change.shown
    return replace(submission, values=values, documents=tuple(documents))


def merged(changes: Iterable[Change]) -> list[Change]:
    """Return one change a fact: the later one counts, it serves what both do, and the effort is paid once."""
    made: dict[str, Change] = {}
    for change in changes:
        before = made.get(change.fact)
        serves = dict.fromkeys((*(before.serves if before else ()), *change.serves))
        made[change.fact] = replace(change, serves=tuple(serves), present=before.present if before else change.present)
    return list(made.values())


def change_of(board: Board, name: str, bits: int, effort: Fraction, serves: Sequence[str], asked: Set[Any]) -> Change:
    choices = board.choices(name)
    at = (bits & -bits).bit_length() - 1
    shown, now = choices.values[at - 1], board.assessment.submission.values.get(name)
    free = choices.fact.type == "document" or name in board.kinds
    said = () if free else _reach(bits >> 1, choices.truths[1:], choices.leaves)
    reach = tuple((leaf, holds) for leaf, holds in said if same(leaf) in asked)
    return Change(name, effort, reach, shown, tuple(serves), now)


def _reach(bits: int, truths: Sequence[tuple[int, ...]], leaves: Sequence[Leaf]) -> Iterator[tuple[Leaf, bool]]:
    """Yield the words that together say which cells are allowed, each with whether it has to hold."""
    left = (1 << len(truths)) - 1
    for at, leaf in enumerate(leaves):
        holds = sum(1 << index for index, each in enumerate(truths) if each[at] == HOLDS)
        for side, wanted in ((holds, True), (~holds, False)):
            if bits & ~side == 0 and left & ~side:
                left &= side
                yield leaf, wanted
