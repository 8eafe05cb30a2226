"""What lint found, one format a file. `FORMATS` lists them."""

from __future__ import annotations

from collections.abc import Callable

from techassure.lint.formats import github, json, junit, sarif
from techassure.lint.running import Linted

FORMATS: dict[str, Callable[[Linted], str]] = {
    "json": json.render,
    "sarif": sarif.render,
    "junit": junit.render,
    "github": github.render,
}
"""The formats for machines; `text` is for people, and needs to know the terminal."""
