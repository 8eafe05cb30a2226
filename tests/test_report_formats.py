"""The list of reports, and what holds for each."""

from __future__ import annotations

import ast
from pathlib import Path

from techassure import report

SHARED = {
    "__init__",
    "against",
    "analysis",
    "board",
    "certainty",
    "changes",
    "colophon",
    "comparison",
    "comparison_markdown",
    "comparison_page",
    "comparison_words",
    "evidence",
    "foot",
    "lapses",
    "markup",
    "matrix",
    "later",
    "order",
    "plan",
    "plan_together",
    "printed",
    "printed_board",
    "printed_parts",
    "printed_supplier",
    "sentences",
    "several",
    "standing",
    "steps",
    "story",
    "text",
    "ties",
    "waiting",
    "worksheets",
}


def test_the_tuple_of_formats_is_the_folder() -> None:
    """Reports stand in one hand-written tuple; nothing is found by itself, and nothing is forgotten."""
    files = {path.stem for path in Path(report.__file__).parent.glob("*.py")}
    assert set(report.FORMATS) == files - SHARED


def test_no_report_prints() -> None:
    """Reports return what they made: only the command line prints."""
    for path in Path(report.__file__).parent.glob("*.py"):
        called = {node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)}
        assert not {func.id for func in called if isinstance(func, ast.Name)} & {"print", "open", "input"}, path
