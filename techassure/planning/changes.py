"""What a plan changes: answers and documents, each with what it has to reach, and how they are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from operator import and_
from typing import Any

from techassure.definitions.words import HOLDS, Leaf
from techassure.engine.assessor import Assessment
from techassure.planning.board import Board, Choices
from techassure.proving.combinations import same
from techassure.submissions import Document, Submission

Word = tuple[Leaf, bool]
"""A word of the language, with whether it has to hold."""


@dataclass(frozen=True, slots=True)
class Change:
    """An answer to give or to change, or a document to attach.

    ``reach`` says what the answer has to be, as words of the language with whether each has to hold; empty: any answer
    does. ``shown`` is a value that is good enough; it is a witness, not advice. ``serves`` names criteria.
    ``computed``: among what has to be reached is something that is computed from this answer and perhaps from others.
    ``given``: the answer says what the product is; that it has what is to be reached is assumed, and not advised.
    ``beside`` names tables that change as well, whose rows look something up in this one: what is said of them holds.
    """

    fact: str
    effort: Fraction
    reach: tuple[Word, ...]
    shown: Any
    serves: tuple[str, ...]
    present: Any = None
    computed: bool = False
    beside: tuple[str, ...] = ()
    given: bool = False


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


def with_changes(assessment: Assessment, changes: Iterable[Change]) -> Assessment:
    """Return what an assessment becomes with changes made."""
    assessor = assessment.assessor
    return assessor.assess(applied(assessment.submission, changes, assessor.as_of))


def merged(changes: Iterable[Change]) -> list[Change]:
    """Return one change a fact: the later one counts, it serves what both do, and the effort is paid once."""
    of_fact: dict[str, Change] = {}
    for change in changes:
        before = of_fact.get(change.fact, change)
        serves = tuple(dict.fromkeys((*before.serves, *change.serves)))
        of_fact[change.fact] = replace(change, serves=serves, present=before.present)
    return list(of_fact.values())


def change_of(board: Board, name: str, bits: int, effort: Fraction, serves: Sequence[str]) -> Change:
    """Return the change to the first of the choices; what it has to reach is said when it is known what it comes to."""
    at = (bits & -bits).bit_length() - 1
    shown, now = board.choices(name).values[at - 1], board.assessment.submission.values.get(name)
    return Change(name, effort, (), shown, tuple(serves), now, given=name in board.given)


def fewest_words(said: Sequence[Word], choices: Choices) -> list[Word]:
    """Return words that together say as much as all of them, each with whether it has to hold."""
    of_word = {(same(leaf), holds): side for leaf, holds, side in _sides(choices)}
    everything = (1 << len(choices.truths) + len(choices.others) - 1) - 1
    kept = list({(same(leaf), holds): (leaf, holds) for leaf, holds in said}.items())
    for each in list(kept):
        others = (of_word[key] for key, _ in kept if key != each[0])
        if reduce(and_, others, everything) & ~of_word[each[0]] == 0:
            kept.remove(each)
    return [word for _, word in kept]


def _sides(choices: Choices) -> Iterator[tuple[Leaf, bool, int]]:
    """Yield each word that can be said of an answer, held and refused, with the values of which it is true."""
    for at, leaf in enumerate(choices.leaves):
        truths = (*choices.truths[1:], *choices.others)
        holds = sum(1 << index for index, each in enumerate(truths) if each[at] == HOLDS)
        yield leaf, True, holds
        yield leaf, False, ((1 << len(truths)) - 1) & ~holds
