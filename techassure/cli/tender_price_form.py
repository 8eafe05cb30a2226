"""`techassure tender price-form`: the workbook that bidders fill in with their prices."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from techassure.cli import choosing, folders, printing
from techassure.cli.folders import TenderFolder
from techassure.definitions.library import load_library
from techassure.selections.selecting import read_tender
from techassure.tendering import price_forms

EPILOG = """\b
Examples:
  techassure tender price-form my-tender --output prices.xlsx

\b
What comes back is opened after moderation:
  techassure tender open-prices my-tender sealed/ --by "Hana Holder" --on 2026-06-22
"""


def price_form(
    tender: TenderFolder,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.xlsx", help="The workbook to write.")],
    library: choosing.LibraryFolder = None,
) -> None:
    """Write the workbook in which bidders give their prices: the parts that the tender asks for, and no amount.

    Send it out with the questionnaire, and ask for it apart from the answers. It needs the extra xlsx.
    """
    if output.suffix.lower() != ".xlsx":
        raise typer.BadParameter("a price form is a workbook: let its name end in .xlsx", param_hint="--output")
    with printing.refusing():
        selection = read_tender(folders.tender(tender), load_library(library))
        printing.write(price_forms.written(selection), output)
        printing.write(f"Wrote {output}: send it out with the tender, and keep what comes back sealed.\n", None)
