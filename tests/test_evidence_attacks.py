"""Every attack on every reader that it applies to, and on the opener of packs: a problem with a place, or nothing.

An attack is made of a good file of the kind: what is read of it must stay bounded in time and memory, printable, and
inside the process.
"""

from __future__ import annotations

import builtins
import io
import json
import os
import re
import socket
import subprocess
import tarfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from evidence_packs import FILES

from techassure.evidence.contents import Contents
from techassure.evidence.kinds import READERS, Read, broken, read_contents, reader_of
from techassure.files import archives
from techassure.files.archives import opened
from techassure.problems import ProblemsFound

NAMES = (
    *("axe-broken.json", "capability-statement.json", "csaf-tree.json", "cyclonedx-vulnerabilities.json", "earl.json"),
    *("openapi.json", "openvex.json", "ruff.sarif", "scorecard.json", "spdx.json", "openacr.yaml", "carbon.txt"),
    *("capability-statement.xml", "security.txt", "certificate.der", "certificate.pem", "plain.pdf", "signed.pdf"),
)
SAMPLES = {name: (FILES / name).read_bytes() for name in NAMES}
JSON = [name for name in SAMPLES if name.endswith((".json", ".sarif"))]
TEXT = [*JSON, "openacr.yaml", "capability-statement.xml", "carbon.txt", "security.txt"]
BINARY = ["certificate.der", "certificate.pem", "plain.pdf", "signed.pdf"]
NEEDED = {"certificate.der": "cryptography", "certificate.pem": "cryptography", "plain.pdf": "pyhanko"}
NEEDED["signed.pdf"] = "pyhanko"


def attacked(data: bytes, name: str) -> Read | None:
    """Read an attack as whatever it looks like: in bounded time, printable, placed; nothing raised."""
    if name in NEEDED:
        pytest.importorskip(NEEDED[name])
    began = time.process_time()
    contents = Contents(data, "attack")
    read = read_contents(contents)
    assert time.process_time() - began < 20
    reading = read.reading if read else None
    problems = reading.problems if reading else broken(contents)
    for problem in problems:
        assert problem.place.file == "attack"
        assert problem.message.isprintable()
        assert problem.fix
    if reading:
        shown = (reading.title, reading.product, reading.version, reading.holder, reading.made_by, reading.covers)
        assert all(text.isprintable() for text in shown)
        assert all(each.value.isprintable() and each.place.file == "attack" for each in reading.details)
    return read


