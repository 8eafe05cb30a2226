"""`techassure standards lock`: what decides in an edition in force stays as it was published."""

from __future__ import annotations

from typing import Annotated

import typer

from techassure import edition_locks
from techassure.cli import choosing, printing
from techassure.editions import Edition
from techassure.library import Library, collected, load_library
from techassure.places import relative
from techassure.problems import Problem, ProblemsFound
from techassure.report.text import counted

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="ID@EDITION", help="Editions, such as dtac@2.0. Default: all of the library's own."),
]
Check = Annotated[bool, typer.Option("--check", help="Write nothing: say what is not as it was locked.")]


def lock(names: Names = None, check: Check = False, library_folder: choosing.LibraryFolder = None) -> None:
    """Lock the editions that are in force, or check that they are as they were locked. Ends with 1 where they are not.

    A lock holds a digest of what decides. Wording may change; anything else needs a new revision of the encoding, and
    an erratum that says what changed and which criteria it touches. Drafts are not locked.
    """
    with printing.refusing():
        library = load_library(library_folder)
        editions = library.editions(dict.fromkeys(names or library.own_names()))
        if names:
            _no_drafts(editions)
        locked = [edition for edition in editions if edition_locks.is_to_be_locked(edition, library)]
        found = collected(lambda edition: edition_locks.problems(edition, library), locked)
        left = [_settled(edition, each, library, check) for edition, each in zip(locked, found, strict=True)]
    problems = [problem for each in left for problem in each]
    printing.complain([problem.as_data() for problem in problems])
    as_locked = sum(not each for each in left)
    printing.write(f"{counted(as_locked, 'edition')} as locked, {len(left) - as_locked} not.\n", None)
    printing.finish(bool(problems))


def _settled(edition: Edition, found: list[Problem], library: Library, check: bool) -> list[Problem]:
    """Lock the edition where that is wanted and all that is left to do; return what is left then."""
    if check or not found or not edition_locks.only_to_be_locked(found):
        return found
    path = edition_locks.lock_path(edition, library)
    printing.write(edition_locks.text(edition, library), path)
    printing.write(f"{edition.name} r{edition.file.revision}: locked in {relative(path)}\n", None)
    return []


def _no_drafts(editions: list[Edition]) -> None:
    drafts = [edition for edition in editions if edition.file.status == "draft"]
    fix = "write `status: in-force` when it comes into force: until then it may change"
    problems = [
        each.source.problem(("status",), "draft-not-locked", f"`{each.name}` is a draft", fix) for each in drafts
    ]
    if problems:
        raise ProblemsFound(problems)
