"""A DuckDB file: the four tables of a batch, each column with its comment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from techassure.batch.arrow import library, record_batches
from techassure.batch.jobs import Job
from techassure.batch.tables import TABLES, Column
from techassure.batch.tallies import Tally
from techassure.extras import needing

SQL_TYPES = {
    "whole": "BIGINT",
    "number": "DOUBLE",
    "text": "VARCHAR",
    "texts": "VARCHAR[]",
    "yes-no": "BOOLEAN",
    "day": "DATE",
}


def to_duckdb(folder: Path, job: Job, tally: Tally, output: Path) -> None:
    """Write the tables of a batch into a new DuckDB file."""
    with needing("data", "write DuckDB"):
        import duckdb  # noqa: PLC0415 - an extra
    arrow = library()
    with duckdb.connect(str(output)) as base:
        for table, columns in TABLES.items():
            _create(base, table, columns)
        for table, batch in record_batches(folder, job, tally):
            base.register("incoming", arrow.Table.from_batches([batch]))
            base.execute(f"INSERT INTO {table} SELECT * FROM incoming")
            base.unregister("incoming")
        base.execute("CHECKPOINT")


def _create(base: Any, table: str, columns: tuple[Column, ...]) -> None:
    typed = ", ".join(f'"{each.name}" {SQL_TYPES[each.type]}' for each in columns)
    base.execute(f"CREATE TABLE {table} ({typed})")
    for each in columns:
        base.execute(f"""COMMENT ON COLUMN {table}."{each.name}" IS '{each.says.replace("'", "''")}'""")
