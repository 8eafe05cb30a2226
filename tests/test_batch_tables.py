"""Parquet and DuckDB hold what the lines say; Parquet and zstd are read as JSON Lines are."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import batches
import pytest
from batches import clean, lines
from cli_tenders import run

from techassure.batch import tables
from techassure.files import streams
from techassure.problems import ProblemsFound

duckdb = pytest.importorskip("duckdb", reason="the extra `data` is not installed")
arrow = pytest.importorskip("pyarrow", reason="the extra `data` is not installed")
parquet = pytest.importorskip("pyarrow.parquet", reason="the extra `data` is not installed")
COUNT = 40
PAGES = Path(__file__).parent.parent / "docs"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of submissions and every kind of output: two days, so two runs."""
    made = tmp_path_factory.mktemp("tables")
    (made / "all.jsonl").write_bytes(b"".join(lines(COUNT)))
    start = ["assess", made / "all.jsonl", "--tender", batches.tender(made), "--quiet"]
    days = ["--as-of", "2026-06-01", "--as-of", "2027-06-01"]
    for kind in ("jsonl", "csv", "duckdb", "parquet"):
        assert run(*start, *days, "-f", kind, "-o", made / f"out.{kind}").exit_code == 1
    return made


def told(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "out.jsonl").read_text("utf-8").splitlines()]


def asked(folder: Path, question: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(folder / "out.duckdb"), read_only=True) as base:
        found: list[tuple[Any, ...]] = base.execute(question).fetchall()
        return found


@pytest.mark.parametrize("table", tables.TABLES)
def test_duckdb_and_parquet_hold_the_same_rows(folder: Path, table: str) -> None:
    there = parquet.read_table(folder / "out.parquet" / f"{table}.parquet").to_pylist()
    assert [tuple(row.values()) for row in there] == asked(folder, f"SELECT * FROM {table}")
    assert there
    assert list(there[0]) == [column.name for column in tables.TABLES[table]]


def test_the_tables_hold_what_the_lines_say(folder: Path) -> None:
    assessments = [each["assessment"] for each in told(folder) if "assessment" in each]
    problems = [each["problem"] for each in told(folder) if "problem" in each]
    assert asked(folder, "SELECT source, verdict, score_low, lapses_on::text FROM submissions") == [
        (one["source"], one["verdict"], (one["score"] or {}).get("low"), one["lapses_on"]) for one in assessments
    ]
    assert asked(folder, "SELECT criterion, outcome, causes FROM criteria") == [
        (each["id"], each["outcome"], list(dict.fromkeys(reason["cause"] for reason in each["reasons"])))
        for one in assessments
        for each in one["criteria"]
    ]
    assert sorted(asked(folder, "SELECT line, rule, message FROM problems")) == sorted(
        (each["place"]["line"], each["rule"], each["message"]) for each in problems
    )


def test_the_runs_are_counted(folder: Path) -> None:
    assert asked(folder, "SELECT run, as_of::text, assessed + refused FROM runs") == [
        (1, "2026-06-01", COUNT),
        (2, "2027-06-01", COUNT),
    ]
    assert asked(folder, "SELECT sum(assessed) FROM runs") == asked(folder, "SELECT count(*) FROM submissions")
    verdicts = "SELECT run, count(*) FILTER (verdict = 'undecided') FROM submissions GROUP BY run ORDER BY run"
    assert asked(folder, "SELECT run, undecided FROM runs") == asked(folder, verdicts)


def test_every_column_of_the_duckdb_file_says_what_it_is(folder: Path) -> None:
    assert asked(folder, "SELECT count(*) FROM duckdb_columns() WHERE NOT internal AND comment IS NULL") == [(0,)]


QUESTIONS = re.findall(r"^```sql\n(.*?)^```$", (PAGES / "how-to" / "run-a-batch.md").read_text("utf-8"), re.M | re.S)


@pytest.mark.parametrize("question", QUESTIONS, ids=range(len(QUESTIONS)))
def test_the_questions_of_the_page_have_answers(folder: Path, question: str) -> None:
    assert asked(folder, question)


def test_the_page_has_three_questions() -> None:
    assert len(QUESTIONS) == 3


