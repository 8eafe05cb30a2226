"""Against what, and as of when: the options that `assess` and `check` share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from techassure.calendar_days import day_number
from techassure.cli.lazy import Later
from techassure.definitions.library import Library, load_library
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


class Against(NamedTuple):
    """What the options say of against what to judge."""

    tenders: Sequence[Path] = ()
    baselines: Sequence[str] = ()
    standards: Sequence[str] = ()

    @property
    def each(self) -> list[Against]:
        """Every selection by itself: each tender, each baseline, and the editions together."""
        return [
            *(Against(tenders=[tender]) for tender in self.tenders),
            *(Against(baselines=[baseline]) for baseline in self.baselines),
            *([Against(standards=self.standards)] if self.standards else []),
        ]


def one(tender: Path | None, baseline: str | None, standards: Sequence[str] | None) -> Against:
    """Return what the options say where each tender and baseline is given at most once."""
    return Against([tender] if tender else (), [baseline] if baseline else (), standards or ())


def choose(against: Against, as_of: str | None, library_folder: Path | None, paths: Sequence[Path] = ()) -> Choice:
    """Return the one selection that the options name; a single PATH that is a tender's folder selects itself.

    Raises:
        ProblemsFound: it is unknown, or does not hold together.
    """
    options = against.each or _own_tender(paths)
    [choice] = _chosen(options if len(options) == 1 else [], as_of, library_folder)
    return choice


def choose_all(
    against: Against, as_of: str | None, library_folder: Path | None, paths: Sequence[Path] = ()
) -> list[Choice]:
    """Return each selection that the options name; a single PATH that is a tender's folder selects itself.

    Each is judged on the day that is given, else on its own.

    Raises:
        ProblemsFound: one is unknown, or does not hold together.
    """
    return _chosen(against.each or _own_tender(paths), as_of, library_folder)


def _own_tender(paths: Sequence[Path]) -> list[Against]:
    return [Against(tenders=paths)] if len(paths) == 1 and (paths[0] / TENDER_FILE).is_file() else []


def _chosen(options: Sequence[Against], as_of: str | None, library_folder: Path | None) -> list[Choice]:
    day = day_of(as_of, "--as-of")
    if not options:
        hint = "--tender, --baseline or --standard"
        one = "in one of these ways, such as --baseline dtac; techassure standards list shows them"
        raise typer.BadParameter(f"say against what to judge, {one}", param_hint=hint)
    library = load_library(library_folder, examples=False)
    return [_choice(each, day, library) for each in options]


def _choice(one: Against, day: int | None, library: Library) -> Choice:
    if one.tenders:
        folder = one.tenders[0] if one.tenders[0].is_dir() else one.tenders[0].parent
        made = locking.read_locked(one.tenders[0], library)
        log = tender_log.recorded(tender_log.read_log(folder))
        return Choice(made, day or made.as_of or today(), tuple(review_reader.review_files(folder)), log)
    made = selecting.baseline(one.baselines[0], library) if one.baselines else of_editions(list(one.standards), library)
    return Choice(made, day or made.as_of or today())


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
