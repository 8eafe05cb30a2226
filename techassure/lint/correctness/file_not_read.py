"""A file of the library that nothing reads.

**Why.** A criterion in `C3.3.yml`, or in a folder that is not `criteria/`, is no criterion: nothing refuses it,
nothing assesses it, and the edition looks complete.

**Avoid** `standards/dtac/2.0/criteria/C3.3.yml`, `standards/facts/network/ports.yaml`

**Prefer** `standards/dtac/2.0/criteria/C3.3.yaml`, `standards/facts/ports.yaml`

Only YAML and JSON files are looked at, in `facts/`, in `baselines/` and in the folders of standards; and in other
folders at the top of the library, such as `fact/`, those that begin as facts or a baseline do.
[The language](../language.md) says where each file stands.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from techassure.definitions.library import LIBRARY_FILE
from techassure.files.places import relative
from techassure.lint.configuration import SUPPRESSIONS
from techassure.lint.rule import Rule
from techassure.lint.subjects import ALibrary, Finding
from techassure.problems import Place

_READ = (
    "facts/*.yaml",
    "baselines/*.yaml",
    "*/standard.yaml",
    "*/*/edition.yaml",
    "*/*/criteria/*.yaml",
    "*/*/examples/*.yaml",
    "*/*/lock.yaml",
)
_ENDINGS = (".yaml", ".yml", ".json")
_AT_THE_TOP = {
    f"{Path(name).stem}{ending}": name for name in (LIBRARY_FILE, SUPPRESSIONS) for ending in (".yaml", ".yml")
}
_OURS = re.compile(rb"^(topic|baseline):", re.MULTILINE)
_HEAD = 2_000
"""Bytes: what a file is called stands at its head, beneath a remark at most."""


def find(library: ALibrary) -> Iterator[Finding]:
    """Yield a finding for each file."""
    root = library.library.root
    known = {str(root / name) for name in (LIBRARY_FILE, SUPPRESSIONS)}
    known |= {str(path) for way in _READ for path in root.glob(way)}
    homes = [root / "facts", root / "baselines", *(path.parent for path in root.glob("*/standard.yaml"))]
    inside = {each for home in homes for each in _data_files(home)}
    for name in sorted((inside | set(_strays(root, homes))) - known):
        path = Path(name)
        yield Finding(Place(relative(path)), f"nothing reads `{path.relative_to(root)}`", _fix(path))


def _strays(root: Path, homes: list[Path]) -> Iterator[str]:
    """Yield what has a library's name or content and stands where no library has it; a repository holds more."""
    for path in sorted(root.iterdir()):
        if path.is_dir() and path not in homes and not path.name.startswith("."):
            yield from (str(each) for each in path.iterdir() if _begins_as_ours(each))
        elif path.name.lower() in _AT_THE_TOP:
            yield str(path)


def _begins_as_ours(path: Path) -> bool:
    if path.suffix.lower() not in _ENDINGS or not path.is_file():
        return False
    with path.open("rb") as file:
        return bool(_OURS.search(file.read(_HEAD)))


def _data_files(home: Path) -> Iterator[str]:
    for folder, _, names in os.walk(home):
        yield from (os.path.join(folder, name) for name in names if name.lower().endswith(_ENDINGS))  # noqa: PTH118 - quick


def _fix(path: Path) -> str:
    if path.name.lower() in _AT_THE_TOP:
        return f"call it `{_AT_THE_TOP[path.name.lower()]}`, or take it out of the library"
    if path.suffix != ".yaml":
        return f"call it `{path.stem}.yaml`, or take it out of the library"
    return "put it into `facts/`, `baselines/`, or `criteria/` or `examples/` of an edition, or take it out"


RULE = Rule(__name__, __doc__, find)
