"""How large the pages of a Parquet file become, as they say themselves.

The footer says it too, but may say anything, and Arrow makes room for a page by the page's own header. Nothing is
unpacked here: the headers alone are read, which are structs of Thrift's compact protocol.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

_UNPACKED, _PACKED = 2, 3
"""The numbers of the fields of a page's header that give its size in bytes, unpacked and as it lies in the file."""
_NOTHING, _BYTE, _WHOLE, _I32, _DOUBLE, _TEXT, _STRUCT = (1, 2), 3, (4, 5, 6), 5, 7, 8, 12
_DEEPEST = 4


class Sizes(NamedTuple):
    """Bytes: of all pages of some columns, and of the largest of each column, which are held together."""

    total: int
    together: int


def of(file: BinaryIO, group: Any, name: str | None) -> Sizes:
    """Return the unpacked sizes of a row group's pages, of one column or of all.

    Raises:
        ValueError, LookupError, EOFError: where a page should stand, there is none.
    """
    columns = [group.column(at) for at in range(group.num_columns)]
    total = together = 0
    for column in (each for each in columns if name is None or each.path_in_schema.split(".")[0] == name):
        largest = 0
        for size in _pages(file, column):
            total += size
            largest = max(largest, size)
        together += largest
    return Sizes(total, together)


def _pages(file: BinaryIO, column: Any) -> Iterator[int]:
    """Yield the unpacked size of every page of a column."""
    start = column.data_page_offset
    if column.has_dictionary_page and column.dictionary_page_offset:
        start = min(start, column.dictionary_page_offset)
    file.seek(start)
    while file.tell() < start + column.total_compressed_size:
        fields: dict[int, int] = {}
        _struct(file, fields)
        if min(fields[_UNPACKED], fields[_PACKED]) < 0:
            raise ValueError("one of its pages is smaller than nothing")
        yield fields[_UNPACKED]
        file.seek(fields[_PACKED], 1)


def _struct(file: BinaryIO, whole: dict[int, int], depth: int = 0) -> None:
    """Read a struct to its end, and keep its whole numbers of 32 bits by the numbers of their fields."""
    number = 0
    while head := _byte(file):
        number = _signed(number + (head >> 4), 16) if head >> 4 else _zigzag(file, 16)
        if head & 15 == _I32:
            whole[number] = _zigzag(file, 32)
        else:
            _skip(file, head & 15, depth)


def _skip(file: BinaryIO, kind: int, depth: int) -> None:
    if kind == _STRUCT and depth < _DEEPEST:
        _struct(file, {}, depth + 1)
    elif kind in _WHOLE:
        _varint(file)
    elif kind == _TEXT:
        file.seek(_varint(file) & 0xFFFFFFFF, 1)
    elif kind in (_BYTE, _DOUBLE):
        file.seek(1 if kind == _BYTE else 8, 1)
    elif kind not in _NOTHING:
        raise ValueError("one of its pages has a header that no page has")


def _zigzag(file: BinaryIO, bits: int) -> int:
    """Return a signed number, cut to its bits as readers do that hold it in so many."""
    raw = _varint(file) & 0xFFFFFFFF
    return _signed((raw >> 1) ^ -(raw & 1), bits)


def _signed(value: int, bits: int) -> int:
    half = 1 << (bits - 1)
    return (value + half) % (2 * half) - half


def _varint(file: BinaryIO) -> int:
    value = shift = 0
    while (byte := _byte(file)) > 127:
        value |= (byte & 127) << shift
        shift += 7
        if shift > 63:
            raise ValueError("one of its pages has a number that never ends")
    return value | byte << shift


def _byte(file: BinaryIO) -> int:
    found = file.read(1)
    if not found:
        raise EOFError("one of its pages ends too early")
    return found[0]
