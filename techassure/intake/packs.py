"""Reads every submission that some paths hold, each with the folder that its evidence is in.

Everything here is untrusted until it has been read; what cannot be read becomes a refusal, never a bad score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path as FilePath

from techassure.files.places import Source, all_wrong
from techassure.intake.cutting import pieces
from techassure.intake.pieces import NO_FORMATS, Closing, Entry, Formats, Piece
from techassure.intake.reader import SubmissionReader
from techassure.problems import Problem, ProblemsFound
from techassure.reviews import Identity
from techassure.submissions import Refusal, Submission


def read_submissions(
    paths: Iterable[FilePath],
    reader: SubmissionReader,
    standard_input: Iterable[bytes] = (),
    formats: Formats = NO_FORMATS,
) -> Iterator[Submission | Refusal]:
    """Yield every submission that the paths hold, in a stable order; what cannot be read is yielded as a refusal.

    A path is a submission file, JSON Lines (also compressed), Parquet, an archive, a folder of any of these of any
    depth, a tender's folder, or ``-`` for JSON Lines or one submission on standard input. Links inside a folder are
    refused.
    """
    first: dict[Identity, str] = {}
    for entry in entries(pieces(paths, standard_input, formats, read_here=True)):
        try:
            source, folder = entry.loaded(formats)
            made = reader.read(source, folder, entry.label)
            if made.identity in first:
                raise ProblemsFound([second(made.identity, source, first[made.identity])])
        except ProblemsFound as found:
            found = all_wrong(found, partial(reader.read, folder=entry.folder_of(), label=entry.label))
            yield Refusal(entry.label, entry.problems(found))
            continue
        made.remarks = entry.remarks_of(source)
        first[made.identity] = entry.label
        yield made


@dataclass(frozen=True, slots=True)
class Pack:
    """One submission with the file that says it, and the folder that its evidence is in while it is being looked at."""

    submission: Submission
    source: Source
    folder: FilePath | None
    named: Callable[[Problem], Problem]


def read_packs(
    paths: Iterable[FilePath], reader: SubmissionReader, formats: Formats = NO_FORMATS
) -> Iterator[Pack | Refusal]:
    """Yield every submission that the paths hold with its folder, which is gone once the next is asked for."""
    for entry in entries(pieces(paths, (), formats, read_here=True)):
        try:
            source, folder = entry.loaded(formats)
            made = reader.read(source, folder, entry.label)
        except ProblemsFound as found:
            found = all_wrong(found, partial(reader.read, folder=entry.folder_of(), label=entry.label))
            yield Refusal(entry.label, entry.problems(found))
            continue
        yield Pack(made, source, folder, entry.within.problem)


def second(identity: Identity, source: Source, first: str) -> Problem:
    """Return the problem of a submission whose identity was read before, in the one called ``first``."""
    supplier, product, version, _ = identity
    message = f"`{product}` {version} of `{supplier}` was submitted before, in `{first}`"
    fix = "withdraw one of the two, or give them different versions or lots"
    return source.problem((), "same-identity-twice", message, fix)


def entries(found: Iterable[Piece | Closing]) -> Iterator[Entry]:
    """Yield the submissions of the pieces, closing each archive once it has been read."""
    for piece in found:
        if isinstance(piece, Closing):
            piece.close()
        else:
            yield from piece.entries()
