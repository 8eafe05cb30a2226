"""The tender board: who complies, by how much, and how sure that is, for a terminal of any width."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from techassure.documents.document import AssessmentPart, CriterionPart, Document, RankedPlace, Ranking, SelectionPart
from techassure.report import board as boards
from techassure.report import certainty, colophon, foot, matrix, order, sentences
from techassure.report.text import (
    BOLD,
    VERDICTS,
    WIDE,
    Cell,
    Column,
    Page,
    clean,
    exact,
    header,
    page_of,
    row,
    span,
    taken,
    text_of,
    width,
)

_LEAST_NAME = 20
_SHOWN = 5
_INDENT = "  "


@dataclass(frozen=True)
class _Board:
    document: Document
    page: Page
    places: int

    @property
    def selection(self) -> SelectionPart:
        return self.document["selection"]

    def assessment(self, index: int) -> AssessmentPart:
        return self.document["assessments"][index]


_EntryOf = Callable[[_Board, AssessmentPart, str], matrix.Entry]


def render(document: Document, room: int = 80, colour: bool = False) -> str:
    """Return the whole board as text, no wider than the room."""
    places = document["selection"]["rounding"]["places"]
    page = page_of(room, colour, WIDE)
    return text_of(_lines(_Board(document, page, places)))


def _lines(board: _Board) -> Iterator[str]:
    yield from _head(board)
    for ranking in board.document["rankings"]:
        yield from _ranking(board, ranking)
    if not board.document["assessments"]:
        yield from ["", *board.page.say("No submission was assessed.")]
    yield from _contradictions(board)
    document = board.document
    yield from foot.lines(board.page, document["problems"], document["notices"], document["tool"])


def _head(board: _Board) -> Iterator[str]:
    selection, say = board.selection, board.page.say
    stamps = [stamp for stamp in colophon.stamps(board.document) if stamp != "FINAL"]
    if stamps:
        yield board.page.stamps(stamps)
        yield ""
    yield from say(clean(selection["title"]), code=BOLD)
    if selection["buyer"]:
        yield from say(clean(selection["buyer"]))
    yield from say(sentences.basis(board.document))
    yield from say(sentences.standards(selection))
    yield from say(sentences.coverage(selection))


def _ranking(board: _Board, ranking: Ranking) -> Iterator[str]:
    lot = f"Lot {sentences.lot(board.selection, ranking['lot'])}: " if ranking["lot"] is not None else ""
    how = "by name, as scores are hidden" if board.document.get("scores") == "hidden" else "ranked by score"
    yield from board.page.heading(f"{lot}{how} ({len(ranking['places'])})")
    yield from _ranked(board, ranking)
    called = order.names_in(board.document, ranking)
    yield from _sentences(board, "Certain", certainty.certain(board.document, ranking, called))
    yield from _sentences(board, "Undecided", certainty.undecided(board.document, ranking, called))
    yield from _lapses(board, {place["index"]: called[place["index"]] for place in ranking["places"]})
    if ranking["apart"]:
        apart = [board.assessment(index) for index in ranking["apart"]]
        yield from board.page.heading(f"{lot}not ranked, because {sentences.why_apart(apart)} ({len(apart)})")
        for part in apart:
            yield from _apart(board, part)
    yield from _matrices(board, ranking, lot)


def _ranked(board: _Board, ranking: Ranking) -> Iterator[str]:
    places = ranking["places"]
    if not places:
        yield from board.page.say(boards.nobody(list(map(board.assessment, ranking["apart"])), ranking["lot"]))
        return
    figures = _figures(board, places)
    names = board.page.width - taken(figures)
    wide = names >= 2 * _LEAST_NAME
    columns = [figures[0], *(_name_columns(board, places, names) if wide else []), *figures[1:]]
    yield from header(columns, board.page.paint)
    for place in places:
        yield from _submission(board, columns, place, wide)


def _figures(board: _Board, places: Sequence[RankedPlace]) -> list[Column]:
    scores = [span(board.assessment(place["index"])["score"], board.places) for place in places]
    return [
        Column("Place", max(5, *(width(order.place(place)) for place in places))),
        Column("Verdict", 9),
        Column("Gates met", 8, right=True),
        Column("Gates open", 5, right=True),
        Column("Score of 100", max(8, *map(width, scores)), right=True),
        Column("No answer", 6, right=True),
        Column("Awaiting review", 8, right=True),
        Column("Lapses on", 10),
    ]


def _name_columns(board: _Board, places: Sequence[RankedPlace], room: int) -> list[Column]:
    parts = [board.assessment(place["index"]) for place in places]
    product = max(7, *(width(sentences.versioned(part)) for part in parts))
    supplier = max(8, *(width(clean(part["supplier"])) for part in parts))
    left = room - 4
    if product + supplier > left:
        product = min(product, max(left // 2, left - supplier))
        supplier = min(supplier, left - product)
    return [Column("Product", product), Column("Supplier", supplier)]


def _submission(board: _Board, columns: Sequence[Column], place: RankedPlace, wide: bool) -> Iterator[str]:
    part = board.assessment(place["index"])
    where, figures = Cell(_where(board, place)), _figure_cells(board, part)
    if wide:
        names = [Cell(sentences.versioned(part), BOLD), Cell(clean(part["supplier"]))]
        yield from row(columns, [where, *names, *figures], board.page.paint)
        return
    yield from board.page.say(sentences.full_name(part), where.text.ljust(columns[0].room + 2), code=BOLD)
    yield from row(columns, [Cell(""), *figures], board.page.paint)


def _figure_cells(board: _Board, part: AssessmentPart) -> list[Cell]:
    gates = part["gates"]
    return [
        Cell(part["verdict"] or "-", VERDICTS.get(part["verdict"] or "", "")),
        Cell(f"{gates['met']} of {gates['of']}"),
        Cell(str(gates["open"])),
        Cell(span(part["score"], board.places)),
        Cell(str(part["counts"]["no answer"])),
        Cell(str(part["counts"]["needs review"])),
        Cell(part["lapses_on"] or "-"),
    ]


def _where(board: _Board, place: RankedPlace) -> str:
    return "-" if board.document.get("scores") == "hidden" else order.place(place)


def _sentences(board: _Board, title: str, said: Sequence[str]) -> Iterator[str]:
    if said:
        yield ""
        yield board.page.paint(title, BOLD)
        for sentence in said:
            yield from board.page.say(sentence, "- ")


def _lapses(board: _Board, called: certainty.Called) -> Iterator[str]:
    found = [(name, board.assessment(index)) for index, name in called.items()]
    yield from _sentences(board, "Lapsing", certainty.lapsing(board.document, found))


def _apart(board: _Board, part: AssessmentPart) -> Iterator[str]:
    say = board.page.say
    yield from say(sentences.full_name(part), code=BOLD)
    yield from (line for said in sentences.disqualified(part) for line in say(f"{said}.", _INDENT))
    yield from say(f"{'; '.join(_tally(board, part))}.", _INDENT)
    for sentence in sentences.minimums(part, board.selection, board.places):
        yield from say(sentence, _INDENT)
    failed = sentences.decisive(part)
    for key, criterion in failed[:_SHOWN]:
        yield from _failed(board, key, criterion)
    if len(failed) > _SHOWN:
        yield from say(f"And {len(failed) - _SHOWN} more.", _INDENT)


def _tally(board: _Board, part: AssessmentPart) -> Iterator[str]:
    yield sentences.gates(part["gates"])
    if part["score"]:
        yield f"score {span(part['score'], board.places)}"
    if part["counts"]["no answer"]:
        yield f"{part['counts']['no answer']} without answer"
    if part["counts"]["needs review"]:
        yield f"{part['counts']['needs review']} awaiting review"


def _failed(board: _Board, key: str, criterion: CriterionPart) -> Iterator[str]:
    yield from board.page.say(clean(criterion["title"]), f"{_INDENT}{key}  ", _INDENT * 2)
    for said in sentences.explaining(criterion):
        yield from board.page.say(said, _INDENT * 2)


def _matrices(board: _Board, ranking: Ranking, lot: str) -> Iterator[str]:
    ranked = [(_where(board, place), place["index"]) for place in ranking["places"]]
    listed = [*ranked, *(("-", index) for index in ranking["apart"])]
    if not listed:
        return
    domains = _domain_titles(board)
    if domains:
        yield from _matrix(board, f"{lot}by domain", domains, _rows(board, domains, listed, _by_domain), "gate")
    titles = _award_titles(board)
    if titles:
        scores = _rows(board, titles, listed, _by_award_criterion)
        yield from _matrix(board, f"{lot}by award criterion", titles, scores, "minimum")


def _matrix(
    board: _Board, title: str, columns: dict[str, str], rows: Sequence[matrix.Line], marked: str
) -> Iterator[str]:
    yield from board.page.heading(title)
    yield from matrix.lines(board.page, list(columns.values()), rows)
    yield from board.page.say(matrix.legend(rows, marked))


def _rows(
    board: _Board, columns: Iterable[str], listed: Sequence[tuple[str, int]], entry: _EntryOf
) -> list[matrix.Line]:
    parts = [(place, board.assessment(index)) for place, index in listed]
    return [
        matrix.Line(
            place, sentences.versioned(part), clean(part["supplier"]), [entry(board, part, key) for key in columns]
        )
        for place, part in parts
    ]


def _domain_titles(board: _Board) -> dict[str, str]:
    return {key: sentences.DOMAINS[key] for key in boards.domains(board.document["assessments"])}


def _by_domain(board: _Board, part: AssessmentPart, domain: str) -> matrix.Entry:
    found = next((entry for entry in part["domains"] if entry["domain"] == domain), None)
    return matrix.entry(found and found["gates"], found and found["score"], board.places)


def _award_titles(board: _Board) -> dict[str, str]:
    """Return what was published, with the weights; nothing for editions by themselves, or while scores are hidden."""
    if board.selection["kind"] == "standards" or board.document.get("scores") == "hidden":
        return {}
    return {
        part["id"]: clean(f"{part['title']} ({exact(part['weight'])})")
        for part in board.selection["award_criteria"]
        if part["assessed_by"] == "criteria"
    }


def _by_award_criterion(board: _Board, part: AssessmentPart, award_criterion: str) -> matrix.Entry:
    found = next(result for result in part["award_criteria"] if result["id"] == award_criterion)
    minimum = next(each["minimum"] for each in board.selection["award_criteria"] if each["id"] == award_criterion)
    return matrix.minimum_entry(found["score"], found["minimum_reached"], minimum, board.places)


def _contradictions(board: _Board) -> Iterator[str]:
    """Say who claimed what otherwise than it was measured or found."""
    called = zip(sentences.names(board.document), board.document["assessments"], strict=True)
    found = [(name, each) for name, part in called for each in part["contradictions"]]
    if found:
        yield from board.page.heading(f"contradictions ({len(found)})")
    for name, each in found:
        yield from board.page.say(clean(f"{each['fact']}: {each['says']}"), f"{name}  ", "  ")
