"""A folder of Parquet files, one a table."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from techassure.batch.arrow import library, record_batches, schema
from techassure.batch.jobs import Job
from techassure.batch.tables import TABLES
from techassure.batch.tallies import Tally


def to_parquet(folder: Path, job: Job, tally: Tally, output: Path) -> None:
    """Write the tables of a batch into a new folder."""
    library()
    from pyarrow import parquet  # noqa: PLC0415 - an extra

    output.mkdir()
    with ExitStack() as stack:
        writers = {
            table: stack.enter_context(
                parquet.ParquetWriter(output / f"{table}.parquet", schema(columns), compression="zstd")
            )
            for table, columns in TABLES.items()
        }
        for table, batch in record_batches(folder, job, tally):
            if batch.num_rows:
                writers[table].write_batch(batch)
