"""`techassure review`: sheets for reviewers and moderation, what comes back, and the story of a criterion."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from techassure.cli import choosing, folders, printing
from techassure.cli.apps import group_app
from techassure.cli.folders import Role, TenderFolder
from techassure.definitions.library import load_library
from techassure.phrases import counted
from techassure.problems import Place, Problem, ProblemsFound
from techassure.report import json, story
from techassure.reviewing import panel, people, workbooks
from techassure.tendering import merging, running_tender, storytelling
from techassure.tendering.missing import givers, scores_of
from techassure.tendering.running_tender import Running

_EPILOG = """\b
Examples:
  techassure review sheet my-tender --reviewer "Dr Nadia Nobody" --role "Clinical safety officer" --output nadia.xlsx
  techassure review merge my-tender nadia.xlsx owen.yaml
  techassure review sheet my-tender --moderation --reviewer "Mo Derator" --output meeting.yaml
  techassure review merge my-tender meeting.yaml
  techassure review sheet my-tender --moderation --correct --criterion social-value/SV1 --reviewer "Mo Derator"
  techassure review log my-tender social-value/SV1 --supplier GB-COH-00000021
"""

_OF_SHEET = """\b
Examples:
  techassure review sheet my-tender --reviewer "Dr Nadia Nobody" --role "Clinical safety officer" --output nadia.xlsx
  techassure review sheet my-tender --reviewer "Owen Overseas" --supplier GB-COH-00000021 --output owen.yaml

\b
For the meeting that agrees one score:
  techassure review sheet my-tender --moderation --reviewer "Mo Derator" --output meeting.xlsx
  techassure review sheet my-tender --moderation --correct --criterion social-value/SV1 --reviewer "Mo Derator"
"""
_OF_MERGE = """\b
Examples:
  techassure review merge my-tender nadia.xlsx owen.yaml
  techassure review merge my-tender meeting.xlsx
"""
_OF_LOG = """\b
Examples:
  techassure review log my-tender social-value/SV1 --supplier GB-COH-00000021
  techassure review log my-tender social-value/SV1 --supplier GB-COH-00000021 --json
