"""`techassure check --plan`: how the plan is asked for, and what it is written as."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from techassure.cli import printing
from techassure.cli.formats import Format
from techassure.documents.document import Document
from techassure.engine.assessor import Assessment
from techassure.planning.abreast import together
from techassure.planning.as_data import plans_document, together_document
from techassure.planning.efforts import Efforts, read_efforts
from techassure.planning.making import plan_of
from techassure.planning.plan_document import PlanDocument, TogetherDocument
from techassure.report import json, plan, plan_together
from techassure.several import Checked


def refuse(wanted: bool, effort: Path | None, output_format: Format) -> None:
    """Refuse options that do not go together."""
    if effort and not wanted:
        raise typer.BadParameter("efforts are for a plan: add --plan", param_hint="--effort")
    if wanted and output_format not in ("table", "json"):
        raise typer.BadParameter("a plan is a page or data: choose table or json", param_hint="--format")


def deliver_together(
    checks: Sequence[Checked], effort: Path | None, output_format: Format, output: Path | None
) -> TogetherDocument:
    """Make one plan for all selections, write it, and return it as data.

    Raises:
        ProblemsFound: the efforts cannot be read, or the output cannot be written.
    """
    assessments = [each for found, _ in checks for each in found]
    if len(assessments) != len(checks) or any(len(found) != 1 for found, _ in checks):
        raise typer.BadParameter("a plan for several selections is made for one submission", param_hint="PATH")
    efforts = read_efforts(effort, assessments[0].assessor.selection.facts) if effort else Efforts()
    found = together(assessments, efforts)
    made = together_document([document for _, document in checks], assessments, found, stated=efforts.stated)
    content = json.render(made) if output_format == "json" else plan_together.render(made, *printing.screen(output))
    printing.write(content, output)
    return made


def deliver(
    document: Document,
    assessments: Sequence[Assessment],
    effort: Path | None,
    output_format: Format,
    output: Path | None,
) -> PlanDocument:
    """Make the plans, write them, and return them as data.

    Raises:
        ProblemsFound: the efforts cannot be read, or the output cannot be written.
    """
    facts = assessments[0].assessor.selection.facts if assessments else {}
    efforts = read_efforts(effort, facts) if effort and facts else Efforts()
    made = plans_document(
        document, assessments, [plan_of(each, efforts) for each in assessments], stated=efforts.stated
    )
    content = json.render(made) if output_format == "json" else plan.render(made, *printing.screen(output))
    printing.write(content, output)
    return made
