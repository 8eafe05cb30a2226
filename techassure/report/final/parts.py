"""The final result as parts in the order of reading: what the page, the PDF and the Markdown say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

from techassure.documents.adding_up import counts_for
from techassure.phrases import counted, ended
from techassure.report import colophon, printed_parts, sentences, ties
from techassure.report.final import bids, changes, reviewing, rules
from techassure.report.printed_parts import Block
from techassure.report.text import clean, exact
from techassure.tendering.final_comparison import decisions
from techassure.tendering.final_document import (
    AwardPart,
    BidPart,
    ChangePart,
    DecidedPart,
    FinalDocument,
    PricePart,
    SubCriterionPart,
)

_ABREAST = 5
"""So many bids stand beside each other in one table."""
_FIGURES = ("Total of 100", "Quality of 100", "Whole-life cost", "Quality per ", "Points", "Amount")
"""How headings over figures begin."""
_KINDS = {
    "late": "late bid",
    "abnormally-low-considered": "low price considered",
    "above-ceiling-considered": "price above the ceiling considered",
    "exclusion-grounds-considered": "exclusion grounds considered",
    "subcontractors-considered": "subcontractors considered",
}


def page(document: FinalDocument) -> Block:
    """Return the whole report: its head, its parts and what it says of itself."""
    selection, stamps = document["selection"], _stamps(document)
    buyer = f"{ended(selection['buyer'])} " if selection["buyer"] else ""
    return {
        "title": f"{selection['title']}: final result ({', '.join(stamps)})",
        "caption": "Final result of a tender",
        "heading": selection["title"],
        "under": f"{buyer}{bids.basis(document)}",
        "stamps": stamps,
        "footer": f"{', '.join(stamps)}, as of {document['as_of']}. {selection['title']}",
        "parts": list(_parts(document)),
        "colophon": about(document),
        "notices": document["notices"],
        "editions": [f"{each['title']}: {each['unofficial']}" for each in selection["editions"]],
    }


def _stamps(document: FinalDocument) -> list[str]:
    return colophon.stamps({**document, "what_if": False})


def about(document: FinalDocument) -> list[tuple[str, str]]:
    """Return what decided and where it is kept, each with its label."""
    selection, log, lock = document["selection"], document["log"], document["lock"]
    said = [
        ("Tender", clean(selection["id"])),
        ("Buyer", clean(selection["buyer"] or "")),
        ("As of", document["as_of"]),
        ("Locked on", lock["locked_on"]),
        ("Closed on", bids.closed(document)),
        ("Encodings", sentences.standards(selection)),
        *rules.in_words(document),
        ("Digest of what decided", selection["digest"]),
        ("Log", f"{counted(log['entries'], 'entry', 'entries')}, head {log['head']}"),
        ("Made by", clean(document["tool"])),
    ]
    return [(label, value) for label, value in said if value]


def _parts(document: FinalDocument) -> Iterator[Block]:
    for lot in document["lots"]:
        yield from _lot(document, lot["lot"])
    yield from _reopened(document)
    yield from _outside(document)
    yield from _prices(document)
    yield from _each(document)
    yield from reviewing.annex(document)
    yield from _decisions(document)
    yield from _changes(document)


# --- a lot ----------------------------------------------------------------------------------------------------------


def _lot(document: FinalDocument, lot: str | None) -> Iterator[Block]:
    found, called = bids.ranked(document, lot), bids.lot_title(document["selection"], lot)
    yield printed_parts.heading(2, _capital(f"{called}{bids.by_what(document, lot)} ({len(found)})", called))
    if not found:
        yield printed_parts.text(bids.nobody(document, lot))
        return
    yield _places(document, found, bids.has_value(document, lot))
    said = [*chain(*(bids.remarks(document, bid) for bid in found)), *ties.remarks(document, found)]
    yield from [{"is": "list", "items": said}] if said else []
    made_up = "quality is" if bids.has_value(document, lot) else "totals are"
    yield printed_parts.heading(3, _capital(f"{called}how the {made_up} made up", called))
    yield printed_parts.text(_how(document, lot))
    yield from (_made_up(document, found[at : at + _ABREAST]) for at in range(0, len(found), _ABREAST))


def _how(document: FinalDocument, lot: str | None) -> str:
    """Return how to read the table that adds up, and how what bids rank by follows from it."""
    said = "What each award criterion counts for, with its score of 100 beneath."
    if not bids.has_value(document, lot):
        return f"{said} Every column adds up."
    value = bids.value_title(document["bids"])
    return f"{said} Each column adds up to the sum. {value} is the sum divided by the whole-life cost, times 1,000."


def _capital(said: str, called: str) -> str:
    """Return a heading with a capital in front, unless a lot stands there."""
    return said if called else f"{said[:1].upper()}{said[1:]}"


def _places(document: FinalDocument, found: Sequence[BidPart], by_value: bool) -> Block:
    rows = [_place(document, bid)[: 5 if by_value else 4] for bid in found]
    columns = [
        ("Place", 0),
        ("Bid", 4),
        (bids.total_title(by_value), 1),
        ("Whole-life cost", 1),
        (bids.value_title(document["bids"]), 1),
    ]
    return _table(columns[: 5 if by_value else 4], rows)


def _place(document: FinalDocument, bid: BidPart) -> list[Any]:
    name = {"text": bids.product(bid), "under": clean(bid["supplier"]), "strong": True}
    place = {"text": bids.place(bid), "strong": True}
    return [place, name, bids.total(document, bid), bids.price(bid), bids.value(bid)]


def _made_up(document: FinalDocument, found: Sequence[BidPart]) -> Block:
    counted = alike([counts_for(bid) for bid in found])
    sums = [str(sum(map(Decimal, each.values()))) for each in counted]
    totals = [bids.total(document, bid) for bid in found]
    rows = [_award(document, at, found, counted) for at in range(len(document["selection"]["award_criteria"]))]
    strong: list[list[Any]] = [_strong("Sum", sums)]
    if any(Decimal(one) != Decimal(total) for one, total in zip(sums, totals, strict=True)):
        strong.append(_strong(f"{'Quality' if bids.values(found[0]) else 'Total'}, rounded", totals))
    if any(map(bids.values, found)):
        strong.append(["Whole-life cost", *(bids.price(bid) for bid in found)])
        strong.append(_strong(bids.value_title(document["bids"]), map(bids.value, found)))
    columns = [("Award criterion", 3), *((f"{bids.place(bid)}. {bids.product(bid)}", 2) for bid in found)]
    return {**printed_parts.table(columns, [*rows, *strong]), "right": list(range(1, len(columns))), "name": 0}


def _strong(label: str, said: Iterable[str]) -> list[Block]:
    return [{"text": each, "strong": True} for each in (label, *said)]


def alike(counted: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return what the award criteria of some bids count for, with as many places for all."""
    places = max((len(value.partition(".")[2]) for each in counted for value in each.values()), default=0)
    return [{name: f"{Decimal(value):.{places}f}" for name, value in each.items()} for each in counted]


