"""Hostile evidence: a problem with a place, bounded time and memory, nothing written outside, nothing executed."""

from __future__ import annotations

import io
import json
import socket
import struct
import tarfile
import time
import tracemalloc
import zipfile
import zlib
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import pytest
from builders import written
from evidence.trees import containers
from evidence_packs import FILES
from hypothesis import given, settings
from hypothesis import strategies as st

from techassure.evidence import xml_text
from techassure.evidence.contents import Contents, Part
from techassure.evidence.kinds import READERS, read_contents, read_evidence
from techassure.evidence.reading import Reading
from techassure.files import archives
from techassure.files.bounds import MOST_BYTES
from techassure.files.places import Source
from techassure.problems import ProblemsFound

MADE = {path.name: path.read_bytes() for path in sorted(FILES.iterdir())}
TREES = {name: json.loads(data) for name, data in MADE.items() if name.endswith((".json", ".sarif"))}
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(["9999-12-31", "0000-01-01", "2026-02-30", "../x", "\x1b[2J", "\u202e", "-1", "1.6"]),
)
TREE = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


def read(data: bytes, name: str = "hostile") -> Reading | None:
    """Read bytes as whatever they look like; nothing may be raised."""
    found = read_contents(Contents(data, name))
    if found is None:
        return None
    for problem in found.reading.problems:
        assert problem.place.file == name
        assert problem.message.isprintable()
        assert problem.fix
    for each in (*found.reading.facts, *found.reading.details):
        assert each.place.file == name
    shown = [found.reading.title, found.reading.product, found.reading.covers]
    assert all(text.isprintable() for text in shown)
    return found.reading


# --- under hypothesis -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(TREES))
@settings(max_examples=25)
@given(data=st.data())
def test_values_of_other_shapes_are_taken_as_they_come(name: str, data: st.DataObject) -> None:
    """Three values of a good file are replaced by anything: the reader says less, and never falls over."""
    tree = json.loads(MADE[name])
    for _ in range(3):
        container, key = data.draw(st.sampled_from(containers(tree)[:400]))
        container[key] = data.draw(TREE)
    read(json.dumps(tree).encode())


@pytest.mark.parametrize("name", sorted(MADE))
@settings(max_examples=12)
@given(at=st.floats(0, 1), length=st.integers(0, 40), put=st.binary(max_size=20))
def test_damaged_files_are_read_or_refused(name: str, at: float, length: int, put: bytes) -> None:
    data = MADE[name]
    start = int(at * len(data))
    read(data[:start] + put + data[start + length :])


@settings(max_examples=150)
@given(st.binary(max_size=300))
def test_any_bytes_at_all(data: bytes) -> None:
    for head in (b"", b"%PDF-1.7\n", b"-----BEGIN CERTIFICATE-----\n", b"<CapabilityStatement>", b"[org]\nservices\n"):
        read(head + data)


@pytest.mark.parametrize("reader", READERS, ids=lambda each: each.name)
@settings(max_examples=15)
@given(tree=TREE)
def test_readers_stand_any_tree(reader: Any, tree: Any) -> None:
    """Even what another reader would have taken: recognising is no promise about the rest."""
    data = json.dumps(tree).encode()
    contents = Contents(data, "hostile")
    contents._parsed = dict.fromkeys(("json", "yaml"), Part(Source("hostile", tree, data), (), tree))
    with suppress(ProblemsFound):
        reader.read(contents)


# --- one attack each --------------------------------------------------------------------------------------------------

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE c [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]><CapabilityStatement><name value='&c;'/></CapabilityStatement>"
)
REACH = (
    '<?xml version="1.0"?><!DOCTYPE c [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    '<CapabilityStatement><name value="x"/>&a;</CapabilityStatement>'
)
DEEP_XML = "<CapabilityStatement>" + "<a>" * 100_000


def problem_of(data: bytes) -> tuple[str, int]:
    """The rule and the line of the one problem with which the JSON or XML of a file is refused."""
    contents = Contents(data, "hostile")
    with pytest.raises(ProblemsFound) as found:
        _ = contents.json, contents.xml
    return found.value.problems[0].rule, found.value.problems[0].place.line


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (BOMB, "document-type"),
        (REACH, "document-type"),
        (DEEP_XML, "too-deep"),
        ('<?xml version="1.0" encoding="UTF-2"?><CapabilityStatement/>', "xml-encoding"),
        ('<?xml version="1.0" encoding="zlib"?><CapabilityStatement/>', "xml-encoding"),
        ("<a><b></a>", "xml-syntax"),
        ("<a>\0</a>", "xml-syntax"),
        ('{"bomFormat": ' + "[" * 100_000, "too-deep"),
        ('{"a": [' + "0," * 400_001 + "0]}", "too-many-values"),
        ('{"bomFormat": "CycloneDX", "bomFormat": "SPDX"}', "duplicate-key"),
        ('{"a": 1e999}', "number-out-of-range"),
        ('{"a": NaN}', "not-a-number"),
    ],
)
def test_attacks_on_the_text_itself(text: str, rule: str) -> None:
    assert problem_of(text.encode()) == (rule, 1 if rule != "too-many-values" else 0)


