"""The supplier's view of one product: what is met, what is not and why, what is missing, and what to do first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from techassure.documents.document import (
    AssessmentPart,
    ContradictionPart,
    CriterionPart,
    Document,
    DomainPart,
    Moment,
    Turn,
)
from techassure.report import board, colophon, foot, lapses, later, sentences, waiting
from techassure.report.steps import having, steps
from techassure.report.text import (
    BOLD,
    NARROW,
    VERDICTS,
    Cell,
    Column,
    Page,
    clean,
    header,
    page_of,
    row,
    series,
    span,
    text_of,
    width,
)

_SECTIONS = {
    "not met": "Not met",
    later.NOT_MET_YET: "Not met yet, and due later",
    "no answer": "Missing",
    "needs review": "Awaiting review",
}
_SETTLED = {"met": "Met", "not applicable": "Not applicable"}
_FIRST = 5
_INDENT = "  "


class _Sheet(NamedTuple):
    document: Document
    page: Page

    @property
    def places(self) -> int:
        return self.document["selection"]["rounding"]["places"]


def render(document: Document, room: int = 80, colour: bool = False) -> str:
    """Return the self-check as text, no wider than the room."""
    page = page_of(room, colour, NARROW)
    return text_of(_lines(_Sheet(document, page)))


def _lines(sheet: _Sheet) -> Iterator[str]:
    yield from _head(sheet)
    for assessment in sheet.document["assessments"]:
        yield from _assessment(sheet, assessment)
    document = sheet.document
    yield from foot.lines(sheet.page, document["problems"], document["notices"], document["tool"])


def _head(sheet: _Sheet) -> Iterator[str]:
    selection, say = sheet.document["selection"], sheet.page.say
    yield sheet.page.stamps(colophon.stamped("SELF-CHECK", sheet.document))
    yield from say(sentences.STATEMENT)
    yield ""
    yield from say(clean(selection["title"]), code=BOLD)
    yield from say(sentences.basis(sheet.document))
    yield from say(sentences.standards(selection))


def _assessment(sheet: _Sheet, assessment: AssessmentPart) -> Iterator[str]:
    yield ""
    yield from sheet.page.say(sentences.in_full(sheet.document["selection"], assessment), code=BOLD)
    yield from _result(sheet, assessment)
    yield from _first(sheet.page, assessment)
    yield from _contradictions(sheet.page, assessment["contradictions"])
    for outcome, title in _SECTIONS.items():
        yield from _section(sheet.page, title, having(assessment["criteria"], outcome))
    yield from _changes(sheet.page, assessment)
    yield from _domains(sheet, assessment)
    for outcome, title in _SETTLED.items():
        yield from _settled(sheet.page, title, [part for part in assessment["criteria"] if part["outcome"] == outcome])


def _result(sheet: _Sheet, assessment: AssessmentPart) -> Iterator[str]:
    say, verdict, score = sheet.page.say, assessment["verdict"], assessment["score"]
    yield from say(f"Verdict: {verdict or 'none, because there is no gate'}.", code=VERDICTS.get(verdict or "", ""))
    yield from say(f"{sentences.gates(assessment['gates']).capitalize()}.")
    if score is not None:
        covers = sentences.coverage(sheet.document["selection"])
        yield from say(f"Score: {span(score, sheet.places)} out of 100. {covers}")
    for sentence in sentences.minimums(assessment, sheet.document["selection"], sheet.places):
        yield from say(sentence)
    lapse = sentences.lapse(sheet.document["selection"], assessment)
    if lapse:
        yield from say(f"This verdict {lapse}")


def _first(page: Page, assessment: AssessmentPart) -> Iterator[str]:
    todo = steps(assessment["criteria"])
    if todo:
        yield from page.heading("What to do first")
    for number, step in enumerate(todo[:_FIRST], 1):
        yield from page.say(f"{step.fix} ({series(step.criteria, 3)})", f"{number}. ")
        yield from page.say(step.why, "   ")
    if len(todo) > _FIRST:
        yield from page.say(f"Then {len(todo) - _FIRST} more, which stand below.")


def _section(page: Page, title: str, parts: Sequence[CriterionPart]) -> Iterator[str]:
    if parts:
        yield from page.heading(f"{title} ({len(parts)})")
    for group in waiting.groups("self-check", parts):
        if group.said:
            yield from page.say(group.said)
        for part in group.criteria:
            yield from _criterion(page, part, [] if group.said else sentences.fixes(part))


def _criterion(page: Page, part: CriterionPart, fixes: Sequence[str]) -> Iterator[str]:
    role = f"{sentences.role(part)}{lapses.held(part)}"
    yield from page.say(f"{clean(part['title'])} ({role})", f"{sentences.key(part)}  ", _INDENT, BOLD)
    for said in sentences.explaining(part):
        yield from page.say(said, _INDENT)
    for said in sentences.remarks(part):
        yield from page.say(said, f"{_INDENT}Note: ")
    for fix in fixes:
        yield from page.say(fix, f"{_INDENT}Fix: ")


def _contradictions(page: Page, parts: Sequence[ContradictionPart]) -> Iterator[str]:
    if parts:
        yield from page.heading(f"Contradictions ({len(parts)})")
    for part in parts:
        yield from page.say(clean(part["question"]), f"{part['fact']}  ", _INDENT, BOLD)
        for said in sentences.contradiction(part):
            yield from page.say(said, _INDENT)


def _changes(page: Page, assessment: AssessmentPart) -> Iterator[str]:
    days = assessment["timeline"]
    worse = [(day, [turn for turn in day["changes"] if lapses.falls(turn)]) for day in days]
    better = [(day, [turn for turn in day["changes"] if not lapses.falls(turn)]) for day in days]
    if count := sum(len(turns) for _, turns in worse):
        yield from page.heading(f"What lapses when ({count})")
        yield from page.say("Renew before these days. With `--as-of` and one of them, a check says what to do.")
        for day, turns in worse:
            yield from _turns(page, assessment, day, turns)
            for name in day["ended"] if turns else ():
                yield from page.say(f"`{clean(name)}` ends on the day before.", " " * len(f"{day['on']}  "))
    if count := sum(len(turns) for _, turns in better):
        yield from page.heading(f"What holds later ({count})")
        for day, turns in better:
            yield from _turns(page, assessment, day, turns)


def _turns(page: Page, assessment: AssessmentPart, day: Moment, turns: Sequence[Turn]) -> Iterator[str]:
    parts = {sentences.key(part): part for part in assessment["criteria"]}
    for turn in turns:
        part = parts[turn["criterion"]]
        becomes = f"{turn['criterion']} ({sentences.role(part)}) becomes {turn['after']}: {clean(part['title'])}"
        yield from page.say(becomes, f"{day['on']}  ")


def _domains(sheet: _Sheet, assessment: AssessmentPart) -> Iterator[str]:
    shown = board.domains([assessment])
    if not shown:
        return
    parts = [part for part in assessment["domains"] if part["domain"] in shown]
    columns = _domain_columns(sheet, parts)
    yield from sheet.page.heading("By domain")
    yield from header(columns, sheet.page.paint)
    for part in parts:
        yield from row(columns, [Cell(text) for text in _domain(sheet, part)], sheet.page.paint)


def _domain_columns(sheet: _Sheet, parts: Sequence[DomainPart]) -> list[Column]:
    titles = ("Domain", "Gates met", "Not met", "Open", "Score out of 100")
    stacks = zip(titles, *(_domain(sheet, part) for part in parts), strict=True)
    return [Column(stack[0], max(map(width, stack)), right=index > 0) for index, stack in enumerate(stacks)]


def _domain(sheet: _Sheet, part: DomainPart) -> list[str]:
    gates = part["gates"]
    counts = [f"{gates['met']} of {gates['of']}", str(gates["not met"]), str(gates["open"])]
    return [sentences.DOMAINS[part["domain"]], *(counts if gates["of"] else "---"), span(part["score"], sheet.places)]


def _settled(page: Page, title: str, parts: Sequence[CriterionPart]) -> Iterator[str]:
    if parts:
        yield from page.heading(f"{title} ({len(parts)})")
        yield from page.say(", ".join(sentences.key(part) for part in parts))
