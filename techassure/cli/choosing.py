"""Against what, and as of when: the options that `assess` and `check` share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from techassure.calendar_days import day_number
from techassure.cli.lazy import Later
from techassure.definitions.library import load_library
from techassure.files.meant import date_fix
from techassure.reviewing.from_log import NOTHING, Recorded
from techassure.selections.bare_selections import of_editions
from techassure.selections.selection import TENDER_FILE, Selection

if TYPE_CHECKING:
    from techassure.reviewing import review_reader
    from techassure.selections import selecting
    from techassure.tendering import locking, tender_log
else:
    locking, review_reader = Later("tendering.locking"), Later("reviewing.review_reader")
    selecting, tender_log = Later("selections.selecting"), Later("tendering.tender_log")

Tender = Annotated[
    Path | None, typer.Option("--tender", metavar="PATH", help="A tender.yaml, or the folder that holds one.")
]
Baseline = Annotated[str | None, typer.Option("--baseline", metavar="NAME", help="A baseline of the library.")]
Tenders = Annotated[
    list[Path] | None,
    typer.Option("--tender", metavar="PATH", help="A tender.yaml, or the folder that holds one. May be repeated."),
]
Baselines = Annotated[
    list[str] | None, typer.Option("--baseline", metavar="NAME", help="A baseline of the library. May be repeated.")
]
Standards = Annotated[
    list[str] | None,
    typer.Option("--standard", metavar="ID@EDITION", help="One edition, such as dtac@2.0. May be repeated."),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="YYYY-MM-DD",
        help="The day to judge by. Default: the tender's own, else today. Another day than the tender's is a what-if.",
    ),
]
LibraryFolder = Annotated[
    Path | None,
    typer.Option(
        "--library",
        metavar="FOLDER",
        envvar="TECHASSURE_LIBRARY",
        show_envvar=False,
        help="A body's own standards, also by TECHASSURE_LIBRARY. Default: those of the package.",
    ),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here, not on the screen.")]


class Choice(NamedTuple):
    """What to judge against, the day, and what the buyer recorded beside the tender."""

    selection: Selection
    as_of: int
    reviews: tuple[Path, ...] = ()
    log: Recorded = NOTHING


def choose(
    tender: Path | None,
    baseline: str | None,
    standards: Sequence[str] | None,
    as_of: str | None,
    paths: Sequence[Path] = (),
    library_folder: Path | None = None,
) -> Choice:
    """Return what the options select; a single PATH that is a tender's folder selects itself.

    Raises:
        ProblemsFound: it is unknown, or does not hold together.
    """
    number = day_of(as_of, "--as-of")
    options = [option for option in (tender, baseline, standards) if option]
    if not options and len(paths) == 1 and (paths[0] / TENDER_FILE).is_file():
        options = [tender := paths[0]]
    if len(options) != 1:
        hint = "--tender, --baseline or --standard"
        one = "in one of these ways, such as --baseline dtac; techassure standards list shows them"
        raise typer.BadParameter(f"say against what to judge, {one}", param_hint=hint)
    library = load_library(library_folder, examples=False)
    if tender:
        folder = tender if tender.is_dir() else tender.parent
        made = locking.read_locked(tender, library)
        log = tender_log.recorded(tender_log.read_log(folder))
        return Choice(made, number or made.as_of or today(), tuple(review_reader.review_files(folder)), log)
    made = selecting.baseline(baseline, library) if baseline else of_editions(list(standards or ()), library)
    return Choice(made, number or made.as_of or today())


def choose_all(
    tenders: Sequence[Path],
    baselines: Sequence[str],
    standards: Sequence[str],
    paths: Sequence[Path],
    library_folder: Path | None,
    as_of: str | None = None,
) -> list[Choice]:
    """Return each selection that the options name: every tender, every baseline, the editions together.

    Each is judged on the day that is given, else on its own.

    Raises:
        ProblemsFound: one is unknown, or does not hold together.
    """
    made = [choose(tender, None, None, as_of, (), library_folder) for tender in tenders]
    made += [choose(None, baseline, None, as_of, (), library_folder) for baseline in baselines]
    made += [choose(None, None, standards, as_of, (), library_folder)] if standards else []
    return made or [choose(None, None, None, as_of, paths, library_folder)]


def every_standard(library_folder: Path | None, as_of: str | None) -> Choice:
    """Return the last edition of every standard: what is judged against where no option selects anything.

    Raises:
        ProblemsFound: the library, or one of these editions, does not hold together.
    """
    library = load_library(library_folder, examples=False)
    last = {name.partition("@")[0]: name for name in library.names()}
    return Choice(of_editions(list(last.values()), library), day_of(as_of, "--as-of") or today())


def days(texts: Sequence[str]) -> tuple[int, ...]:
    """Return the days that `--as-of` names, each once."""
    return tuple(dict.fromkeys(filter(None, days_of(*(("--as-of", text) for text in texts)))))


def day_of(text: str | None, option: str) -> int | None:
    """Return the day number that an option gives; None where it is not given."""
    return days_of((option, text))[0]


def days_of(*given: tuple[str, str | None]) -> list[int | None]:
    """Return the day numbers that options give, each with its text; every text that is no day is refused at once."""
    numbers = [None if text is None else day_number(text) for _, text in given]
    wrong = [each for each, day in zip(given, numbers, strict=True) if each[1] is not None and day is None]
    if wrong:
        said = [f"`{text}` is not a day; {date_fix(text, 'write it like 2026-06-01')}" for _, text in wrong]
        hint = " and ".join(dict.fromkeys(option for option, _ in wrong))
        raise typer.BadParameter(". ".join(said), param_hint=hint)
    return numbers


def today() -> int:
    """Return today. The core knows no clock, so it is read here, and printed with the result."""
    return date.today().toordinal()
