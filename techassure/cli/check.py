"""`techassure check`: the supplier's view of one product."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from techassure import assessing
from techassure.cli import choosing, formats, printing
from techassure.cli.apps import command_app
from techassure.cli.lazy import Later
from techassure.documents import writer
from techassure.engine import what_if
from techassure.engine.assessor import Assessment, Assessor
from techassure.intake.paths import several
from techassure.problems import ProblemsFound
from techassure.selections import successors
from techassure.submissions import Refusal, Submission

if TYPE_CHECKING:
    from techassure.cli import abreast, against, demands, interactive, planned
    from techassure.several import Checked
else:
    abreast, against, demands = Later("cli.abreast"), Later("cli.against"), Later("cli.demands")
    interactive, planned = Later("cli.interactive"), Later("cli.planned")

_EPILOG = """\b
Examples:
  techassure check wardlight.yaml --standard dtac@2.0
  techassure check wardlight.yaml --standard dtac@2.0 --standard cyber-essentials@3.3
  techassure check wardlight.yaml --baseline remote-monitoring --as-of 2026-09-01
  techassure check wardlight.yaml --standard dtac@2.0 --open
  techassure check wardlight/ --baseline dtac --interactive
  techassure check wardlight.yaml --baseline dtac --what-if pen_test.finished_on=2026-09-01
  techassure check wardlight.yaml --tender tender.yaml --contract end=2031-08-31
  techassure check wardlight.yaml --baseline dtac --baseline patient-app --tender tender.yaml
  techassure check wardlight.yaml --tender tender.yaml --against nhs-carbon@next
  techassure check wardlight.yaml --baseline dtac --thresholds thresholds.yaml
  techassure check wardlight.yaml --baseline dtac --baseline-file last-release.json
  techassure check wardlight.yaml --tender tender.yaml --plan --effort effort.yaml
  techassure check wardlight.yaml --tender one/ --tender two/ --plan
  techassure check wardlight.yaml --tender tender.yaml --format ics --output renewals.ics
  techassure check wardlight.yaml --tender tender.yaml --format json --output check.json

\b
Exit codes:
  0  the product complies, or nothing here is a gate
  1  there is something to act on: it does not comply yet, or could not be read
  2  it could not run
"""
Ask = Annotated[
    bool,
    typer.Option(
        "--interactive", "-i", help="Ask what is missing, one question at a time; every answer is saved at once."
    ),
]

_READ_BEFORE = "same-identity-twice"

app = command_app()

Answers = Annotated[
    list[str] | None,
    typer.Option(
        "--what-if", metavar="FACT=VALUE", help="Judge as if an answer were another; for a document: `attached`."
    ),
]
Contract = Annotated[
    list[str] | None,
    typer.Option("--contract", metavar="end=DATE", help="Judge as if a fact of the contract were another."),
]
Other = Annotated[
    str | None,
    typer.Option(
        "--against",
        metavar="ID@next",
        help="What an edition that is not selected yet changes: dtac@next, dtac@2.0, or next for all that there are.",
    ),
]
ThresholdFile = Annotated[
    Path | None,
    typer.Option("--thresholds", metavar="FILE", help="End with 1 just where one of these thresholds is missed."),
]
KeptFile = Annotated[
    Path | None,
    typer.Option("--baseline-file", metavar="KEPT.json", help="End with 1 just where this kept result was better."),
]
Plan = Annotated[
    bool, typer.Option("--plan", help="The smallest set of answers and documents that makes it compliant.")
]
Effort = Annotated[
    Path | None,
    typer.Option("--effort", metavar="FILE", help="effort.yaml: plan by what each change costs you, not by number."),
]


@app.command(name="check", epilog=_EPILOG)
def check(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A submission, or - for standard input.")],
    *,
    tender: choosing.Tenders = None,
    baseline: choosing.Baselines = None,
    standard: choosing.Standards = None,
    as_of: choosing.AsOf = None,
    library: choosing.LibraryFolder = None,
    output_format: formats.Chosen = "table",
    output: choosing.Output = None,
    open_it: formats.Open = False,
    personal: formats.Personal = False,
    ask: Ask = False,
    suppose: Answers = None,
    contract: Contract = None,
    other: Other = None,
    thresholds: ThresholdFile = None,
    baseline_file: KeptFile = None,
    plan: Plan = False,
    effort: Effort = None,
) -> None:
    """Check a product before tendering: what is met, what is not and why, and what to do first.

    This is a self-check by the supplier, and not an assessment by a buyer.
    """
    if plan or effort:
        planned.refuse(plan, effort, output_format)
    also = bool(thresholds or baseline_file or plan or open_it)
    with printing.refusing():
        printing.some_exist([path])
        choices = choosing.choose_all(choosing.Against(tender or (), baseline or (), standard or ()), as_of, library)
        if len(choices) > 1:
            abreast.refuse(output_format, open_it)
        product, out = _Product(path, suppose or (), contract or (), personal), _Out(output_format, output, open_it)
        if ask:
            interactive.refuse(not (also or suppose or contract), output_format, output)
            to_act_on = not _settled(interactive.answer(path, choices))
        elif other:
            against.refuse(len(choices) == 1 and not also, output_format)
            to_act_on = _held_against(other, choices[0], product, out)
        elif thresholds or baseline_file:
            asked = demands.read(thresholds, baseline_file, alone=len(choices) == 1 and not plan)
            to_act_on = _held_to(asked, choices[0], product, out)
        else:
            checks = [_checked(each, product) for each in choices]
            document = _planned(checks, effort, out) if plan else _delivered(checks, out)
            to_act_on = _refused(document, out) or not _settled(each for found, _ in checks for each in found)
    printing.finish(to_act_on)


class _Product(NamedTuple):
    """What is checked, what is supposed of its answers and of the contract, and whether people's answers are shown."""

    path: Path
    answers: Sequence[str]
    contract: Sequence[str]
    personal: bool


