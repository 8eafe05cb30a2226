"""What the commands of a running tender share: its folder, who acts, and on which day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from techassure.calendar_days import day_number, iso
from techassure.doors import is_printable
from techassure.locking import LOCK_FILE
from techassure.places import relative
from techassure.problems import Place, Problem, ProblemsFound
from techassure.running_tender import Running
from techassure.selection import TENDER_FILE
from techassure.tender_log import TenderLog, read_log

TenderFolder = Annotated[Path, typer.Argument(metavar="TENDER", help="The tender's folder.")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who does it.")]
Role = Annotated[str | None, typer.Option("--role", metavar="ROLE", help="In which role.")]
On = Annotated[str | None, typer.Option("--on", metavar="YYYY-MM-DD", help="The day. Default: today.")]


def tender(path: Path) -> Path:
    """Return the folder of a tender, given as the folder or as its `tender.yaml`.

    Raises:
        ProblemsFound: there is no tender.
    """
    folder = path if path.is_dir() else path.parent
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
    number = date.today().toordinal() if written is None else day_number(written)
    if number is None:
        raise typer.BadParameter(f"`{written}` is not a day; write it like 2026-06-01", param_hint="--on")
    return number


def person(name: str, role: str | None, option: str = "--by") -> dict[str, str]:
    """Return a person as an entry of the log names one: who acts is never left blank."""
    if not name.strip():
        raise typer.BadParameter("write the name of the person who does this", param_hint=option)
    told = role.strip() if role else ""
    return {"name": text(name.strip(), option), **({"role": text(told, "--role")} if told else {})}


def text(written: str, option: str) -> str:
    """Return what an option says, as an entry of the log may say it."""
    if not written.strip() or not is_printable(written):
        raise typer.BadParameter("write text, without control characters", param_hint=option)
    return written


def open_still(found: Running) -> None:
    """Refuse where a tender was finalised.

    Raises:
        ProblemsFound: it was.
    """
    final = found.state.final
    if final is not None:
        place = Place(relative(found.log.path))
        message = f"the tender was finalised on {iso(final.on)}, in entry {final.number} of the log"
        fix = "read `final.json`; to correct it, record `reopened` with the reason"
        raise ProblemsFound([Problem(place, "already-finalised", message, fix)])