"""

app = group_app("Let several people score apart and one meeting moderate, and see how each score came about.", _EPILOG)


@app.command(name="sheet", short_help="Write a sheet for a reviewer or a meeting.", epilog=_OF_SHEET)
def sheet(
    tender: TenderFolder,
    *,
    reviewer: Annotated[
        str, typer.Option("--reviewer", metavar="NAME", help="Whose sheet it is; of a meeting, who chairs it.")
    ],
    role: Role = None,
    moderation: Annotated[
        bool, typer.Option("--moderation", help="The sheet of a moderation meeting, with everybody's scores.")
    ] = False,
    correct: Annotated[
        bool, typer.Option("--correct", help="With --moderation: what was moderated before, to correct it.")
    ] = False,
    suppliers: Annotated[
        list[str] | None, typer.Option("--supplier", metavar="ID", help="Only this supplier. May be repeated.")
    ] = None,
    criteria: Annotated[
        list[str] | None, typer.Option("--criterion", metavar="ID", help="Only this criterion. May be repeated.")
    ] = None,
    library: choosing.LibraryFolder = None,
    output: choosing.Output = None,
) -> None:
    """Write a sheet to fill in: the criterion, its rubric, and what the supplier answered.

    As YAML, or as an Excel workbook where the output ends in .xlsx.

    A reviewer's sheet holds no price, no rank and nobody else's score. A moderation sheet holds every reviewer's score
    and reason, with the spread, and asks for one score and its reason. To correct a moderated score, add --correct: its
    line names the entry that is corrected, and one that is left blank changes nothing.
    """
    if correct and not moderation:
        raise typer.BadParameter("only a moderated score is corrected: add --moderation", param_hint="--correct")
    with printing.refusing():
        found = running_tender.load(folders.tender(tender), load_library(library))
        who = folders.person(reviewer, role, "--reviewer")
        wanted = _Wanted(found, suppliers, criteria)
        book = output is not None and output.suffix == workbooks.ENDING
        data = (
            wanted.moderation(who, correct=correct)
            if moderation
            else panel.sheet(found.selection, found.state, who, wanted.individual(reviewer))
        )
        if not data["scores"]:
            raise ProblemsFound([wanted.nothing(correct=correct)])
        folders.ask_who(found, reviewer, "--reviewer")
        printing.write(workbooks.written(data) if book else panel.written(data), output)
        if output is not None:
            printing.write(f"Wrote {output}: {counted(len(data['scores']), 'score')} to give.\n", None)


class _Wanted:
    """Which lines a sheet gets."""

    def __init__(self, found: Running, suppliers: list[str] | None, criteria: list[str] | None) -> None:
        self.found, self.suppliers, self.criteria = found, suppliers, criteria

    def _members(self) -> Iterator[tuple[Any, list[Any]]]:
        for key, members in self.found.to_score.items():
            if not self.suppliers or key[0] in self.suppliers:
                kept = [each for each in members if not self.criteria or each.definition.key in self.criteria]
                yield key, kept

    def individual(self, reviewer: str) -> Iterator[tuple[Any, list[Any]]]:
        """Yield what a reviewer has not scored yet."""
        done = {(each.identity, each.key) for each in self.found.scores if people.same(each.by, reviewer)}
        for key, members in self._members():
            yield self.found.inside[key], [each for each in members if (key, each.definition.key) not in done]

    def nothing(self, *, correct: bool) -> Problem:
        """Return the problem that a sheet would have no line."""
        place = Place(self.found.selection.id)
        if correct:
            fix = "leave `--correct` out: what is moderated for the first time corrects nothing"
            return Problem(place, "nothing-to-score", "nothing of this was moderated before", fix)
        fix = "see what is missing: `techassure tender finalise --check`"
        if self.found.state.moderated:
            fix += "; to correct a moderated score, add `--moderation --correct`"
        return Problem(place, "nothing-to-score", "nothing waits for scores here", fix)

    def moderation(self, chair: dict[str, str], *, correct: bool) -> dict[str, Any]:
        """Return the sheet of what has enough scores, and is not moderated yet or is to be corrected."""
        rules = self.found.selection.rules
        ready = []
        for key, members in self._members():
            for member in members:
                scores = scores_of(self.found, key, member.definition.key)
                before = (key, member.definition.key) in self.found.state.moderated
                if givers(scores) >= rules.reviewers and before is correct:
                    ready.append((self.found.inside[key], member, panel.spread(scores, rules.tolerance)))
        return panel.moderation_sheet(self.found.selection, self.found.state, chair, ready)


@app.command(name="merge", short_help="Take filled sheets in, each whole or not at all.", epilog=_OF_MERGE)
def merge(
    tender: TenderFolder,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Sheets that were filled in.")],
    *,
    library: choosing.LibraryFolder = None,
) -> None:
    """Take sheets in: each whole, or not at all. A reviewer's file is kept as it arrived, with its digest in the log.

    The digest is evidence of tampering, and not of independence. Where scores lie further apart than the tender
    tolerates, that is flagged.
    """
    problems: list[Problem] = []
    with printing.refusing():
        found = running_tender.load(folders.tender(tender), load_library(library))
        for file in files:
            try:
                made = merging.merge(found, file)
                printing.write("\n".join(_merged(file, made)) + "\n", None)
                printing.complain(made.remarks)
            except ProblemsFound as refused:
                problems += refused.problems
        last = story.head(found.log.chain.head)
        printing.write("\n".join([*storytelling.spreads(found), last, ""]), None)
    printing.complain(problems)
    printing.finish(bool(problems))


def _merged(file: Path, made: merging.Merged) -> Iterator[str]:
    arrived = [each for each in made.entries if each["kind"] == "review-received"]
    blank = f"; {counted(made.blank, 'line')} left blank" if made.blank else ""
    for each in arrived:
        given = f"{counted(each['scores'], 'score')} of {each['by']['name']}"
        yield f"{file}: {given}, kept as {each['file']}, {each['sha256'][:19]}{blank}"
    if not arrived:
        yield f"{file}: {counted(len(made.entries), 'score')} moderated{blank}"


@app.command(name="log", short_help="Show how one criterion's score came about.", epilog=_OF_LOG)
def log(
    tender: TenderFolder,
    criterion: Annotated[str, typer.Argument(metavar="CRITERION", help="Such as social-value/SV1.")],
    *,
    supplier: Annotated[str, typer.Option("--supplier", metavar="ID", help="The supplier's id.")],
    product: Annotated[str | None, typer.Option("--product", help="Where the supplier offers several.")] = None,
    lot: Annotated[str | None, typer.Option("--lot", help="Where the supplier bids for several.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As data.")] = False,
    library: choosing.LibraryFolder = None,
) -> None:
    """Tell the story of one criterion of one bid, from the answer to the final score."""
    with printing.refusing():
        found = running_tender.load(folders.tender(tender), load_library(library))
        told = storytelling.story(found, storytelling.subject(found, supplier, product, lot), criterion)
        said = json.render(storytelling.as_data(told)) if as_json else story.criterion(told, *printing.screen(None))
        printing.write(said, None)
