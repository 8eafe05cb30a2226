"""`techassure check --against`: what an edition that is not selected yet will change for this product."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from techassure.authoring.differences import Side, difference
from techassure.calendar_days import iso
from techassure.cli import printing
from techassure.cli.choosing import Choice
from techassure.cli.formats import Format
from techassure.documents.comparison import compared
from techassure.engine import what_if
from techassure.engine.assessor import Assessment
from techassure.report import against, json
from techassure.selections import successors
from techassure.selections.selection import Selection
from techassure.selections.successors import Step
from techassure.several import Checked, unanswered


def refuse(alone: bool, output_format: Format) -> None:
    """Refuse what does not go together with another edition."""
    if not alone:
        message = "one selection is held against another edition: give one, and no plan, threshold or kept result"
        raise typer.BadParameter(message, param_hint="--against")
    if output_format not in ("table", "json"):
        raise typer.BadParameter("this is a page or data: choose table or json", param_hint="--format")


def next_choice(choice: Choice, wanted: str) -> tuple[list[Step], Choice]:
    """Return the editions that are put in place of others, and what is then judged by, for a contract of their time.

    Raises:
        ProblemsFound: no such edition is known.
    """
    library = choice.selection.library
    assert library is not None
    taken = successors.steps(wanted, choice.selection, library)
    selection = successors.after(choice.selection, taken)
    return taken, choice._replace(selection=what_if.with_contract(selection, _assumed(taken, selection)))


def _assumed(taken: list[Step], selection: Selection) -> dict[str, int]:
    """Return the days of the contract that the new editions take for granted, the latest of each."""
    days: dict[str, int] = {}
    for step in taken:
        days |= {name: max(day, days.get(name, day)) for name, day in step.assumed(selection).items()}
    return days


def document(before: Checked, after: Checked, taken: list[Step], choice: Choice) -> dict[str, Any]:
    """Return what the other editions change for the product, as plain data."""
    library = choice.selection.library
    assert library is not None
    rules: dict[str, str] = {}
    for step in taken:
        old, new = (Side(each.name, each, library) for each in (step.old, step.new))
        told = difference(old, new, choice.as_of)["criteria"]
        rules |= {f"{step.new.file.standard}/{each['id']}": each["change"] for each in told}
    made = compared(before[1], after[1])
    for pair in made["pairs"]:
        for criterion in pair["criteria"]:
            criterion["rule"] = rules.get(criterion["criterion"], "unchanged")
    asked = [_asked(one, other) for one, other in zip(before[0], after[0], strict=False)]
    problems = after[1]["problems"]
    assumed = {name: iso(day) for name, day in _assumed(taken, choice.selection).items()}
    return {
        **made,
        "kind": "against",
        "steps": [_step(each) for each in taken],
        "assumed": assumed,
        "asked": asked,
        "problems": problems,
        "notices": after[1]["notices"],
    }


def _step(step: Step) -> dict[str, Any]:
    old, new = step.old.file, step.new.file
    return {
        "old": step.old.name,
        "new": step.new.name,
        "title": new.title,
        "status": new.status,
        "published": None if new.published is None else iso(new.published),
        "from": None if new.in_force is None else iso(new.in_force.first),
        "selected_by": new.selected_by,
        "counts": step.counts(),
        "old_until": None if not old.in_force or old.in_force.last is None else iso(old.in_force.last),
    }


def _asked(old: Assessment, new: Assessment) -> list[dict[str, Any]]:
    """Return the questions that are unanswered and that only the other editions ask."""
    known, facts = set(unanswered(old)), new.assessor.selection.facts
    return [{"fact": name, "question": facts[name].question} for name in unanswered(new) if name not in known]


def deliver(made: dict[str, Any], output_format: Format, output: Path | None) -> None:
    """Write it.

    Raises:
        ProblemsFound: it cannot be written.
    """
    content = json.render(made) if output_format == "json" else against.render(made, *printing.screen(output))
    printing.write(content, output)
