"""Reference pages made from the code, so that they cannot say anything else than it does.

`python -m techassure.reference docs/reference` writes them, and beside that folder `docs/standards/`, which has a page
for each edition. With `--check` it writes nothing and ends with 1 where a page is stale.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from techassure.authoring.markdown import page
from techassure.definitions.library import load_library, standards_folder
from techassure.documents import document
from techassure.reference import (
    batch_tables,
    command_line,
    editions,
    evidence_kinds,
    fact_types,
    json_document,
    lint_rules,
    policy,
    problems,
    python_names,
    standards,
    tender_documents,
    words,
)
from techassure.summaries import shape
from techassure.tendering import analysis_document, final_document

EDITIONS = "../standards/"
LINT = "lint/"
COMMITMENTS = "seeds/policy/commitments.yaml"
"""Beside the standards in a checkout; else seen from where the pages are made."""


def pages() -> dict[str, str]:
    """Return the text of every generated page by its place, seen from `docs/reference`."""
    library = load_library()
    beside = standards_folder().parent / COMMITMENTS
    commitments = policy.read_policy(beside if beside.is_file() else Path(COMMITMENTS), library)
    return {
        "words.md": page("Words", words.lines()),
        "fact-types.md": page("Fact types", fact_types.lines()),
        "evidence-kinds.md": page("Kinds of evidence", evidence_kinds.lines(library.facts)),
        "cli.md": page("The command line", command_line.lines()),
        "json.md": page("The JSON document", json_document.lines()),
        "batch-tables.md": page("The tables of a batch", batch_tables.lines()),
        "python.md": page("The Python names", python_names.lines()),
        "problems.md": page("Problems", problems.lines()),
        "standards.md": page("Standards", standards.lines(library)),
        "policy.md": page("Commitments of policy", policy.lines(commitments, library)),
        "final.md": page("The final result", tender_documents.final_lines()),
        "assessment-summaries.md": page("Assessment summaries", tender_documents.summary_lines()),
        "analysis.md": page("The analysis of weights", tender_documents.analysis_lines()),
        **{f"{name}.schema.json": _written(schema) for name, schema in _schemas().items()},
        **{EDITIONS + name: text for name, text in editions.pages(library).items()},
        **{LINT + name: text for name, text in lint_rules.pages().items()},
    }


def _schemas() -> dict[str, dict[str, Any]]:
    """Return the schema of every document that is put out, by its name."""
    return {
        "assessment": document.json_schema(),
        "final": final_document.json_schema(),
        "assessment-summary": shape.summary_schema(),
        "notice-of-disregard": shape.notice_schema(),
        "analysis": analysis_document.json_schema(),
    }


def _written(schema: dict[str, Any]) -> str:
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def stale(folder: Path) -> list[str]:
    """Return the pages that are missing, that differ from what the code says, or whose edition or rule is gone."""
    made = pages()
    return [name for name, text in made.items() if _found(folder / name) != text] + _gone(folder, made)


def write(folder: Path) -> None:
    """Write every page, and take away those whose edition or rule is gone."""
    made = pages()
    for inner in (EDITIONS, LINT):
        (folder / inner).mkdir(exist_ok=True)
    for name in _gone(folder, made):
        (folder / name).unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")


def _gone(folder: Path, made: Mapping[str, str]) -> list[str]:
    found = sorted(inner + path.name for inner in (EDITIONS, LINT) for path in (folder / inner).glob("*.md"))
    return [name for name in found if name not in made]


def _found(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
