"""`techassure standards lock`: what decides in an edition in force stays as it was published."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from techassure.cli import choosing, printing
from techassure.definitions import edition_locks
from techassure.definitions.editions import Edition
from techassure.definitions.library import Library, collected, load_library
from techassure.files.places import relative
from techassure.lint.binding import unproved
from techassure.lint.configuration import find_configuration
from techassure.phrases import counted
from techassure.problems import Problem, ProblemsFound

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="ID@EDITION", help="Editions, such as dtac@2.0. Default: all of the library's own."),
]
Check = Annotated[bool, typer.Option("--check", help="Write nothing: say what is not as it was locked.")]


def lock(names: Names = None, check: Check = False, library_folder: choosing.LibraryFolder = None) -> None:
    """Lock the editions that are in force, or check that they are as they were locked. Ends with 1 where they are not.

    A lock holds a digest of what decides. Wording may change; anything else needs a new revision of the encoding, and
    an erratum that says what changed and which criteria it touches. Drafts are not locked. Nor is what is not proved:
    an edition whose examples do not come out as they say, or in which lint finds an error.
    """
    with printing.refusing():
        library = load_library(library_folder)
        editions = library.editions(dict.fromkeys(names or library.own_names()))
        if names:
            _no_drafts(editions)
        locked = [edition for edition in editions if edition_locks.is_to_be_locked(edition, library)]
        found = collected(lambda edition: edition_locks.problems(edition, library), locked)
        lacking = unproved(locked, library, find_configuration(Path.cwd()))
        proofs = [_besides(of_lock, of_proof) for of_lock, of_proof in zip(found, lacking, strict=True)]
        left = [
            _settled(edition, of_lock, of_proof, library, check)
            for edition, of_lock, of_proof in zip(locked, found, proofs, strict=True)
        ]
    told = [_told(*parts, check) for parts in zip(locked, left, proofs, strict=True)]
    problems = list(dict.fromkeys(problem for each in told for problem in each))
    printing.complain(problems)
    printing.write(_total(left, sum(map(bool, proofs))), None)
    printing.finish(bool(problems))


def _besides(of_lock: list[Problem], of_proof: list[Problem]) -> list[Problem]:
    """Return what is not proved and the lock has not told: lint finds that too, and so does a baseline that pins."""
    told = {(each.place, each.rule) for each in of_lock}
    return [each for each in of_proof if (each.place, each.rule) not in told]


def _settled(
    edition: Edition, of_lock: list[Problem], of_proof: list[Problem], library: Library, check: bool
) -> list[Problem]:
    """Lock the edition where that is wanted, proved and all that is left to do; return what its lock lacks then."""
    if check or of_proof or not of_lock or not edition_locks.only_to_be_locked(of_lock):
        return of_lock
    path = edition_locks.lock_path(edition, library)
    printing.write(edition_locks.text(edition, library), path)
    printing.write(f"{edition.name} r{edition.file.revision}: locked in {relative(path)}\n", None)
    return []


def _told(edition: Edition, of_lock: list[Problem], of_proof: list[Problem], check: bool) -> list[Problem]:
    """Return what is to be said of an edition: what its lock lacks, and what it has yet to prove, under one line."""
    if not of_proof:
        return of_lock
    follow = "follows" if len(of_proof) == 1 else "follow"
    message = (
        f"`{edition.name}` is not proved: {counted(len(of_proof), 'problem')} of its examples and of lint {follow}"
    )
    fix = f"mend what is listed next, then run `techassure standards lock {edition.name}`"
    said = edition.source.problem(("status",), "not-proved", message, fix)
    waits = [] if check else edition_locks.MENDED_BY_LOCKING
    return [*(problem for problem in of_lock if problem.rule not in waits), said, *of_proof]


def _total(left: list[list[Problem]], not_proved: int) -> str:
    as_locked = sum(not each for each in left)
    rest = f"; {not_proved} {'is' if not_proved == 1 else 'are'} not proved" if not_proved else ""
    return f"{counted(as_locked, 'edition')} as locked, {len(left) - as_locked} not{rest}.\n"


def _no_drafts(editions: list[Edition]) -> None:
    drafts = [edition for edition in editions if edition.file.status == "draft"]
    fix = "write `status: in-force` when it comes into force: until then it may change"
    problems = [
        each.source.problem(("status",), "draft-not-locked", f"`{each.name}` is a draft", fix) for each in drafts
    ]
    if problems:
        raise ProblemsFound(problems)
