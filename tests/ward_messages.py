"""The seed tender `ward-messages`, run from its lock to its award by the commands that a buyer would use.

`python tests/ward_messages.py` writes the seed again after a change that is meant to change it.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from typer.testing import CliRunner, Result

from techassure.cli import app
from techassure.definitions.library import Library, load_library
from techassure.reviewing import panel

SEED = Path(__file__).parents[1] / "seeds/tenders/ward-messages"
BIDS = ("alderfen", "brindlecote", "cobblewick", "dunmarrow", "everthorn", "fallowmere")
GIVEN = ("tender.yaml", "submissions", "inbox")
MADE = ("tender.lock.json", "decisions.jsonl", "final.json", "panel", "prices")


def final() -> dict[str, Any]:
    """Return the final result of the tender; each test its own, to change as it likes."""
    made: dict[str, Any] = json.loads((SEED / "final.json").read_text("utf-8"))
    return made


Given = dict[tuple[str, str], tuple[int, str, str]]
ORLA: Given = {
    ("Alderping", "SV1"): (3, "Dated and measured; one refurbisher only.", "the first commitment, and the method"),
    ("Alderping", "SV2"): (
        3,
        "Six interviews by a day, and carers are a group that we named.",
        "the second commitment",
    ),
    ("Wardcall", "SV1"): (
        4,
        "Measured for each message, audited, and owned by a named lead.",
        "both the row and the method",
    ),
    ("Wardcall", "SV2"): (3, "Two posts in the district, by a day.", "the second commitment and clarification C1"),
    ("Nightnote", "SV1"): (1, "What any office does.", "the first commitment"),
    ("Nightnote", "SV2"): (2, "Days are counted; for whom is not said.", "the second commitment"),
}
IDRIS: Given = {
    ("Alderping", "SV1"): (3, "Belongs to the contract; the supply chain is one firm.", "the first commitment"),
    ("Alderping", "SV2"): (2, "Interviews are not posts.", "the second commitment"),
    ("Wardcall", "SV1"): (2, "The figure is theirs alone to measure.", "the first commitment"),
    ("Wardcall", "SV2"): (3, "Named district, named number.", "the second commitment"),
    ("Nightnote", "SV1"): (1, "Nothing that this contract changes.", "the first commitment"),
    ("Nightnote", "SV2"): (1, "A promise without a place.", "the second commitment"),
}
PETRA: Given = {("Wardcall", "SV1"): (1, "I doubt it.", "the first commitment")}
MEETING: Given = {
    ("Alderping", "SV1"): (3, "Both found it good; the single refurbisher is a small doubt.", ""),
    ("Alderping", "SV2"): (3, "Interviews are dated and counted, for a group that the tender names.", ""),
    ("Wardcall", "SV1"): (3, "The measure is good and the trust may audit it, which answers the doubt in part.", ""),
    ("Wardcall", "SV2"): (3, "Agreed: two posts in the district, and the day is certain since the clarification.", ""),
    ("Nightnote", "SV1"): (1, "Agreed: what any office does.", ""),
    ("Nightnote", "SV2"): (2, "Days are counted and dated, which is what this step asks; for whom stays open.", ""),
}
REVIEWERS = (
    ("Orla Overthere", "Head of sustainability", "none", "2026-06-08", ORLA),
    ("Idris Imaginary", "Matron", "none", "2026-06-08", IDRIS),
    ("Petra Pretend", "Estates officer", "I worked for Alderfen until March 2026.", "2026-06-09", PETRA),
)


@cache
def library() -> Library:
    """The library that comes with the package, read once."""
    return load_library()


def run(*arguments: object) -> Result:
    """Run a command in this process; it has to succeed."""
    result = CliRunner().invoke(app, [str(each) for each in arguments])
    assert result.exit_code == 0, result.output
    return result


def fill(path: Path, given: Given, day: str, conflict: str | None = None) -> None:
    """Fill a sheet in as a person would."""
    data: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    data["on"] = day
    if conflict:
        data["conflict"] = conflict
    for line in data["scores"]:
        score = given.get((line["submission"]["product"], line["criterion"].removeprefix("social-value/")))
        if score:
            line["points"], line["because"], line["refers_to"] = str(score[0]), score[1], score[2]
    path.write_text(panel.written(data), "utf-8")


def sheets(folder: Path) -> None:
    """Make the reviewers' sheets anew and fill them in."""
    for name, role, conflict, day, given in REVIEWERS:
        path = folder / "inbox" / f"{name.split()[0].lower()}.yaml"
        run("review", "sheet", folder, "--reviewer", name, "--role", role, "--output", path)
        fill(path, given, day, conflict)


