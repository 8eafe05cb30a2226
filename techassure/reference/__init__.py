"""Reference pages made from the code, so that they cannot say anything else than it does.

`python -m techassure.reference docs/reference` writes them; with `--check` it writes nothing and ends with 1 where a
page is stale.
"""

from __future__ import annotations

from pathlib import Path

import orjson

from techassure import document
from techassure.reference import command_line, fact_types, json_document, problems, standards, words
from techassure.reference.markdown import page


def pages() -> dict[str, str]:
    """Return the text of every generated page by its file name."""
    return {
        "words.md": page("Words", words.lines()),
        "fact-types.md": page("Fact types", fact_types.lines()),
        "cli.md": page("The command line", command_line.lines()),
        "json.md": page("The JSON document", json_document.lines()),
        "problems.md": page("Problems", problems.lines()),
        "standards.md": page("Standards", standards.lines()),
        "assessment.schema.json": orjson.dumps(
            document.json_schema(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        ).decode(),
    }


def stale(folder: Path) -> list[str]:
    """Return the names of the pages in a folder that are missing, or differ from what the code says."""
    return [name for name, text in pages().items() if _found(folder / name) != text]


def write(folder: Path) -> None:
    """Write every page into the folder."""
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


def _found(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
