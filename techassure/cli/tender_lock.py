"""`techassure tender lock`: lock a tender when it is published, and record what was published to change it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from techassure.calendar_days import iso
from techassure.cli import choosing, folders, printing
from techassure.cli.folders import On, Role, TenderFolder
from techassure.definitions.library import load_library
from techassure.files.places import relative
from techassure.problems import Place, ProblemsFound
from techassure.selections.selecting import read_tender
from techassure.selections.selection import TENDER_FILE, Selection
from techassure.tendering import lock_remarks, locking, modifying
from techassure.tendering.modifying import Change

EPILOG = """\b
Examples:
  techassure tender lock my-tender --on 2026-04-30
  techassure tender lock my-tender --modified-because "A week more for everybody." \\
      --published-at https://buyer.example/notices/2 --by "Hana Holder" --on 2026-05-20
  techassure tender lock my-tender --refined-because "The demonstration is on two wards." \\
      --published-at https://buyer.example/notices/3 --by "Hana Holder" --on 2026-06-30
"""

Modified = Annotated[
    str | None, typer.Option("--modified-because", metavar="TEXT", help="Why a locked tender is modified.")
]
Refined = Annotated[
    str | None,
    typer.Option("--refined-because", metavar="TEXT", help="Why award criteria of a locked tender are refined."),
]
PublishedAt = Annotated[
    str | None, typer.Option("--published-at", metavar="ADDRESS", help="Where the change was published.")
]
ChangedBy = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who changes it.")]
EarlierRounds = Annotated[
    str | None,
    typer.Option(
        "--earlier-rounds",
        metavar="TEXT",
        help="Refining after an earlier round: why nobody who dropped out would have gone on.",
    ),
]


def lock(
    tender: TenderFolder,
    *,
    on: On = None,
    modified: Modified = None,
    refined: Refined = None,
    published_at: PublishedAt = None,
    by: ChangedBy = None,
    role: Role = None,
    earlier_rounds: EarlierRounds = None,
    library: choosing.LibraryFolder = None,
) -> None:
    """Lock a tender when it is published, or record a published modification or refinement of it.

    The lock holds everything that decides, part by part. `assess` refuses a tender that has drifted from it, and says
    what changed. The digest it prints belongs into the tender notice.

    A refinement is of award criteria that the tender names in `refinable`, in a competitive flexible procedure, before
    the final tenders are invited (section 24 of the Procurement Act 2023). Anything else is a modification.
    """
    because = _one_reason(modified, refined)
    with printing.refusing():
        folder = folders.tender(tender)
        selection = read_tender(folder, load_library(library))
        locked, day = locking.read_lock(folder), folders.day(on)
        if locked is None:
            made = _locked(folder, selection, day)
        else:
            said = _said("refinement" if refined else "modification", day, because, published_at, by, role)
            rounds = earlier_rounds and folders.text(earlier_rounds, "--earlier-rounds")
            made = _changed(folder, selection, said and replace(said, earlier_rounds=rounds), locked)
        printing.write(_text(made, relative(folder / locking.LOCK_FILE)), None)


_OPTIONS = {"modification": "modified-because", "refinement": "refined-because"}


def _one_reason(modified: str | None, refined: str | None) -> str | None:
    if modified and refined:
        raise typer.BadParameter("a change is a modification or a refinement: give one", param_hint="--refined-because")
    return modified or refined


def _said(
    kind: locking.Kind, day: int, because: str | None, published_at: str | None, by: str | None, role: str | None
) -> Change | None:
    """Return what was said of a change; None where somebody only wanted to see what has changed."""
    if because is None:
        return None
    for option, given in (("--published-at", published_at), ("--by", by)):
        if not (given or "").strip():
            raise typer.BadParameter("a change says who made it, and where it was published", param_hint=option)
    published = folders.text(published_at or "", "--published-at")
    return Change(kind, day, folders.person(by or "", role), published, folders.text(because, f"--{_OPTIONS[kind]}"))


def _locked(folder: Path, selection: Selection, day: int) -> locking.Lock:
    made = locking.lock(selection, day, Place(relative(folder / TENDER_FILE)))
    printing.write(made.as_bytes(), folder / locking.LOCK_FILE)
    return made


def _changed(folder: Path, selection: Selection, said: Change | None, locked: locking.Lock) -> locking.Lock:
    """Record a change of a locked tender; where none is said, refuse, with all that has drifted."""
    if said is None:
        source = locking.written(folder)
        raise ProblemsFound(locking.drift(locked, selection, source) or [locking.locked_already(Place(source.file))])
    return modifying.change(folders.log(folder), selection, said)


def _text(made: locking.Lock, path: str) -> str:
    said = [
        f"Locked {made.tender} on {iso(made.locked_on)}: {len(made.decides)} parts decide.",
        f"Digest {made.digest}",
    ]
    for change in made.modifications[-1:]:
        word = "Refined" if change.kind == "refinement" else "Modified"
        said.append(f"{word} on {iso(change.on)}: {', '.join(change.changed)}. {change.because}")
    said += lock_remarks.remarks(made)
    return "\n".join([*said, f"Wrote {path}; print the digest in the notice.", ""])
