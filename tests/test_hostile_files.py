"""Files that fuzzing made up, each of which once ended in something else than a problem with a place and a fix."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from ward_messages import SEED

from techassure.decisions import readable
from techassure.office_files import guard
from techassure.problems import ProblemsFound

TYPES = "[Content_Types].xml"


def workbook(parts: dict[str, str], method: int = zipfile.ZIP_STORED) -> bytes:
    """Return a zip with the parts of a workbook."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", method) as archive:
        for name, content in {TYPES: "<Types/>", **parts}.items():
            archive.writestr(name, content)
    return raw.getvalue()


def refused(data: bytes) -> list[str]:
    """Return the rules by which a workbook is refused."""
    with pytest.raises(ProblemsFound) as found:
        guard.cleaned(data, "book.xlsx")
    assert all(each.place.file and each.fix and "\n" not in each.message for each in found.value.problems)
    return [each.rule for each in found.value.problems]


# --- workbooks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["shift_jis", "utf-7", "idna", "punycode", "undefined", "nothing"])
def test_xml_in_an_encoding_that_cannot_be_read_is_refused(encoding: str) -> None:
    part = f"<?xml version='1.0' encoding='{encoding}'?><worksheet/>"
    assert refused(workbook({"xl/worksheets/sheet1.xml": part})) == ["unreadable-workbook"]


def test_a_directory_that_points_before_the_archive_is_refused() -> None:
    data = bytearray(workbook({"xl/workbook.xml": "<a/>"}))
    at = data.rindex(b"PK\x05\x06") + 16
    data[at : at + 4] = (int.from_bytes(data[at : at + 4], "little") + 10).to_bytes(4, "little")
    assert refused(bytes(data)) == ["unreadable-workbook"]


def test_a_part_packed_by_lzma_that_breaks_off_is_refused() -> None:
    data = bytearray(workbook({"xl/workbook.xml": "<a/>" * 200}, zipfile.ZIP_LZMA))
    at = data.index(b"xl/workbook.xml") + len("xl/workbook.xml")
    data[at + 4 : at + 9] = b"\xff" * 5
    assert refused(bytes(data)) == ["unreadable-workbook"]


# --- logs -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("withdrawn", {"kind": {}}),
        ("withdrawn", {"kind": ["withdrawn"]}),
        ("withdrawn", {"by": {"name": "H", "role": {}}}),
        ("review-received", {"file": ["x"]}),
        ("review-received", {"sha256": {}}),
        ("moderated", {"criterion": ["x"]}),
        ("moderated", {"points": None}),
        ("prices-opened", {"files": None}),
        ("prices-opened", {"files": ["x"]}),
        ("prices-opened", {"files": [{"file": "prices/a.yaml"}]}),
        ("finalised", {"first": [{}]}),
        ("finalised", {"first": "x"}),
    ],
)
def test_a_log_with_an_entry_of_another_shape_is_refused(kind: str, change: dict[str, Any]) -> None:
    entries = [json.loads(each)["entry"] for each in (SEED / "decisions.jsonl").read_bytes().splitlines()]
    entry = next(each for each in entries if each["kind"] == kind)
    assert readable(entry)
    assert not readable({**entry, **change})
