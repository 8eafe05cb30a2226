"""Mappings and sequences that remember on which line and in which column each of their parts stands."""

from __future__ import annotations

from typing import Any

from techassure.problems import Path

_Span = tuple[int, int, int, int]  # line and column of the key, then of the value; from 0


class Mapping(dict[str, Any]):
    """A mapping that remembers where its keys and values stand."""

    __slots__ = ("spans",)

    def __init__(self) -> None:
        super().__init__()
        self.spans: dict[str, _Span] = {}

    def put(self, key: str, value: Any, row: int, column: int) -> None:
        """Set a part that stands in one cell of a table, its key with it. Row and column count from 0."""
        self[key] = value
        self.spans[key] = (row, column, row, column)


class Sequence(list[Any]):
    """A sequence that remembers where its items stand."""

    __slots__ = ("spans",)

    def __init__(self) -> None:
        super().__init__()
        self.spans: list[_Span] = []


def position(value: Any, path: Path, of_key: bool) -> tuple[int, int]:
    """Return the line and the column of the part at the path (or of its key), from 0; else of the nearest above."""
    span: _Span = (0, 0, 0, 0)
    for part in path:
        if isinstance(value, Mapping) and part in value.spans:
            span, value = value.spans[str(part)], value[str(part)]
        elif isinstance(value, Sequence) and isinstance(part, int) and part < len(value):
            span, value = value.spans[part], value[part]
        else:
            return span[:2] if of_key else span[2:]
    return span[:2] if of_key else span[2:]
