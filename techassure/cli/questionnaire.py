"""`techassure questionnaire`: what a tender, a baseline or a standard asks, as a form to fill in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from techassure.cli import choosing, printing
from techassure.cli.apps import command_app
from techassure.documents.writer import whose
from techassure.phrases import counted
from techassure.problems import Place, Problem, ProblemsFound
from techassure.questionnaire import as_docx, as_html, as_yaml, earlier, filled, questions, workbook
from techassure.questionnaire.known import Change, Known, changes, known
from techassure.questionnaire.questions import Questionnaire
from techassure.report.text import clean

_WRITERS: dict[str, Callable[[Questionnaire, Known, Sequence[Change], str], bytes]] = {
    ".xlsx": workbook.render,
    ".yaml": as_yaml.render,
    ".yml": as_yaml.render,
    ".html": as_html.render,
    ".docx": as_docx.render,
}
_MOST_CHANGES = 12
_EPILOG = """\b
Examples:
  techassure questionnaire --standard dtac@2.0 -o dtac.xlsx
  techassure questionnaire --tender tender.yaml -o questions.xlsx --what-applies
  techassure questionnaire --baseline remote-monitoring -o next.xlsx --from last-year.xlsx
  techassure questionnaire --standard dtac@2.0 -o dtac.html

\b
What is filled in is a submission:
  techassure check dtac.xlsx --standard dtac@2.0

\b
Exit codes:
  0  it ran
  2  it could not run
"""

app = command_app()

Earlier = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="PATH",
        help="An earlier submission: what it answers is filled in, what is out of date is marked.",
    ),
]
WhatApplies = Annotated[
    bool, typer.Option("--what-applies", help="Ask first what decides which other questions are needed.")
]
FormFile = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="A file that ends in .xlsx or .yaml, to fill in; .docx, to read; .html, to print. "
        "Default: YAML on the screen.",
    ),
]


@app.command(name="questionnaire", epilog=_EPILOG)
def questionnaire(
    *,
    tender: choosing.Tender = None,
    baseline: choosing.Baseline = None,
    standard: choosing.Standards = None,
    earlier_submission: Earlier = None,
    what_applies: WhatApplies = False,
    as_of: choosing.AsOf = None,
    library: choosing.LibraryFolder = None,
    output: FormFile = None,
) -> None:
    """Write a questionnaire: every question once, in the order a person would answer, with why it is asked.

    The filled workbook or YAML file is a submission.
    """
    with printing.refusing():
        choice = choosing.choose(choosing.one(tender, baseline, standard), as_of, library)
        writer = _writer(output)
        asked = questions.questionnaire(choice.selection, choice.as_of, routing_first=what_applies)
        taken, changed = _taken(asked, earlier_submission)
        whole = questions.with_answered(asked, [*taken.answers, *(each["kind"] for each in taken.documents)])
        printing.write(writer(whole, taken, changed, whose(choice.selection.editions)), output)
    if output:
        printing.write(_summary(output, whole, taken, changed), None)


def _writer(output: Path | None) -> Callable[[Questionnaire, Known, Sequence[Change], str], bytes]:
    ending = ".yaml" if output is None else output.suffix.lower()
    if ending not in _WRITERS:
        message = f"no questionnaire is written as `{ending or output}`"
        fix = "name a file that ends in .xlsx, .yaml, .docx or .html"
        raise ProblemsFound([Problem(Place(str(output)), "unknown-format", message, fix)])
    return _WRITERS[ending]


def _taken(asked: Questionnaire, path: Path | None) -> tuple[Known, list[Change]]:
    """Return what an earlier submission answers, and what is otherwise now."""
    if path is None:
        return Known(), []
    printing.some_exist([path])
    layers = earlier.layers(path, asked.selection)
    taken = known(layers, asked.selection, asked.as_of)
    own = layers[-1]
    editions, keys = (own.editions, own.keys) if isinstance(own, filled.Filled) else ((), frozenset())
    return taken, changes(asked, taken, editions, keys)


def _summary(output: Path, asked: Questionnaire, taken: Known, changed: Sequence[Change]) -> str:
    count = sum(1 for _ in asked.questions())
    said = [f"{clean(output)}: {counted(count, 'question')}."]
    if taken.earlier:
        filled_in = len(taken.answers) + len(taken.documents)
        said.append(f"{filled_in} filled in, {len(taken.marks)} of them to look at again.")
        said += [f"  {change.what}: {clean(change.about)}" for change in changed[:_MOST_CHANGES]]
        if len(changed) > _MOST_CHANGES:
            said.append(f"  and {counted(len(changed) - _MOST_CHANGES, 'more change')}, which the file lists")
    return "\n".join(said) + "\n"
