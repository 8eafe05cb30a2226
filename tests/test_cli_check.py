"""`techassure check`: the supplier's view."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_tenders import make, run

from techassure.report.sentences import STATEMENT


@pytest.fixture
def tender(tmp_path: Path) -> Path:
    return make(tmp_path)


@pytest.mark.parametrize(
    ("product", "verdict", "code"),
    [("Wardlight", "compliant", 0), ("Homebeat", "undecided", 1), ("Quickchart", "non-compliant", 1)],
)
def test_what_does_not_comply_is_something_to_act_on(tender: Path, product: str, verdict: str, code: int) -> None:
    """Exit code 0 only where nothing is left to do."""
    result = run("check", tender / "submissions" / f"{product}.yaml", "--tender", tender)
    assert result.exit_code == code
    assert f"Verdict: {verdict}." in result.stdout


@pytest.mark.parametrize("output_format", ["table", "json"])
def test_every_output_says_that_it_is_a_self_check(tender: Path, tmp_path: Path, output_format: str) -> None:
    """On the screen and in a file, for people and as data."""
    path, written = tender / "submissions" / "Homebeat.yaml", tmp_path / "out"
    shown = run("check", path, "--tender", tender, "--format", output_format).stdout
    run("check", path, "--tender", tender, "--format", output_format, "--output", written)
    assert written.read_text("utf-8") == shown
    if output_format == "table":
        assert shown.splitlines()[1] == STATEMENT
    else:
        document = json.loads(shown)
        assert document["kind"] == "self-check"
        assert document["rankings"] == []
        assert any("self-check" in notice for notice in document["notices"])


def test_it_says_what_to_do_first(tender: Path) -> None:
    """The failed gate's fix stands first."""
    result = run("check", tender / "submissions" / "Quickchart.yaml", "--tender", tender)
    assert "WHAT TO DO FIRST\n1. Commit to renewing the certificate" in result.stdout


def test_one_product_against_several_editions(tender: Path) -> None:
    """`--standard` may be repeated; what is a gate there is that edition's own."""
    path = tender / "submissions" / "Wardlight.yaml"
    options = ["--standard", "cyber-essentials@3.3", "--standard", "wcag@2.2", "--as-of", "2026-06-01"]
    document = json.loads(run("check", path, *options, "--format", "json").stdout)
    assert [each["standard"] for each in document["selection"]["editions"]] == ["cyber-essentials", "wcag"]
    assert document["as_of"] == "2026-06-01"
    (found,) = document["assessments"]
    assert {each["standard"]: each["gate"] for each in found["criteria"] if each["gate"]} == {
        "cyber-essentials": "requirement",
        "wcag": "requirement",
    }


def test_a_file_that_cannot_be_read_is_told(tender: Path) -> None:
    """With place and fix, and exit code 1."""
    path = tender / "submissions" / "bad.yaml"
    path.write_text("techassure: 1\nproduct: {name: a, name: b}\n", "utf-8")
    result = run("check", path, "--tender", tender)
    assert result.exit_code == 1
    assert "PROBLEMS (" in result.stdout
    assert "bad.yaml:2:" in result.stdout.replace("\n  ", "")
    assert STATEMENT in result.stdout


def test_a_path_without_a_file_cannot_run(tender: Path) -> None:
    """Exit code 2."""
    result = run("check", tender / "nothing.yaml", "--tender", tender)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no file or folder" in result.stderr


@pytest.mark.parametrize("options", [[], ["--format", "json"], ["--contract", "end=2031-08-31"]])
def test_a_folder_of_several_submissions_asks_for_one(tender: Path, options: list[str]) -> None:
    """What is shown would be the first by name, which nobody asked for."""
    result = run("check", tender / "submissions", "--tender", tender, *options)
    assert result.exit_code == 2
    assert "holds 3 submissions" in result.stderr
    assert all(f"{name}.yaml`" in result.stderr for name in ("Homebeat", "Quickchart", "Wardlight"))


def test_a_copy_of_a_submission_is_one_too_many(tender: Path) -> None:
    """A download that was saved twice: which of the two is meant, nobody can tell."""
    folder = tender / "submissions"
    for name in ("Homebeat", "Quickchart"):
        (folder / f"{name}.yaml").unlink()
    (folder / "Wardlight (1).yaml").write_bytes((folder / "Wardlight.yaml").read_bytes())
    result = run("check", folder, "--tender", tender)
    assert (result.exit_code, "holds 2 submissions" in result.stderr) == (2, True)
