"""A file of the library that nothing reads.

**Why.** A criterion in `C3.3.yml`, or in a folder that is not `criteria/`, is no criterion: nothing refuses it,
nothing assesses it, and the edition looks complete.

**Avoid** `standards/dtac/2.0/criteria/C3.3.yml`, `standards/facts/network/ports.yaml`

**Prefer** `standards/dtac/2.0/criteria/C3.3.yaml`, `standards/facts/ports.yaml`

Only YAML and JSON files are looked at, in `facts/`, in `baselines/` and in the folders of standards.
[The language](../language.md) says where each file stands.
"""

from __future__ import annotations

import os
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


def find(library: ALibrary) -> Iterator[Finding]:
    """Yield a finding for each file."""
    root = library.library.root
    known = {str(root / name) for name in (LIBRARY_FILE, SUPPRESSIONS)}
    known |= {str(path) for way in _READ for path in root.glob(way)}
    homes = [root / "facts", root / "baselines", *(path.parent for path in root.glob("*/standard.yaml"))]
    for name in sorted({each for home in homes for each in _data_files(home)} - known):
        path = Path(name)
        yield Finding(Place(relative(path)), f"nothing reads `{path.relative_to(root)}`", _fix(path))


def _data_files(home: Path) -> Iterator[str]:
    for folder, _, names in os.walk(home):
        yield from (os.path.join(folder, name) for name in names if name.lower().endswith(_ENDINGS))  # noqa: PTH118 - quick


def _fix(path: Path) -> str:
    if path.suffix != ".yaml":
        return f"call it `{path.stem}.yaml`, or take it out of the library"
    return "put it into `facts/`, `baselines/`, or `criteria/` or `examples/` of an edition, or take it out"


RULE = Rule(__name__, __doc__, find)