def inside(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every container of a tree with each of its keys."""
    for key in list(tree) if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ():
        yield tree, key
        yield from inside(tree[key])


def with_every(name: str, is_meant: Callable[[Any, Any], bool], value: Any) -> bytes:
    """Return a JSON sample with the values that are meant replaced; what tells its kind is left."""
    tree = json.loads(SAMPLES[name])
    kind = ("bomFormat", "specVersion", "spdxVersion", "resourceType", "@context", "openapi", "version", "csaf_version")
    for container, key in list(inside(tree)):
        meant = key not in kind and (key, container[key]) != ("name", "axe-core") and is_meant(key, container[key])
        if meant:
            container[key] = value
    return json.dumps(tree).encode()


def is_text(_: Any, value: Any) -> bool:
    return isinstance(value, str)


def is_list(_: Any, value: Any) -> bool:
    return isinstance(value, list) and bool(value) and len(value) < 200


def is_number(_: Any, value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def test_there_is_a_sample_for_every_reader() -> None:
    found = {reader.name for data in SAMPLES.values() if (reader := reader_of(Contents(data, "sample")))}
    assert found == {reader.name for reader in READERS}


# --- each attack on each reader ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*TEXT, "certificate.pem"])
@pytest.mark.parametrize(
    "declared", ["<!ENTITY a 'aaa'>", "<!ENTITY a SYSTEM 'file:///etc/passwd'>", "<!ENTITY % a 'b'>"]
)
def test_entities(name: str, declared: str) -> None:
    """Before any text: only XML knows them, and it does not read on."""
    head = f"<!DOCTYPE c [{declared}]>\n".encode()
    body = SAMPLES[name].removeprefix(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    contents = Contents(head + body, "attack")
    attacked(head + body, name)
    assert [problem.rule for problem in broken(contents)] == ["document-type"]


@pytest.mark.parametrize("name", JSON)
@pytest.mark.parametrize(("before", "after"), [("[", "]"), ('{"a":', "}")])
def test_deep_nesting_in_json(name: str, before: str, after: str) -> None:
    deep = before * 100_000 + "1" + after * 100_000
    data = SAMPLES[name].rstrip()
    made = data[:1] + (f'"deep": {deep}, ' if data[:1] == b"{" else f"{deep}, ").encode() + data[1:]
    assert attacked(made, name) is None
    assert [problem.rule for problem in broken(Contents(made, "attack"))] == ["too-deep"]


@pytest.mark.parametrize("name", JSON)
def test_nesting_that_is_allowed(name: str) -> None:
    """Forty levels in place of every text: deep, and not too deep to be read."""
    deep: Any = "x"
    for _ in range(20):
        deep = {"components": [deep]}
    attacked(with_every(name, is_text, deep), name)


@pytest.mark.parametrize(
    ("name", "added"),
    [
        ("openacr.yaml", "deep: " + "[" * 100_000),
        ("capability-statement.xml", "<a>" * 100_000),
        ("carbon.txt", "deep = " + "[" * 100_000),
        ("security.txt", "Deep: " + "[" * 100_000),
    ],
)
def test_deep_nesting_in_other_text(name: str, added: str) -> None:
    attacked(SAMPLES[name].rstrip() + b"\n" + added.encode(), name)


@pytest.mark.parametrize("name", JSON)
def test_huge_counts(name: str) -> None:
    """The longest list of a file with ten thousand items more; a file may have 16 MB."""
    tree = json.loads(SAMPLES[name])
    lists = [container[key] for container, key in inside({"root": tree}) if is_list(key, container[key])]
    longest = max(lists, key=len)
    longest.extend(longest[:1] * min(10_000, 400_000 // len(json.dumps(longest[0]))))
    tracemalloc.start()
    attacked(json.dumps(tree).encode(), name)
    assert tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("name", [name for name in TEXT if name not in JSON])
def test_lines_without_end(name: str) -> None:
    lines = SAMPLES[name].splitlines(keepends=True)
    for line in (lines[-1], lines[len(lines) // 2]):
        attacked(SAMPLES[name] + line * (200_000 // len(line)), name)


@pytest.mark.parametrize("name", JSON)
@pytest.mark.parametrize("number", [10**15, -1, 1e300, -(2**53)])
def test_numbers_that_lie(name: str, number: float) -> None:
    attacked(with_every(name, is_number, number), name)


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize("number", [b"9" * 20, b"-1", b"0"])
def test_sizes_that_lie(name: str, number: bytes) -> None:
    """In a PDF every number of more than one digit, one after the other; in a certificate every length."""
    data = SAMPLES[name]
    if name.endswith(".pdf"):
        for found in list(re.finditer(rb"(?<=[ \n])[0-9]{2,10}(?=[ \n])", data))[:30]:
            attacked(data[: found.start()] + number + data[found.end() :], name)
    for at in range(len(data) if name.endswith(".der") else 0):
        if data[at] == 0x82:
            attacked(data[: at + 1] + (b"\xff\xff" if number != b"0" else b"\0\0") + data[at + 3 :], name)
    if name.endswith(".pem"):
        attacked(data.replace(b"MII", {b"0": b"MIA", b"-1": b"MIP"}.get(number, b"MI/")), name)


@pytest.mark.parametrize("name", [*TEXT, *BINARY])
@pytest.mark.parametrize("put", [b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\xaf", b"\0"])
def test_invalid_utf_8_and_nul(name: str, put: bytes) -> None:
    """At the front, inside a word, and at the end."""
    data = SAMPLES[name]
    middle = data.index(b"a", len(data) // 2)
    for made in (put + data, data[:middle] + put + data[middle:], data + put):
        attacked(made, name)


@pytest.mark.parametrize("name", JSON)
@pytest.mark.parametrize(
    "text", ["\0", "a\0b", "\x1b[2J", "\u202e", "\u2028", "\ud7ff", "\ufeff", "=cmd()", "<script>", "A" * 100_000]
)
def test_texts_that_do_something_elsewhere(name: str, text: str) -> None:
    attacked(with_every(name, is_text, text), name)


DAYS = [
    "0000-01-01",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "2026-02-30",
    "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+23:59",
]
_DATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T\S*)?")


@pytest.mark.parametrize("name", JSON)
@pytest.mark.parametrize("text", DAYS)
def test_dates_in_json(name: str, text: str) -> None:
    read = attacked(
        with_every(name, lambda _, value: is_text(_, value) and _DATED.fullmatch(value) is not None, text), name
    )
    assert read is not None
    assert read.reading.made_on in (None, 1, 3_652_059)


@pytest.mark.parametrize("name", ["openacr.yaml", "capability-statement.xml", "carbon.txt", "security.txt"])
@pytest.mark.parametrize("text", DAYS)
def test_dates_in_other_text(name: str, text: str) -> None:
    made = re.sub(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]*Z)?", text.encode(), SAMPLES[name])
    assert made != SAMPLES[name]
    read = attacked(made, name)
    assert read is not None
    assert {read.reading.made_on, read.reading.expires_on} <= {None, 1, 3_652_059}


@pytest.mark.parametrize("year", [b"0000", b"0001", b"9999"])
def test_dates_in_a_pdf(year: bytes) -> None:
    read = attacked(re.sub(rb"(D(?:\\072|:))2026", rb"\g<1>" + year, SAMPLES["plain.pdf"]), "plain.pdf")
    assert read is not None
    assert (read.reading.made_on is None) is (year == b"0000")


@pytest.mark.parametrize("when", [b"\x18\x0f00000101000000Z", b"\x18\x0f99991231235959Z", b"\x18\x0f99999999999999Z"])
def test_dates_in_a_certificate(when: bytes) -> None:
    """Written as a generalised time, which is two bytes longer: the lengths around it are put right."""
    data = SAMPLES["certificate.der"]
    at = data.index(b"\x17\x0d")
    made = bytearray(data[:at] + when + data[at + 15 :])
    made[at - 1] += 2
    for start in (2, 6):
        made[start : start + 2] = (int.from_bytes(made[start : start + 2]) + 2).to_bytes(2)
    attacked(bytes(made), "certificate.der")


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_cut_off_anywhere(name: str) -> None:
    data = SAMPLES[name]
    for at in range(0, len(data), max(1, len(data) // 12)):
        attacked(data[:at], name)


def test_nothing_is_opened_run_or_asked_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading is of bytes that are in memory; what a library imports while it reads has been imported before."""
    for name, data in SAMPLES.items():
        attacked(data, name)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a reader reached outside")

    outside: dict[Any, tuple[str, ...]] = {
        socket: ("socket", "create_connection", "getaddrinfo"),
        subprocess: ("Popen", "run"),
        os: ("system", "open", "mkdir"),
        builtins: ("open", "exec", "eval"),
    }
    for module, names in outside.items():
        for name in names:
            monkeypatch.setattr(module, name, refuse)
    for name, data in SAMPLES.items():
        attacked(data, name)
        attacked(data.replace(b"https://", b"file:///etc/"), name)


# --- each attack on the opener of packs -------------------------------------------------------------------------------

MEMBERS = {
    "up": "../out.txt",
    "further up": "a/../../out.txt",
    "absolute": "/tmp/out.txt",
    "drive": "C:/out.txt",
    "backslash": "..\\out.txt",
    "nothing": ".",
}


def packed(folder: Path, ending: str, members: list[tuple[str, bytes, bytes]]) -> Path:
    """Write an archive of members, each with its name, its content and its type as tar writes it."""
    path = folder / f"pack.{ending}"
    if ending == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name, data, kind in members:
                info = zipfile.ZipInfo(name)
                info.external_attr = (0o120777 if kind != tarfile.REGTYPE else 0o100644) << 16
                archive.writestr(info, data)
        return path
    with tarfile.open(path, "w:gz" if ending == "tgz" else "w") as archive:
        for name, data, kind in members:
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.size = kind, "/etc/passwd", len(data) if kind == tarfile.REGTYPE else 0
            archive.addfile(info, io.BytesIO(data))
    return path


def refused(path: Path) -> str:
    before = sorted(path.parent.rglob("*"))
    with pytest.raises(ProblemsFound) as found, opened(path):
        pass
    assert sorted(path.parent.rglob("*")) == before
    [problem] = found.value.problems
    assert (problem.place.file, problem.message.isprintable(), bool(problem.fix)) == (str(path), True, True)
    return problem.rule


ENDINGS = ["zip", "tar", "tgz"]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", MEMBERS.values(), ids=MEMBERS)
def test_members_outside(tmp_path: Path, ending: str, name: str) -> None:
    assert refused(packed(tmp_path, ending, [("a.txt", b"a", tarfile.REGTYPE), (name, b"x", tarfile.REGTYPE)])) == (
        "archive-path"
    )


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.BLKTYPE])
def test_links_and_devices(tmp_path: Path, ending: str, kind: bytes) -> None:
    assert refused(packed(tmp_path, ending, [("link", b"/etc/passwd", kind)])) == "archive-link"


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "pair",
    [("a", "a"), ("a", "A"), ("d/a", "D/a"), ("é", "É"), ("é", "e\u0301"), ("ß", "SS"), ("a", "./a"), ("d/a", "d//a")],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_one_name(tmp_path: Path, ending: str, pair: tuple[str, str]) -> None:
    assert refused(packed(tmp_path, ending, [(name, b"x", tarfile.REGTYPE) for name in pair])) == "archive-twice"


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("pair", [("a", "a/b"), ("a/b", "a")])
def test_a_file_where_a_folder_is(tmp_path: Path, ending: str, pair: tuple[str, str]) -> None:
    assert refused(packed(tmp_path, ending, [(name, b"x", tarfile.REGTYPE) for name in pair])) == "unreadable-archive"


