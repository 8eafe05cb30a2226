"""From the shards of a finished batch to the output that was asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from techassure.batch import outputs, shards
from techassure.batch.jobs import Job
from techassure.batch.manifest import PROBLEMS
from techassure.batch.tallies import Tally
from techassure.batch.to_duckdb import to_duckdb
from techassure.batch.to_lines import problems_to_csv, to_csv, to_jsonl, to_jsonl_file
from techassure.batch.to_parquet import to_parquet

_TABLES: dict[str, Callable[[Path, Job, Tally, Path], None]] = {"parquet": to_parquet, "duckdb": to_duckdb}


def write_lines(kind: str, folder: Path, job: Job, file: BinaryIO) -> None:
    """Write a format that can be piped."""
    if kind == "csv":
        to_csv(folder, file, job.detail)
    else:
        to_jsonl(folder, file)


def write_output(kind: str, folder: Path, job: Job, tally: Tally, output: Path) -> None:
    """Write any format to its place, whole or not at all.

    Raises:
        ProblemsFound: something else is in its place, or an extra is missing.
        OSError: it cannot be written.
    """
    outputs.check_place(output, folder=kind == "parquet")
    with outputs.whole(output) as partial:
        if kind in _TABLES:
            _TABLES[kind](folder, job, tally, partial)
        elif kind == "jsonl":
            to_jsonl_file(folder, partial)
        else:
            with partial.open("wb") as file:
                write_lines(kind, folder, job, file)
    if kind == "csv":
        _write_problems(folder, problems_beside(output))


def problems_beside(output: Path) -> Path:
    """Return where the problems stand beside a CSV file, which has no room for them."""
    return output.with_name(f"{output.stem}.problems{output.suffix}")


def _write_problems(folder: Path, path: Path) -> None:
    """Write the problems, where there are any; a file of an earlier batch never stays."""
    if not any(shard.stat().st_size for shard in shards.paths(folder, PROBLEMS)):
        path.unlink(missing_ok=True)
        return
    with outputs.whole(path) as partial, partial.open("wb") as file:
        problems_to_csv(folder, file)
