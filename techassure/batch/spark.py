"""Apache Spark: the kernel that runs everywhere, in `mapInArrow`, with the definitions broadcast once.

`assess` is for data frames, whose results stay on the cluster. `engine` is for the command line: the cluster works on
the pieces of the input, and everything else (order, shards, formats, going on) is as on one machine.
"""

from __future__ import annotations

import hashlib
import pickle
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, cast

from techassure.batch import judged
from techassure.batch.arrow import library
from techassure.batch.jobs import Choice, Detail, Job
from techassure.batch.kernel import Kernel, Part
from techassure.batch.workers import Engine, Worked
from techassure.extras import needing
from techassure.files.places import Source
from techassure.intake import packs
from techassure.intake.pieces import Closing, Entry, LineEntry, Piece
from techassure.reviews import Identity, Reviews
from techassure.selections.selection import Selection

PIECES_A_CORE = 4
_PIECES = "at BIGINT, piece BINARY"
_PARTS = "at BIGINT, parts BINARY"

# --- data frames ----------------------------------------------------------------------------------------------------


def assess(
    dataframe: Any,
    selection: Selection | Sequence[Selection],
    as_of: date | Sequence[date],
    *,
    detail: Detail = "criteria",
    reviews: Mapping[Identity, Reviews] | None = None,
    identities_once: bool = True,
) -> Any:
    """Return a data frame with a row for each submission, selection and day, assessed or refused.

    The column ``submission`` of the data frame holds a submission each, as JSON text or bytes. Where there are columns
    ``source`` and ``line``, they say what it is called and at which line of it problems count from; ``position`` is its
    place in the input. Without it, that is the order of the partitions. There is no folder, and so no documents.

    ``identities_once`` refuses all but the first submission of the same supplier, product, version and lot, which takes
    a shuffle; without it they are all assessed.

    Raises:
        ProblemsFound: Spark, or what it needs, is not installed.
    """
    functions = _functions()
    selections = [selection] if isinstance(selection, Selection) else list(selection)
    days = tuple(day.toordinal() for day in ([as_of] if isinstance(as_of, date) else as_of))
    job = Job(tuple(Choice(each, days, reviews or {}) for each in selections), detail)
    shared = dataframe.sparkSession.sparkContext.broadcast(pickle.dumps(job))
    if "position" not in dataframe.columns:
        dataframe = dataframe.withColumn("position", functions.monotonically_increasing_id())
    made = dataframe.select(*_given(dataframe, functions)).mapInArrow(partial(_judged, shared), judged.ddl())
    return _once(made, functions) if identities_once else made


def _functions() -> Any:
    with needing("spark", "run on Spark"):
        from pyspark.sql import functions  # noqa: PLC0415 - an extra
    return functions


def _given(dataframe: Any, functions: Any) -> list[Any]:
    """Return the columns that the kernel is given, those that are missing as nulls."""
    types = {"submission": "binary", "source": "string", "line": "bigint", "position": "bigint"}
    return [
        (functions.col(name) if name in dataframe.columns else functions.lit(None)).cast(kind).alias(name)
        for name, kind in types.items()
    ]


def _judged(shared: Any, batches: Iterable[Any]) -> Iterator[Any]:
    """Run the kernel on record batches, in a worker of Spark."""
    job, kernel = _compiled(shared.value)
    for batch in batches:
        yield judge(job, kernel, batch.to_pylist())


def judge(job: Job, kernel: Kernel, rows: Sequence[Mapping[str, Any]]) -> Any:
    """Return rows of a data frame, judged, as a record batch; empty ones are skipped, as in JSON Lines.

    It needs no Spark: any engine on Arrow may call it.
    """
    filled = [row for row in rows if (row["submission"] or b"").strip()]
    return judged.judged_batch(job, kernel.parts(map(_entry, filled)), [_stand(row) for row in filled])


def _entry(row: Mapping[str, Any]) -> Entry:
    stand = _stand(row)
    label = stand.file if row["line"] is None else f"{stand.file}:{stand.line}"
    return LineEntry(label, row["submission"], stand.file, stand.line, None)


def _stand(row: Mapping[str, Any]) -> judged.Stand:
    text = row["submission"]
    return judged.Stand(
        row["position"], row["source"] or "submission", row["line"] or 1, 1 + len(text) - len(text.lstrip())
    )


_compiled_jobs: dict[bytes, tuple[Job, Kernel]] = {}


def _compiled(pickled: bytes) -> tuple[Job, Kernel]:
    """Return the job, compiled once in the life of a worker."""
    key = hashlib.blake2b(pickled, digest_size=16).digest()
    if key not in _compiled_jobs:
        _compiled_jobs.clear()
        job = pickle.loads(pickled)
        _compiled_jobs[key] = (job, Kernel(job))
    return _compiled_jobs[key]


