"""`techassure standards impact`: what a change of standards does to the submissions that there are."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Literal

import typer

from techassure.authoring import impact_report
from techassure.authoring.git_revisions import library_at
from techassure.authoring.impact import NEWLY_NON_COMPLIANT, Rules
from techassure.authoring.impact import impact as impact_of
from techassure.cli import choosing, printing
from techassure.definitions.library import Library, collected, load_library
from techassure.intake.paths import missing_paths
from techassure.problems import Place, Problem, ProblemsFound, suggestion
from techassure.report import json
from techassure.reviewing import review_reader
from techassure.selections.bare_selections import of_editions
from techassure.selections.selecting import baseline, read_tender

EPILOG = """\b
Examples:
  techassure standards impact cyber-essentials@3.2 cyber-essentials@3.3 --submissions submissions/
  techassure standards impact remote-monitoring#main remote-monitoring --submissions submissions/
  techassure standards impact dtac@2.0#v0.1.0 dtac@2.0 --submissions s/ --fail-on newly-non-compliant

\b
Exit codes:
  0  it ran
  1  a submission could not be read, there is none, or --fail-on named something that occurs
  2  it could not run
"""
_WHAT = "editions such as dtac@2.0 (several with commas), a baseline, or a tender; NAME#REV reads a git revision."

Old = Annotated[str, typer.Argument(metavar="OLD", help=f"What decides now: {_WHAT}")]
New = Annotated[str, typer.Argument(metavar="NEW", help="What is to decide, said in the same ways.")]
Submissions = Annotated[
    list[Path], typer.Option("--submissions", metavar="PATH", help="Submissions, or folders of them. May be repeated.")
]
FailOn = Annotated[
    Literal["newly-non-compliant"] | None, typer.Option("--fail-on", help="End with 1 where this occurs.")
]
Format = Annotated[Literal["table", "json"], typer.Option("--format", "-f", help="A table, or JSON for a program.")]


def impact(
    old: Old,
    new: New,
    submissions: Submissions,
    as_of: choosing.AsOf = None,
    fail_on: FailOn = None,
    form: Format = "table",
    output: choosing.Output = None,
    library_folder: choosing.LibraryFolder = None,
) -> None:
    """Replay submissions under the old rules and the new: which verdicts, scores and places change, and why.

    It names who newly fails, and what cannot be told because the submissions answer nothing to it.
    """
    with printing.refusing(), ExitStack() as stack:
        one, other = _sides((old, new), submissions, load_library(library_folder), stack)
        days = (choosing.day_of(as_of, "--as-of"), other.selection.as_of, one.selection.as_of)
        day = next(filter(None, days), choosing.today())
        document = impact_of(one, other, submissions, day)
        made = json.render(document) if form == "json" else impact_report.render(document, printing.page(output=output))
        printing.write(made, output)
    printing.repeat(document["problems"])
    failed = fail_on == "newly-non-compliant" and document["counts"][NEWLY_NON_COMPLIANT] > 0
    printing.finish(failed or printing.refused(document))


def _sides(names: Sequence[str], submissions: Sequence[Path], library: Library, stack: ExitStack) -> list[Rules]:
    """Return what decides now and what is to decide.

    Raises:
        ProblemsFound: everything that is not there, submissions included.
    """
    missing = missing_paths(submissions)
    try:
        sides = collected(lambda name: _rules(name, library, stack), names)
    except ProblemsFound as found:
        raise ProblemsFound([*found.problems, *missing]) from None
    printing.some_exist(submissions)
    return sides


def _rules(name: str, library: Library, stack: ExitStack) -> Rules:
    """Return what is called so: editions, a baseline or a tender, at a revision of git where the name says one."""
    plain, _, revision = name.partition("#")
    known = stack.enter_context(library_at(revision, library.root)) if revision else library
    if "@" in plain and not Path(plain).exists():
        return Rules(name, of_editions([each.strip() for each in plain.split(",")], known))
    if plain in known.baselines():
        return Rules(name, baseline(plain, known))
    path = Path(plain)
    if not path.exists():
        fix = suggestion(plain, known.baselines(), "name an edition, a baseline, or the path of a tender")
        raise ProblemsFound([Problem(Place(name), "unknown-selection", f"nothing to select is called `{plain}`", fix)])
    folder = path if path.is_dir() else path.parent
    return Rules(name, read_tender(path, known), tuple(review_reader.review_files(folder)))
