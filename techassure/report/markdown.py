"""A comment for a pull request: what came out on top, every outcome with its reason folded away beneath."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from techassure.report import colophon, sentences
from techassure.report.markup import plain, table, ticked
from techassure.report.order import Lot, Standing, lots
from techassure.report.steps import steps, urgency
from techassure.report.text import counted, series, span

Part = dict[str, Any]

MOST = 65_536
"""How many characters GitHub takes as one comment."""
_FIRST = 5
_ROOM_FOR_LAST_WORDS = 500
_TITLES = {"not met": "Not met", "no answer": "No answer yet", "needs review": "Awaiting review"}
_SETTLED = {"met": "Met", "not applicable": "Not applicable"}


def render(document: Part) -> bytes:
    """Return the comment. What does not fit into one is left out from the end, and the comment says how much."""
    found = lots(document)
    everybody = [each for lot in found for each in lot.all]
    head, last = _text(_head(document, found)), _text(_last(document))
    room = MOST - len(head) - len(last) - _ROOM_FOR_LAST_WORDS
    body, left_out = "", 0
    for each in everybody:
        more = _text(_outcomes(each))
        if left_out or len(body) + len(more) > room:
            left_out += len(each.assessment["criteria"])
        else:
            body += more
    return f"{head}{body}{_left_out(left_out)}{last}".encode()


def _text(lines: Iterator[str]) -> str:
    return "\n".join(lines) + "\n"


def _left_out(count: int) -> str:
    if not count:
        return ""
    return (
        f"\n{counted(count, 'outcome')} did not fit into a comment. The formats html, xlsx and json have them all.\n\n"
    )


def _head(document: Part, found: list[Lot]) -> Iterator[str]:
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
    if document["kind"] == "self-check":
        for lot in found:
            for each in lot.all:
                yield from _first(each)
    yield from _contradictions([each for lot in found for each in lot.all])
    yield from _problems(document)


def _standings(document: Part, lot: Lot) -> Iterator[str]:
    if not lot.all:
        return
    if lot.title:
        yield f"### {plain(lot.title)}"
        yield ""
    places = document["selection"]["rounding"]["places"]
    titles = ("No.", "Place", "Submission", "Verdict", "Gates", "Score of 100", "Lapses on")
    yield from table(titles, [_standing(each, places) for each in lot.all])
    for title, said in (("Certain", lot.certain), ("Not certain yet", lot.undecided)):
        if said:
            yield from (f"**{title}:**", "", *(f"- {plain(sentence)}" for sentence in said), "")


def _standing(each: Standing, places: int) -> list[str]:
    one = each.assessment
    name = plain(sentences.full_name(one))
    verdict = f"**{one['verdict']}**" if one["verdict"] else "no gate"
    gates = sentences.gates(one["gates"])
    return [
        str(each.number),
        each.place or "-",
        name,
        verdict,
        gates,
        span(one["score"], places),
        one["lapses_on"] or "-",
    ]


def _first(each: Standing) -> Iterator[str]:
    todo = steps(each.assessment["criteria"])
    if todo:
        yield "### What to do first"
        yield ""
    for number, step in enumerate(todo[:_FIRST], 1):
        yield f"{number}. {ticked(step.fix)} ({plain(series(step.criteria, 3))})"
    yield ""


def _contradictions(everybody: list[Standing]) -> Iterator[str]:
    """Yield what was claimed otherwise than it was found."""
    found = [(each, part) for each in everybody for part in each.assessment["contradictions"]]
    if not found:
        return
    yield f"### Contradictions ({len(found)})"
    yield ""
    for each, part in found[:20]:
        whose = f"{plain(sentences.full_name(each.assessment))}, " if len(everybody) > 1 else ""
        yield f"- {whose}**{plain(part['fact'])}**: {plain(' '.join(sentences.contradiction(part)))}"
    if len(found) > 20:
        yield f"- and {len(found) - 20} more"
    yield ""


def _problems(document: Part) -> Iterator[str]:
    found = document["problems"]
    if not found:
        return
    yield f"### Problems ({len(found)})"
    yield ""
    for part in found[:20]:
        where = ":".join(str(part["place"][key]) for key in ("file", "line", "column") if part["place"][key])
        yield f"- {plain(where)}: {part['severity']}: {ticked(part['message'])} To do: {ticked(part['fix'])}"
    if len(found) > 20:
        yield f"- and {len(found) - 20} more"
    yield ""


def _outcomes(each: Standing) -> Iterator[str]:
    """Yield every outcome once: with its reason where there is something to act on, by its name where there is not."""
    criteria = each.assessment["criteria"]
    yield f"<details><summary>{each.number}. Every outcome</summary>"
    yield ""
    for outcome, title in _TITLES.items():
        parts = sorted((part for part in criteria if part["outcome"] == outcome), key=urgency)
        if parts:
            yield from (f"**{title} ({len(parts)})**", "", *(_outcome(part) for part in parts), "")
    for outcome, title in _SETTLED.items():
        names = [plain(sentences.key(part)) for part in criteria if part["outcome"] == outcome]
        if names:
            yield from (f"**{title} ({len(names)})**", "", ", ".join(names), "")
    yield "</details>"
    yield ""


def _outcome(part: Part) -> str:
    said = " ".join(ticked(each) for each in sentences.explaining(part))
    fixes = "".join(f" To do: {ticked(fix)}" for fix in sentences.fixes(part))
    return f"- **{plain(sentences.key(part))}** {plain(part['title'])} ({sentences.role(part)}): {said}{fixes}"


def _last(document: Part) -> Iterator[str]:
    yield from (f"{label}: {plain(value)}  " for label, value in colophon.rows(document))
