"""Packs of evidence in a temporary folder, filled with the files that tools made."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from builders import PRODUCT, SUPPLIER, written

FILES = Path(__file__).parent / "evidence" / "files"
LATER = "2026-12-01"
"""A day after every file here was made."""


def entry(name: str, kind: str, **parts: Any) -> dict[str, Any]:
    """Return the entry of one of the files that tools made, with its right digest."""
    sha256 = hashlib.sha256((FILES / name).read_bytes()).hexdigest()
    stem = name.partition(".")[0]
    return {"id": stem, "kind": kind, "file": f"evidence/{name}", "sha256": sha256, "issued": "2026-11-22", **parts}


def pack(folder: Path, answers: dict[str, Any], *entries: dict[str, Any], **parts: Any) -> Path:
    """Write a submission with its evidence, and return its folder."""
    for each in entries:
        name = str(each.get("file", "")).removeprefix("evidence/")
        if (FILES / name).is_file():
            written(folder / "evidence" / name, (FILES / name).read_bytes())
    head = {"techassure": 1, "supplier": SUPPLIER, "product": PRODUCT}
    written(
        folder / "submission.yaml", json.dumps({**head, "answers": answers, "evidence": entries, **parts}, indent=1)
    )
    return folder
