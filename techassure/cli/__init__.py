"""The command line: the only place that prints.

Exit codes: 0, it ran; 1, there is something to act on; 2, it could not run.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, TextIO

import typer

from techassure.cli.lazy import LazyGroup

_HELP = """Assess health and care products against encoded NHS standards.

A question without an answer is never a pass, and every outcome says why.
"""

_EPILOG = """\b
Examples:
  techassure assess seeds/tenders/remote-monitoring
  techassure assess submissions/ --baseline remote-monitoring --format csv --output board.csv
  techassure check wardlight.yaml --standard dtac@2.0
  techassure standards show dtac@2.0

\b
Exit codes:
  0  it ran
  1  there is something to act on
  2  it could not run
"""


_COULD_NOT_RUN = 2
OBJECTS_BEFORE_RINGS_ARE_SOUGHT = 100_000

app = typer.Typer(
    name="techassure",
    cls=LazyGroup,
    help=_HELP,
    epilog=_EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        # Loaded when asked for: it takes longer than the rest of the start.
        typer.echo(import_module("techassure.documents.writer").tool())
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    del version


def main() -> None:
    """Run the command line."""
    # Looking for plug-ins of pydantic reads every installed package's metadata; there is no use for them here.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Hardly anything here refers to itself: looking for such rings is a tenth of a short run, and rarely finds one.
    gc.set_threshold(OBJECTS_BEFORE_RINGS_ARE_SOUGHT)
    _open_what_is_closed()
    code = _run()
    try:
        sys.stdout.flush()
    except OSError as error:
        _let_go(sys.stdout)
        code = code if code == _COULD_NOT_RUN else _refuses(error)
    # The process ends here, and its memory with it: looking for rings in all of it is a fifth of a short run.
    gc.freeze()
    sys.exit(code)


def _open_what_is_closed() -> None:
    """Give Python the streams that it was started without, as by `>&-`: nothing comes in, and what goes out is lost."""
    nowhere = Path(os.devnull)
    sys.stdin = sys.stdin or nowhere.open(encoding="utf-8")
    sys.stdout = sys.stdout or nowhere.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nowhere.open("w", encoding="utf-8")


def _run() -> str | int | None:
    try:
        app(prog_name="techassure")
    except SystemExit as ended:
        return ended.code
    except OSError as error:
        return _refuses(error)
    return None


def _refuses(error: OSError) -> int:
    # Not by what the commands use, which takes longer to load than `--help` takes.
    typer.echo(f"techassure: the system refuses this: {error.strerror or error} (system-refuses)", err=True)
    typer.echo("  fix: check the path, its rights and the room of its disk", err=True)
    return _COULD_NOT_RUN


def _let_go(stream: TextIO) -> None:
    """Send what could not be written to nowhere: at its end Python would try once more, and fail in its own words."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