@pytest.mark.parametrize("ending", ENDINGS)
def test_bombs(tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_RATIO", 0)
    monkeypatch.setattr(archives, "LEAST_ALLOWED", 1_000_000)
    members = [(f"{at}", b"\0" * 300_000, tarfile.REGTYPE) for at in range(4)]
    assert refused(packed(tmp_path, ending, members)) == "archive-too-large"


@pytest.mark.parametrize("ending", ENDINGS)
def test_members_without_end(tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_RATIO", 0)
    monkeypatch.setattr(archives, "LEAST_ALLOWED", 50 * 512)
    members = [(f"{at}", b"", tarfile.REGTYPE) for at in range(51)]
    assert refused(packed(tmp_path, ending, members)) == "archive-too-large"


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", ["d/" * 2000 + "a", "a" * 5000], ids=["deep", "long"])
def test_names_without_end(tmp_path: Path, ending: str, name: str) -> None:
    assert refused(packed(tmp_path, ending, [(name, b"x", tarfile.REGTYPE)])) in ("unreadable-archive", "archive-path")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", ["a\x1b[2J", "a\nb", "a\u202eb"])
def test_names_that_do_something_elsewhere(tmp_path: Path, ending: str, name: str) -> None:
    """They come out as what they are, inside the folder; or the archive is refused in printable words."""
    made = packed(tmp_path, ending, [(f"../{name}", b"x", tarfile.REGTYPE)])
    assert refused(made) == "archive-path"
