"""The formats of results: what makes each, and how it reaches the screen, a file or a browser."""

from __future__ import annotations

import sys
import tempfile
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, get_args

import typer

from techassure.batch.converting import RowFormat
from techassure.cli import printing
from techassure.report import clarifications, csv, html, ics, json, jsonl, markdown, pdf, self_check, table, xlsx

Format = Literal["table", "json", "jsonl", "csv", "html", "xlsx", "pdf", "markdown", "ics", "clarifications"]
Both = Literal[
    "table", "json", "jsonl", "csv", "html", "xlsx", "pdf", "markdown", "ics", "clarifications", "parquet", "duckdb"
]
"""What `--format` may name: of one product, and of many, where four formats are rows for any number of them."""
ROWS: tuple[str, ...] = tuple(name for each in get_args(RowFormat) for name in get_args(each))

Chosen = Annotated[
    Format,
    typer.Option(
        "--format",
        "-f",
        help="For people: table, html, xlsx, pdf, markdown (a comment), ics (a calendar of what lapses), "
        "clarifications (what to ask). For programs: json, jsonl, csv.",
    ),
]
ChosenOfMany = Annotated[
    Both,
    typer.Option(
        "--format",
        "-f",
        help="For people: table, html, xlsx, pdf, markdown (a comment), ics (a calendar of what lapses), "
        "clarifications (what to ask). For programs: json, and rows for any number of submissions: jsonl, csv, "
        "parquet, duckdb.",
    ),
]
Open = Annotated[bool, typer.Option("--open", help="Open it when it is made; html where no format is given.")]
Personal = Annotated[
    bool, typer.Option("--personal", help="Show answers that are about people. Otherwise they are left out.")
]


class _Made(NamedTuple):
    render: Callable[[dict[str, Any]], bytes]
    ending: str
    binary: bool = False


_TABLE = {
    "json": _Made(json.render, "json"),
    "jsonl": _Made(jsonl.render, "jsonl"),
    "csv": _Made(csv.render, "csv"),
    "html": _Made(html.render, "html"),
    "xlsx": _Made(xlsx.render, "xlsx", binary=True),
    "pdf": _Made(pdf.render, "pdf", binary=True),
    "markdown": _Made(markdown.render, "md"),
    "ics": _Made(ics.render, "ics"),
    "clarifications": _Made(clarifications.render, "md"),
}


def deliver(document: dict[str, Any], wanted: Both, output: Path | None, open_it: bool = False) -> None:
    """Make a document into a format, and write it to the file or the screen, or open it.

    Raises:
        ProblemsFound: it cannot be made, or cannot be written.
    """
    if wanted == "table" and not open_it:
        people = self_check if document["kind"] == "self-check" else table
        printing.write(people.render(document, *printing.screen(output)), output)
        return
    if wanted not in _TABLE and wanted != "table":
        raise typer.BadParameter(f"{wanted} is for programs; there is nothing to look at", param_hint="--open")
    made = _TABLE["html" if wanted == "table" else wanted]
    if made.binary and output is None and not open_it and sys.stdout.isatty():
        raise typer.BadParameter(
            f"a screen cannot show {wanted}: add --output FILE.{made.ending}", param_hint="--format"
        )
    target = output or (_somewhere(made.ending) if open_it else None)
    printing.write(made.render(document), target)
    if open_it and target is not None:
        _open(target)


def silent(wanted: Both, output: Path | None, open_it: bool) -> bool:
    """Tell whether the screen shows no table, and with it no problems."""
    return wanted != "table" or output is not None or open_it


def _somewhere(ending: str) -> Path:
    """Return a file in a new folder that only this user may read."""
    return Path(tempfile.mkdtemp(prefix="techassure-")) / f"result.{ending}"


def _open(path: Path) -> None:
    if not webbrowser.open(path.resolve().as_uri()):
        typer.echo("no program was found to open it with", err=True)
    typer.echo(f"written to {path}", err=True)
