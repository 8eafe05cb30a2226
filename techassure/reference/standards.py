"""`standards.md`: what the library holds, counted, with what each standard says of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import get_args

from techassure.authoring.markdown import table
from techassure.definitions.definition import Definition
from techassure.definitions.editions import Edition
from techassure.definitions.library import Library
from techassure.definitions.model import Confidence

_CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)


def lines(library: Library) -> Iterator[str]:
    """Return the lines of the page."""
    editions = library.editions(library.names())
    yield totals(library)
    yield ""
    yield "`techassure standards show ID@EDITION` lists the criteria of an edition."
    yield ""
    titles = ("edition", "title", "status", "criteria", "gates", "scored", "context", "examples", *_CONFIDENCES)
    yield from table(titles, map(_row, editions))
    yield (
        "The last four columns count the criteria by how sure their source is: `confirmed` on an official page, "
        "`secondary` through another source, `background` knowledge that was not checked, `unsure`. No gate rests on "
        "the last two."
    )
    yield ""
    for edition in editions:
        yield from _standard(edition)


def totals(library: Library) -> str:
    """Return how much the library holds, as a sentence."""
    editions = library.editions(library.names())
    definitions = _definitions(editions)
    standards = len({edition.file.standard for edition in editions})
    checks = sum(len(each.criterion.checks) for each in definitions)
    return (
        f"{standards} standards in {len(editions)} editions: {len(definitions):,} criteria with {checks:,} checks, "
        f"proved by {_examples(definitions):,} examples, over {len(library.entries):,} facts."
    )


def reading_page(name: str) -> str:
    """Return the file in `docs/standards/` that holds the reading page of an edition."""
    return f"{name.replace('@', '-')}.md"


def _definitions(editions: Sequence[Edition]) -> list[Definition]:
    return [definition for edition in editions for definition in edition.definitions]


def _examples(definitions: Sequence[Definition]) -> int:
    """Count the cases, and the usual answers as one of them."""
    return sum(1 + len(each.criterion.examples.cases) for each in definitions)


def _row(edition: Edition) -> list[str]:
    file, definitions = edition.file, edition.definitions
    gates = sum(each.entry.gate is not None for each in definitions)
    scored = sum(each.entry.share is not None for each in definitions)
    sure = Counter(each.citation.confidence for each in definitions)
    counts = [len(definitions), gates, scored, len(definitions) - gates - scored, _examples(definitions)]
    name = f"[`{edition.name}`](#{_anchor(edition)}) r{file.revision}"
    return [name, file.title, file.status, *map(str, counts), *(str(sure[name] or "") for name in _CONFIDENCES)]


def _anchor(edition: Edition) -> str:
    return "".join(letter for letter in edition.name if letter.isalnum() or letter in "-_")


def _standard(edition: Edition) -> Iterator[str]:
    standard = edition.standard
    yield f"## {edition.name}"
    yield ""
    yield f"{standard.title}. {standard.publisher}: <{standard.address}>"
    yield ""
    yield f"{standard.standing} [What it asks, criterion by criterion](../standards/{reading_page(edition.name)})"
    yield ""
    if edition.file.remarks:
        yield edition.file.remarks
        yield ""
    yield from (f"- Not encoded: {each.clause.rstrip('.')}. {each.because}" for each in edition.file.not_encoded)
    yield ""
