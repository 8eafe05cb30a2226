"""What a release carried of an encoding stays: a revision may be corrected in place only until then."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builders import parsed

ROOT = Path(__file__).parent.parent
LOCKS = sorted(ROOT.glob("standards/*/*/lock.yaml"))
pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="there is no program `git`")


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def digests(lock: str) -> dict[str, str]:
    """Return the digest of every revision that a lock knows, the present one last."""
    page = parsed(lock)
    return {**page.get("earlier", {}), page["revision"]: page["digest"]}


def rewritten(repository: Path) -> Iterator[str]:
    """Yield each revision that a release carries and that is not, or is no longer, what it was then."""
    for tag in git(repository, "tag", "--list", "v*").split():
        for path in git(repository, "ls-tree", "-r", "--name-only", tag, "--", "standards").split("\n"):
            if not path.endswith("/lock.yaml"):
                continue
            released = digests(git(repository, "show", f"{tag}:{path}"))
            now = digests((repository / path).read_text("utf-8")) if (repository / path).is_file() else {}
            yield from (f"{path} r{number} of {tag}" for number in released if now.get(number) != released[number])


def test_what_was_released_is_as_it_was() -> None:
    if not (ROOT / ".git").exists() or not git(ROOT, "tag", "--list", "v*"):
        pytest.skip("needs a checkout with the tags of its releases")
    assert list(rewritten(ROOT)) == []


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.parent.relative_to(ROOT / "standards").as_posix())
def test_a_lock_knows_every_revision_before_its_own(path: Path) -> None:
    """One that was made anew in place of another has not forgotten what was locked before."""
    known = digests(path.read_text("utf-8"))
    assert list(known) == [str(number) for number in range(1, len(known) + 1)]


@pytest.fixture
def lock(tmp_path: Path) -> Callable[[str], None]:
    """Write and commit a lock in a repository of its own, where one was released."""
    path = tmp_path / "standards" / "small" / "1" / "lock.yaml"
    path.parent.mkdir(parents=True)
    git(tmp_path, "init", "--quiet")

    def write(text: str) -> None:
        path.write_text(text)
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "--quiet", "--allow-empty", "--message", "a lock")

    write("revision: 1\ndigest: one\n")
    git(tmp_path, "tag", "v1")
    return write


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("revision: 1\ndigest: one\n", False),
        ("revision: 1\ndigest: another\n", True),
        ('revision: 2\ndigest: two\nearlier: {"1": one}\n', False),
        ('revision: 2\ndigest: two\nearlier: {"1": another}\n', True),
        ("revision: 2\ndigest: two\n", True),
    ],
)
def test_a_released_revision_that_changed_is_seen(
    lock: Callable[[str], None], text: str, seen: bool, tmp_path: Path
) -> None:
    lock(text)
    assert list(rewritten(tmp_path)) == (["standards/small/1/lock.yaml r1 of v1"] if seen else [])


def test_what_no_release_carries_yet_may_change(lock: Callable[[str], None], tmp_path: Path) -> None:
    for digest in ("two", "three"):
        lock(f'revision: 2\ndigest: {digest}\nearlier: {{"1": one}}\n')
    assert list(rewritten(tmp_path)) == []
