"""The supplier's plan as a page: what to change, what that comes to, and where more points are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TypeVar

from techassure.phrases import counted, ended
from techassure.planning.desk import Because
from techassure.planning.making import Awaited
from techassure.planning.plan_document import ChangePart, PlanDocument, PlanPart, QuestionPart, SharedStep, StepPart
from techassure.problems import listing
from techassure.report import colophon, foot, sentences
from techassure.report.text import BOLD, NARROW, Page, clean, exact, page_of, series, text_of

APART: dict[Because, str] = {
    "kept": "rests on what the product is, or on what has happened, which no plan changes",
    "fixed": "rests on what cannot be changed",
    "computed": "rests on what is computed from answers, and none were found that do: `check` says what it asks",
    "claimed": "waits for a decision on what is claimed",
    "judged": "was judged not met by a person",
    "contradicted": "rests on an answer that a document contradicts: settle which is right",
    "conflict": "asks of an answer what another gate forbids",
    "asked first": "hangs on what applies: answer first what is asked above",
    "not together": "was reached by itself, and not together with what the others need",
    "not reached": "was not reached by any answers and documents that were tried",
}
_FIRST = "Only you know them, and what is asked hangs on them. Until then the plan takes what asks most."
_MANY, _MOST_ROWS = 4, 10
AWAITED: dict[Awaited, str] = {
    "reviewer": "a person has to judge it",
    "register": "the buyer has to look it up",
    "tool": "a file that a tool wrote has to show it: `check` says which to attach",
}


Change = TypeVar("Change", bound=ChangePart)


def render(document: PlanDocument, room: int = 80, colour: bool = False) -> str:
    """Return the plans as text, no wider than the room."""
    return text_of(_lines(document, page_of(room, colour, NARROW)))


def _lines(document: PlanDocument, page: Page) -> Iterator[str]:
    yield page.stamps(colophon.stamped("PLAN", document))
    yield from page.say(clean(document["selection"]["title"]), code=BOLD)
    yield from page.say(sentences.basis(document))
    yield from page.say(sentences.standards(document["selection"]))
    for part in document["plans"]:
        yield ""
        yield from page.say(sentences.in_full(document["selection"], part), code=BOLD)
        yield from _plan(page, part, document["effort"] == "stated")
    yield from foot.lines(page, document["problems"], document["notices"], document["tool"])


def _plan(page: Page, part: PlanPart, stated: bool) -> Iterator[str]:
    yield from page.say(
        f"Today: {part['verdict'] or 'no gate'}. With everything below: {part['verdict_after'] or 'no gate'}."
    )
    for said in [_size(part, stated), *_short(part)]:
        yield from page.say(said)
    yield from asked_first(page, part["asked_first"])
    yield from changes(page, part["changes"], stated, lambda change: [f"For {series(change['criteria'], 4)}."])
    yield from _open(page, part)
    yield from _steps(page, part)


def asked_first(page: Page, questions: Collection[QuestionPart]) -> Iterator[str]:
    """Say the questions on which it hangs what is asked, each with its key and its options."""
    if questions:
        yield from page.heading(f"Answer these first ({len(questions)})")
        yield from page.say(_FIRST)
    for each in questions:
        options = f": {listing(each['options'])}" if each["options"] else ""
        yield from page.say(f"{each['question']} ({each['fact']}{options})", "- ")


def changes(
    page: Page, found: Sequence[Change], stated: bool, purposes: Callable[[Change], Iterable[str]]
) -> Iterator[str]:
    """Say what to change, what that has to reach, and for what it is done; its effort where efforts are stated."""
    if found:
        yield from page.heading(f"What to change ({len(found)})")
    for number, change in enumerate(found, 1):
        lead, effort = f"{number}. ", f" Effort: {exact(change['effort'])}." if stated else ""
        indent = " " * len(lead)
        yield from page.say(f"{change['question']} ({change['fact']})", lead)
        yield from _reached(page, change, indent, effort)
        for purpose in purposes(change):
            yield from page.say(purpose, indent)


def _size(part: PlanPart, stated: bool) -> str:
    """Return how large the plan is, and whether a smaller one may exist."""
    if not part["changes"]:
        nothing = "No change was found that helps" if part["apart"] else "There is nothing to change"
        return f"{nothing}{', but for points' if part['steps'] else ''}."
    done = "as much" if part["verdict_after"] == "non-compliant" else "it"
    count = counted(len(part["changes"]), "change")
    size = f"{count}, an effort of {exact(part['effort'])}" if stated else count
    if part["exact"]:
        return f"{size}: no smaller set does {done}." if not stated else f"{size}: no set of less effort does {done}."
    return f"{size}: the best that was found. No set with less than {exact(part['least'])} does {done}."


def _short(part: PlanPart) -> Iterator[str]:
    """Say that a plan does not get there, where it does not, and where it is told why, or who has to do the rest."""
    if part["changes"] and part["verdict_after"] == "non-compliant":
        yield "This does not make it compliant: answers and documents alone do not reach everything; see below."
    if part["changes"] and part["verdict_after"] == "undecided" and part["awaits"] and not part["apart"]:
        yield "What is open then is for others to settle: see below."


def _reached(page: Page, change: ChangePart, indent: str, more: str = "") -> Iterator[str]:
    """Say what the answer has to be: in a sentence, and where it takes more than a few, in a list."""
    rows = change["rows"]
    kept = [each["says"] for each in change["reach"] if each["so_now"]] if change["now"] else []
    reach = [each["says"] for each in change["reach"] if each["says"] not in kept]
    reach += [f"a row for whatever the rows of {name} look up here" for name in change["beside"]]
    if len(reach) + len(kept) < _MANY and not rows and not isinstance(change["now"], list):
        yield from page.say(_in_a_sentence(change) + more, indent)
        return
    yield from _listed(page, _lead(change), reach, indent)
    yield from _listed(page, "To keep as it is:", kept, indent)
    if rows:
        count = f"{len(rows)} row{'s' * (len(rows) != 1)}"
        lead = f"For instance, with the answers that go with it, {count}:"
        left = [f"and {len(rows) - _MOST_ROWS} more"] if len(rows) > _MOST_ROWS else []
        yield from _listed(page, lead, [*rows[:_MOST_ROWS], *left], indent)
    yield from page.say(more.strip(), indent) if more else ()


def _listed(page: Page, lead: str, lines: Sequence[str], indent: str) -> Iterator[str]:
    """Say lines under what they are, where there are any."""
    yield from page.say(lead, indent) if lines else ()
    for each in lines:
        yield from page.say(clean(each), f"{indent}- ")


def _lead(change: ChangePart) -> str:
    """Return what stands before what has to be so: of what the product is, that is for nobody to reach."""
    return "Answer it as it is. The plan holds if that is:" if change["given"] else "To reach:"


def _in_a_sentence(change: ChangePart) -> str:
    if change["kind"] == "document":
        which = f"Attach one in place of `{clean(change['now'])}`" if change["now"] else "Attach it"
        return f"{which}: in force, and about this version of the product."
    if not change["reach"]:
        return "Answer it as it is." if change["given"] else "Answer it; any answer will do."
    said = f"{_lead(change)} {clean('; '.join(each['says'] for each in change['reach']))}."
    instance = change["for_instance"]
    shown = {True: "yes", False: "no"}.get(instance, instance) if isinstance(instance, bool) else instance
    told = said if instance is None else f"{said} {ended(f'For instance {clean(shown)}')}"
    now = change["now"]
    return told if now is None or isinstance(now, bool) else f"{told} {ended(f'Now: {clean(str(now))}')}"


def _open(page: Page, part: PlanPart) -> Iterator[str]:
    left = [(each["criterion"], APART[each["because"]]) for each in part["apart"]]
    waits = [(each["criterion"], AWAITED[each["of"]]) for each in part["awaits"]]
    yield from together(page, "What this plan does not reach", left)
    yield from together(page, "What answers alone do not settle", waits)


def together(page: Page, title: str, rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Say what is true of some criteria, those together of which the same is true."""
    if rows:
        yield from page.heading(f"{title} ({len(rows)})")
    for says in dict.fromkeys(says for _, says in rows):
        whose = series([key for key, each in rows if each == says])
        yield from page.say(f"{says[0].upper()}{says[1:]}: {whose}.", "- ")


