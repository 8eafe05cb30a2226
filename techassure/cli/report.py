"""`techassure report`: another output of a result that was kept as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from techassure.cli import choosing, formats, printing
from techassure.cli.apps import command_app
from techassure.documents.reader import document_of, is_final, of_supplier, read_value
from techassure.problems import Place
from techassure.report import final
from techassure.report.text import series
from techassure.tendering.final_reader import final_of

_EPILOG = """\b
Examples:
  techassure assess tender/ --format json --output result.json
  techassure report result.json --format xlsx --output result.xlsx
  techassure report result.json --format html --open
  techassure report result.json --supplier GB-COH-00000001 --format html --output feedback.html
  techassure report result.json --format clarifications
  techassure report my-tender/final.json --format xlsx --output final.xlsx

\b
Exit codes:
  0  it ran
  2  it could not run
"""

app = command_app()


@app.command(name="report", epilog=_EPILOG)
def report(
    path: Annotated[Path, typer.Argument(metavar="DOCUMENT.json", help="What `--format json` wrote, or a final.json.")],
    *,
    output_format: formats.Chosen = "table",
    output: choosing.Output = None,
    supplier: Annotated[
        str | None,
        typer.Option("--supplier", metavar="ID", help="Only this supplier, by id or name, and nothing about others."),
    ] = None,
    open_it: formats.Open = False,
) -> None:
    """Make another output of a result that was kept, or of a tender's final result, without assessing again.

    Nothing is looked up and nothing decided anew: the report says what the document says, of the day it was made for.
    """
    with printing.refusing():
        value, place = read_value(path), Place(str(path))
        if is_final(value):
            _refuse_in_final(supplier, output_format)
            formats.deliver_final(final_of(value, place), output_format, output, open_it)
            return
        if supplier and output_format == "table" and not open_it:
            message = "the table is a board of many: choose html, pdf, markdown, xlsx, ics, clarifications or json"
            raise typer.BadParameter(message, param_hint="--format")
        document = document_of(value, place)
        chosen = of_supplier(document, supplier) if supplier else document
        formats.deliver(chosen, output_format, output, open_it)


def _refuse_in_final(supplier: str | None, output_format: formats.Format) -> None:
    """Refuse what there is of a result alone: one supplier's part, and the formats of pipelines and rows."""
    if supplier:
        message = "of a final result each bidder is told by its letter: `techassure tender summaries`"
        raise typer.BadParameter(message, param_hint="--supplier")
    if output_format not in final.FORMATS:
        message = f"a final result is not shown as `{output_format}`: choose {series(final.FORMATS)}"
        raise typer.BadParameter(message, param_hint="--format")
