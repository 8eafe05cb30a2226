"""`techassure tender new`: the first draft of a tender, by plain questions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, get_args

import typer

from techassure import new_tender
from techassure.cli import choosing, printing
from techassure.definitions import Library, load_library
from techassure.new_tender import Answers
from techassure.places import relative
from techassure.problems import Place, Problem, ProblemsFound
from techassure.procedure import Procedure, Regime
from techassure.selection import TENDER_FILE, read_tender

EPILOG = """\b
Examples:
  techassure tender new my-tender
  techassure tender new my-tender --title "Remote monitoring at home" --baseline remote-monitoring
"""
_DATES = {
    "commenced": "On which day did the procurement commence?",
    "published": "On which day is the tender notice published?",
    "deadline": "On which day do submissions close?",
    "as_of": "As of which day is everything judged?",
    "award": "On which day is the contract to be awarded?",
}
_KINDS = ("nhs", "central_government", "local_authority", "other")
_DAY = "(YYYY-MM-DD)"


def new(
    tender: Annotated[Path, typer.Argument(metavar="TENDER", help="A folder that holds no tender yet.")],
    *,
    title: Annotated[str | None, typer.Option("--title", help="What is bought.")] = None,
    buyer: Annotated[str | None, typer.Option("--buyer", help="Who buys.")] = None,
    buyer_kind: Annotated[str | None, typer.Option("--buyer-kind", help=f"One of {', '.join(_KINDS)}.")] = None,
    regime: Annotated[str | None, typer.Option("--regime", help=f"One of {', '.join(get_args(Regime))}.")] = None,
    procedure: Annotated[
        str | None, typer.Option("--procedure", help=f"One of {', '.join(get_args(Procedure))}.")
    ] = None,
    baseline: choosing.Baseline = None,
    dates: Annotated[
        list[str] | None,
        typer.Option("--date", metavar="NAME=DAY", help=f"One of {', '.join(_DATES)}. May be repeated."),
    ] = None,
    contract: Annotated[
        list[str] | None,
        typer.Option("--contract", metavar="FACT=VALUE", help="A fact of the contract. May be repeated."),
    ] = None,
    lots: Annotated[
        list[str] | None, typer.Option("--lot", metavar="NUMBER=TITLE", help="A lot. May be repeated.")
    ] = None,
    library: choosing.LibraryFolder = None,
) -> None:
    """Draft a tender. What no option says is asked.

    It starts from a baseline, which is proposed by the title, and leaves nothing that decides unsaid. Read the draft,
    change any line, and lock it when it is published.
    """
    with printing.refusing():
        known = load_library(library)
        path = _free(tender)
        name = title or _ask("What is bought?")
        start = baseline or _ask(
            f"From which baseline does it start ({', '.join(known.baselines())})?", new_tender.proposed(name, known)
        )
        made = Answers(
            id=new_tender.identifier(name),
            title=name,
            buyer=buyer or _ask("Who buys?"),
            buyer_kind=buyer_kind or _ask(f"What kind of body is it ({', '.join(_KINDS)})?", "nhs"),
            regime=regime or _ask(f"Under which law ({', '.join(get_args(Regime))})?", "procurement-act-2023"),
            procedure=procedure or _ask(f"By which procedure ({', '.join(get_args(Procedure))})?", "open"),
            starts_from=start,
            dates=_dates(_pairs(dates, "--date")),
            contract=_contract(start, known, _pairs(contract, "--contract")),
            lots=_pairs(lots, "--lot"),
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "submissions").mkdir(exist_ok=True)
        printing.write(new_tender.text(made), path)
        _say(path, known)


def _ask(question: str, usual: str | None = None) -> str:
    return str(typer.prompt(question, default=usual))


def _free(folder: Path) -> Path:
    path = folder / TENDER_FILE
    if path.exists():
        fix = "choose another folder, or change the tender that is there"
        raise ProblemsFound([Problem(Place(relative(path)), "tender-exists", "there is a tender here already", fix)])
    return path


def _pairs(given: list[str] | None, option: str) -> dict[str, str]:
    found = {}
    for each in given or ():
        name, sign, value = each.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise typer.BadParameter(f"`{each}` is not a name, `=` and a value", param_hint=option)
        found[name.strip()] = value.strip()
    return found


def _dates(given: dict[str, str]) -> dict[str, str]:
    return {name: given.get(name) or _ask(f"{question} {_DAY}") for name, question in _DATES.items()}


def _contract(start: str, library: Library, given: dict[str, str]) -> dict[str, str]:
    asked = new_tender.contract_questions(start, library)
    return {**{name: given.get(name) or _ask(question) for name, question in asked.items()}, **given}


def _say(path: Path, library: Library) -> None:
    made = read_tender(path, library)
    gates = sum(member.gate is not None for member in made.members)
    awards = ", ".join(f"{award.title} {float(award.weight):g}" for award in made.award_criteria)
    lines = [
        f"Wrote {relative(path)}: {gates} gates; {awards}.",
        "Read it, change it, and lock it when it is published.",
    ]
    printing.write("\n".join([*lines, ""]), None)
