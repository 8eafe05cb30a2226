"""What an assessment summary says, as data: section 50 of the Procurement Act 2023 and regulation 31 of 2024.

Each summary is made from one bid and, for those who did not win, from the winning bid: nothing else is handed in, so
nothing of a third bidder can come out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from techassure.calendar_days import day_number
from techassure.documents.adding_up import counts_for
from techassure.documents.document import Part
from techassure.explaining.long_lists import head_and_items
from techassure.phrases import ended
from techassure.summaries.blanks import blank
from techassure.summaries.standstill import in_words
from techassure.tendering.final_document import (
    AwardPart,
    BidPart,
    DecidedPart,
    FailedPart,
    FinalDocument,
    PricePart,
    SubCriterionPart,
)

SUCCESSFUL, UNSUCCESSFUL, DISQUALIFIED = "successful", "unsuccessful", "disqualified"
DRAFT = "A draft by techassure from the record of the assessment. It is no legal advice; a person reads and sends it."


def summary(final: FinalDocument, bid: BidPart, winner: BidPart, standstill: Part, awarded: str = "") -> Part:
    """Return the summary for one assessed tender. ``bid`` and ``winner`` are bids of the final document.

    ``awarded`` is the recorded reason of the award, which tells equal tenders apart.
    """
    outcome = SUCCESSFUL if bid is winner else DISQUALIFIED if bid["stands"] == DISQUALIFIED else UNSUCCESSFUL
    made: Part = {
        "techassure": 1,
        "kind": "assessment-summary",
        "draft": DRAFT,
        "contract": contract(final),
        "supplier": supplier(final, bid),
        "replaces": list(_replaces(final)),
        "outcome": outcome,
        "award_criteria": [_criterion(final, award) for award in bid["award_criteria"]],
        "ranking": "" if _by_points(bid) else final["rules"]["price_points"] or "",
        "full_version": _full_version(final),
        "own": _assessed(final, bid, own=True),
        "equal": outcome == UNSUCCESSFUL and bid["place"] == winner["place"],
        "why_not": list(_why_not(bid, winner, awarded)) if outcome != SUCCESSFUL else [],
        "winner": {**supplier(final, winner), **_assessed(final, winner)} if outcome != SUCCESSFUL else None,
        "standstill": standstill,
        "contact": blank("whom to ask, by which address"),
        "signed": blank("name and role of the person who sends this"),
    }
    return made


def notice(final: FinalDocument, bid: BidPart, decided: DecidedPart, failed: Sequence[Part]) -> Part:
    """Return the notice to a bidder that was disregarded under a condition of participation: no summary is due."""
    gates = [each for each in failed if each["gate"] == "condition-of-participation"]
    return {
        "techassure": 1,
        "kind": "notice-of-disregard",
        "draft": DRAFT,
        "contract": contract(final),
        "supplier": supplier(final, bid),
        "ground": decided["ground"],
        "decided": {"by": decided["by"], "on": decided["on"], "because": decided["because"]},
        "conditions": [{"title": each["title"], "because": each["because"]} for each in gates],
        "notice": decided["notice"],
        "contact": blank("whom to ask, by which address"),
        "signed": blank("name and role of the person who sends this"),
    }


def contract(final: FinalDocument) -> Part:
    """Return what is bought, by whom and by which procedure."""
    selection = final["selection"]
    return {
        "title": selection["title"],
        "tender": selection["id"],
        "buyer": selection["buyer"] or blank("the contracting authority"),
        "notice": blank("the identifier of the tender notice"),
        "procedure": final["rules"]["procedure"],
        "digest": selection["digest"],
    }


def _full_version(final: FinalDocument) -> str:
    """Return where the award criteria were published, and where each change of the tender was."""
    first = final["rules"]["published_at"]
    if first is None:
        return blank("where the full award criteria can be read")
    changes = [f"as changed on {made['on']}: {made['published_at']}" for made in final["lock"]["modifications"]]
    return "; ".join([first, *changes])


def _replaces(final: FinalDocument) -> Iterator[str]:
    """Yield what a summary says of one that came before: why the result was lifted may speak of other bidders."""
    turns = [(made["lifted"]["on"], made["on"]) for made in final.get("reopened", ()) if made["lifted"]]
    for turn in turns[-1:]:
        first, then = (in_words(day_number(each) or 0) for each in turn)
        yield (
            f"An earlier result of this tender, of {first}, was lifted on {then}. This summary takes the place of any "
            "that you were sent of it, and its standstill counts anew."
        )
        yield blank("what has changed since then, as far as you may say")


def supplier(final: FinalDocument, bid: BidPart) -> Part:
    """Return whom a document is about, as the tender itself has it."""
    about, given = bid["submission"], bid["contact"]
    title = final["selection"].get("lots", {}).get(about.get("lot", ""))
    return {
        "name": bid["supplier"],
        "unique_identifier": about["supplier"],
        "address": given["address"] or blank("the supplier's postal address"),
        "email": given["email"] or blank("the supplier's email address"),
        "tender": named(bid),
        "lot": about.get("lot"),
        **({"lot_title": title} if title else {}),
    }


def named(bid: BidPart) -> str:
    """Return the product and the version of a bid."""
    return f"{bid['submission']['product']} {bid['submission']['version']}"


def _criterion(final: FinalDocument, award: AwardPart) -> Part:
    """Return what was published of an award criterion: title, importance, how assessed, and the scores available."""
    sub = [
        {"id": each["criterion"], "title": each["title"], "share": each["share"], "of": each["points"]["of"],
         "scores": each["available"]}
        for each in award["sub_criteria"]
    ]  # fmt: skip
    return {
        "id": award["id"],
        "title": award["title"],
        "importance": f"{_number(award['weight'])} of 100",
        "assessed": _published(final, award),
        "scores": "0 to 100, from its sub-criteria" if sub else "0 to 100",
        "minimum": award["minimum"],
        "sub_criteria": sub,
    }


def _published(final: FinalDocument, award: AwardPart) -> str:
    """Return how it was said to be assessed; of a price, with its formula."""
    how = _how(final, award)
    if award["assessed"] is None:
        return how
    return f"{ended(award['assessed'])} {how}" if award["assessed_by"] == "price" else str(award["assessed"])


def _how(final: FinalDocument, award: AwardPart) -> str:
    if award["assessed_by"] == "price":
        return str(final["rules"]["price_points"] or blank(f"how {award['title']} was assessed"))
    return "By its sub-criteria." if award["sub_criteria"] else blank(f"how {award['title']} was assessed")


def _assessed(final: FinalDocument, bid: BidPart, *, own: bool = False) -> Part:
    """Return the scores and their reasons. Only ``own`` prices are told: a winner's is the winner's to tell."""
    price, counts = bid["price"] if own else None, counts_for(bid)
    return {
        "scores": [_scored(final, award, counts.get(award["id"]), price) for award in bid["award_criteria"]],
        "rounding": _SHOWN_ROUNDED if any(map(_is_rounded, bid["award_criteria"])) else "",
        "total": bid["total"]["low"] if bid["total"] else None,
        "total_exact": bid["total"]["exact"][0] if bid["total"] else None,
        "value": " ".join([*_value(bid), *(_own_price(price) if price and not _by_points(bid) else [])]),
    }


def _by_points(bid: BidPart) -> bool:
    """Tell whether the price has points of its own."""
    return any(award["assessed_by"] == "price" for award in bid["award_criteria"])


def _value(bid: BidPart) -> Iterator[str]:
    """Yield the quality for the price, where bids rank by it."""
    price = bid["price"]
    if price and price["quality_per_pound"]:
        yield f"{float(1000 * Fraction(price['quality_per_pound'][0])):.4g} points for each 1,000 {price['currency']}."


_SHOWN_ROUNDED = "The scores are rounded where they are shown; what they count for was counted before rounding."


def _is_rounded(award: AwardPart) -> bool:
    """Tell whether a score was counted otherwise than it is shown."""
    score = award["score"]
    return score is not None and Fraction(str(score["low"])) != Fraction(score["exact"][0])


def _scored(final: FinalDocument, award: AwardPart, weighted: str | None, price: PricePart | None) -> Part:
    score = award["score"]
    sub = [
        {
            "id": each["criterion"],
            "title": each["title"],
            "score": each["points"]["low"],
            "of": each["points"]["of"],
            "outcome": each["outcome"],
            "because": _explained(each),
        }
        for each in award["sub_criteria"]
    ]
    return {
        "id": award["id"],
        "title": award["title"],
        "score": score["low"] if score else None,
        "weighted": weighted,
        "because": _award_because(final, award, price, assessed=score is not None),
        "sub_criteria": sub,
    }


def _award_because(final: FinalDocument, award: AwardPart, price: PricePart | None, *, assessed: bool) -> str:
    if not assessed:
        return "Not assessed against this criterion."
    if award["because"]:
        return str(award["because"])
    if award["sub_criteria"]:
        return "From its sub-criteria, each explained below."
    return " ".join([_how(final, award), *(_own_price(price) if price and award["assessed_by"] == "price" else [])])


def _own_price(price: PricePart) -> Iterator[str]:
    parts = "; ".join(f"{name} {_amount(value)}" for name, value in price["parts"].items())
    yield f"This tender costs {_amount(price['whole_life_cost'])} {price['currency']} over its whole life: {parts}."


def _amount(value: str) -> str:
    return f"{float(Fraction(value)):,.2f}".removesuffix(".00")


def _explained(sub: SubCriterionPart) -> list[str]:
    if sub["outcome"] == "not assessed":
        return ["Not assessed, because the tender was disqualified."]
    if sub["points"]["low"] is None:
        return ["It does not apply, for every tender alike."] if not sub["because"] else list(sub["because"])
    by_rule = ["What stayed unanswered was counted by the rule that the tender published."]
    given = [_without_points(each, sub) for each in sub["because"] if each]
    found = given or [blank(f"why {sub['title']} got this score")]
    return [*found, *(by_rule if sub["counted_by_rule"] else [])]


def _without_points(said: str, sub: SubCriterionPart) -> str:
    """Return a reason without the points at its head: they stand before it already."""
    points = sub["points"]["low"]
    return said.removeprefix(f"{points} points: ").removeprefix(f"{points} point: ")


def _why_not(bid: BidPart, winner: BidPart, awarded: str) -> Iterator[str]:
    """Yield why the contract does not go to this supplier; a disqualification with its reasons."""
    decided, price = bid["decided"], bid["price"]
    if decided and bid["stands"] == DISQUALIFIED:
        yield f"The tender was disqualified: {decided['because']}"
        named = set(decided.get("criteria", ()))
        for each in bid["failed"]:
            if each["criterion"] in named:
                yield from _failing(each)
    elif bid["place"] == winner["place"]:
        yield (
            "Your tender and the one to which the contract is to be awarded are equal by the award criteria and the "
            f"tie-breaks as they were published. Between the two it was decided: {ended(awarded)}"
        )
    elif price and price["quality_per_pound"]:
        yield "Another tender was the most advantageous by quality points for each pound, by which bids rank."
    else:
        yield "Another tender was the most advantageous: it best satisfied the award criteria as they were published."


def _failing(failed: FailedPart) -> Iterator[str]:
    """Yield why a gate or a minimum was not met: in one line, and each reason with a long list by itself."""
    plain = [each for each in failed["because"] if not head_and_items(each)[1]]
    if plain or not failed["because"]:
        yield f"{failed['title']}: {' '.join(plain) or 'below the published minimum.'}"
    yield from (f"{failed['title']}: {each}" for each in failed["because"] if each not in plain)


def _number(value: str) -> str:
    above, _, below = value.partition("/")
    return f"{int(above) / int(below or 1):g}"
