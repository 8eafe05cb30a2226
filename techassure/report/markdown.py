"""A comment for a pull request: what came out on top, every outcome with its reason beneath, folded away.

Of a self-check, what is not met and what nobody answered stands open, because that is what its reader can change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from techassure.documents.document import AssessmentPart, CriterionPart, Document
from techassure.phrases import counted, run_on
from techassure.report import board, colophon, lapses, later, problems, sentences, waiting
from techassure.report.markup import plain, table, ticked
from techassure.report.order import Lot, Standing, lots
from techassure.report.steps import having, steps
from techassure.report.text import series, span, text_of

MOST = 65_536
"""How many characters GitHub takes as one comment."""
_FIRST = 5
_MOST_OPEN = 12
_ROOM_FOR_LAST_WORDS = 500
_TITLES = {
    "not met": "Not met",
    later.NOT_MET_YET: "Not met yet, and due later",
    "no answer": "No answer yet",
    "needs review": "Awaiting review",
}
_OPEN = (_TITLES["not met"], _TITLES["no answer"])
_SETTLED = {"met": "Met", "not applicable": "Not applicable"}


class _Block(NamedTuple):
    """A part that is folded away: its lines, each with how many outcomes it tells."""

    head: str
    lines: list[tuple[str, int]]
    tail: str = "\n</details>\n\n"


def render(document: Document) -> bytes:
    """Return the comment. What does not fit into one is left out from the end, and the comment says how much."""
    found = lots(document)
    everybody = board.everybody(found)
    head, last = text_of(_head(document, found)), text_of(_last(document))
    shown = _for_supplier if document["kind"] == "self-check" else _for_buyer
    blocks = [block for each in everybody for block in shown(each, alone=len(everybody) == 1)]
    body, left_out = _fitted(blocks, MOST - len(head) - len(last) - _ROOM_FOR_LAST_WORDS)
    return f"{head}{body}{_left_out(left_out)}{last}".encode()


def _fitted(blocks: list[_Block], room: int) -> tuple[str, int]:
    """Return as many of the lines as there is room for, every block closed, and how many outcomes are left out."""
    body, left_out, full = "", 0, False
    for block in blocks:
        kept = ""
        for line, count in block.lines:
            full = full or len(body) + len(block.head) + len(kept) + len(line) + len(block.tail) > room
            kept, left_out = (kept, left_out + count) if full else (kept + line, left_out)
        body += f"{block.head}{kept}{block.tail}" if kept else ""
    return body, left_out


def _left_out(count: int) -> str:
    if not count:
        return ""
    return (
        f"\n{counted(count, 'outcome')} did not fit into a comment. The formats html, xlsx and json have them all.\n\n"
    )


def _head(document: Document, found: list[Lot]) -> Iterator[str]:
    selection = document["selection"]
    yield f"## {plain(selection['title'])}"
    yield ""
    yield " ".join(f"**{stamp}**" for stamp in colophon.stamps(document)) + f" {plain(sentences.basis(document))}"
    yield ""
    yield from (f"{plain(notice)}  " for notice in document["notices"])
    yield ""
    for lot in found:
        yield from _standings(document, lot)
    if not document["assessments"]:
        yield "No submission was assessed."
        yield ""
    yield from _problems(document)
    if document["kind"] == "self-check":
        for lot in found:
            for each in lot.all:
                yield from _first(each, alone=len(lot.all) == 1)
    yield from _contradictions(document, board.everybody(found))


def _standings(document: Document, lot: Lot) -> Iterator[str]:
    if lot.title:
        yield f"### {plain(lot.title)}"
        yield ""
    if not lot.all:
        yield from [board.nobody((), lot.title), ""] if lot.title else []
        return
    places = document["selection"]["rounding"]["places"]
    called = sentences.full_name if lot.title else partial(sentences.in_full, document["selection"])
    rows = [_standing(each, called(each.assessment), places) for each in lot.all]
    useless = {"Place": not document["rankings"], "No.": len(rows) == 1}
    titles = [title for title in rows[0] if not useless.get(title)]
    yield from table(titles, [[row[title] for title in titles] for row in rows])
    for title, said in (("Certain", lot.certain), ("Not certain yet", lot.undecided)):
        if said:
            yield from (f"**{title}:**", "", *(f"- {plain(sentence)}" for sentence in said), "")


def _standing(each: Standing, name: str, places: int) -> dict[str, str]:
    """Return the cells of a submission's row, by their titles."""
    one = each.assessment
    return {
        "No.": str(each.number),
        "Place": each.place or "-",
        "Submission": plain(name),
        "Verdict": "; ".join([f"**{one['verdict']}**" if one["verdict"] else "no gate", *_decided(one)]),
        "Gates": sentences.gates(one["gates"]),
        "Score of 100": span(one["score"], places),
        "Lapses on": one["lapses_on"] or "-",
    }


