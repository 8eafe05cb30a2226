"""An edition as a page, for people who decide about it: what each criterion asks, in plain words, and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import get_args

from techassure.authoring.markdown import sentence, table, ticked
from techassure.authoring.plain_words import (
    LONG_LISTS,
    Speaker,
    length,
    long_lists,
    without_placeholders,
)
from techassure.calendar_days import iso
from techassure.definitions.definition import Definition
from techassure.definitions.editions import Edition
from techassure.definitions.library import Library
from techassure.definitions.model import Confidence, Criterion, Fact, Section
from techassure.definitions.words import Tree
from techassure.explaining.subjects import subject
from techassure.phrases import counted, ended
from techassure.proving.whole_examples import WholeFile, whole_files

_SELECTED_BY = {
    "as-of": "the day of assessment",
    "procurement-commenced": "the day on which the procurement commenced",
    "form-supplied": "the day on which the form was supplied",
    "account-opened": "the day on which the account for certification was opened",
}
_DUE = {"award": "award", "contract.start": "the start of the contract"}
_EXAMPLES = ("strong", "borderline", "weak", "empty")
_BY = {"voluntary": "good will alone", "information-standard": "an information standard"}
_DEMANDS = {
    "claimed": "Nothing has to back the answers.",
    "documented": "A document has to back the answers.",
    "measured": "A measurement has to back the answers.",
    "verified": "The answers have to be verified, for example in a public register.",
}
HOW_TO_READ = """\
## How to read a page

- **Counts as**: a *requirement*, a *condition of participation* or a *disqualifying award criterion* is a gate. Where \
it is not met, the submission does not comply. *Scored* gives points, with its share of the points of its domain in \
this edition; a tender may set other shares. *Context* is shown and explained, and not counted.
- **Obligation**: why it binds at all: a law, an information standard, a contract, a policy, or nothing but good will.
- **Binds**: whose duty it is. Where it is the buyer's or the provider's, it reaches a supplier only through \
the contract.
- **Source**: how sure we are of it. *Confirmed* on an official page, *secondary* through another source, *background* \
knowledge that was not checked, *unsure*. No gate rests on the last two.
- **Applies where**: otherwise the criterion is not applicable, and counts neither for nor against.
- **Checked**: each question, and the answer that is wanted. What follows *If not* is what the supplier is told; … \
stands for what was answered. A question that is not answered fails nothing and meets \
nothing: the outcome is “no answer”.
- **A person judges**: no rule decides it. What fails a check is never put to the person.
- **Equivalents**: a supplier may offer something equivalent to any criterion that does not refuse it below; a person \
decides whether it is.
- **The day of assessment** is fixed by the tender. All dates are compared with it.

