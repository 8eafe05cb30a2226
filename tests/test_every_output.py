"""What holds for every output there is: it says what it is, and a supplier's words stay words in it.

The names of suppliers and products go in by submissions, and come out by the command line, as they would for anybody.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from functools import cache
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
import ward_messages
import yaml
from builders import Small
from cli_tenders import make, run, submission
from report_reading import EVIL, Page, tokens

from techassure.problems import ProblemsFound
from techassure.report.csv import FORMULA
from techassure.version import __version__

for _needed in ("docx", "duckdb", "icalendar", "jinja2", "openpyxl", "pyarrow", "pypdf", "typst", "xlsxwriter"):
    pytest.importorskip(_needed)

DAY = "2026-07-01"
NAMES = [evil for evil in EVIL if evil.isprintable()]
HIDING = ("\u202e", "\u2066", "\x1b", "\x07", "\u200b\r")
ENDINGS = {"markdown": "md", "clarifications": "md", "table": "txt"}


def attacked(folder: Path) -> Path:
    """Write a tender whose suppliers and products are called by all that could do harm, one of them invisibly."""
    make(folder)
    for at, evil in enumerate(NAMES):
        text = submission(f"P{at}", {"mfa": "everyone", "expires_on": "2027-01-31"})
        text = text.replace(f"P{at} Fictional Ltd", json.dumps(evil))
        text = text.replace(f"name: P{at}", f"name: {json.dumps(evil)}") + "  company.contact_name: Jane Invented\n"
        (folder / "submissions" / f"p{at}.yaml").write_text(text, "utf-8")
    hidden = submission("Hidden", {}).replace("Hidden Fictional Ltd", '"Ltd\\u202e\\u2066\\e[31m"')
    (folder / "submissions" / "hidden.yaml").write_text(hidden, "utf-8")
    return folder


ASSESSED = ("table", "json", "jsonl", "csv", "html", "xlsx", "pdf", "markdown", "ics", "clarifications", "parquet",
            "duckdb")  # fmt: skip
CHECKED = tuple(name for name in ASSESSED if name not in ("parquet", "duckdb"))
ASKED = ("xlsx", "yaml", "docx", "html")
Made = dict[str, Path]


def said_to(path: Path, *arguments: object) -> Path:
    """Run a command, and keep what it says on the screen where it writes no file."""
    told = arguments if path.suffix == ".txt" else (*arguments, "--output", path)
    result = run(*told)
    assert result.exit_code in (0, 1), result.output
    if path.suffix == ".txt":
        path.write_bytes(result.stdout_bytes)
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Every output, by what made it."""
    tender, out = attacked(tmp_path_factory.mktemp("attacked")), tmp_path_factory.mktemp("outputs")
    one, found = tender / "submissions/p0.yaml", Made()

    def keep(name: str, ending: str, *arguments: object) -> None:
        found[name] = said_to(out / f"{name.replace(' ', '-')}.{ending}", *arguments)

    for form in ASSESSED:
        what = () if form == "table" else ("--format", form)
        keep(f"assess {form}", ENDINGS.get(form, form), "assess", tender, "--as-of", DAY, *what)
    keep("assess summary", "csv", "assess", tender, "--as-of", DAY, "--format", "csv", "--detail", "summary")
    for form in CHECKED:
        what = () if form == "table" else ("--format", form)
        keep(f"check {form}", ENDINGS.get(form, form), "check", one, "--tender", tender, "--as-of", DAY, *what)
    keep("check plan", "txt", "check", one, "--tender", tender, "--as-of", DAY, "--plan")
    keep("check abreast", "txt", "check", one, "--tender", tender, "--baseline", "dtac", "--as-of", DAY)
    keep("compare table", "txt", "compare", found["assess json"], found["assess json"])
    keep("compare markdown", "md", "compare", found["assess json"], found["assess json"], "--format", "markdown")
    for form in ASKED:
        keep(f"questionnaire {form}", form, "questionnaire", "--tender", tender, "--from", one, "--as-of", DAY)
    return found


# --- reading them as people and programs do -------------------------------------------------------------------------


def unpacked(path: Path) -> str:
    with zipfile.ZipFile(path) as parts:
        return unescape(
            " ".join(parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".rels")))
        )


def of_pdf(path: Path) -> str:
    import pypdf

    return " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).replace("\n", " ")


def of_parquet(path: Path) -> str:
    from pyarrow import parquet

    return json.dumps(
        [parquet.read_table(each).to_pylist() for each in path.iterdir()], default=str, ensure_ascii=False
    )


