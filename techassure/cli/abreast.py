"""`techassure check` against several selections at once: what goes together, and what is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from techassure.cli import printing
from techassure.cli.formats import Format
from techassure.report import json, several
from techassure.several import Checked, SeveralDocument, several_document


def refuse(output_format: Format, open_it: bool) -> None:
    """Refuse what is made of one selection alone."""
    if output_format not in ("table", "json") or open_it:
        raise typer.BadParameter("several selections give a page or data: choose table or json", param_hint="--format")


def deliver(checks: Sequence[Checked], output_format: Format, output: Path | None) -> SeveralDocument:
    """Write what several selections say, and return it as data.

    Raises:
        ProblemsFound: it cannot be written.
    """
    made = several_document(checks)
    content = json.render(made) if output_format == "json" else several.render(made, *printing.screen(output))
    printing.write(content, output)
    return made