What a criterion says is our paraphrase. Its authority is the source that it names, and nothing else.
"""


def lines(edition: Edition, library: Library) -> Iterator[str]:
    """Return the lines of a page that stands alone, its title included."""
    yield from (f"# {edition.file.title}", "")
    yield from Reading(edition, library).lines()


class Reading:
    """One edition as a page. ``page_of`` gives the page of another edition beside it; None: it stands alone."""

    def __init__(self, edition: Edition, library: Library, page_of: Callable[[str], str] | None = None) -> None:
        self.edition = edition
        self.file = edition.file
        self.facts = library.facts
        self.known = set(library.names())
        self.page_of = page_of
        self.whole = {each.example: each for each in whole_files(library.folder(edition.name))}
        self.speaker = Speaker(library.facts)
        self.points: Counter[str] = Counter()
        for each in edition.definitions:
            self.points[each.section.domain] += each.entry.share or Fraction()  # type: ignore[assignment]

    def lines(self) -> Iterator[str]:
        """Return the lines of the page."""
        yield from self._head()
        yield from self._numbers()
        yield from self._glance()
        yield from self._whole()
        for section in self.file.sections:
            yield from self._section(section)
        yield from self._long_lists()
        yield from self._left_out()
        yield from self._errata()
        yield from () if self.page_of else ("", *HOW_TO_READ.splitlines())

    def _head(self) -> Iterator[str]:
        standard = self.edition.standard
        yield f"{standard.title}. {standard.publisher}: <{standard.address}>"
        yield ""
        yield f"> **{'Official' if standard.official else 'Unofficial'}.** {standard.standing}"
        yield ""
        yield from (f"- {line}" for line in self._particulars())
        yield ""
        if self.file.remarks:
            yield from ("## What to know first", "", self.file.remarks, "")

    def _particulars(self) -> Iterator[str]:
        yield f"**Status**: {status(self.edition)}{self._force()}."
        if self.file.published:
            yield f"**Published**: {iso(self.file.published)}."
        yield f"**Which edition applies** is decided by {_SELECTED_BY[self.file.selected_by]}."
        if self.file.supersedes:
            yield f"**Supersedes**: {self._linked(self.file.supersedes)}."
        yield f"**This encoding**: `{self.edition.name}`, revision {self.file.revision}."
        yield f"**Licence**: {ended(self.edition.standard.licence)}"

    def _force(self) -> str:
        period = self.file.in_force
        if period is None:
            return ""
        return f", from {iso(period.first)}" + (f" to {iso(period.last)}" if period.last else "")

    def _linked(self, name: str) -> str:
        return f"[`{name}`]({self.page_of(name)})" if self.page_of and name in self.known else f"`{name}`"

    def _numbers(self) -> Iterator[str]:
        definitions, by_people = self.edition.definitions, judged(self.edition)
        gates, scored, context = roles(self.edition)
        sure = Counter(each.citation.confidence for each in definitions)
        sources = ", ".join(f"{sure[each]} {each}" for each in get_args(Confidence) if sure[each])
        yield from ("## In numbers", "")
        yield f"- {len(definitions)} criteria: {counted(gates, 'gate')}, {scored} scored, {context} for context."
        yield f"- A person judges {share(by_people, len(definitions))}; answers and documents decide the others."
        yield f"- Sources: {sources}."
        yield f"- Not encoded: {counted(len(self.file.not_encoded), 'part')} of the source, with reasons at the end."
        yield ""

    def _glance(self) -> Iterator[str]:
        beside = "README.md" if self.page_of else ""
        yield from ("## The criteria at a glance", "", f"[How to read this page]({beside}#how-to-read-a-page)", "")
        titles = ("", "criterion", "counts as", "obligation", "binds", "source", "clause", "judged")
        for section in self.file.sections:
            heading = _heading(section)
            yield f"**[{heading}](#{_anchor(heading)})**"
            yield ""
            yield from table(titles, map(self._glanced, self._members(section)))

    def _whole(self) -> Iterator[str]:
        """Say what becomes of whole submissions: those that every edition of the library has first."""
        if not self.whole:
            return
        yield from ("## What becomes of a submission", "")
        yield "Invented submissions, assessed by the program itself at every change of this edition."
        yield ""
        names = dict.fromkeys((*(name for name in _EXAMPLES if name in self.whole), *self.whole))
        yield from table(
            ("submission", "what it shows", "verdict", "score"), (_outcome(self.whole[each]) for each in names)
        )

    def _members(self, section: Section) -> list[Definition]:
        return [each for each in self.edition.definitions if each.section is section]

    def _glanced(self, definition: Definition) -> list[str]:
        criterion = definition.criterion
        return [
            f"[{criterion.id}](#{_anchor(_title(criterion))})",
            criterion.title,
            self._role(definition),
            criterion.obligation.replace("-", " "),
            _bound(criterion),
            criterion.source.confidence,
            criterion.source.clause,
            "by a person" if criterion.judged_by else "",
        ]

    def _role(self, definition: Definition) -> str:
        entry = definition.entry
        if entry.gate:
            return entry.gate.replace("-", " ") + (f", due at {_DUE[entry.due]}" if entry.due else "")
        if entry.share is None:
            return "context"
        whole = Fraction(self.points[definition.section.domain])
        minimum = f", at least {_points(entry.minimum)}" if entry.minimum is not None else ""
        return f"scored, share {_number(entry.share)} of {_number(whole)}{minimum}"

    # --- a criterion

    def _section(self, section: Section) -> Iterator[str]:
        yield from (f"## {_heading(section)}", "", f"Domain: {section.domain.replace('-', ' ')}.", "")
        members = self._members(section)
        shared = _shared(members)
        if shared:
            yield from ("**Everything in this section applies where**", "", *self.speaker.conditions(shared), "")
        for definition in members:
            yield from self._criterion(definition, None if shared else definition.applies)

    def _criterion(self, definition: Definition, applies: Tree | None) -> Iterator[str]:
        criterion = definition.criterion
        yield from (f"### {_title(criterion)}", "")
        yield f"*{sentence(self._role(definition))}. {_duty(criterion)}.*"
        yield ""
        source = criterion.source
        yield f"{source.says} ({source.confidence.capitalize()} source: [{source.clause}]({source.address}).)"
        yield ""
        if applies:
            yield from ("**Applies where**", "", *self.speaker.conditions(applies), "")
        yield from self._checked(definition)
        yield from self._judgement(criterion)
        yield from self._points(definition)
        yield from self._evidence(criterion)
        yield from self._claims(criterion)
        yield from self._notes(definition)

    def _checked(self, definition: Definition) -> Iterator[str]:
        if not definition.checks:
            return
        yield from ("**Checked**", "")
        for check, tree in definition.checks:
            yield from self.speaker.bullets(tree, f" *If not:* {ended(without_placeholders(check.otherwise))}")
        yield ""

    def _judgement(self, criterion: Criterion) -> Iterator[str]:
        if criterion.judged_by:
            asks = criterion.reviewer_asks or "How many points it gets, by the rubric below."
            yield from (f"**A person judges**: {asks}", "")

    def _points(self, definition: Definition) -> Iterator[str]:
        if not definition.bands:
            return
        yield from (f"**Points**: the best line that holds counts. Met from {_points(_pass_mark(definition))}.", "")
        for band, tree in definition.bands:
            yield f"- **{_number(band.points)}**: {ended(band.says)}"
            yield from self.speaker.bullets(tree, depth=1) if tree else ()
        yield ""

    def _evidence(self, criterion: Criterion) -> Iterator[str]:
        yield f"**Evidence**: {_DEMANDS[criterion.evidence.demands]}"
        documents = [_document(subject(name, self.facts), self.facts[name]) for name in criterion.evidence.by]
        if len(documents) > 1:
            yield "Any of these:"
        yield from ("", *(f"- {each}" for each in documents), *([""] if documents else []))

    def _claims(self, criterion: Criterion) -> Iterator[str]:
        if criterion.may_claim_not_applicable:
            yield from ("A supplier may say, with a reason, that it does not apply; a person decides.", "")
        if criterion.refuses_equivalent_because:
            yield from (f"**No equivalent is accepted**: {criterion.refuses_equivalent_because}", "")

    def _notes(self, definition: Definition) -> Iterator[str]:
        if not definition.notes:
            return
        yield from ("**Notes for the buyer**, which change no outcome", "")
        for note, tree in definition.notes:
            yield f"- {note.says} Shown where: {ended(self.speaker.clause(tree))}"
        yield ""

    # --- the end

    def _long_lists(self) -> Iterator[str]:
        trees = [tree for definition in self.edition.definitions for tree in definition.trees()]
        found = long_lists(trees, self.facts)
        if found:
            yield from (f"## {LONG_LISTS}", "")
            yield from (f"- **{name}** ({len(labels)}): {', '.join(labels)}" for name, labels in found.items())
            yield ""

    def _left_out(self) -> Iterator[str]:
        yield from ("## What is not encoded, and why", "")
        yield from (f"- **{each.clause.rstrip('.')}**: {each.because}" for each in self.file.not_encoded)
        yield from ("",) if self.file.not_encoded else ("Nothing is listed.", "")

    def _errata(self) -> Iterator[str]:
        yield from ("## Errata of this encoding", "")
        if not self.file.errata:
            yield "None."
        for each in self.file.errata:
            touches = f" Touches {ticked(each.touches)}." if each.touches else ""
            yield f"- Revision {each.revision}, {iso(each.on)}: {ended(each.changed)}{touches}"


def status(edition: Edition) -> str:
    return edition.file.status.replace("-", " ")


def roles(edition: Edition) -> tuple[int, int, int]:
    """Return how many criteria are gates, scored, context."""
    gates = sum(each.entry.gate is not None for each in edition.definitions)
    scored = sum(each.entry.share is not None for each in edition.definitions)
    return gates, scored, len(edition.definitions) - gates - scored


def judged(edition: Edition) -> int:
    return sum(each.criterion.judged_by is not None for each in edition.definitions)


def share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({100 * part / whole:.0f}%)"


def _shared(members: Sequence[Definition]) -> Tree | None:
    """Return what decides whether criteria apply, where it is the same for all of several."""
    first = members[0].applies if len(members) > 1 else None
    return first if all(each.applies == first for each in members) else None


def _number(value: Fraction) -> str:
    return f"{float(value):.4g}"


def _outcome(whole: WholeFile) -> tuple[str, str, str, str]:
    expect = whole.expect
    low, high = (f"{float(each):g}" for each in expect.score) if expect.score else ("", "")
    score = low if low == high else f"{low} to {high}"
    return sentence(whole.example), whole.shows, expect.verdict.replace("none", ""), score


def _points(value: Fraction) -> str:
    return counted(_number(value), "point")


def _heading(section: Section) -> str:
    """Return the title, with the section's id where that is a number or a code."""
    return section.title if section.id.islower() else f"{section.id}: {section.title}"


