"""A summary or notice as a Word document. Blanks are marked in yellow; the same data gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from techassure.documents.document import Part
from techassure.phrases import counted, ended, run_on
from techassure.selections.lot_names import lot_named
from techassure.summaries.withholding import is_withheld
from techassure.summaries.word_page import WordPage

_FIGURE = re.compile(r"[0-9]+(\.[0-9]+)?")
_WITHHELD = "withheld"
_OUTCOMES = {
    "successful": "Your tender was assessed as the most advantageous. The buyer intends to award the contract to you.",
    "unsuccessful": "Your tender was assessed. The buyer does not intend to award the contract to you.",
    "disqualified": "Your tender was assessed and disqualified. The contract is not to be awarded to you.",
}


def render(made: Part) -> bytes:
    """Return the document's file.

    Raises:
        ProblemsFound: the package that writes Word files is not installed.
    """
    page = WordPage()
    (_notice if made["kind"] == "notice-of-disregard" else _summary)(made, page)
    return page.as_bytes()


def _head(made: Part, title: str, page: WordPage) -> None:
    contract, supplier = made["contract"], made["supplier"]
    page.heading(title, 0)
    page.say(made["draft"], italic=True)
    titles = {supplier["lot"]: supplier["lot_title"]} if "lot_title" in supplier else {}
    lot = [["Lot", lot_named(titles, supplier["lot"])]] if supplier["lot"] else []
    page.table(
        [
            ["To", f"{supplier['name']} ({supplier['unique_identifier']})"],
            ["Address", supplier["address"]],
            ["Email", supplier["email"]],
            ["Your tender", supplier["tender"]],
            *lot,
            ["Buyer", contract["buyer"]],
            ["Contract", contract["title"]],
            ["Tender notice", contract["notice"]],
            ["Our reference", f"{contract['tender']}, rules locked with digest {contract['digest'][:19]}"],
        ],
        [3.6, 13],
        head=False,
    )


def _summary(made: Part, page: WordPage) -> None:
    _head(made, "Assessment summary", page)
    if made["replaces"]:
        page.heading("An earlier summary")
    for text in made["replaces"]:
        page.say(text)
    page.heading("The outcome")
    page.say(_OUTCOMES[made["outcome"]], joined=len(made["why_not"]) > 1)
    for text in made["why_not"]:
        page.say(page.annex.referring(text), "List Bullet" if len(made["why_not"]) > 1 else None)
    page.heading("The award criteria")
    page.say(f"The full award criteria and the assessment methodology: {made['full_version']}")
    if made["ranking"]:
        page.say(made["ranking"])
    _criteria(made["award_criteria"], page)
    page.heading("How your tender was assessed")
    _assessed(made["own"], page)
    if made["winner"]:
        _winner(made["winner"], page)
    _standstill(made["standstill"], page)
    _close(made, page)


def _criteria(criteria: Sequence[Part], page: WordPage) -> None:
    rows = [["Award criterion", "Importance", "How it was assessed", "Scores available"]]
    for each in criteria:
        least = f"; at least {_number(each['minimum'])} needed" if each["minimum"] else ""
        rows.append([each["title"], each["importance"], each["assessed"], each["scores"] + least])
    page.table(rows, [4, 2.6, 6, 4], head=True)
    for each in criteria:
        if each["sub_criteria"]:
            page.heading(f"{each['title']}: sub-criteria", 2)
        for sub in each["sub_criteria"]:
            page.say(_available(sub), bold=f"{sub['title']}: ", joined=bool(sub["scores"]))
            for step in sub["scores"]:
                page.say(step["says"], "List Bullet", bold=f"{_number(step['points'])}: ")


def _sentences(parts: Sequence[str], page: WordPage) -> str:
    """Return parts in one paragraph, each ended; a long list goes to the end of the letter."""
    said = map(page.annex.referring, parts)
    return " ".join([each if each.endswith("]") else ended(each) for each in said])


def _available(sub: Part) -> str:
    points = _points(sub)
    if sub["scores"]:
        return f"share {_number(sub['share'])}, up to {points}"
    return f"share {_number(sub['share'])}, {points} where it is met, else none"


def _winner(winner: Part, page: WordPage) -> None:
    page.heading("The most advantageous tender")
    rows = [["Supplier", winner["name"]], ["Identifier", winner["unique_identifier"]], ["Address", winner["address"]],
            ["Email", winner["email"]]]  # fmt: skip
    page.table(rows, [3.6, 13], head=False)
    _assessed(winner, page)


def _assessed(part: Part, page: WordPage) -> None:
    if not isinstance(part["scores"], list):
        page.say(part["scores"])
        page.say(_shown(part["total"]), bold="Total of 100: ")
        _value(part, page)
        return
    titles = [each["title"] for each in part["scores"]]
    weighted = [_told(each, "weighted") for each in part["scores"]]
    scores = _alike([_told(each, "score") for each in part["scores"]])
    rows = [["Award criterion", "Score of 100", "Counts for"], *map(list, zip(titles, scores, weighted, strict=True))]
    page.table([*rows, *_totals(part, weighted)], [10.6, 3, 3], head=True, last_bold=True, figures=(1, 2))
    if is_withheld(part["total"]):
        page.say(part["total"], bold="Total: ")
    _value(part, page)
    if part["rounding"]:
        page.say(part["rounding"])
    for each in part["scores"]:
        _explained(each, page)


def _value(part: Part, page: WordPage) -> None:
    if part["value"]:
        page.say(part["value"], bold="Quality for the price: ")


def _told(each: Part, name: str) -> str:
    return _WITHHELD if "withheld" in each or is_withheld(each[name]) else _shown(each[name])


def _alike(figures: Sequence[str]) -> list[str]:
    """Return a column with as many places in each figure; words are left as they are."""
    places = max((len(each.partition(".")[2]) for each in figures if _FIGURE.fullmatch(each)), default=0)
    return [f"{Decimal(each):.{places}f}" if _FIGURE.fullmatch(each) else each for each in figures]


def _totals(part: Part, weighted: Sequence[str]) -> list[list[str]]:
    """Return the last rows: the sum as it is, and the total beneath where that was rounded."""
    total = _WITHHELD if is_withheld(part["total"]) else _shown(part["total"])
    if not all(map(_FIGURE.fullmatch, [total, *weighted])):
        return [["Total", "", total]]
    made = sum(map(Decimal, weighted))
    if made == Decimal(total):
        return [["Total", "", str(made)]]
    return [["Sum", "", str(made)], ["Total, rounded", "", total]]


def _explained(each: Part, page: WordPage) -> None:
    if "withheld" in each:
        page.say(each["withheld"], bold=f"{each['title']}: ")
        return
    of = "" if each["score"] is None else " of 100"
    page.heading(f"{each['title']}: {_WITHHELD if is_withheld(each['score']) else _shown(each['score']) + of}", 2)
    explained = isinstance(each["sub_criteria"], list) and bool(each["sub_criteria"])
    for said in dict.fromkeys([*filter(is_withheld, [each["score"]]), each["because"]]):
        page.say(said, joined=explained)
    if isinstance(each["sub_criteria"], str):
        page.say(each["sub_criteria"])
        return
    for sub in each["sub_criteria"]:
        if "withheld" in sub:
            page.say(sub["withheld"], "List Bullet", bold=f"{sub['title']}: ")
            continue
        page.say(_reasons(sub, page), "List Bullet", bold=f"{sub['title']} ({_scored(sub)}): ")


def _scored(sub: Part) -> str:
    if is_withheld(sub["score"]):
        return _WITHHELD
    return str(sub["outcome"]) if sub["score"] is None else f"{_number(sub['score'])} of {_points(sub)}"


def _reasons(sub: Part, page: WordPage) -> str:
    """Return the reasons of a score, and before them why it is withheld."""
    because = sub["because"] if isinstance(sub["because"], str) else _sentences(sub["because"], page)
    return run_on(dict.fromkeys([*filter(is_withheld, [sub["score"]]), because]))


def _points(sub: Part) -> str:
    return counted(_number(sub["of"]), "point")


def _standstill(made: Part, page: WordPage) -> None:
    page.heading("Standstill")
    page.say(made["says"])


def _notice(made: Part, page: WordPage) -> None:
    _head(made, "Your tender was disregarded", page)
    page.say(
        "A condition of participation was not satisfied, so the tender was not assessed against the award criteria. "
        "There is no assessment summary for a tender that was disregarded."
    )
    page.heading("The reasons")
    page.say(made["decided"]["because"])
    for each in made["conditions"]:
        page.say(_sentences(each["because"], page), "List Bullet", bold=f"{each['title']}: ")
    page.say(f"Decided by {made['decided']['by']} on {made['decided']['on']}. {ended('Notice: ' + made['notice'])}")
    _close(made, page)


def _close(made: Part, page: WordPage) -> None:
    page.heading("Questions")
    page.say(made["contact"])
    page.say(made["signed"])
    for number, words, items in page.annex.lists():
        page.heading(f"List {number}")
        page.say(f"{words}:", joined=True)
        page.columns(items)


def _shown(value: object) -> str:
    if value is None:
        return "not assessed"
    return _number(value) if isinstance(value, int | float) else str(value)


def _number(value: object) -> str:
    above, _, below = str(value).partition("/")
    try:
        number = float(above) / float(below or 1)
    except ValueError:
        return str(value)
    return f"{number:.10g}"
