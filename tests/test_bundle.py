"""The offline bundle: what goes into it, and that it installs and runs where there is no network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cli_tenders import run

from techassure import bundle
from techassure.bundle import Target
from techassure.problems import ProblemsFound
from techassure.version import __version__

TRIED = "TECHASSURE_TRY_BUNDLE"
SEEDS = Path(__file__).parent.parent / "seeds"


def test_pip_is_told_which_wheels_fit() -> None:
    target = Target(platforms=("win_amd64",), python="3.12")
    assert target.options() == ["--platform", "win_amd64", "--python-version", "3.12", "--only-binary", ":all:"]
    assert target.also() == ["colorama"]
    assert Target(platforms=("manylinux2014_x86_64",)).also() == Target().also() == []


@pytest.mark.parametrize("missing", ["pip", "shiv"])
def test_what_puts_it_together_may_be_missing(missing: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bundle, "find_spec", lambda name: None if name == missing else name)
    with pytest.raises(ProblemsFound, match=f"`{missing}`"):
        bundle.build(tmp_path, Target())


@pytest.mark.skipif(not os.environ.get(TRIED), reason=f"takes a while and a registry: set {TRIED}=1")
def test_a_platform_that_nobody_makes_wheels_for_is_said(tmp_path: Path) -> None:
    pytest.importorskip("shiv")
    result = run("bundle", "--platform", "abacus", "-o", tmp_path)
    assert result.exit_code == 2
    assert "`pip` did not succeed" in result.stderr


def test_what_cannot_be_finished_leaves_the_bundle_of_before(tmp_path: Path) -> None:
    """Shiv finds no program in an empty folder, after the zip was made."""
    pytest.importorskip("shiv")
    folder, wheels, site = tmp_path / "made", tmp_path / "wheels", tmp_path / "site"
    for each in (folder, wheels, site):
        each.mkdir()
    before = folder / f"techassure-{__version__}-offline.zip"
    before.write_bytes(b"before")
    with pytest.raises(ProblemsFound, match="`shiv` did not succeed"):
        bundle.put_together(folder, wheels, site, Target())
    assert [each.name for each in folder.iterdir()] == [before.name]
    assert before.read_bytes() == b"before"


def without_network(*command: str, home: Path) -> str:
    """Run a command where there is no network, with nothing of this environment but the path."""
    apart = ["unshare", "--map-root-user", "--net"]
    if subprocess.run([*apart, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine cannot run a program without a network")
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHON": sys.executable}
    ran = subprocess.run([*apart, *command], capture_output=True, text=True, check=False, env=environment, cwd=home)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.skipif(not os.environ.get(TRIED), reason=f"takes a minute and a registry: set {TRIED}=1")
def test_both_run_without_a_network(tmp_path: Path) -> None:
    if shutil.which("unshare") is None:
        pytest.skip("`unshare` is not installed")
    packed, single = bundle.build(tmp_path, Target())
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path)
    without_network("sh", str(tmp_path / packed.stem / "install.sh"), home=tmp_path)
    installed = str(tmp_path / ".local/share/techassure/bin/techassure")
    for program in ([installed], [sys.executable, str(single)]):
        said = without_network(*program, "assess", str(SEEDS / "tenders/remote-monitoring"), home=tmp_path)
        assert "RANKED BY SCORE" in said
        report = ("--baseline", "dtac", "--format", "html", "-o", "report.html")
        bid = SEEDS / "tenders/remote-monitoring/submissions/larkspur"
        without_network(*program, "assess", str(bid), *report, home=tmp_path)
        assert (tmp_path / "report.html").read_bytes().startswith(b"<!doctype html>")
        without_network(*program, "questionnaire", "--standard", "dtac@2.0", "-o", "q.xlsx", home=tmp_path)
        assert (tmp_path / "q.xlsx").read_bytes()[:2] == b"PK"