class _Out(NamedTuple):
    """As what the result is written, and where to."""

    wanted: formats.Format
    output: Path | None
    open_it: bool


def _settled(assessments: Iterable[Assessment]) -> bool:
    return all(each.verdict in ("compliant", None) for each in assessments)


def _refused(document: Mapping[str, Any], out: _Out) -> bool:
    """Tell whether a submission could not be read; what is wrong is said here, where the output does not show it."""
    if formats.silent(*out):
        printing.repeat(document["problems"])
    return printing.refused(document)


def _held_against(other: str, choice: choosing.Choice, product: _Product, out: _Out) -> bool:
    """Write what other editions change for the product; tell whether there is something to act on."""
    taken, then = against.next_choice(choice, other)
    before, after = (_checked(each, product) for each in (choice, then))
    document = against.document(before, after, taken, choice)
    against.deliver(document, out.wanted, out.output)
    return printing.refused(document) or not _settled(after[0])


def _held_to(asked: demands.Asked, choice: choosing.Choice, product: _Product, out: _Out) -> bool:
    """Write a self-check with what it misses of all that is asked; tell whether there is something to act on."""
    document = demands.judged(_checked(choice, product)[1], asked)
    formats.deliver(document, *out)
    return _refused(document, out)


def _planned(checks: Sequence[Checked], effort: Path | None, out: _Out) -> Mapping[str, Any]:
    if len(checks) > 1:
        return planned.deliver_together(checks, effort, out.wanted, out.output)
    assessments, document = checks[0]
    return planned.deliver(document, assessments, effort, out.wanted, out.output)


def _delivered(checks: Sequence[Checked], out: _Out) -> Mapping[str, Any]:
    if len(checks) > 1:
        return abreast.deliver(checks, out.wanted, out.output)
    document = checks[0][1]
    formats.deliver(document, *out)
    return document


def _of_one(path: Path, read: Iterable[Submission | Refusal]) -> list[Submission | Refusal]:
    """Return what was read of one product.

    Raises:
        ProblemsFound: it is of several, or of one several times: which of them is meant, nobody can tell.
    """
    every = list(read)
    meant = [each.label for each in every if isinstance(each, Submission) or _is_again(each)]
    if len(meant) > 1:
        raise ProblemsFound([several(path, meant)])
    return every


def _is_again(refusal: Refusal) -> bool:
    return any(problem.rule == _READ_BEFORE for problem in refusal.problems)


def _checked(choice: choosing.Choice, product: _Product) -> Checked:
    """Return the assessments of a product against one selection, and the document that says so."""
    facts = choice.selection.facts
    answers, contract = what_if.read_answers(product.answers, facts), what_if.read_contract(product.contract, facts)
    selection = what_if.with_contract(choice.selection, contract) if contract else choice.selection
    assessor = Assessor(selection, choice.as_of)
    read = _of_one(
        product.path, assessing.read_all(selection, [product.path], {}, printing.standard_input(), located=True)
    )
    changed = (
        each if isinstance(each, Refusal) or not answers else what_if.with_answers(each, answers, facts, choice.as_of)
        for each in read
    )
    assessments, problems = assessing.assess_all(assessor, changed)
    problems += [] if assessments or problems else [assessing.no_submission(product.path)]
    document = writer.document(assessor, assessments, problems, "self-check", personal=product.personal)
    document["notices"] += choice.log.changed
    document["notices"] += successors.news(selection, selection.library) if selection.library else []
    if answers or contract:
        notice = what_if.stamp(answers, contract, facts)
        document = {**document, "what_if": True, "notices": [notice, *document["notices"]]}
    return assessments, document
