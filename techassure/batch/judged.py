"""For data frames: one row a submission and run, assessed or refused, with its criteria and problems inside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from techassure.batch.arrow import library, schema, typed
from techassure.batch.jobs import Job, Run, run_key
from techassure.batch.kernel import Part
from techassure.batch.tables import (
    CRITERIA,
    PROBLEMS,
    RUNS,
    SUBMISSIONS,
    Column,
    Row,
    Type,
    criteria_cells,
    problem_cells,
    run_cells,
    submission_cells,
)

_OWN = ("run", "number", "source")
_OF_THE_RUN = ("tool", "kind", "as_of", "what_if", "final", "selection", "digest", "encodings", "personal", "notices")
HEAD = (
    Column("position", "whole", "where it stands in the input"),
    Column("source", "text", "what the submission is called"),
    Column("file", "text", "the file, or what was given in its place"),
    Column("line", "whole", "its line there, from 1"),
    Column("column", "whole", "the character at which it begins, from 1"),
    Column("run", "whole", "1 for the first selection and day"),
    *(column for column in RUNS if column.name in _OF_THE_RUN),
    Column("refused", "yes-no", "whether it could not be read; `problems` then says why, and the rest is null"),
)
ASSESSED = tuple(column for column in SUBMISSIONS if column.name not in _OWN)
INNER: Mapping[str, tuple[Column, ...]] = {
    "criteria": tuple(column for column in CRITERIA if column.name not in _OWN),
    "problems": tuple(column for column in PROBLEMS if column.name != "run"),
}
_DDL: Mapping[Type, str] = {
    "whole": "BIGINT",
    "number": "DOUBLE",
    "text": "STRING",
    "texts": "ARRAY<STRING>",
    "yes-no": "BOOLEAN",
    "day": "DATE",
}


def ddl() -> str:
    """Return the columns as Spark's data definition language says them."""
    flat = [f"`{column.name}` {_DDL[column.type]}" for column in (*HEAD, *ASSESSED)]
    return ", ".join([*flat, *(f"{name} ARRAY<{inner_ddl(name)}>" for name in INNER)])


def inner_ddl(name: str) -> str:
    """Return the type of the rows that stand inside a row."""
    return f"STRUCT<{', '.join(f'`{column.name}`: {_DDL[column.type]}' for column in INNER[name])}>"


def judged_schema() -> Any:
    """Return the columns as an Arrow schema."""
    arrow = library()
    inner = [arrow.field(name, arrow.list_(arrow.struct(list(schema(columns))))) for name, columns in INNER.items()]
    return arrow.schema([*schema((*HEAD, *ASSESSED)), *inner])


def judged_batch(job: Job, parts: Iterable[Part], stand: Sequence[Stand]) -> Any:
    """Return the parts of submissions as a record batch. ``stand`` says where each entry stands."""
    runs = list(job.runs())
    rows = [row for part in parts for row in _rows(part, runs, stand[part.entry])]
    return library().RecordBatch.from_pylist(rows, schema=judged_schema())


class Stand(NamedTuple):
    """Where a submission stands: its place in the input, and its file, line and column."""

    position: int
    file: str
    line: int
    column: int


def _rows(part: Part, runs: Sequence[Run], stand: Stand) -> Iterator[Row]:
    mine = [run for run in runs if run.choice == part.choice]
    assessed = {run_key(line): line["assessment"] for line in map(orjson.loads, b"".join(part.rows).splitlines())}
    problems: dict[tuple[str, ...], list[Row]] = {run_key(run.head): [] for run in mine}
    for line in map(orjson.loads, part.problems.splitlines()):
        problems[run_key(line)].append(problem_cells(line["problem"]))
    for run in mine:
        key = run_key(run.head)
        one = assessed.get(key)
        cells = submission_cells(one) if one else dict.fromkeys(column.name for column in ASSESSED)
        head = {
            **stand._asdict(),
            "source": part.label,
            "run": run.number,
            **{name: cell for name, cell in run_cells(run.head, {}, 0).items() if name in _OF_THE_RUN},
            "refused": one is None,
        }
        inner = {
            "criteria": typed(INNER["criteria"], criteria_cells(one) if one else ()),
            "problems": problems[key],
        }
        yield {**typed((*HEAD, *ASSESSED), [{**cells, **head}])[0], **inner}
