"""`techassure tender finalise`: refuse while something is open, else close with one score each."""

from __future__ import annotations

from typing import Annotated

import typer

from techassure import finalising, missing, opening, running_tender
from techassure.cli import choosing, folders, printing
from techassure.cli.folders import On, Role, TenderFolder
from techassure.definitions import load_library
from techassure.report import standing

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
        bool, typer.Option("--check", help="Show where the bids stand and what is missing. Writes nothing.")
    ] = False,
    library: choosing.LibraryFolder = None,
) -> None:
    """Close the assessment: one determined score for each award criterion of each bid.

    It refuses while a review, a decision, a clarification or a price is missing, and lists all that is. Then it applies
    the tender's rule for what stayed unanswered, writes `final.json` and closes the log.
    """
    with printing.refusing():
        found = running_tender.load(folders.tender(tender), load_library(library))
        folders.open_still(found)
        prices = opening.opened(found)
        problems = [problem.as_data() for problem in missing.of_everything(found, prices)]
        if check or problems:
            sealed = found.selection.rules.price is not None and not prices
            if check and not sealed:
                made = finalising.document(found, prices, final=False)
                printing.write(standing.render(made, *printing.screen(None)), None)
            printing.complain(problems)
            printing.finish(bool(problems))
            return
        if not by:
            raise typer.BadParameter("say who closes the assessment", param_hint="--by")
        made = finalising.finalised(found, prices)
        entry = finalising.closing_entry(made, folders.person(by, role), folders.day(on))
        printing.write(finalising.as_bytes(made), found.log.folder / finalising.FINAL_FILE)
        found.append([entry])
        printing.write(standing.render(made, *printing.screen(None)), None)
