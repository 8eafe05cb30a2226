"""`techassure assess`: the buyer's view of every submission."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from techassure import assessing, concealing
from techassure.cli import choosing, formats, printing


class FailOn(StrEnum):
    """A verdict that `--fail-on` may name; typer takes no list of literals."""

    NON_COMPLIANT = "non-compliant"
    UNDECIDED = "undecided"


_EPILOG = """\b
Examples:
  techassure assess seeds/tenders/remote-monitoring
  techassure assess submissions/ --tender tender.yaml --output board.txt
  techassure assess a.yaml b.yaml --baseline remote-monitoring
  techassure assess submissions/ --standard dtac@2.0 --as-of 2026-09-01
  techassure assess tender/ --open
  techassure assess tender/ --format xlsx --output board.xlsx
  techassure assess tender/ --format json | jq '.assessments[].verdict'
  techassure assess tender/ --fail-on non-compliant --fail-on undecided

\b
Exit codes:
  0  it ran; that a submission does not comply is a result, not an error
  1  a submission could not be read, or --fail-on named a verdict that occurs
  2  it could not run
"""

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command(name="assess", epilog=_EPILOG)
def assess(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH",
            help="Submissions: files, folders of them, JSON Lines, or - for standard input. "
            "Or a tender's folder, which needs no --tender.",
        ),
    ],
    *,
    tender: choosing.Tender = None,
    baseline: choosing.Baseline = None,
    standard: choosing.Standards = None,
    reviews: Annotated[
        list[Path] | None,
        typer.Option(
            "--reviews",
            metavar="PATH",
            help="Recorded reviews, a file or a folder. Default: the tender's.",
        ),
    ] = None,
    as_of: choosing.AsOf = None,
    library: choosing.LibraryFolder = None,
    output_format: formats.Chosen = "table",
    output: choosing.Output = None,
    provisional: Annotated[
        bool,
        typer.Option("--provisional", help="Show scores and ranking of a locked tender before its prices are opened."),
    ] = False,
    open_it: formats.Open = False,
    personal: formats.Personal = False,
    fail_on: Annotated[
        list[FailOn] | None,
        typer.Option(
            "--fail-on",
            metavar="VERDICT",
            help="End with exit code 1 where this verdict occurs: non-compliant or undecided. May be repeated.",
        ),
    ] = None,
) -> None:
    """Assess submissions, and rank those that are not non-compliant.

    Every output says what it was judged against, as of which day, and that it is provisional until the tender is final.
    """
    with printing.refusing():
        printing.some_exist(paths)
        choice = choosing.choose(tender, baseline, standard, as_of, paths, library)
        recorded = _review_files(reviews) if reviews else choice.reviews
        lines = printing.standard_input()
        document = assessing.run(
            choice.selection, paths, choice.as_of, "assessment", recorded, lines, choice.log, personal
        )
        document = concealing.unranked(document) if choice.log.sealed and not provisional else document
        formats.deliver(document, output_format, output, open_it)
    if formats.silent(output_format, output, open_it):
        printing.complain(document["problems"])
    verdicts = {assessment["verdict"] for assessment in document["assessments"]}
    printing.finish(printing.refused(document) or not verdicts.isdisjoint(fail_on or ()))


def _review_files(paths: Sequence[Path]) -> list[Path]:
    return [file for path in paths for file in (assessing.tender_reviews(path) if path.is_dir() else [path])]
