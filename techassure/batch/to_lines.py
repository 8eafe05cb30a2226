"""JSON Lines and CSV, made of the shards: the bytes that the reports of the same names give for the whole document."""

from __future__ import annotations

import os
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
    for path in (*shards.paths(folder, ROWS), *shards.paths(folder, PROBLEMS)):
        shards.append_copy(path, path.stat().st_size, file)


def to_jsonl_file(folder: Path, output: Path) -> None:
    """Write the same to a file. Its first lines are those of a shard: if there is but one, it becomes the output."""
    rows = shards.paths(folder, ROWS)
    if len(rows) != 1 or not shards.linked(rows[0], output):
        with output.open("wb") as file:
            to_jsonl(folder, file)
        return
    with output.open("r+b") as file:
        file.seek(0, os.SEEK_END)
        for path in shards.paths(folder, PROBLEMS):
            shards.append_copy(path, path.stat().st_size, file)


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
