"""Which files hold answers although their names do not say so: questionnaires of ours that somebody filled in."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path as FilePath
from typing import Any

from techassure.definitions.facts import is_blank
from techassure.files import archives
from techassure.files.bounds import MOST_BYTES
from techassure.files.places import Source, read_file
from techassure.intake.pieces import Formats, printable
from techassure.problems import ProblemsFound

EDITIONS_KEY = "made.editions"
"""The key of the line that every workbook of ours has, whatever program saved it."""
_HEAD = (b"techassure", b"answers")
_TEXTS = ("sharedstrings.xml", "content.xml")
_SHEETS = "xl/worksheets/"
_MOST_UNPACKED = 4 * MOST_BYTES
TEXT = frozenset({".csv", ".tsv"})
_SAID = [re.compile(rb"^%s:" % key, re.MULTILINE) for key in _HEAD]
_SAID_IN_JSON = [re.compile(rb'"%s"\s*:' % key) for key in _HEAD]
"""Each is sought alone: one pattern for both would go back over a large file from each of its bytes."""
_AS_TEXT = re.compile(rb"""\A(?:\xef\xbb\xbf)?"?Key"?[,;\t]"?No\."?[,;\t]""")
"""How a program begins that saves our sheet of questions as text, of which only one sheet is left."""
YAML = frozenset({".yaml", ".yml"})
JSON = ".json"
PLAIN = YAML | TEXT | {JSON}
"""The endings of forms that need no reader of workbooks to be told."""


def is_filled(path: FilePath, formats: Formats) -> bool:
    """Tell whether a file is a form of ours in which there is an answer, a document or a claim, or what spoils it.

    Most files are none, so that they are looked at by their bytes before anything is read.
    """
    ending = path.suffix.lower()
    if ending in TEXT:
        return _is_form(path, ending)
    reads = read_file if ending in PLAIN else formats.get(ending)
    return reads is not None and _is_form(path, ending) and _says_something(path, reads)


def _is_form(path: FilePath, ending: str) -> bool:
    try:
        if not path.is_file() or path.stat().st_size > MOST_BYTES:
            return False
        data = path.read_bytes()
        if ending in TEXT:
            return bool(_AS_TEXT.match(data))
        if ending in PLAIN:
            return all(said.search(data) for said in (_SAID_IN_JSON if ending == JSON else _SAID))
        return _is_ours(path) if zipfile.is_zipfile(path) else EDITIONS_KEY.encode() in data
    except archives.broken():
        return False


def _is_ours(path: FilePath) -> bool:
    """Tell whether a zip has our key among the texts of a workbook; no more is unpacked than a form ever holds."""
    room = _MOST_UNPACKED
    with zipfile.ZipFile(path) as archive:
        for name in (name for name in archive.namelist() if _holds_text(name.casefold())):
            with archive.open(name) as part:
                text = part.read(room)
            if EDITIONS_KEY.encode() in text:
                return True
            room -= len(text)
    return False


def _holds_text(name: str) -> bool:
    return name.endswith(_TEXTS) or name.startswith(_SHEETS)


def _says_something(path: FilePath, reads: Callable[[FilePath, str], Source]) -> bool:
    try:
        value = reads(path, printable(path)).value
    except ProblemsFound:
        return True
    if not isinstance(value, dict) or "techassure" not in value:
        return False
    answers = value.get("answers")
    given = answers.values() if isinstance(answers, dict) else ()
    return any(map(_is_said, given)) or bool(value.get("evidence") or value.get("claims"))


def _is_said(given: Any) -> bool:
    return any(map(_is_said, given.values())) if isinstance(given, Mapping) else not is_blank(given)