def meeting(folder: Path) -> None:
    """Make the sheet of the moderation meeting anew and fill it in."""
    path = folder / "inbox" / "meeting.yaml"
    run("review", "sheet", folder, "--moderation", "--reviewer", "Maud Moderator", "--role", "Chair", "--output", path)
    fill(path, MEETING, "2026-06-11")


def steps(folder: Path, *, anew: bool = False) -> list[tuple[str, Callable[[], object]]]:
    """Return every step from the lock to the award, by name. ``anew``: sheets are made, not taken from the inbox."""
    inbox = folder / "inbox"
    holder = ("--by", "Hana Holder", "--role", "Head of procurement")

    def decide(name: str) -> Callable[[], object]:
        return lambda: run("tender", "decide", folder, inbox / name)

    made: list[tuple[str, Callable[[], object]]] = [
        ("lock", lambda: run("tender", "lock", folder, "--on", "2026-04-30")),
        ("receipt", decide("1-receipt.yaml")),
        ("before", decide("2-before-assessment.yaml")),
        *([("sheets", lambda: sheets(folder))] if anew else []),
        ("merge", lambda: run("review", "merge", folder, *(inbox / f"{n}.yaml" for n in ("orla", "idris", "petra")))),
        ("clarified", decide("3-clarified.yaml")),
        *([("meeting", lambda: meeting(folder))] if anew else []),
        ("moderate", lambda: run("review", "merge", folder, inbox / "meeting.yaml")),
        ("demonstration", decide("4-demonstration.yaml")),
        ("open", lambda: run("tender", "open-prices", folder, inbox / "prices", *holder, "--on", "2026-06-16")),
        ("low", decide("5-low-price.yaml")),
        ("finalise", lambda: run("tender", "finalise", folder, *holder, "--on", "2026-06-24")),
        ("award", decide("6-award.yaml")),
    ]
    return made


def play(folder: Path, until: str | None = None, *, anew: bool = False) -> Path:
    """Run the tender in a folder that holds what was given, up to and with a step (default: all)."""
    for name, step in steps(folder, anew=anew):
        step()
        if name == until:
            break
    return folder


def copy(folder: Path) -> Path:
    """Copy what was given: the tender, its submissions and the inbox."""
    for name in GIVEN:
        source, target = SEED / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    return folder


LOGGED = {"lock": 0, "receipt": 3, "before": 13, "merge": 16, "clarified": 18, "moderate": 24, "demonstration": 27,
          "open": 28, "low": 29, "finalise": 30, "award": 31}  # fmt: skip


def at(folder: Path, step: str) -> Path:
    """Copy the seed as it was just after a step: the log up to there, and the files that had arrived by then."""
    shutil.copytree(SEED, folder)
    lines = (SEED / "decisions.jsonl").read_bytes().splitlines(keepends=True)[: LOGGED[step]]
    (folder / "decisions.jsonl").write_bytes(b"".join(lines))
    if LOGGED[step] < LOGGED["finalise"]:
        (folder / "final.json").unlink()
    return folder


def main() -> None:
    """Write the seed again."""
    for name in MADE:
        path = SEED / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    play(SEED, anew=True)


if __name__ == "__main__":
    sys.exit(main())
