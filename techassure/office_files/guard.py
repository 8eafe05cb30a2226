"""Workbooks opened as if they were hostile: bounded before anything is built from them, and handed on cleaned.

A workbook is a zip of XML. Each part that matters is unpacked once, held to what the archive says of its size, and
walked through by expat, which counts the cells, how far they reach and how much text they come to. What passes is
packed anew, so that the library that reads values sees exactly what was looked at, and nothing else.
"""

from __future__ import annotations

import io
import zipfile

from techassure.files import archives
from techassure.files.bounds import MOST_BYTES, refusal
from techassure.office_files import refusals
from techassure.office_files.walking import Tally, walked

MOST_UNPACKED = 96 * 1024 * 1024
MOST_PARTS = 2_000
_OLD_OR_ENCRYPTED = bytes.fromhex("d0cf11e0a1b11ae1")
_MACROS = ("vbaproject.bin", "xl/macrosheets/", "xl/dialogsheets/", "basic/", "scripts/")
_ELSEWHERE = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")
_FIRST = ("sharedstrings.xml", "styles.xml")
"""What tells of the cells of every sheet."""
_KEPT = ("xl/worksheets/", "xl/workbook.xml", "xl/_rels/", "xl/sharedstrings.xml", "xl/styles.xml",
         "[content_types].xml", "_rels/", "content.xml", "mimetype", "meta-inf/manifest.xml")  # fmt: skip


def cleaned(data: bytes, file: str) -> bytes:
    """Return the workbook without anything but its values, or refuse it.

    Raises:
        ProblemsFound: it is encrypted, holds macros or links to other files, is too large once unpacked, or is broken.
    """
    if len(data) > MOST_BYTES:
        fix = f"keep it under {MOST_BYTES // 1024 // 1024} MB: move pictures and long texts into documents"
        raise refusal(file, "file-too-large", "the workbook is too large", fix)
    if data.startswith(_OLD_OR_ENCRYPTED):
        fix = "save it as .xlsx without a password"
        raise refusal(file, "encrypted-workbook", "the workbook has a password, or is of the old .xls kind", fix)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Check(archive, file).run()
    except archives.broken():
        raise refusals.no_workbook(file, data) from None


class _Check:
    """One workbook being looked through."""

    def __init__(self, archive: zipfile.ZipFile, file: str) -> None:
        self.archive, self.file = archive, file

    def run(self) -> bytes:
        names = self._names()
        parts = {name: self._unpacked(name) for name in names if name.casefold().startswith(_KEPT)}
        self._content_types(parts)
        tally = Tally(self.file)
        for name in sorted(parts, key=lambda each: not each.casefold().endswith(_FIRST)):
            parts[name] = walked(name, parts[name], tally)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as clean:
            for name, content in parts.items():
                clean.writestr(zipfile.ZipInfo(name), content)
        return packed.getvalue()

    def _names(self) -> list[str]:
        infos = self.archive.infolist()
        folded = [info.filename.casefold() for info in infos]
        if len(set(folded)) < len(folded):
            raise refusals.broken(self.file, "a part of it is packed twice")
        if any(info.flag_bits & 0x1 for info in infos):
            raise refusals.encrypted(self.file)
        if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_UNPACKED:
            raise refusals.too_large(self.file)
        if any(name.endswith(_MACROS[0]) or name.startswith(_MACROS[1:]) for name in folded):
            raise refusals.macros(self.file)
        for name in folded:
            if name.startswith(_ELSEWHERE):
                raise refusals.elsewhere(self.file, name)
        return [info.filename for info in infos if not info.is_dir()]

    def _unpacked(self, name: str) -> bytes:
        size = self.archive.getinfo(name).file_size
        try:
            with self.archive.open(name) as part:
                content = part.read(size + 1)
        except archives.broken():
            raise refusals.damaged(self.file, refusals.part(name)) from None
        if len(content) != size:
            raise refusals.broken(self.file, "a part of it is not as large as it says")
        return content

    def _content_types(self, parts: dict[str, bytes]) -> None:
        kinds = next((content for name, content in parts.items() if name.casefold() == "[content_types].xml"), b"")
        if b"macroenabled" in kinds.lower():
            raise refusals.macros(self.file)
        if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
            raise refusals.encrypted(self.file)
        if not kinds and "content.xml" not in parts:
            raise refusals.broken(self.file, "it is neither .xlsx nor .ods inside")
