"""Evidence for people and as data: one file that was read, the contradictions of a tender, what to look up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from techassure.calendar_days import iso
from techassure.documents.document import Document
from techassure.engine.contradictions import REDACTED, brief
from techassure.evidence.contents import SECONDS
from techassure.evidence.kinds import Read
from techassure.evidence.reading import Detail, Found, Reader, Rows
from techassure.evidence_pack.registers import LookUp, ToCompare
from techassure.phrases import counted, ended
from techassure.problems import Problem
from techassure.report import sentences
from techassure.report.text import BOLD, Page, clean
from techassure.submissions import Submission
from techassure.vulnerabilities import Statement, Statements, weighed

_MOST_SHOWN = 25


def kind(reader: Reader, page: Page) -> Iterator[str]:
    """Return what a reader reads, what it can tell, and for which documents such a file stands."""
    extra = f' Needs `pip install "techassure[{reader.extra}]"`.' if reader.extra else ""
    yield from page.say(f"{reader.title}; versions: {reader.versions}.{extra}", f"{reader.name}  ", "  ", BOLD)
    yield from page.say(f"facts: {', '.join(reader.facts) or 'none; dates and particulars only'}", "  ", "    ")
    if reader.documents:
        yield from page.say(f"stands for: {', '.join(reader.documents)}", "  ", "    ")


def reading(found: Read, page: Page) -> Iterator[str]:
    """Return what a file says: facts with their places, and what else is worth reading."""
    reader, said = found
    yield from page.say(clean(said.title or reader.title), code=BOLD)
    for name, value in _particulars(found).items():
        if value:
            yield from page.say(clean(value), f"{name.replace('_', ' ')}: ", "  ")
    yield from page.heading(f"Facts ({len(said.facts)})")
    for fact in said.facts:
        yield from page.say(f"{_value(fact)}  ({_at(fact)})", f"{fact.fact}: ", "  ")
    if said.details:
        yield from page.heading(f"Read beside them ({len(said.details)})")
    for each in said.details[:_MOST_SHOWN]:
        where = f"  ({_at(each)})" if each.place.line else ""
        yield from page.say(f"{clean(each.value)}{where}", f"{clean(each.name)}: ", "  ")
    if len(said.details) > _MOST_SHOWN:
        yield from page.say(f"and {len(said.details) - _MOST_SHOWN} more, with `--format json`")


def _particulars(found: Read) -> dict[str, str]:
    reader, said = found
    return {
        "kind": f"{reader.name}: {reader.title}",
        "product": said.product,
        "version": said.version,
        "holder": said.holder,
        "made_by": said.made_by,
        "made_on": iso(said.made_on) if said.made_on else "",
        "expires_on": iso(said.expires_on) if said.expires_on else "",
        "covers": said.covers,
    }


def _value(fact: Found) -> str:
    if isinstance(fact.value, Rows):
        rows = [f"{str(row[fact.value.key]).replace('_', '.')} {row[fact.value.column]}" for row, _ in fact.value.rows]
        return clean(f"{counted(len(rows), 'row')}: {', '.join(rows)}")
    if isinstance(fact.value, Statements):
        known = weighed(fact.value.listed)
        still = [each.name for each in known if each.is_open]
        named = f": {', '.join(still[:_MOST_SHOWN])}" if still else ""
        return clean(f"{len(still)} of {len(known)} by this file alone{named}")
    if fact.how == "is not":
        return f"not `{clean(fact.value[0])}`"
    value = ", ".join(map(str, fact.value)) if isinstance(fact.value, list) else fact.value
    return clean(value)


def _at(fact: Found | Detail) -> str:
    return f"line {fact.place.line}" if fact.place.line else "the file"


def reading_data(found: Read) -> dict[str, Any]:
    """Return what a file says, as data."""
    said = found.reading
    return {
        "techassure": 1,
        **_particulars(found),
        "title": said.title,
        "facts": [_fact(each) for each in said.facts],
        "details": [{"name": each.name, "value": each.value, "at": each.place.as_data()} for each in said.details],
        "problems": [problem.as_data() for problem in said.problems],
    }


def _fact(fact: Found) -> dict[str, Any]:
    return {"fact": fact.fact, "how": fact.how, **_data(fact), "at": fact.place.as_data()}


def _data(fact: Found) -> dict[str, Any]:
    value = fact.value
    if isinstance(value, Statements):
        return {"value": [_statement(each) for each in value.listed], "whole": value.whole}
    return {"value": [row for row, _ in value.rows] if isinstance(value, Rows) else value}


def _statement(said: Statement) -> dict[str, Any]:
    return {
        "names": list(said.names),
        "status": said.said,
        "settled": said.settled,
        "on": iso(said.at // SECONDS) if said.at else None,
        "products": [list(each) for each in said.products],
        "parts": [list(each) for each in said.parts],
        "at": said.place.as_data(),
    }


class Checked(NamedTuple):
    """A pack that was checked: what it is called, its submission where that could be read, and what was found."""

    label: str
    submission: Submission | None
    problems: tuple[Problem, ...]


def checked_data(packs: Sequence[Checked], as_of: int) -> dict[str, Any]:
    """Return what was found in each pack, as data; what could not be read has neither a product nor counts."""
    return {"techassure": 1, "as_of": iso(as_of), "packs": [_pack(each) for each in packs]}


def _pack(pack: Checked) -> dict[str, Any]:
    made = pack.submission
    return {
        "source": pack.label,
        "supplier": made and made.supplier,
        "supplier_id": made and made.supplier_id,
        "product": made and made.product,
        "product_version": made and made.version,
        "lot": made and made.lot,
        "documents": made and len(made.documents),
        "right_digest": made and sum(each.state == "readable" for each in made.documents),
        "measured": made and len(made.measurements),
        "problems": [problem.as_data() for problem in pack.problems],
    }


def checked(packs: Sequence[Checked], as_of: int, page: Page) -> Iterator[str]:
    """Return what each pack holds, and whether nothing is to be mended; what is stands apart, with its places."""
    for pack in packs:
        said = _pack(pack)
        if pack.submission is None:
            yield from page.say(f"{clean(pack.label)}: could not be read.")
            continue
        counts = f"{counted(said['documents'], 'document')}, {said['right_digest']} with the right digest, "
        yield from page.say(
            f"{clean(said['product'])} {clean(said['product_version'])}, {clean(said['supplier'])}: {counts}"
            f"{counted(said['measured'], 'fact')} measured, as of {iso(as_of)}. "
            + ("" if pack.problems else "Nothing to mend.")
        )


def contradictions_data(document: Document) -> dict[str, Any]:
    """Return the contradictions of every submission that has some, as data."""
    keys = ("source", "supplier", "supplier_id", "product", "product_version", "lot", "contradictions")
    parts = [
        {key: value for key, value in part.items() if key in keys}
        for part in document["assessments"]
        if part["contradictions"]
    ]
    return {"techassure": 1, "as_of": document["as_of"], "submissions": parts, "problems": document["problems"]}


def contradictions(document: Document, page: Page) -> Iterator[str]:
    """Return the contradictions of every submission that has some."""
    parts = contradictions_data(document)["submissions"]
    number = sum(len(part["contradictions"]) for part in parts)
    told = f"{counted(number, 'contradiction')} in {counted(len(document['assessments']), 'submission')}"
    yield from page.say(f"{told}, as of {document['as_of']}.")
    for part in parts:
        yield from page.heading(f"{sentences.in_full(document['selection'], part)} ({len(part['contradictions'])})")
        for each in part["contradictions"]:
            yield from page.say(clean(each["question"]), f"{each['fact']}  ", "  ", BOLD)
            for said in sentences.contradiction(each):
                yield from page.say(said, "  ", "  ")


def look_ups(submission: Submission, ups: Sequence[LookUp], page: Page) -> Iterator[str]:
    """Return the registers to open for a submission, what to search for there, and what to compare."""
    yield from page.say(
        f"{clean(submission.product)} {clean(submission.version)}, {clean(submission.supplier)}", code=BOLD
    )
    if not ups:
        yield from page.say("Nothing that this submission says can be looked up in a register that is known here.")
    for up in ups:
        yield from page.heading(up.register)
        yield from page.say(up.address)
        attached = ", ".join(up.attached) or "not attached"
        yield from page.say(f"{ended('Search for ' + clean(up.holder))} Document {up.document}: {attached}.")
        for each in up.compare:
            identifier = ", the identifier" if each.identifies else ""
            yield from page.say(
                f"{clean(brief(each.value))} ({each.fact}{identifier}){_checked(each)}", "  compare: ", "    "
            )


def _checked(each: ToCompare) -> str:
    if each.checked is None:
        return ""
    found = each.checked.found
    hidden = each.value == REDACTED
    said = "confirmed" if found is None else "found otherwise" if hidden else f"found {clean(brief(found))}"
    return f" - {said} by {clean(each.checked.by)} on {iso(each.checked.on)}"
