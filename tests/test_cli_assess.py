"""`techassure assess` on a real tender."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
from datetime import date
from pathlib import Path

import pytest
import typer
from builders import parsed
from cli_tenders import ANSWERS, TENDER, make, process, run, submission

from techassure.cli import printing


@pytest.fixture
def tender(tmp_path: Path) -> Path:
    return make(tmp_path)


def test_a_tenders_folder_needs_nothing_else(tender: Path) -> None:
    """It names its own tender and day, and a non-compliant bidder is a normal result."""
    result = run("assess", tender)
    assert result.exit_code == 0
    assert result.stdout.startswith("*** PROVISIONAL ***\n\nA small tender\nFellmoor Fictional NHS Trust\n")
    assert "Tender small, as of 2026-06-01, digest " in result.stdout
    assert "The score covers 60 of 100; Price (40) is assessed apart." in result.stdout
    assert "WHAT IF" not in result.stdout
    ranked, _, apart = result.stdout.partition("NOT RANKED, BECAUSE NON-COMPLIANT (1)")
    assert "Wardlight" in ranked
    assert "Homebeat" in ranked
    assert "Quickchart" not in ranked
    assert "The certificate ends on 2027-01-31, before the contract" in re.sub(r"\s+", " ", apart)


def test_a_tender_may_be_named_apart_from_its_submissions(tender: Path, tmp_path: Path) -> None:
    """`--tender` takes the file or the folder, and PATH any submissions."""
    path = tender / "submissions" / "Wardlight.yaml"
    by_file = run("assess", path, "--tender", tender / "tender.yaml", "--format", "json")
    by_folder = run("assess", path, "--tender", tender, "--format", "json")
    assert by_file.exit_code == 0
    assert by_file.stdout == by_folder.stdout
    assert [each["product"] for each in json.loads(by_file.stdout)["assessments"]] == ["Wardlight"]


def test_another_day_is_a_what_if(tender: Path) -> None:
    """Every format says so."""
    assert run("assess", tender, "--as-of", "2026-07-01").stdout.startswith("*** PROVISIONAL ***  *** WHAT IF ***\n")
    assert json.loads(run("assess", tender, "--as-of", "2026-07-01", "--format", "json").stdout)["what_if"] is True
    rows = csv.DictReader(io.StringIO(run("assess", tender, "--as-of", "2026-07-01", "--format", "csv").stdout))
    assert {row["what_if"] for row in rows} == {"yes"}


def test_the_formats_tell_of_the_same_document(tender: Path) -> None:
    """JSON is the document, JSON Lines its assessments, CSV its outcomes."""
    document = json.loads(run("assess", tender, "--format", "json").stdout)
    lines = [json.loads(line) for line in run("assess", tender, "--format", "jsonl").stdout.splitlines()]
    rows = list(csv.DictReader(io.StringIO(run("assess", tender, "--format", "csv").stdout)))
    assert [line["assessment"] for line in lines] == document["assessments"]
    outcomes = [(a["product"], c["id"], c["outcome"]) for a in document["assessments"] for c in a["criteria"]]
    assert [(row["product"], row["criterion"], row["outcome"]) for row in rows] == outcomes
    assert {a["product"]: a["verdict"] for a in document["assessments"]} == {
        "Wardlight": "compliant",
        "Homebeat": "undecided",
        "Quickchart": "non-compliant",
    }


@pytest.mark.parametrize("output_format", ["csv", "jsonl", "parquet", "duckdb"])
def test_rows_are_not_written_where_no_file_can_stand(tender: Path, tmp_path: Path, output_format: str) -> None:
    """A pipe or a device stays what it is: rows would take its place, and not go into it."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for output in ("", ".", "..", pipe, os.fsdecode(b"\xff")):
        result = run("assess", tender, "--format", output_format, "--output", output)
        assert (result.exit_code, "(output-in-the-way)" in result.stderr) == (2, True), output
    assert pipe.is_fifo()


def test_what_the_system_refuses_is_said_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    name = "x" * 300
    with pytest.raises(typer.Exit), printing.refusing():
        Path(name).stat()
    said = f"{name}: the system refuses this: {os.strerror(errno.ENAMETOOLONG)} (system-refuses)\n  fix: check the path"
    assert capsys.readouterr().err.startswith(said)


@pytest.mark.parametrize("option", ["--tender", "--reviews", "--library"])
def test_a_path_that_no_file_can_have_is_said_with_what_to_do(tender: Path, option: str) -> None:
    """Some systems refuse to look, and some Pythons say that nothing is there."""
    result = run("assess", *(["x" * 300, option, tender] if option == "--tender" else [tender, option, "x" * 300]))
    assert result.exit_code == 2
    assert re.match(r"x{300}.*: .+ \((system-refuses|missing-file|no-library)\)\n  fix: ", result.stderr)