def test_elements_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_text, "MOST_NODES", 1000)
    assert problem_of(b"<a>\n" + b"<b/>" * 1001 + b"</a>") == ("too-many-values", 2)


@pytest.mark.parametrize("data", [b'{"bomFormat": "\xff\xfe"}', b'{"a": "\xed\xa0\x80"}'])
def test_invalid_utf_8(data: bytes) -> None:
    assert problem_of(data) == ("not-utf-8", 1)


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "sbom.json"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(ProblemsFound, match="too-large"):
        read_evidence(path)


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "{b=" * 5000, 'a = """' + "x" * 10])
def test_toml_that_nests_or_breaks_off(text: str) -> None:
    reading = read(f'version = "0.5"\n[org]\ndisclosures = []\n{text}'.encode())
    assert reading is not None
    assert len(reading.problems) == 1


@pytest.mark.parametrize(
    "text", ["a: &a [*a]", "chapters: !!python/object/apply:os.system [echo]", "chapters: {<<: {}}"]
)
def test_yaml_with_aliases_and_tags_is_not_recognised_and_not_executed(text: str) -> None:
    assert read(f"catalog: x\nchapters: {{}}\n{text}\n".encode()) is None


DAYS = ["0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "2026-13-01T25:61:61Z", "-001-01-01"]


@pytest.mark.parametrize("text", DAYS)
@pytest.mark.parametrize("name", ["cyclonedx.json", "capability-statement.json", "scorecard.json", "axe-good.json"])
def test_dates_at_the_ends_of_the_calendar(name: str, text: str) -> None:
    """A day that exists is read, another is left out, and nothing falls over."""
    tree = json.loads(MADE[name])
    for container, key in containers(tree):
        if key in ("timestamp", "date"):
            container[key] = text
    reading = read(json.dumps(tree).encode())
    assert reading is not None
    assert (reading.made_on is None) == (text not in ("0001-01-01", "9999-12-31"))


def test_control_characters_do_not_get_out() -> None:
    tree = {**TREES["cyclonedx-vulnerabilities.json"]}
    tree["metadata"] = {"component": {"name": "\x1b[2JWard\u202elight", "version": "4.2.0\x07"}}
    reading = read(json.dumps(tree).encode())
    assert reading is not None
    assert (reading.product, reading.version) == ("", "")


def test_lists_without_end_take_bounded_time() -> None:
    tree = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"name": "a"}] * 50_000}
    began = time.monotonic()
    reading = read(json.dumps(tree).encode())
    assert reading is not None
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("data", [b"\n" * 200_000, b" " * 200_000, b"[org]\n" + b"\n" * 200_000, b"info\n" * 50_000])
def test_blanks_without_end_take_bounded_time(data: bytes) -> None:
    """No pattern goes over the same blanks again and again."""
    began = time.process_time()
    read(data)
    assert time.process_time() - began < 5


DISCLOSURES = b"org.disclosures = []\n"


@pytest.mark.parametrize("key", [b"a.", b'"".', b"'a' . "])
def test_a_key_of_very_many_parts_is_too_deep(key: bytes) -> None:
    """Reading it took minutes, and writing what it holds ran out of stack."""
    reading = read(DISCLOSURES + b"version." + key * 30_000 + b"a = 1")
    assert reading is not None
    assert [problem.rule for problem in reading.problems] == ["too-deep"]


@pytest.mark.parametrize("said", [b"version = 0x%s", b'version = "0.5"\nlast_updated = 0x%s'])
def test_a_number_without_end_is_no_text(said: bytes) -> None:
    assert read(DISCLOSURES + said % (b"f" * 5_000)) is not None


def test_disclosures_by_the_thousand_are_placed_in_bounded_time() -> None:
    rows = b"".join(b"{doc_type='other',url='%d'},\n" % at for at in range(4_000))
    began = time.process_time()
    reading = read(b"#\n" * 60_000 + b'version = "0.5"\norg.disclosures = [\n' + rows + b"]")
    assert time.process_time() - began < 5
    assert reading is not None
    assert str(reading.details[-1].place) == "hostile:64002:24"


