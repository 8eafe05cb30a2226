"""`techassure compare`: two results, criterion by criterion."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from techassure.cli import choosing, finals, formats, printing
from techassure.cli.apps import command_app
from techassure.cli.sides import Asked, kept_in, sides
from techassure.documents.comparison import compared
from techassure.documents.comparison_document import Comparison
from techassure.documents.reader import is_final
from techassure.report import comparison, comparison_markdown, comparison_page, json

_EPILOG = """\b
Examples:
  techassure check product/ --baseline dtac --format json --output then.json
  techassure compare then.json product/
  techassure compare then.json now.json --format html --output news.html
  techassure compare then.json now.json --format markdown --output comment.md
  techassure compare product/ --baseline dtac --as-of 2026-01-01 --as-of 2026-06-01
  techassure compare product/ --baseline dtac --baseline patient-app
  techassure compare version-4/ version-5/ --baseline dtac --open
  techassure compare wardlight/ quillbeck/ --tender tender.yaml --format json
  techassure compare first/final.json second/final.json

\b
Exit codes:
  0  it ran
  1  a submission could not be read
  2  it could not run
"""

app = command_app()

Paths = Annotated[
    list[Path], typer.Argument(metavar="A [B]", help="Kept results (`--format json`), or submissions to check now.")
]
Tenders = Annotated[
    list[Path] | None,
    typer.Option("--tender", metavar="PATH", help="A tender.yaml, or the folder that holds one. Once or twice."),
]
Baselines = Annotated[
    list[str] | None,
    typer.Option("--baseline", metavar="NAME", help="A baseline of the library, for both or for each."),
]
Days = Annotated[
    list[str] | None,
    typer.Option("--as-of", metavar="YYYY-MM-DD", help="The day to judge by, for both or for each. Default: today."),
]
Format = Annotated[
    Literal["table", "markdown", "html", "json"],
    typer.Option("--format", "-f", help="For people: table, html, markdown (a comment). For programs: json."),
]


@app.command(name="compare", epilog=_EPILOG)
def compare(
    paths: Paths,
    *,
    tender: Tenders = None,
    baseline: Baselines = None,
    standard: choosing.Standards = None,
    as_of: Days = None,
    library: choosing.LibraryFolder = None,
    output_format: Format = "table",
    output: choosing.Output = None,
    open_it: formats.Open = False,
) -> None:
    """Compare two results: what is new, fixed, no longer met, or lapsed, and why; criterion by criterion.

    Two days of one product, two versions, two products, two baselines or tenders. A result that was kept is not judged
    again; without another selection, a submission beside it is judged as it was. Two final results of one tender, which
    was reopened between them, are compared too.
    """
    with printing.refusing():
        asked = Asked(choosing.Against(tender or (), baseline or (), standard or ()), as_of or (), library)
        kept = {path: kept_in(path) for path in paths}
        if any(map(is_final, kept.values())):
            finals.deliver(finals.compared(paths, kept, asked), output_format, output, open_it)
            return
        made = compared(*sides(paths, kept, asked))
        if open_it or output_format == "html":
            formats.show(comparison_page.render(made), "html", output, open_it)
        else:
            printing.write(_content(made, output_format, output), output)
    printing.repeat(made["problems"])
    printing.finish(printing.refused(made))


def _content(made: Comparison, wanted: str, output: Path | None) -> str | bytes:
    if wanted == "json":
        return json.render(made)
    return (
        comparison_markdown.render(made) if wanted == "markdown" else comparison.render(made, *printing.screen(output))
    )