def _decided(one: AssessmentPart) -> list[str]:
    return [f"d{said[1:]}" for said in sentences.disqualified(one)]


def _first(each: Standing, *, alone: bool) -> Iterator[str]:
    todo = steps(each.assessment["criteria"])
    if todo:
        yield "### What to do first" if alone else f"### {each.number}. What to do first"
        yield ""
    for number, step in enumerate(todo[:_FIRST], 1):
        yield f"{number}. {ticked(step.fix)} ({plain(series(step.criteria, 3))}) {ticked(step.why)}"
    yield ""


def _contradictions(document: Document, everybody: list[Standing]) -> Iterator[str]:
    """Yield what was claimed otherwise than it was found."""
    found = [(each, part) for each in everybody for part in each.assessment["contradictions"]]
    if not found:
        return
    yield f"### Contradictions ({len(found)})"
    yield ""
    for each, part in found[:20]:
        whose = f"{plain(sentences.in_full(document['selection'], each.assessment))}, " if len(everybody) > 1 else ""
        yield f"- {whose}**{plain(part['fact'])}**: {plain(' '.join(sentences.contradiction(part)))}"
    if len(found) > 20:
        yield f"- and {len(found) - 20} more"
    yield ""


def _problems(document: Document) -> Iterator[str]:
    found = problems.once(document["problems"])
    if not found:
        return
    yield f"### Problems ({len(found)})"
    yield ""
    for part in found[:20]:
        where, severity = plain(problems.where(part["place"])), part["severity"]
        yield f"- {where}: {severity}: {ticked(part['message'])} To do: {ticked(part['fix'])}"
    if len(found) > 20:
        yield f"- and {len(found) - 20} more"
    yield ""


def _for_buyer(each: Standing, *, alone: bool) -> Iterator[_Block]:
    """Yield one block: every outcome of a submission."""
    groups = _groups(each, "assessment")
    lines = [line for title, parts in groups for line in [(f"**{title}**\n\n", 0), *parts, ("\n", 0)]]
    title = "Every outcome" if alone else f"{each.number}. Every outcome"
    yield _Block(f"<details><summary>{title}</summary>\n\n", lines)


def _for_supplier(each: Standing, *, alone: bool) -> Iterator[_Block]:
    """Yield a block for each kind of outcome; open where there is something to do, and not too much."""
    for title, parts in _groups(each, "self-check"):
        stands_open = title.startswith(_OPEN) and sum(count for _, count in parts) <= _MOST_OPEN
        shown = title if alone else f"{each.number}. {title}"
        yield _Block(f"<details{' open' if stands_open else ''}><summary>{shown}</summary>\n\n", parts)


def _groups(each: Standing, kind: str) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Yield every outcome once: with its reason where there is something to act on, by its name where there is not."""
    criteria = each.assessment["criteria"]
    for outcome, title in _TITLES.items():
        parts = having(criteria, outcome)
        if parts:
            found = [line for group in waiting.groups(kind, parts) for line in _group(group)]
            yield f"{title} ({len(parts)})", found
    for outcome, title in _SETTLED.items():
        names = [plain(sentences.key(part)) for part in criteria if part["outcome"] == outcome]
        if names:
            yield f"{title} ({len(names)})", [(f"{', '.join(names)}\n", len(names))]


def _group(group: waiting.Group) -> Iterator[tuple[str, int]]:
    if group.said:
        yield f"\n{plain(group.said)}\n\n", 0
    for part in group.criteria:
        yield f"{_outcome(part, [] if group.said else sentences.fixes(part))}\n", 1


def _outcome(part: CriterionPart, todo: Sequence[str]) -> str:
    said = run_on(ticked(each) for each in sentences.explaining(part))
    fixes = "".join(f" To do: {ticked(fix)}" for fix in todo)
    role = f"{sentences.role(part)}{lapses.held(part)}"
    return f"- **{plain(sentences.key(part))}** {plain(part['title'])} ({role}): {said}{fixes}"


def _last(document: Document) -> Iterator[str]:
    yield from (f"{label}: {plain(value)}  " for label, value in colophon.rows(document))