def _title(criterion: Criterion) -> str:
    return f"{criterion.id}: {criterion.title}"


def _anchor(heading: str) -> str:
    """Return the anchor that GitHub gives to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _bound(criterion: Criterion) -> str:
    whom = criterion.binds.replace("-", " ")
    return f"{whom}, passed on by the contract" if criterion.flowed_down_by else whom


def _duty(criterion: Criterion) -> str:
    why = _BY.get(criterion.obligation, criterion.obligation)
    passed_on = ", passed on by the contract" if criterion.flowed_down_by else ""
    return f"Binds the {criterion.binds.replace('-', ' ')} by {why}{passed_on}"


def _pass_mark(definition: Definition) -> Fraction:
    lowest = min(band.points for band, _ in definition.bands if band.points > 0)
    return definition.criterion.pass_mark or lowest


def _document(asked: str, fact: Fact) -> str:
    parts = [f"*{asked}*"]
    if fact.issued_by:
        parts.append(f"Issued by: {ended(fact.issued_by)}")
    if fact.valid_for:
        parts.append(f"Good for {length(fact.valid_for)}.")
    if fact.stays_valid:
        parts.append(f"How long it is good: {fact.stays_valid[0].lower()}{ended(fact.stays_valid[1:])}")
    if fact.register_:
        parts.append(f"Can be confirmed in: [{fact.register_.name}]({fact.register_.address}).")
    return " ".join(parts)