@pytest.mark.parametrize("output_format", ["table", "json", "jsonl", "csv"])
def test_output_goes_to_a_file_as_it_would_to_the_screen(tender: Path, tmp_path: Path, output_format: str) -> None:
    """The same bytes, and nothing on the screen."""
    path = tmp_path / "out"
    written = run("assess", tender, "--format", output_format, "--output", path)
    assert (written.exit_code, written.output) == (0, "")
    assert path.read_bytes() == run("assess", tender, "--format", output_format).stdout_bytes


def test_an_output_that_cannot_be_written_is_said(tender: Path, tmp_path: Path) -> None:
    """It could not run: exit code 2, with a fix."""
    result = run("assess", tender, "--output", tmp_path / "nowhere" / "out.json", "--format", "json")
    assert result.exit_code == 2
    assert "cannot write the output" in result.stderr
    assert "  fix: " in result.stderr


@pytest.mark.parametrize(
    ("named", "products", "code"),
    [
        (["non-compliant"], ["Quickchart"], 1),
        (["non-compliant"], ["Wardlight", "Homebeat"], 0),
        (["undecided"], ["Homebeat"], 1),
        (["undecided"], ["Wardlight", "Quickchart"], 0),
        (["undecided", "non-compliant"], ["Quickchart"], 1),
        (["undecided", "non-compliant"], ["Wardlight"], 0),
        ([], ["Quickchart", "Homebeat"], 0),
    ],
)
def test_fail_on_names_the_verdicts_that_count(tender: Path, named: list[str], products: list[str], code: int) -> None:
    """Only a verdict that is named and occurs gives exit code 1."""
    paths = [tender / "submissions" / f"{product}.yaml" for product in products]
    options = [option for verdict in named for option in ("--fail-on", verdict)]
    assert run("assess", *paths, "--tender", tender, *options).exit_code == code


@pytest.mark.parametrize("start", ["", "\n# A comment\n", "---\n", "\ufeff"])
def test_one_submission_may_be_piped_in_as_its_file_stands(tender: Path, start: str) -> None:
    text = start + (tender / "submissions" / "Wardlight.yaml").read_text("utf-8")
    document = json.loads(run("assess", "-", "--tender", tender, "--format", "json", piped=text).stdout)
    (one,) = document["assessments"]
    assert (one["product"], one["source"], document["problems"]) == ("Wardlight", "standard input", [])
    laid_out = json.dumps(parsed(text.lstrip("\ufeff")), indent=2)
    assert (
        len(json.loads(run("assess", "-", "--tender", tender, "-f", "json", piped=laid_out).stdout)["assessments"]) == 1
    )


def test_what_is_wrong_with_one_that_is_piped_in_is_placed_in_it(tender: Path) -> None:
    result = run("check", "-", "--tender", tender, piped=submission("Bad", {"mfa": "sometimes"}))
    assert (result.exit_code, "standard input:5:25: " in result.stdout) == (1, True)


def test_a_bad_submission_stops_no_other(tender: Path) -> None:
    """It is told with file, line, column and fix, on the board itself; the others are assessed; exit code 1."""
    (tender / "submissions" / "bad.yaml").write_text(submission("Bad", {"mfa": "sometimes"}), "utf-8")
    result = run("assess", tender)
    assert result.exit_code == 1
    assert "PROBLEMS (1)" in result.stdout
    assert re.search(r"bad\.yaml:5:25: ", re.sub(r"\n *", "", result.stdout))
    assert "RANKED BY SCORE (2)" in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("output_format", ["json", "jsonl", "csv"])
def test_data_leaves_problems_to_standard_error(tender: Path, output_format: str) -> None:
    """A pipe gets data only; a person still sees what was refused."""
    (tender / "submissions" / "bad.yaml").write_text("", "utf-8")
    result = run("assess", tender, "--format", output_format)
    assert result.exit_code == 1
    assert "bad.yaml" in result.stderr
    assert "  fix: " in result.stderr


