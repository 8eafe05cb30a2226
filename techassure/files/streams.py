"""Files of many submissions as streams of lines: JSON Lines, plain or compressed, and the rows of a Parquet file.

Nothing is held but the line at hand: a file may be larger than the memory.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path as FilePath
from typing import Any, BinaryIO, cast

import orjson

from techassure.extras import needing
from techassure.files import parquet_pages
from techassure.files.bounds import MOST_BYTES
from techassure.problems import Place, Problem, ProblemsFound

PLAIN = ".jsonl"
GZIP = (".jsonl.gz", ".jsonl.gzip")
ZSTD = (".jsonl.zst", ".jsonl.zstd")
PARQUET = ".parquet"
ENDINGS = (PLAIN, *GZIP, *ZSTD, PARQUET)
_OF_GZIP = {
    "Not a gzipped file": "it is not packed by gzip, as its name says",
    "end-of-stream marker": "it is cut short",
    "CRC check failed": "what is packed in it is damaged",
    "while decompressing data": "what is packed in it is damaged",
}
"""What Python says of a broken file, whose words teach nobody, and what we say."""
SUBMISSION = "submission"
"""The column of a Parquet file that holds a whole submission as JSON text."""
_ROWS = 64
_AT_ONCE = 512 * 1024 * 1024
"""Rows are read together as long as they come to less, were each as large as its whole group: a few bytes may stand for
one value in every row."""


def is_stream(name: str) -> bool:
    """Tell whether a file of this name holds many submissions."""
    return name.lower().endswith(ENDINGS)


def is_plain(name: str) -> bool:
    """Tell whether a file of this name is JSON Lines that need no unpacking."""
    return name.lower().endswith(PLAIN)


def lines_of(path: FilePath, shown: str) -> Iterator[bytes]:
    """Yield the lines of a file of many submissions; a row of Parquet is a line.

    Raises:
        ProblemsFound: the file is not what its ending says, or needs a library that is not installed.
    """
    name = path.name.lower()
    try:
        if name.endswith(PARQUET):
            yield from _rows(path)
            return
        with _opened(path, name) as stream:
            yield from bounded(stream)
    except _broken() as error:
        fix = "make the file anew; not all of it was read"
        message = f"the file cannot be read to its end: {_why(error)}"
        raise ProblemsFound([Problem(Place(shown), "unreadable-stream", message, fix)]) from None


def _why(error: Exception) -> str:
    says = " ".join(str(error).split())[:200]
    return next((ours for theirs, ours in _OF_GZIP.items() if theirs in says), says)


def bounded(stream: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines; one that is too long is cut just beyond the limit, so that reading refuses it and goes on."""
    readline = getattr(stream, "readline", None)
    if readline is None:
        yield from stream
        return
    while line := readline(MOST_BYTES + 1):
        rest = line
        while len(rest) > MOST_BYTES and not rest.endswith(b"\n"):
            rest = readline(MOST_BYTES + 1)
        yield line


def _opened(path: FilePath, name: str) -> BinaryIO:
    if name.endswith(GZIP):
        import gzip  # noqa: PLC0415 - most runs read no stream

        return cast(BinaryIO, gzip.open(path, "rb"))
    if name.endswith(ZSTD):
        with needing("data", "read zstd"):
            import pyarrow  # noqa: PLC0415 - an extra
        # It reads on over the frames that parallel compressors write, and says where the last of them is cut short.
        return cast(BinaryIO, io.BufferedReader(pyarrow.input_stream(str(path), compression="zstd")))
    return path.open("rb")


def _broken() -> tuple[type[Exception], ...]:
    """Return what a broken file raises, of the libraries that are there."""
    # Of a Parquet file: text that is no UTF-8, days that no calendar has, zones that nobody knows.
    broken: list[type[Exception]] = [OSError, EOFError, zlib.error, ValueError, LookupError, ArithmeticError]
    broken.append(orjson.JSONEncodeError)
    try:
        import pyarrow  # noqa: PLC0415 - an extra

        broken.append(pyarrow.ArrowException)
    except ImportError:
        pass
    return tuple(broken)


# --- Parquet --------------------------------------------------------------------------------------------------------


def _rows(path: FilePath) -> Iterator[bytes]:
    with needing("data", "read Parquet"):
        from pyarrow import parquet  # noqa: PLC0415 - an extra
    with parquet.ParquetFile(path) as file, path.open("rb") as raw:
        names = file.schema_arrow.names
        if len(set(names)) < len(names):
            raise ValueError("two of its columns have the same name")
        wanted = [SUBMISSION] if SUBMISSION in names else None
        for at in range(file.num_row_groups):
            most = _rows_at_once(raw, file.metadata.row_group(at), wanted)
            for batch in file.iter_batches(most, row_groups=[at], columns=wanted):
                yield from _lines(batch, wanted is not None)


def _rows_at_once(raw: BinaryIO, group: Any, wanted: list[str] | None) -> int:
    """Return how many rows of a group may be read together; its footer is not believed.

    Raises:
        ValueError, LookupError, EOFError: its rows or its pages are too large, or its pages are not where it says.
    """
    sizes = parquet_pages.of(raw, group, wanted[0] if wanted else None)
    total: int = max(sizes.total, group.total_byte_size)
    if total > MOST_BYTES * max(group.num_rows, 1):
        raise ValueError(f"its rows are larger than {MOST_BYTES >> 20} MB")
    if sizes.together > _AT_ONCE:
        raise ValueError(f"its pages are larger than {_AT_ONCE >> 20} MB")
    return max(1, min(_ROWS, _AT_ONCE // max(total, 1)))


def _lines(batch: Any, whole: bool) -> Iterator[bytes]:
    """Yield the rows of a batch, each made into text by itself where together they are large."""
    large = batch.nbytes > MOST_BYTES
    for part in (batch.slice(at, 1) for at in range(batch.num_rows)) if large else (batch,):
        if large and part.nbytes > MOST_BYTES:
            yield b"0" * (MOST_BYTES + 1)
            continue
        for row in part.to_pylist():
            yield _text(row[SUBMISSION]) if whole else _json(row)


def _text(value: Any) -> bytes:
    """Return a cell that holds a submission as text, bytes or a structure."""
    if isinstance(value, dict):
        return _json(value)
    return value if isinstance(value, bytes) else str(value or "").encode()


def _json(value: Any) -> bytes:
    """Return a row or a structure as JSON. A key that a map repeats stays twice, so that whoever reads it sees it."""
    return orjson.dumps(_filled(value), default=_written)


def _filled(value: Any) -> Any:
    """Return the value without what is null: a column that a row leaves empty is the same as no key."""
    if isinstance(value, dict):
        return {key: _filled(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        if value and all(isinstance(each, tuple) and len(each) == 2 for each in value):
            return _mapped(value)
        return [_filled(each) for each in value]
    return value


def _mapped(pairs: list[tuple[Any, Any]]) -> Any:
    """Return the pairs of a map as a mapping."""
    named = [(str(key), value) for key, value in pairs if value is not None]
    if len({key for key, _ in named}) == len(named):
        return {key: _filled(value) for key, value in named}
    return orjson.Fragment(b"{" + b",".join(_json(key) + b":" + _json(value) for key, value in named) + b"}")


def _written(value: Any) -> str:
    """Return a value of Parquet as a submission writes it; what no answer can be stays as it shows itself."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)
