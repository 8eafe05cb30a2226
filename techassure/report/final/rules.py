"""The rules of a tender as people read them: the words of its lock are keys, which only its authors know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from techassure.documents.document import Part
from techassure.report import ties
from techassure.report.text import clean, exact

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


def in_words(document: Part) -> Iterator[tuple[str, str]]:
    """Yield each rule that the tender states, with its label."""
    for name, value in document["rules"].items():
        if name == "tie_breaks":
            yield "Ties are broken by", ", then ".join(ties.tie_breaks(document))
        elif name == "refinable":
            yield "Could be refined", _awards(document, clean(value))
        elif value:
            label, say = _SAID.get(name, (name.replace("_", " ").capitalize(), str))
            yield label, say(clean(value))


def _awards(document: Part, value: str) -> str:
    titles = {each["id"]: clean(each["title"]) for each in document["selection"]["award_criteria"]}
    return ", ".join(titles.get(each, each) for each in value.split(", "))


def _price(value: str) -> str:
    """Return the price rule without the key of its formula: how a price gets its points stands by itself."""
    return _FLAGGED.sub(lambda at: f"flagged if more than {exact(at[2])} % below the {at[1]}", value.partition(", ")[2])


_FLAGGED = re.compile(r"flagged below the (\w+) by ([^,]+)")
_SAID: dict[str, tuple[str, Callable[[str], str]]] = {
    "regime": ("Law", lambda value: _LAWS.get(value, value)),
    "procedure": ("Procedure", lambda value: value.replace("-", " ")),
    "standstill_optional_as": ("No standstill is mandatory", lambda value: value.replace("-", " ")),
    "reviewing": ("Reviewing", lambda value: f"{value.replace(', tolerance', '; flagged are scores more than')} apart"),
    "unanswered": ("What was never answered", lambda value: _UNANSWERED.get(value, value)),
    "price": ("Prices", _price),
    "rounded_at": ("Rounded", lambda value: _ROUNDED.get(value, value)),
}
