"""Text from outside for Markdown as GitHub reads it: no link, mention, picture, formula or tag comes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from techassure.report.text import clean

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~!&$])")
_LEADING = re.compile(r"^([-+=]|[0-9]+(?=[.)](?:\s|$)))")
_REFERENCE = re.compile(r"([@#])")
_ADDRESS = re.compile(r"(:(?=//)|(?<=\bwww)\.)", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9_./@{}-]+\Z")
_APART = "&#8203;"  # a space of no width: GitHub then sees neither a person nor an issue


def plain(text: object) -> str:
    """Return text that reads as it is written, wherever it stands."""
    escaped = _escaped(clean(text))
    return _LEADING.sub(lambda found: f"\\{found[1]}" if found[1] in "-+=" else f"{found[1]}{_APART}", escaped)


def ticked(text: str) -> str:
    """Return text in which the names between backticks are code, and everything else reads as it is written."""
    pieces = clean(text).split("`")
    if len(pieces) % 2 == 0 or not all(_NAME.match(name) for name in pieces[1::2]):
        return plain(text)
    rest = (f"`{piece}`" if at % 2 else _escaped(piece) for at, piece in enumerate(pieces[1:], 1))
    return plain(pieces[0]) + (" " if pieces[0].endswith(" ") else "") + "".join(rest)


def _escaped(text: str) -> str:
    return _ADDRESS.sub(r"\\\1", _REFERENCE.sub(rf"\1{_APART}", _SPECIAL.sub(r"\\\1", text)))


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table, its cells ready for Markdown."""
    for cells in (titles, ["---"] * len(titles), *rows):
        yield f"| {' | '.join(cells)} |"
    yield ""
