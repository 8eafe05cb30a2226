"""Every example that a command's help shows is run, on the seeds, as whoever copies it would run it."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest
import ward_messages
from cli_tenders import run
from typer.main import get_command

from techassure.cli import app
from techassure.definitions.library import standards_folder
from techassure.files.places import read_file

ROOT = Path(__file__).parents[1]
REMOTE = ROOT / "seeds/tenders/remote-monitoring"
NOT_RUN = ("techassure bundle", "--engine spark", "--mutation", "new lint-rule", "open-prices my-tender prices.xlsx")
"""What needs a network, a cluster or minutes, writes into the checkout, or begins with what a person fills in."""


def commands(command: Any, names: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield names
    if list_them := getattr(command, "list_commands", None):
        context = click.Context(command)
        for name in list_them(context):
            yield from commands(command.get_command(context, name), (*names, name))


@cache
def examples() -> tuple[str, ...]:
    """Return what stands in the help of every command, and is to be copied."""
    shown = [run(*names, "--help").stdout.replace("\\\n", " ") for names in commands(get_command(app))]
    found = [line for text in shown for line in re.findall(r"^    (techassure .*)$", text, re.MULTILINE)]
    return tuple(dict.fromkeys(found))


# --- what the examples name -----------------------------------------------------------------------------------------

STATES = {
    "tender lock": "",
    "tender analyse": "",
    "tender price-form": "lock",
    "tender decide": "lock",
    "tender open-prices": "demonstration",
    "tender finalise": "low",
    "tender record": "award",
    "tender summaries": "award",
    "review sheet": "before",
    "review sheet --moderation": "clarified",
    "review sheet --moderation --correct": "moderate",
    "review merge": "before",
    "review merge meeting": "clarified",
    "review log": "award",
    "report": "award",
}
"""How far `my-tender` has come when a command is run on it; the longest beginning counts."""
TEXTS = {
    "thresholds.yaml": "techassure: 1\nnot-met: {at_most: 3}\n",
    "effort.yaml": "techassure: 1\nefforts: {cyber_essentials.renewal_committed: {effort: 3}}\n",
    "modelled-scores.yaml": """\
techassure: 1
modelled:
  - submission: {supplier: GB-COH-00000021, product: Alderping, version: 3.1.0}
    criteria: {social-value/SV1: 4, social-value/SV2: 3}
