"""The rules of a tender as people read them: the document holds them as data, with keys that only authors know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from techassure.phrases import counted
from techassure.report import ties
from techassure.report.final import bids
from techassure.report.text import clean, exact
from techassure.tendering.final_document import FinalDocument, PriceRulePart, RulesPart

_LAWS = {
    "procurement-act-2023": "Procurement Act 2023",
    "provider-selection-regime-2023": "Provider Selection Regime 2023",
    "public-contracts-regulations-2015": "Public Contracts Regulations 2015",
    "below-threshold": "below the threshold of the law",
}
_UNANSWERED = {"fails": "fails", "lowest-band": "gets the lowest band, or fails where there are no bands"}
_ROUNDED = {
    "shown": "only where a figure is shown: totals are summed exactly",
    "award-criterion": "the score of each award criterion, before it is weighted and held to its minimum",
}


def in_words(document: FinalDocument) -> Iterator[tuple[str, str]]:
    """Yield each rule that the tender states, with its label."""
    rules = document["rules"]
    said = {
        "Law": _LAWS.get(rules["regime"] or "", rules["regime"]),
        "Procedure": _plain(rules["procedure"]),
        "No standstill is mandatory": _plain(rules["standstill_optional_as"]),
        "Reviewing": _reviewing(rules),
        "What was never answered": _UNANSWERED[rules["unanswered"]] if rules["unanswered"] else None,
        "Prices": rules["price"] and ", ".join(_price(rules["price"])),
        "Price points": rules["price_points"],
        "Ties are broken by": ", then ".join(ties.tie_breaks(document)),
        "Rounded": _ROUNDED[rules["rounded_at"]],
        "Could be refined": ", ".join(_titles(document, rules["refinable"])),
        "Published at": rules["published_at"],
    }
    yield from ((label, clean(value)) for label, value in said.items() if value)


def _plain(key: str | None) -> str:
    return (key or "").replace("-", " ")


def _reviewing(rules: RulesPart) -> str:
    return f"{counted(rules['reviewers'], 'reviewer')}; flagged are scores more than {exact(rules['tolerance'])} apart"


def _titles(document: FinalDocument, awards: Iterable[str]) -> Iterator[str]:
    titles = {each["id"]: each["title"] for each in document["selection"]["award_criteria"]}
    yield from (titles.get(each, each) for each in awards)


def _price(rule: PriceRulePart) -> Iterator[str]:
    """Yield the parts of the price rule; how a price gets its points stands by itself."""
    yield from (rule["currency"], f"VAT {rule['vat']}")
    amounts = {"ceiling": rule["ceiling"], "full marks at": rule["full_marks_at"], "amount": rule["amount"]}
    yield from (f"{name} {bids.amount(amount)}" for name, amount in amounts.items() if amount)
    if rule["parts"]:
        yield f"parts {' + '.join(rule['parts'])}"
    low = rule["abnormally_low"]
    if low and low["below_mean_by"]:
        yield f"flagged if more than {exact(low['below_mean_by'])} % below the mean"
    if low and low["below_estimate_by"] and low["estimate"]:
        estimate = bids.amount(low["estimate"])
        yield f"flagged if more than {exact(low['below_estimate_by'])} % below the estimate of {estimate}"