_IDENTITY = ("run", "supplier_id", "product", "product_version", "lot")


def _once(made: Any, functions: Any) -> Any:
    """Refuse every submission but the first of the same identity, as the engine on one machine does."""
    from pyspark.sql import Window  # noqa: PLC0415 - an extra

    alike = Window.partitionBy("refused", *_IDENTITY).orderBy("position")
    numbered = made.withColumn("_nth", functions.row_number().over(alike))
    numbered = numbered.withColumn("_first", functions.first("source").over(alike))
    again = ~functions.col("refused") & (functions.col("_nth") > 1)
    kept = {column.name: functions.when(~again, functions.col(column.name)) for column in judged.ASSESSED}
    nothing = functions.array().cast(f"ARRAY<{judged.inner_ddl('criteria')}>")
    changed = {
        "refused": functions.col("refused") | again,
        **kept,
        "criteria": functions.when(again, nothing).otherwise(functions.col("criteria")),
        "problems": functions.when(again, _second(functions)).otherwise(functions.col("problems")),
    }
    return numbered.select([changed.get(name, functions.col(name)).alias(name) for name in made.columns])


def _second(functions: Any) -> Any:
    """Return the column that says of a submission that its identity was read before."""
    lit, col = functions.lit, functions.col
    said = packs.second(("{supplier_id}", "{product}", "{product_version}", None), Source("", {}), "{_first}")
    message = functions.concat(*[_column(part, functions) for part in re.split(r"(\{[a-z_]+\})", said.message)])
    cells = {
        **{name: col(name) for name in ("file", "line", "column")},
        **{name: lit(getattr(said, name)) for name in ("rule", "severity", "fix")},
        "message": message,
    }
    problem = functions.struct(*(cells[column.name].alias(column.name) for column in judged.INNER["problems"]))
    return functions.array(problem).cast(f"ARRAY<{judged.inner_ddl('problems')}>")


def _column(part: str, functions: Any) -> Any:
    """Return the column that a part in braces names; any other part as it is."""
    return functions.col(part.strip("{}")) if part.startswith("{") else functions.lit(part)


# --- the command line -----------------------------------------------------------------------------------------------


@contextmanager
def engine(master: str | None) -> Iterator[Engine]:
    """Yield an engine whose workers are a cluster's; a session that was begun here ends with the block.

    Raises:
        ProblemsFound: Spark, or what it needs, is not installed.
    """
    _functions()
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra

    own = SparkSession.getActiveSession() is None
    building = cast(Any, SparkSession.builder).appName("techassure")
    building = building.config("spark.ui.showConsoleProgress", "false")
    session = (building.master(master) if master else building).getOrCreate()
    try:
        yield partial(_on, session)
    finally:
        if own:
            session.stop()


def _on(session: Any, pieces: Iterator[Piece | Closing], job: Job, _: Path) -> Iterator[Worked]:
    """Work on the pieces in waves, so that neither the driver nor the cluster holds more than one."""
    shared = session.sparkContext.broadcast(pickle.dumps(job))
    here = Kernel(job)
    many = session.sparkContext.defaultParallelism * PIECES_A_CORE
    while wave := list(islice(pieces, many)):
        sent = [(at, bytearray(pickle.dumps(piece))) for at, piece in enumerate(wave) if _can_be_sent(piece)]
        given = dict(_parts(session, shared, sent)) if sent else {}
        for at, piece in enumerate(wave):
            if isinstance(piece, Closing):
                piece.close()
            else:
                yield Worked(piece, given[at] if at in given else here.piece(piece))


def _can_be_sent(piece: Piece | Closing) -> bool:
    """Tell whether other machines can read the piece: what an archive held is in a folder of this one."""
    return not isinstance(piece, Closing) and not piece.within.hidden


def _parts(session: Any, shared: Any, sent: Sequence[tuple[int, bytearray]]) -> Iterator[tuple[int, list[Part]]]:
    frame = session.createDataFrame(sent, _PIECES).repartition(len(sent))
    for row in frame.mapInArrow(partial(_worked, shared), _PARTS).collect():
        yield row["at"], pickle.loads(bytes(row["parts"]))


def _worked(shared: Any, batches: Iterable[Any]) -> Iterator[Any]:
    """Run the kernel on pieces, in a worker of Spark."""
    arrow = library()
    _, kernel = _compiled(shared.value)
    for batch in batches:
        for at, piece in zip(batch.column("at").to_pylist(), batch.column("piece").to_pylist(), strict=True):
            parts = pickle.dumps(list(kernel.piece(pickle.loads(piece))))
            yield arrow.RecordBatch.from_pydict({"at": [at], "parts": [parts]}, schema=_parts_schema(arrow))


def _parts_schema(arrow: Any) -> Any:
    return arrow.schema([("at", arrow.int64()), ("parts", arrow.binary())])
