"""`techassure standards`: what the library holds, and whether its examples come out as they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

import typer

from techassure.authoring import reading_page
from techassure.calendar_days import iso
from techassure.cli import (
    choosing,
    printing,
    standards_diff,
    standards_impact,
    standards_lint,
    standards_lock,
    standards_new,
    standards_schema,
    standards_test,
)
from techassure.cli.apps import group_app
from techassure.definitions.definition import Definition
from techassure.definitions.editions import Edition
from techassure.definitions.library import load_library
from techassure.definitions.model import Criterion
from techassure.report import sentences
from techassure.report.text import BOLD, Cell, Column, Page, clean, exact, header, row, text_of, width

_LEAST_TITLE = 30
"""Where a title would have less room beside the other columns, it stands beneath them."""

_EPILOG = """\b
Examples:
  techassure standards list
  techassure standards show dtac@2.0
  techassure standards show help-desk@1 --library our-standards --format markdown --output help-desk.md
  techassure standards test
  techassure standards test dtac@2.0 cyber-essentials@3.3/CE-1 --coverage
  techassure standards test --format junit --output examples.xml
  techassure standards lock --check
  techassure standards schema .schemas
"""

app = group_app("Read the encoded standards; test, prove, compare, lock and write them.", _EPILOG)


@app.command(name="list")
def list_editions(library_folder: choosing.LibraryFolder = None) -> None:
    """List the editions and the baselines of the library."""
    with printing.refusing():
        library = load_library(library_folder)
        printing.write(
            text_of(_listing(library.editions(library.names()), list(library.baselines()), printing.page())), None
        )


@app.command(name="show", short_help="Show an edition: dates, criteria, checks.")
def show_edition(
    name: Annotated[str, typer.Argument(metavar="ID@EDITION", help="An edition, such as dtac@2.0.")],
    *,
    form: Annotated[
        Literal["text", "markdown"],
        typer.Option("--format", "-f", help="A list for the terminal, or a page that says what each criterion asks."),
    ] = "text",
    output: choosing.Output = None,
    library_folder: choosing.LibraryFolder = None,
) -> None:
    """Show an edition: its dates, its criteria in order, what each binds by, and what is not encoded."""
    with printing.refusing():
        library = load_library(library_folder)
        edition = library.edition(name)
        made = (
            reading_page.lines(edition, library)
            if form == "markdown"
            else _edition(edition, printing.page(output=output))
        )
        printing.write(text_of(made), output)


_SAYS = {
    "test": "Run the examples of editions through the engine.",
    "lint": "Find mistakes that examples do not show.",
    "diff": "Say what changes between editions or revisions.",
    "impact": "Replay submissions under old rules and new.",
    "new": "Write the files of something new.",
    "lock": "Lock what decides in an edition in force.",
    "schema": "Write JSON Schemas for an editor.",
}
"""What the list of commands says of each, on one line."""
app.command(name="test", short_help=_SAYS["test"])(standards_test.run_examples)
app.command(name="lint", short_help=_SAYS["lint"], epilog=standards_lint.EPILOG)(standards_lint.lint_definitions)
app.command(name="diff", short_help=_SAYS["diff"], epilog=standards_diff.EPILOG)(standards_diff.diff)
app.command(name="impact", short_help=_SAYS["impact"], epilog=standards_impact.EPILOG)(standards_impact.impact)
app.command(name="new", short_help=_SAYS["new"], epilog=standards_new.EPILOG)(standards_new.new)
app.command(name="lock", short_help=_SAYS["lock"])(standards_lock.lock)
app.command(name="schema", short_help=_SAYS["schema"])(standards_schema.write_schemas)


def _listing(editions: Sequence[Edition], baselines: Sequence[str], page: Page) -> Iterator[str]:
    titles = ("Edition", "Status", "In force from", "Criteria", "Title")
    rows = [titles, *(_listed(edition) for edition in editions)]
    rooms = [max(map(width, stack)) for stack in zip(*rows, strict=True)]
    rooms[-1] = min(rooms[-1], page.width - sum(rooms[:-1]) - 2 * len(titles))
    beside = rooms[-1] >= _LEAST_TITLE
    columns = [Column(title, room, title == "Criteria") for title, room in zip(titles, rooms, strict=True)]
    columns = columns if beside else columns[:-1]
    yield from header(columns, page.paint)
    for cells in rows[1:]:
        yield from row(columns, [Cell(cell) for cell in cells[: len(columns)]], page.paint)
        yield from () if beside else page.say(cells[-1], "  ")
    yield ""
    yield from page.say(f"Baselines: {', '.join(baselines) or 'none'}.")


def _listed(edition: Edition) -> tuple[str, str, str, str, str]:
    file = edition.file
    since = iso(file.in_force.first) if file.in_force else "-"
    return f"{edition.name} r{file.revision}", file.status, since, str(len(edition.definitions)), file.title


def _edition(edition: Edition, page: Page) -> Iterator[str]:
    yield from _edition_head(edition, page)
    for section in edition.file.sections:
        domain = sentences.DOMAINS[section.domain]
        within = "" if domain == section.title else f" ({domain})"
        yield from page.heading(f"{section.id}: {section.title}{within}")
        for definition in edition.definitions:
            if definition.section is section:
                yield from _criterion(definition, page)
    if edition.file.not_encoded:
        yield from page.heading("Not encoded")
    for left in edition.file.not_encoded:
        yield from page.say(f"{clean(left.clause)}: {clean(left.because)}", "", "  ")
    if edition.file.errata:
        yield from page.heading("Errata of this encoding")
    for erratum in edition.file.errata:
        touches = f" ({', '.join(erratum.touches)})" if erratum.touches else ""
        yield from page.say(f"{clean(erratum.changed)}{touches}", f"r{erratum.revision}, {iso(erratum.on)}: ", "  ")


def _edition_head(edition: Edition, page: Page) -> Iterator[str]:
    file, standard = edition.file, edition.standard
    yield from page.say(file.title, code=BOLD)
    yield from page.say(f"{edition.name}, revision {file.revision} of this encoding, {file.status}{_force(edition)}")
    yield from page.say(f"{standard.publisher}: {standard.address}")
    yield from page.say(standard.standing)
    if file.supersedes:
        yield from page.say(f"Supersedes {file.supersedes}.")
    if file.remarks:
        yield ""
        yield from page.say(clean(file.remarks))


def _force(edition: Edition) -> str:
    period = edition.file.in_force
    if period is None:
        return ""
    return f" from {iso(period.first)}" + (f" to {iso(period.last)}" if period.last else "")


def _criterion(definition: Definition, page: Page) -> Iterator[str]:
    criterion = definition.criterion
    yield from page.say(criterion.title, f"{criterion.id}  ", code=BOLD)
    demands = criterion.evidence.demands
    facts = [_role(definition), *_duty(criterion)]
    facts += [f"answers to be {demands}"] if demands != "claimed" else []
    facts += ["judged by a reviewer"] if criterion.judged_by else []
    yield from page.say(
        f"{'; '.join(facts)}; source {criterion.source.clause} ({criterion.source.confidence}).", "    "
    )


def _duty(criterion: Criterion) -> list[str]:
    """By what it binds and whom: what binds a buyer reaches a supplier only through the contract."""
    by = "voluntary" if criterion.obligation == "voluntary" else f"obliged by {criterion.obligation.replace('-', ' ')}"
    passed_on = ", the supplier by contract" if criterion.flowed_down_by else ""
    return [by, f"binds the {criterion.binds}{passed_on}"]


def _role(definition: Definition) -> str:
    entry = definition.entry
    if entry.gate:
        return f"gate ({entry.gate}{f', due at {entry.due}' if entry.due else ''})"
    return f"scored, share {exact(str(entry.share))}" if entry.share is not None else "context"
