"""Tables for a workbook: titles, widths and rows of plain values, without knowing the library that writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from techassure.documents.document import AwardCriterionPart, CriterionPart, Document, Gates, ProblemPart, Range
from techassure.engine.outcomes import OUTCOMES
from techassure.report import board, colophon, problems, sentences
from techassure.report.order import Lot, Standing, lots
from techassure.report.text import clean

Value = str | float | date | None


@dataclass(frozen=True)
class Sheet:
    """A worksheet: its name, its columns (title and width in characters), and its rows.

    ``frozen`` columns stay where they are when one scrolls; on paper there are no more than ``printed``. ``forms`` says
    how the numbers of a column are written, by its title.
    """

    name: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Value]]
    frozen: int = 0
    printed: int | None = None
    forms: Mapping[str, str] = field(default_factory=dict)


def sheets(document: Document) -> list[Sheet]:
    """Return the worksheets in their order."""
    found = lots(document)
    everybody = board.everybody(found)
    rows = [_submission(document, lot, each) for lot in found for each in lot.all]
    return [
        Sheet("Summary", _head(document), list(_summary(document, found)), 1),
        Sheet("Submissions", _SUBMISSIONS, rows, 3, 18),
        Sheet("Domains", _DOMAINS, [row for each in everybody for row in _domains(each)], 2),
        Sheet("Award criteria", _AWARDS, _award_criteria(document, everybody), 3),
        _matrix(everybody),
        Sheet("Outcomes", _OUTCOMES, _outcomes(document, everybody), 3, 7),
        Sheet("Contradictions", _CONTRADICTIONS, _contradictions(everybody), 3),
        Sheet("Lapses", _LAPSES, _lapses(document, everybody), 2),
        Sheet("Problems", _PROBLEMS, [_problem(part) for part in problems.once(document["problems"])], 1),
    ]


def number(exact: str | None) -> float | None:
    """Return an exact number such as ``123/2`` as a spreadsheet's number."""
    return None if exact is None else float(Fraction(exact))


def day(text: str | None) -> date | None:
    """Return a day as a spreadsheet's date."""
    return None if text is None else date.fromisoformat(text)


def _head(document: Document) -> list[tuple[str, int]]:
    return [(", ".join(colophon.stamps(document)), 26), (document["selection"]["title"], 110)]


def _summary(document: Document, found: Sequence[Lot]) -> Iterator[tuple[str, Value]]:
    yield from colophon.rows(document)
    for notice in document["notices"]:
        yield "Notice", clean(notice)
    yield "Coverage", sentences.coverage(document["selection"])
    for lot in found:
        yield _of(lot, "submissions"), len(lot.all)
        yield from ((_of(lot, "certain"), each) for each in lot.certain)
        yield from ((_of(lot, "not certain yet"), each) for each in lot.undecided)


def _of(lot: Lot, label: str) -> str:
    return f"{lot.title}: {label}" if lot.title else label.capitalize()


_CONTRADICTIONS = (("No.", 6), ("Product", 20), ("Fact", 28), ("Found on", 12), ("What differs", 110))


def _contradictions(everybody: Iterable[Standing]) -> Iterator[Sequence[Value]]:
    for each in everybody:
        for part in each.assessment["contradictions"]:
            said = " ".join(sentences.contradiction(part))
            yield each.number, each.assessment["product"], part["fact"], day(part["found"]["on"]), said


_COUNTS = (("Gates met", 8), ("Gates not met", 8), ("Gates open", 8), ("Gates in all", 8))
_ENDS = (("Score, low", 8), ("Score, high", 8))
_SUBMISSIONS = (
    ("No.", 6),
    ("Product", 20),
    ("Supplier", 26),
    ("Version", 9),
    ("Lot", 18),
    ("Place", 8),
    ("Verdict", 15),
    *_COUNTS,
    *_ENDS,
    *((f"Criteria {outcome}", 10) for outcome in OUTCOMES),
    ("Lapses on", 12),
    ("What decides", 60),
    ("Read from", 28),
)


def _submission(document: Document, lot: Lot, standing: Standing) -> list[Value]:
    one = standing.assessment
    place = standing.place or ("not ranked" if standing in lot.apart else "")
    return [
        standing.number,
        *(one["product"], one["supplier"], one["product_version"]),
        sentences.lot(document["selection"], one["lot"]) if one["lot"] else None,
        place,
        one["verdict"] or "no gate",
        *_of_gates(one["gates"]),
        *_ends(one["score"]),
        *(one["counts"][outcome] for outcome in OUTCOMES),
        day(one["lapses_on"]),
        "\n".join(sentences.some(sentences.keeping_apart(document["selection"], one))),
        one["source"],
    ]


def _of_gates(gates: Gates) -> list[int]:
    return [gates["met"], gates["not met"], gates["open"], gates["of"]]


def _ends(score: Range | None) -> list[float | None]:
    return [score["low"], score["high"]] if score else [None, None]


_DOMAINS = (("No.", 6), ("Submission", 36), ("Domain", 20), *_COUNTS, *_ENDS)