def _award(
    document: FinalDocument, at: int, found: Sequence[BidPart], counted: Sequence[Mapping[str, str]]
) -> list[Any]:
    awards, places = [bid["award_criteria"][at] for bid in found], document["selection"]["rounding"]["places"]
    first = awards[0]
    least = f", at least {exact(first['minimum'])} of 100" if first["minimum"] else ""
    head = {"text": clean(first["title"]), "under": f"weight {exact(first['weight'])}{least}"}
    return [head, *(_counted(award, each, places) for award, each in zip(awards, counted, strict=True))]


def _counted(award: AwardPart, counted: Mapping[str, str], places: int) -> Any:
    if not award["score"]:
        return "-"
    return {"text": counted[award["id"]], "under": f"{award['score']['low']:.{places}f}"}


def _table(columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[Any]]) -> Block:
    """Return a table: figures on the right, and each row called by its bid where that is not the first column."""
    titles = [title for title, _ in columns]
    right = [at for at, title in enumerate(titles) if title.startswith(_FIGURES)]
    return {**printed_parts.table(columns, rows), "right": right, "name": titles.index("Bid") if "Bid" in titles else 0}


def _reopened(document: FinalDocument) -> Iterator[Block]:
    found = bids.reopenings(document)
    if found:
        yield printed_parts.heading(2, f"Why the tender was reopened ({len(found)})")
        yield {"is": "list", "items": found}


# --- who does not rank, prices, and each bid ------------------------------------------------------------------------


def _outside(document: FinalDocument) -> Iterator[Block]:
    found = bids.outside(document)
    if found:
        yield printed_parts.heading(2, f"Not ranked, by decision ({len(found)})")
        columns = [("Bid", 3), ("Where it stands", 2), ("Ground", 4), ("Decided", 3)]
        yield _table(columns, [_set_aside(document, *each) for each in found])


def _set_aside(document: FinalDocument, bid: BidPart, made: DecidedPart) -> list[Any]:
    who = {"text": clean(made["by"]), "lines": [f"{made['on']}, entry {made['entry']} of the log"]}
    ground = {"text": clean(made["because"]), "lines": grounds(bid, made)}
    return [_named(document, bid), bids.STANDS.get(bid["stands"], bid["stands"]), ground, who]


def grounds(bid: BidPart, made: DecidedPart) -> list[str]:
    """Return the ground of a bid that was set aside, beside what people wrote: what was not met, and why."""
    named = made.get("criteria", ())
    failed = [each for each in bid.get("failed") or () if each["criterion"] in named]
    said = [f"{each['criterion']} {clean(each['title'])}: {clean(' '.join(each['because']))}" for each in failed]
    ground = made.get("ground")
    return [*([f"Ground: {ground.replace('-', ' ')}."] if ground else []), *said]


