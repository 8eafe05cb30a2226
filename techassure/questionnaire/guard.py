"""Workbooks opened as if they were hostile: bounded before anything is built from them, and handed on cleaned.

A workbook is a zip of XML. Each part that matters is unpacked once, held to what the archive says of its size, and
walked through by expat, which counts the cells, how far they reach and how much text they come to. What passes is
packed anew, so that the library that reads values sees exactly what was looked at, and nothing else.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from techassure.places import MOST_BYTES
from techassure.problems import Place, Problem, ProblemsFound

MOST_UNPACKED = 96 * 1024 * 1024
MOST_PARTS = 2_000
MOST_CELLS = 400_000
MOST_AREA = 4_000_000
MOST_TEXT = 32 * 1024 * 1024
_OLD_OR_ENCRYPTED = bytes.fromhex("d0cf11e0a1b11ae1")
_MACROS = ("vbaproject.bin", "xl/macrosheets/", "xl/dialogsheets/", "basic/", "scripts/")
_ELSEWHERE = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")
_ODS_ELSEWHERE = frozenset({"table-source", "cell-range-source", "dde-link", "dde-source"})
_KEPT = ("xl/worksheets/", "xl/workbook.xml", "xl/_rels/", "xl/sharedstrings.xml", "xl/styles.xml",
         "[content_types].xml", "_rels/", "content.xml", "mimetype", "meta-inf/manifest.xml")  # fmt: skip


def cleaned(data: bytes, file: str) -> bytes:
    """Return the workbook without anything but its values, or refuse it.

    Raises:
        ProblemsFound: it is encrypted, holds macros or links to other files, is too large once unpacked, or is broken.
    """
    if len(data) > MOST_BYTES:
        fix = f"keep it under {MOST_BYTES // 1024 // 1024} MB: move pictures and long texts into documents"
        raise _refused(file, "file-too-large", "the workbook is too large", fix)
    if data.startswith(_OLD_OR_ENCRYPTED):
        fix = "save it as .xlsx without a password"
        raise _refused(file, "encrypted-workbook", "the workbook has a password, or is of the old .xls kind", fix)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Check(archive, file).run()
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        fix = "open it, and save it anew as .xlsx or .ods"
        raise _refused(file, "unreadable-workbook", f"the workbook cannot be read: {error}", fix) from None


class _Check:
    """One workbook being looked through."""

    def __init__(self, archive: zipfile.ZipFile, file: str) -> None:
        self.archive, self.file = archive, file
        self.cells, self.text = 0, 0
        self.lengths: list[int] = []

    def run(self) -> bytes:
        names = self._names()
        parts = {name: self._unpacked(name) for name in names if name.casefold().startswith(_KEPT)}
        self._content_types(parts)
        for name in sorted(parts, key=lambda each: "sharedstrings" not in each.casefold()):
            self._walk(name, parts[name])
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as clean:
            for name, content in parts.items():
                clean.writestr(zipfile.ZipInfo(name), content)
        return packed.getvalue()

    def _names(self) -> list[str]:
        infos = self.archive.infolist()
        folded = [info.filename.casefold() for info in infos]
        if len(set(folded)) < len(folded):
            raise self._broken("a part of it is packed twice")
        if any(info.flag_bits & 0x1 for info in infos):
            raise _refused(self.file, "encrypted-workbook", "the workbook has a password", "save it without one")
        if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_UNPACKED:
            raise self._too_large()
        if any(name.endswith(_MACROS[0]) or name.startswith(_MACROS[1:]) for name in folded):
            raise self._macros()
        for name in folded:
            if name.startswith(_ELSEWHERE):
                raise self._elsewhere(name)
        return [info.filename for info in infos if not info.is_dir()]

    def _unpacked(self, name: str) -> bytes:
        size = self.archive.getinfo(name).file_size
        with self.archive.open(name) as part:
            content = part.read(size + 1)
        if len(content) != size:
            raise self._broken("a part of it is not as large as it says")
        return content

    def _content_types(self, parts: dict[str, bytes]) -> None:
        kinds = next((content for name, content in parts.items() if name.casefold() == "[content_types].xml"), b"")
        if b"macroenabled" in kinds.lower():
            raise self._macros()
        if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
            raise _refused(self.file, "encrypted-workbook", "the workbook has a password", "save it without one")
        if not kinds and "content.xml" not in parts:
            raise self._broken("it is neither .xlsx nor .ods inside")

    def _walk(self, name: str, content: bytes) -> None:
        folded = name.casefold()
        if folded.startswith("xl/worksheets/") and folded.endswith(".xml"):
            _walked(content, _Sheet(self), self)
        elif folded == "xl/sharedstrings.xml":
            _walked(content, _Strings(self), self)
        elif folded == "content.xml":
            _walked(content, _OpenDocument(self), self)
        elif folded.endswith((".xml", ".rels")):
            _walked(content, _Anything(), self)

    def count(self, row: int, column: int, text: int, times: int = 1) -> None:
        """Take account of a cell that is not empty, or of many alike."""
        self.cells += times
        self.text += text * times
        if self.cells > MOST_CELLS or self.text > MOST_TEXT or (row + 1) * (column + 1) > MOST_AREA:
            raise self._too_large()

    def _too_large(self) -> ProblemsFound:
        fix = f"delete what lies far below and beside the answers; it may hold {MOST_CELLS} cells"
        return _refused(self.file, "workbook-too-large", "the workbook holds too much, or reaches too far", fix)

    def _broken(self, says: str) -> ProblemsFound:
        fix = "open it, and save it anew as .xlsx or .ods"
        return _refused(self.file, "unreadable-workbook", f"the workbook cannot be read: {says}", fix)

    def _macros(self) -> ProblemsFound:
        fix = "save it as .xlsx, which holds no macros"
        return _refused(self.file, "macros-in-workbook", "the workbook holds macros, which are never run here", fix)

    def _elsewhere(self, name: str) -> ProblemsFound:
        fix = "break the links (Data, Edit links), so that every answer stands in this file, and save it"
        message = f"the workbook takes values from elsewhere: `{name[:80]}`"
        return _refused(self.file, "external-link", message, fix)

    def linked(self, name: str) -> ProblemsFound:
        """Return the refusal of a part of an OpenDocument sheet that is taken from another file."""
        return self._elsewhere(name)


def _walked(content: bytes, handler: Any, check: _Check) -> None:
    """Walk through XML, which may not declare entities."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.characters
    parser.StartDoctypeDeclHandler = _refuse_doctype(check)
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError) as error:
        fix = "open it, and save it anew as .xlsx or .ods"
        message = f"the workbook cannot be read: {error}"
        raise _refused(check.file, "unreadable-workbook", message, fix) from None


