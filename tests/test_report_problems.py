"""Problems for people and for editors."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from report_documents import problem

from techassure.report import problems
from techassure.report.text import Page, Paint, width


def test_a_problem_says_where_what_and_how_to_mend_it() -> None:
    """`file:line:column: message (rule)`, and the fix beneath."""
    assert problems.render([problem()]) == (
        "submissions/quill.yaml:10:14: no fact is called `pen_test.dat` (unknown-fact)\n"
        "  fix: did you mean `pen_test.finished_on`?\n"
    )


def test_a_problem_of_a_whole_file_has_no_line() -> None:
    """Where only the file is known, only the file is said; and a warning says that it is one."""
    place = {"file": "empty.yaml", "line": None, "column": None}
    assert problems.render([problem("the file is empty", place=place, severity="warning")]).startswith(
        "empty.yaml: warning: the file is empty (unknown-fact)\n"
    )


@given(st.text(), st.text())
def test_a_problem_is_two_lines_whatever_it_quotes(message: str, file: str) -> None:
    """Editors and `grep` read one problem a line, and no terminal is commanded."""
    place = {"file": f"a{file}", "line": 1, "column": 2}
    shown = problems.render([problem(message, place=place)])
    assert len(shown.splitlines()) == 2
    assert "\x1b" not in shown


def test_what_several_submissions_share_is_told_once() -> None:
    """Rows for programs have it as often as there are submissions that are refused for it."""
    assert problems.render([problem(), problem("another"), problem()]) == problems.render(
        [problem(), problem("another")]
    )


def test_problems_in_a_page_are_wrapped() -> None:
    """On a page no line is wider than the page."""
    lines = list(problems.lines([problem("word " * 60)], Page(60, Paint(False))))
    assert len(lines) > 5
    assert all(width(line) <= 60 for line in lines)
