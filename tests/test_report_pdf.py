"""The PDF: tagged, the same bytes, all that the page says, and made in a time that one would wait for."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path
from typing import Any

import pytest
from report_documents import assessment as submission
from report_documents import criterion, document
from report_reading import EVIL, Page, outcomes, rich

from techassure.report import html, pdf, printed

pypdf = pytest.importorskip("pypdf")
pytest.importorskip("typst", reason="needs the extra `pdf`")
pytest.importorskip("jinja2")
TEMPLATE = Path(printed.__file__).parent / "pages/print.typ"
FOREIGN = ("نظام مراقبة المرضى", "מערכת ניטור", "Łukasz Ångström Ğ", "看護モニター", "🏥", "X" * 300)


@pytest.fixture(scope="module")
def reader() -> Any:
    return pypdf.PdfReader(io.BytesIO(pdf.render(rich())))


def text_of(content: bytes) -> str:
    found = pypdf.PdfReader(io.BytesIO(content))
    return " ".join(" ".join(page.extract_text() for page in found.pages).split())


def test_pdf_is_tagged_titled_and_in_a_language(reader: Any) -> None:
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "Tender of Wardlight" in reader.metadata.title
    assert b"pdfuaid" in root["/Metadata"].get_data()


def kinds(element: Any) -> set[str]:
    """Return the kinds of the elements of structure beneath one."""
    inside = element.get("/K", [])
    parts = [each.get_object() for each in (inside if isinstance(inside, list) else [inside])]
    named = {str(element["/S"])} if "/S" in element else set()
    return named.union(*(kinds(each) for each in parts if hasattr(each, "get")))


def test_headings_tables_and_lists_are_told_to_a_screen_reader(reader: Any) -> None:
    found = kinds(reader.trailer["/Root"]["/StructTreeRoot"])
    assert found >= {"/H1", "/H2", "/H3", "/Table", "/TR", "/TH", "/TD", "/L", "/LI", "/Link"}


def strings(data: Any) -> list[str]:
    if isinstance(data, dict):
        return [each for part in data.values() for each in strings(part)]
    if isinstance(data, list):
        return [each for part in data for each in strings(part)]
    return [str(data)]


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


ON_SCREEN_ONLY = words(
    "Skip to the main content. Ranking. The table scrolls sideways where there is no room for it. ate"
)


@pytest.mark.parametrize("changed", [{}, {"kind": "self-check", "rankings": []}], ids=["board", "report"])
def test_paper_says_what_the_page_says(changed: dict[str, Any]) -> None:
    """Two templates, one report: no word of the page is missing on paper."""
    made = rich(**changed)
    body = Page(html.render(made)).all("body")[0]
    said = words(f"{' '.join(strings(printed.page(made)))} {TEMPLATE.read_text('utf-8')}")
    assert words(" ".join(body.text)) - said - ON_SCREEN_ONLY == set()


@pytest.mark.parametrize("changed", [{}, {"kind": "self-check", "rankings": []}], ids=["board", "report"])
def test_every_outcome_stands_on_paper_once(changed: dict[str, Any]) -> None:
    made = rich(**changed)
    parts = printed.page(made)["parts"]
    rows = [row for part in parts if part["is"] == "matrix" for row in part["rows"] if "name" in row]
    crossed = [(row["name"], outcome) for row in rows for outcome in row["outcomes"]]
    alone = [(part["title"].split()[0], part["outcome"]) for part in parts if "outcome" in part]
    assert sorted(crossed or alone) == sorted((name, outcome) for _, name, outcome in outcomes(made))


def test_pdf_says_what_the_page_says(reader: Any) -> None:
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    wanted = (
        "PROVISIONAL",
        "Ranked by score",
        "Not answered: Wardlight?",
        "Digest of what decided",
        "no fact is called",
    )
    assert [each for each in wanted if each not in text] == []


def test_every_page_says_how_final_it_is(reader: Any) -> None:
    assert len(reader.pages) > 2
    assert all("PROVISIONAL, as of 2026-06-01" in page.extract_text() for page in reader.pages)


@pytest.mark.parametrize("name", EVIL)
def test_pdf_holds_nothing_that_runs_or_fetches(name: str) -> None:
    content = pdf.render(rich(name, name))
    assert not any(word in content for word in (b"/JavaScript", b"/Launch", b"/EmbeddedFile"))
    found = pypdf.PdfReader(io.BytesIO(content))
    links = [each.get_object()["/A"]["/URI"] for page in found.pages for each in page.get("/Annots", ())
             if "/A" in each.get_object() and "/URI" in each.get_object()["/A"]]  # fmt: skip
    assert set(links) <= {"https://example.org/dtac"}


def test_what_typst_would_take_for_markup_is_text() -> None:
    """Names come as data, and are never read as the language of the template."""
    name = '#read("/etc/passwd") *a* _b_ $c$ = d @e <f> \\u{41} #sys.inputs'
    assert name in text_of(pdf.render(rich(name))).replace("\u200b", "")


@pytest.mark.parametrize("name", FOREIGN)
def test_any_letters_make_a_pdf(name: str) -> None:
    """Letters that no font here has are drawn as empty boxes; the PDF is tagged all the same."""
    root = pypdf.PdfReader(io.BytesIO(pdf.render(rich(name, name)))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]


def test_a_tender_without_submissions_makes_a_pdf() -> None:
    assert "No submission was assessed." in text_of(pdf.render(document()))


def test_same_document_same_bytes() -> None:
    assert pdf.render(rich(kind="self-check", rankings=[])) == pdf.render(rich(kind="self-check", rankings=[]))


def test_a_large_board_takes_seconds() -> None:
    """Ten submissions of 200 criteria; forty of 400 take some eight times as long."""
    outcome = ("met", "not met", "no answer", "needs review")
    parts = [criterion(f"dtac/C{at}", outcome[at % 4]) for at in range(200)]
    made = document(*(submission(f"Product {at}", verdict="undecided", criteria=parts) for at in range(10)))
    began = time.monotonic()
    assert pdf.render(made).startswith(b"%PDF")
    assert time.monotonic() - began < 20
