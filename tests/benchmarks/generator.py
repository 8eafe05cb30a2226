"""A corpus of plausible, varied and plainly invented submissions: the same bytes on every machine.

What is asked comes from a selection, and what is usually answered from the examples of its criteria, so that a new
fact is covered as soon as a criterion speaks of it.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import orjson

from techassure.calendar_days import day_number, iso
from techassure.definitions import facts as fact_types
from techassure.definitions.definition import HEAD_FACTS, Definition
from techassure.definitions.library import load_library
from techassure.definitions.model import Column, Fact
from techassure.selections.bare_selections import of_editions
from techassure.selections.selecting import baseline
from techassure.selections.selection import Selection

AS_OF = "2026-06-01"
WHOLE = "remote-monitoring"
SMALLEST, LARGEST = 21_500, 24_500
_T = TypeVar("_T")
_TODAY = day_number(AS_OF) or 0


class Dice:
    """Chance from a number. Only `Random.random` is promised to give the same on every machine and Python."""

    def __init__(self, index: int) -> None:
        self.roll = random.Random(index).random

    def chance(self, likelihood: float) -> bool:
        """Return yes with the given likelihood."""
        return self.roll() < likelihood

    def below(self, bound: int) -> int:
        """Return a whole number from 0 to one less than the bound."""
        return int(self.roll() * bound)

    def pick(self, choices: Sequence[_T]) -> _T:
        """Return one of the choices."""
        return choices[self.below(len(choices))]

    def some(self, choices: Iterable[_T], likelihood: float) -> list[_T]:
        """Return the choices that chance keeps."""
        return [each for each in choices if self.chance(likelihood)]


@dataclass(frozen=True)
class Manner:
    """How a supplier answers: what share wrongly, and what share not at all."""

    wrong: float
    silent: float


MANNERS = (Manner(0, 0), Manner(0, 0.02), Manner(0.02, 0.03), Manner(0.05, 0.08), Manner(0.04, 0.35), Manner(0.25, 0.1))


@dataclass(frozen=True)
class Bidder:
    """Who answers, about what."""

    index: int
    name: str
    product: str
    version: str
    site: str


_FIRST = ("Larkspur", "Fellmoor", "Quillbeck", "Tarnside", "Brackenlow", "Ottermere", "Sallowfield", "Wrenhollow")
_PRODUCTS = (
    "Wardlight",
    "Tarnbeat",
    "Otterpulse",
    "Brackenlight",
    "Quillbreath",
    "Wrenlog",
    "Pulsemeadow",
    "Sallowlog",
)
_NOTES = (
    "The record is kept with the quality documents and reviewed every quarter by the people who run the service.",
    "This was true on the day of signature; we tell the buyer within five working days when it changes.",
    "The screen was changed in the spring release after two nurses misread a trend, and tested again with both.",
    "A summary is attached; the full document names customers and can be read on our premises.",
    "Our hosting partner confirms the same in writing each year, and we keep the letter.",
    "See the second section of the attached report, where the method and its limits are set out.",
    "Agreed with the delivery lead and the clinical safety officer before this form was filled in.",
    "Zoë in the support team answers questions about this on working days from eight to six.",
)
_PHRASES = (
    "Wrong patient shown",
    "Reading arrives late",
    "Alert not raised",
    "Unit of measurement mistaken",
    "Trend drawn over a gap",
    "Sign-in fails at night",
    "Old reading taken for a new one",
    "Threshold set for another patient",
    "Message sent to a closed ward",
    "Battery runs out unnoticed",
)


# --- what is asked, and what is usually answered ----------------------------------------------------------------------


class Asked:
    """What selections ask of a submission, and what is usually answered."""

    def __init__(self, selection: Selection) -> None:
        found = _asked(selection)
        self.questions = {name: fact for name, fact in found.items() if fact.type != "document"}
        self.plain = {name: fact for name, fact in self.questions.items() if fact.type != "table"}
        self.kinds = [name for name, fact in found.items() if fact.type == "document"]
        self.usual = _usual(selection, self.questions)


_ALSO_ANSWERED = ("cyber-essentials@3.3", "dcb0129@4.2")
"""A supplier answers once for all: who is assessed for one edition has answered another's questions too."""


