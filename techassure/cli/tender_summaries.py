"""`techassure tender summaries`: drafts of the assessment summaries, all together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from techassure.cli import choosing, folders, printing
from techassure.cli.folders import TenderFolder
from techassure.definitions.library import load_library
from techassure.phrases import counted
from techassure.summaries import drafting, others_named
from techassure.tendering import running_tender

EPILOG = """\b
Examples:
  techassure tender summaries my-tender --output letters
  techassure tender summaries my-tender --output letters --award-notice-published 2026-07-08
  techassure tender summaries my-tender --output letters --withhold winner:scores:price:because \\
      --because "It would show how the winner priced its support."

\b
Needs `pip install "techassure[docx,dates]"`.

\b
Exit codes:
  0  the drafts are there
  1  they are, and a reason in one of them may name another bidder
  2  it could not run
"""


def summaries(
    tender: TenderFolder,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="A folder that is not there yet.")],
    award_notice: Annotated[
        str | None,
        typer.Option(
            "--award-notice-published", metavar="YYYY-MM-DD", help="The day from which the standstill counts."
        ),
    ] = None,
    withhold: Annotated[
        list[str] | None, typer.Option("--withhold", metavar="FIELD", help="A part about the winner. May be repeated.")
    ] = None,
    because: Annotated[
        list[str] | None, typer.Option("--because", metavar="TEXT", help="Why each is withheld, in the same order.")
    ] = None,
    library: choosing.LibraryFolder = None,
) -> None:
    """Draft the assessment summaries: a Word document and its data for every assessed tender, in one run or none.

    For awards under section 19 of the Procurement Act 2023. Who did not win is told of the winner's scores and nothing
    of anybody else's. A bidder disregarded under a condition of participation gets a notice of its own. Every blank
    that only a person may fill in is marked and listed.
    """
    pairs = _pairs(withhold or [], because or [])
    day = choosing.day_of(award_notice, "--award-notice-published")
    with printing.refusing():
        found = running_tender.load(folders.tender(tender), load_library(library))
        made, without = drafting.drafts(found, day, pairs)
        drafting.write(drafting.files(made), output)
        printing.write(_said(made, without, output), None)
        printing.complain(drafting.of_one_winner(found, made))
        named = others_named.naming_others(found, made)
    printing.complain(named)
    printing.finish(bool(named))


def _pairs(withhold: Sequence[str], because: Sequence[str]) -> list[tuple[str, str]]:
    if len(withhold) != len(because):
        raise typer.BadParameter("give one --because for each --withhold", param_hint="--because")
    return list(zip(withhold, because, strict=True))


def _said(made: Mapping[str, dict[str, object]], without: Sequence[str], output: Path) -> str:
    lines = [
        f"Wrote {counted(len(made), 'draft')} to {output}, each as .docx and .json. Send all of them together, or none."
    ]
    for name, left in drafting.remaining(made).items():
        lines += [f"{name}: {counted(len(left), 'blank')} to fill in", *(f"  - {each}" for each in left)]
    return "\n".join([*lines, *without, ""])
