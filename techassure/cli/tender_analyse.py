"""`techassure tender analyse`: what other weights would do, in a file that is no part of the assessment."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from techassure.cli import choosing, folders, printing
from techassure.cli.folders import TenderFolder
from techassure.definitions.library import load_library
from techassure.problems import Place, Problem, ProblemsFound
from techassure.report import analysis, json
from techassure.tendering import analysing, modelling

DEFAULT = "analysis.txt"
EPILOG = """\b
Examples:
  techassure tender analyse my-tender
  techassure tender analyse my-tender --prices modelled-prices.yaml --scores modelled-scores.yaml
  techassure tender analyse my-tender --scores modelled-scores.yaml --output weights.json
  techassure tender analyse my-tender --within 5 --draws 50000 --seed 7
"""

Prices = Annotated[
    list[Path] | None, typer.Option("--prices", metavar="FILE", help="A modelled price file. May be repeated.")
]
Scores = Annotated[
    list[Path] | None,
    typer.Option(
        "--scores", metavar="FILE", help="Modelled scores: of reviewers, of what is assessed elsewhere, of price."
    ),
]
Within = Annotated[
    int, typer.Option("--within", metavar="N", min=1, max=100, help="Plausible: each weight so near its own.")
]
Draws = Annotated[int, typer.Option("--draws", metavar="N", min=100, max=1_000_000, help="How many weightings.")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="The same seed draws the same weightings.")]
Real = Annotated[
    bool, typer.Option("--analysis", help="Needed where the tender is locked and opened, and its bids are real.")
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Text, or data if it ends in .json. Default: analysis.txt."),
]


def analyse(
    tender: TenderFolder,
    *,
    prices: Prices = None,
    scores: Scores = None,
    within: Within = 10,
    draws: Draws = 10_000,
    seed: Seed = 1,
    real: Real = False,
    output: Output = None,
    library: choosing.LibraryFolder = None,
) -> None:
    """Say how firmly the first of the modelled bids stands against other weights, before a tender is locked.

    The smallest change of weights that lets another draw level, the range of each weight, how often each bid wins under
    plausible weightings, and what dropping a criterion or leaving out a reviewer does. It writes a file of its own,
    marked as not part of the assessment; nothing else reads it.
    """
    with printing.refusing():
        folder = folders.tender(tender)
        target = output or folder / DEFAULT
        _free(target)
        bids = modelling.of_folder(folder, load_library(library), prices or [], scores or [], agreed=real)
        made = analysing.document(bids, analysing.Drawn(draws, seed, Fraction(within)))
        data = json.render(made)
        printing.write(data if target.suffix == ".json" else analysis.render(made), target)
        printing.write(f"Wrote {target}: {analysing.MARK.lower()}.\n", None)


def _free(target: Path) -> None:
    """Refuse to write over a file that is no analysis.

    Raises:
        ProblemsFound: there is one.
    """
    if target.exists() and not (target.is_file() and analysing.MARK.encode() in target.read_bytes()[:500]):
        message = f"`{target}` is there already, and is no analysis"
        raise ProblemsFound([Problem(Place(str(target)), "file-exists", message, "name another file with `--output`")])
