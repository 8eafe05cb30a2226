"""The rows of a filled workbook: answers, documents and claims, each under its header."""

from __future__ import annotations

from collections.abc import Callable

from techassure.intake.filled_forms import EDITIONS_KEY
from techassure.office_files.grid import written
from techassure.phrases import folded
from techassure.questionnaire import cells
from techassure.questionnaire.draft import Draft, Found, Row
from techassure.questionnaire.headers import Role
from techassure.questionnaire.layout import (
    ANSWER,
    CLAIM_KINDS,
    DOCUMENT_PARTS,
    HEAD_KEYS,
    KEY,
    MADE_KEYS,
    OF_OPTION,
    document_id,
)

_PLACEHOLDER = "choose below"
_NOTHING = Found(None, "")
_ONE_ROW = "keep one of the two rows"


def take_answer(draft: Draft, row: Row) -> None:
    """Take an answer, an option, or a line about the submission."""
    key, answer = row[KEY], row[ANSWER]
    if key.cell is None:
        if any(row.get(name, _NOTHING).cell is not None for name in (ANSWER, "Documents", "Note")):
            fix = "copy the key of its question into the column Key, or clear the cell"
            draft.refuse(answer.at, "answer-without-key", "this answer belongs to no question", fix)
        return
    name = draft.keys.named(key.cell) or written(key.cell)
    if OF_OPTION in name:
        _option(draft, name, answer)
    elif name in MADE_KEYS:
        if name == EDITIONS_KEY:
            draft.editions = tuple(str(answer.cell or "").split("\n"))
    elif name in HEAD_KEYS:
        _head(draft, name, answer)
    else:
        _fact(draft, name, row)


def _fact(draft: Draft, name: str, row: Row) -> None:
    answer, documents, note = (row.get(each, _NOTHING) for each in (ANSWER, "Documents", "Note"))
    draft.asked.add(draft.keys.fact_name(name))
    if draft.keys.is_of(name, "choices") and folded(str(answer.cell)) == _PLACEHOLDER:
        answer = answer._replace(cell=None)
    if answer.cell is None and documents.cell is None and note.cell is None:
        return
    if name in draft.answers:
        message = f"`{name}` is answered twice; the first time in {draft.places['answers', name]}"
        draft.refuse(row[KEY].at, "answered-twice", message, _ONE_ROW)
        return
    fact = draft.keys.fact(name)
    made = None if answer.cell is None else written(answer.cell)
    draft.answers[name] = {"value": made if fact is None else draft.raw(fact, draft.keys.fact_name(name), answer)}
    draft.places["answers", name] = answer.at
    if note.cell is not None:
        draft.answers[name]["note"] = written(note.cell)
    if documents.cell is not None:
        draft.backing[name] = written(documents.cell)


def _option(draft: Draft, name: str, answer: Found) -> None:
    fact, _, option = name.partition(OF_OPTION)
    draft.asked.add(fact)
    rows = draft.options.setdefault(fact, {})
    before = rows.get(option, _NOTHING)
    if before.cell is not None and answer.cell is not None:
        draft.refuse(answer.at, "answered-twice", f"`{name}` is answered twice", _ONE_ROW)
    rows[option] = answer if before.cell is None else before


def _head(draft: Draft, name: str, answer: Found) -> None:
    path = tuple(name.split("."))
    if answer.cell is None:
        if len(path) > 1:  # What is missing of the supplier is to be written here.
            draft.places.setdefault(path[:1], answer.at)
        return
    if path in draft.places:
        draft.refuse(answer.at, "answered-twice", f"`{name}` is answered twice", _ONE_ROW)
    part = draft.head
    for each in path[:-1]:
        part = part.setdefault(each, {})
    part[path[-1]] = written(answer.cell)
    draft.places[path] = answer.at


def _take_document(draft: Draft, row: Row) -> None:
    """Take a document: it is given where it is said to be attached, or where something is said of it."""
    kind, said = row[KEY], row.get("Attached", _NOTHING)
    parts = {part: row[name] for name, part in DOCUMENT_PARTS.items() if name in row and row[name].cell is not None}
    described = bool(parts.keys() - {"id"})
    attached = None if said.cell is None else cells.marked(said.cell)
    if kind.cell is not None:
        draft.asked.add(written(kind.cell))
    if said.cell is not None and attached is None:
        message = f"`{written(said.cell)[:60]}` is not `Yes`"
        draft.refuse(said.at, "wrong-type", message, "choose Yes, or clear the cell")
        _keep_document(draft, kind, parts)
    elif attached is False and described:
        message = "this document is described, and said not to be attached"
        draft.refuse(said.at, "document-unclear", message, "choose Yes, or clear the line")
        _keep_document(draft, kind, parts)
    elif (attached or described) and kind.cell is None:
        fix = "copy the key of the document from the lines above into the column Key"
        draft.refuse(kind.at, "answer-without-key", "this document belongs to no question", fix)
    elif attached or described:
        _keep_document(draft, kind, parts)


def _keep_document(draft: Draft, key: Found, parts: Row) -> None:
    """Keep a document; one that is refused is kept as well, so that nobody is told that it is not there."""
    if key.cell is None:
        return
    index, kind = len(draft.evidence), written(key.cell)
    entry = {part: written(found.cell) for part, found in parts.items()}
    if "sha256" in entry:  # Older programs write it in pairs.
        entry["sha256"] = "".join(entry["sha256"].split())
    draft.evidence.append({"id": document_id(kind), "kind": kind, **entry})
    draft.places["evidence", index] = key.at
    draft.places |= {("evidence", index, part): found.at for part, found in parts.items()}


def _take_claim(draft: Draft, row: Row) -> None:
    """Take a claim that a criterion does not apply, or is met by something equivalent."""
    key, said, reason = row[KEY], row["Claim"], row["Reason"]
    if said.cell is None and reason.cell is None:
        return
    kinds = {**CLAIM_KINDS, **{kind.replace("_", " "): kind for kind in CLAIM_KINDS.values()}}
    kind = None if said.cell is None else kinds.get(folded(written(said.cell).replace("_", " ")))
    if kind is None:
        fix = f"choose {' or '.join(f'`{each}`' for each in CLAIM_KINDS)}"
        message = "what is claimed of this criterion is not said"
        if said.cell is not None:
            message = f"`{written(said.cell)[:60]}` is nothing that can be claimed of a criterion"
        draft.refuse(said.at, "claim-unclear", message, fix)
    elif key.cell is None:
        draft.refuse(key.at, "answer-without-key", "this claim names no criterion", "write its code as Key")
    elif reason.cell is None:
        draft.refuse(reason.at, "missing-value", "the claim gives no reason", "say why; a person decides on it")
    else:
        index = len(draft.claims)
        criterion = draft.keys.named(key.cell) or written(key.cell)
        draft.claims.append({"criterion": criterion, kind: written(reason.cell)})
        draft.places |= {("claims", index): key.at, ("claims", index, kind): reason.at}


TAKE: dict[Role, Callable[[Draft, Row], None]] = {
    "answers": take_answer,
    "documents": _take_document,
    "claims": _take_claim,
}
