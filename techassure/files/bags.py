"""BagIt bags (RFC 8493): a folder that carries the digests of what it holds. Checked before anything in it is read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from techassure.files.bounds import MOST_BYTES, MOST_PROBLEMS
from techassure.problems import Place, Problem

DECLARATION = "bagit.txt"
PAYLOAD = "data"
_STRONG = ("sha512", "sha256")
_LINE = r"([0-9a-fA-F]{64}|[0-9a-fA-F]{128})[ \t]+\*?(.+)\Z"
_ESCAPES = {"%0D": "\r", "%0d": "\r", "%0A": "\n", "%0a": "\n", "%25": "%"}


def is_bag(folder: Path) -> bool:
    """Tell whether a folder is a bag."""
    return (folder / DECLARATION).is_file() and (folder / PAYLOAD).is_dir()


def problems_of(folder: Path) -> list[Problem]:
    """Return everything by which the bag is not complete and as its manifest says."""
    manifest = next((path for name in _STRONG if (path := folder / f"manifest-{name}.txt").is_file()), None)
    if (folder / "fetch.txt").is_file():
        fix = "put every file into the bag itself: nothing is fetched"
        return [Problem(Place(str(folder / "fetch.txt")), "bag-incomplete", "the bag leaves files to be fetched", fix)]
    if manifest is None:
        fix = "add `manifest-sha256.txt` or `manifest-sha512.txt`"
        return [Problem(Place(str(folder)), "bag-without-digests", "the bag has no manifest of strong digests", fix)]
    return list(_against(folder, manifest))[:MOST_PROBLEMS]


def _against(folder: Path, manifest: Path) -> Iterator[Problem]:
    listed: set[str] = set()
    for number, line in enumerate(_lines(manifest), 1):
        place = Place(str(manifest), number, 1)
        entry = re.match(_LINE, line)
        path = _unescaped(entry[2].strip()) if entry else ""
        if not entry or not _is_payload(path):
            yield Problem(place, "bag-manifest", "this line is no digest and path below `data/`", "make the bag anew")
            continue
        listed.add(path)
        said = _digest(folder / path, manifest.stem.removeprefix("manifest-"))
        if said != entry[1].lower():
            fix = "make the bag anew, from the files that are meant"
            how = "is missing" if said is None else "is not what the manifest says"
            yield Problem(place, "bag-digest", f"`{path[:80]}` {how}", fix)
    yield from _unlisted(folder, listed)


def _lines(manifest: Path) -> list[str]:
    with manifest.open("rb") as file:
        text = file.read(MOST_BYTES).decode("utf-8", "replace")
    return [line for line in text.split("\n") if line.strip("\r ")]


def _unescaped(path: str) -> str:
    return re.sub("%0[DdAa]|%25", lambda found: _ESCAPES[found[0]], path)


def _is_payload(path: str) -> bool:
    pure = PurePosixPath(path)
    plain = "\\" not in path and "\0" not in path and ".." not in pure.parts
    return plain and not pure.is_absolute() and pure.parts[:1] == (PAYLOAD,) and len(pure.parts) > 1


def _digest(path: Path, algorithm: str) -> str | None:
    """Return the digest of a plain file; None where there is none, or a link."""
    if path.is_symlink() or not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def _unlisted(folder: Path, listed: set[str]) -> Iterator[Problem]:
    for path in sorted((folder / PAYLOAD).rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name not in listed and (path.is_symlink() or not path.is_dir()):
            message = "the file is in the bag, and not in its manifest"
            yield Problem(Place(str(path)), "bag-unlisted", message, "make the bag anew, or take the file out")
