"""The tables of a batch as Arrow record batches: what Parquet, DuckDB and Spark are given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from techassure.batch import shards
from techassure.batch.jobs import Job, run_key
from techassure.batch.manifest import PROBLEMS as PROBLEM_SHARDS
from techassure.batch.manifest import ROWS
from techassure.batch.tables import TABLES, Column, Row, criteria_cells, problem_cells, run_cells, submission_cells
from techassure.batch.tallies import Tally
from techassure.extras import needing

BATCH = 8192


def library() -> Any:
    """Return pyarrow.

    Raises:
        ProblemsFound: it is not installed.
    """
    with needing("data", "write tables"):
        import pyarrow  # noqa: PLC0415 - an extra
    return pyarrow


def schema(columns: Sequence[Column]) -> Any:
    """Return the Arrow schema of some columns."""
    return library().schema([(column.name, _type(column)) for column in columns])


def _type(column: Column) -> Any:
    arrow = library()
    types = {
        "whole": arrow.int64,
        "number": arrow.float64,
        "text": arrow.string,
        "texts": lambda: arrow.list_(arrow.string()),
        "yes-no": arrow.bool_,
        "day": arrow.date32,
    }
    return types[column.type]()


def typed(columns: Sequence[Column], rows: Iterable[Row]) -> list[Row]:
    """Return rows with their days as dates, as Arrow takes them."""
    days = [column.name for column in columns if column.type == "day"]
    return [{**row, **{day: date.fromisoformat(row[day]) for day in days if row[day]}} for row in rows]


def record_batch(table: str, rows: Iterable[Row]) -> Any:
    """Return rows of a table as a record batch."""
    columns = TABLES[table]
    return library().RecordBatch.from_pylist(typed(columns, rows), schema=schema(columns))


def record_batches(folder: Path, job: Job, tally: Tally) -> Iterator[tuple[str, Any]]:
    """Yield the name of a table and a record batch of it, until all tables have been given."""
    held: dict[str, list[Row]] = {table: [] for table in TABLES}
    for table, row in _rows(folder, job, tally):
        held[table].append(row)
        if len(held[table]) >= BATCH:
            yield table, record_batch(table, held[table])
            held[table] = []
    for table, rows in held.items():
        yield table, record_batch(table, rows)


def _rows(folder: Path, job: Job, tally: Tally) -> Iterator[tuple[str, Row]]:
    runs = list(job.runs())
    number_of = {run_key(run.head): run.number for run in runs}
    for run, verdicts in zip(runs, tally.verdicts, strict=True):
        yield "runs", {"run": run.number, **run_cells(run.head, verdicts, tally.refused[run.choice])}
    numbers = dict.fromkeys(number_of.values(), 0)
    for line in shards.lines(folder, ROWS):
        row = orjson.loads(line)
        run_number = number_of[run_key(row)]
        numbers[run_number] += 1
        key = {"run": run_number, "number": numbers[run_number]}
        yield "submissions", {**key, **submission_cells(row["assessment"])}
        for cells in criteria_cells(row["assessment"]):
            yield "criteria", {**key, **cells}
    for line in shards.lines(folder, PROBLEM_SHARDS):
        row = orjson.loads(line)
        yield "problems", {"run": number_of[run_key(row)], **problem_cells(row["problem"])}
