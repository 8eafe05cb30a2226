"""The final result of a tender, or where it stands until then, for a terminal of any width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from techassure.report import foot, matrix, sentences, ties
from techassure.report.final import bids, changes, reviewing
from techassure.report.text import (
    BOLD,
    GREEN,
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
    text_of,
    width,
)
from techassure.tendering.final_document import BidPart, FinalDocument


def render(document: FinalDocument, room: int = 80, colour: bool = False) -> str:
    """Return the whole page as text, no wider than the room."""
    return text_of(_lines(document, page_of(room, colour, WIDE)))


def _lines(document: FinalDocument, page: Page) -> Iterator[str]:
    selection = document["selection"]
    stamp = "FINAL" if selection["final"] else "PROVISIONAL"
    yield from [page.stamps([stamp]), ""]
    yield from page.say(clean(selection["title"]), code=BOLD)
    yield from page.say(clean(selection["buyer"])) if selection["buyer"] else []
    yield from page.say(bids.basis(document))
    for lot in document["lots"]:
        yield from _lot(document, page, lot["lot"])
    yield from _reopened(document, page)
    yield from _changes(document, page)
    yield from _outside(document, page)
    yield from _reviewers(document, page)
    yield from foot.lines(page, (), document["notices"])


def _lot(document: FinalDocument, page: Page, lot: str | None) -> Iterator[str]:
    found, called = bids.ranked(document, lot), bids.lot_title(document["selection"], lot)
    yield from page.heading(f"{called}{bids.by_what(document, lot)} ({len(found)})")
    if not found:
        yield from page.say(bids.nobody(document, lot))
        return
    places = document["selection"]["rounding"]["places"]
    value = bids.value_title(document["bids"]) if bids.has_value(document, lot) else None
    columns, cells = _table(found, places, page, value)
    yield from header(columns, page.paint)
    for line in cells:
        yield from row(columns, line, page.paint)
    said = [
        *(each for bid in found for each in bids.remarks(document, bid)),
        *ties.remarks(document, found),
    ]
    remarks = [line for each in said for line in page.say(each, "- ")]
    yield from ["", *remarks] if remarks else []
    yield from page.heading(f"{called}by award criterion, of 100")
    yield from matrix.lines(page, _awards(found[0]), [_scores(bid, places) for bid in found])
    if any(award["score"] is None for bid in found for award in bid["award_criteria"]):
        yield from page.say("In the table: - has no score yet.")


def _awards(bid: BidPart) -> list[str]:
    return [clean(f"{award['title']} ({exact(award['weight'])})") for award in bid["award_criteria"]]


def _scores(bid: BidPart, places: int) -> matrix.Line:
    scores = [matrix.Entry("-", span(award["score"], places, "-"), "") for award in bid["award_criteria"]]
    return matrix.Line(bids.place(bid), bids.product(bid), clean(bid["supplier"]), scores)


def _table(
    found: Sequence[BidPart], places: int, page: Page, value: str | None
) -> tuple[list[Column], list[list[Cell]]]:
    rows = [_cells(bid, places) for bid in found]
    titles = [
        "Place",
        "Bid",
        "Whole-life cost",
        bids.total_title(value is not None),
        *([value] if value else []),
    ]
    least = [5, 5, *(9 for _ in titles[2:])]
    rooms = [max(least[at], *(width(cells[at].text) for cells in rows)) for at in range(len(titles))]
    rooms[1] = min(rooms[1], page.width - (sum(rooms) - rooms[1]) - 2 * (len(rooms) - 1))
    columns = [Column(title, rooms[at], right=at > 1) for at, title in enumerate(titles)]
    return columns, [cells[: len(titles)] for cells in rows]


def _cells(bid: BidPart, places: int) -> list[Cell]:
    where, name = bids.place(bid), f"{clean(bid['supplier'])}, {bids.product(bid)}"
    total, code = span(bid["total"], places), GREEN if where == "1" else ""
    return [Cell(where, code), Cell(name, BOLD), Cell(bids.price(bid)), Cell(total), Cell(bids.value(bid))]


def _reopened(document: FinalDocument, page: Page) -> Iterator[str]:
    found = bids.reopenings(document)
    if found:
        yield from page.heading(f"why the tender was reopened ({len(found)})")
    yield from (line for said in found for line in page.say(said, "- "))


def _changes(document: FinalDocument, page: Page) -> Iterator[str]:
    found = document["lock"]["modifications"]
    if found:
        yield from page.heading(f"changes to the locked tender ({len(found)})")
    for made in found:
        yield from page.say(changes.head(made), "- ")
        for said in changes.parts(made):
            yield from page.say(said, "  - ")


def _outside(document: FinalDocument, page: Page) -> Iterator[str]:
    found = bids.outside(document)
    if found:
        yield from page.heading(f"not ranked, by decision ({len(found)})")
    for bid, made in found:
        yield from page.say(
            f"{bids.called(document['selection'], bid)}: {bids.STANDS.get(bid['stands'], bid['stands'])}.", code=BOLD
        )
        if criteria := [sentences.minimum(document["selection"], each) for each in made.get("criteria", ())]:
            more = f" and {len(criteria) - 3} more" if len(criteria) > 3 else ""
            yield from page.say(f"Not met: {clean(', '.join(criteria[:3]))}{more}.", "  ")
        yield from page.say(f"{clean(made['by'])}, {made['on']}: {clean(made['because'])}", "  ")


def _reviewers(document: FinalDocument, page: Page) -> Iterator[str]:
    found = document["reviewers"]
    if found:
        yield from page.heading(f"who scored ({len(found)})")
        yield from (line for said in reviewing.in_short(document) for line in page.say(said, "- "))
        yield from page.say(_WHERE)


_WHERE = "What each gave: `techassure report final.json --format html`, or for one criterion `techassure review log`."
