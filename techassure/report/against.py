"""Another edition held against the selected one as a page: from when it counts, and what it changes for the product."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from techassure.documents.comparison_document import SIDES, ComparedCriterion, PairPart
from techassure.documents.document import Part
from techassure.phrases import counted
from techassure.report import foot, sentences
from techassure.report.comparison_words import outcome as outcome_of
from techassure.report.text import BOLD, NARROW, Page, clean, page_of, span, text_of

_TITLES = {
    "lost": "No longer met",
    "new": "New",
    "changed": "Otherwise than now",
    "fixed": "Met, and not met now",
    "gone": "No longer asked",
}
_STATUS = {
    "draft": "It is a draft, and may yet change.",
    "superseded": "It was superseded since.",
    "withdrawn": "It was withdrawn.",
}
_RULES = {
    "stricter": "The rule is stricter.",
    "looser": "The rule is looser.",
    "different": "The rule asks something else.",
    "worse for some": "The rule is stricter for some.",
    "better for some": "The rule is looser for some.",
    "not decided": "The rule is otherwise.",
    "reworded": "The rule is only reworded.",
    "equivalent": "The rule is only written otherwise.",
}


def render(document: Part, room: int = 80, colour: bool = False) -> str:
    """Return the page, no wider than the room."""
    return text_of(_lines(document, page_of(room, colour, NARROW)))


def _lines(document: Part, page: Page) -> Iterator[str]:
    yield page.stamps(["SELF-CHECK", "WHAT IF"])
    yield from page.say(clean(document["before"]["selection"]["title"]), code=BOLD)
    if not document["steps"]:
        yield from page.say("No edition that is known here follows any of those that are selected.")
    for step in document["steps"]:
        yield from page.say(f"{clean(step['title'])} ({step['new']}) in place of {step['old']}.")
        yield from page.say(" ".join(_dates(step)))
    for name, day in document["assumed"].items():
        yield from page.say(f"What is coming is judged for a contract with {name} on {day}.")
    yield from page.say(f"Both are judged as of {document['after']['as_of']}, by the answers that there are.")
    for pair, asked in zip(document["pairs"], document["asked"], strict=True):
        yield ""
        yield from page.say(sentences.in_full(document["after"]["selection"], pair["after"]), code=BOLD)
        yield from _pair(page, pair, asked, int(document["after"]["selection"]["rounding"]["places"]))
    yield from foot.lines(page, document["problems"], document["notices"])


def _dates(step: Part) -> Iterator[str]:
    yield step["counts"]
    if step["published"]:
        yield f"It was published on {step['published']}."
    if step["old_until"]:
        yield f"{step['old']} counts until {step['old_until']}."
    if step["status"] in _STATUS:
        yield _STATUS[step["status"]]


def _pair(page: Page, pair: PairPart, asked: Sequence[Part], places: int) -> Iterator[str]:
    before, after = pair["before"], pair["after"]
    for name, part in (("Now", before), ("Then", after)):
        score = f" Score: {span(part['score'], places)} out of 100." if part["score"] else ""
        gates = sentences.gates(part["gates"])
        yield from page.say(f"{name}: {part['verdict'] or 'no gate'}; {gates}.{score}")
    for kind, title in _TITLES.items():
        parts = [each for each in pair["criteria"] if each["change"] == kind]
        if parts:
            yield from page.heading(f"{title} ({len(parts)})")
        for each in filter(_is_told, parts):
            yield from _criterion(page, each)
        yield from _listed(page, [each for each in parts if not _is_told(each)])
    if asked:
        yield from page.heading(f"What it asks that is not answered ({len(asked)})")
    for question in asked:
        yield from page.say(f"{question['question']} ({question['fact']})", "- ")
    yield ""
    yield from page.say(f"{counted(pair['counts']['same'], 'criterion comes', 'criteria come')} to the same.")


def _is_told(part: ComparedCriterion) -> bool:
    """Tell whether a criterion needs more than its name: not what is no longer asked, or settled from the first."""
    after = part["after"]
    settled = part["change"] == "new" and after and after["outcome"] in ("met", "not applicable")
    return part["change"] != "gone" and not settled


def _listed(page: Page, parts: Sequence[ComparedCriterion]) -> Iterator[str]:
    """Yield the names of criteria, those of each outcome together."""
    by_outcome: dict[str, list[str]] = {}
    for part in parts:
        seen = part["after"] or part["before"]
        assert seen is not None
        by_outcome.setdefault(seen["outcome"], []).append(clean(part["criterion"]))
    for outcome, names in by_outcome.items():
        yield from page.say(f"{', '.join(names)}.", f"{outcome.capitalize()}: ", "  ")


def _criterion(page: Page, part: ComparedCriterion) -> Iterator[str]:
    outcomes = [outcome_of(seen) for side in SIDES if (seen := part[side])]
    turn = " becomes ".join(dict.fromkeys(outcomes))
    gate = " (gate)" if part["gate"] else ""
    rule = f" {_RULES[part['rule']]}" if part["rule"] in _RULES else ""
    yield from page.say(f"{clean(part['title'])}{gate}: {turn}.{rule}", f"{clean(part['criterion'])}  ", "  ")
    if part["change"] in ("lost", "new", "changed"):
        for said in part["why"][:2]:
            yield from page.say(clean(said), "  ")