def of_duckdb(path: Path) -> str:
    import duckdb

    with duckdb.connect(str(path), read_only=True) as base:
        names = [name for (name,) in base.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return str([base.execute(f"SELECT * FROM {name}").fetchall() for name in names])


@cache
def text_of(path: Path) -> str:
    reader: dict[str, Callable[[Path], str]] = {
        ".pdf": of_pdf, ".xlsx": unpacked, ".docx": unpacked, ".parquet": of_parquet, ".duckdb": of_duckdb,
    }  # fmt: skip
    plain = reader.get(path.suffix, lambda each: each.read_text("utf-8"))(path)
    return re.sub(r"\r?\n ", "", plain) if path.suffix == ".ics" else unescape(plain)


def smooth(text: str) -> str:
    """Return text without what a format puts between the letters: line ends, escapes, joins that cannot be seen."""
    return re.sub(r"[\s\\\u200b#]", "", text)


# --- what every output says -----------------------------------------------------------------------------------------

RESULTS = [*(f"assess {form}" for form in ASSESSED), "assess summary", *(f"check {form}" for form in CHECKED),
           "check plan", "check abreast"]  # fmt: skip
QUESTIONNAIRES = [f"questionnaire {form}" for form in ASKED]
STATED = {
    "the as-of day": f"{DAY}|2026,7,1",
    "the digest": "{digest}",
    "the version of the tool": rf"techassure{re.escape(__version__)}",
    "the versions of the encodings": r'cyber-essentials@3\.3r2|"edition":"3\.3","revision":2',
    "that it is unofficial": "[Uu]nofficial",
}


@pytest.fixture(scope="module")
def digest(made: Made) -> str:
    return str(json.loads(made["assess json"].read_bytes())["selection"]["digest"]).removeprefix("sha256:")[:12]


@pytest.mark.parametrize("what", STATED)
@pytest.mark.parametrize("name", [*RESULTS, *QUESTIONNAIRES])
def test_every_output_says(made: Made, digest: str, name: str, what: str) -> None:
    assert re.search(STATED[what].replace("{digest}", digest), smooth(text_of(made[name])))


@pytest.mark.parametrize("name", RESULTS)
def test_every_result_says_how_final_it_is(made: Made, name: str) -> None:
    text = smooth(text_of(made[name]))
    wanted = "SELF-CHECK|self-check" if name.startswith("check") else "PROVISIONAL|[Pp]rovisional"
    assert re.search(wanted, text)


@pytest.mark.parametrize("name", RESULTS)
def test_every_result_that_is_a_what_if_says_so(made: Made, name: str) -> None:
    assert re.search(r'WHATIF|"what_if":true|Whatif|What-if', smooth(text_of(made[name])))


@pytest.mark.parametrize("name", RESULTS)
def test_no_result_shows_who_somebody_is(made: Made, name: str) -> None:
    """Answers to facts that are about people are left out unless they are asked for."""
    assert "Jane" not in text_of(made[name])


WRONG_PLURAL = re.compile(
    r"(?<![\w.,/:£-])1 (rows|points|gates|entries|criteria|bids|scores|questions|submissions|changes)\b"
)
TWO_STOPS = re.compile(r"[^./]\.\.(?![./])|\.;")


@pytest.mark.parametrize("name", [*RESULTS, *QUESTIONNAIRES])
def test_one_thing_is_not_called_several_and_no_sentence_ends_twice(made: Made, name: str) -> None:
    text = text_of(made[name])
    assert WRONG_PLURAL.search(text) is None
    assert TWO_STOPS.search(text) is None


# --- a supplier's words stay words ----------------------------------------------------------------------------------


def of_page(path: Path) -> None:
    page = Page(path.read_bytes())
    assert {each.tag for each in page.elements} & {"script", "img", "iframe", "object", "form"} == set()
    assert not any(name.startswith("on") for each in page.elements for name in each.attributes)
    assert page.unclosed == []


def of_markdown(path: Path) -> None:
    found = {(kind, text) for kind, text in tokens(path.read_text("utf-8"))}
    assert {kind for kind, _ in found} & {"link_open", "image", "html_inline"} == set()
    assert all("details" in text for kind, text in found if kind == "html_block")


def of_cells(path: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(path)
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row if cell.value is not None]
    assert not any(evil[:4] in str(cell.value) for cell in cells if cell.data_type == "f" for evil in NAMES)
    assert not any(cell.hyperlink.target for cell in cells if cell.hyperlink)


def of_fields(path: Path) -> None:
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8"))))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not any(cell.startswith(FORMULA) for row in rows for cell in row)


def of_calendar(path: Path) -> None:
    from icalendar import Calendar

    calendar = Calendar.from_ical(path.read_bytes())
    assert {component.name for component in calendar.walk()} == {"VCALENDAR", "VEVENT", "VALARM"}
    assert not any("EVIL" in name for component in calendar.walk() for name in component)


def of_word(path: Path) -> None:
    with zipfile.ZipFile(path) as parts:
        assert not any("instrText" in parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
        links = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".rels"))
    assert "evil.example" not in links


def of_paper(path: Path) -> None:
    content = path.read_bytes()
    assert not any(word in content for word in (b"/JavaScript", b"/Launch", b"(https://evil", b"(https://www.evil"))


def of_lines(path: Path) -> None:
    assert all(isinstance(json.loads(line), dict) for line in path.read_bytes().splitlines())


def of_yaml(path: Path) -> None:
    assert yaml.safe_load(path.read_text("utf-8"))["supplier"]["name"] == NAMES[0]