def _refuse_doctype(check: _Check) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        fix = "save it with a spreadsheet program"
        raise _refused(check.file, "unreadable-workbook", "the workbook declares entities, as none does", fix)

    return refuse


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Anything:
    """Parts that are only parsed, so that what is broken is refused here."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def characters(self, text: str) -> None: ...


class _Strings(_Anything):
    """The strings that cells share: how long each is."""

    def __init__(self, check: _Check) -> None:
        self.check = check

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - expat's own arguments
        if _local(name) == "si":
            self.check.lengths.append(0)

    def characters(self, text: str) -> None:
        if self.check.lengths:
            self.check.lengths[-1] += len(text)


class _Sheet(_Anything):
    """The cells of a sheet of .xlsx."""

    def __init__(self, check: _Check) -> None:
        self.check = check
        self.row, self.column, self.kind = -1, -1, ""
        self.value: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local == "row":
            written = attributes.get("r", "")
            self.row = int(written) - 1 if written.isdecimal() and len(written) < 9 else self.row + 1
            self.column = -1
        elif local == "c":
            self._cell(attributes.get("r", ""))
            self.kind = attributes.get("t", "")
        elif local in ("v", "t"):
            self.value = []

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
        if self.value is None or _local(name) not in ("v", "t"):
            return
        text = "".join(self.value)
        self.value = None
        if self.kind == "s":
            at = int(text) if text.isdecimal() and len(text) < 9 else -1
            self.check.count(self.row, self.column, self.check.lengths[at] if 0 <= at < len(self.check.lengths) else 0)
        else:
            self.check.count(self.row, self.column, len(text))


class _OpenDocument(_Anything):
    """The cells of the sheets of .ods, where a cell or a row may stand for many."""

    def __init__(self, check: _Check) -> None:
        self.check = check
        self.row, self.rows, self.column, self.columns = 0, 1, 0, 1
        self.text, self.typed = 0, False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local in _ODS_ELSEWHERE:
            raise self.check.linked(name)
        if local == "table":
            self.row = 0
        elif local == "table-row":
            self.rows, self.column = _repeated(attributes, "rows"), 0
        elif local in ("table-cell", "covered-table-cell"):
            self.columns, self.text = _repeated(attributes, "columns"), 0
            self.typed = any(_local(each) == "value-type" for each in attributes)

    def characters(self, text: str) -> None:
        self.text += len(text)

    def end(self, name: str) -> None:
        local = _local(name)
        if local == "table-row":
            self.row += self.rows
        elif local in ("table-cell", "covered-table-cell"):
            if self.typed:
                last = self.row + self.rows - 1, self.column + self.columns - 1
                self.check.count(*last, self.text, self.rows * self.columns)
            self.column += self.columns


def _repeated(attributes: dict[str, str], what: str) -> int:
    for name, value in attributes.items():
        if name.endswith(f"number-{what}-repeated"):
            return max(int(value), 1) if value.isdecimal() and len(value) < 9 else 10**9
    return 1


def _refused(file: str, rule: str, message: str, fix: str) -> ProblemsFound:
    return ProblemsFound([Problem(Place(file), rule, message, fix)])
