"""Two final results of a tender that was reopened, for `techassure compare`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from techassure.cli import formats, printing
from techassure.cli.sides import Asked
from techassure.documents.reader import is_final
from techassure.problems import Place, Problem, ProblemsFound
from techassure.report import json
from techassure.report.final import difference, html, markdown, terminal
from techassure.tendering.final_comparison import FinalComparison, compared_finals
from techassure.tendering.final_document import FinalDocument
from techassure.tendering.final_reader import final_of

_PATHS = "A [B]"


def compared(paths: Sequence[Path], kept: Mapping[Path, Any], asked: Asked) -> FinalComparison:
    """Return what two final results differ in; ``kept`` is what each of the files holds that was kept.

    Raises:
        ProblemsFound: one cannot be read, or they are of two tenders.
    """
    if len(paths) != 2 or not all(map(is_final, kept.values())):
        message = (
            "the final result of a tender is compared with another final result of it; `assess` keeps other results"
        )
        raise typer.BadParameter(message, param_hint=_PATHS)
    if asked.against.each or asked.as_of:
        message = "both are final results: nothing is judged again"
        raise typer.BadParameter(message, param_hint="--tender, --baseline, --standard or --as-of")
    before, after = (final_of(kept[path], Place(str(path))) for path in paths)
    _refuse_two_tenders(before, after, paths[1])
    return compared_finals(before, after)


def _refuse_two_tenders(before: FinalDocument, after: FinalDocument, path: Path) -> None:
    one, two = (each["selection"]["id"] for each in (before, after))
    if one != two:
        message = f"this is the final result of `{two}`, and the other is of `{one}`"
        fix = "give two final results of one tender, of before and after it was reopened"
        raise ProblemsFound([Problem(Place(str(path)), "two-tenders", message, fix)])


def deliver(made: FinalComparison, wanted: str, output: Path | None, open_it: bool) -> None:
    """Write what two final results differ in, or open it."""
    page = difference.page(made)
    if open_it or wanted == "html":
        formats.show(html.paged(page, made), "html", output, open_it)
    elif wanted == "table":
        printing.write(terminal.render(page, *printing.screen(output)), output)
    else:
        printing.write(json.render(made) if wanted == "json" else markdown.paged(page), output)
