"""A real Spark on this machine gives what one process gives, row for row, refused submissions included."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import batches
import orjson
import pytest
from batches import lines, mixed
from cli_tenders import run

from techassure.batch import judged, spark, workers
from techassure.batch.jobs import Choice, Job, run_key
from techassure.batch.manifest import PROBLEMS, ROWS
from techassure.batch.running import Batch
from techassure.batch.shards import lines as shard_lines
from techassure.batch.tables import problem_cells, submission_cells
from techassure.definitions.library import load_library
from techassure.selections.selecting import read_tender
from techassure.selections.selection import Selection

pyspark = pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::FutureWarning"),
]
DAYS = (date(2026, 6, 1), date(2027, 6, 1))
COUNT = 40


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    """A Spark of two cores."""
    from pyspark.sql import SparkSession

    os.environ.update(PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
    paths = os.pathsep.join([str(Path(spark.__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    building = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    building = building.config("spark.sql.shuffle.partitions", "2").config("spark.executorEnv.PYTHONPATH", paths)
    made = building.getOrCreate()
    made.sparkContext.setLogLevel("ERROR")
    yield made
    made.stop()


@pytest.fixture
def selection(tmp_path: Path) -> Selection:
    return read_tender(batches.tender(tmp_path), load_library())


def test_a_data_frame_gives_what_one_process_gives(session: Any, selection: Selection, tmp_path: Path) -> None:
    """Two days; some cannot be read, and some were there before."""
    path = tmp_path / "all.jsonl"
    given = [b" " + line if at == 25 else line for at, line in enumerate(lines(COUNT))]
    path.write_bytes(b"".join(given))
    rows = [(at, str(path), at + 1, bytearray(line)) for at, line in enumerate(given)]
    frame = session.createDataFrame(rows, "position LONG, source STRING, line LONG, submission BINARY").repartition(3)
    found = [row.asDict(recursive=True) for row in spark.assess(frame, selection, DAYS).collect()]
    found.sort(key=lambda row: (row["position"], row["run"]))
    assert len(found) == COUNT * len(DAYS)
    there, problems = alone(selection, path, tmp_path / "work")
    assert [row for row in found if not row["refused"]] == there
    assert [each for row in found for each in row["problems"]] == problems
    assert any(each["rule"] == "same-identity-twice" for each in problems)


def alone(selection: Selection, path: Path, folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return what one process gives, in the shape of a data frame: the assessed, and the problems of the others."""
    job = Job((Choice(selection, tuple(day.toordinal() for day in DAYS)),))
    folder.mkdir()
    Batch(job, [path], folder, workers.engine(1)).run()
    numbers = {run_key(run.head): run.number for run in job.runs()}
    rows = []
    for each in map(orjson.loads, shard_lines(folder, ROWS)):
        one = each["assessment"]
        line = int(one["source"].rpartition(":")[2])
        cells = {column.name: submission_cells(one)[column.name] for column in judged.ASSESSED}
        head = {"position": line - 1, "source": one["source"], "file": str(path), "line": line, "refused": False}
        head |= {"column": 2 if line == 26 else 1, "run": numbers[run_key(each)], "as_of": each["as_of"]}
        head |= {key: each[key] for key in ("tool", "kind", "what_if", "personal", "notices")}
        head |= {key: each["selection"][key] for key in ("final", "digest", "encodings")}
        head |= {"selection": each["selection"]["id"]}
        inner = [judged.typed(judged.INNER["criteria"], judged.criteria_cells(one))]
        inner = [[{c.name: row[c.name] for c in judged.INNER["criteria"]} for row in inner[0]]]
        typed = judged.typed((*judged.HEAD, *judged.ASSESSED), [{**head, **cells}])[0]
        rows.append({c.name: typed[c.name] for c in (*judged.HEAD, *judged.ASSESSED)})
        rows[-1] |= {"criteria": inner[0], "problems": []}
    return rows, [problem_cells(orjson.loads(each)["problem"]) for each in shard_lines(folder, PROBLEMS)]


def test_without_a_shuffle_every_submission_is_assessed(session: Any, selection: Selection) -> None:
    rows = [(line.decode(),) for line in lines(30)]
    frame = session.createDataFrame(rows, "submission STRING")
    found = spark.assess(frame, selection, DAYS[0], detail="summary", identities_once=False).collect()
    assert len(found) == 30
    assert {tuple(each["rule"] for each in row["problems"]) for row in found if row["refused"]} != set()
    assert not any(each["rule"] == "same-identity-twice" for row in found for each in row["problems"])
    assert all(not row["criteria"] for row in found)


def test_the_command_line_gives_the_same_bytes_on_spark(session: Any, tmp_path: Path) -> None:
    tender, path = batches.tender(tmp_path), mixed(tmp_path)
    start = ["assess", path, "--tender", tender, "-f", "jsonl", "--quiet"]
    assert run(*start, "-o", tmp_path / "here.jsonl").exit_code == 1
    assert run(*start, "-o", tmp_path / "there.jsonl", "--engine", "spark", "--master", "local[2]").exit_code == 1
    assert (tmp_path / "there.jsonl").read_bytes() == (tmp_path / "here.jsonl").read_bytes()
