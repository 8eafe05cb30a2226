"""The files that one submission is read from: its own and those it shares, and where in them each part stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path as FilePath
from typing import NamedTuple, TypeVar

from techassure.files.doors import enter
from techassure.files.places import Source, as_far_as_read
from techassure.intake.file_digests import Digests
from techassure.problems import Path, Place, Problem, ProblemsFound
from techassure.submissions import SharedFile, SubmissionFile
from techassure.version import LANGUAGE

SHARED_FILES = ("supplier.yaml", "product.yaml")
F = TypeVar("F", bound=SharedFile)


class Layer(NamedTuple):
    """One file of a submission: its data, where it came from, and the folder that its documents are in.

    ``problems`` are why not all of its data could be read.
    """

    file: SharedFile
    source: Source
    folder: FilePath | None
    digests: Digests
    problems: Sequence[Problem] = ()

    def may_say(self, part: str) -> bool:
        """Tell whether it has a part, readable or not; of a file that cannot be read at all, nobody knows."""
        return self.source.has((part,)) or not isinstance(self.source.value, dict)


class Where(NamedTuple):
    """Finds where the parts of a submission stand: the submission's own line first, then the shared ones."""

    layers: Sequence[Layer]
    codes: Mapping[str, str | None]
    label: str

    def answer(self, name: str) -> Place | None:
        """Return where an answer stands, by its fact or by a standard's code."""
        for layer in reversed(self.layers):
            given = layer.file.answers if isinstance(layer.file.answers, dict) else ()
            key = next((key for key in given if key == name or self.codes.get(key) == name), None)
            if key is not None:
                return self._shown(layer, ("answers", key), of_key=True)
        return None

    def document(self, name: str) -> Place | None:
        """Return where a document is listed, by its id."""
        for layer in reversed(self.layers):
            for at, entry in enumerate(layer.file.evidence):
                if entry["id"] == name:
                    return self._shown(layer, ("evidence", at))
        return None

    def claim(self, criterion: str) -> Place | None:
        """Return where it is claimed that a criterion does not apply, or is met by something equivalent."""
        own = self.layers[-1]
        claims = own.file.claims if isinstance(own.file, SubmissionFile) else []
        at = next((at for at, each in enumerate(claims) if each.criterion == criterion), None)
        return None if at is None else self._shown(own, ("claims", at))

    def whole(self) -> Place:
        """Return the file itself."""
        return self._shown(self.layers[-1], ())

    def _shown(self, layer: Layer, path: Path, *, of_key: bool = False) -> Place:
        return _shown(layer.source.place(path, of_key=of_key), self.layers[-1], self.label)


def above(folder: FilePath) -> FilePath:
    """Return the folder above one, which may be called `.` or `..`."""
    return folder.parent if folder.name not in ("", "..") else folder / ".."


def shared_files(folder: FilePath) -> list[FilePath]:
    """Return the shared files that a submission in a folder sees, those of the folder above first."""
    return [path for where in (above(folder), folder) for name in SHARED_FILES if (path := where / name).is_file()]


def shared_layer(path: FilePath, digests: Digests) -> Layer:
    """Return a shared file with the digests of its folder; of one that cannot be read as a whole, its sound parts."""
    source, wrong = as_far_as_read(path)
    try:
        return Layer(enter(SharedFile, source), source, path.parent, digests, wrong)
    except ProblemsFound as found:
        more = found.problems if source.value is not None else ()
        return Layer(sound_parts(SharedFile, source), source, path.parent, digests, (*wrong, *more))


def sound_parts(model: type[F], source: Source) -> F:
    """Return the parts of a file that let themselves be read, each by itself."""
    plain = {"techassure": LANGUAGE}
    for key, part in source.value.items() if isinstance(source.value, dict) else ():
        with suppress(ProblemsFound):
            enter(model, Source(source.file, {"techassure": LANGUAGE, key: part}))
            plain[key] = part
    return enter(model, Source(source.file, plain))


def _shown(place: Place, own: Layer, label: str) -> Place:
    """Return a place as people know it: what was unpacked from an archive is called after the archive."""
    file = own.source.file
    pairs = zip(reversed(file), reversed(label), strict=False)
    same = next((at for at, (one, other) in enumerate(pairs) if one != other), 0)
    hidden, shown = file[:-same], label[:-same]
    unpacked = bool(label and same and hidden) and label != file and place.file.startswith(hidden)
    return replace(place, file=shown + place.file.removeprefix(hidden)) if unpacked else place
