"""What lint found, as the commands by which a GitHub workflow annotates files."""

from __future__ import annotations

from techassure.lint.running import Linted
from techassure.problems import Problem
from techassure.report.text import clean

_KINDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(linted: Linted) -> str:
    """Return a line for each problem."""
    return "".join(f"{_command(problem)}\n" for problem in linted.problems)


def _command(problem: Problem) -> str:
    place = problem.place
    settings = {"file": clean(place.file), "line": place.line, "col": place.column, "title": problem.rule}
    given = ",".join(f"{name}={_setting(str(value))}" for name, value in settings.items() if value)
    said = f"{clean(problem.message)}\nfix: {clean(problem.fix)}"
    return f"::{_KINDS[problem.severity]} {given}::{_text(said)}"


def _text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _setting(text: str) -> str:
    return _text(text).replace(":", "%3A").replace(",", "%2C")
