"""What a buyer must look up in public registers, and the record of who did, when, and what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from techassure.calendar_days import iso
from techassure.definitions import facts as fact_types
from techassure.definitions.facts import Unreadable
from techassure.definitions.model import Register
from techassure.engine.contradictions import REDACTED
from techassure.evidence_pack.appending import append
from techassure.problems import Place, Problem, ProblemsFound, listing, suggestion
from techassure.reviews import RegisterCheck
from techassure.selections.selection import Selection
from techassure.submissions import Submission

_BEGINNING = "techassure: 1\nreviews: []\n"
_IDENTIFIERS = ("number", "reference", "registration", "id", "code")
CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class ToCompare:
    """An answer to hold against the register; ``checked`` is what was recorded of it."""

    fact: str
    question: str
    value: Any
    identifies: bool
    checked: RegisterCheck | None


@dataclass(frozen=True, slots=True)
class LookUp:
    """A register to open for one document of a submission, by whom and which number to search, and what to compare."""

    document: str
    register: str
    address: str
    holder: str
    attached: tuple[str, ...]
    compare: tuple[ToCompare, ...]


def look_ups(submission: Submission, selection: Selection) -> list[LookUp]:
    """Return the registers to open for a submission: one for each document that a register confirms."""
    found = []
    for name, fact in selection.facts.items():
        attached = tuple(each.id for each in submission.documents if each.kind == name)
        compare = tuple(_to_compare(name, submission, selection)) if fact.register_ else ()
        if fact.register_ and (attached or compare):
            register: Register = fact.register_
            found.append(LookUp(name, register.name, register.address, submission.supplier, attached, compare))
    return found


def _to_compare(document: str, submission: Submission, selection: Selection) -> Iterator[ToCompare]:
    """Yield the answers that a document backs and that are of its topic, identifiers first."""
    topic = document.partition(".")[0]
    bound = _backed_by(document, selection)
    names = [
        name for name in submission.values if name.startswith(f"{topic}.") and (name in bound or _identifies(name))
    ]
    for name in sorted(names, key=lambda each: (not _identifies(each), each)):
        fact = selection.facts[name]
        shown = REDACTED if fact.personal else fact_types.written(fact, submission.values[name])
        check = submission.reviews.checks.get(name)
        yield ToCompare(name, fact.question or name, shown, _identifies(name), check)


def _backed_by(document: str, selection: Selection) -> set[str]:
    members = [member.definition for member in selection.members if document in member.definition.criterion.evidence.by]
    direct = {name for each in members for name in each.facts()}
    inputs = {name for each in direct if (derived := selection.facts[each].derived) for name in derived.inputs}
    return direct | inputs


def _identifies(name: str) -> bool:
    return name.rpartition("_")[2] in _IDENTIFIERS or name.rpartition(".")[2] in _IDENTIFIERS


def record(
    path: FilePath, submission: Submission, selection: Selection, results: Mapping[str, str], by: str, on: int
) -> dict[str, Any]:
    """Append to the reviews file what somebody found in registers on a day, and return the review.

    ``results`` give for each fact `confirmed`, or the value that stands in the register.

    Raises:
        ProblemsFound: no register confirms a fact, a value cannot be read, or the file cannot be added to.
    """
    ups = {each.fact: up for up in look_ups(submission, selection) for each in up.compare}
    entries, problems = [], []
    for name, result in results.items():
        problem = _refused(path, name, result, ups, selection)
        if problem is not None:
            problems.append(problem)
            continue
        said = {"result": CONFIRMED} if result == CONFIRMED else {"found": result}
        entries.append({"fact": name, "register": ups[name].register, "address": ups[name].address, **said})
    if problems:
        raise ProblemsFound(problems)
    about = {"supplier": submission.supplier_id, "product": submission.product, "version": submission.version}
    lot = {"lot": submission.lot} if submission.lot else {}
    review = {"submission": {**about, **lot}, "by": {"name": by}, "on": iso(on), "entries": entries}
    append(path, "reviews", review, _BEGINNING)
    return review


def _refused(path: FilePath, name: str, result: str, ups: Mapping[str, LookUp], selection: Selection) -> Problem | None:
    place = Place(str(path))
    if name not in ups:
        fix = suggestion(name, ups, f"what can be looked up is {listing(list(ups)) or 'nothing here'}")
        return Problem(place, "not-in-a-register", f"no register is known for `{name}`", fix)
    read = CONFIRMED if result == CONFIRMED else fact_types.reader(selection.facts[name])(result)
    return Problem(place, read.rule, read.message, read.fix) if isinstance(read, Unreadable) else None
