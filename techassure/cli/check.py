"""`techassure check`: the supplier's view of one product."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from techassure import assessing
from techassure.cli import choosing, formats, planned, printing
from techassure.engine import Assessment, Assessor

_EPILOG = """\b
Examples:
  techassure check wardlight.yaml --standard dtac@2.0
  techassure check wardlight.yaml --standard dtac@2.0 --standard cyber-essentials@3.3
  techassure check wardlight.yaml --baseline remote-monitoring --as-of 2026-09-01
  techassure check wardlight.yaml --standard dtac@2.0 --open
  techassure check wardlight.yaml --tender tender.yaml --plan --effort effort.yaml
  techassure check wardlight.yaml --tender tender.yaml --format ics --output renewals.ics
  techassure check wardlight.yaml --tender tender.yaml --format json --output check.json

\b
Exit codes:
  0  the product complies, or nothing here is a gate
  1  there is something to act on: it does not comply yet, or could not be read
  2  it could not run
"""

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command(name="check", epilog=_EPILOG)
def check(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A submission, or - for standard input.")],
    *,
    tender: choosing.Tender = None,
    baseline: choosing.Baseline = None,
    standard: choosing.Standards = None,
    as_of: choosing.AsOf = None,
    library: choosing.LibraryFolder = None,
    output_format: formats.Chosen = "table",
    output: choosing.Output = None,
    open_it: formats.Open = False,
    personal: formats.Personal = False,
    plan: Annotated[
        bool, typer.Option("--plan", help="The smallest set of answers and documents that makes it compliant.")
    ] = False,
    effort: Annotated[
        Path | None,
        typer.Option(
            "--effort", metavar="FILE", help="effort.yaml: plan by what each change costs you, not by number."
        ),
    ] = None,
) -> None:
    """Check a product before tendering: what is met, what is not and why, and what to do first.

    This is a self-check by the supplier, and not an assessment by a buyer.
    """
    planned.refuse(plan, effort, output_format)
    with printing.refusing():
        printing.some_exist([path])
        choice = choosing.choose(tender, baseline, standard, as_of, (), library)
        assessments, document = _checked(choice, path, personal=personal)
        if plan:
            document = planned.deliver(document, assessments, effort, output_format, output)
        else:
            formats.deliver(document, output_format, output, open_it)
    if formats.silent(output_format, output, open_it):
        printing.complain(document["problems"])
    settled = all(assessment.verdict in ("compliant", None) for assessment in assessments)
    printing.finish(printing.refused(document) or not settled)


def _checked(choice: choosing.Choice, path: Path, *, personal: bool) -> tuple[list[Assessment], dict[str, Any]]:
    """Return the assessments of what the path holds, and the document that says so."""
    assessor = Assessor(choice.selection, choice.as_of)
    read = assessing.read_all(choice.selection, [path], {}, printing.standard_input())
    assessments, problems = assessing.assess_all(assessor, read)
    return assessments, assessing.document(assessor, assessments, problems, "self-check", personal=personal)
