"""Questionnaires of ours that somebody saved in Word: people type answers into them, and none of these is read."""

from __future__ import annotations

import hashlib
import re
import zipfile
from pathlib import Path as FilePath

from techassure.files import archives
from techassure.files.bounds import MOST_BYTES
from techassure.intake.pieces import printable
from techassure.problems import Place, Problem

SIGN = "Made by techassure"
"""What stands in every form, whatever program saved it."""
ENDINGS = (".docx", ".docm", ".odt", ".doc")
_TEXTS = ("word/document.xml", "content.xml")
_ABOUT = "docProps/core.xml"
_TAG = re.compile(rb"<[^<>]*>")


def is_saved_form(path: FilePath) -> bool:
    """Tell whether a file is a form of ours that is not as it was made: somebody may have typed into it."""
    try:
        if not path.name.lower().endswith(ENDINGS) or not path.is_file() or path.stat().st_size > MOST_BYTES:
            return False
        return _is_changed(path) if zipfile.is_zipfile(path) else SIGN.encode("utf-16-le") in path.read_bytes()
    except archives.broken():
        return False


def digest(text: bytes) -> str:
    """Return by what a form knows its own text: it carries it among what it says about itself."""
    return hashlib.sha256(text).hexdigest()


def not_read(path: FilePath) -> Problem:
    """Return the problem that what stands in a form counts for nothing."""
    fix = (
        "copy its answers into the submission, or into the workbook that `techassure questionnaire -o questions.xlsx` "
        "writes, and take this file out"
    )
    message = f"`{printable(FilePath(path.name))}` is the questionnaire in Word, and no answer is read from Word"
    return Problem(Place(printable(path)), "word-form-not-read", message, fix)


def _is_changed(path: FilePath) -> bool:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        text = next((_unpacked(archive, name) for name in _TEXTS if name in names), b"")
        about = _unpacked(archive, _ABOUT) if _ABOUT in names else b""
    return SIGN.encode() in _TAG.sub(b"", text) and digest(text).encode() not in about


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(MOST_BYTES)
