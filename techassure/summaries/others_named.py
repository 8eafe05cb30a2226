"""What a person wrote of somebody else: no letter may name a bidder whom it is not about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from techassure.definitions import digests
from techassure.documents.document import Part
from techassure.problems import Place, Problem
from techassure.selections.selection import Selection
from techassure.selections.tender_rules import Rules
from techassure.summaries.called import naming, words_of
from techassure.tendering.running_tender import Running


def naming_others(running: Running, made: Mapping[str, Part]) -> list[Problem]:
    """Return where a reason that people wrote names a bidder whom the letter is not about: it has to be reworded."""
    ordinary, bids = words_of(_own_texts(running.selection)), running.submissions.values()
    found = []
    for name, part in made.items():
        known = {part["supplier"]["unique_identifier"], (part.get("winner") or {}).get("unique_identifier")}
        about = words_of(each for bid in bids if bid.supplier_id in known for each in (bid.supplier, bid.product))
        text = "\n".join(_texts(part))
        for other in {bid.supplier_id: bid for bid in bids if bid.supplier_id not in known}.values():
            names = [
                each for bid in bids if bid.supplier_id == other.supplier_id for each in (bid.supplier, bid.product)
            ]
            words = naming([*names, other.supplier_id], text, ordinary | about)
            found += [_names_another(name, other.supplier, words)] if words else []
    return found


def _own_texts(selection: Selection) -> Iterator[str]:
    """Yield the texts that the tender itself published: a word of these names nobody."""
    yield from (selection.title, selection.buyer or "", *selection.lots.values(), *_parts_of_price(selection.rules))
    yield from (text for each in selection.award_criteria for text in (each.title, each.assessed or ""))
    for member in selection.members:
        yield from _texts(member.definition.source.value)
        for name in digests.deciding(member.definition, selection.facts):
            yield from _texts(selection.facts[name].model_dump())


def _parts_of_price(rules: Rules) -> Sequence[str]:
    return rules.price.parts if rules.price else ()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(each)


def _names_another(name: str, other: str, words: Sequence[str]) -> Problem:
    message = f"the letter says {', '.join(f'`{word}`' for word in words)}, which may name another bidder, `{other}`"
    fix = "reword what somebody wrote before the letters go out, if it does; the log keeps what was written"
    return Problem(Place(name), "names-another-bidder", message, fix, "warning")
