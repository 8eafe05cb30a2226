"""techassure: does this product meet the standards this buyer set, on this date, and how do we know?

The public face. Everything else is imported from the module that owns it. Names are loaded when they are first used,
so that importing the package stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from techassure.version import __version__ as __version__

if TYPE_CHECKING:
    from techassure.definitions.editions import Edition
    from techassure.definitions.library import Library, load_library
    from techassure.engine.assessor import Assessment, Assessor
    from techassure.problems import Place, Problem, ProblemsFound
    from techassure.selections.selection import Selection
    from techassure.submissions import Submission
    from techassure.tenders import Result, Tender, assess, load

_HOME = {
    "Assessment": "engine.assessor",
    "Assessor": "engine.assessor",
    "Edition": "definitions.editions",
    "Library": "definitions.library",
    "Place": "problems",
    "Problem": "problems",
    "ProblemsFound": "problems",
    "Result": "tenders",
    "Selection": "selections.selection",
    "Submission": "submissions",
    "Tender": "tenders",
    "assess": "tenders",
    "load": "tenders",
    "load_library": "definitions.library",
}

__all__ = [
    "Assessment",
    "Assessor",
    "Edition",
    "Library",
    "Place",
    "Problem",
    "ProblemsFound",
    "Result",
    "Selection",
    "Submission",
    "Tender",
    "assess",
    "load",
    "load_library",
]


if not TYPE_CHECKING:  # a type checker must see that a misspelt name is none

    def __getattr__(name: str) -> Any:
        if name in _HOME:
            return getattr(import_module(f"techassure.{_HOME[name]}"), name)
        raise AttributeError(f"module `techassure` has no attribute `{name}`")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
