"""The final result as tables for a workbook: one sheet to read from, and the rest to filter and to check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from techassure.documents.adding_up import counts_for
from techassure.report import sentences, ties
from techassure.report.final import bids, parts, reviewing
from techassure.report.text import clean, exact
from techassure.report.worksheets import Sheet, Value, day, number
from techassure.selections.minimum_names import minimum_of
from techassure.tendering.final_comparison import decisions
from techassure.tendering.final_document import (
    AwardPart,
    BidPart,
    ChangePart,
    DecidedPart,
    FinalDocument,
    GivenPart,
    ModeratedPart,
    ReviewerPart,
)

_MONEY = "#,##0.00"
_SCORE = "Score, of 100"
_LOT = "Lot"
_WHO = ((_LOT, 16), ("Place", 7), ("Supplier", 24), ("Product", 20))


def sheets(document: FinalDocument) -> list[Sheet]:
    """Return the worksheets in their order."""
    stamp, changed = _stamp(document), document["lock"]["modifications"]
    made = [
        Sheet("Summary", ((stamp, 30), (document["selection"]["title"], 110)), list(_summary(document)), 1),
        _result(document),
        _award_criteria(document),
        Sheet("Sub-criteria", _SUB, list(_sub_criteria(document)), 4),
        Sheet("Reviewers' scores", _GIVEN, list(_given(document)), 4),
        Sheet("Reviewers", _REVIEWERS, [_reviewer(each) for each in document["reviewers"]], 1),
        Sheet("Prices", _PRICES, list(_prices(document)), 4, forms={"Amount": _MONEY}),
        Sheet("Not ranked", _OUTSIDE, [_outside(document, *each) for each in bids.outside(document)], 2),
        Sheet("Decisions", _DECISIONS, [_decided(document, *each) for each in decisions(document)], 1),
        Sheet("Changes to the tender", _CHANGES, [row for each in changed for row in _change(each)], 1),
    ]
    return made if document["selection"].get("lots") else [_without_lots(sheet) for sheet in made]


def _stamp(document: FinalDocument) -> str:
    return "FINAL" if document["selection"]["final"] else "PROVISIONAL"


def _without_lots(sheet: Sheet) -> Sheet:
    """Return a sheet without its column of lots, which would be empty in a tender that has none."""
    at = next((at for at, (title, _) in enumerate(sheet.columns) if title == _LOT), None)
    if at is None:
        return sheet
    rows = [_without(row, at) for row in sheet.rows]
    return replace(sheet, columns=_without(sheet.columns, at), rows=rows, frozen=sheet.frozen - (at < sheet.frozen))


def _summary(document: FinalDocument) -> Iterator[tuple[str, Value]]:
    for lot in document["lots"]:
        found, called = bids.ranked(document, lot["lot"]), bids.lot_title(document["selection"], lot["lot"])
        yield from ((_capital(f"{called}place {bids.place(bid)}"), _first(document, bid)) for bid in found)
        said = [each for bid in found for each in bids.remarks(document, bid)]
        yield from ((_capital(f"{called}remark"), each) for each in (*said, *ties.remarks(document, found)))
        if not found:
            yield called.removesuffix(": ") or "Result", bids.nobody(document, lot["lot"])
    yield from (("Reopened", each) for each in bids.reopenings(document))
    yield from parts.about(document)
    yield from (("Notice", clean(said)) for said in document["notices"])


def _capital(label: str) -> str:
    return f"{label[:1].upper()}{label[1:]}"


def _first(document: FinalDocument, bid: BidPart) -> str:
    value = f", {bids.value_title(document['bids']).lower()}: {bids.value(bid)}" if bids.values(bid) else ""
    held = f"{bids.total(document, bid)} of 100, {bids.price(bid)}{value}"
    return f"{clean(bid['supplier'])}, {bids.product(bid)}: {held}"


def _who(document: FinalDocument, bid: BidPart) -> list[Value]:
    lot = bid["submission"].get("lot")
    place = bids.place(bid)
    return [
        sentences.lot(document["selection"], lot) if lot else None,
        int(place) if place.isdecimal() else place or "-",
        clean(bid["supplier"]),
        bids.product(bid),
    ]


# --- the result -----------------------------------------------------------------------------------------------------


def _result(document: FinalDocument) -> Sheet:
    """Return who came where and how the total is made up: each row adds up from the left to the right."""
    ranked = [bid for bid in bids.assessed(document) if bid.get("place")]
    awards = document["selection"]["award_criteria"]
    titles = [f"{clean(each['title'])} (weight {exact(each['weight'])})" for each in awards]
    rows = [_row(document, bid, [counts_for(bid).get(award["id"]) for award in awards]) for bid in ranked]
    columns = [*_WHO, *((title, 13) for title in titles), *_FIGURES]
    by_value = any(bids.has_value(document, lot["lot"]) for lot in document["lots"])
    called = {_TOTAL: bids.total_title(by_value), _VALUE[0]: bids.value_title(document["bids"])}
    if not by_value:
        at = columns.index(_VALUE)
        columns, rows = _without(columns, at), [_without(row, at) for row in rows]
    columns = [(called.get(title, title), room) for title, room in columns]
    points, places = _decimals(document), document["selection"]["rounding"]["places"]
    forms = {
        **dict.fromkeys([*titles, "Sum"], points),
        bids.total_title(by_value): _form(places),
        "Whole-life cost": _MONEY,
        called[_VALUE[0]]: "0.00##",
    }
    return Sheet("Result", columns, rows, len(_WHO), forms=forms)


_VALUE = ("Quality for the price", 10)
_TOTAL = bids.total_title(by_value=False)
_FIGURES = (("Sum", 10), (_TOTAL, 8), ("Whole-life cost", 14), ("Currency", 9), _VALUE,
            ("Verdict lapses on", 12))  # fmt: skip


def _without(row: Sequence[Any], at: int) -> list[Any]:
    return [*row[:at], *row[at + 1 :]]


def _row(document: FinalDocument, bid: BidPart, counted: Sequence[str | None]) -> list[Value]:
    price, total = bid["price"], bid["total"]
    return [
        *_who(document, bid),
        *(None if each is None else float(each) for each in counted),
        float(sum(Decimal(each) for each in counted if each)),
        total and total["low"],
        price and number(price["whole_life_cost"]),
        price and price["currency"],
        next(map(float, bids.values(bid)), None),
        day(bid["lapses_on"]),
    ]


def _decimals(document: FinalDocument) -> str:
    """Return how a spreadsheet writes what award criteria count for: with as many places as the longest has."""
    values = [value for bid in bids.assessed(document) for value in counts_for(bid).values()]
    return _form(max((len(each.partition(".")[2]) for each in values), default=0))


def _form(places: int) -> str:
    return f"0.{'0' * places}" if places else "0"


# --- how it came about ----------------------------------------------------------------------------------------------


def _award_criteria(document: FinalDocument) -> Sheet:
    columns = (*_WHO, ("Award criterion", 34), ("Weight", 8), (_SCORE, 9), ("Counts for", 10), ("Minimum", 9),
               ("Minimum reached", 10), ("How it was assessed", 44), ("Because", 60), ("Log entry", 9))  # fmt: skip
    rows = [row for bid in bids.assessed(document) for row in _awards(document, bid)]
    return Sheet("Award criteria", columns, rows, len(_WHO), forms={"Counts for": _decimals(document)})


def _awards(document: FinalDocument, bid: BidPart) -> Iterator[list[Value]]:
    counted = counts_for(bid)
    for award in bid["award_criteria"]:
        score, held = award["score"], counted.get(award["id"])
        yield [
            *(*_who(document, bid), clean(award["title"]), number(award["weight"])),
            score["low"] if score else "not assessed",
            float(held) if held else None,
            number(award["minimum"]),
            _reached(bid, award),
            *(clean(said or "") for said in (award["assessed"], award["because"])),
            award.get("entry"),
        ]


def _reached(bid: BidPart, award: AwardPart) -> str | None:
    if award["minimum"] is None or award["score"] is None:
        return None
    return "no" if minimum_of(award["id"]) in {each["criterion"] for each in bid["failed"]} else "yes"


_SUB = (*_WHO, ("Award criterion", 28), ("Criterion", 24), ("Title", 36), ("Share", 8), ("Points", 8), ("Points of", 8),
        ("Outcome", 15), ("Because", 70), ("By the rule for silence", 12), ("Log entry", 9))  # fmt: skip


def _sub_criteria(document: FinalDocument) -> Iterator[list[Value]]:
    for bid in bids.assessed(document):
        for award in bid["award_criteria"]:
            for sub in award["sub_criteria"]:
                points = sub["points"]
                yield [
                    *(*_who(document, bid), clean(award["title"]), sub["criterion"], clean(sub["title"])),
                    *(number(each) for each in (sub["share"], points["low"], points["of"])),
                    *(sub["outcome"], "\n".join(sub["because"]), "yes" if sub["counted_by_rule"] else None),
                    sub.get("entry"),
                ]


_GIVEN = (*_WHO, ("Criterion", 24), ("Title", 36), ("By", 22), ("On", 12), ("Score", 8), ("Counts", 22),
          ("Because", 70), ("Remarks", 50), ("Log entry", 9))  # fmt: skip


def _given(document: FinalDocument) -> Iterator[list[Value]]:
    """Yield a row for each score that a person or a meeting gave, those that count for nothing included."""
    for bid in bids.assessed(document):
        for sub, found in reviewing.scored(bid):
            head = [*_who(document, bid), sub["criterion"], clean(sub["title"])]
            for each in found["given"]:
                counts = "for the meeting" if each["counts"] else "no: removed"
                remarks = "\n".join(reviewing.remarks(each))
                yield [*head, clean(each["reviewer"]), *_score(each, counts), remarks, each["entry"]]
            for made in found["moderated"]:
                counts = "yes" if made is found["moderated"][-1] else "no: corrected"
                before = f"Before it: {reviewing.spread(found)}."
                yield [*head, f"The meeting ({clean(made['by'])})", *_score(made, counts), before, made["entry"]]


def _score(each: GivenPart | ModeratedPart, counts: str) -> list[Value]:
    score = number(each["score"]) if each["score"][:1].isdecimal() else each["score"]
    return [day(each["on"]), score, counts, clean(each["because"])]


_REVIEWERS = (("Reviewer", 24), ("Role", 24), ("Log entries", 14), ("Interest declared", 50), ("Decided", 70))


def _reviewer(each: ReviewerPart) -> list[Value]:
    entries = ", ".join(str(sheet["entry"]) for sheet in each["sheets"])
    conflicts = "\n".join(map(clean, each["conflicts"])) or "none"
    decided = "\n".join(reviewing.decided(each))
    return [clean(each["name"]), clean(each["role"] or ""), entries, conflicts, decided]


_PRICES = (*_WHO, ("Part", 30), ("Amount", 16), ("Currency", 9), ("Opened on", 12), ("Log entry", 9), ("Flagged", 40))


def _prices(document: FinalDocument) -> Iterator[list[Value]]:
    for bid in bids.assessed(document):
        price, flags = bid["price"], "\n".join(clean(each["by"]) for each in bid["price_flags"])
        if price:
            opened, amounts = price["opened"], {**price["parts"], "Whole-life cost": price["whole_life_cost"]}
            when = [day(opened["on"]), opened["entry"]] if opened else [None, None]
            tail = [price["currency"], *when, flags]
            yield from ([*_who(document, bid), clean(name), number(each), *tail] for name, each in amounts.items())


# --- what was decided -----------------------------------------------------------------------------------------------

_OUTSIDE = ((_LOT, 18), ("Supplier", 30), ("Product", 24), ("Where it stands", 26), ("Ground", 60), ("Because", 60),
            ("By", 22), ("On", 12), ("Log entry", 9), ("Notice", 30))  # fmt: skip


def _outside(document: FinalDocument, bid: BidPart, made: DecidedPart) -> list[Value]:
    lot, _, *who = _who(document, bid)
    stands = bids.STANDS.get(bid["stands"], bid["stands"])
    why = ["\n".join(parts.grounds(bid, made)), clean(made["because"])]
    return [lot, *who, stands, *why, clean(made["by"]), day(made["on"]), made["entry"], clean(made.get("notice", ""))]


_DECISIONS = (("Log entry", 9), ("On", 12), ("What", 30), (_LOT, 18), ("Supplier", 30), ("Product", 24),
              ("Because", 70), ("By", 22), ("Notice", 30))  # fmt: skip


def _decided(document: FinalDocument, bid: BidPart, made: DecidedPart) -> list[Value]:
    lot, _, *who = _who(document, bid)
    why = [clean(made["because"]), clean(made["by"]), clean(made.get("notice", ""))]
    return [made["entry"], day(made["on"]), parts.what(made), lot, *who, *why]


_CHANGES = (("Log entry", 9), ("On", 12), ("What", 14), ("Part", 34), ("Was", 44), ("Became", 44), ("Because", 50),
            ("Published at", 40), ("By", 22))  # fmt: skip


def _change(made: ChangePart) -> Iterator[list[Value]]:
    for each in made["changed"]:
        head = [made["entry"], day(made["on"]), made["kind"]]
        texts = [each["part"], each["before"] or "", each["after"] or "", made["because"], made["published_at"]]
        yield [*head, *map(clean, texts), clean(made["by"])]
