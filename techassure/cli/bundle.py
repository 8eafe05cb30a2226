"""`techassure bundle`: the program as files that install and run without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from techassure import bundle as bundles
from techassure.cli import printing
from techassure.cli.apps import command_app
from techassure.report.text import clean

_EPILOG = """\b
Examples:
  techassure bundle
  techassure bundle -o offline --platform win_amd64 --python 3.12
  techassure bundle --platform manylinux_2_28_x86_64 --platform manylinux2014_x86_64 --python 3.11

\b
Exit codes:
  0  it ran
  2  it could not run
"""

app = command_app()


@app.command(name="bundle", epilog=_EPILOG)
def bundle(
    *,
    platform: Annotated[
        list[str] | None,
        typer.Option(
            "--platform", metavar="TAG", help="For which computers, as wheels name them. Default: those like this one."
        ),
    ] = None,
    python: Annotated[
        str | None, typer.Option("--python", metavar="VERSION", help="Their Python, such as 3.12. Default: as here.")
    ] = None,
    extra: Annotated[
        list[str] | None,
        typer.Option("--extra", metavar="NAME", help="What to include. Default: docx, report, xlsx."),
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where to write.")] = Path(),
) -> None:
    """Write the program for computers without a package registry: a zip with an installer, and one file to run.

    This computer needs a registry, or wheels that pip finds; the others need Python and nothing else.
    """
    usual = bundles.Target()
    target = bundles.Target(tuple(extra) if extra else usual.extras, tuple(platform or ()), python)
    with printing.refusing():
        made = bundles.build(output, target)
        lines = [f"{clean(path)}: {path.stat().st_size / 1024 / 1024:.1f} MB" for path in made]
        printing.write("\n".join(lines) + "\n", None)
