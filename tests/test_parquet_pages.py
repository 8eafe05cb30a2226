"""The sizes of a Parquet file's pages, read from the pages: a footer that lies gets nothing read."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techassure.files import parquet_pages, streams
from techassure.files.bounds import MOST_BYTES
from techassure.problems import ProblemsFound

arrow = pytest.importorskip("pyarrow", reason="the extra `data` is not installed")
parquet = pytest.importorskip("pyarrow.parquet", reason="the extra `data` is not installed")
OPTIONS: list[dict[str, Any]] = [
    {},
    {"compression": "none", "use_dictionary": False},
    {"compression": "zstd", "data_page_version": "2.0"},
    {"compression": "gzip", "data_page_size": 100, "write_batch_size": 7},
    {"write_page_checksum": True, "write_page_index": True, "data_page_size": 100, "write_batch_size": 7},
    {"row_group_size": 30, "use_dictionary": ["a"]},
]


def made(**options: Any) -> bytes:
    rows = {"a": [f"text {at}" for at in range(100)], "b": [{"c": [at, None]} for at in range(100)]}
    file = io.BytesIO()
    parquet.write_table(arrow.table(rows), file, **options)
    return file.getvalue()


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_pages_say_what_an_honest_footer_says(options: dict[str, Any]) -> None:
    """A footer counts the headers too, which are a few dozen bytes each."""
    file = io.BytesIO(made(**options))
    metadata = parquet.ParquetFile(file).metadata
    for group in map(metadata.row_group, range(metadata.num_row_groups)):
        whole, one = parquet_pages.of(file, group, None), parquet_pages.of(file, group, "a")
        columns = map(group.column, range(group.num_columns))
        headers = sum(each.total_uncompressed_size for each in columns) - whole.total
        assert 0 < headers < whole.total + 400
        assert 0 < one.together <= one.total < whole.total


def varint(number: int, width: int) -> bytes:
    """Return a whole number of Thrift in so many bytes, with needless ones at its end."""
    digits = [(number >> 7 * at) & 127 for at in range(width)]
    return bytes([*(digit | 128 for digit in digits[:-1]), digits[-1]])


def lying(path: Path, rows: list[str], told: int) -> Path:
    """Write submissions whose footer tells of another size than their pages have."""
    parquet.write_table(arrow.table({streams.SUBMISSION: rows}), path, compression="zstd", use_dictionary=False)
    data = path.read_bytes()
    start = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    size = parquet.ParquetFile(path).metadata.row_group(0).column(0).total_uncompressed_size
    assert data[start:].count(varint(2 * size, 4)) == 2
    path.write_bytes(data[:start] + data[start:].replace(varint(2 * size, 4), varint(2 * told, 4)))
    assert parquet.ParquetFile(path).metadata.row_group(0).total_byte_size == told
    return path


def test_rows_that_the_footer_makes_small_are_not_unpacked(tmp_path: Path) -> None:
    path = lying(tmp_path / "in.parquet", ["0" * (MOST_BYTES + 1)], 1000)
    before = arrow.default_memory_pool().max_memory()
    with pytest.raises(ProblemsFound, match="its rows are larger than 16 MB"):
        list(streams.lines_of(path, "in.parquet"))
    assert arrow.default_memory_pool().max_memory() - before < MOST_BYTES


def test_pages_that_the_footer_makes_small_are_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = lying(tmp_path / "in.parquet", ["0" * (1 << 20)] * 4, 1000)
    assert len(list(streams.lines_of(path, "in.parquet"))) == 4
    monkeypatch.setattr(streams, "_AT_ONCE", 1 << 20)
    with pytest.raises(ProblemsFound, match="its pages are larger than 1 MB"):
        list(streams.lines_of(path, "in.parquet"))


@settings(max_examples=60)
@given(st.data())
def test_a_page_that_is_none_is_a_problem_or_is_passed_over(data: st.DataObject) -> None:
    whole = made(row_group_size=50)
    metadata = parquet.ParquetFile(io.BytesIO(whole)).metadata
    raw = bytearray(whole[: data.draw(st.integers(4, len(whole)))])
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        sizes = parquet_pages.of(io.BytesIO(bytes(raw)), metadata.row_group(0), None)
    except (ValueError, LookupError, EOFError):
        return
    assert 0 <= sizes.together <= sizes.total
