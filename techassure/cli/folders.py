"""What the commands of a running tender share: its folder, who acts, and on which day."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from techassure.calendar_days import iso
from techassure.cli import choosing, printing
from techassure.files.doors import is_printable
from techassure.files.places import relative
from techassure.problems import Place, Problem, ProblemsFound
from techassure.selections.selection import TENDER_FILE
from techassure.tendering.locking import LOCK_FILE
from techassure.tendering.running_tender import Running
from techassure.tendering.tender_log import TenderLog, read_log

TenderFolder = Annotated[Path, typer.Argument(metavar="TENDER", help="The tender's folder.")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who does it.")]
Role = Annotated[str | None, typer.Option("--role", metavar="ROLE", help="In which role.")]
On = Annotated[str | None, typer.Option("--on", metavar="YYYY-MM-DD", help="The day. Default: today.")]


def tender(path: Path) -> Path:
    """Return the folder of a tender, given as the folder or as its `tender.yaml`.

    Raises:
        ProblemsFound: there is no tender.
    """
    folder = path.parent if path.is_file() or path.name == TENDER_FILE else path
    if not (folder / TENDER_FILE).is_file():
        message, fix = f"there is no `{TENDER_FILE}` in `{folder}`", "write one with `techassure tender new`"
        raise ProblemsFound([Problem(Place(str(path)), "no-tender", message, fix)])
    return folder


def log(folder: Path) -> TenderLog:
    """Return the log of a locked tender.

    Raises:
        ProblemsFound: it is not locked, or its log does not hold.
    """
    found = read_log(folder)
    if found is None:
        fix = "lock it when it is published: `techassure tender lock`"
        raise ProblemsFound(
            [Problem(Place(relative(folder / LOCK_FILE)), "not-locked", "the tender is not locked", fix)]
        )
    return found


def day(written: str | None) -> int:
    """Return a day of the command line, or today: the core knows no clock."""
    number = choosing.day_of(written, "--on")
    return choosing.today() if number is None else number


def person(name: str, role: str | None, option: str = "--by") -> dict[str, str]:
    """Return a person as an entry of the log names one: who acts is never left blank."""
    told = role.strip() if role else ""
    who = {"name": text(name.strip(), option, "the name of the person who does this")}
    return {**who, "role": text(told, "--role")} if told else who


def text(written: str, option: str, what: str = "text") -> str:
    """Return what an option says, as an entry of the log may say it: never blank."""
    if not written.strip() or not is_printable(written):
        raise typer.BadParameter(f"write {what}, without control characters", param_hint=option)
    return written


def ask_who(found: Running, name: str, place: str) -> None:
    """Warn where a name is nearly that of somebody in the log."""
    printing.complain(found.near_names(name, Place(place)))


def open_still(found: Running) -> None:
    """Refuse where a tender was finalised.

    Raises:
        ProblemsFound: it was.
    """
    final = found.state.final
    if final is not None:
        place = found.log.place
        message = f"the tender was finalised on {iso(final.on)}, in entry {final.number} of the log"
        fix = "read `final.json`; to correct it, record `reopened` with the reason"
        raise ProblemsFound([Problem(place, "already-finalised", message, fix)])