def test_json_lines_come_from_a_pipe(tender: Path) -> None:
    """`-` reads one submission a line from standard input."""
    one = {
        "techassure": 1,
        "supplier": {"id": "P-1", "name": "Piped Ltd"},
        "product": {"name": "Piped", "version": "1"},
        "answers": {"cyber_essentials.renewal_committed": True, "cyber_essentials.mfa": "everyone"},
    }
    result = run("assess", "-", "--tender", tender, "--format", "json", piped=json.dumps(one) + "\n{\n")
    document = json.loads(result.stdout)
    assert [each["product"] for each in document["assessments"]] == ["Piped"]
    assert [each["place"]["line"] for each in document["problems"]] == [2]
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "say against what to judge"),
        (["--standard", "dtac@2.0", "--baseline", "x"], "say against what to judge"),
        (["--standard", "cyber-essentials@9.9"], "no edition is called `cyber-essentials@9.9`"),
        (["--baseline", "no-such-thing"], "no baseline is called `no-such-thing`"),
        (["--standard", "cyber-essentials@3.3", "--as-of", "2026-02-30"], "`2026-02-30` is not a day"),
        (["--standard", "cyber-essentials@3.3", "--format", "xml"], "xml"),
        (["--standard", "cyber-essentials@3.3", "--fail-on", "compliant"], "compliant"),
    ],
)
def test_what_cannot_run_says_why(tender: Path, options: list[str], message: str) -> None:
    """Exit code 2, nothing on standard output, the reason on standard error."""
    result = run("assess", tender / "submissions", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in re.sub(r"\s+", " ", result.stderr)


def test_a_tender_with_a_mistake_says_all_of_them(tender: Path) -> None:
    """Problems are collected, each with its place and its fix."""
    (tender / "tender.yaml").write_text(TENDER.replace("weight: 40", "weight: 30").replace("CE-2", "CE-22"), "utf-8")
    result = run("assess", tender)
    assert result.exit_code == 2
    assert "no selected edition has a criterion `cyber-essentials/CE-22`" in result.stderr
    assert "the weights add up to 90, not to 100" in result.stderr
    assert result.stderr.count("  fix: ") == 2
    assert re.search(r"tender\.yaml:10:3: ", result.stderr)


def test_nothing_at_any_path_is_not_a_result(tender: Path) -> None:
    """A path that does not exist is refused; beside one that does it is a problem of the batch."""
    nothing = run("assess", tender / "nothing.yaml", "--tender", tender)
    assert (nothing.exit_code, nothing.stdout) == (2, "")
    assert "there is no file or folder" in nothing.stderr
    beside = run("assess", tender / "nothing.yaml", tender / "submissions" / "Wardlight.yaml", "--tender", tender)
    assert beside.exit_code == 1
    assert "RANKED BY SCORE (1)" in beside.stdout
    assert "nothing.yaml" in "".join(line.strip() for line in beside.stdout.splitlines())


def test_an_empty_tender_is_a_result(tender: Path) -> None:
    """Nobody submitted: that is printed, and it is no error."""
    for path in (tender / "submissions").iterdir():
        path.unlink()
    result = run("assess", tender)
    assert result.exit_code == 0
    assert "No submission was assessed." in result.stdout


def test_reviews_come_from_beside_the_tender_or_from_an_option(tender: Path, tmp_path: Path) -> None:
    """What the buyer recorded is found beside the tender, and `--reviews` names another file or folder."""
    claim = "claims:\n  - {criterion: cyber-essentials/CE-3, equivalent: We hold another certificate.}\n"
    path = tender / "submissions" / "Homebeat.yaml"
    path.write_text(path.read_text("utf-8") + claim, "utf-8")
    review = (
        "techassure: 1\nreviews:\n"
        "  - submission: {supplier: Homebeat-1, product: Homebeat, version: '1'}\n"
        "    by: {name: R. Assessor, role: Buyer}\n    on: 2026-06-01\n    entries:\n"
        "      - {criterion: cyber-essentials/CE-3, equivalent: DECISION, because: Read in full.}\n"
    )
    (tender / "reviews.yaml").write_text(review.replace("DECISION", "accepted"), "utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "reviews.yaml").write_text(review.replace("DECISION", "refused"), "utf-8")

    def verdict(*options: object) -> str:
        document = json.loads(run("assess", tender, "--format", "json", *options).stdout)
        return str(next(each["verdict"] for each in document["assessments"] if each["product"] == "Homebeat"))

    assert verdict() == "compliant"
    assert verdict("--reviews", elsewhere) == "undecided"
    assert verdict("--reviews", elsewhere / "reviews.yaml") == "undecided"


def test_without_a_tender_the_day_is_today(tender: Path) -> None:
    """Editions alone fix no day: it is today's, said in the result, and no what-if."""
    document = json.loads(
        run("assess", tender / "submissions", "--standard", "cyber-essentials@3.3", "--format", "json").stdout
    )
    assert abs((date.fromisoformat(document["as_of"]) - date.today()).days) <= 1
    assert document["what_if"] is False


def test_the_same_inputs_give_the_same_bytes(tender: Path) -> None:
    """Whatever the hash seed, the locale and the time zone."""
    one = process("assess", tender, "--format", "json", PYTHONHASHSEED="1", TZ="Asia/Tokyo", LC_ALL="C")
    two = process("assess", tender, "--format", "json", PYTHONHASHSEED="2", TZ="America/Lima", LC_ALL="C.UTF-8")
    assert one.returncode == two.returncode == 0
    assert one.stdout == two.stdout
    assert len(json.loads(one.stdout)["assessments"]) == len(ANSWERS)


@pytest.mark.parametrize("room", [80, 160])
def test_the_seed_tender_fits_the_screen(room: int) -> None:
    """The first command of the README: every submission stands on the board, and no line is too wide."""
    seed = Path(__file__).parents[1] / "seeds" / "tenders" / "remote-monitoring"
    done = process("assess", seed, COLUMNS=str(room))
    text = done.stdout.decode()
    assert done.returncode == 0
    assert max(map(len, text.splitlines())) <= room
    document = json.loads(process("assess", seed, "--format", "json").stdout)
    assert all(f"{each['product']} {each['product_version']}" in text for each in document["assessments"])
