"""Who gets which document of a tender, under which name, and who gets none, and why."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import chain, count

from techassure.documents.document import Part
from techassure.reviewing.bids import identity_of
from techassure.selections.lot_names import lot_named
from techassure.summaries import contents
from techassure.tendering.final_document import BidPart, FinalDocument
from techassure.tendering.final_writer import failed_outside
from techassure.tendering.running_tender import Running
from techassure.tendering.tender_log import in_a_name

_OWED_A_NOTICE = "condition-of-participation"


def documents(
    running: Running, final: FinalDocument, winners: Mapping[str | None, BidPart], when: Part
) -> Iterator[tuple[str, Part]]:
    """Yield a summary for each tender that was assessed, and the notices that are due, each with its name."""
    for bid in final["bids"]:
        lot = bid["submission"].get("lot")
        if bid["stands"] in ("assessed", contents.DISQUALIFIED) and lot in winners:
            because = running.state.award[lot].because
            yield name("assessment-summary", bid), contents.summary(final, bid, winners[lot], when, because)
        elif (decided := bid["decided"]) and (bid["stands"], _ground(bid)) == ("disregarded", _OWED_A_NOTICE):
            failed = failed_outside(running, identity_of(bid["submission"]))
            yield name("notice-of-disregard", bid), contents.notice(final, bid, decided, failed)


def _ground(bid: BidPart) -> str:
    """Return on which ground a bid was set aside; blank where its kind of decision has none."""
    return bid["decided"].get("ground", "") if bid["decided"] else ""


def name(kind: str, bid: BidPart) -> str:
    """Return how a document about a bid is called."""
    about = bid["submission"]
    parts = [bid["supplier"], about["product"], about["version"], f"lot {about['lot']}" if about.get("lot") else ""]
    return "-".join([kind, *filter(None, map(in_a_name, parts))])


def named_apart(made: Iterable[tuple[str, Part]]) -> dict[str, Part]:
    """Return the documents by name; two bids that come to one name get a number, for no letter may hide another."""
    found: dict[str, Part] = {}
    for wanted, document in made:
        names = chain([wanted], (f"{wanted}-{number}" for number in count(2)))
        found[next(each for each in names if each not in found)] = document
    return found


def without(final: FinalDocument, awarded: Container[str | None]) -> Iterator[str]:
    """Yield the bids that get no document, each with the reason."""
    for bid in final["bids"]:
        lot = bid["submission"].get("lot")
        which = f"lot {lot_named(final['selection'].get('lots', {}), lot)}" if lot else ""
        whose = ", ".join(filter(None, [bid["supplier"], contents.named(bid), which]))
        if bid["stands"] in ("assessed", contents.DISQUALIFIED):
            if lot not in awarded:
                yield f"{whose}: no document, because {which or 'the contract'} is awarded to nobody"
        elif _ground(bid) != _OWED_A_NOTICE:
            yield f"{whose}: no document, because the tender is {bid['stands']} and not an assessed tender"
