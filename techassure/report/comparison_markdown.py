"""Two results side by side as Markdown: what lapsed, was lost, is new, was fixed, and why."""

from __future__ import annotations

from collections.abc import Iterator

from techassure.documents.comparison_document import SIDES, ComparedCriterion, Comparison, PairPart
from techassure.phrases import ended, run_on
from techassure.report.comparison_words import (
    Words,
    alike,
    basis,
    called,
    minimums,
    named,
    only,
    outcome,
    reasons,
    sorted_by_role,
    standing,
    statement,
    turn,
    words,
)
from techassure.report.markup import plain, table, ticked
from techassure.report.text import text_of


def render(document: Comparison) -> str:
    """Return the comparison as Markdown."""
    return text_of(_lines(document))


def _lines(document: Comparison) -> Iterator[str]:
    said = words(document)
    yield f"## {plain(said.heading)}"
    yield ""
    yield plain(statement(document))
    yield ""
    for name, side in named(said):
        stamp = "**WHAT IF** " if document[side]["what_if"] else ""
        yield f"- {plain(name)}: {stamp}{plain(basis(document[side]))}"
    yield ""
    for pair in document["pairs"]:
        yield from _names(*(plain(called(document, pair[side])) for side in SIDES))
        yield from _pair(pair, said, document["after"]["selection"]["rounding"]["places"])
    for name, found in only(document, said):
        yield ended(f"{plain(name)}: {', '.join(plain(called(document, each)) for each in found)}")
        yield ""
    yield plain(document["tool"])


def _names(before: str, after: str) -> Iterator[str]:
    yield f"### {after}"
    yield ""
    if before != after:
        yield ended(f"Compared with {before}")
        yield ""


def _pair(pair: PairPart, said: Words, places: int) -> Iterator[str]:
    yield from table(
        ("", "Verdict", "Gates met", "Score of 100", "Lapses on"),
        [standing(plain(said.before), pair["before"], places), standing(plain(said.after), pair["after"], places)],
    )
    told = minimums(pair, said, places)
    yield from (f"- {plain(name)}: {plain(each)}" for name, each in told)
    yield from [""] if told else []
    for kind, title in said.titles.items():
        found = [each for each in pair["criteria"] if each["change"] == kind]
        if found:
            yield f"**{plain(title)} ({len(found)})**"
            yield ""
            yield from (_criterion(each, said) for each in sorted_by_role(found))
            yield ""
    yield f"{alike(pair, said)}."
    yield ""
    yield from _every(pair, said)


def _criterion(part: ComparedCriterion, said: Words) -> str:
    on = f" on {part['on']}" if part["on"] else ""
    gate = " (gate)" if part["gate"] else ""
    head = f"- {plain(part['criterion'])}{gate} {plain(part['title'])}: {turn(part)}{on}."
    told = [_told(name, why) for name, why in reasons(part, said)]
    return " ".join([head, *told])


def _told(name: str, why: list[str]) -> str:
    said = run_on(ticked(each) for each in why)
    return f"{plain(name)}: {said}" if name else said


def _every(pair: PairPart, said: Words) -> Iterator[str]:
    yield f"<details><summary>Every criterion ({len(pair['criteria'])})</summary>"
    yield ""
    rows = [
        [f"{plain(each['criterion'])} {plain(each['title'])}", outcome(each["before"]), outcome(each["after"])]
        for each in pair["criteria"]
    ]
    yield from table(("Criterion", plain(said.before), plain(said.after)), rows)
    yield "</details>"
    yield ""
