"""`techassure standards diff`: what changes between two editions, or two revisions of one."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from techassure.authoring import difference_markdown, difference_report
from techassure.authoring.differences import Side, difference
from techassure.authoring.git_revisions import library_at
from techassure.cli import choosing, printing
from techassure.definitions.library import Library, load_library
from techassure.report import json

EPILOG = """\b
Examples:
  techassure standards diff cyber-essentials@3.2 cyber-essentials@3.3
  techassure standards diff dtac@2.0 --git v0.1.0 HEAD
  techassure standards diff dtac@2.0#main dtac@2.0 --format json
  techassure standards diff dtac@2.0 --git main HEAD --format markdown --output comment.md
"""

Old = Annotated[
    str, typer.Argument(metavar="A", help="The old edition, such as dtac@1.0; dtac@2.0#REV reads it at a git revision.")
]
New = Annotated[str | None, typer.Argument(metavar="B", help="The new edition. Not needed with --git.")]
Git = Annotated[
    tuple[str, str] | None, typer.Option("--git", metavar="REV1 REV2", help="Compare A at two revisions of git.")
]
Format = Annotated[
    Literal["table", "markdown", "json"],
    typer.Option("--format", "-f", help="For people: table, markdown (a comment). For programs: json."),
]
Day = Annotated[str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="The day that witnesses are judged by.")]


def diff(
    old: Old,
    new: New = None,
    git: Git = None,
    as_of: Day = None,
    form: Format = "table",
    output: choosing.Output = None,
    library_folder: choosing.LibraryFolder = None,
) -> None:
    """Say of every criterion what changes: added, retired, reworded, stricter, looser, different or equivalent.

    What is stricter, looser or different comes with a submission that shows it, which the engine judged under both.
    What is equivalent is so on every combination of answers. What is neither is said to be not decided.
    """
    if (new is None) == (git is None):
        raise typer.BadParameter("give a second edition, or --git and two revisions", param_hint="B")
    day = choosing.day_of(as_of, "--as-of")
    names = (f"{old}#{git[0]}", f"{old}#{git[1]}") if git else (old, str(new))
    with printing.refusing(), ExitStack() as stack:
        library = load_library(library_folder)
        one, other = (side(name, library, stack) for name in names)
        document = difference(one, other, day)
        printing.write(_content(document, form, output), output)


def _content(document: dict[str, Any], form: str, output: Path | None) -> str | bytes:
    if form == "json":
        return json.render(document)
    if form == "markdown":
        return difference_markdown.render(document)
    return difference_report.render(document, *printing.screen(output))


def side(name: str, library: Library, stack: ExitStack) -> Side:
    """Return the edition that is called so, at a revision of git where the name says one."""
    edition, _, revision = name.partition("#")
    root: Path = library.root
    known = stack.enter_context(library_at(revision, root)) if revision else library
    return Side(name, known.edition(edition), known)
