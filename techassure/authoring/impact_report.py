"""The impact of a change as a table for a terminal, and beneath it why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from techassure.authoring.impact import EFFECTS
from techassure.phrases import counted
from techassure.report.text import BOLD, GREEN, RED, YELLOW, Cell, Page, clean, fitted, header, row, span, text_of
from techassure.selections.lot_names import lot_named

_COLOURS = {"newly non-compliant": RED, "cannot be told": YELLOW, "newly compliant": GREEN}
_TITLES = ("Submission", "Verdict", "Score", "Place", "Effect")
_ARROW = "→ "


def render(document: dict[str, Any], page: Page) -> str:
    """Return the table and, for every submission that changes, the criteria behind it."""
    return text_of([*_head(document, page), *_table(document, page), *_reasons(document, page)])


def _head(document: dict[str, Any], page: Page) -> Iterator[str]:
    old, new = document["old"], document["new"]
    yield from page.say(f"Impact of {clean(new['name'])} in place of {clean(old['name'])}", code=BOLD)
    before, now = ("; ".join(side["editions"]) for side in (old, new))
    yield from page.say(f"As of {document['as_of']}. Before: {before}. Now: {now}.")
    yield from _one_sided(old, new, page)
    counts = [f"{count} {effect}" for effect, count in document["counts"].items() if count]
    yield from page.say(f"{counted(len(document['submissions']), 'submission')}: {', '.join(counts) or 'none'}.")
    yield ""


def _one_sided(old: dict[str, Any], new: dict[str, Any], page: Page) -> Iterator[str]:
    """Say that one side knows reviews and the other none: what a person decides is open there, whatever the rules."""
    if old["has_reviews"] != new["has_reviews"]:
        those, others = (old, new) if old["has_reviews"] else (new, old)
        says = f"Reviews are kept with {those['name']} alone: what they decide there is open under {others['name']}."
        yield from page.say(clean(says))


def _table(document: dict[str, Any], page: Page) -> Iterator[str]:
    cells = [_cells(each, document["new"]) for each in document["submissions"]]
    columns = fitted(_TITLES, cells, page.width)
    yield from header(columns, page.paint)
    for texts, each in zip(cells, document["submissions"], strict=True):
        code = _COLOURS.get(each["effect"], "")
        yield from row(
            columns, [Cell(text, code if at == len(texts) - 1 else "") for at, text in enumerate(texts)], page.paint
        )


def _cells(each: dict[str, Any], new: dict[str, Any]) -> list[str]:
    verdicts = [str(each["verdict"][side] or "-") for side in ("old", "new")]
    scores = [span(each["score"][side], 1) for side in ("old", "new")]
    places = [_place(each["place"][side]) for side in ("old", "new")]
    return [_name(each, new), *(_changed(pair) for pair in (verdicts, scores, places)), each["effect"]]


def _name(each: dict[str, Any], new: dict[str, Any]) -> str:
    lot = f", lot {lot_named(new.get('lots', {}), each['lot'])}" if each["lot"] else ""
    return clean(f"{each['product']} {each['product_version']}, {each['supplier']}{lot}")


def _changed(pair: list[str]) -> str:
    return pair[0] if pair[0] == pair[1] else f"{pair[0]}\n{_ARROW}{pair[1]}"


def _place(place: list[int] | None) -> str:
    if place is None:
        return "-"
    return str(place[0]) if place[0] == place[1] else f"{place[0]}-{place[1]}"


def _reasons(document: dict[str, Any], page: Page) -> Iterator[str]:
    for each in document["submissions"]:
        if each["effect"] == EFFECTS[-1]:
            continue
        yield from page.heading(_name(each, document["new"]))
        told = [criterion for criterion in each["criteria"] if not _of_no_weight(criterion)]
        for criterion in told:
            yield from _criterion(criterion, page)
        if not each["criteria"]:
            moved = "the others moved" if each["score"]["old"] == each["score"]["new"] else "it weighs otherwise"
            yield from page.say(f"No criterion of it comes out otherwise: {moved}.")
        if left := len(each["criteria"]) - len(told):
            yield from page.say(f"{counted(left, 'criterion', 'criteria')} more, newly asked, met or not applicable.")


def _of_no_weight(criterion: dict[str, Any]) -> bool:
    return criterion["old"] is None and criterion["new"] in ("met", "not applicable")


def _criterion(criterion: dict[str, Any], page: Page) -> Iterator[str]:
    gate = ", a gate" if criterion["gate"] else ""
    old, new = (criterion[side] or "not asked" for side in ("old", "new"))
    moved = f"{old} {_ARROW}{new}" if old != new else f"{old}, with other points"
    yield from page.say(f"{moved}: {clean(criterion['title'])}{gate}", f"{criterion['criterion']}  ")
    for reason in criterion["because"] if new != "met" else ():
        yield from page.say(clean(reason), "    ")
