"""What an earlier submission already answers, what of it is out of date, and what this questionnaire asks otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from techassure.calendar_days import day_number, iso
from techassure.definitions import facts as fact_types
from techassure.definitions.definition import Definition, asked, is_asked
from techassure.definitions.facts import Unreadable
from techassure.definitions.model import Fact
from techassure.definitions.words import FAILS, HOLDS, Days, Leaf, Not, Tree, moves, truth
from techassure.engine.situation import last_day
from techassure.files.places import Source
from techassure.questionnaire.layout import HEAD, OLD_PREFIX
from techassure.questionnaire.questions import Questionnaire
from techassure.questionnaire.relevance import leaf_truth
from techassure.selections.selection import Selection
from techassure.submissions import Document

MOST_IN_CELL = 32_000
"""What a cell of a spreadsheet can hold, a little rounded down."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer: its typed value (None where there is none), the ids of the documents behind it, and a note."""

    value: Any
    evidence: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is otherwise than it was when the earlier submission was made."""

    what: str
    about: str
    detail: str


@dataclass
class Known:
    """What is filled in already. ``marks`` says of an answer or a document why it has to be looked at again."""

    head: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Given] = field(default_factory=dict)
    documents: list[dict[str, str]] = field(default_factory=list)
    claims: dict[str, tuple[str, str]] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    earlier: bool = False

    @property
    def values(self) -> dict[str, Any]:
        """The typed values alone."""
        return {name: given.value for name, given in self.answers.items() if given.value is not None}


def known(layers: Sequence[Source], selection: Selection, as_of: int) -> Known:
    """Return what the layers of a submission answer: shared files first, its own file last.

    What cannot be taken over (an answer of another type, a question or a criterion that is gone) becomes a change with
    the answer in it, so that nothing is lost.
    """
    made = Known(earlier=True)
    codes = {d.key: asked(d, selection.facts) for edition in selection.editions for d in edition.definitions}
    for source in layers:
        elsewhere = source.file if _folder(source) != _folder(layers[-1]) else ""
        _head(source.value, made)
        for key, raw in (source.value.get("answers") or {}).items():
            _answer(str(key), raw, codes, selection.facts, made)
        for entry in source.value.get("evidence") or []:
            _document(entry, selection.facts, made, elsewhere)
        for claim in source.value.get("claims") or []:
            _claim(claim, codes, made)
    made.marks |= _marks(made, selection, as_of)
    return made


def _head(raw: Mapping[str, Any], made: Known) -> None:
    for line in HEAD:
        value: Any = raw
        for part in line.key.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if value is not None:
            made.head[line.key] = _fitting(str(value), line.label, made)


def _answer(key: str, raw: Any, codes: Mapping[str, str | None], facts: Mapping[str, Fact], made: Known) -> None:
    parts = raw if isinstance(raw, dict) else {"value": raw}
    name = codes.get(key) or key
    fact = facts.get(name)
    value = parts.get("value")
    if fact is None or not is_asked(name, fact):
        if not fact_types.is_blank(value):
            made.changes.append(Change("no longer a question", key, f"the earlier answer was: {_shown(value)}"))
        return
    typed = None if fact_types.is_blank(value) else fact_types.reader(fact)(value)
    if isinstance(typed, Unreadable):
        detail = f"the earlier answer, {_shown(value)}, cannot be taken over: {typed.message}; {typed.fix}"
        made.changes.append(Change("answer it again", fact.question or name, detail))
        typed = None
    ids = parts.get("evidence") or []
    evidence = tuple([ids] if isinstance(ids, str) else [str(each) for each in ids])
    given = Given(typed, evidence, _fitting(str(parts.get("note") or ""), fact.question or name, made))
    if fact_types.is_blank(value):  # A line that is left empty takes nothing from a shared answer.
        shared = made.answers.get(name, Given(None))
        given = Given(shared.value, given.evidence or shared.evidence, given.note or shared.note)
    if given != Given(None):
        made.answers[name] = given


def _fitting(text: str, about: str, made: Known) -> str:
    """Return text that a cell can hold; what is cut off is said."""
    if len(text) <= MOST_IN_CELL:
        return text
    made.changes.append(Change("shortened", about, f"a text of {len(text)} characters, of which a cell holds fewer"))
    return text[:MOST_IN_CELL]


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = ", ".join(map(_shown, value)) if isinstance(value, list) else str(value)
    return f"“{text[:500]}…”" if len(text) > 500 else f"“{text}”"


def _folder(source: Source) -> PurePath:
    return PurePath(source.file).parent


def _document(entry: Mapping[str, Any], facts: Mapping[str, Fact], made: Known, elsewhere: str) -> None:
    plain = {key: str(value) for key, value in entry.items() if value is not None}
    kind = facts.get(plain.get("kind", ""))
    if kind is None or kind.type != "document":
        about = plain.get("title") or plain.get("file") or plain.get("id", "")
        detail = f"no document of the kind “{plain.get('kind', '')}” is asked for any more"
        made.changes.append(Change("no longer a question", about, detail))
        return
    made.documents = [each for each in made.documents if each["id"] != plain["id"]]
    made.documents.append(plain)
    made.marks.pop(plain["id"], None)
    if elsewhere and plain.get("file"):
        made.marks[plain["id"]] = f"lies beside `{elsewhere}`: put it beside this form, too"


def _claim(claim: Mapping[str, Any], codes: Mapping[str, Any], made: Known) -> None:
    key = str(claim.get("criterion"))
    kind = "not_applicable" if claim.get("not_applicable") is not None else "equivalent"
    reason = str(claim.get(kind))
    if key not in codes:
        made.changes.append(Change("no longer a criterion", key, f"the earlier claim was: {_shown(reason)}"))
        return
    made.claims[key] = (kind, _fitting(reason, key, made))


# --- what is out of date --------------------------------------------------------------------------------------------


def _marks(made: Known, selection: Selection, as_of: int) -> Iterator[tuple[str, str]]:
    days = selection.days(as_of)
    for member in selection.members:
        yield from _old_dates(member.definition, made.values, selection.facts, days)
    for name, value in made.values.items():
        retired = selection.facts[name].retired
        chosen = value if isinstance(value, list) else [value]
        if retired and any(each in retired for each in chosen):
            yield name, "an option that is no longer offered: choose again"
    for entry in made.documents:
        if said := _old_document(entry, made.head.get("product.version"), selection.facts, as_of):
            yield entry["id"], said


def _old_dates(
    definition: Definition, values: Mapping[str, Any], facts: Mapping[str, Fact], days: Days
) -> Iterator[tuple[str, str]]:
    def of_leaf(leaf: Leaf) -> int:
        return leaf_truth(leaf, values, days)

    if definition.applies and truth(definition.applies, of_leaf) == FAILS:
        return
    for leaf in (leaf for tree in definition.steps() for leaf in _wanted(tree, of_leaf)):
        if facts[leaf.fact].type == "date" and of_leaf(leaf) == FAILS:
            yield leaf.fact, f"{OLD_PREFIX}{_limit(leaf, days)}"


def _wanted(tree: Tree, of_leaf: Callable[[Leaf], int]) -> Iterator[Leaf]:
    """Yield the leaves that time can turn from holding to failing; not where what they are part of holds all the same.

    Nor those whose failing is wanted.
    """
    if isinstance(tree, Leaf):
        yield from [tree] if moves(tree) else []
    elif not isinstance(tree, Not) and truth(tree, of_leaf) != HOLDS:
        for part in tree.parts:
            yield from _wanted(part, of_leaf)


def _limit(leaf: Leaf, days: Days) -> str:
    day = iso(days.as_of)
    return {
        "within": f"not in the {leaf.raw} up to {day}",
        "on_or_after": f"before {day}",
        "on_or_before": f"after {day}",
    }[leaf.word]


def _old_document(entry: Mapping[str, str], version: str | None, facts: Mapping[str, Fact], as_of: int) -> str | None:
    issued, expires = (day_number(entry.get(part, "")) for part in ("issued", "expires"))
    document = Document(entry["id"], entry["kind"], "readable", issued, expires)
    last = last_day(document, facts[entry["kind"]].valid_for)
    if last < as_of:
        return f"{OLD_PREFIX}in force to {iso(last)}"
    of = entry.get("product_version")
    if of and version and of != version:
        return f"speaks of version {of}: is it still right for {version}?"
    return None


# --- what is asked otherwise ----------------------------------------------------------------------------------------


def changes(asked_now: Questionnaire, made: Known, editions: Sequence[str], keys: frozenset[str]) -> list[Change]:
    """Return everything that is otherwise than in the earlier questionnaire.

    ``editions`` and ``keys`` are what that questionnaire was made for and what it asked; both are empty where the
    earlier submission was no questionnaire.
    """
    now = [f"{edition.name} r{edition.file.revision}" for edition in asked_now.selection.editions]
    found = [Change("standard added", name, "") for name in now if editions and name not in editions]
    found += [Change("standard gone or replaced", name, "") for name in editions if name not in now]
    questions = {question.name: question for question in asked_now.questions()}
    found += [Change("new question", q.text, q.name) for n, q in questions.items() if keys and n not in keys]
    found += [
        Change("not asked here", asked_now.selection.facts[name].question or name, f"{name}: kept at the end")
        for name in made.answers
        if name not in questions
    ]
    found += [Change("look at it again", _called(name, asked_now), said) for name, said in made.marks.items()]
    return [*found, *made.changes]


def _called(name: str, asked_now: Questionnaire) -> str:
    fact = asked_now.selection.facts.get(name)
    return (fact.question if fact else None) or name
