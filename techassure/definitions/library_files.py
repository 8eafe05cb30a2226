"""The files of a library, each let in by its door; one that is as it was is not read a second time."""

from __future__ import annotations

from functools import lru_cache, partial
from pathlib import Path as FilePath
from typing import Any, TypeVar

from techassure.files import yaml_text
from techassure.files.doors import Door, enter
from techassure.files.places import Source, all_wrong, file_bytes, read_yaml, relative
from techassure.problems import ProblemsFound

M = TypeVar("M", bound=Door)


def let_in(model: type[M], path: FilePath, leave_out: str | None = None) -> tuple[M, Source]:
    """Return what a file of a library holds, without the part of the key that is left out. Neither is to be changed.

    Raises:
        ProblemsFound: the file cannot be read, or does not fit.
    """
    name = relative(path)
    data = file_bytes(path, name)
    return _let_in(model, name, yaml_text.without(data, leave_out.encode()) if leave_out else data)


# A program that asks for a library again waits for its files no more. The key is all that a file says, and no date of
# it: two that differ are never taken for one another. Twice as many are kept as the library of the package has.
@lru_cache(maxsize=2048)
def _let_in(model: type[Any], name: str, data: bytes) -> tuple[Any, Source]:
    try:
        source = read_yaml(data, name)
    except ProblemsFound as found:
        raise all_wrong(found, partial(enter, model)) from None
    return enter(model, source), source
