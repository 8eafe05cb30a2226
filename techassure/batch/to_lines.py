"""JSON Lines and CSV, made of the shards: the bytes that the reports of the same names give for the whole document."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from techassure.batch import shards
from techassure.batch.jobs import Detail
from techassure.batch.manifest import PROBLEMS, ROWS
from techassure.batch.tables import PROBLEMS as PROBLEMS_TABLE
from techassure.batch.tables import SUBMISSIONS, problem_cells, submission_cells
from techassure.report import csv

_JUDGED = ("kind", "final", "what_if", "as_of", "selection", "digest")
_MADE = ("tool", "encodings", "personal", "notices")
SUMMARY_COLUMNS = (*_JUDGED, *(column.name for column in SUBMISSIONS if column.name not in ("run", "number")), *_MADE)


def to_jsonl(folder: Path, file: BinaryIO) -> None:
    """Write the assessments, and then the problems."""
    for kind in (ROWS, PROBLEMS):
        for path in shards.paths(folder, kind):
            with path.open("rb") as shard:
                shutil.copyfileobj(shard, file, 1024 * 1024)


def to_csv(folder: Path, file: BinaryIO, detail: Detail) -> None:
    """Write a row for each criterion of each assessment, or one for each assessment."""
    columns = csv.COLUMNS if detail == "criteria" else SUMMARY_COLUMNS
    file.write(csv.line(columns))
    for line in shards.lines(folder, ROWS):
        for row in _rows(orjson.loads(line), detail):
            file.write(csv.written(columns, row))


def _rows(line: Mapping[str, Any], detail: Detail) -> Iterator[dict[str, Any]]:
    head = csv.heading(line)
    if detail == "criteria":
        yield from csv.outcomes(head, line["assessment"])
    else:
        yield {**submission_cells(line["assessment"]), **head}


PROBLEM_COLUMNS = (*_JUDGED, *(column.name for column in PROBLEMS_TABLE if column.name != "run"), *_MADE)


def problems_to_csv(folder: Path, file: BinaryIO) -> None:
    """Write a row for each problem."""
    file.write(csv.line(PROBLEM_COLUMNS))
    for line in shards.lines(folder, PROBLEMS):
        row = orjson.loads(line)
        file.write(csv.written(PROBLEM_COLUMNS, {**csv.heading(row), **problem_cells(row["problem"])}))