def _domains(standing: Standing) -> Iterator[list[Value]]:
    for part in standing.assessment["domains"]:
        head = (standing.number, standing.name, sentences.DOMAINS[part["domain"]])
        yield [*head, *_of_gates(part["gates"]), *_ends(part["score"])]


_AWARDS = (
    ("No.", 6),
    ("Submission", 36),
    ("Award criterion", 36),
    ("Weight", 9),
    ("Assessed by", 13),
    *_ENDS,
    ("Minimum", 10),
    ("Minimum reached", 11),
)
_ASSESSED_BY = {"criteria": "the criteria", "price": "its price", "elsewhere": "people, apart"}
_REACHED = {True: "yes", False: "no", None: "open"}


def _award_criteria(document: Document, everybody: Sequence[Standing]) -> list[list[Value]]:
    """Return the award criteria with their weights; of bare editions there are none that anybody published."""
    selection = document["selection"]
    published = [] if selection["kind"] == "standards" else selection["award_criteria"]
    return [_award(each, part, at) for each in everybody for at, part in enumerate(published)]


def _award(standing: Standing, part: AwardCriterionPart, at: int) -> list[Value]:
    result = standing.assessment["award_criteria"][at]
    return [
        *(standing.number, standing.name, part["title"], number(part["weight"]), _ASSESSED_BY[part["assessed_by"]]),
        *_ends(result["score"]),
        number(part["minimum"]),
        None if part["minimum"] is None else _REACHED[result["minimum_reached"]],
    ]


def _matrix(everybody: Sequence[Standing]) -> Sheet:
    head = (("Criterion", 24), ("Title", 44), ("Domain", 16), ("Gate", 14))
    columns = (*head, *((f"{each.number} {each.name}", 15) for each in everybody))
    return Sheet("Matrix", columns, _crossed(everybody), 2)


def _crossed(everybody: Sequence[Standing]) -> Iterator[list[Value]]:
    stacks = zip(*(each.assessment["criteria"] for each in everybody), strict=True)
    for parts in stacks:
        first = parts[0]
        head: list[Value] = [sentences.key(first), first["title"], sentences.DOMAINS[first["domain"]], first["gate"]]
        yield [*head, *(part["outcome"] for part in parts)]


_OUTCOMES = (
    ("No.", 6),
    ("Submission", 30),
    ("Criterion", 26),
    ("Title", 40),
    ("Outcome", 15),
    ("Reason", 70),
    ("What to do", 50),
    ("Domain", 18),
    ("Gate", 14),
    ("Due", 12),
    ("Share", 8),
    ("Points, low", 9),
    ("Points, high", 9),
    ("Points of", 9),
    ("May become", 20),
    ("Changes on", 12),
    ("Becomes", 15),
    ("Causes", 26),
    ("Source", 60),
    ("Address", 40),
)


def _outcomes(document: Document, everybody: Sequence[Standing]) -> Iterator[list[Value]]:
    sources = document["selection"]["criteria"]
    for each in everybody:
        for part, source in zip(each.assessment["criteria"], sources, strict=True):
            yield [each.number, each.name, *_outcome(part), f"{source['clause']}: {source['says']}", source["address"]]


def _outcome(part: CriterionPart) -> Iterator[Value]:
    points, change = part["points"], part["changes_on"]
    yield from (sentences.key(part), part["title"], part["outcome"])
    yield "\n".join([*sentences.because(part), *(f"Note: {said}" for said in sentences.remarks(part))])
    yield "\n".join(sentences.fixes(part))
    yield from (sentences.DOMAINS[part["domain"]], part["gate"], day(part["due"]), number(part["share"]))
    yield from map(number, (points["low"], points["high"], points["of"]) if points else (None, None, None))
    yield ", ".join(part["possible"])
    yield from (day(change["on"]), change["outcome"]) if change else (None, None)
    yield ", ".join(dict.fromkeys(reason["cause"] for reason in part["reasons"]))


_LAPSES = (
    ("No.", 6),
    ("Submission", 30),
    ("On", 12),
    ("Criterion", 26),
    ("Title", 44),
    ("Before", 15),
    ("After", 15),
    ("Documents that end", 30),
    ("Verdict from then on", 20),
)


def _lapses(document: Document, everybody: Sequence[Standing]) -> Iterator[list[Value]]:
    titles = {sentences.key(part): part["title"] for part in document["selection"]["criteria"]}
    for each in everybody:
        for moment in each.assessment["timeline"]:
            head: list[Value] = [each.number, each.name, day(moment["on"])]
            tail = [", ".join(moment["ended"]), moment["verdict"] or "no gate"]
            turns: list[tuple[str, str, str]] = [
                (turn["criterion"], turn["before"], turn["after"]) for turn in moment["changes"]
            ]
            for name, before, after in turns or [("", "", "")]:
                yield [*head, name, titles.get(name, "a minimum"), before, after, *tail]


_PROBLEMS = (("File", 40), ("Line", 8), ("Column", 8), ("Severity", 10), ("Rule", 24), ("Message", 70), ("Fix", 60))


def _problem(part: ProblemPart) -> list[Value]:
    place = part["place"]
    where = (place["file"], place["line"], place["column"])
    return [*where, part["severity"], part["rule"], part["message"], part["fix"]]
