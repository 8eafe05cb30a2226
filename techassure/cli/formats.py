"""The formats of results: what makes each, and how it reaches the screen, a file or a browser."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import typer

from techassure.cli import printing
from techassure.documents.document import Document

Format = Literal[
    "table",
    "json",
    "jsonl",
    "csv",
    "html",
    "xlsx",
    "pdf",
    "markdown",
    "ics",
    "clarifications",
    "junit",
    "sarif",
    "github",
]
Both = Literal[Format, "parquet", "duckdb"]
"""What `--format` may name: of one product, and of many, where four formats are rows for any number of them."""
ROWS = ("jsonl", "csv", "parquet", "duckdb")

Chosen = Annotated[
    Format,
    typer.Option(
        "--format",
        "-f",
        help="For people: table, html, xlsx, pdf, markdown (a comment), ics (a calendar of what lapses), "
        "clarifications (what to ask). For a pipeline: junit, sarif, github (annotations). For programs: json, jsonl, "
        "csv.",
    ),
]
ChosenOfMany = Annotated[
    Both,
    typer.Option(
        "--format",
        "-f",
        help="For people: table, html, xlsx, pdf, markdown (a comment), ics (a calendar of what lapses), "
        "clarifications (what to ask). For a pipeline: junit, sarif, github (annotations). For programs: json, and "
        "rows for any number of submissions: jsonl, csv, parquet, duckdb.",
    ),
]
Open = Annotated[bool, typer.Option("--open", help="Open it when it is made; html where no format is given.")]
Personal = Annotated[
    bool, typer.Option("--personal", help="Show answers that are about people. Otherwise they are left out.")
]


class _Made(NamedTuple):
    report: str
    ending: str
    binary: bool = False


_TABLE = {
    "json": _Made("json", "json"),
    "jsonl": _Made("jsonl", "jsonl"),
    "csv": _Made("csv", "csv"),
    "html": _Made("html", "html"),
    "xlsx": _Made("xlsx", "xlsx", binary=True),
    "pdf": _Made("pdf", "pdf", binary=True),
    "markdown": _Made("markdown", "md"),
    "ics": _Made("ics", "ics"),
    "clarifications": _Made("clarifications", "md"),
    "junit": _Made("junit", "xml"),
    "sarif": _Made("sarif", "sarif"),
    "github": _Made("github", "txt"),
}


def _report(name: str) -> Any:
    """Import a report when it is asked for: a start pays for the one that it makes."""
    return import_module(f"techassure.report.{name}")


def deliver(document: Document, wanted: Both, output: Path | None, open_it: bool) -> None:
    """Make a document into a format, and write it to the file or the screen, or open it.

    Raises:
        ProblemsFound: it cannot be made, or cannot be written.
    """
    if wanted == "table" and not open_it:
        people = "self_check" if document["kind"] == "self-check" else "table"
        printing.write(_report(people).render(document, *printing.screen(output)), output)
        return
    if wanted not in _TABLE and wanted != "table":
        raise typer.BadParameter(f"{wanted} is for programs; there is nothing to look at", param_hint="--open")
    made = _TABLE["html" if wanted == "table" else wanted]
    _deliver(made, made.report, document, output, open_it)


def deliver_final(final: Mapping[str, Any], wanted: Format, output: Path | None, open_it: bool) -> None:
    """Make a tender's final result into a format, and write it to the file or the screen, or open it.

    Raises:
        ProblemsFound: it cannot be made, or cannot be written.
    """
    if wanted == "table" and not open_it:
        printing.write(_report("standing").render(final, *printing.screen(output)), output)
        return
    made = _TABLE["html" if wanted == "table" else wanted]
    _deliver(made, made.report if wanted == "json" else f"final.{made.report}", final, output, open_it)


def _deliver(made: _Made, report: str, document: Mapping[str, Any], output: Path | None, open_it: bool) -> None:
    if made.binary and output is None and not open_it and sys.stdout.isatty():
        message = f"a screen cannot show {made.ending}: add --output FILE.{made.ending}"
        raise typer.BadParameter(message, param_hint="--format")
    show(_report(report).render(document), made.ending, output, open_it)


def show(content: bytes, ending: str, output: Path | None, open_it: bool) -> None:
    """Write what was made to the file or the screen, and open it where that is asked for.

    Raises:
        ProblemsFound: it cannot be written.
    """
    target = output or (_somewhere(ending) if open_it else None)
    printing.write(content, target)
    if open_it and target is not None:
        _open(target)


def silent(wanted: Both, output: Path | None, open_it: bool) -> bool:
    """Tell whether the screen shows no table, and with it no problems."""
    return wanted != "table" or output is not None or open_it


def _somewhere(ending: str) -> Path:
    """Return a file in a new folder that only this user may read."""
    import tempfile  # noqa: PLC0415 - few results are opened

    return Path(tempfile.mkdtemp(prefix="techassure-")) / f"result.{ending}"


def _open(path: Path) -> None:
    import webbrowser  # noqa: PLC0415 - few results are opened

    if not webbrowser.open(path.resolve().as_uri()):
        typer.echo("no program was found to open it with", err=True)
    typer.echo(f"written to {path}", err=True)
