"""What holds for every output for people and for programs: it says what it is, whichever the format."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any
from zipfile import ZipFile

import pytest
from report_reading import rich

from techassure.report import (
    clarifications,
    github,
    html,
    ics,
    json,
    jsonl,
    junit,
    markdown,
    sarif,
    self_check,
    table,
    xlsx,
)

pytest.importorskip("jinja2")
pytest.importorskip("icalendar")
pytest.importorskip("xlsxwriter")


def unpacked(content: bytes) -> str:
    with ZipFile(io.BytesIO(content)) as parts:
        return " ".join(parts.read(name).decode() for name in parts.namelist())


OUTPUTS = {
    "clarifications": lambda made: clarifications.render(made).decode(),
    "github": lambda made: github.render(made).decode(),
    "html": lambda made: html.render(made).decode(),
    "ics": lambda made: re.sub(r"\r\n ", "", ics.render(made).decode()),
    "json": lambda made: json.render(made).decode(),
    "jsonl": lambda made: jsonl.render(made).decode(),
    "junit": lambda made: junit.render(made).decode(),
    "markdown": lambda made: markdown.render(made).decode(),
    "sarif": lambda made: sarif.render(made).decode(),
    "table": table.render,
    "xlsx": lambda made: unpacked(xlsx.render(made)),
}
STATED = {
    "the as-of day": "2026-06-01",
    "the digest": "sha256:3fa9c1d20b7e|digest 3fa9c1d20b7e",
    "the version of the tool": "techassure 0.1.0",
    "that it is not final": "PROVISIONAL|Provisional|provisional",
    "that it is a what-if": r'WHAT IF|"what_if": ?true',
    "that it is unofficial": "[Uu]nofficial",
}


@pytest.mark.parametrize("name", OUTPUTS)
@pytest.mark.parametrize("what", STATED)
def test_every_output_says(name: str, what: str) -> None:
    made = rich(what_if=True, notices=["Unofficial encodings; provisional."])
    assert re.search(STATED[what], unescape(OUTPUTS[name](made)))


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_output_says_which_encodings_decided(name: str) -> None:
    said = unescape(OUTPUTS[name](rich())).replace("\u200b", "")
    assert "dtac@2.0 r1" in said or '"revision": 1' in said


SELF_CHECKS: dict[str, Any] = {
    **{name: OUTPUTS[name] for name in OUTPUTS if name != "table"},
    "page": self_check.render,
}


@pytest.mark.parametrize("name", SELF_CHECKS)
def test_every_output_of_a_self_check_says_that_it_is_one(name: str) -> None:
    made = rich(kind="self-check", rankings=[])
    assert re.search("SELF-CHECK|self-check", SELF_CHECKS[name](made))
