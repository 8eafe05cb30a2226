"""What a plain install leaves out: a library that only some outputs need, and what to say where it is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from techassure.problems import Place, Problem, ProblemsFound


@contextmanager
def needing(extra: str) -> Iterator[None]:
    """Import the libraries of an extra inside this block.

    Raises:
        ProblemsFound: one of them, or a library of the system that it needs, is not installed.
    """
    try:
        yield
    except (ImportError, OSError) as error:
        missing = getattr(error, "name", None) or str(error).partition("\n")[0]
        message = f"`{missing}` is not installed, which this output needs"
        fix = f'run `pip install "techassure[{extra}]"`'
        raise ProblemsFound([Problem(Place("techassure"), "missing-extra", message, fix)]) from error