def _steps(page: Page, part: PlanPart) -> Iterator[str]:
    if part["steps"]:
        yield from page.heading(f"Then, for points ({len(part['steps'])})")
        yield from page.say("Most points for the effort first; each counts after those before it.")
    for number, step in enumerate(part["steps"], 1):
        by = counted(len(step["changes"]), "change")
        yield from one_step(page, number, f"{counted_points(step['gain'])} from {step['criterion']}, by {by}:", step)


def one_step(page: Page, number: int, said: str, step: StepPart | SharedStep) -> Iterator[str]:
    """Say a step for points: what it gains, and each of its changes."""
    lead = f"{number}. "
    indent = " " * len(lead)
    yield from page.say(said, lead)
    for change in step["changes"]:
        yield from page.say(f"{change['question']} ({change['fact']})", f"{indent}- ")
        yield from _reached(page, change, f"{indent}  ")


def counted_points(gain: str) -> str:
    """Return `6.25 points more`."""
    return f"{counted(points(gain), 'point')} more"


def points(exactly: str) -> str:
    """Return a gain of at most two decimals: `1.29` for `9/7`, and no zero for what is not nothing."""
    shown = f"{float(Fraction(exactly)):.2f}".rstrip("0").rstrip(".")
    return "less than 0.01" if shown == "0" and Fraction(exactly) else shown
