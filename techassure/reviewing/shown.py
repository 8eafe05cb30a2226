"""What people read of a bid before they judge it: answers, documents and clarifications, in words and not in codes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from techassure.calendar_days import iso
from techassure.definitions.facts import Typed, columns_of, written
from techassure.definitions.model import Column
from techassure.engine.contradictions import labelled
from techassure.engine.plans import sources_in_order
from techassure.reviewing.log_state import State
from techassure.selections.selection import Member, Selection
from techassure.submissions import Document, Submission

_STATES = {
    "no-file": "no file is given",
    "missing": "its file is not there",
    "no-digest": "its digest is not declared",
    "mismatch": "its file is not the one that was declared",
}


def answers(selection: Selection, submission: Submission, member: Member) -> dict[str, Any]:
    """Return what the supplier answered to the questions behind a criterion, by question.

    Of what is computed it shows the answers from which it is: a reviewer reads what the supplier said.
    """
    definition, facts = member.definition, selection.facts
    names = [name for name in definition.facts() if facts[name].about != "contract"]
    behind = dict.fromkeys(each for name in names for each in sources_in_order(name, facts))
    return {
        facts[name].question or name: _in_words(facts[name], submission.values[name])
        for name in behind
        if name in submission.values
    }


def _in_words(fact: Typed | None, value: Any) -> Any:
    """Return a value as people read it: options and columns by their labels, yes and no as words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if fact is not None and fact.type == "table":
        columns = columns_of(fact)
        return [
            {_called(name, columns.get(name)): _in_words(columns.get(name), cell) for name, cell in row.items()}
            for row in value
        ]
    return labelled(fact, written(fact, value))


def _called(key: str, column: Typed | None) -> str:
    label = column.label if isinstance(column, Column) else None
    return label or key.replace("_", " ")


def documents(submission: Submission, member: Member) -> list[str]:
    """Return the documents that stand behind a criterion, each with where its file lies in the submission."""
    definition = member.definition
    kinds = {*definition.facts(), *definition.criterion.evidence.by}
    return [f"{each.id}: {', '.join(_of(each))}" for each in submission.documents if each.kind in kinds]


def _of(document: Document) -> Iterator[str]:
    yield from [document.file] if document.file else []
    yield document.kind.replace(".", " ").replace("_", " ")
    yield from [f"issued {iso(document.issued)}"] if document.issued is not None else []
    yield from [f"in force to {iso(document.expires)}"] if document.expires is not None else []
    yield from [_STATES[document.state]] if document.state in _STATES else []


def clarifications(state: State, submission: Submission, member: Member) -> list[dict[str, str]]:
    """Return what was asked about a criterion of a bid, or about all of the bid, and what came of it."""
    found = state.clarifications(submission.identity, member.definition.key)
    return [
        {
            "clarification": str(asked.data["clarification"]),
            "question": str(asked.data["question"]),
            "answer": "not answered yet" if settled is None else str(settled.data.get("answer") or _closed(settled)),
        }
        for asked, settled in found
    ]


def _closed(settled: Any) -> str:
    return f"none; it was closed: {settled.because}"
