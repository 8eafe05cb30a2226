"""Packs that a fuzzer changes member by member, so that they stay archives and get past the format's own checks."""

from __future__ import annotations

import hashlib
import io
import lzma
import random
import stat
import struct
import tarfile
import warnings
import zipfile
import zlib
from typing import NamedTuple

NAMES = (
    "../out", "/etc/out", "a/../../out", "C:\\out", "c:out", "a\\b", "a\0b", "", ".", "..", "a/", "./a", "a//b", "é",
    "E\u0301", "SUBMISSION.YAML", "submission.yaml", "evidence", "evidence/sbom.json", "evidence/sbom.json/x", "data/a",
    "data/A", "data", "bagit.txt", "fetch.txt", "manifest-sha512.txt", "supplier.yaml", "inner.zip", "x" * 300,
    "d/" * 200 + "x", "\u202e", "\x1b[2J", "CON", " ", "a\n",
)  # fmt: skip
TEXTS = (b"", b"techassure: 1\n", b"\xff\xfe", b"\0" * 5000, b"BagIt-Version: 1.0\n", b"00  data/a\n", b"PK\x03\x04")
TYPES = (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE, tarfile.GNUTYPE_SPARSE)
_BROKEN = (zipfile.BadZipFile, tarfile.TarError)
LINK, FOLDER = stat.S_IFLNK | 0o777, stat.S_IFDIR | 0o755


class Member(NamedTuple):
    """A member of an archive: ``odd`` is zero for a plain file, else which of the other types it is."""

    name: str
    data: bytes
    odd: int = 0


PACK = [Member("submission.yaml", b"techassure: 1\n"), Member("evidence/sbom.json", b"{}")]
BAG = [Member("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"), Member("data/a", b"a")]


def made(target: str, members: list[Member]) -> bytes:
    """Return an archive of the members."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _tar(members) if target == "tar" else _zip(members)


def first(target: str) -> bytes:
    """Return a small pack without anything odd."""
    return made(target, with_manifest(BAG) if target == "bag" else PACK)


def with_manifest(members: list[Member]) -> list[Member]:
    """Return a bag's members with a manifest that is right."""
    lines = [f"{hashlib.sha256(each.data).hexdigest()}  {each.name}" for each in members if "data/" in each.name]
    text = "\n".join(lines).encode("utf-8", "replace")
    return [*(each for each in members if not each.name.startswith("manifest-")), Member("manifest-sha256.txt", text)]


def changed(target: str, data: bytes, most: int, seed: int) -> bytes | None:
    """Return the archive with a few of its members changed; None where it cannot be read, or would be too large."""
    chance = random.Random(seed)
    try:
        members = _members(target, data)
        for _ in range(chance.randint(1, 3)):
            _change(chance, members)
        if target == "bag" and chance.random() < 0.7:
            members = with_manifest(members)
        packed = made(target, members)
    except (OSError, EOFError, ValueError, RuntimeError, struct.error, zlib.error, lzma.LZMAError, *_BROKEN):
        return None
    packed = _lying(chance, packed) if chance.random() < 0.2 else packed
    return packed if len(packed) <= most else None


def _change(chance: random.Random, members: list[Member]) -> None:
    at = chance.randrange(len(members) + 1)
    if at == len(members):
        members.append(Member(chance.choice(NAMES), chance.choice(TEXTS)))
        return
    one = members[at]
    members[at : at + 1] = chance.choice(
        [
            [],
            [one, one],
            [one._replace(name=chance.choice(NAMES))],
            [one._replace(name=f"{one.name}/{chance.choice(NAMES)}")],
            [one, one._replace(name=one.name.swapcase())],
            [one._replace(data=chance.choice(TEXTS))],
            [one._replace(data=one.data * 2 + chance.randbytes(8))],
            [one._replace(odd=chance.randint(0, len(TYPES)))],
        ]
    )


def _lying(chance: random.Random, packed: bytes) -> bytes:
    """Return the archive with four of its bytes, mostly of a header, made into a large or small number."""
    heads = [at for mark in (b"PK\x01\x02", b"PK\x03\x04", b"ustar") for at in _found(packed, mark)] or [0]
    at = max(0, chance.choice(heads) + chance.randrange(-140, 46))
    number = chance.choice([0, 1, 10, 0x7FFFFFFF, 0xFFFFFFFF, 0x10000])
    return packed[:at] + struct.pack("<I", number) + packed[at + 4 :]


def _found(packed: bytes, mark: bytes) -> list[int]:
    return [at for at in range(len(packed)) if packed.startswith(mark, at)]


def _members(target: str, data: bytes) -> list[Member]:
    if target == "tar":
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            infos = archive.getmembers()[:50]
            return [Member(each.name, _inside(archive, each), _odd(each)) for each in infos]
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        small = [each for each in zipped.infolist()[:50] if each.file_size < 100_000 and each.filename]
        return [Member(each.filename, zipped.read(each)) for each in small]


def _inside(archive: tarfile.TarFile, info: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(info) if info.isreg() else None
    return file.read(100_000) if file else b""


def _odd(info: tarfile.TarInfo) -> int:
    return TYPES.index(info.type) + 1 if info.type in TYPES else 0


def _zip(members: list[Member]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for each in members:
            info = zipfile.ZipInfo(each.name or "x")
            info.external_attr = ((LINK, FOLDER)[each.odd % 2] if each.odd else 0) << 16
            how = zipfile.ZIP_DEFLATED if len(each.data) > 100 else zipfile.ZIP_STORED
            archive.writestr(info, each.data, how)
    return packed.getvalue()


def _tar(members: list[Member]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for each in members:
            info = tarfile.TarInfo(each.name)
            if each.odd:
                info.type, info.linkname = TYPES[each.odd - 1], each.name[::-1]
            else:
                info.size = len(each.data)
            archive.addfile(info, io.BytesIO(each.data))
    return packed.getvalue()
