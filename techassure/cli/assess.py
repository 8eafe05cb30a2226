"""`techassure assess`: the buyer's view of every submission."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import typer

from techassure import runs
from techassure.batch.jobs import Choice, Detail, Job
from techassure.batch.tallies import Tally
from techassure.cli import batches, choosing, formats, printing
from techassure.cli.apps import command_app
from techassure.documents.document import Document, ProblemPart
from techassure.reviewing.review_reader import read_reviews, review_files
from techassure.tendering import concealing


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
Any number of them, in rows (jsonl, csv, parquet, duckdb):
  techassure assess all.jsonl.zst --baseline remote-monitoring -f duckdb -o all.duckdb
  techassure assess all.jsonl.zst --baseline remote-monitoring -f duckdb -o all.duckdb --resume
  techassure assess decade/ --standard dtac@2.0 -f csv -o rows.csv --as-of 2016-06-01 --as-of 2026-06-01
  techassure assess all.jsonl --baseline remote-monitoring -f jsonl --detail summary --workers 4
  techassure assess /shared/all.jsonl --baseline remote-monitoring -f parquet -o out --engine spark --master URL

\b
Exit codes:
  0  it ran; that a submission does not comply is a result, not an error
  1  a submission could not be read, or --fail-on named a verdict that occurs
  2  it could not run
"""

app = command_app()

Paths = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH",
        help="Submissions: files, folders of them, archives, JSON Lines (also .gz and .zst), Parquet, or - for "
        "standard input. Or a tender's folder, which needs no --tender.",
    ),
]
ReviewFiles = Annotated[
    list[Path] | None,
    typer.Option("--reviews", metavar="PATH", help="Recorded reviews, a file or a folder. Default: the tender's."),
]
Days = Annotated[
    list[str] | None,
    typer.Option(
        "--as-of",
        metavar="YYYY-MM-DD",
        help="The day to judge by. Default: the tender's own, else today. Another day than the tender's is a "
        "what-if. Repeated, rows are given for each day.",
    ),
]
Provisional = Annotated[
    bool, typer.Option("--provisional", help="Show scores and ranking of a locked tender before moderation closes.")
]
Verdicts = Annotated[
    list[FailOn] | None,
    typer.Option(
        "--fail-on",
        metavar="VERDICT",
        help="End with exit code 1 where this verdict occurs: non-compliant or undecided. May be repeated.",
    ),
]
HowMuch = Annotated[
    Detail, typer.Option("--detail", help="Rows: with every criterion and its reasons, or the summary alone.")
]
Workers = Annotated[
    int | None, typer.Option("--workers", metavar="N", min=1, help="Rows: processes. Default: one a core.")
]
Resume = Annotated[bool, typer.Option("--resume", help="Rows: go on where a run with this output was stopped.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Rows: no progress bar, no summary at the end.")]
WhichEngine = Annotated[
    Literal["local", "spark"], typer.Option("--engine", help="Rows: this machine, or a Spark cluster.")
]
Master = Annotated[
    str | None, typer.Option("--master", metavar="URL", help="Where Spark is. Default: as Spark is set up.")
]


@app.command(name="assess", epilog=_EPILOG)
def assess(
    paths: Paths,
    *,
    tender: choosing.Tenders = None,
    baseline: choosing.Baselines = None,
    standard: choosing.Standards = None,
    reviews: ReviewFiles = None,
    as_of: Days = None,
    library: choosing.LibraryFolder = None,
    output_format: formats.ChosenOfMany = "table",
    output: choosing.Output = None,
    provisional: Provisional = False,
    open_it: formats.Open = False,
    personal: formats.Personal = False,
    fail_on: Verdicts = None,
    detail: HowMuch = "criteria",
    workers: Workers = None,
    resume: Resume = False,
    quiet: Quiet = False,
    engine: WhichEngine = "local",
    master: Master = None,
) -> None:
    """Assess submissions, and rank all that comply or still may.

    Every output says what it was judged against, as of which day, and that it is provisional until the tender is final.
    """
    rows = output_format in formats.ROWS and not open_it
    with printing.refusing():
        printing.some_exist(paths)
        how = batches.How(workers, resume, quiet, engine, master)
        against, days = choosing.Against(tender or (), baseline or (), standard or ()), choosing.days(as_of or ())
        if rows:
            batches.prepare(paths, how)
        else:
            how.check_board(against.each, days, output_format)
        choices = choosing.choose_all(against, None, library, paths)
        recorded = _review_files(reviews or (), choices)
        if rows:
            job = Job(_judged(choices, recorded, days, provisional), detail, personal=personal)
            found = _in_rows(batches.run(job, paths, output_format, output, how))
        else:
            document = _document(choices[0], recorded[0], days, paths, personal)
            document = concealing.unranked(document) if choices[0].log.sealed and not provisional else document
            formats.deliver(document, output_format, output, open_it)
            found = _on_board(document, silent=formats.silent(output_format, output, open_it))
    printing.repeat(found.problems)
    printing.finish(found.refused or not found.verdicts.isdisjoint(fail_on or ()))


class _Found(NamedTuple):
    """What decides the exit code, and the problems that the output does not show."""

    verdicts: AbstractSet[str | None]
    refused: bool
    problems: Sequence[ProblemPart] = ()


def _in_rows(tally: Tally) -> _Found:
    return _Found({verdict for each in tally.verdicts for verdict in each}, any(tally.refused))


def _on_board(document: Document, *, silent: bool) -> _Found:
    verdicts = {each["verdict"] for each in document["assessments"]}
    return _Found(verdicts, printing.refused(document), document["problems"] if silent else ())


def _review_files(reviews: Sequence[Path], choices: Sequence[choosing.Choice]) -> list[Sequence[Path]]:
    """Return the review files of each selection: those that were named, or those beside its tender."""
    if not reviews:
        return [choice.reviews for choice in choices]
    if len(choices) > 1:
        raise typer.BadParameter("name the reviews of one selection at a time", param_hint="--reviews")
    return [[file for path in reviews for file in (review_files(path) if path.is_dir() else [path])]]


def _judged(
    choices: Sequence[choosing.Choice], recorded: Sequence[Sequence[Path]], days: tuple[int, ...], provisional: bool
) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            choice.selection,
            days or (choice.as_of,),
            read_reviews(files, choice.selection),
            choice.log,
            choice.log.sealed and not provisional,
        )
        for choice, files in zip(choices, recorded, strict=True)
    )


def _document(
    choice: choosing.Choice, recorded: Sequence[Path], days: tuple[int, ...], paths: Sequence[Path], personal: bool
) -> Document:
    day, lines = days[0] if days else choice.as_of, printing.standard_input()
    return runs.run(choice.selection, paths, day, "assessment", recorded, lines, choice.log, personal)
