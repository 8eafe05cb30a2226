"""`techassure report`: another output of a result that was kept as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from techassure.cli import choosing, formats, printing
from techassure.cli.apps import command_app
from techassure.documents.reader import of_supplier, read_document

_EPILOG = """\b
Examples:
  techassure assess tender/ --format json --output result.json
  techassure report result.json --format xlsx --output result.xlsx
  techassure report result.json --format html --open
  techassure report result.json --supplier GB-COH-00000001 --format html --output feedback.html
  techassure report result.json --format clarifications

\b
Exit codes:
  0  it ran
  2  it could not run
"""

app = command_app()


@app.command(name="report", epilog=_EPILOG)
def report(
    path: Annotated[Path, typer.Argument(metavar="DOCUMENT.json", help="What `--format json` wrote.")],
    *,
    output_format: formats.Chosen = "table",
    output: choosing.Output = None,
    supplier: Annotated[
        str | None,
        typer.Option("--supplier", metavar="ID", help="Only this supplier, by id or name, and nothing about others."),
    ] = None,
    open_it: formats.Open = False,
) -> None:
    """Make another output of a result that was kept, without assessing again.

    Nothing is looked up and nothing decided anew: the report says what the document says, of the day it was made for.
    """
    if supplier and output_format == "table" and not open_it:
        message = "the table is a board of many: choose html, pdf, markdown, xlsx, ics, clarifications or json"
        raise typer.BadParameter(message, param_hint="--format")
    with printing.refusing():
        document = read_document(path)
        chosen = of_supplier(document, supplier) if supplier else document
        formats.deliver(chosen, output_format, output, open_it)
