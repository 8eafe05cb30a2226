"""Every format from the command line: from a supplier's own words all the way to each output."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from builders import environment
from cli_tenders import make, process, run, submission
from report_reading import EVIL, Page, tokens, workbook

from techassure.batch import converting
from techassure.cli import formats
from techassure.cli.formats import Format
from techassure.report import FORMATS

pytest.importorskip("jinja2")
pytest.importorskip("icalendar")
pytest.importorskip("xlsxwriter")
TEXTS = [name for name in get_args(Format) if name not in ("xlsx", "pdf")]


@pytest.fixture(scope="module")
def tender(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("tender"))


@pytest.fixture(scope="module")
def kept(tender: Path) -> Path:
    path = tender.parent / "result.json"
    assert run("assess", tender, "--format", "json", "--output", path).exit_code == 0
    return path


@pytest.mark.parametrize("name", [*TEXTS, "xlsx"])
def test_report_of_a_kept_result_is_the_report_of_the_assessment(
    tender: Path, kept: Path, tmp_path: Path, name: str
) -> None:
    again, first = tmp_path / "again", tmp_path / "first"
    assert run("report", kept, "--format", name, "--output", again).exit_code == 0
    assert run("assess", tender, "--format", name, "--output", first).exit_code == 0
    assert again.read_bytes() == first.read_bytes() != b""


def test_every_format_that_can_be_asked_for_is_made() -> None:
    assert set(get_args(Format)) == {"table", *formats._TABLE}
    assert {made.report for made in formats._TABLE.values()} <= set(FORMATS)
    assert set(formats.ROWS) == {"jsonl", "csv", *converting._TABLES}


def test_check_has_the_formats_too(tender: Path) -> None:
    one = tender / "submissions" / "Homebeat.yaml"
    result = run("check", one, "--tender", tender, "--format", "html")
    page = Page(result.stdout_bytes)
    assert "SELF-CHECK" in page.all("ul")[0].said
    assert "BEGIN:VCALENDAR" in run("check", one, "--tender", tender, "--format", "ics").stdout


def test_report_of_one_supplier_tells_nothing_of_others(kept: Path) -> None:
    for name in ("html", "markdown", "clarifications", "ics", "json"):
        said = run("report", kept, "--supplier", "Quickchart-1", "--format", name).stdout
        assert "Quickchart" in said
        assert "Wardlight" not in said
        assert "Homebeat" not in said
    assert run("report", kept, "--supplier", "Quickchart-1").exit_code == 2


def test_report_of_what_is_no_result(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    result = run("report", tmp_path / "x.json")
    assert result.exit_code == 2
    assert "not-a-result" in result.stderr


PRINTABLE = [evil for evil in EVIL if evil.isprintable()]


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The result of a tender whose suppliers are called by all that could do harm, one of them refused for it."""
    folder = make(tmp_path_factory.mktemp("attacked"))
    for at, evil in enumerate(PRINTABLE):
        text = submission(f"P{at}", {"mfa": "everyone", "expires_on": "2027-01-31"})
        text = text.replace(f"P{at} Fictional Ltd", json.dumps(evil)).replace(
            f"name: P{at}", f"name: {json.dumps(evil)}"
        )
        (folder / "submissions" / f"p{at}.yaml").write_text(text, "utf-8")
    hidden = submission("Hidden", {}).replace("Hidden Fictional Ltd", '"Ltd\\u202e\\u2066\\e[31m"')
    (folder / "submissions" / "hidden.yaml").write_text(hidden, "utf-8")
    run("assess", folder, "--format", "json", "--output", folder.parent / "attacked.json")
    return folder.parent / "attacked.json"


def outputs(kept: Path) -> dict[str, bytes]:
    return {name: run("report", kept, "--format", name).stdout_bytes for name in TEXTS}


def test_suppliers_words_reach_every_output_as_words(attacked: Path) -> None:
    assert len(json.loads(attacked.read_bytes())["assessments"]) == 3 + len(PRINTABLE)
    for name, content in outputs(attacked).items():
        text = content.decode()
        assert "cmd" in text, name
        assert not any(hidden in text for hidden in ("\u202e", "\u2066", "\x1b", "\x07")), name


def test_suppliers_words_are_no_markup_or_formula(attacked: Path, tmp_path: Path) -> None:
    made = outputs(attacked)
    assert [each.tag for each in Page(made["html"]).elements if each.tag in ("script", "img", "iframe")] == []
    for name in ("markdown", "clarifications"):
        assert {kind for kind, _ in tokens(made[name].decode())} & {"link_open", "image", "html_inline"} == set()
    cells = [cell for row in csv.reader(io.StringIO(made["csv"].decode())) for cell in row]
    assert not any(cell.startswith(("=", "@", "-", "+")) for cell in cells)
    path = tmp_path / "board.xlsx"
    run("report", attacked, "--format", "xlsx", "--output", path)
    pytest.importorskip("openpyxl")
    assert any("=cmd" in str(cell) for row in workbook(path.read_bytes())["Submissions"] for cell in row)


def test_personal_answers_are_shown_only_where_they_are_asked_for(tmp_path: Path) -> None:
    text = submission("P", {}) + "  company.contact_name: Jane Invented\n"
    (tmp_path / "p.yaml").write_text(text, "utf-8")
    checked = ("check", tmp_path / "p.yaml", "--standard", "dtac@2.0", "--as-of", "2026-06-01", "--format", "json")
    run(*checked, "--output", tmp_path / "hidden.json")
    run(*checked, "--personal", "--output", tmp_path / "shown.json")
    assert not [name for name, content in outputs(tmp_path / "hidden.json").items() if b"Jane" in content]
    shown = [name for name, content in outputs(tmp_path / "shown.json").items() if b"Jane" in content]
    assert shown == ["json", "jsonl", "csv", "html"]


def test_a_workbook_is_not_thrown_at_a_screen(kept: Path) -> None:
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "techassure", "report", str(kept), "--format", "xlsx"]
    ran = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, check=False, env=environment())
    os.close(theirs)
    os.close(ours)
    assert ran.returncode == 2
    assert b"--output FILE.xlsx" in ran.stderr


OPENER = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text(sys.argv[2])"


def test_open_makes_a_page_and_opens_it(kept: Path, tmp_path: Path) -> None:
    program, opened = tmp_path / "opener.py", tmp_path / "opened"
    program.write_text(OPENER)
    result = process("report", kept, "--open", BROWSER=f"{sys.executable} {program} {opened} %s", TMPDIR=str(tmp_path))
    assert result.returncode == 0
    assert result.stdout == b""
    address = opened.read_text()
    assert address.startswith("file://")
    page = Path(address.removeprefix("file://"))
    assert page.suffix == ".html"
    assert page.parent.stat().st_mode & 0o077 == 0
    assert b"A small tender" in page.read_bytes()


@pytest.mark.parametrize(
    ("library", "name", "extra"),
    [("jinja2", "html", "report"), ("xlsxwriter", "xlsx", "xlsx"), ("icalendar", "ics", "report")],
)
def test_missing_extra_is_named(kept: Path, tmp_path: Path, library: str, name: str, extra: str) -> None:
    (tmp_path / f"{library}.py").write_text(f"raise ModuleNotFoundError('no {library}', name={library!r})")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from techassure.cli import main; main()"
    command = [sys.executable, "-c", code, "report", str(kept), "--format", name, "--output", str(tmp_path / "out")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())
    assert ran.returncode == 2
    assert f"`{library}` is not installed" in ran.stderr
    assert f'pip install "techassure[{extra}]"' in ran.stderr
