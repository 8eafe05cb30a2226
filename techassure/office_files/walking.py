"""The XML of sheets, walked through by expat: how many cells there are, how far they reach, how much text they hold.

What the library that reads values would pass over is made to show: a formula that ended in an error, one whose value
was never saved, and that a number is seen in percent.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from techassure.files.bounds import refusal
from techassure.office_files import percentages, refusals
from techassure.office_files.errors import MARK, UNSAVED

MOST_AREA = 4_000_000
MOST_SPREAD = 4 * MOST_AREA
"""All sheets together, each as wide as its widest row and as long as its longest column: so many cells are made of it,
however few of them are filled."""
MOST_TEXT = 32 * 1024 * 1024
_TYPE = re.compile(rb"""\st\s*=\s*(["'])[^"']*\1""")
_NO_TEXT = re.compile(rb"""\s[\w-]+:string-value\s*=\s*(["'])\1""")
_PERCENTAGE = re.compile(rb"""(value-type\s*=\s*["'])percentage(?=["'])""")
_VALUE = re.compile(rb"""(\s[\w-]+:)(value\s*=\s*["'])[^"']*(?=["'])""")
_ODS_ELSEWHERE = frozenset({"table-source", "cell-range-source", "dde-link", "dde-source"})


class Tally:
    """What a workbook comes to so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.cells, self.text = 0, 0
        self.spread, self.rows, self.columns = 0, 0, 0
        self.lengths: list[int] = []
        self.percentages: set[str] = set()

    def begin_sheet(self) -> None:
        """Take account of the sheet before, and begin another."""
        self.spread += self.rows * self.columns
        self.rows, self.columns = 0, 0

    def count(self, row: int, column: int, text: int, times: int = 1) -> None:
        """Take account of a cell that is not empty, or of many alike.

        Raises:
            ProblemsFound: that makes too many, too much or too far.
        """
        self.cells += times
        self.text += text * times
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        spread = self.spread + self.rows * self.columns
        too_far = (row + 1) * (column + 1) > MOST_AREA or spread > MOST_SPREAD
        if self.cells > refusals.MOST_CELLS or self.text > MOST_TEXT or too_far:
            raise refusals.too_large(self.file)


def walked(name: str, content: bytes, tally: Tally) -> bytes:
    """Return a part of a workbook as it is to be read.

    Raises:
        ProblemsFound: it is broken, declares entities, holds too much, or takes values from elsewhere.
    """
    folded, handler = name.casefold(), _Anything(tally)
    if folded.startswith("xl/worksheets/") and folded.endswith(".xml"):
        handler = _Sheet(tally)
    elif folded == "xl/sharedstrings.xml":
        handler = _Strings(tally)
    elif folded == "xl/styles.xml":
        handler = _Styles(tally)
    elif folded in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        handler = _Listed(tally)
    elif folded == "content.xml":
        handler = _OpenDocument(tally)
    elif not folded.endswith((".xml", ".rels")):
        return content
    _walk(name, content, handler)
    return handler.edited()


def _walk(name: str, content: bytes, handler: _Anything) -> None:
    """Walk through XML, which may not declare entities."""
    handler.content = content
    handler.parser = parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.characters
    parser.StartDoctypeDeclHandler = _refuse_doctype(handler.tally.file)
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        what = f"{refusals.part(name)}, from its line {error.lineno} on,"
        raise refusals.damaged(handler.tally.file, what) from None
    except (LookupError, ValueError):
        raise refusals.damaged(handler.tally.file, refusals.part(name)) from None


def _refuse_doctype(file: str) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        fix = "save it with a spreadsheet program"
        message = "the workbook declares entities, as none does"
        raise refusal(file, "unreadable-workbook", message, fix)

    return refuse


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Anything:
    """Parts that are only parsed, so that what is broken is refused here."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.parser: Any = None
        self.content = b""
        self.edits: list[tuple[int, int, bytes]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def characters(self, text: str) -> None: ...

    def edit(self, begin: int, end: int, text: bytes) -> None:
        """Put a text in the place of some bytes. No edit may go over another."""
        self.edits.append((begin, end, text))

    def mark(self) -> None:
        """Mark the text behind the tag that expat is at as an error."""
        _, end = self.tag()
        self.edit(end, end, MARK.encode())

    def tag(self) -> tuple[int, int]:
        """Return where the tag stands that expat is at."""
        begin = self.parser.CurrentByteIndex
        return begin, self.content.index(b">", begin) + 1

    def edited(self) -> bytes:
        """Return the part with its edits."""
        pieces, last = [], 0
        for begin, end, text in sorted(self.edits):
            pieces += [self.content[last:begin], text]
            last = end
        return b"".join([*pieces, self.content[last:]])


class _Listed(_Anything):
    """The list of sheets, and of the parts that they are in: one that two names lead to would be read twice."""

    def __init__(self, tally: Tally) -> None:
        super().__init__(tally)
        self.seen: set[str] = set()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        wanted = {"sheet": "id", "Relationship": "Target"}.get(_local(name))
        found = [posixpath.join("/xl", value) for each, value in attributes.items() if _local(each) == wanted]
        leads_to = {posixpath.normpath(each).casefold() for each in found}
        if leads_to & self.seen:
            raise refusals.broken(self.tally.file, "two of its sheets are the same part")
        self.seen |= leads_to


class _Strings(_Anything):
    """The strings that cells share: how long each is."""

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - expat's own arguments
        if _local(name) == "si":
            self.tally.lengths.append(0)

    def characters(self, text: str) -> None:
        if self.tally.lengths:
            self.tally.lengths[-1] += len(text)


class _Styles(_Anything):
    """The formats of numbers: which of the cells' styles show them in percent."""

    def __init__(self, tally: Tally) -> None:
        super().__init__(tally)
        self.formats = set(percentages.BUILT_IN)
        self.of_cells, self.style = False, 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local == "numFmt" and percentages.is_percentage(attributes.get("formatCode", "")):
            self.formats.add(attributes.get("numFmtId", ""))
        elif local == "cellXfs":
            self.of_cells = True
        elif local == "xf" and self.of_cells:
            if attributes.get("numFmtId") in self.formats:
                self.tally.percentages.add(str(self.style))
            self.style += 1

    def end(self, name: str) -> None:
        if _local(name) == "cellXfs":
            self.of_cells = False


class _Sheet(_Anything):
    """The cells of a sheet of .xlsx."""

    def __init__(self, tally: Tally) -> None:
        super().__init__(tally)
        tally.begin_sheet()
        self.row, self.column, self.kind, self.style = -1, -1, "", ""
        self.value: list[str] | None = None
        self.opened, self.formula, self.saved, self.retyped = (0, 0), False, False, False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local == "row":
            written = attributes.get("r", "")
            self.row = int(written) - 1 if written.isdecimal() and len(written) < 9 else self.row + 1
            self.column = -1
        elif local == "c":
            self._cell(attributes.get("r", ""))
            self.kind, self.style = attributes.get("t", ""), attributes.get("s", "")
            self.opened, self.formula, self.saved, self.retyped = self.tag(), False, False, False
        elif local == "f":
            self.formula = True
        elif local in ("v", "t"):
            self.value = []
            if local == "v" and self.kind == "e":
                self.mark()

    def _cell(self, reference: str) -> None:
        letters = reference.rstrip("0123456789")
        digits = reference[len(letters) :]
        if not letters.isalpha() or not letters.isascii() or len(letters) > 3 or not 0 < len(digits) < 9:
            self.column += 1
            return
        self.column = 0
        for letter in letters.upper():
            self.column = self.column * 26 + ord(letter) - ord("A") + 1
        self.column -= 1
        self.row = int(digits) - 1

    def characters(self, text: str) -> None:
        if self.value is not None:
            self.value.append(text)

    def end(self, name: str) -> None:
        if _local(name) == "c":
            self._show(name)
        if self.value is None or _local(name) not in ("v", "t"):
            return
        text = "".join(self.value)
        self.value = None
        if self.kind in ("", "n") and self.style in self.tally.percentages:
            self._show_percentage(text)
        self.saved = self.saved or bool(text) or self.kind == "str"
        if self.kind == "s":
            at = int(text) if text.isdecimal() and len(text) < 9 else -1
            self.tally.count(self.row, self.column, self.tally.lengths[at] if 0 <= at < len(self.tally.lengths) else 0)
        else:
            self.tally.count(self.row, self.column, len(text))

    def _show_percentage(self, text: str) -> None:
        """Make the text of a number that is seen in percent, so that nobody reads the fraction behind it."""
        seen = percentages.seen(text)
        if seen is None:
            return
        end = self.parser.CurrentByteIndex
        self.edit(self.content.rindex(b">", 0, end) + 1, end, seen.encode())
        self._retype()

    def _retype(self) -> None:
        """Make the cell one of text, once: a hostile one has many values, and each would bring its long tag again."""
        if self.retyped:
            return
        self.retyped = True
        begin, end = self.opened
        tag = _TYPE.sub(b"", self.content[begin:end])
        self.edit(begin, end, tag[:-1] + b' t="str">')

    def _show(self, name: str) -> None:
        """Make text of what the library that reads values leaves out: errors, and formulas without a value."""
        unsaved = self.formula and not self.saved
        if self.kind != "e" and not unsaved:
            return
        self._retype()
        if unsaved:
            self.tally.count(self.row, self.column, len(UNSAVED))
            value = name.encode()[:-1] + b"v"
            at = self.parser.CurrentByteIndex
            self.edit(at, at, b"<%s>%s</%s>" % (value, f"{MARK}{UNSAVED}".encode(), value))


class _OpenDocument(_Anything):
    """The cells of the sheets of .ods, where a cell or a row may stand for many."""

    def __init__(self, tally: Tally) -> None:
        super().__init__(tally)
        self.row, self.rows, self.column, self.columns = 0, 1, 0, 1
        self.text, self.typed, self.failed = 0, False, False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local in _ODS_ELSEWHERE:
            raise refusals.elsewhere(self.tally.file, name)
        if local == "table":
            self.tally.begin_sheet()
            self.row = 0
        elif local == "table-row":
            self.rows, self.column = _repeated(attributes, "rows"), 0
        elif local in ("table-cell", "covered-table-cell"):
            self.columns, self.text = _repeated(attributes, "columns"), 0
            kinds = [value for each, value in attributes.items() if _local(each) == "value-type"]
            self.typed = bool(kinds)
            if "error" in kinds:
                begin, end = self.tag()
                self.edit(begin, end, _NO_TEXT.sub(b"", self.content[begin:end]))
            elif "percentage" in kinds:
                self._show_percentage(attributes)
            self.failed = "error" in kinds
        elif local == "p" and self.failed:
            self.mark()
            self.failed = False

    def _show_percentage(self, attributes: dict[str, str]) -> None:
        """Make text of a number that is seen in percent: what is shown of it may be rounded."""
        seen = percentages.seen(next((said for name, said in attributes.items() if _local(name) == "value"), ""))
        if seen is not None:
            begin, end = self.tag()
            tag = _PERCENTAGE.sub(rb"\1string", self.content[begin:end])
            self.edit(begin, end, _VALUE.sub(rb"\1string-\g<2>" + seen.encode(), tag, count=1))

    def characters(self, text: str) -> None:
        self.text += len(text)

    def end(self, name: str) -> None:
        local = _local(name)
        if local == "table-row":
            self.row += self.rows
        elif local in ("table-cell", "covered-table-cell"):
            if self.typed:
                last = self.row + self.rows - 1, self.column + self.columns - 1
                self.tally.count(*last, self.text, self.rows * self.columns)
            self.column += self.columns


def _repeated(attributes: dict[str, str], what: str) -> int:
    for name, value in attributes.items():
        if name.endswith(f"number-{what}-repeated"):
            return max(int(value), 1) if value.isdecimal() and len(value) < 9 else 10**9
    return 1
