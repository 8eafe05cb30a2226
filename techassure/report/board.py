"""What a tender's board shows beyond the document itself: who misses which gate, what nobody answered, tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import NamedTuple

from techassure.documents.document import AssessmentPart, AwardCriterionPart, Document, DomainPart, SourcePart
from techassure.engine.scoring import VERDICT_ORDER
from techassure.intake.layers import SHARED_FILES
from techassure.phrases import counted
from techassure.problems import CELL
from techassure.report import later, sentences
from techassure.report.order import Lot, Standing
from techassure.report.text import clean, exact, span


class Entry(NamedTuple):
    """What a submission has in one column of a table. The marks say what wants attention."""

    gates: str = ""
    gates_mark: str = ""
    score: str = ""
    score_mark: str = ""


Table = tuple[str, list[str], list[tuple[Standing, list[Entry]]]]


def tally(document: Document) -> list[tuple[str, int]]:
    """Return how many submissions have each verdict that occurs."""
    found = Counter(part["verdict"] for part in document["assessments"])
    return [(name, found[name]) for name in VERDICT_ORDER if found[name]]


def nobody(apart: Sequence[AssessmentPart], lot: str | None) -> str:
    """Return why nobody ranks: there are those that stand apart, or nobody at all."""
    if apart:
        return f"None: every submission is {sentences.why_apart(apart)}."
    return "No submission for this lot was assessed." if lot else "None."


def refused(document: Document) -> int:
    """Return how many files were refused; one that several submissions share is none of them."""
    files = {CELL.sub("", part["place"]["file"]) for part in document["problems"] if part["severity"] == "error"}
    return len([each for each in files if PurePath(each).name not in SHARED_FILES] or files)


def gates(everybody: Sequence[Standing]) -> list[tuple[str, list[Standing], list[Standing]]]:
    """Return the gates that somebody misses or leaves open: by whom not met, by whom open; most missed first."""
    found = []
    for index, part in enumerate(everybody[0].assessment["criteria"] if everybody else ()):
        if part["gate"]:
            failing = _having(everybody, index, ("not met",))
            still = _having(everybody, index, ("no answer", "needs review"))
            found += [(sentences.key(part), failing, still)] if failing or still else []
    return sorted(found, key=lambda gate: -len(gate[1]))


def unanswered(everybody: Sequence[Standing]) -> list[tuple[str, list[Standing]]]:
    """Return the criteria that somebody leaves without an answer, and who."""
    criteria = everybody[0].assessment["criteria"] if everybody else ()
    found = [(sentences.key(part), _silent(everybody, at)) for at, part in enumerate(criteria)]
    return [(name, silent) for name, silent in found if silent]


def _silent(everybody: Sequence[Standing], index: int) -> list[Standing]:
    return [each for each in everybody if later.shown(each.assessment["criteria"][index]) == "no answer"]


def _having(everybody: Sequence[Standing], index: int, outcomes: Sequence[str]) -> list[Standing]:
    return [each for each in everybody if each.assessment["criteria"][index]["outcome"] in outcomes]


def contradictions(everybody: Iterable[Standing]) -> list[tuple[Standing, str, list[str]]]:
    """Return what was found otherwise than it was claimed: by whom, the question, and what is to be said of it."""
    return [
        (each, part["question"], sentences.contradiction(part))
        for each in everybody
        for part in each.assessment["contradictions"]
    ]


def sections(document: Document) -> list[tuple[str, list[tuple[int, SourcePart]]]]:
    """Return the criteria by edition, each with its position in every assessment."""
    titles = {(part["standard"], part["edition"]): part["title"] for part in document["selection"]["editions"]}
    found: dict[str, list[tuple[int, SourcePart]]] = {}
    for index, part in enumerate(document["selection"]["criteria"]):
        name = f"{part['standard']}@{part['edition']}"
        title = f"{name}: {clean(titles.get((part['standard'], part['edition']), ''))}"
        found.setdefault(title, []).append((index, part))
    return list(found.items())


def tables(document: Document, everybody: Sequence[Standing]) -> list[Table]:
    """Return the submissions by domain, and by award criterion where some were published."""
    return [*_by_domain(document, everybody), *_by_award_criterion(document, everybody)] if everybody else []


def _by_domain(document: Document, everybody: Sequence[Standing]) -> list[Table]:
    places, shown = document["selection"]["rounding"]["places"], domains(document["assessments"])
    if not shown:
        return []
    rows = [(each, [_domain(part, places) for part in _shown(each, shown)]) for each in everybody]
    titles = [sentences.DOMAINS[part["domain"]] for part in _shown(everybody[0], shown)]
    said = "gates met" if document.get("scores") == "hidden" else "gates met, and score of 100"
    return [(f"by domain: {said}", titles, rows)]


def domains(assessments: Iterable[AssessmentPart]) -> list[str]:
    """Return the domains of which something is assessed: a gate, or a score."""
    parts = [part for assessment in assessments for part in assessment["domains"]]
    used = {part["domain"] for part in parts if part["gates"]["of"] or part["score"]}
    return [name for name in sentences.DOMAINS if name in used]


def _shown(each: Standing, domains: Sequence[str]) -> list[DomainPart]:
    return [part for part in each.assessment["domains"] if part["domain"] in domains]


def _domain(part: DomainPart, places: int) -> Entry:
    count = part["gates"]
    wanting = [f"{count[key]} {key}" for key in ("not met", "open") if count[key]]
    met = f"{count['met']} of {counted(count['of'], 'gate')}" if count["of"] else "no gates"
    return Entry(met, ", ".join(wanting), span(part["score"], places) if part["score"] else "")


def _by_award_criterion(document: Document, everybody: Sequence[Standing]) -> list[Table]:
    published = [part for part in document["selection"]["award_criteria"] if part["assessed_by"] == "criteria"]
    if document["selection"]["kind"] == "standards" or not published or document.get("scores") == "hidden":
        return []
    heads = [clean(f"{part['title']} ({exact(part['weight'])})") for part in published]
    places = document["selection"]["rounding"]["places"]
    rows = [(each, [_award(part, each.assessment, places) for part in published]) for each in everybody]
    return [("by award criterion, with its weight: score of 100", heads, rows)]


def _award(part: AwardCriterionPart, assessment: AssessmentPart, places: int) -> Entry:
    result = next(each for each in assessment["award_criteria"] if each["id"] == part["id"])
    marks = {True: "", False: "below the minimum", None: "minimum open"}
    mark = "" if part["minimum"] is None else marks[result["minimum_reached"]]
    return Entry(score=span(result["score"], places), score_mark=mark)


def everybody(found: Iterable[Lot]) -> list[Standing]:
    """Return the submissions of all lots."""
    return [each for lot in found for each in lot.all]