""",
}


COPIED = {
    "tender.yaml": "tenders/remote-monitoring/tender.yaml",
    "evidence/sbom.json": "products/hearthwatch/evidence/sbom.json",
    "sbom.json": "products/hearthwatch/evidence/sbom.json",
    "modelled-prices.yaml": "tenders/ward-messages/inbox/prices/alderfen.yaml",
    "first/final.json": "tenders/ward-messages/final.json",
    "second/final.json": "tenders/ward-messages/final.json",
}


LARKSPUR = REMOTE / "submissions/larkspur"
FOLDERS = {
    **dict.fromkeys(("wardlight", "product", "version-4", "version-5"), LARKSPUR),
    **dict.fromkeys(("submissions", "s", "decade"), REMOTE / "submissions"),
    **dict.fromkeys(("tender", "one", "two"), REMOTE),
    "quillbeck": REMOTE / "submissions/quillbeck",
}
BEGUN = {"product new": "wardlight", "new standard": "our-standards", "tender new": "my-tender"}
"""What an example makes itself."""


def prepare(example: str, folder: Path, library: Path) -> None:
    """Put into a folder what an example takes as given."""
    (folder / "seeds").symlink_to(ROOT / "seeds")
    (folder / "tenders").symlink_to(ROOT / "seeds/tenders")
    (folder / "standards").symlink_to(library)
    given = re.sub(r"(-o|--output) \S+", "", example).partition(" ")[2]
    begun = next((name for said, name in BEGUN.items() if said in given), "")
    if "my-tender" in given and begun != "my-tender":
        tender(given, folder / "my-tender")
    for name in re.findall(r"(?<![\w./:-])[\w.-][\w./-]*", given):
        if name.rstrip("/") != begun:
            place(folder / name)


def place(target: Path) -> None:
    """Put one file or folder where an example names it, if it is one that can be known."""
    name = str(target.relative_to(Path.cwd()))
    target.parent.mkdir(parents=True, exist_ok=True)
    if name in FOLDERS:
        shutil.copytree(FOLDERS[name], target)
    elif name in ("wardlight.yaml", "a.yaml"):
        shutil.copytree(LARKSPUR, target.parent, dirs_exist_ok=True)
        target.with_name("submission.yaml").rename(target)
    elif name in COPIED:
        shutil.copy(ROOT / "seeds" / COPIED[name], target)
    elif name in TEXTS:
        target.write_text(TEXTS[name], "utf-8")
    elif name in ("all.jsonl", "all.jsonl.zst"):
        write_lines(target)
    elif name in MADE:
        assert run(*MADE[name](target)).exit_code in (0, 1), name


MADE: dict[str, Callable[[Path], tuple[object, ...]]] = {
    "then.json": lambda at: ("check", LARKSPUR, "--baseline", "dtac", "--as-of", "2026-06-01", "-f", "json", "-o", at),
    "now.json": lambda at: ("check", LARKSPUR, "--baseline", "dtac", "-f", "json", "-o", at),
    "last-release.json": lambda at: ("check", LARKSPUR, "--baseline", "dtac", "-f", "json", "-o", at),
    "result.json": lambda at: ("assess", REMOTE, "-f", "json", "-o", at),
    "last-year.xlsx": lambda at: ("questionnaire", "--baseline", "remote-monitoring", "-o", at),
    "dtac.xlsx": lambda at: ("questionnaire", "--standard", "dtac@2.0", "-o", at),
    "record.zip": lambda at: ("tender", "record", ward_messages.SEED, "-o", at),
    "our-standards": lambda at: ("standards", "new", "standard", "help-desk", "--library", at),
    "nadia.xlsx": lambda at: ("review", "sheet", at.with_name("my-tender"), "--reviewer", "Nadia", "-o", at),
    "meeting.xlsx": lambda at: (
        "review",
        "sheet",
        at.with_name("my-tender"),
        "--moderation",
        "--reviewer",
        "M",
        "-o",
        at,
    ),
}


def write_lines(target: Path) -> None:
    """Write a file of many submissions: as many as will do."""
    found = [
        read_file(path).value for path in sorted((ROOT / "seeds/tenders/dtac/submissions").glob("*/submission.yaml"))
    ]
    lines = "".join(json.dumps(each) + "\n" for each in found).encode()
    packed = pytest.importorskip("zstandard").compress(lines) if target.suffix == ".zst" else lines
    target.write_bytes(packed)


def tender(example: str, folder: Path) -> None:
    """Bring the seed that was run to its award to the state in which the example begins."""
    state = next(
        (state for said, state in reversed(STATES.items()) if all(part in example for part in said.split())), None
    )
    if state is None:
        shutil.copytree(REMOTE, folder)
    elif state:
        ward_messages.at(folder, state)
    else:
        ward_messages.copy(folder)
    inbox = ward_messages.SEED / "inbox"
    home = folder.parent
    shutil.copytree(inbox / "prices", home / "sealed")
    shutil.copy(inbox / "orla.yaml", home / "owen.yaml")
    shutil.copy(inbox / "meeting.yaml", home / "meeting.yaml")
    if "--draft" not in example:
        shutil.copy(inbox / "1-receipt.yaml", home / "decisions.yaml")


# --- the examples ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The standards, in a repository that has the tag and the branch that examples name."""
    folder = tmp_path_factory.mktemp("library") / "standards"
    shutil.copytree(standards_folder(), folder)
    config = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "one"], ["tag", "v0.1.0"]):
        subprocess.run(["git", "-C", str(folder), *config, *command], check=True)
    return folder


@pytest.mark.parametrize("example", [each for each in examples() if not any(part in each for part in NOT_RUN)])
def test_an_example_of_the_help_runs(
    example: str, tmp_path: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may find something to act on (1), and is never one that could not run (2)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BROWSER", "true")
    if "--git" in example or "#" in example:
        monkeypatch.setenv("TECHASSURE_LIBRARY", str(library))
    prepare(example, tmp_path, library)
    words = shlex.split(example.partition(" | ")[0])[1:]
    arguments = [name for word in words for name in (sorted(map(str, Path().glob(word))) if "*" in word else [word])]
    result = run(*arguments, piped="")
    assert result.exit_code in (0, 1), f"{example}\n{result.output}\n{result.exception!r}"
