"""What a plain install leaves out: a library that only some work needs, and what to say where it is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from techassure.problems import Place, Problem, ProblemsFound


@contextmanager
def needing(extra: str, to: str) -> Iterator[None]:
    """Import the libraries of an extra inside this block; ``to`` is what they are needed for, such as `read Parquet`.

    Raises:
        ProblemsFound: one of them, or a library of the system that it needs, is not installed.
    """
    try:
        yield
    except (ImportError, OSError) as error:
        raise missing(getattr(error, "name", None) or str(error).partition("\n")[0], extra, to) from error


def missing(library: str, extra: str, to: str) -> ProblemsFound:
    """Return the refusal of work whose library is not installed."""
    message = f"`{library}` is not installed, which is needed to {to}"
    fix = f'run `pip install "techassure[{extra}]"`'
    return ProblemsFound([Problem(Place(f"techassure[{extra}]"), "missing-extra", message, fix)])
