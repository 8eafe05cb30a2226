"""`techassure tender new`: the first draft of a tender, by plain questions."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from techassure.cli import choosing, printing
from techassure.definitions.library import Library, load_library
from techassure.files.doors import is_printable
from techassure.files.places import relative
from techassure.files.writing import make_folder
from techassure.phrases import counted
from techassure.problems import Place, Problem, ProblemsFound, suggestion
from techassure.report.text import clean
from techassure.selections import new_tender
from techassure.selections.new_tender import Answers, Question
from techassure.selections.selecting import read_tender
from techassure.selections.selection import TENDER_FILE

EPILOG = """\b
Examples:
  techassure tender new my-tender
  techassure tender new my-tender --title "Remote monitoring at home" --baseline remote-monitoring
"""
_MOST_LOTS = 99

NewFolder = Annotated[Path, typer.Argument(metavar="TENDER", help="A folder that holds no tender yet.")]
Title = Annotated[str | None, typer.Option("--title", help="What is bought.")]
Buyer = Annotated[str | None, typer.Option("--buyer", help="Who buys.")]
BuyerKind = Annotated[str | None, typer.Option("--buyer-kind", help=f"One of {new_tender.BUYER_KIND.form}.")]
RegimeName = Annotated[str | None, typer.Option("--regime", help=f"One of {new_tender.REGIME.form}.")]
ProcedureName = Annotated[str | None, typer.Option("--procedure", help=f"One of {new_tender.PROCEDURE.form}.")]
Dates = Annotated[
    list[str] | None,
    typer.Option("--date", metavar="NAME=DAY", help=f"One of {', '.join(new_tender.DATES)}. May be repeated."),
]
ContractFacts = Annotated[
    list[str] | None,
    typer.Option("--contract", metavar="FACT=VALUE", help="A fact of the contract. May be repeated."),
]
Lots = Annotated[list[str] | None, typer.Option("--lot", metavar="NUMBER=TITLE", help="A lot. May be repeated.")]


def new(
    tender: NewFolder,
    *,
    title: Title = None,
    buyer: Buyer = None,
    buyer_kind: BuyerKind = None,
    regime: RegimeName = None,
    procedure: ProcedureName = None,
    baseline: choosing.Baseline = None,
    dates: Dates = None,
    contract: ContractFacts = None,
    lots: Lots = None,
    library: choosing.LibraryFolder = None,
) -> None:
    """Draft a tender. What no option says is asked.

    It starts from a baseline, which is proposed by the title, and leaves nothing that decides unsaid. Read the draft,
    change any line, and lock it when it is published.
    """
    given = {
        "--date": _pairs(dates, "--date"),
        "--contract": _pairs(contract, "--contract"),
        "--lot": _pairs(lots, "--lot"),
    }
    single = {"--title": title, "--buyer": buyer, "--buyer-kind": buyer_kind, "--regime": regime,
              "--procedure": procedure, "--baseline": baseline}  # fmt: skip
    with printing.refusing():
        known = load_library(library)
        path = _free(tender)
        made = _answers(_Interview(known, single, given))
        make_folder(path.parent / "submissions")
        printing.write(new_tender.text(made), path)
        _say(path, known)


def _answers(interview: _Interview) -> Answers:
    """Return the answers; say so where they end before the questions do."""
    try:
        return interview.answers()
    except typer.Abort:
        printing.say("\nNothing was written. What an option says is not asked: techassure tender new --help\n")
        raise typer.Exit(printing.TO_ACT_ON) from None


class _Interview:
    """Takes answers from options, and asks for the others; each is checked as soon as it is there."""

    def __init__(
        self, library: Library, single: Mapping[str, str | None], given: Mapping[str, Mapping[str, str]]
    ) -> None:
        self.library, self.single, self.given = library, single, given
        self.asked = False

    def answers(self) -> Answers:
        """Return all answers."""
        title = self._answer(Question("What is bought?"), "--title")
        start = self._answer(new_tender.starting(title, self.library), "--baseline")
        return Answers(
            id=new_tender.identifier(title),
            title=title,
            buyer=self._answer(Question("Who buys?"), "--buyer"),
            buyer_kind=self._answer(new_tender.BUYER_KIND, "--buyer-kind"),
            regime=self._answer(new_tender.REGIME, "--regime"),
            procedure=self._answer(new_tender.PROCEDURE, "--procedure"),
            starts_from=start,
            dates=self._named(new_tender.DATES, new_tender.DATES, "--date"),
            contract=self._contract(start),
            lots=self._lots(),
        )

    def _contract(self, start: str) -> dict[str, str]:
        known = new_tender.contract_facts(self.library)
        return self._named(new_tender.contract_questions(start, self.library), known, "--contract")

    def _named(self, asked: Mapping[str, Question], known: Mapping[str, Question], option: str) -> dict[str, str]:
        """Return the answers to what is asked, and to what else an option may state."""
        given = self.given[option]
        for name, answer in given.items():
            if name not in known:
                fix = suggestion(name, known, f"it is one of {', '.join(known)}")
                raise typer.BadParameter(f"there is no `{name}`: {fix}", param_hint=option)
            _refuse(known[name], answer, option)
        return {**{name: given.get(name) or self._ask(question) for name, question in asked.items()}, **given}

    def _lots(self) -> dict[str, str]:
        """Return the lots; they are asked for where anything was."""
        given = dict(self.given["--lot"])
        if given or not self.asked:
            return given
        count = int(
            self._ask(Question("In how many lots is it bought?", "1 where it is not divided", "1", _not_a_count))
        )
        return {} if count < 2 else {str(at): self._ask(Question(f"What is lot {at}?")) for at in range(1, count + 1)}

    def _answer(self, question: Question, option: str) -> str:
        given = self.single[option]
        if given is None:
            return self._ask(question)
        _refuse(question, given, option)
        return given

    def _ask(self, question: Question) -> str:
        if not self.asked and isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="surrogateescape")
        self.asked = True
        if question.form:
            printing.write(f"{question.text}\n", None)
        while True:
            answer = str(typer.prompt(question.form or question.text, default=question.usual)).strip()
            fix = _wrong(question, answer)
            if fix is None:
                return answer
            printing.write(f"{clean(f'`{answer}` cannot be read: {fix}')}\n", None)


def _wrong(question: Question, answer: str) -> str | None:
    return question.wrong(answer) if is_printable(answer) else "write text, without control characters"


def _not_a_count(answer: str) -> str | None:
    return None if answer.isascii() and answer.isdigit() and 0 < int(answer) <= _MOST_LOTS else "write a number from 1"


def _refuse(question: Question, answer: str, option: str) -> None:
    fix = _wrong(question, answer)
    if fix is not None:
        raise typer.BadParameter(f"`{answer}` cannot be read: {fix}", param_hint=option)


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


def _say(path: Path, library: Library) -> None:
    written = f"Wrote {relative(path)}"
    try:
        made = read_tender(path, library)
    except ProblemsFound:
        printing.write(f"{written}, in which something has to be mended.\n", None)
        raise
    gates = sum(member.gate is not None for member in made.members)
    awards = ", ".join(f"{award.title} {float(award.weight):g}" for award in made.award_criteria)
    sentence = f"{written}: {counted(gates, 'gate')}; {awards}."
    folder = relative(path.parent)
    lines = [
        *printing.page().say(sentence),
        f"Bids go into {folder}/submissions, each into a folder of its own.",
        "Read it, change it, and lock it when it is published:",
        f"  techassure tender lock {quote(folder)}",
    ]
    printing.write("\n".join([*lines, ""]), None)
