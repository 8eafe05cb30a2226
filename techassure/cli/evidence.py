"""`techassure evidence`: read files of evidence, add them to a submission, check a pack, look up registers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from techassure import assessing, runs
from techassure.cli import choosing, printing
from techassure.cli.apps import group_app
from techassure.definitions.library import load_library
from techassure.engine.assessor import Assessor
from techassure.evidence.kinds import READERS, read_evidence
from techassure.evidence_pack import adding, checking, registers
from techassure.intake.packs import Pack, read_packs
from techassure.intake.reader import SubmissionReader
from techassure.phrases import counted
from techassure.problems import listing
from techassure.report import evidence as pages
from techassure.report import json
from techassure.report.text import NARROW, Page, clean, text_of
from techassure.reviewing.review_reader import read_reviews
from techassure.submissions import Refusal

# Without a handler, what it says of a broken PDF goes to the terminal, with pieces of the file in it.
logging.getLogger("pyhanko").addHandler(logging.NullHandler())
Format = Literal["table", "json"]
_EPILOG = """\b
Examples:
  techassure evidence kinds
  techassure evidence read evidence/sbom.json
  techassure evidence add sbom.json --to wardlight/
  techassure evidence check wardlight/ --tender tender/
  techassure evidence contradictions tender/
  techassure evidence register wardlight/ --baseline remote-monitoring
"""
app = group_app("Read evidence, add it to a submission, check a pack, and list what a buyer must look up.", _EPILOG)

AsData = Annotated[Format, typer.Option("--format", "-f", help="A page for people, or one document of data.")]
Issued = Annotated[
    str | None, typer.Option("--issued", metavar="YYYY-MM-DD", help="When it was issued. Default: the file's own.")
]
Expires = Annotated[
    str | None, typer.Option("--expires", metavar="YYYY-MM-DD", help="Its last day. Default: the file's own.")
]
PackPath = Annotated[
    Path, typer.Argument(metavar="PACK", help="A submission with its evidence: a folder, zip, tar, BagIt bag or file.")
]


@app.command(name="kinds", short_help="List the kinds of file that are read.")
def kinds() -> None:
    """List the kinds of file that are read, and the facts that each can give."""
    page = printing.page(NARROW)
    for reader in READERS:
        printing.write(text_of(pages.kind(reader, page)), None)


@app.command(name="read", short_help="Print the facts that a file gives.")
def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that a tool or a register made.")],
    output_format: AsData = "table",
) -> None:
    """Print the facts that a file gives, each with its place in it. Ends with 1 where something cannot be read."""
    with printing.refusing():
        found = read_evidence(file)
        _show(output_format, lambda: pages.reading_data(found), lambda page: pages.reading(found, page))
    printing.complain(found.reading.problems)
    printing.finish(bool(found.reading.problems))


def _show(output_format: Format, data: Callable[[], dict[str, Any]], page: Callable[[Page], Iterator[str]]) -> None:
    """Write one document of data, or a page for people."""
    if output_format == "json":
        printing.write(json.render(data()), None)
    else:
        printing.write(text_of(page(printing.page(NARROW))), None)


@app.command(name="add", short_help="Add a file to a submission, with its digest.")
def add(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The document. From elsewhere it is copied into the pack.")
    ],
    to: Annotated[Path, typer.Option("--to", metavar="PACK", help="The submission, or its folder.")] = Path(),
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="FACT", help="Which document it is, such as pen_test.report.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Its id. Default: from the file's name.")
    ] = None,
    issued: Issued = None,
    expires: Expires = None,
    issued_by: Annotated[
        str | None, typer.Option("--issued-by", metavar="NAME", help="Who issued it, where that is not the supplier.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in place of the file of its name that is listed already.")
    ] = False,
    library_folder: choosing.LibraryFolder = None,
) -> None:
    """Add a file to a submission's evidence, with its digest and what it says of its dates and version."""
    began, ends = choosing.days_of(("--issued", issued), ("--expires", expires))
    wanted = adding.Wanted(kind, name, began, ends, issued_by, replace)
    with printing.refusing():
        item, problems, others = adding.add(file, to, wanted, load_library(library_folder).facts)
    lines = [f"{key}: {clean(value)}" for key, value in item.items()]
    missing = [] if "issued" in item else ["It has no date yet: give `issued`, for without one it proves nothing."]
    printing.write("\n".join([*lines, *missing, *_renewing(others)]) + "\n", None)
    printing.complain(problems)


def _renewing(others: Sequence[str]) -> Iterator[str]:
    if others:
        yield f"Not the first of its kind: {listing(others)} {'is' if len(others) == 1 else 'are'} listed too."
        yield "If it is a renewal, give its number and days in the answers, too: they may still be those of the other."