VERSION_3 = b"\xa0\x03\x02\x01\x02"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("certificate.pem", b"MII", b"MIJ"),
        ("certificate.der", VERSION_3, VERSION_3[:-1] + b"\x06"),
        ("certificate.der", b"\x17\x0d26", b"\x17\x0d99"),
        ("certificate.der", b"\x0c\x15", b"\x03\x15"),
    ],
)
def test_certificates_that_are_none(name: str, old: bytes, new: bytes) -> None:
    """A length that lies, an end before the beginning; by fuzzing: no such version, and a name that is no text."""
    pytest.importorskip("cryptography")
    assert old in MADE[name]
    reading = read(MADE[name].replace(old, new, 1))
    assert reading is not None
    assert {problem.rule for problem in reading.problems} <= {"broken-certificate"}


def pdf_of_bombs(number: int, put: str) -> bytes:
    """A PDF whose pages, or form fields, are each in a stream of its own that unpacks to 50 MB of blanks."""
    packer = zlib.compressobj(9)
    packed = packer.compress(b"99 0 << /FT /Tx /T (x) /Type /Page /Parent 2 0 R >>")
    packed += b"".join([packer.compress(b" " * 2**20) for _ in range(50)]) + packer.flush()
    inner = b" ".join(b"%d 0 R" % (10 + number + at) for at in range(number))
    kids, fields = (inner, b"") if put == "pages" else (b"", inner)
    head = b"<< /Type /ObjStm /N 1 /First 5 /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    objects = dict.fromkeys(range(10, 10 + number), head + packed + b"\nendstream")
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [%s] >> >>" % fields
    objects[2] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (number, kids)
    made, rows = bytearray(b"%PDF-1.5\n"), {0: (0, 0, 65535)}
    for at, body in objects.items():
        rows[at] = (1, len(made), 0)
        made += b"%d 0 obj\n%s\nendobj\n" % (at, body)
    rows |= {10 + number + at: (2, 10 + at, 0) for at in range(number)}
    last, start = 10 + 2 * number, len(made)
    table = b"".join(struct.pack(">BIH", *rows.get(at, (0, 0, 65535))) for at in range(last))
    made += b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Root 1 0 R /Length %d >>\n" % (last, last, len(table))
    return bytes(made + b"stream\n" + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start)


@pytest.mark.parametrize("put", ["pages", "fields"])
def test_a_pdf_of_bombs_takes_bounded_time_and_memory(put: str) -> None:
    pytest.importorskip("pyhanko")
    data = pdf_of_bombs(40, put)
    tracemalloc.start()
    began = time.process_time()
    read(data)
    assert time.process_time() - began < 10
    assert tracemalloc.get_traced_memory()[1] < 300_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("name", sorted(MADE))
