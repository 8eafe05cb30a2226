"""A questionnaire as a Word document to read and to pass round before the answers are typed into the workbook."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from techassure.extras import needing
from techassure.intake.word_forms import digest
from techassure.phrases import ended
from techassure.questionnaire import paper
from techassure.questionnaire.known import Change, Known
from techassure.questionnaire.layout import HEAD
from techassure.questionnaire.paper import Line
from techassure.questionnaire.questions import Questionnaire
from techassure.questionnaire.wording import head_hint, is_asked

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell

_EPOCH = datetime(2026, 1, 1)
_WIDTHS = (1.0, 8.2, 8.0)


def render(asked: Questionnaire, known: Known, changes: Sequence[Change], notice: str) -> bytes:
    """Return the document.

    Raises:
        ProblemsFound: the library that writes Word documents is not installed.
    """
    with needing("docx", "write Word files"):
        import docx  # noqa: PLC0415 - an extra
        from docx.shared import Cm, Pt  # noqa: PLC0415
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author, properties.language = asked.selection.title, "techassure", "en-GB"
    properties.created = properties.modified = _EPOCH
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.9)
    section.top_margin = section.bottom_margin = Cm(1.8)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(10)
    style.paragraph_format.space_after = Pt(3)
    _write(document, asked, known, changes, notice)
    properties.identifier = digest(document.part.blob)
    content = io.BytesIO()
    document.save(content)
    return _dated(content)


def _dated(content: io.BytesIO) -> bytes:
    """Return the document without the time at which it was packed: the same inputs, the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(zipfile.ZipInfo(info.filename), old.read(info), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _write(document: Document, asked: Questionnaire, known: Known, changes: Sequence[Change], notice: str) -> None:
    document.add_heading(f"Questionnaire: {asked.selection.title}", 0)
    for text in (*paper.opening(asked), notice):
        if text:
            document.add_paragraph(text)
    if changes:
        document.add_heading("What changed", 1)
        for change in changes:
            document.add_paragraph(f"{ended(f'{change.what}: {change.about}')} {change.detail}", style="List Bullet")
    document.add_heading("About the submission", 1)
    lines = [line for line in HEAD if is_asked(line, asked, known)]
    table = _table(document, ("What", "Answer"), (_WIDTHS[0] + _WIDTHS[1], _WIDTHS[2]))
    for line in lines:
        cells = _row(table)
        _said(cells[0], line.label, head_hint(line, asked))
        cells[1].text = known.head.get(line.key, "")
    for title, inside in paper.lines(asked, known):
        document.add_heading(title, 1)
        _part(document, inside)


def _part(document: Document, lines: Sequence[Line]) -> None:
    table = _table(document, ("No.", "Question", "Answer"), _WIDTHS)
    for line in lines:
        cells = _row(table)
        cells[0].text = str(line.number)
        _said(cells[1], line.question, line.hint, "; ".join(line.why), line.status)
        cells[2].text = "\n".join([*line.boxes, *([line.text] if line.text else []), *_of_table(line)])


def _of_table(line: Line) -> list[str]:
    """Return what a table asks for, and the rows that are known, as lines: a table within a table reads badly."""
    if not line.header:
        return []
    rows = [
        ": ".join(part for part in (str(at), "; ".join(filter(None, row))) if part)
        for at, row in enumerate(line.rows, 1)
    ]
    filled = [text for text, row in zip(rows, line.rows, strict=True) if any(row)]
    return [f"A table of: {', '.join(line.header)}.", *filled]


def _said(cell: _Cell, question: str, hint: str, why: str = "", status: str = "") -> None:
    from docx.shared import Pt, RGBColor  # noqa: PLC0415 - an extra

    paragraph = cell.paragraphs[0]
    paragraph.add_run(question)
    for text, bold in ((hint, False), (f"Asked for: {why}" if why else "", False), (status, True)):
        if text:
            run = cell.add_paragraph().add_run(text)
            run.font.size, run.bold = Pt(8.5), bold
            run.font.color.rgb = RGBColor(0x4C, 0x62, 0x72)


def _table(document: Document, header: tuple[str, ...], widths: tuple[float, ...]) -> Any:
    from docx.oxml import OxmlElement  # noqa: PLC0415 - an extra
    from docx.shared import Cm  # noqa: PLC0415

    table = document.add_table(rows=1, cols=len(header), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for cell, text in zip(table.rows[0].cells, header, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return table


def _row(table: Any) -> Any:
    """Add a row that no page break divides, and return its cells."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - an extra

    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return row.cells
