"""All summaries and notices of a tender, in one run or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from techassure.calendar_days import iso
from techassure.documents.document import Part
from techassure.files.places import relative
from techassure.problems import Place, Problem, ProblemsFound
from techassure.reviewing.bids import about
from techassure.selections.lot_names import lots_listed
from techassure.selections.tender_rules import Rules
from techassure.summaries import blanks, contents, held_back, recipients, standstill, word
from techassure.tendering import finalising
from techassure.tendering.final_document import BidPart
from techassure.tendering.running_tender import Running

_S19 = ("open", "competitive-flexible")
_WHY_NOT = {
    "framework-call-off": "a contract under a framework is not awarded under section 19: section 50(3) asks none",
    "direct-award": "a direct award is not made under section 19 of the Procurement Act 2023",
}


def unavailable(rules: Rules, place: Place) -> list[Problem]:
    """Return why there are no assessment summaries in this regime or procedure; nothing where there are."""
    if rules.regime != "procurement-act-2023":
        message = f"the tender runs under `{rules.regime}`, and assessment summaries belong to the Procurement Act 2023"
        return [Problem(place, "no-assessment-summary", message, "write the letters that its own law asks for")]
    if rules.procedure not in _S19:
        message = _WHY_NOT.get(str(rules.procedure), f"`{rules.procedure}` is not an award under section 19")
        return [Problem(place, "no-assessment-summary", message, "write the notices that this award asks for")]
    return []


def drafts(
    running: Running, award_notice: int | None, withheld: Sequence[tuple[str, str]]
) -> tuple[dict[str, Part], list[str]]:
    """Return every document of the tender by its file's name, and remarks on bids that get none.

    ``withheld`` holds fields and reasons.

    Raises:
        ProblemsFound: the regime knows no summaries, nothing is final, or a lot has no recorded award.
    """
    place = running.log.place
    problems = [*unavailable(running.selection.rules, place), *_unready(running, place)]
    problems += _before_the_award(running, award_notice)
    if problems:
        raise ProblemsFound(problems)
    final = finalising.kept(running)
    when = standstill.part(running.selection.rules, award_notice)
    winners = dict(_awarded(running, final["bids"]))
    made = recipients.named_apart(recipients.documents(running, final, winners, when))
    held_back.withhold(made, withheld)
    held_back.refuse_to_give_away(winners, made)
    return made, list(recipients.without(final, running.state.award))


def _unready(running: Running, place: Place) -> Iterator[Problem]:
    if running.state.final is None:
        yield Problem(place, "not-finalised", "the tender is not finalised", "run `techassure tender finalise` first")
        return
    lots = running.selection.lots
    bid_for = {key[3] for key in running.assessments if key not in running.state.set_aside}
    for lot in sorted(bid_for, key=lambda each: each or ""):
        if lot not in running.state.award:
            which = f"lot {lots_listed({lot: lots.get(lot, lot)})}" if lot else "the contract"
            fix = "record a decision of the kind `award`: it is made by people"
            yield Problem(place, "not-awarded", f"it is not recorded to whom {which} is to be awarded", fix)


def _before_the_award(running: Running, award_notice: int | None) -> Iterator[Problem]:
    """Yield that a notice cannot be published before it was decided to whom to award, of the last award there is."""
    last = max(running.state.award.values(), key=lambda made: made.on, default=None)
    if last is not None and award_notice is not None and award_notice < last.on:
        message = f"{iso(award_notice)} is before the award of {iso(last.on)}, entry {last.number} of the log"
        fix = "give the day on which the award notice is published, or leave it out until it is known"
        yield Problem(Place("--award-notice-published"), "before-the-award", message, fix)


def _awarded(running: Running, bids: Sequence[BidPart]) -> Iterator[tuple[str | None, BidPart]]:
    """Yield each lot that is awarded, and the bid to which."""
    for lot, made in running.state.award.items():
        yield from ((lot, bid) for bid in bids if made.identity and bid["submission"] == about(made.identity))


def files(made: Mapping[str, Part]) -> dict[str, bytes]:
    """Return every file: a Word document and its data, for each document.

    Raises:
        ProblemsFound: Word files cannot be written here.
    """
    found: dict[str, bytes] = {}
    for name, each in made.items():
        found[f"{name}.docx"] = word.render(each)
        found[f"{name}.json"] = orjson.dumps(each, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return found


def write(found: Mapping[str, bytes], folder: FilePath) -> None:
    """Write all files into a new folder, or none: they are made beside it first.

    Raises:
        ProblemsFound: the folder is there already, or cannot be written.
    """
    if folder.exists():
        fix = "name a folder that is not there yet: summaries go out all together"
        raise ProblemsFound([Problem(Place(relative(folder)), "folder-exists", "the folder is there already", fix)])
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent, prefix=".summaries-") as beside:
            made = FilePath(beside) / "made"
            made.mkdir()
            for name, data in found.items():
                (made / name).write_bytes(data)
            made.rename(folder)
    except OSError as error:
        message, fix = f"cannot write the summaries: {error.strerror}", "check the rights and the room of the folder"
        raise ProblemsFound([Problem(Place(relative(folder)), "cannot-write", message, fix)]) from None


def of_one_winner(running: Running, made: Mapping[str, Part]) -> list[Problem]:
    """Return a warning of the letters of a framework: who comes into it beside the first must not get such a letter."""
    others = [name for name, each in made.items() if each.get("outcome") == contents.UNSUCCESSFUL]
    if not others or not running.selection.contract.get("contract.is_new_framework"):
        return []
    say = "1 of these letters says" if len(others) == 1 else f"{len(others)} of these letters say"
    message = f"the tender is of a framework: {say} that it goes to another supplier"
    fix = "keep back that of a supplier who comes into it as well, and write it yourself, with what all are told of it"
    return [Problem(running.log.place, "one-winner", message, fix, "warning")]


def remaining(made: Mapping[str, Part]) -> dict[str, list[str]]:
    """Return the blanks of every document, which only a person may fill in."""
    found: dict[str, Any] = {name: list(dict.fromkeys(blanks.blanks(each))) for name, each in made.items()}
    return {name: left for name, left in found.items() if left}