@app.command(name="check", short_help="Check a pack: digests, dates, versions, backing.")
def check(
    path: PackPath,
    *,
    tender: choosing.Tender = None,
    baseline: choosing.Baseline = None,
    standard: choosing.Standards = None,
    as_of: choosing.AsOf = None,
    library: choosing.LibraryFolder = None,
    output_format: AsData = "table",
) -> None:
    """Check a pack: digests, dates, versions, whose certificates they are, and what nothing refers to or backs.

    Without --tender, --baseline or --standard, every standard of the library is looked at.
    """
    with printing.refusing():
        printing.some_exist([path])
        choice = _choice(choosing.one(tender, baseline, standard), as_of, library)
        assessor = Assessor(choice.selection, choice.as_of)
        packs = [_checked(pack, assessor) for pack in _packs(path, choice, choice.reviews)]
        day = choice.as_of
        _show(output_format, lambda: pages.checked_data(packs, day), lambda page: pages.checked(packs, day, page))
    found = [problem for pack in packs for problem in pack.problems]
    if output_format == "table":
        printing.complain(found)
    printing.finish(bool(found))


def _checked(pack: Pack | Refusal, assessor: Assessor) -> pages.Checked:
    if isinstance(pack, Refusal):
        return pages.Checked(pack.label, None, pack.problems)
    return pages.Checked(pack.submission.label, pack.submission, tuple(checking.check(pack, assessor)))


@app.command(name="contradictions", short_help="List where answers and findings differ.")
def contradictions(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Submissions, or a tender's folder.")],
    *,
    tender: choosing.Tender = None,
    baseline: choosing.Baseline = None,
    standard: choosing.Standards = None,
    as_of: choosing.AsOf = None,
    library: choosing.LibraryFolder = None,
    output_format: AsData = "table",
) -> None:
    """List what was claimed otherwise than it was measured or found, in every submission of a tender."""
    with printing.refusing():
        printing.some_exist(paths)
        choice = choosing.choose(choosing.one(tender, baseline, standard), as_of, library, paths)
        document = runs.run(choice.selection, paths, choice.as_of, "assessment", choice.reviews)
        _show(
            output_format,
            lambda: pages.contradictions_data(document),
            lambda page: pages.contradictions(document, page),
        )
    printing.repeat(document["problems"])
    printing.finish(printing.refused(document))


@app.command(name="register", short_help="List what to look up in registers, or record it.")
def register(
    path: PackPath,
    *,
    tender: choosing.Tender = None,
    baseline: choosing.Baseline = None,
    standard: choosing.Standards = None,
    as_of: choosing.AsOf = None,
    library: choosing.LibraryFolder = None,
    reviews: Annotated[
        Path | None,
        typer.Option("--reviews", metavar="FILE", help="Where to record. Default: the tender's reviews.yaml."),
    ] = None,
    found: Annotated[
        list[str] | None,
        typer.Option("--found", metavar="FACT=RESULT", help="`confirmed`, or what the register says. May be repeated."),
    ] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who looked it up.")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="YYYY-MM-DD", help="When. Default: today.")] = None,
) -> None:
    """List what must be looked up in public registers; with --found, record who did, when and the result."""
    with printing.refusing():
        printing.some_exist([path])
        choice = _choice(choosing.one(tender, baseline, standard), as_of, library)
        target = reviews or (_reviews_of(tender) if tender else None)
        results = _results(found)
        for pack in _packs(path, choice, [target] if target and target.is_file() else choice.reviews):
            if isinstance(pack, Refusal):
                printing.complain(pack.problems)
                printing.finish(True)
            elif results:
                _record(pack, choice, target, results, by, on)
            else:
                ups = registers.look_ups(pack.submission, choice.selection)
                printing.write(text_of(pages.look_ups(pack.submission, ups, printing.page(NARROW))), None)


def _choice(against: choosing.Against, as_of: str | None, library: Path | None) -> choosing.Choice:
    """Return what the options select; without any, the last edition of every standard."""
    if against.each:
        return choosing.choose(against, as_of, library)
    return choosing.every_standard(library, as_of)


def _packs(path: Path, choice: choosing.Choice, reviews: Sequence[Path]) -> Iterator[Pack | Refusal]:
    recorded = read_reviews(reviews, choice.selection)
    reader = SubmissionReader(choice.selection, recorded, located=True)
    return read_packs([path], reader, assessing.workbooks(choice.selection))


def _reviews_of(tender: Path) -> Path:
    return (tender if tender.is_dir() else tender.parent) / "reviews.yaml"


def _results(found: Sequence[str] | None) -> dict[str, str]:
    results = dict(each.partition("=")[::2] for each in found or ())
    if not all(results.values()):
        raise typer.BadParameter("write `FACT=confirmed`, or `FACT=` and what the register says", param_hint="--found")
    return results


def _record(
    pack: Pack, choice: choosing.Choice, target: Path | None, results: dict[str, str], by: str | None, on: str | None
) -> None:
    if target is None or not by:
        raise typer.BadParameter("say who looked it up, and where to record it", param_hint="--by and --reviews")
    day = choosing.day_of(on, "--on") or choosing.today()
    review = registers.record(target, pack.submission, choice.selection, results, by, day)
    printing.write(f"{counted(len(review['entries']), 'result')} recorded in {target}\n", None)
