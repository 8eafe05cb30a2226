"""A library as it stood at a revision of its git repository, read with the program `git`."""

from __future__ import annotations

import io
import re
import shutil
import stat
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from techassure.definitions.library import Library, load_library
from techassure.files.bounds import MOST_BYTES
from techassure.files.places import relative
from techassure.problems import Place, Problem, ProblemsFound

_REVISION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./@{}^~+-]*\Z")
_SECONDS = 60
_MOST_ARCHIVE = 8 * MOST_BYTES


@contextmanager
def library_at(revision: str, root: Path) -> Iterator[Library]:
    """Give the library whose folder is ``root``, as it stood at a revision. It can be read until the context ends.

    Raises:
        ProblemsFound: there is no such revision, the folder is in no repository, or the library cannot be read.
    """
    if not _REVISION.match(revision):
        raise _refused(revision, f"`{revision}` is not a revision", _FIX)
    archive = _git(["archive", "--format=zip", "-0", revision], root.resolve(), revision)
    with TemporaryDirectory(prefix="techassure-") as folder:
        _unpack(archive, Path(folder), revision)
        try:
            yield load_library(Path(folder))
        except ProblemsFound as found:
            raise ProblemsFound([_at(revision, root, Path(folder), each) for each in found.problems]) from None


def _at(revision: str, root: Path, unpacked: Path, problem: Problem) -> Problem:
    """Return the problem with its file as git calls it: where it was unpacked to, nobody knows."""
    file = Path(problem.place.file)
    if not file.is_relative_to(unpacked):
        return problem
    named = f"{revision}:{relative(root / file.relative_to(unpacked))}"
    return replace(problem, place=replace(problem.place, file=named))


def _git(arguments: list[str], root: Path, revision: str) -> bytes:
    program = shutil.which("git")
    if program is None:
        raise _refused(revision, "the program `git` is not there", "install git, and see that it is on the path")
    command = [program, "-c", "core.fsmonitor=false", "-C", str(root), *arguments]
    try:
        found = subprocess.check_output(command, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=_SECONDS)
    except (subprocess.SubprocessError, OSError) as error:
        message = f"git does not give `{root.name}` at `{revision}`"
        fix = f"check that `git -C {root} log {revision}` shows it, and that the folder was there then"
        raise _refused(revision, message, fix) from error
    if len(found) > _MOST_ARCHIVE:
        raise _refused(revision, f"`{root.name}` at `{revision}` is too large", "name the folder of a library")
    return found


def _unpack(archive: bytes, folder: Path, revision: str) -> None:
    """Unpack what is no link; no path leads out of the folder. Tar has that by itself only since Python 3.11.4."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            files = [member for member in packed.infolist() if not stat.S_ISLNK(member.external_attr >> 16)]
            packed.extractall(folder, files)
    except zipfile.BadZipFile as error:
        raise _refused(
            revision, f"what git gives at `{revision}` cannot be unpacked", "check the paths in it"
        ) from error


_FIX = "write a branch, a tag or a commit; to compare with the files as they lie here, write `NAME#REV NAME`"


def _refused(revision: str, message: str, fix: str) -> ProblemsFound:
    return ProblemsFound([Problem(Place(revision), "no-such-revision", message, fix)])