def _named(document: FinalDocument, bid: BidPart) -> Block:
    lot = bid["submission"].get("lot")
    after = f", lot {sentences.lot(document['selection'], lot)}" if lot else ""
    return {"text": bids.product(bid), "under": f"{clean(bid['supplier'])}{after}", "strong": True}


def _prices(document: FinalDocument) -> Iterator[Block]:
    ranked = [bid for lot in document["lots"] for bid in bids.ranked(document, lot["lot"])]
    priced = [(bid, bid["price"]) for bid in ranked if bid["price"]]
    if priced:
        yield printed_parts.heading(2, "Prices")
        columns = [("Bid", 3), ("Whole-life cost", 2), ("Made of", 4), ("Opened", 2)]
        yield _table(columns, [_price(document, *each) for each in priced])


def _price(document: FinalDocument, bid: BidPart, price: PricePart) -> list[Any]:
    first, *rest = [f"{clean(name)} {bids.amount(value)}" for name, value in price["parts"].items()] or ["-"]
    opened = price["opened"]
    when = {"text": opened["on"], "lines": [f"entry {opened['entry']} of the log"]} if opened else "-"
    return [_named(document, bid), bids.price(bid), {"text": first, "lines": rest}, when]


def _each(document: FinalDocument) -> Iterator[Block]:
    assessed = bids.assessed(document)
    if assessed:
        yield printed_parts.heading(2, "Bid by bid")
    for bid in assessed:
        yield printed_parts.heading(3, bids.called(document["selection"], bid))
        columns = [("Award criterion", 2), ("Criterion", 3), ("Points", 1), ("Because", 5)]
        yield {**_table(columns, list(_scored(bid))), "name": 1}


def _scored(bid: BidPart) -> Iterator[list[Any]]:
    for award in bid["award_criteria"]:
        title = {"text": clean(award["title"]), "strong": True}
        if award["because"] and award["score"]:
            why = {"text": clean(award["because"]), "lines": _entry(award)}
            yield [title, "Assessed apart", f"{exact(award['score']['exact'][0])} of 100", why]
        for at, sub in enumerate(award["sub_criteria"]):
            first, *rest = [*map(clean, sub["because"])] or ["-"]
            rest += ["Counted by the tender's rule for what stayed unanswered."] if sub["counted_by_rule"] else []
            rest += _entry(sub)
            name = {"text": clean(sub["title"]), "under": sub["criterion"]}
            yield ["" if at else title, name, points(sub), {"text": first, "lines": rest}]


def _entry(scored: AwardPart | SubCriterionPart) -> list[str]:
    """Return which entry of the log gave a score, where people did."""
    return [f"Entry {scored['entry']} of the log."] if scored.get("entry") else []


def points(sub: SubCriterionPart) -> str:
    """Return `2 of 3`, or how it stands where it has no points."""
    low = sub["points"]["low"]
    return str(sub["outcome"]) if low is None else f"{exact(low)} of {exact(sub['points']['of'])}"


# --- what was decided -----------------------------------------------------------------------------------------------


def _decisions(document: FinalDocument) -> Iterator[Block]:
    found = decisions(document)
    if found:
        yield printed_parts.heading(2, f"Decisions about bids ({len(found)})")
        columns = [("Entry", 0), ("On", 0), ("What", 2), ("Bid", 3), ("Because", 4), ("By", 2)]
        yield _table(columns, [_decided(document, bid, made) for bid, made in found])


def _decided(document: FinalDocument, bid: BidPart, made: DecidedPart) -> list[Any]:
    return [
        str(made["entry"]),
        made["on"],
        what(made),
        _named(document, bid),
        {"text": clean(made["because"]), "lines": [clean(made["notice"])] if made.get("notice") else []},
        clean(made["by"]),
    ]


def what(made: DecidedPart) -> str:
    """Return what was decided, in words."""
    kind = _KINDS.get(made["kind"], made["kind"].replace("-", " "))
    return f"{kind}: {clean(made['decision'])}" if made.get("decision") else kind


def _changes(document: FinalDocument) -> Iterator[Block]:
    found = document["lock"]["modifications"]
    if found:
        yield printed_parts.heading(2, f"Changes to the locked tender ({len(found)})")
        columns = [("Entry", 0), ("On", 0), ("What", 2), ("Changed", 6), ("Because", 4), ("Published at", 3)]
        yield _table(columns, [_change(each) for each in found])


def _change(each: ChangePart) -> list[Any]:
    first, *rest = changes.parts(each)
    rounds = [f"Earlier rounds: {clean(each['earlier_rounds'])}"] if each["earlier_rounds"] else []
    why = {"text": clean(each["because"]), "lines": [*rounds, clean(each["by"])]}
    what = [str(each["entry"]), each["on"], each["kind"], {"text": first, "lines": rest}]
    return [*what, why, clean(each["published_at"])]
