"""Which files the paths lead to: folders of any depth, tenders' folders and bags, in a stable order.

What is passed over is passed over by name; everything else that is no submission is refused, so that no bid vanishes.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path as FilePath

from techassure.files import archives, bags, streams
from techassure.intake.filled_forms import PLAIN, is_filled
from techassure.intake.layers import above
from techassure.intake.pieces import NO_FORMATS, Formats, Found, printable
from techassure.intake.word_forms import ENDINGS as WORD
from techassure.intake.word_forms import is_saved_form, not_read
from techassure.problems import Place, Problem, listing
from techassure.selections.selection import TENDER_FILE

_NOT_SUBMISSIONS = frozenset(
    {"supplier.yaml", "product.yaml", TENDER_FILE, "reviews.yaml", "tender.lock.json", "decisions.jsonl", "final.json"}
)
_OF_ARCHIVERS = frozenset({"__MACOSX"})
_NOT_FOLDERS = frozenset({"evidence", "reviews", "panel", "prices"}) | _OF_ARCHIVERS
_SHARED = {
    f"{name}{ending}": f"{name}.yaml" for name in ("supplier", "product") for ending in (".yaml", ".yml")
}  # fmt: skip
_LEFT = (*_SHARED, *WORD)
"""How the names end of files that are looked at although they are not read; a folder may hold a million others."""
_SINGLE = frozenset({".yaml", ".yml", ".json"})
_PACKED = ("submission.yaml", "submission.json")
_OPEN_ELSEWHERE = "~$"
_NOBODYS = ("readme", "thumbs.db", "desktop.ini")
STANDARD_INPUT = "-"


def files(paths: Iterable[FilePath], formats: Formats = NO_FORMATS) -> Iterator[Found]:
    """Yield every file that the paths lead to, in a stable order, archives unopened."""
    looked_in: set[FilePath] = set()
    for path in paths:
        if str(path) == STANDARD_INPUT:
            yield Found(path)
        elif path.is_dir():
            found, remarks = _folder(path, formats, in_archive=False), _misnamed(above(path), looked_in)
            yield from _with_above(found, path, remarks) if remarks else found
        else:
            near = (_misnamed(folder, looked_in) for folder in (above(path.parent), path.parent))
            yield Found(path, remarks=tuple(chain.from_iterable(near)))


def files_of_archive(folder: FilePath, formats: Formats) -> Iterator[Found]:
    """Yield every file in the folder that an archive was opened into; where none is read, that is refused."""
    return _or_else(_folder(folder, formats, in_archive=True), _nothing_in(folder))


def missing_paths(paths: Iterable[FilePath]) -> list[Problem]:
    """Return a problem for each path at which there is nothing."""
    fix = "check the path"
    return [
        Problem(Place(str(path)), "missing-file", f"there is no file or folder `{path}`", fix)
        for path in paths
        if str(path) != STANDARD_INPUT and not path.exists()
    ]


def several(path: FilePath, found: Sequence[str]) -> Problem:
    """Return the problem of a path that holds several submissions, where one was asked for."""
    message = f"`{printable(path)}` holds {len(found)} submissions: {listing(found)}"
    return Problem(Place(printable(path)), "several-submissions", message, "name the one that is meant")


def _folder(folder: FilePath, formats: Formats, *, in_archive: bool) -> Iterator[Found]:
    of_tender = (folder / TENDER_FILE).is_file() and (folder / "submissions").is_dir()
    if of_tender:
        folder = folder / "submissions"
    if bags.is_bag(folder):
        yield from _bag(folder, formats, in_archive=in_archive)
        return
    try:
        inside = sorted(os.listdir(folder))  # noqa: PTH208 - a million names are less than a million paths
    except OSError as error:
        message = f"the folder cannot be listed: {error.strerror}"
        problem = Problem(Place(printable(folder)), "unreadable-folder", message, "check its rights")
        yield Found(folder, (problem,))
        return
    packed = [name for name in inside if name.lower() in _PACKED and (folder / name).exists()]
    if packed:
        others = (name for name in inside if name not in packed and name.lower() not in _SHARED)
        packed += [name for name in others if _is_second(folder, name, formats)]
    if len(packed) > 1:
        yield Found(folder, (_several(folder, packed),))
        return
    looked_at = {name: _left(folder / name) for name in inside if name.lower().endswith(_LEFT)}
    left = {name: problem for name, problem in looked_at.items() if problem}
    names = packed or [name for name in inside if name not in left]
    read = list(islice((name for name in names if _is_read(name, formats)), 2))
    found = _inside(folder, names, formats, in_archive, not in_archive and not read, of_tender)
    yield from _with_left(found, [folder / name for name in read], left.values())


def _misnamed(folder: FilePath, looked_in: set[FilePath]) -> tuple[Problem, ...]:
    """Return warnings of shared files in a folder that are called by another name: of each folder once."""
    if folder in looked_in or not os.access(folder, os.R_OK):
        return ()
    looked_in.add(folder)
    names = sorted(name for name in os.listdir(folder) if name.lower() in _SHARED)  # noqa: PTH208 - as in a folder
    found = (_by_another_name(folder / name) for name in names)
    return tuple(replace(each, severity="warning") for each in found if each)


def _with_above(found: Iterator[Found], folder: FilePath, remarks: Sequence[Problem]) -> Iterator[Found]:
    """Yield what was found in a folder; its first submission says what is wrong above, where shared files would be."""
    told = False
    for each in found:
        sees = not told and each.path.parent == folder and not each.path.is_dir()
        yield each._replace(remarks=(*each.remarks, *remarks)) if sees else each
        told = told or sees


def _left(path: FilePath) -> Problem | None:
    """Return what is said of a file that is not read although somebody may have written answers into it."""
    if misnamed := _by_another_name(path):
        return misnamed
    return not_read(path) if not path.name.startswith(_OPEN_ELSEWHERE) and is_saved_form(path) else None


def _by_another_name(path: FilePath) -> Problem | None:
    right = _SHARED.get(path.name.lower())
    if not right or path.name == right:
        return None
    message = f"`{printable(FilePath(path.name))}` is not read: what submissions share stands in `{right}`"
    return Problem(Place(printable(path)), "shared-file-misnamed", message, f"call it `{right}`")


def _with_left(found: Iterator[Found], read: Sequence[FilePath], left: Collection[Problem]) -> Iterator[Found]:
    """Yield what was found in a folder, and what is said of the files in it that are not read.

    Beside one submission they belong to it; elsewhere each may be somebody's bid.
    """
    remarks = tuple(replace(each, severity="warning") for each in left)
    one = read[0] if len(read) == 1 and not is_many(read[0]) else None
    for each in found:
        yield each._replace(remarks=remarks) if each.path == one else each
    if one is None:
        yield from (Found(FilePath(each.place.file), (each,)) for each in left)


def _inside(
    folder: FilePath, names: Sequence[str], formats: Formats, in_archive: bool, of_bidders: bool, of_tender: bool
) -> Iterator[Found]:
    """Yield what the names in a folder lead to.

    ``of_bidders``: each folder among them is a bidder's, so that one without a submission is refused.
    """
    passed_over = _OF_ARCHIVERS if of_tender and of_bidders else _NOT_FOLDERS
    for name in names:
        if name in _NOT_SUBMISSIONS or name in passed_over or name.startswith((".", _OPEN_ELSEWHERE)):
            continue
        path = folder / name
        if path.is_symlink():
            yield Found(path, (_link(path),))
        elif path.is_dir():
            below = _folder(path, formats, in_archive=in_archive)
            yield from _or_else(below, _nothing_in(path)) if of_bidders else below
        elif _is_read(name, formats):
            yield Found(path)
        elif of_tender and of_bidders and not name.lower().startswith(_NOBODYS):
            yield Found(path, (_no_submission(path),))


def _is_second(folder: FilePath, name: str, formats: Formats) -> bool:
    """Tell whether a file beside a `submission.yaml` holds answers too; a form that nobody filled in does not."""
    ending = os.path.splitext(name)[1].lower()  # noqa: PTH122 - for each of a million names
    if ending not in formats and ending not in PLAIN:
        return False
    passed_over = name in _NOT_SUBMISSIONS or name.startswith((".", _OPEN_ELSEWHERE))
    return not passed_over and not (folder / name).is_symlink() and is_filled(folder / name, formats)


def _is_read(name: str, formats: Formats) -> bool:
    """Tell whether a file of this name in a folder is read as a submission, or as many."""
    ending = os.path.splitext(name)[1].lower()  # noqa: PTH122 - for each of a million names
    return name not in _NOT_SUBMISSIONS and (
        ending in _SINGLE or ending in formats or streams.is_stream(name) or name.lower().endswith(archives.ENDINGS)
    )


def is_many(path: FilePath) -> bool:
    """Tell whether a file of this name holds many submissions, or is an archive."""
    return archives.is_archive(path) or streams.is_stream(path.name)


def _or_else(found: Iterator[Found], otherwise: Found) -> Iterator[Found]:
    """Yield what was found, or what is said where nothing was."""
    yield next(found, otherwise)
    yield from found


def _nothing_in(folder: FilePath) -> Found:
    """Return the refusal of a folder or archive in which nothing is read: a bid must not vanish."""
    fix = "call it `submission.yaml`, or put a filled-in questionnaire there; take the folder out if it is nobody's"
    return Found(folder, (Problem(Place(printable(folder)), "no-submission", "there is no submission here", fix),))


def _no_submission(path: FilePath) -> Problem:
    message = f"`{printable(FilePath(path.name))}` is not a kind of file in which a submission is read"
    fix = "put it into its bidder's folder, beside the submission; take it out if it is nobody's"
    return Problem(Place(printable(path)), "not-a-submission", message, fix)


def _several(folder: FilePath, names: Sequence[str]) -> Problem:
    fix = "keep one of them, or put each into a folder of its own"
    message = f"{listing(names)} stand in one folder, and only one can count"
    return Problem(Place(printable(folder)), "several-submissions", message, fix)


def _bag(folder: FilePath, formats: Formats, *, in_archive: bool) -> Iterator[Found]:
    """Yield what a bag holds, once its digests are right."""
    found = tuple(bags.problems_of(folder))
    if found:
        yield Found(folder, found)
    else:
        yield from _folder(folder / bags.PAYLOAD, formats, in_archive=in_archive)


def _link(path: FilePath) -> Problem:
    fix = "put the file or folder itself there, or name it on the command line"
    return Problem(Place(printable(path)), "link-in-folder", "a link is not followed", fix)
