"""The final result of a tender, or where it stands until then, for a terminal of any width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from techassure.report import foot, matrix, sentences, ties
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
    series,
    span,
    text_of,
    width,
)

Part = dict[str, Any]

_STANDS = {
    "disqualified": "disqualified: assessed, and not ranked",
    "disregarded": "disregarded: not an assessed tender",
    "excluded": "excluded: not an assessed tender",
    "withdrawn": "withdrawn: kept, not assessed",
    "late": "late: kept, not assessed",
}


_FEW = 3
_NOT_YET = "Nobody ranks yet: a total needs every award criterion, price included."


def render(document: Part, room: int = 80, colour: bool = False) -> str:
    """Return the whole page as text, no wider than the room."""
    return text_of(_lines(document, page_of(room, colour, WIDE)))


def _lines(document: Part, page: Page) -> Iterator[str]:
    selection = document["selection"]
    stamp = "FINAL" if selection["final"] else "PROVISIONAL"
    yield from [page.stamps([stamp]), ""]
    yield from page.say(clean(selection["title"]), code=BOLD)
    log = document["log"]
    yield from page.say(
        f"Tender {selection['id']}, as of {document['as_of']}, digest {selection['digest'][:19]}; "
        f"log of {log['entries']} entries, head {log['head'][:19]}."
    )
    for lot in document["lots"]:
        yield from _lot(document, page, lot["lot"])
    yield from _outside(document, page)
    yield from foot.lines(page, (), document["notices"])


def _lot(document: Part, page: Page, lot: str | None) -> Iterator[str]:
    bids = [bid for bid in document["bids"] if bid["submission"].get("lot") == lot and bid.get("place")]
    bids.sort(key=lambda bid: (bid["place"]["best"], bid["place"]["worst"], bid["supplier"]))
    called = f"Lot {sentences.lot(document['selection'], lot)}: " if lot else ""
    yield from page.heading(f"{called}by total ({len(bids)})")
    if not bids:
        yield from page.say(_nobody(document, lot))
        return
    places = int(document["selection"]["rounding"]["places"])
    columns, cells = _table(bids, places, page)
    yield from header(columns, page.paint)
    for line in cells:
        yield from row(columns, line, page.paint)
    remarks = [line for bid in bids for line in _remarks(bid, page, document["selection"])]
    remarks += [line for said in ties.remarks(document, bids) for line in page.say(said, "- ")]
    yield from ["", *remarks] if remarks else []
    yield from page.heading(f"{called}by award criterion, of 100")
    yield from matrix.lines(page, _awards(bids[0]), [_scores(bid, places) for bid in bids])
    if any(award["score"] is None for bid in bids for award in bid["award_criteria"]):
        yield from page.say("In the table: - has no score yet.")


def _nobody(document: Part, lot: str | None) -> str:
    """Say why nobody ranks: nobody bid, everybody is set aside, or prices and the like are still to come."""
    if lot and not any(bid["submission"].get("lot") == lot for bid in document["bids"]):
        return "Nobody bid for this lot."
    if not document["selection"]["final"]:
        return _NOT_YET
    return "No bid of this lot ranks." if lot else "No bid ranks."


def _awards(bid: Part) -> list[str]:
    return [clean(f"{award['title']} ({exact(award['weight'])})") for award in bid["award_criteria"]]


def _scores(bid: Part, places: int) -> matrix.Line:
    product = clean(f"{bid['submission']['product']} {bid['submission']['version']}")
    scores = [matrix.Entry("-", span(award["score"], places, "-"), "") for award in bid["award_criteria"]]
    return matrix.Line(_place(bid["place"]), product, clean(bid["supplier"]), scores)


def _table(bids: Sequence[Part], places: int, page: Page) -> tuple[list[Column], list[list[Cell]]]:
    rows = [_cells(bid, places) for bid in bids]
    pound = any(bid["price"] and bid["price"]["quality_per_pound"] for bid in bids)
    titles = ["Place", "Bid", "Whole-life cost", "Total of 100", *(["Quality per £1,000"] if pound else [])]
    rooms = [max(5, *(width(cells[at].text) for cells in rows)) for at in range(len(titles))]
    figures = sum(rooms) - rooms[1]
    rooms[1] = min(rooms[1], page.width - figures - 2 * (len(rooms) - 1))
    rooms = [max(room, 9) if at > 1 else room for at, room in enumerate(rooms)]
    columns = [Column(title, rooms[at], right=at > 1) for at, title in enumerate(titles)]
    return columns, [cells[: len(titles)] for cells in rows]


def _cells(bid: Part, places: int) -> list[Cell]:
    where = _place(bid["place"])
    name = clean(f"{bid['supplier']}, {bid['submission']['product']} {bid['submission']['version']}")
    price = f"{amount(bid['price']['whole_life_cost'])} {clean(bid['price']['currency'])}" if bid["price"] else "-"
    pound = bid["price"]["quality_per_pound"] if bid["price"] else None
    value = " to ".join(dict.fromkeys(exact(_thousand(each)) for each in pound)) if pound else "-"
    code = GREEN if where == "1" else ""
    return [Cell(where, code), Cell(name, BOLD), Cell(price), Cell(span(bid["total"], places)), Cell(value)]


def _place(place: Part) -> str:
    return str(place["best"]) if place["best"] == place["worst"] else f"{place['best']}-{place['worst']}"


def amount(value: str) -> str:
    """Return an exact amount such as `420000` with its thousands apart."""
    above, _, below = value.partition("/")
    return f"{int(above) / int(below or 1):,.2f}".removesuffix(".00")


def _thousand(value: str) -> str:
    above, _, below = value.partition("/")
    return f"{int(above) * 1000}/{below or 1}"


def _remarks(bid: Part, page: Page, selection: Part) -> Iterator[str]:
    name = clean(bid["supplier"])
    if bid["lapses_on"] and not {due["criterion"] for due in bid["until_due"]} >= set(bid["lapses_by"]):
        yield from page.say(f"{name}: {_lapse(bid, selection)}", "- ")
    if bid["failed"] and bid["decided"] is None:
        failed = series([clean(each["title"]) for each in bid["failed"]], _FEW)
        yield from page.say(f"{name}: not met, and nobody decided what follows: {failed}.", "- ")
    for due in bid["until_due"]:
        yield from page.say(f"{name}: {due['criterion']} is still to be met by {due['due']}.", "- ")
    if bid["unanswered"]:
        listed = ", ".join(bid["unanswered"])
        yield from page.say(f"{name}: counted by the tender's rule for what stayed unanswered: {listed}.", "- ")
    for flag in bid["price_flags"]:
        yield from page.say(f"{name}: the price is flagged, {clean(flag['by'])}.", "- ")


def _lapse(bid: Part, selection: Part) -> str:
    """Say on which day the verdict gets worse, and before which day of the tender that is."""
    day, award, end = bid["lapses_on"], selection["dates"].get("award"), selection["contract"].get("contract.end")
    before = f", before the contract ends on {end}" if end and day <= end else ""
    if award and day <= award:
        before = f", before the award on {award}" if day < award else ", on the day of the award"
    return f"the verdict lapses on {day}{before}: {', '.join(bid['lapses_by'])}."


def _outside(document: Part, page: Page) -> Iterator[str]:
    bids = [bid for bid in document["bids"] if bid["stands"] != "assessed"]
    if bids:
        yield from page.heading(f"not ranked, by decision ({len(bids)})")
    for bid in bids:
        made = bid["decided"]
        yield from page.say(f"{_called(document, bid)}: {_STANDS.get(bid['stands'], bid['stands'])}.", code=BOLD)
        if criteria := [sentences.minimum(document, each) for each in made.get("criteria", ())]:
            more = f" and {len(criteria) - 3} more" if len(criteria) > 3 else ""
            yield from page.say(f"Not met: {clean(', '.join(criteria[:3]))}{more}.", "  ")
        yield from page.say(f"{clean(made['by'])}, {made['on']}: {clean(made['because'])}", "  ")


def _called(document: Part, bid: Part) -> str:
    about = bid["submission"]
    lot = f", lot {sentences.lot(document['selection'], about['lot'])}" if about.get("lot") else ""
    return clean(f"{bid['supplier']}, {about['product']} {about['version']}{lot}")
