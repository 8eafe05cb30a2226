"""In other people's CI: the hooks of pre-commit, and the workflows that the pages show."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from builders import environment
from cli_tenders import run
from typer.main import get_command

from techassure.cli.standards import app

ROOT = Path(__file__).parent.parent
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
PAGE = ROOT / "docs" / "how-to" / "keep-your-own-standards.md"
PRE_COMMIT = shutil.which("pre-commit", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
HOOKS: list[dict[str, Any]] = yaml.safe_load(MANIFEST.read_text("utf-8"))


def test_every_hook_calls_a_command_that_there_is() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert all(re.match(r"techassure standards (\w+)", hook["entry"])[1] in commands for hook in HOOKS)  # type: ignore[index]


def blocks(start: str) -> list[Any]:
    texts = re.findall(r"^```yaml\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [yaml.safe_load(text) for text in texts if text.startswith(start)]


def test_the_page_names_the_hooks_that_there_are() -> None:
    (config,) = blocks("repos:")
    assert {hook["id"] for hook in config["repos"][0]["hooks"]} == {hook["id"] for hook in HOOKS}


def commands_shown() -> list[str]:
    (actions,), (gitlab,) = blocks("name: Standards"), blocks("standards:")
    steps = [step["run"] for step in actions["jobs"]["standards"]["steps"] if "run" in step]
    return [line for line in [*steps, *gitlab["standards"]["script"]] if line.startswith("techassure")]


@pytest.mark.parametrize("line", commands_shown())
def test_every_line_of_the_workflows_runs(line: str, body: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a repository as the page makes it, with the variables that CI sets."""
    monkeypatch.chdir(body)
    monkeypatch.setenv("TECHASSURE_LIBRARY", ".")
    command = line.partition(" >> ")[0].replace('"origin/$GITHUB_BASE_REF"', "HEAD")
    result = run(*command.split()[1:])
    assert result.exit_code == 0, result.stderr


def git(folder: Path, *arguments: str) -> None:
    config = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(folder), *config, *arguments], check=True, capture_output=True)


def repository(folder: Path) -> Path:
    if not shutil.which("git"):
        pytest.skip("there is no program `git`")
    """A repository of a body's own standard, in which a person has written what was left to be written."""
    assert run("standards", "new", "standard", "help-desk", "--library", folder).exit_code == 0
    for path in folder.rglob("*.yaml"):
        written = path.read_text().replace("TO DO, ", "Written by a person, ").replace("/to-do", "/help-desk")
        path.write_text(written)
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "A standard")
    return folder


@pytest.fixture(scope="module")
def body(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("body"))


# --- pre-commit -----------------------------------------------------------------------------------------------------


def pre_commit(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    if not PRE_COMMIT:
        pytest.skip("there is no program `pre-commit`: pip install pre-commit")
    own = folder / ".bin"
    own.mkdir(exist_ok=True)
    (own / "techassure").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m techassure "$@"\n')
    (own / "techassure").chmod(0o755)
    path = os.pathsep.join([str(own), os.environ["PATH"]])
    changed = environment(PATH=path, PRE_COMMIT_HOME=str(folder / ".cache"))
    command = [PRE_COMMIT, *arguments]
    return subprocess.run(command, cwd=folder, env=changed, capture_output=True, text=True, check=False)


def test_pre_commit_takes_the_hooks(tmp_path: Path) -> None:
    ended = pre_commit(tmp_path, "validate-manifest", str(MANIFEST))
    assert ended.returncode == 0, ended.stdout


def test_pre_commit_is_green_and_then_red(tmp_path: Path) -> None:
    """With the hooks as they stand, save that the program is the one that is tested here."""
    repository(tmp_path)
    local = {"repo": "local", "hooks": [{**hook, "language": "system"} for hook in HOOKS]}
    (tmp_path / ".pre-commit-config.yaml").write_text(json.dumps({"repos": [local]}))
    git(tmp_path, "add", ".pre-commit-config.yaml")
    ended = pre_commit(tmp_path, "run", "--all-files")
    assert (ended.returncode, ended.stdout.count("Passed")) == (0, len(HOOKS)), ended.stdout
    criterion = tmp_path / "help-desk" / "1" / "criteria" / "C1.yaml"
    criterion.write_text(criterion.read_text().replace("{is: yes}", "{is: no}"))
    ended = pre_commit(tmp_path, "run", "--all-files", "techassure-test")
    assert ended.returncode == 1
    assert "(example-differs)" in ended.stdout