def test_problems_stand_beside_a_csv_file_as_long_as_there_are_any(folder: Path, tmp_path: Path) -> None:
    there = (folder / "out.problems.csv").read_text("utf-8").splitlines()
    assert len(there) == 1 + sum("problem" in each for each in told(folder))
    (tmp_path / "all.jsonl").write_bytes(b"".join(lines(12)))
    start = ["assess", tmp_path / "all.jsonl", "--tender", batches.tender(tmp_path), "-f", "csv", "-o"]
    run(*start, tmp_path / "out.csv")
    assert (tmp_path / "out.problems.csv").is_file()
    (tmp_path / "all.jsonl").write_bytes(b"".join(clean(3)))
    run(*start, tmp_path / "out.csv")
    assert not (tmp_path / "out.problems.csv").exists()


def test_csv_of_summaries_has_a_row_a_submission(folder: Path) -> None:
    start = ["assess", folder / "all.jsonl", "--tender", folder / "tender.yaml", "-f", "csv"]
    rows = run(*start, "--detail", "summary").stdout.splitlines()
    assert len(rows) == 1 + len({each["assessment"]["source"] for each in told(folder) if "assessment" in each})
    assert rows[0].startswith("kind,final,what_if,as_of,selection,digest,source,supplier,")


@pytest.mark.parametrize("shape", ["text", "bytes", "structure"])
def test_parquet_is_read_as_json_lines_are(folder: Path, tmp_path: Path, shape: str) -> None:
    """As a column `submission`, or as columns that are a submission's own keys."""
    given = clean(20)
    rows = {
        "text": [{"submission": line.decode(), "other": 1} for line in given],
        "bytes": [{"submission": line} for line in given],
        "structure": [json.loads(line) for line in given],
    }[shape]
    parquet.write_table(arrow.Table.from_pylist(rows), tmp_path / "in.parquet")
    (tmp_path / "in.jsonl").write_bytes(b"".join(given))
    start = ["--tender", folder / "tender.yaml", "-f", "jsonl"]
    read = run("assess", tmp_path / "in.parquet", *start).stdout
    assert read.replace("in.parquet", "in.jsonl") == run("assess", tmp_path / "in.jsonl", *start).stdout
    assert len(read.splitlines()) == 20


def zstd(content: bytes) -> bytes:
    made: bytes = arrow.compress(content, codec="zstd", asbytes=True)
    return made


def test_zstd_is_read_as_json_lines_are(folder: Path, tmp_path: Path) -> None:
    """In several frames, as parallel compressors write them."""
    (tmp_path / "in.jsonl").write_bytes(b"".join(lines(20)))
    (tmp_path / "in.jsonl.zst").write_bytes(zstd(b"".join(lines(12))) + zstd(b"".join(lines(8, 13))))
    start = ["--tender", folder / "tender.yaml", "-f", "jsonl"]
    read = run("assess", tmp_path / "in.jsonl.zst", *start).stdout
    assert read.replace("in.jsonl.zst", "in.jsonl") == run("assess", tmp_path / "in.jsonl", *start).stdout


def test_zstd_that_is_cut_short_is_not_taken_for_whole(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl.zst").write_bytes(zstd(b"".join(clean(20)))[:-9])
    ended = run("assess", tmp_path / "in.jsonl.zst", "--tender", folder / "tender.yaml", "-f", "jsonl")
    assert ended.exit_code == 1
    assert "the file cannot be read to its end" in ended.stderr


@pytest.mark.parametrize("name", ["in.parquet", "in.jsonl.zst", "in.jsonl.gz"])
def test_a_file_that_is_not_what_its_name_says_is_refused_and_stops_nothing(
    folder: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(b"something else")
    (tmp_path / "in" / "later.jsonl").write_bytes(b"".join(clean(2)))
    ended = run("assess", tmp_path / "in", "--tender", folder / "tender.yaml", "-f", "jsonl")
    assert ended.exit_code == 1
    assert [sorted(json.loads(line))[0] for line in ended.stdout.splitlines()] == ["as_of"] * 3
    assert f"{name}: the file cannot be read to its end" in ended.stderr


def test_of_a_broken_gzip_file_it_is_said_what_is_wrong(tmp_path: Path) -> None:
    packed, path = gzip.compress(b"{}\n" * 99), tmp_path / "in.jsonl.gz"
    told = []
    for data in (b"{}", packed[:-9], packed[:-8] + bytes(8), packed[:10] + b"\xff" * 20):
        path.write_bytes(data)
        with pytest.raises(ProblemsFound) as found:
            list(streams.lines_of(path, "in.jsonl.gz"))
        told.append(found.value.problems[0].message.rpartition(": ")[2])
    damaged = "what is packed in it is damaged"
    assert told == ["it is not packed by gzip, as its name says", "it is cut short", damaged, damaged]