@cache
def selection(against: str = WHOLE) -> Selection:
    """Return a baseline, or an edition such as `dtac@2.0`."""
    return of_editions([against], load_library()) if "@" in against else baseline(against, load_library())


@cache
def asked(against: str = WHOLE) -> Asked:
    """Return what the submissions to a selection answer."""
    alone = "@" in against
    return Asked(of_editions([against, *_ALSO_ANSWERED], load_library()) if alone else selection(against))


def _asked(selection: Selection) -> Mapping[str, Fact]:
    known = selection.facts
    named: dict[str, None] = {}
    waiting = [name for member in selection.members for name in _named(member.definition)]
    while waiting:
        name = waiting.pop()
        derived = known[name].derived
        if derived:
            waiting += derived.inputs
        elif known[name].about != "contract" and name not in HEAD_FACTS:
            named[name] = None
    return {name: known[name] for name in sorted(named)}


def _named(definition: Definition) -> Iterable[str]:
    return (*definition.facts(), *definition.criterion.evidence.by)


def _usual(selection: Selection, questions: Mapping[str, Fact]) -> Mapping[str, Any]:
    """Return the values by which the examples of criteria are met, by fact, as a submission writes them."""
    found: dict[str, list[Any]] = {}
    for member in selection.members:
        for name, raw in member.definition.criterion.examples.usual.items():
            fact = questions.get(name)
            if fact:
                found.setdefault(name, []).append(fact_types.written(fact, fact_types.reader(fact)(raw)))
    return {name: _together(questions[name], values) for name, values in found.items()}


def _together(fact: Fact, values: list[Any]) -> Any:
    """Return the commonest value; for a table its rows, with the columns that other examples add."""
    value = max(values, key=values.count)
    if fact.type == "table":
        alike = [rows for rows in values if len(rows) == len(value)]
        return [_row(at, [*alike, value]) for at in range(len(value))]
    return value


def _row(at: int, tables: Iterable[list[dict[str, Any]]]) -> dict[str, Any]:
    return {name: cell for rows in tables for name, cell in rows[at].items()}


# --- answers ----------------------------------------------------------------------------------------------------------


def _usual_value(fact: Fact, name: str, usual: Mapping[str, Any], dice: Dice, who: Bidder) -> Any:
    if fact.type == "choices":
        return list(fact.options or {})
    return _own(fact, usual[name], who) if name in usual else _value(fact, dice, 0)


def _own(fact: Fact, value: Any, who: Bidder) -> Any:
    """Return the value as this bidder has it: past dates a few days earlier, all alike; long texts with its product."""
    if fact.type == "date":
        day = day_number(value) or 0
        return iso(day - who.index % 20) if day < _TODAY else value
    return f"{value} ({who.product})" if fact.type == "text" and not fact.format and len(value) > 20 else value


def _value(fact: Fact | Column, dice: Dice, at: int) -> Any:
    """Return any value of the fact's type; None where its format cannot be guessed."""
    if fact.type == "table" and isinstance(fact, Fact):
        return _rows(fact, dice)
    return _PLAIN[fact.type](fact, dice, at)


def _text(fact: Fact | Column, dice: Dice, at: int) -> str | None:
    return None if fact.format else f"{dice.pick(_PHRASES)} ({at + 1})"


def _number(fact: Fact | Column, dice: Dice, _: int) -> int:
    low, high = int(fact.lowest or 0), int(fact.highest if fact.highest is not None else 400)
    return low + dice.below(high - low + 1)


def _day(_: Fact | Column, dice: Dice, __: int) -> str:
    return iso(_TODAY + 200 - dice.below(900))


_PLAIN: Mapping[str, Callable[[Fact | Column, Dice, int], Any]] = {
    "yes-no": lambda _, dice, __: dice.chance(0.5),
    "choice": lambda fact, dice, _: dice.pick(list(fact.options or {})),
    "choices": lambda fact, dice, _: dice.some(fact.options or {}, 0.6),
    "number": _number,
    "money": _number,
    "date": _day,
    "text": _text,
}


