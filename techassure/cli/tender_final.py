"""`techassure tender finalise`: refuse while something is open, else close with one score each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from techassure.cli import choosing, folders, printing
from techassure.cli.folders import On, Role, TenderFolder
from techassure.definitions.library import load_library
from techassure.files.places import relative
from techassure.problems import Problem
from techassure.report import standing, story
from techassure.tendering import final_writer, finalising, missing, opening, running_tender
from techassure.tendering.final_document import FinalDocument
from techassure.tendering.running_tender import Running

HIDDEN = "Where the bids stand is hidden until moderation is complete and the prices are opened."
EPILOG = """\b
Examples:
  techassure tender finalise my-tender --check
  techassure tender finalise my-tender --by "Hana Holder" --role "Head of procurement" --on 2026-06-24

\b
Exit codes:
  0  it is final, or nothing is missing
  1  something is missing; all of it is listed
  2  it could not run
"""


def finalise(
    tender: TenderFolder,
    *,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who closes the assessment.")] = None,
    role: Role = None,
    on: On = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Only show: where the bids stand and what is missing, or the final result."),
    ] = False,
    library: choosing.LibraryFolder = None,
) -> None:
    """Close the assessment: one determined score for each award criterion of each bid.

    It refuses while a review, a decision, a clarification or a price is missing, and lists all that is. Then it applies
    the tender's rule for what stayed unanswered, writes `final.json` and closes the log.
    """
    with printing.refusing():
        found = running_tender.load(folders.tender(tender), load_library(library))
        if check:
            _looked_at(found)
            return
        folders.open_still(found)
        if not by:
            raise typer.BadParameter("say who closes the assessment, or look with --check", param_hint="--by")
        folders.ask_who(found, by, "--by")
        _closed(found, folders.person(by, role), folders.day(on))


def _looked_at(found: Running) -> None:
    """Show the final result, or where the bids stand once moderation is complete, and what is missing."""
    if found.state.final:
        _show(finalising.kept(found))
        return
    prices = opening.opened(found)
    if not missing.of_reviews(found) and (prices or found.selection.rules.price is None):
        _show(final_writer.document(found, prices, final=False))
    else:
        printing.write(f"{HIDDEN}\n", None)
    _complain(missing.of_everything(found, prices))
    printing.write("Nothing is missing: close it with --by.\n", None)


def _closed(found: Running, by: dict[str, str], on: int) -> None:
    prices = opening.opened(found)
    _complain([*missing.of_everything(found, prices), *finalising.too_early(found, on)])
    made = finalising.finalised(found, prices, by, on)
    path = found.log.folder / finalising.FINAL_FILE
    printing.write(finalising.as_bytes(made), path)
    found.append([finalising.closing_entry(found, made, by, on)])
    _show(made)
    printing.write(f"Wrote {relative(path)}, which `techassure report` makes a workbook, a page or a PDF.\n", None)
    printing.write(f"{story.head(found.log.chain.head)}\n", None)
    printing.write("Next: record the `award`, then `tender record` and `summaries`.\n", None)


def _show(made: FinalDocument) -> None:
    printing.write(standing.render(made, *printing.screen(None)), None)


def _complain(problems: Sequence[Problem]) -> None:
    """Print problems, and end with exit code 1 where there are some."""
    printing.complain(problems)
    printing.finish(bool(problems))
