"""`docs/standards/`: a reading page for each edition, for people who decide about it, and the list of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from techassure.authoring.markdown import page, table
from techassure.authoring.reading_page import HOW_TO_READ, Reading, judged, roles, share, status
from techassure.calendar_days import iso
from techassure.definitions.editions import Edition
from techassure.definitions.library import Library
from techassure.reference.standards import reading_page, totals


def pages(library: Library) -> dict[str, str]:
    """Return the text of every page by its file name."""
    editions = library.editions(library.names())
    return {
        "README.md": page("The standards, edition by edition", _list(library, editions)),
        **{
            reading_page(edition.name): page(edition.file.title, Reading(edition, library, reading_page).lines())
            for edition in editions
        },
    }


def _list(library: Library, editions: Sequence[Edition]) -> Iterator[str]:
    by_people = sum(judged(edition) for edition in editions)
    yield totals(library)
    count = sum(len(edition.definitions) for edition in editions)
    yield f"A person judges {share(by_people, count)} of the criteria; answers and documents decide the others."
    yield ""
    titles = ("edition", "publisher", "status", "from", "criteria", "gates", "scored", "context", "a person judges")
    yield from table(titles, map(_row, editions))
    yield from HOW_TO_READ.splitlines()


def _row(edition: Edition) -> list[str]:
    file = edition.file
    counts = [len(edition.definitions), *roles(edition), judged(edition)]
    since = iso(file.in_force.first) if file.in_force else ""
    link = f"[{file.title}]({reading_page(edition.name)})"
    return [link, edition.standard.publisher, status(edition), since, *map(str, counts)]
