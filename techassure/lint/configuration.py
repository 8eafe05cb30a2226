"""What a body chooses of lint: which rules, and which findings it has reason to live with."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from techassure.files.doors import Door, Text, Versioned, enter
from techassure.files.places import Source, file_bytes, read_file, relative
from techassure.problems import Place, Problem, ProblemsFound

SUPPRESSIONS = "lint.yaml"
CONFIGURATIONS = ("techassure.toml", "pyproject.toml")


class SuppressionFile(Door):
    """A finding that is lived with: of which rule, in which file of the library, and why.

    ``says`` narrows it to findings whose message holds these words.
    """

    rule: Text
    where: Text
    because: Text
    says: Text | None = None


class SuppressionsFile(Versioned):
    """`lint.yaml`, at the top of a library."""

    suppress: tuple[SuppressionFile, ...]


class ConfigurationFile(Door):
    """`[lint]` of `techassure.toml`, or `[tool.techassure.lint]` of `pyproject.toml`."""

    select: tuple[Text, ...] = ()
    ignore: tuple[Text, ...] = ()
    library: Text | None = None


@dataclass(frozen=True)
class Configuration:
    """Names of rules or categories to look for (none: all that are on by default) and to leave out."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    library: Path | None = None


BY_DEFAULT = Configuration()


@dataclass(frozen=True)
class Suppressions:
    """The suppressions of a library, with the file that states them; none without one."""

    entries: tuple[SuppressionFile, ...] = ()
    source: Source | None = None


def find_configuration(folder: Path) -> Configuration:
    """Return the configuration that stands nearest: in the folder, or in one above it.

    Raises:
        ProblemsFound: it cannot be read.
    """
    for each in (folder, *folder.parents):
        for name in CONFIGURATIONS:
            path = each / name
            if path.is_file() and (table := _table(path)) is not None:
                made = enter(ConfigurationFile, Source(relative(path), table))
                library = None if made.library is None else each / made.library
                return Configuration(made.select, made.ignore, library)
    return BY_DEFAULT


def _table(path: Path) -> dict[str, Any] | None:
    """Return the part of a TOML file that is about lint; None where it has none."""
    try:
        data: Any = tomllib.loads(file_bytes(path).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        message = f"this is not TOML: {error}"
        problem = Problem(Place(relative(path)), "toml-syntax", message, "mend the line that it names")
        raise ProblemsFound([problem]) from None
    for key in ("lint",) if path.name == "techassure.toml" else ("tool", "techassure", "lint"):
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else None


def read_suppressions(root: Path) -> Suppressions:
    """Return the suppressions that stand beside a library.

    Raises:
        ProblemsFound: they cannot be read.
    """
    path = root / SUPPRESSIONS
    if not path.is_file():
        return Suppressions()
    source = read_file(path)
    return Suppressions(enter(SuppressionsFile, source).suppress, source)
