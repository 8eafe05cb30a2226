"""The PDF: tagged, the same bytes, and all that the page says."""

from __future__ import annotations

import io
from typing import Any

import pytest
from report_reading import EVIL, rich

from techassure.report import pdf

pypdf = pytest.importorskip("pypdf")
try:
    import weasyprint  # noqa: F401
except (ImportError, OSError) as error:
    pytest.skip(f"needs WeasyPrint and Pango: {error}", allow_module_level=True)


@pytest.fixture(scope="module")
def reader() -> Any:
    return pypdf.PdfReader(io.BytesIO(pdf.render(rich())))


def test_pdf_is_tagged_titled_and_in_a_language(reader: Any) -> None:
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "Tender of Wardlight" in reader.metadata.title


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


def test_pdf_holds_nothing_that_runs_or_fetches() -> None:
    content = pdf.render(rich(EVIL[1], EVIL[2]))
    assert not any(word in content for word in (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"evil.example/x.png"))
    found = pypdf.PdfReader(io.BytesIO(content))
    links = [each.get_object()["/A"]["/URI"] for page in found.pages for each in page.get("/Annots", ())
             if "/A" in each.get_object() and "/URI" in each.get_object()["/A"]]  # fmt: skip
    assert set(links) <= {"https://example.org/dtac"}


def test_same_document_same_bytes() -> None:
    assert pdf.render(rich(kind="self-check", rankings=[])) == pdf.render(rich(kind="self-check", rankings=[]))