def _rows(fact: Fact, dice: Dice) -> list[dict[str, Any]]:
    columns = fact.columns or {}
    rows = [{name: _value(column, dice, at) for name, column in columns.items()} for at in range(1 + dice.below(4))]
    if any(row[name] is None and not column.optional for row in rows for name, column in columns.items()):
        return []
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def _hazards(dice: Dice, _: Bidder) -> list[dict[str, Any]]:
    return [_hazard(at, dice) for at in range(2 + dice.below(3))]


def _hazard(at: int, dice: Dice) -> dict[str, Any]:
    tests = 1 + dice.below(4)
    return {
        "number": f"H{at + 1}",
        "name": dice.pick(_PHRASES),
        "harm": "Treatment is delayed, or given to the wrong person.",
        "status": dice.pick(("closed", "closed", "transferred")),
        "arises_in": dice.pick(("normal_use", "fault", "both")),
        "initial_severity": "Major",
        "initial_likelihood": "Medium",
        "initial_level": "High",
        "controls": "The name and the time stand on every screen and every message.",
        "control_kinds": ["design", "testing"],
        "control_count": tests + dice.below(2),
        "controls_tested": tests,
        "controls_in_place": True,
        "verification": f"Test record T-{100 + at}",
        "residual_severity": "Major",
        "residual_likelihood": "Very low",
        "residual_level": dice.pick(("Low", "Low", "Medium")),
        "reason_for_accepting": "A further control would hide the reading.",
        "owner": "Head of product",
        "deployer_control": "Train each new nurse before the first shift.",
    }


def _findings(dice: Dice, _: Bidder) -> list[dict[str, Any]]:
    return [{"title": dice.pick(_PHRASES), "cvss": dice.below(69) / 10} for _ in range(dice.below(6))]


_SCHEME = [
    {"level": "Low", "acceptability": "acceptable"},
    {"level": "Medium", "acceptability": "tolerable_with_reason"},
    {"level": "High", "acceptability": "unacceptable"},
]

# Answers that must agree with the head of the submission, or with one another.
_TUNED: Mapping[str, Callable[[Dice, Bidder], Any]] = {
    "company.registered_name": lambda _, who: who.name,
    "company.companies_house_number": lambda _, who: f"{who.index:08d}",
    "company.contact_email": lambda _, who: f"contact@{who.site}",
    "cyber_essentials.legal_entity": lambda _, who: who.name,
    "product.trade_name": lambda _, who: who.product,
    "product.form_version": lambda _, who: who.version,
    "safety_case.product_version": lambda _, who: who.version,
    "privacy_notice.url": lambda _, who: f"https://{who.site}/privacy",
    "accessibility.statement_url": lambda _, who: f"https://{who.site}/accessibility",
    "cyber_charter.signed": lambda dice, _: dice.chance(0.2),
    "data_protection.hosts_or_can_access": lambda dice, _: dice.chance(0.8),
    "hazard_log.risk_scheme": lambda _, __: _SCHEME,
    "hazard_log.hazards": _hazards,
    "pen_test.open_findings": _findings,
}


def _answer(name: str, fact: Fact, usual: Mapping[str, Any], dice: Dice, who: Bidder, manner: Manner) -> Any:
    if dice.chance(manner.wrong):
        return _value(fact, dice, 0)
    return _TUNED[name](dice, who) if name in _TUNED else _usual_value(fact, name, usual, dice, who)


def _answers(
    wanted: Mapping[str, Fact], usual: Mapping[str, Any], dice: Dice, who: Bidder, manner: Manner
) -> dict[str, Any]:
    found = {
        name: _answer(name, fact, usual, dice, who, manner)
        for name, fact in wanted.items()
        if not dice.chance(manner.silent)
    }
    return {name: value for name, value in found.items() if value is not None}


# --- documents --------------------------------------------------------------------------------------------------------

_SHARED = 12


def _content(number: int) -> bytes:
    return f"Invented document {number}, shared by the submissions of a benchmark.\n".encode()


@cache
def _digest(number: int) -> str:
    return hashlib.sha256(_content(number)).hexdigest()


