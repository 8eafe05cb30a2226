"""`techassure tender record`: everything that decided, in one archive that replays by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from techassure.cli import choosing, folders, printing
from techassure.definitions.library import load_library
from techassure.files import chain
from techassure.phrases import counted
from techassure.tendering import record, running_tender

EPILOG = """\b
Examples:
  techassure tender record my-tender --output record.zip
  techassure tender record record.zip --verify
"""


def keep(
    tender: Annotated[Path, typer.Argument(metavar="TENDER", help="The tender's folder; with --verify, a record.")],
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="The archive to write, ending in .zip.")
    ] = None,
    verify: Annotated[bool, typer.Option("--verify", help="Replay a record from the archive alone.")] = False,
    library: choosing.LibraryFolder = None,
) -> None:
    """Keep the record of a finalised tender: inputs, standards, lock, log, sheets, prices and the result.

    The same tender gives the same bytes. `--verify` checks every digest, makes the result again from the archive alone,
    and compares it to the byte.
    """
    with printing.refusing():
        if verify:
            found = record.verify(tender)
            said = f"{tender} replays: {counted(len(found.files), 'file')}, and the same result to the byte."
            log = f"Log of {counted(found.log['entries'], 'entry', 'entries')}, head {found.log['head']}"
            printing.write(f"{said}\nMade by {found.tool}. {log}\n", None)
            return
        if output is None or output.suffix != ".zip":
            raise typer.BadParameter("name a file that ends in .zip", param_hint="--output")
        data = record.bundle(running_tender.load(folders.tender(tender), load_library(library)))
        printing.write(data, output)
        digest = chain.digest(data)
        printing.write(f"Wrote {output}, {len(data):,} bytes.\nNote its digest apart from it: {digest}\n", None)
