"""`techassure compare`: two kept results, criterion by criterion."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from techassure.cli import choosing, printing
from techassure.comparison import compared
from techassure.document_reader import read_document
from techassure.report import comparison, json

_EPILOG = """\b
Examples:
  techassure check product/ --baseline dtac --format json --output now.json
  techassure compare last-month.json now.json
  techassure compare version-4.json version-5.json --format json --output news.json

\b
Exit codes:
  0  it ran
  2  it could not run
"""

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command(name="compare", epilog=_EPILOG)
def compare(
    before: Annotated[Path, typer.Argument(metavar="A.json", help="What `--format json` wrote then.")],
    after: Annotated[Path, typer.Argument(metavar="B.json", help="What it wrote now, or of another product.")],
    *,
    output_format: Annotated[
        Literal["markdown", "json"], typer.Option("--format", "-f", help="For people: markdown. For programs: json.")
    ] = "markdown",
    output: choosing.Output = None,
) -> None:
    """Compare two results: what is new, fixed, no longer met, or lapsed, and why.

    Two days of one product, two versions, two products, or two editions. Nothing is assessed again.
    """
    with printing.refusing():
        made = compared(read_document(before), read_document(after))
        printing.write(json.render(made) if output_format == "json" else comparison.render(made), output)
