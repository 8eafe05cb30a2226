"""The annex of individual scores: who judged, what each gave before the meeting, and why the meeting gave another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from techassure.phrases import counted, ended
from techassure.report import printed_parts
from techassure.report.final import bids
from techassure.report.printed_parts import Block
from techassure.report.text import clean, exact, series
from techassure.tendering.final_document import (
    BidPart,
    ConflictPart,
    FinalDocument,
    GivenPart,
    ModeratedPart,
    ReviewedPart,
    ReviewerPart,
    SubCriterionPart,
)

_SAID = "The scores of the reviewers' sheets, as they arrived. The meeting's score alone counts, and is no average."


def annex(document: FinalDocument) -> Iterator[Block]:
    """Yield the parts of the annex; nothing where no sheet of a reviewer arrived."""
    if document["reviewers"]:
        yield printed_parts.heading(2, "What each reviewer gave")
        yield printed_parts.text(_SAID)
        columns = [("Reviewer", 2), ("Sheets", 2), ("Interest declared", 3), ("What was decided of it", 4)]
        yield _table(columns, [_reviewer(each) for each in document["reviewers"]], 0)
    for bid in bids.assessed(document):
        rows = [row for sub, found in scored(bid) for row in _scores(sub, found)]
        if rows:
            yield printed_parts.heading(3, f"{bids.called(document['selection'], bid)}: score by score")
            yield _table([("Criterion", 3), ("By", 3), ("Score", 0), ("Because", 5)], rows, 1)


def in_short(document: FinalDocument) -> Iterator[str]:
    """Yield who scored, with what interest, and how far apart; what each gave is for the annex."""
    for each in document["reviewers"]:
        sheets = series([f"{sheet['on']}, entry {sheet['entry']}" for sheet in each["sheets"]])
        role = f", {clean(each['role'])}" if each["role"] else ""
        of = "sheet" if len(each["sheets"]) == 1 else "sheets"
        interests = [f"Interest declared: {ended(clean(said))}" for said in each["conflicts"]]
        interests = interests or ["No interest declared."]
        became = [f"Decided: {said}" for said in decided(each)]
        yield " ".join([f"{clean(each['name'])}{role}: {of} of {sheets}.", *interests, *became])
    judged = [found for bid in bids.assessed(document) for _, found in scored(bid)]
    found = [each for each in judged if each["moderated"]]
    if found:
        apart = sum(each["flagged"] for each in found)
        moderated = counted(len(found), "score that the meeting gave", "scores that the meeting gave")
        yield f"Of {moderated}, {apart} followed scores further apart than the tender tolerates."


def _table(columns: list[tuple[str, int]], rows: list[list[Any]], name: int) -> Block:
    return {**printed_parts.table(columns, rows), "right": [], "name": name}


def scored(bid: BidPart) -> list[tuple[SubCriterionPart, ReviewedPart]]:
    """Return the sub-criteria of a bid that people judged, each with what they gave."""
    subs = [sub for award in bid["award_criteria"] for sub in award["sub_criteria"]]
    return [(sub, sub["reviewed"]) for sub in subs if sub["reviewed"]]


def _reviewer(each: ReviewerPart) -> list[Any]:
    who = {"text": clean(each["name"]), **({"under": clean(each["role"])} if each["role"] else {})}
    sheets = [f"{sheet['on']}, entry {sheet['entry']}" for sheet in each["sheets"]]
    return [who, _lines(sheets), _lines([*map(clean, each["conflicts"])] or ["none"]), _lines(decided(each) or ["-"])]


def _lines(said: list[str]) -> Block:
    return {"text": said[0], "lines": said[1:]}


def decided(reviewer: ReviewerPart) -> list[str]:
    """Return what was decided of the interests of a reviewer."""
    return [
        f"{made['decision']}{_of_one(made)}, by {clean(made['by'])} on {made['on']}, entry {made['entry']}: "
        f"{ended(clean(made['because']))}"
        for made in reviewer["decided"]
    ]


def _of_one(made: ConflictPart) -> str:
    bid = made.get("submission")
    return f" for {clean(bid['product'])} {clean(bid['version'])}" if bid else ""


def _scores(sub: SubCriterionPart, found: ReviewedPart) -> Iterator[list[Any]]:
    title = {"text": clean(sub["title"]), "under": sub["criterion"], "strong": True}
    for at, each in enumerate(found["given"]):
        who = {"text": clean(each["reviewer"]), "lines": [each["on"]]}
        why = {"text": clean(each["because"]), "lines": [*remarks(each)]}
        yield ["" if at else title, who, score(each["score"]), why]
    for made in found["moderated"]:
        who = {"text": "The meeting", "lines": [f"{clean(made['by'])}, {made['on']}, entry {made['entry']}"]}
        yield ["", {**who, "strong": True}, {"text": score(made["score"]), "strong": True}, _why(found, made)]


def _why(found: ReviewedPart, made: ModeratedPart) -> Block:
    later = found["moderated"][-1] is not made
    lines = ["Corrected by the next one."] if later else [f"Before it: {spread(found)}."]
    return {"text": clean(made["because"]), "lines": lines}


def score(said: str) -> str:
    """Return a score as people read it."""
    return exact(said) if said[:1].isdecimal() else said


def spread(reviewed: ReviewedPart) -> str:
    """Return how far the scores that count lay apart."""
    given = [score(each["score"]) for each in reviewed["given"] if each["counts"]]
    beyond = ", further than the tender tolerates" if reviewed["flagged"] else ""
    apart = exact(reviewed["apart"] or "0")
    points = f", {counted(apart, 'point')} apart" if apart != "0" else ""
    return f"{series(given)}{points}{beyond}" if given else "no score that counts"


def remarks(given: GivenPart) -> Iterator[str]:
    """Yield what has to be known of a reviewer's score: where it looks, and why it may not count."""
    if given["refers_to"]:
        yield f"Refers to {ended(clean(given['refers_to']))}"
    if given["without"]:
        yield f"The answer to {clean(series(given['without']))} was not on the sheet."
    if not given["counts"]:
        yield "Removed for a conflict of interest: it does not count."
