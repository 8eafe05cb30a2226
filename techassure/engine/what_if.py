"""What if an answer or the contract were another: the same judging, of a submission or a selection that is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from techassure.calendar_days import NEVER
from techassure.definitions import facts as fact_types
from techassure.definitions.definition import is_asked
from techassure.definitions.facts import Unreadable
from techassure.definitions.model import Fact
from techassure.problems import Place, Problem, ProblemsFound, suggestion
from techassure.selections.selection import Member, Selection
from techassure.submissions import Document, Submission

ATTACHED = "attached"
Changes = Mapping[str, Any]
"""Typed values by fact; None takes the answer, or the documents, away."""


def read_answers(written: Sequence[str], facts: Mapping[str, Fact]) -> dict[str, Any]:
    """Return what ``fact=value`` says, typed. Nothing after the sign takes an answer away.

    Raises:
        ProblemsFound: what cannot be read, or is not for a submission to answer.
    """
    known = {name: fact for name, fact in facts.items() if is_asked(name, fact)}
    return _read("--what-if", written, known, "")


def read_contract(written: Sequence[str], facts: Mapping[str, Fact]) -> dict[str, Any]:
    """Return what ``end=2029-08-31`` says of the contract, typed, under the names of facts.

    Raises:
        ProblemsFound: what cannot be read, or is no fact of the contract.
    """
    known = {name: fact for name, fact in facts.items() if fact.about == "contract"}
    return _read("--contract", written, known, "contract.")


def _read(option: str, written: Sequence[str], known: Mapping[str, Fact], prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for each in written:
        name, sign, raw = each.partition("=")
        name = prefix + name.strip().removeprefix(prefix)
        if not sign or name not in known:
            fix = suggestion(name, known, "name a fact that the selection asks for, as `fact=value`")
            problems.append(Problem(Place(option), "unknown-fact", f"`{each}` names no fact that can be changed", fix))
            continue
        value = _value(known[name], raw.strip())
        if isinstance(value, Unreadable):
            problems.append(Problem(Place(option), value.rule, f"`{name}`: {value.message}", value.fix))
        found[name] = value
    if problems:
        raise ProblemsFound(problems)
    return found


def _value(fact: Fact, raw: str) -> Any:
    if not raw:
        return None
    if fact.type == "document":
        fix = f"write `{ATTACHED}`, or nothing to take it away"
        return ATTACHED if raw == ATTACHED else Unreadable("not-a-document", f"`{raw}` is no document", fix)
    if fact.type == "table":
        return Unreadable("not-a-row", "a table cannot be written here", "change it in the submission")
    return fact_types.reader(fact)([part.strip() for part in raw.split(",")] if fact.type == "choices" else raw)


def with_answers(submission: Submission, changes: Changes, facts: Mapping[str, Fact], as_of: int) -> Submission:
    """Return the submission with the answers changed. A document is attached in force, about this version."""
    values, documents = dict(submission.values), list(submission.documents)
    for name, value in changes.items():
        if facts[name].type == "document":
            documents = [each for each in documents if each.kind != name]
            if value is not None:
                documents.append(Document(f"what-if-{name}", name, "readable", as_of, None, submission.version))
        elif value is None:
            values.pop(name, None)
        else:
            values[name] = value
    return replace(submission, values=values, documents=tuple(documents))


def with_contract(selection: Selection, changes: Changes) -> Selection:
    """Return the selection with another contract; gates that fall due at its start do so at the new one."""
    contract = {name: each for name, each in {**selection.contract, **changes}.items() if each is not None}
    members = tuple(_due_anew(each, selection.contract, contract) for each in selection.members)
    return replace(selection, contract=contract, members=members)


def _due_anew(member: Member, before: Changes, after: Changes) -> Member:
    """Return the member with its gate due at the new start or award, where it was due at the old one."""
    for name, written in (("contract.start", "contract.start"), ("contract.award", "award")):
        old, new = before.get(name, NEVER), after.get(name, NEVER)
        known = old != NEVER or member.definition.entry.due == written
        if old != new and member.due == old and known:
            return member._replace(due=new)
    return member


def stamp(answers: Changes, contract: Changes, facts: Mapping[str, Fact]) -> str:
    """Return the notice that stands on what came of it."""
    said = [f"{name} = {_shown(facts[name], value)}" for name, value in {**answers, **contract}.items()]
    return f"WHAT IF: this was judged with {', '.join(said)}."


def _shown(fact: Fact, value: Any) -> str:
    if value is None:
        return "nothing"
    if fact.personal:
        return "(personal)"
    written = fact_types.written(fact, value)
    if isinstance(written, bool):
        return "yes" if written else "no"
    return " and ".join(map(str, written)) if isinstance(written, list) else str(written)
