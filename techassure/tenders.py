"""The three calls of a program: load a tender, assess it, print the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from techassure.assessing import read_all
from techassure.definitions.library import Library, load_library
from techassure.documents.document import Document
from techassure.documents.writer import Kind
from techassure.engine.assessor import Assessment, Assessor
from techassure.intake.paths import missing_paths
from techassure.problems import Place, Problem, ProblemsFound
from techassure.report import json, table
from techassure.reviewing.from_log import NOTHING, Recorded, with_log
from techassure.reviewing.review_reader import read_reviews, review_files
from techassure.reviews import Identity, Reviews
from techassure.runs import assessed
from techassure.selections.bare_selections import of_editions
from techassure.selections.selecting import baseline
from techassure.selections.selection import Selection
from techassure.tendering.concealing import unranked
from techassure.tendering.locking import read_locked
from techassure.tendering.tender_log import read_log
from techassure.tendering.tender_log import recorded as recorded_in


@dataclass(frozen=True)
class Tender:
    """What decides, where the submissions are, and what the buyer recorded about them."""

    selection: Selection
    """What decides."""
    paths: tuple[Path, ...]
    """The submissions: files, folders or archives."""
    recorded: dict[Identity, Reviews]
    """What the buyer recorded, by the submission that it is about."""
    log: Recorded = NOTHING
    """What the decisions log of a locked tender says of it; nothing of another."""


@dataclass(frozen=True)
class Result:
    """What assessing gave; ``str()`` is the board."""

    assessments: tuple[Assessment, ...]
    """One for each submission that was read; empty while a locked tender's scores are hidden."""
    document: dict[str, Any]
    """The plain data that every report is made from: the JSON document."""

    def __str__(self) -> str:
        return table.render(cast(Document, self.document))

    def json(self) -> bytes:
        """Return the document as JSON: the same bytes for the same inputs."""
        return json.render(self.document)


def load(
    *paths: str | Path,
    tender: str | Path | None = None,
    against: str | Sequence[str] | None = None,
    reviews: Sequence[str | Path] = (),
    library: Library | None = None,
) -> Tender:
    """Return a tender ready to be assessed.

    ``load("my-tender")`` takes a folder that holds a `tender.yaml`. Otherwise ``paths`` are submissions, or folders of
    them, and ``tender`` is the tender's file, or ``against`` is the name of a baseline or a list of editions such as
    ``["dtac@2.0"]``.

    Raises:
        ProblemsFound: everything that is wrong with the tender, its standards or its reviews.
    """
    found = [Path(path) for path in paths]
    known = library or load_library(examples=False)
    missing = missing_paths(found)
    if missing:
        raise ProblemsFound(missing)
    home = Path(tender) if tender else found[0] if found else Path()
    if against is None:
        selection = read_locked(home, known)
    else:
        selection = baseline(against, known) if isinstance(against, str) else of_editions(list(against), known)
    folder = home if home.is_dir() else home.parent
    beside = review_files(folder) if against is None and not reviews else []
    log = recorded_in(read_log(folder)) if against is None else NOTHING
    recorded = with_log(read_reviews([*(Path(path) for path in reviews), *beside], selection), log)
    return Tender(selection, tuple(found), recorded, log)


def assess(
    tender: Tender,
    as_of: date | None = None,
    kind: Kind = "assessment",
    *,
    personal: bool = False,
    provisional: bool = False,
) -> Result:
    """Return the result of a tender on its own as-of date, or on another one, which is then stamped WHAT IF.

    ``personal`` shows the answers to facts that are about people, which every output otherwise hides. ``provisional``
    shows the scores and the ranking of a locked tender before its moderation has closed.

    Raises:
        ProblemsFound: no date is given, and the tender fixes none.
    """
    day = as_of.toordinal() if as_of else tender.selection.as_of
    if day is None:
        fix = "give `as_of`, a `datetime.date`"
        raise ProblemsFound(
            [Problem(Place(tender.selection.id), "no-as-of", "there is no as-of date to assess for", fix)]
        )
    read = read_all(tender.selection, tender.paths, tender.recorded)
    assessor = Assessor(tender.selection, day)
    assessments, made = assessed(assessor, read, tender.recorded, tender.log, kind, personal=personal)
    hidden = tender.log.sealed and not provisional
    return Result((), dict(unranked(made))) if hidden else Result(tuple(assessments), dict(made))