def of_screen(path: Path) -> None:
    assert not any(ord(each) < 32 and each != "\n" for each in path.read_text("utf-8"))


def of_table(path: Path) -> None:
    assert NAMES[0] in text_of(path)


HARMLESS: dict[str, Callable[[Path], None]] = {
    "csv": of_fields,
    "docx": of_word,
    "duckdb": of_table,
    "html": of_page,
    "ics": of_calendar,
    "json": lambda path: None if isinstance(json.loads(path.read_bytes()), dict) else pytest.fail("no object"),
    "jsonl": of_lines,
    "md": of_markdown,
    "parquet": of_table,
    "pdf": of_paper,
    "txt": of_screen,
    "xlsx": of_cells,
    "yaml": of_yaml,
}
COMPARED = ["compare table", "compare markdown"]
EVERY = [*RESULTS, *COMPARED, *QUESTIONNAIRES]


@pytest.mark.parametrize("name", EVERY)
def test_suppliers_words_do_nothing(made: Made, name: str) -> None:
    HARMLESS[made[name].suffix.removeprefix(".")](made[name])


@pytest.mark.parametrize("name", EVERY)
def test_suppliers_words_reach_every_output_and_hide_nothing(made: Made, name: str) -> None:
    text = text_of(made[name])
    assert "calc" in text
    assert not any(hiding in text for hiding in HIDING)


# --- a tender that is run to its end --------------------------------------------------------------------------------

HOSTILE = "=cmd|' /C calc'!A0 <script>alert(1)</script> [x](https://evil.example) @nhs {{ 7 * 7 }}"


@pytest.fixture(scope="module")
def run_to_the_end(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What a tender leaves behind whose bidder is called by what could do harm, by what made it."""
    folder = tmp_path_factory.mktemp("run")
    tender, out = ward_messages.copy(folder / "tender"), folder / "out"
    path = tender / "submissions/brindlecote/submission.yaml"
    path.write_text(path.read_text("utf-8").replace("Brindlecote Make-Believe Ltd", json.dumps(HOSTILE)), "utf-8")
    (sheets := folder / "sheets").mkdir()
    for name, step in ward_messages.steps(tender):
        step()
        if name == "before":
            for ending in ("yaml", "xlsx"):
                run("review", "sheet", tender, "--reviewer", "Orla", "--output", sheets / f"sheet.{ending}")
    run("tender", "record", tender, "--output", folder / "record.zip")
    run("tender", "summaries", tender, "--output", out, "--award-notice-published", "2026-07-08")
    (folder / "log.txt").write_bytes(run("tender", "log", tender).stdout_bytes)
    (folder / "final.txt").write_bytes(run("assess", tender).stdout_bytes)
    files = [each for each in (*sheets.iterdir(), *out.rglob("*"), *folder.glob("*.*")) if each.is_file()]
    return {each.name: each for each in files}


def test_a_tender_that_is_run_leaves_only_words(run_to_the_end: dict[str, Path]) -> None:
    found = {path.suffix for path in run_to_the_end.values()}
    assert found >= {".txt", ".xlsx", ".yaml", ".docx", ".zip"}
    assert any("calc" in text_of(path) for path in run_to_the_end.values() if path.suffix == ".docx")
    for path in run_to_the_end.values():
        if path.suffix in (".txt", ".xlsx", ".docx"):
            HARMLESS[path.suffix.removeprefix(".")](path)
        elif path.suffix in (".yaml", ".json"):
            assert yaml.safe_load(path.read_text("utf-8"))


def test_what_a_tender_leaves_calls_one_thing_one_and_ends_no_sentence_twice(run_to_the_end: dict[str, Path]) -> None:
    for path in run_to_the_end.values():
        if path.suffix in (".txt", ".docx"):
            assert WRONG_PLURAL.search(text_of(path)) is None
            assert TWO_STOPS.search(text_of(path)) is None


def test_the_record_names_no_file_by_what_a_bidder_is_called(run_to_the_end: dict[str, Path]) -> None:
    with zipfile.ZipFile(run_to_the_end["record.zip"]) as record:
        assert not any(set(name) & set("<>=|'[]@{} ") for name in record.namelist())
    assert run("tender", "record", run_to_the_end["record.zip"], "--verify").exit_code == 0


# --- what an author's words become ----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["text", "json", "github", "junit", "sarif"])
def test_an_authors_words_become_no_markup_of_lint(small: Small, form: str) -> None:
    """A definition is written by somebody else, too."""
    named = json.dumps(f"q.]]><b>\u202e::error::{HOSTILE}")
    with contextlib.suppress(ProblemsFound):
        small.criterion("C1", f"{{{named}: {{is: yes}}}}").library()
    said = run("standards", "lint", small.root, "--format", form).stdout
    assert "calc" in said
    assert "\u202e" not in said
    assert not any(line.startswith("::error::") for line in said.splitlines())
    if form == "junit":
        tags = {each.tag for each in ElementTree.fromstring(said).iter()}
        assert tags <= {"testsuites", "testsuite", "testcase", "failure", "error", "system-out"}
    if form in ("json", "sarif"):
        assert json.loads(said)
