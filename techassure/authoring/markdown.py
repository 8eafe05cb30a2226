"""Markdown as the reference pages use it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

_GENERATED = "<!-- Made by `python -m techassure.reference docs/reference`. Change the code, not this page. -->"


def page(title: str, lines: Iterable[str]) -> str:
    """Return a whole page."""
    return "\n".join([f"# {title}", "", _GENERATED, "", *lines]).rstrip() + "\n"


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Return a table, with an empty line after it."""
    yield f"| {' | '.join(titles)} |"
    yield f"|{'---|' * len(titles)}"
    for row in rows:
        cells = [cell.replace("|", "\\|") for cell in row]
        yield f"| {' | '.join(cells)} |"
    yield ""


def fenced(text: str, language: str = "") -> Iterator[str]:
    """Return text as it stands, with an empty line after it."""
    yield from (f"```{language}", text.rstrip(), "```", "")


def ticked(names: Iterable[str]) -> str:
    """Return `a`, `b`, `c`."""
    return ", ".join(f"`{name}`" for name in names)


def sentence(text: str) -> str:
    """Return the text with its first letter raised."""
    return text[:1].upper() + text[1:]
