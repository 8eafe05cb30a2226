"""A summary or notice as a Word document. Blanks are marked in yellow; the same data gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from importlib.util import find_spec
from typing import Any

from techassure.phrases import counted, ended, run_on
from techassure.problems import Place, Problem, ProblemsFound
from techassure.selections.lot_names import lot_named
from techassure.summaries.annex import Annex
from techassure.summaries.contents import is_withheld

Part = dict[str, Any]
_DAY = (1980, 1, 1, 0, 0, 0)
_ON_A_PAGE = 64
"""So many items of a list, in two columns, fit on a page."""
_FIGURE = re.compile(r"[0-9]+(\.[0-9]+)?")
_WITHHELD = "withheld"
_BLANK = re.compile(r"(\[TO FILL IN: [^\]]*\])")
_CODE = re.compile(r"`[A-Za-z0-9_./@{}-]+`")
_BLANK_OR_CODE = re.compile(f"{_BLANK.pattern}|({_CODE.pattern})")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_OUTCOMES = {
    "successful": "Your tender was assessed as the most advantageous. The buyer intends to award the contract to you.",
    "unsuccessful": "Your tender was assessed. The buyer does not intend to award the contract to you.",
    "disqualified": "Your tender was assessed and disqualified. The contract is not to be awarded to you.",
}


def render(made: Part) -> bytes:
    """Return the document's file.

    Raises:
        ProblemsFound: the package that writes Word files is not installed.
    """
    if find_spec("docx") is None:
        message, fix = "Word files cannot be written here", 'run `pip install "techassure[docx]"`'
        raise ProblemsFound([Problem(Place("summaries"), "missing-extra", message, fix)])
    page = _Page()
    (_notice if made["kind"] == "notice-of-disregard" else _summary)(made, page)
    return page.as_bytes()


class _Page:
    """A Word document in the making."""

    def __init__(self) -> None:
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
            if _BLANK.fullmatch(piece):
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


# --- what it says ---------------------------------------------------------------------------------------------------


def _head(made: Part, title: str, page: _Page) -> None:
    contract, supplier = made["contract"], made["supplier"]
    page.heading(title, 0)
    page.say(made["draft"], italic=True)
    titles = {supplier["lot"]: supplier["lot_title"]} if "lot_title" in supplier else {}
    lot = [["Lot", lot_named(titles, supplier["lot"])]] if supplier["lot"] else []
    page.table(
        [
            ["To", f"{supplier['name']} ({supplier['unique_identifier']})"],
            ["Address", supplier["address"]],
            ["Email", supplier["email"]],
            ["Your tender", supplier["tender"]],
            *lot,
            ["Buyer", contract["buyer"]],
            ["Contract", contract["title"]],
            ["Tender notice", contract["notice"]],
            ["Our reference", f"{contract['tender']}, rules locked with digest {contract['digest'][:19]}"],
        ],
        [3.6, 13],
        head=False,
    )


def _summary(made: Part, page: _Page) -> None:
    _head(made, "Assessment summary", page)
    page.heading("The outcome")
    page.say(_OUTCOMES[made["outcome"]], joined=len(made["why_not"]) > 1)
    for text in made["why_not"]:
        page.say(page.annex.referring(text), "List Bullet" if len(made["why_not"]) > 1 else None)
    page.heading("The award criteria")
    page.say(f"The full award criteria and the assessment methodology: {made['full_version']}")
    if made["ranking"]:
        page.say(made["ranking"])
    _criteria(made["award_criteria"], page)
    page.heading("How your tender was assessed")
    _assessed(made["own"], page)
    if made["winner"]:
        _winner(made["winner"], page)
    _standstill(made["standstill"], page)
    _close(made, page)


def _criteria(criteria: Sequence[Part], page: _Page) -> None:
    rows = [["Award criterion", "Importance", "How it was assessed", "Scores available"]]
    for each in criteria:
        least = f"; at least {_number(each['minimum'])} needed" if each["minimum"] else ""
        rows.append([each["title"], each["importance"], each["assessed"], each["scores"] + least])
    page.table(rows, [4, 2.6, 6, 4], head=True)
    for each in criteria:
        if each["sub_criteria"]:
            page.heading(f"{each['title']}: sub-criteria", 2)
        for sub in each["sub_criteria"]:
            page.say(_available(sub), bold=f"{sub['title']}: ", joined=bool(sub["scores"]))
            for step in sub["scores"]:
                page.say(step["says"], "List Bullet", bold=f"{_number(step['points'])}: ")


def _sentences(parts: Sequence[str], page: _Page) -> str:
    """Return parts in one paragraph, each ended; a long list goes to the end of the letter."""
    said = map(page.annex.referring, parts)
    return " ".join([each if each.endswith("]") else ended(each) for each in said])


def _available(sub: Part) -> str:
    points = _points(sub)
    if sub["scores"]:
        return f"share {_number(sub['share'])}, up to {points}"
    return f"share {_number(sub['share'])}, {points} where it is met, else none"


def _winner(winner: Part, page: _Page) -> None:
    page.heading("The most advantageous tender")
    rows = [["Supplier", winner["name"]], ["Identifier", winner["unique_identifier"]], ["Address", winner["address"]],
            ["Email", winner["email"]]]  # fmt: skip
    page.table(rows, [3.6, 13], head=False)
    _assessed(winner, page)


def _assessed(part: Part, page: _Page) -> None:
    if not isinstance(part["scores"], list):
        page.say(part["scores"])
        page.say(_shown(part["total"]), bold="Total of 100: ")
        _value(part, page)
        return
    titles = [each["title"] for each in part["scores"]]
    weighted = [_told(each, "weighted") for each in part["scores"]]
    scores = _alike([_told(each, "score") for each in part["scores"]])
    rows = [["Award criterion", "Score of 100", "Counts for"], *map(list, zip(titles, scores, weighted, strict=True))]
    page.table([*rows, *_totals(part, weighted)], [10.6, 3, 3], head=True, last_bold=True, figures=(1, 2))
    if is_withheld(part["total"]):
        page.say(part["total"], bold="Total: ")
    _value(part, page)
    if part["rounding"]:
        page.say(part["rounding"])
    for each in part["scores"]:
        _explained(each, page)


def _value(part: Part, page: _Page) -> None:
    if part["value"]:
        page.say(part["value"], bold="Quality for the price: ")


def _told(each: Part, name: str) -> str:
    return _WITHHELD if "withheld" in each or is_withheld(each[name]) else _shown(each[name])


def _alike(figures: Sequence[str]) -> list[str]:
    """Return a column with as many places in each figure; words are left as they are."""
    places = max((len(each.partition(".")[2]) for each in figures if _FIGURE.fullmatch(each)), default=0)
    return [f"{Decimal(each):.{places}f}" if _FIGURE.fullmatch(each) else each for each in figures]


def _totals(part: Part, weighted: Sequence[str]) -> list[list[str]]:
    """Return the last rows: the sum as it is, and the total beneath where that was rounded."""
    total = _WITHHELD if is_withheld(part["total"]) else _shown(part["total"])
    if not all(map(_FIGURE.fullmatch, [total, *weighted])):
        return [["Total", "", total]]
    made = sum(map(Decimal, weighted))
    if made == Decimal(total):
        return [["Total", "", str(made)]]
    return [["Sum", "", str(made)], ["Total, rounded", "", total]]


def _explained(each: Part, page: _Page) -> None:
    if "withheld" in each:
        page.say(each["withheld"], bold=f"{each['title']}: ")
        return
    of = "" if each["score"] is None else " of 100"
    page.heading(f"{each['title']}: {_WITHHELD if is_withheld(each['score']) else _shown(each['score']) + of}", 2)
    explained = isinstance(each["sub_criteria"], list) and bool(each["sub_criteria"])
    for said in dict.fromkeys([*filter(is_withheld, [each["score"]]), each["because"]]):
        page.say(said, joined=explained)
    if isinstance(each["sub_criteria"], str):
        page.say(each["sub_criteria"])
        return
    for sub in each["sub_criteria"]:
        if "withheld" in sub:
            page.say(sub["withheld"], "List Bullet", bold=f"{sub['title']}: ")
            continue
        page.say(_reasons(sub, page), "List Bullet", bold=f"{sub['title']} ({_scored(sub)}): ")


def _scored(sub: Part) -> str:
    if is_withheld(sub["score"]):
        return _WITHHELD
    return str(sub["outcome"]) if sub["score"] is None else f"{_number(sub['score'])} of {_points(sub)}"


def _reasons(sub: Part, page: _Page) -> str:
    """Return the reasons of a score, and before them why it is withheld."""
    because = sub["because"] if isinstance(sub["because"], str) else _sentences(sub["because"], page)
    return run_on(dict.fromkeys([*filter(is_withheld, [sub["score"]]), because]))


def _points(sub: Part) -> str:
    return counted(_number(sub["of"]), "point")


def _standstill(made: Part, page: _Page) -> None:
    page.heading("Standstill")
    page.say(made["says"])


def _notice(made: Part, page: _Page) -> None:
    _head(made, "Your tender was disregarded", page)
    page.say(
        "A condition of participation was not satisfied, so the tender was not assessed against the award criteria. "
        "There is no assessment summary for a tender that was disregarded."
    )
    page.heading("The reasons")
    page.say(made["decided"]["because"])
    for each in made["conditions"]:
        page.say(_sentences(each["because"], page), "List Bullet", bold=f"{each['title']}: ")
    page.say(f"Decided by {made['decided']['by']} on {made['decided']['on']}. {ended('Notice: ' + made['notice'])}")
    _close(made, page)


def _close(made: Part, page: _Page) -> None:
    page.heading("Questions")
    page.say(made["contact"])
    page.say(made["signed"])
    for number, words, items in page.annex.lists():
        page.heading(f"List {number}")
        page.say(f"{words}:", joined=True)
        page.columns(items)


def _shown(value: object) -> str:
    if value is None:
        return "not assessed"
    return _number(value) if isinstance(value, int | float) else str(value)


def _number(value: object) -> str:
    above, _, below = str(value).partition("/")
    try:
        number = float(above) / float(below or 1)
    except ValueError:
        return str(value)
    return f"{number:.10g}"
