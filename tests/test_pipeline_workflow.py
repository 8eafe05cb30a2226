"""The documented pipelines, step by step in an empty repository, with the tools that they name."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml
from builders import environment, written
from test_docs import ROOT, blocks

PAGE = ROOT / "docs" / "how-to" / "check-in-your-pipeline.md"
FILES = {block.file: block.text for block in blocks(PAGE) if block.file}
GITHUB = yaml.safe_load(FILES[".github/workflows/self-check.yml"])
GITLAB = yaml.safe_load(FILES[".gitlab-ci.yml"])["self-check"]
TOOLS = ("cyclonedx-py", "ruff", "git", "bash")
ELSEWHERE = ("pip install ", "gh pr comment ")
"""What installs, and what speaks to GitHub."""
HERE = Path(sys.executable).parent
MISSING = [each for each in TOOLS if not (shutil.which(each) or (HERE / each).is_file())]
needs_tools = pytest.mark.skipif(bool(MISSING), reason=f"needs {', '.join(MISSING)}: `pip install cyclonedx-bom ruff`")
OPENAPI = {
    "openapi": "3.1.0",
    "info": {"title": "Wardlight", "version": "4.2.0"},
    "paths": {"/Observation": {"get": {"responses": {"200": {"description": "Found."}}}}},
}


class Repository:
    """A repository that holds a little product, and what the page says; a shell that runs steps in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run(["git", "init", "--quiet", folder], check=True)
        project = '[project]\nname = "wardlight"\nversion = "4.2.0"\ndescription = "Invented."\n'
        files = {
            "pyproject.toml": project,
            "requirements.txt": "jinja2==3.1.6\n",
            "wardlight/__init__.py": "import os\n",
        }
        for name, text in {**files, **FILES}.items():
            written(folder / str(name), text)
        written(folder / "build" / "evidence" / "openapi.json", OPENAPI)
        made = ROOT / "tests" / "evidence" / "files" / "axe-broken.json"
        shutil.copy(made, folder / "build" / "evidence" / "axe.json")
        program = written(
            folder / ".git" / "bin" / "techassure", f'#!/bin/sh\nexec "{sys.executable}" -m techassure "$@"\n'
        )
        program.chmod(0o755)
        self.path = os.pathsep.join([str(program.parent), str(HERE), os.environ["PATH"]])

    def run(self, step: str, **given: str) -> subprocess.CompletedProcess[str]:
        """Run a step as a runner does: bash, which stops at the first command that fails."""
        around = {"GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"), **given}
        known = environment(PATH=self.path, **around)
        return subprocess.run(
            ["bash", "-e", "-c", step], cwd=self.folder, env=known, capture_output=True, text=True, check=False
        )

    def all(self, steps: list[str], **given: str) -> dict[str, int]:
        """Run the steps one after another, and return how each ended."""
        return {step: self.run(step, **given).returncode for step in steps if not step.startswith(ELSEWHERE)}

    def result(self) -> dict[str, Any]:
        made: dict[str, Any] = json.loads((self.folder / "check.json").read_text("utf-8"))
        return made


def steps() -> list[str]:
    return [each["run"] for each in GITHUB["jobs"]["self-check"]["steps"] if "run" in each]


def lines(step: str) -> list[str]:
    return [line.strip() for line in step.splitlines()]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Repository, dict[str, int]]:
    repository = Repository(tmp_path_factory.mktemp("empty") / "repository")
    return repository, repository.all(steps(), **GITHUB["env"])


@needs_tools
def test_every_step_for_github_runs_in_an_empty_repository(ran: tuple[Repository, dict[str, int]]) -> None:
    repository, ended = ran
    assert len(ended) == 4
    assert set(ended.values()) == {0}
    assert "not an assessment by a buyer" in (repository.folder / "summary.md").read_text("utf-8")


@needs_tools
def test_what_the_tools_said_is_measured(ran: tuple[Repository, dict[str, int]]) -> None:
    [one] = ran[0].result()["assessments"]
    assert {each["id"] for each in one["documents"]} == {"sbom", "ruff", "axe", "openapi"}
    assert {each["state"] for each in one["documents"]} == {"readable"}
    reasons = [each for part in one["criteria"] for each in part["reasons"]]
    assert "sbom.format" in {each["fact"] for each in reasons if each["provenance"] == "measured"}
    assert [each["fact"] for each in one["contradictions"]] == ["accessibility.wcag_22_aa"]


@needs_tools
def test_each_output_of_the_run_is_there(ran: tuple[Repository, dict[str, int]]) -> None:
    folder = ran[0].folder
    count = len(ran[0].result()["assessments"][0]["criteria"])
    assert len(list(ET.parse(folder / "check.xml").iter("testcase"))) == count + 1
    [run] = json.loads((folder / "check.sarif").read_text("utf-8"))["runs"]
    where = [each["locations"][0]["physicalLocation"] for each in run["results"]]
    assert {each["artifactLocation"]["uri"] for each in where} == {"product/submission.yaml"}
    lines = (folder / "product" / "submission.yaml").read_text("utf-8").splitlines()
    [claim] = [each for each in run["results"] if each["ruleId"] == "wcag/WCAG-1"]
    assert "accessibility.wcag_22_aa" in lines[claim["locations"][0]["physicalLocation"]["region"]["startLine"] - 1]
    assert (folder / "check.md").read_text("utf-8").startswith("## ")


@needs_tools
def test_a_threshold_that_is_missed_turns_it_red_and_stands_at_its_line(ran: tuple[Repository, dict[str, int]]) -> None:
    """The bill names no suppliers, and the other tools found something, too."""
    repository = ran[0]
    written(repository.folder / "strict.yaml", FILES["thresholds.yaml"].replace("at_most: 3", "at_most: 0"))
    [check] = [step for step in steps() if "--thresholds" in step]
    red = check.replace("thresholds.yaml", "strict.yaml").replace(
        "--format json --output check.json", "--format github"
    )
    ended = repository.run(red, **GITHUB["env"])
    assert ended.returncode == 1
    assert "::error file=strict.yaml,line=2," in ended.stdout


@needs_tools
def test_the_evidence_is_put_in_once_more_where_it_is_listed_already(ran: tuple[Repository, dict[str, int]]) -> None:
    repository = ran[0]
    listed = repository.folder / "product" / "submission.yaml"
    before = listed.read_text("utf-8")
    (repository.folder / "build" / "evidence" / "axe.json").unlink()
    (repository.folder / "build" / "evidence" / "openapi.json").unlink()
    [add] = [step for step in steps() if "evidence add" in step]
    assert repository.run(add).returncode == 0
    assert listed.read_text("utf-8") == before


def test_gitlab_runs_the_same_lines_in_the_same_order() -> None:
    """So what runs above runs there, too."""
    assert GITHUB["env"] == GITLAB["variables"]
    run = [
        line for step in [*GITLAB["before_script"], *GITLAB["script"], *GITLAB["after_script"]] for line in lines(step)
    ]
    all_of_them = [line for step in steps() for line in lines(step)]
    assert run == [line for line in all_of_them if line in run]
    assert {line.split()[0] for line in all_of_them if line not in run} == {"cat", "gh", "techassure"}
    assert set(GITLAB["artifacts"]["paths"]) | {GITLAB["artifacts"]["reports"]["junit"]} <= set(" ".join(run).split())
