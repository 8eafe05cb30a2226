"""A small tender and many small submissions, for the tests of batches."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cli_tenders

FACTS = ("renewal_committed", "mfa", "slowest_update_days")
MFA = ("everyone", "administrators", "nobody")


def one(index: int) -> dict[str, Any]:
    """Return a submission; each answers otherwise than its neighbours."""
    answers: dict[str, Any] = {"cyber_essentials.mfa": MFA[index % 3]}
    if index % 2:
        answers["cyber_essentials.renewal_committed"] = index % 5 != 0
    if index % 4 == 1:
        answers["cyber_essentials.expires_on"] = "2027-03-01"
    if index % 7:
        answers["cyber_essentials.slowest_update_days"] = index % 40
    head = {"techassure": 1, "supplier": {"id": f"S-{index}", "name": f"Supplier {index} Fictional Ltd"}}
    return {**head, "product": {"name": f"Product {index}", "version": "1"}, "answers": answers}


def silent(index: int) -> bytes:
    """Return a submission in which a text says nothing."""
    made = one(index)
    made["answers"]["cyber_essentials.legal_entity"] = ("n/a", " TBC ", {"value": "-"}, "Not applicable.")[index % 4]
    return json.dumps(made).encode() + b"\n"


def bare(index: int) -> bytes:
    """Return a submission by a supplier whose id names no register, in which a text says nothing."""
    made = json.loads(silent(index)) | {"supplier": {"id": f"{index:08}", "name": "A"}}
    return json.dumps(made).encode() + b"\n"


def lines(count: int, first: int = 1) -> list[bytes]:
    """Return submissions as lines of JSON. Every eleventh cannot be read, every thirteenth was there before."""
    made = []
    for index in range(first, first + count):
        if index % 11 == 0:
            made.append(b'{"techassure": 1, "answers": {"nonsense": 1}}\n')
        else:
            made.append(json.dumps(one(index - 1 if index % 13 == 0 else index)).encode() + b"\n")
    return made


def clean(count: int) -> list[bytes]:
    """Return submissions that can all be read."""
    return [json.dumps(one(index)).encode() + b"\n" for index in range(1, count + 1)]


def tender(folder: Path) -> Path:
    """Write a tender without submissions, and return its file."""
    folder.mkdir(parents=True, exist_ok=True)
    text = cli_tenders.TENDER.replace("  cyber-essentials/CE-1: none\n", "")
    (folder / "tender.yaml").write_text(text, "utf-8")
    return folder / "tender.yaml"


def mixed(folder: Path) -> Path:
    """Write a folder of every kind of input, in folders of several depths; return it."""
    inside = folder / "in"
    (inside / "a" / "deep" / "er").mkdir(parents=True)
    (inside / "a" / "one.json").write_bytes(clean(1)[0])
    (inside / "a" / "deep" / "many.jsonl").write_bytes(b"".join(lines(30, 100)))
    (inside / "a" / "deep" / "er" / "bad.yaml").write_text("techassure: 1\n")
    (inside / "b.jsonl.gz").write_bytes(gzip.compress(b"".join(lines(20, 200)), mtime=0))
    with zipfile.ZipFile(inside / "c.zip", "w") as archive:
        archive.writestr("x/many.jsonl", b"".join(lines(9, 300)))
        archive.writestr("y.json", bare(400))
        archive.writestr("z.jsonl", bare(401) + silent(402) + bare(403) + bare(403))
    (inside / "d.jsonl").write_bytes(b"".join(lines(25, 500)) + b"".join(map(silent, range(600, 604))) + bare(604))
    with tarfile.open(inside / "e.tar.gz", "w:gz") as tar:
        tar.add(inside / "d.jsonl", "again.jsonl")
    (inside / "f.jsonl.gz").write_bytes(gzip.compress(b"".join(clean(5)), mtime=0)[:-20])
    (inside / "z").symlink_to(inside / "a")
    return inside


def command(*arguments: object) -> list[str]:
    """Return the command line of a process of its own."""
    return [sys.executable, "-m", "techassure", *map(str, arguments)]


def killed(arguments: Sequence[str], after: float) -> bool:
    """Run a command and kill it after some seconds; return whether it was still running."""
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ.copy())
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


def seconds(arguments: Sequence[str]) -> float:
    """Return how long a command takes."""
    begun = time.monotonic()
    subprocess.run(arguments, check=False, capture_output=True, env=os.environ.copy())
    return time.monotonic() - begun