def _document(at: int, kind: str, dice: Dice, manner: Manner) -> dict[str, Any]:
    number = dice.below(_SHARED)
    issued = _TODAY - 20 - dice.below(300)
    made = {
        "id": f"doc-{at}",
        "kind": kind,
        "file": f"evidence/document-{number}.txt",
        "sha256": _digest(number),
        "issued": iso(issued),
    }
    faults: Sequence[Mapping[str, Any]] = (
        {"sha256": "0" * 64},
        {"file": "evidence/lost.txt"},
        {"expires": iso(issued + 15)},
        {"product_version": "0.9.0"},
        {"issued": iso(_TODAY + 9)},
    )
    return {**made, **dice.pick(faults)} if dice.chance(manner.wrong) else made


def _documents(kinds: Sequence[str], dice: Dice, manner: Manner) -> list[dict[str, Any]]:
    return [_document(at, kind, dice, manner) for at, kind in enumerate(kinds, 1) if not dice.chance(manner.silent)]


# --- submissions ------------------------------------------------------------------------------------------------------


def _bidder(index: int, dice: Dice) -> Bidder:
    first = dice.pick(_FIRST)
    version = f"{1 + dice.below(9)}.{dice.below(20)}.{dice.below(9)}"
    return Bidder(index, f"{first} Fictional {index} Ltd", dice.pick(_PRODUCTS), version, f"{first.lower()}.example")


def _head(who: Bidder) -> dict[str, Any]:
    return {
        "techassure": 1,
        "supplier": {"id": f"GB-COH-{who.index:08d}", "name": who.name},
        "product": {"name": who.product, "version": who.version},
    }


def _written_out(value: Any, ids: Sequence[str], dice: Dice) -> Any:
    """Return some answers bare, and others with the documents that back them."""
    if not ids or dice.chance(0.6):
        return value
    return {"value": value, "evidence": [dice.pick(ids)]}


def _noted(answer: Any, note: str) -> Any:
    if not isinstance(answer, dict):
        return {"value": answer, "note": note}
    return {**answer, "note": f"{answer['note']} {note}" if "note" in answer else note}


def submission(index: int, against: str = WHOLE) -> bytes:
    """Return one submission as a line of JSON, with as many notes as its size needs."""
    dice, about = Dice(index), asked(against)
    who, manner = _bidder(index, dice), dice.pick(MANNERS)
    documents = _documents(about.kinds, dice, manner)
    ids = [each["id"] for each in documents]
    answers = _answers(about.questions, about.usual, dice, who, manner)
    backed = {name: _written_out(value, ids, dice) for name, value in answers.items()}
    whole = {**_head(who), "answers": backed, "evidence": documents}
    whole["declared_by"] = {"name": "A. Signatory", "role": "Director", "on": "2026-05-20"}
    _add_notes(whole, SMALLEST + dice.below(LARGEST - SMALLEST), dice)
    return orjson.dumps(whole) + b"\n"


def _add_notes(whole: dict[str, Any], size: int, dice: Dice) -> None:
    """Add notes, and sentences to notes, until the submission has its size."""
    answers, missing = whole["answers"], size - len(orjson.dumps(whole))
    for likelihood in (0.6, 1, 1, 1):
        for name in answers:
            if missing > 0 and dice.chance(likelihood):
                note = dice.pick(_NOTES)
                answers[name] = _noted(answers[name], note)
                missing -= len(note) + 20


def write(folder: Path, count: int, against: str = WHOLE) -> Path:
    """Write the corpus as JSON Lines, and the documents that it speaks of beside it; return the path of the former."""
    (folder / "evidence").mkdir(parents=True, exist_ok=True)
    for number in range(_SHARED):
        (folder / "evidence" / f"document-{number}.txt").write_bytes(_content(number))
    path = folder / f"{against}.jsonl"
    with path.open("wb") as file:
        file.writelines(submission(index, against) for index in range(1, count + 1))
    return path


def lean(count: int, against: str = WHOLE) -> bytes:
    """Return JSON Lines of submissions that are nothing but plain answers: no note, document or table."""
    return b"".join(_lean(index, asked(against)) for index in range(1, count + 1))


def _lean(index: int, about: Asked) -> bytes:
    dice = Dice(index)
    who, manner = _bidder(index, dice), dice.pick(MANNERS)
    answers = _answers(about.plain, about.usual, dice, who, manner)
    return orjson.dumps({**_head(who), "answers": answers}) + b"\n"
