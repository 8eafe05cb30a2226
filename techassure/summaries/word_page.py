"""A Word document in the making: headings, paragraphs, tables and lists. The same calls give the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from techassure.extras import needing
from techassure.summaries.annex import Annex
from techassure.summaries.blanks import BLANK

_DAY = (1980, 1, 1, 0, 0, 0)
_ON_A_PAGE = 64
"""So many items of a list, in two columns, fit on a page."""
_CODE = re.compile(r"`[A-Za-z0-9_./@{}-]+`")
_BLANK_OR_CODE = re.compile(f"{BLANK.pattern}|({_CODE.pattern})")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class WordPage:
    """A Word document in the making."""

    def __init__(self) -> None:
        with needing("docx", "write Word files"):
            from docx import Document  # noqa: PLC0415 - of an extra
            from docx.shared import Cm, Pt  # noqa: PLC0415

        self.annex = Annex()
        self.made = Document()
        section = self.made.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin = section.bottom_margin = Cm(2)
        style = self.made.styles["Normal"]
        style.font.name, style.font.size = "Arial", Pt(10.5)
        style.paragraph_format.space_after = Pt(6)
        style.element.get_or_add_rPr().append(_element("w:lang", val="en-GB"))
        self._page_numbers()
        for level in (0, 1, 2):
            self._heading_style("Title" if level == 0 else f"Heading {level}", (20, 14, 11.5)[level])

    def _heading_style(self, name: str, size: float) -> None:
        from docx.oxml.ns import qn  # noqa: PLC0415
        from docx.shared import Pt, RGBColor  # noqa: PLC0415

        style = self.made.styles[name]
        style.font.name, style.font.size, style.font.bold = "Arial", Pt(size), True
        style.font.color.rgb = RGBColor(0, 0x2F, 0x5F)
        fonts = style.element.rPr.rFonts
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(kind), None)
        style.paragraph_format.space_before = Pt(0 if name == "Title" else size)
        style.paragraph_format.space_after = Pt(4)
        style.paragraph_format.keep_with_next = True

    def _page_numbers(self) -> None:
        paragraph = self.made.sections[0].footer.paragraphs[0]
        paragraph.alignment = 2
        run = paragraph.add_run("Page ")
        field = _element("w:fldSimple", instr="PAGE")
        run._r.addnext(field)

    def heading(self, text: str, level: int = 1) -> None:
        self.made.add_heading(_clean(text), level)

    def say(
        self, text: str, style: str | None = None, *, bold: str = "", italic: bool = False, joined: bool = False
    ) -> None:
        paragraph = self.made.add_paragraph(style=style)
        paragraph.paragraph_format.keep_with_next = joined or None
        if bold:
            paragraph.add_run(_clean(bold)).bold = True
        _write(paragraph, text)
        for run in paragraph.runs if italic else ():
            run.italic = True

    def table(
        self,
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        *,
        head: bool,
        last_bold: bool = False,
        figures: Sequence[int] = (),
    ) -> None:
        from docx.shared import Cm, Pt  # noqa: PLC0415

        made = self.made.add_table(rows=len(rows), cols=len(widths))
        made.style, made.autofit = "Table Grid", False
        for column, room in enumerate(widths):
            made.columns[column].width = Cm(room)
        for at, row in enumerate(rows):
            strong = (head and at == 0) or (last_bold and at == len(rows) - 1)
            for column, text in enumerate(row):
                cell = made.cell(at, column)
                cell.width = Cm(widths[column])
                _fill(cell, text, strong=strong or (not head and column == 0), figure=head and column in figures)
                if head and at == 0:
                    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill="E8EDF3"))
        if head:
            made.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
        for row in made.rows:
            row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
        self.made.add_paragraph().paragraph_format.space_after = Pt(2)

    def columns(self, items: Sequence[str]) -> None:
        """Write a list in two columns, read downwards; no page ends within one that fits on a page."""
        for first in range(0, len(items), _ON_A_PAGE):
            self._columns(items[first : first + _ON_A_PAGE])

    def _columns(self, items: Sequence[str]) -> None:
        deep = -(-len(items) // 2)
        made = self.made.add_table(rows=deep, cols=2)
        for at, item in enumerate(items):
            _fill(made.cell(at % deep, at // deep), item, strong=False, figure=False)
        for at, row in enumerate(made.rows):
            row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = at < deep - 1
        self.made.add_paragraph()

    def as_bytes(self) -> bytes:
        """Return the file with fixed times, so that the same document has the same bytes."""
        properties = self.made.core_properties
        properties.author, properties.title = "", "Assessment summary"
        properties.created = properties.modified = datetime(*_DAY)
        raw = io.BytesIO()
        self.made.save(raw)
        return _timeless(raw.getvalue())


def _timeless(data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return made.getvalue()


def _clean(text: object) -> str:
    return _CONTROL.sub("", str(text))


def _fill(cell: Any, text: str, *, strong: bool, figure: bool) -> None:
    """Write a cell of a table; figures stand on the right."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if figure else None
    _write(paragraph, text, strong=strong)


def _write(paragraph: Any, text: object, *, strong: bool = False) -> None:
    """Write text; what a person still has to fill in is highlighted, and a name between backticks is shown as one."""
    from docx.enum.text import WD_COLOR_INDEX  # noqa: PLC0415

    for piece in _BLANK_OR_CODE.split(_clean(text)):
        if piece:
            code = _CODE.fullmatch(piece)
            run = paragraph.add_run(piece.strip("`") if code else piece)
            run.bold = strong or None
            if code:
                run.font.name = "Courier New"
            if BLANK.fullmatch(piece):
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made
