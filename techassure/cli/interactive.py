"""`techassure check -i`: plain lines, so that a screen reader, a pipe and a slow terminal can all follow them."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from techassure.cli import choosing, printing
from techassure.cli.formats import Format
from techassure.engine.assessor import Assessment, Assessor
from techassure.interview.keeping import kept
from techassure.interview.sitting import Sitting
from techassure.report.text import clean

_LONGEST = 100_000


class Terminal:
    """Standard input and output, a line at a time: nothing is drawn twice, and colour says nothing.

    What comes from a pipe is repeated, so that what was asked and answered can be read together.
    """

    def __init__(self) -> None:
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="surrogateescape")
        self._typed = sys.stdin.isatty()

    def say(self, line: str) -> None:
        """Print a line."""
        printing.write(f"{clean(line)}\n", None)

    def ask(self, prompt: str) -> str | None:
        """Return the next line of input; None where there is no more, or somebody interrupts."""
        printing.write(prompt, None)
        sys.stdout.flush()
        try:
            line = sys.stdin.readline(_LONGEST)
        except KeyboardInterrupt:
            line = ""
        if not line:
            printing.write("\n", None)
            return None
        if not self._typed:
            printing.write(f"{clean(line)}\n", None)
        return line.strip()


def refuse(alone: bool, output_format: Format, output: Path | None) -> None:
    """Refuse what does not go together with questions."""
    if not alone:
        message = "questions are asked of the submission as it is: leave out the other ways of judging it"
        raise typer.BadParameter(message, param_hint="--interactive")
    if output_format != "table" or output:
        message = "questions are asked on the screen: check again without it for a result in a file"
        raise typer.BadParameter(message, param_hint="--interactive")


def answer(path: Path, choices: Sequence[choosing.Choice]) -> list[Assessment]:
    """Ask what is missing, and return what the product comes to at the end.

    Raises:
        ProblemsFound: the submission cannot be read, or an answer cannot be saved.
    """
    assessors = [Assessor(each.selection, each.as_of) for each in choices]
    return Sitting(kept(path, assessors), Terminal()).run()
