"""`batch-tables.md`: the tables that `assess` writes as Parquet and DuckDB, column by column."""

from __future__ import annotations

from collections.abc import Iterator

from techassure.authoring.markdown import sentence, table
from techassure.batch.judged import HEAD
from techassure.batch.tables import TABLES, Column
from techassure.batch.to_duckdb import SQL_TYPES

_SAYS = {
    "runs": "One row for each selection and day that the batch was judged by.",
    "submissions": "One row for each assessment: what a submission comes to in a run.",
    "criteria": "One row for each criterion of each assessment; none with `--detail summary`.",
    "problems": "One row for each thing that was wrong with the input, in each run.",
}


def lines() -> Iterator[str]:
    """Return the lines of the page."""
    yield (
        "`techassure assess --format duckdb` writes these four tables into one file, `--format parquet` as four files "
        "in a folder. `run` joins all of them to `runs`; `run` and `number` together join `criteria` to `submissions`. "
        "[How to run a batch](../how-to/run-a-batch.md) has queries."
    )
    yield ""
    for name, columns in TABLES.items():
        yield f"## {name}"
        yield ""
        yield _SAYS[name]
        yield ""
        yield from _described(columns)
    yield "## The data frame of Spark"
    yield ""
    yield (
        "`techassure.batch.spark.assess` gives one row for each submission in each run, assessed or refused: the "
        "columns below, those of `submissions`, and in `criteria` and `problems` the rows of those tables as arrays."
    )
    yield ""
    yield from _described(HEAD)


def _described(columns: tuple[Column, ...]) -> Iterator[str]:
    rows = ((f"`{column.name}`", SQL_TYPES[column.type], sentence(column.says)) for column in columns)
    yield from table(("column", "type", "it says"), rows)
