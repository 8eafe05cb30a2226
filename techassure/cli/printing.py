"""What reaches the screen or a file, and what the exit code says of it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import typer

from techassure.files import writing
from techassure.intake.paths import missing_paths
from techassure.problems import Place, Problem, ProblemsFound
from techassure.report import problems as problems_report
from techassure.report.text import WIDE, Page, page_of

TO_ACT_ON = 1
COULD_NOT_RUN = 2

_WIDEST = 200


class Screen(NamedTuple):
    """What a report for people needs to know of where it will stand."""

    width: int
    colour: bool


def screen(output: Path | None) -> Screen:
    """Return the terminal's width, and colour only where a terminal shows it and nobody refused it."""
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    return Screen(width, output is None and _coloured(sys.stdout))


def page(least: int = WIDE, output: Path | None = None) -> Page:
    """Return the page that a terminal makes, or a file: its width, but ``least`` columns, and its colour."""
    return page_of(*screen(output), least)


def _coloured(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def write(content: str | bytes, output: Path | None) -> None:
    """Write to the file, or to standard output.

    Raises:
        ProblemsFound: it cannot be written. That nobody reads a pipe any more is no problem.
    """
    try:
        if output is None:
            _show(content, sys.stdout)
        else:
            _keep(content.encode() if isinstance(content, str) else content, output)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ProblemsFound([unwritable(output, error)]) from error


def unwritable(output: Path | None, error: OSError) -> Problem:
    """Return the problem that the system does not let the output be written."""
    fix = "write where there is room, to a folder that exists and that you may write to"
    message = f"cannot write the output: {error.strerror}"
    return Problem(Place(str(output or "standard output")), "cannot-write", message, fix)


def _keep(content: bytes, output: Path) -> None:
    """Write a file whole or not at all; into a device or a pipe, as far as it goes."""
    if output.exists() and not output.is_file():
        output.write_bytes(content)
    else:
        writing.replace_file(output, content)


def _show(content: str | bytes, stream: TextIO) -> None:
    encoding = stream.encoding or "utf-8"
    raw = content.encode(encoding, "backslashreplace") if isinstance(content, str) else content
    typer.echo(raw, file=stream, nl=False)


def complain(problems: Iterable[Problem]) -> None:
    """Print problems on standard error."""
    repeat([problem.as_data() for problem in problems])


def repeat(problems: Sequence[Mapping[str, Any]]) -> None:
    """Print the problems of a document on standard error."""
    _show(problems_report.render(problems, _coloured(sys.stderr)), sys.stderr)


def say(text: str) -> None:
    """Print on standard error what is for a person, and no part of the result."""
    _show(text, sys.stderr)


def standard_input() -> Iterable[bytes]:
    """Return the bytes that were piped in; nothing is read before a line is asked for."""
    return sys.stdin.buffer


def some_exist(paths: Sequence[Path]) -> None:
    """Refuse to run where there is nothing at any of the paths; where one is missing among others, the others count.

    Raises:
        ProblemsFound: there is nothing at any of them.
    """
    missing = missing_paths(paths)
    if len(missing) == len(paths):
        raise ProblemsFound(missing)


@contextmanager
def refusing() -> Iterator[None]:
    """End with exit code 2 and the problems where what was asked for cannot be had, also of the system."""
    try:
        yield
    except ProblemsFound as found:
        complain(found.problems)
        raise typer.Exit(COULD_NOT_RUN) from found
    except BrokenPipeError:
        raise
    except OSError as error:
        complain([_by_the_system(error)])
        raise typer.Exit(COULD_NOT_RUN) from error


def _by_the_system(error: OSError) -> Problem:
    place = Place(os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else "techassure")
    fix = "check the path, its rights and the room of its disk"
    return Problem(place, "system-refuses", f"the system refuses this: {error.strerror or error}", fix)


def finish(to_act_on: bool) -> None:
    """End with exit code 1 where there is something to act on."""
    if to_act_on:
        raise typer.Exit(TO_ACT_ON)


def refused(document: Mapping[str, Any]) -> bool:
    """Return whether something could not be read."""
    return any(problem["severity"] == "error" for problem in document["problems"])