def test_nothing_reaches_for_the_network(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a reader opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    read(MADE[name])


# --- packs ------------------------------------------------------------------------------------------------------------


def zipped(path: Path, *members: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return path


def refusal(path: Path) -> str:
    """Open an archive that must be refused; nothing may have been written beside it."""
    before = sorted(path.parent.rglob("*"))
    with pytest.raises(ProblemsFound) as found, archives.opened(path):
        pass
    assert sorted(path.parent.rglob("*")) == before
    assert found.value.problems[0].place.file == str(path)
    return found.value.problems[0].rule


@pytest.mark.parametrize(
    "name", ["../out.txt", "/etc/out.txt", "a/../../out.txt", "C:\\out.txt", "a\\..\\out", "c:out"]
)
def test_members_that_leave_the_folder(tmp_path: Path, name: str) -> None:
    assert refusal(zipped(tmp_path / "pack.zip", (name, b"x"))) == "archive-path"
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size = 1
        archive.addfile(info, io.BytesIO(b"x"))
    assert refusal(written(tmp_path / "pack.tar", made.getvalue())) == "archive-path"


@pytest.mark.parametrize("names", [("a.txt", "a.txt"), ("a.txt", "A.TXT"), ("é.txt", "É.txt")])
def test_members_of_one_name(tmp_path: Path, names: tuple[str, str]) -> None:
    with pytest.warns(UserWarning, match="Duplicate") if names[0] == names[1] else nullcontext():
        path = zipped(tmp_path / "pack.zip", *((name, b"x") for name in names))
    assert refusal(path) == "archive-twice"


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices(tmp_path: Path, kind: bytes) -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        info = tarfile.TarInfo("evidence/link")
        info.type, info.linkname = kind, "/etc/passwd"
        archive.addfile(info)
    assert refusal(written(tmp_path / "pack.tar", made.getvalue())) == "archive-link"


def test_a_zip_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LEAST_ALLOWED", 1024 * 1024)
    path = zipped(tmp_path / "pack.zip", ("a", b"\0" * 5_000_000))
    assert path.stat().st_size < 10_000
    assert refusal(path) == "archive-too-large"


def test_a_zip_bomb_whose_members_share_their_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each member by itself is within its limit; the archive as a whole is not."""
    monkeypatch.setattr(archives, "LEAST_ALLOWED", 1024 * 1024)
    path = zipped(tmp_path / "pack.zip", *((f"{number}", b"\0" * 100_000) for number in range(100)))
    assert path.stat().st_size * 250 < 100 * 100_000
    assert refusal(path) == "archive-too-large"


def test_a_large_member_is_refused_unless_it_holds_many_submissions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MOST_BYTES", 1024)
    assert refusal(zipped(tmp_path / "pack.zip", ("a.pdf", b"x" * 1025))) == "archive-too-large"
    with archives.opened(zipped(tmp_path / "pack.zip", ("a.jsonl", b"x" * 5000))) as folder:
        assert (folder / "a.jsonl").stat().st_size == 5000


def test_an_archive_that_would_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LEAST_FREE", 1 << 60)
    assert refusal(zipped(tmp_path / "pack.zip", ("a", b"x"))) == "archive-no-room"


def test_a_member_larger_than_it_says(tmp_path: Path) -> None:
    """The size in the directory is changed to 10: no more than that is believed, or written."""
    path = zipped(tmp_path / "pack.zip", ("a", b"x" * 1000))
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    assert refusal(written(path, bytes(data))) in ("archive-lies", "unreadable-archive")


def test_too_many_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty member takes room too: a tar of them that is compressed well is a bomb of names."""
    monkeypatch.setattr(archives, "LEAST_ALLOWED", 20 * 512)
    monkeypatch.setattr(archives, "MOST_RATIO", 1)
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for number in range(21):
            archive.addfile(tarfile.TarInfo(f"{number}"))
    assert refusal(written(tmp_path / "pack.tar.gz", made.getvalue())) == "archive-too-large"


def test_nul_in_a_name(tmp_path: Path) -> None:
    path = zipped(tmp_path / "pack.zip", ("aXb.txt", b"x"))
    data = path.read_bytes().replace(b"aXb.txt", b"a\0b.txt")
    with archives.opened(written(path, data)) as folder:
        assert [each.name for each in folder.rglob("*")] == ["a"]


def test_a_member_without_a_name(tmp_path: Path) -> None:
    """Found by fuzzing: asking such a member whether it is a folder is an error of its own."""
    data = zipped(tmp_path / "pack.zip", ("a", b"x")).read_bytes()
    for header, at in ((b"PK\x03\x04", 26), (b"PK\x01\x02", 28)):
        start = data.index(header) + at
        data = data[:start] + b"\0\0\1\0" + data[start + 4 :]
    assert refusal(written(tmp_path / "pack.zip", data)) in ("archive-path", "unreadable-archive")


def test_a_name_that_is_not_utf_8_and_says_that_it_is(tmp_path: Path) -> None:
    data = zipped(tmp_path / "pack.zip", ("ü.txt", b"x")).read_bytes().replace("ü".encode(), b"\xff\xff")
    assert refusal(written(tmp_path / "pack.zip", data)) == "unreadable-archive"


@pytest.mark.parametrize("ending", ["zip", "tar.gz"])
def test_what_was_packed_is_damaged(tmp_path: Path, ending: str) -> None:
    made = io.BytesIO()
    if ending == "zip":
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zip_file:
            zip_file.writestr("a", bytes(range(256)) * 40)
    else:
        with tarfile.open(fileobj=made, mode="w:gz") as tar_file:
            info = tarfile.TarInfo("a")
            info.size = 10240
            tar_file.addfile(info, io.BytesIO(bytes(range(256)) * 40))
    data = bytearray(made.getvalue())
    data[40:60] = b"\xff" * 20
    assert refusal(written(tmp_path / f"pack.{ending}", bytes(data))) == "unreadable-archive"


@pytest.mark.parametrize("ending", ["zip", "tar"])
@settings(max_examples=60)
@given(at=st.floats(0, 1), put=st.binary(max_size=8))
def test_damaged_archives_are_opened_or_refused(ending: str, at: float, put: bytes, tmp_path_factory: Any) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    made = io.BytesIO()
    if ending == "zip":
        with zipfile.ZipFile(made, "w") as zip_file:
            zip_file.writestr("evidence/a", b"abc" * 30)
    else:
        with tarfile.open(fileobj=made, mode="w") as tar_file:
            info = tarfile.TarInfo("evidence/a")
            info.size = 90
            tar_file.addfile(info, io.BytesIO(b"abc" * 30))
    data = made.getvalue()
    start = int(at * len(data))
    path = written(folder / f"pack.{ending}", data[:start] + put + data[start + len(put) :])
    with suppress(ProblemsFound), archives.opened(path):
        pass
    assert list(folder.iterdir()) == [path]
