"""Batches: the same rows as one by one, whatever the input's form, the workers, and the moment of being killed."""

from __future__ import annotations

import io
import json
import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import batches
import pytest
from batches import bare, clean, command, killed, lines, mixed, silent
from cli_tenders import run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from techassure import assessing
from techassure.batch import converting, shards, workers
from techassure.batch.converting import write_output
from techassure.batch.jobs import Choice, Job
from techassure.batch.running import Batch, Survey
from techassure.batch.tallies import Tally
from techassure.batch.to_lines import to_jsonl_file
from techassure.calendar_days import day_number
from techassure.definitions.library import load_library
from techassure.documents import writer
from techassure.engine.assessor import Assessor
from techassure.intake import cutting, pieces
from techassure.intake.packs import read_submissions
from techassure.intake.reader import SubmissionReader
from techassure.problems import ProblemsFound
from techassure.report import csv, jsonl
from techassure.selections.selecting import read_tender
from techassure.selections.selection import Selection

AS_OF = day_number("2026-06-01") or 0


@pytest.fixture
def tender(tmp_path: Path) -> Path:
    return batches.tender(tmp_path)


@pytest.fixture(scope="module")
def selection(tmp_path_factory: pytest.TempPathFactory) -> Selection:
    return read_tender(batches.tender(tmp_path_factory.mktemp("tender")), load_library())


class Judged:
    """A selection whose own representation hypothesis need not print."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection


@pytest.fixture(scope="module")
def judged(selection: Selection) -> Judged:
    return Judged(selection)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of two submissions."""
    monkeypatch.setattr(cutting, "PIECE_ENTRIES", 2)


def document(selection: Selection, path: Path) -> dict[str, object]:
    """Return what assessing one by one gives."""
    assessor = Assessor(selection, AS_OF)
    read = read_submissions([path], SubmissionReader(selection))
    return writer.document(assessor, *assessing.assess_all(assessor, read))


# --- the same as one by one -----------------------------------------------------------------------------------------


def test_a_batch_of_everything_is_as_one_by_one_byte_for_byte(
    tender: Path, selection: Selection, tmp_path: Path
) -> None:
    """Folders, archives, compressed and broken files, links, repeated identities; one process and two."""
    path = mixed(tmp_path)
    expected = document(selection, path)
    assert {each["rule"] for each in expected["problems"]} >= {  # type: ignore[attr-defined]
        "unknown-fact",
        "same-identity-twice",
        "unreadable-stream",
        "link-in-folder",
    }
    for kind, render in (("jsonl", jsonl.render), ("csv", csv.render)):
        for count in (1, 2):
            output = tmp_path / f"out-{count}.{kind}"
            ended = run("assess", path, "--tender", tender, "-f", kind, "-o", output, "--workers", count)
            assert ended.exit_code == 1
            assert output.read_bytes() == render(expected)


def test_a_row_says_why_it_is_refused_for_a_file_that_others_share(selection: Selection, tmp_path: Path) -> None:
    """The shared file alone would not say whose bid is refused."""
    path = tmp_path / "in"
    path.mkdir()
    (path / "supplier.yaml").write_text("techassure: 1\nanswers: {no.such_fact: yes}\n")
    (path / "bids.jsonl").write_bytes(b"".join(clean(3)))
    expected = document(selection, path)
    refused = [each for each in expected["problems"] if each["rule"] == "refused-with-shared-file"]  # type: ignore[attr-defined]
    assert [each["place"]["line"] for each in refused] == [1, 2, 3]
    assert rows(selection, path, tmp_path / "work") == jsonl.render(expected)  # type: ignore[arg-type]


def test_small_pieces_change_nothing(few: None, selection: Selection, tmp_path: Path) -> None:
    path = mixed(tmp_path)
    assert rows(selection, path, tmp_path / "work") == jsonl.render(document(selection, path))


@given(st.lists(st.binary(max_size=8), max_size=12))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pieces_are_the_same_whether_their_lines_are_held_or_read_elsewhere(
    few: None, tmp_path: Path, written: list[bytes]
) -> None:
    file = tmp_path / "written.jsonl"
    file.write_bytes(b"\n".join(written))
    held = [piece for piece in cutting.pieces([file], read_here=True) if isinstance(piece, pieces.Range)]
    sent = pickle.loads(pickle.dumps(held))
    assert sent == held == list(cutting.pieces([file]))
    assert [piece.lines for piece in sent] == [()] * len(held)
    told = [[(each.label, each.data) for piece in way for each in piece.entries()] for way in (held, sent)]
    assert told[0] == told[1]
    assert len(told[0]) == sum(not line.isspace() for line in io.BytesIO(file.read_bytes()))


def rows(selection: Selection, path: Path, folder: Path, count: int = 1, **options: object) -> bytes:
    """Return the lines of a batch run in a folder by so many processes."""
    job = Job((Choice(selection, (AS_OF,)),))
    folder.mkdir(exist_ok=True)
    Batch(job, [path], folder, workers.engine(count), **options).run()  # type: ignore[arg-type]
    with (folder / "all").open("wb") as file:
        converting.write_lines("jsonl", folder, job, file)
    return (folder / "all").read_bytes()


def test_an_input_that_was_surveyed_is_not_surveyed_again(selection: Selection, tmp_path: Path) -> None:
    """A folder of many files is walked once to see what it is, and once to read it."""
    (tmp_path / "all.jsonl").write_bytes(b"".join(lines(3)))
    told = Survey(7, 8, "told")
    rows(selection, tmp_path / "all.jsonl", tmp_path / "work", surveyed=told)
    kept = (tmp_path / "work" / "manifest.jsonl").read_bytes().splitlines()[0]
    assert json.loads(kept)["input"] == told._asdict()


def test_standard_input_is_read_as_a_file_is(tender: Path, tmp_path: Path) -> None:
    text = b"".join(lines(30))
    (tmp_path / "all.jsonl").write_bytes(text)
    piped = run("assess", "-", "--tender", tender, "-f", "jsonl", piped=text.decode())
    named = run("assess", tmp_path / "all.jsonl", "--tender", tender, "-f", "jsonl")
    assert piped.stdout.replace("standard input", str(tmp_path / "all.jsonl")) == named.stdout


def test_a_summary_row_is_the_head_of_the_whole_one(tender: Path, tmp_path: Path) -> None:
    (tmp_path / "all.jsonl").write_bytes(b"".join(clean(5)))
    options = ["assess", tmp_path / "all.jsonl", "--tender", tender, "-f", "jsonl"]
    short = [json.loads(line)["assessment"] for line in run(*options, "--detail", "summary").stdout.splitlines()]
    whole = [json.loads(line)["assessment"] for line in run(*options).stdout.splitlines()]
    assert [{key: row[key] for key in short[0]} for row in whole] == short
    assert "criteria" not in short[0]


def test_several_days_and_selections_are_each_as_if_alone(tender: Path, tmp_path: Path) -> None:
    (tmp_path / "all.jsonl").write_bytes(b"".join([*lines(30), silent(31), bare(32)]))
    start = ["assess", tmp_path / "all.jsonl", "-f", "jsonl", "--quiet"]
    days = ["2026-06-01", "2027-06-01"]
    choices = [["--tender", tender], ["--standard", "cyber-essentials@3.3"]]
    together = run(*start, *choices[0], *choices[1], *(part for day in days for part in ("--as-of", day)))
    for choice in choices:
        for day in days:
            alone = run(*start, *choice, "--as-of", day).stdout
            head = json.loads(alone.splitlines()[0])
            mine = [line for line in together.stdout.splitlines(True) if same_run(json.loads(line), head)]
            assert "".join(mine) == alone
    assert len(together.stdout.splitlines()) == 4 * len(alone.splitlines())


def same_run(line: dict[str, object], head: dict[str, object]) -> bool:
    return line["as_of"] == head["as_of"] and line["selection"] == head["selection"]


def test_a_second_selection_may_refuse_what_the_first_reads(tender: Path, tmp_path: Path) -> None:
    """Each keeps its own count."""
    (tmp_path / "all.jsonl").write_bytes(b"".join(lines(30)))
    named = ["--tender", tender, "--standard", "cyber-essentials@3.3"]
    ended = run("assess", tmp_path / "all.jsonl", *named, "-f", "csv", "-o", tmp_path / "x.csv")
    assert "30 submissions read." in ended.stderr
    assert ended.stderr.count("; 4 refused.") == 2


# --- killed and gone on with ----------------------------------------------------------------------------------------


class Stop(Exception):
    """Raised in the midst of a batch."""


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    stops=st.lists(st.integers(0, 6), max_size=3),
    torn=st.tuples(*[st.binary(max_size=40) for _ in range(3)]),
    cut=st.integers(0, 60),
)
def test_whatever_stands_in_the_folder_the_next_run_does_what_is_left(
    few: None,
    judged: Judged,
    tmp_path_factory: pytest.TempPathFactory,
    stops: list[int],
    torn: tuple[bytes, bytes, bytes],
    cut: int,
) -> None:
    """Stopped after some pieces, shards and manifest torn: nothing is lost, nothing twice."""
    folder = tmp_path_factory.mktemp("stopped")
    path = folder / "all.jsonl"
    path.write_bytes(b"".join(lines(27)))
    for stop in stops:
        with suppress(Stop):  # There may be fewer pieces left.
            rows(judged.selection, path, folder / "work", resume=True, watch=after(stop))
        files = [*shards.paths(folder / "work", "rows"), *shards.paths(folder / "work", "problems")]
        for file, bytes_ in zip([*files, folder / "work" / "manifest.jsonl"], torn, strict=True):
            with file.open("ab") as opened:
                opened.write(bytes_.replace(b"\n", b""))
        manifest = folder / "work" / "manifest.jsonl"
        os.truncate(manifest, max(manifest.stat().st_size - cut, 0))
    assert rows(judged.selection, path, folder / "work", resume=True) == jsonl.render(document(judged.selection, path))
    assert rows(judged.selection, path, folder / "work", resume=True) == jsonl.render(document(judged.selection, path))


def stopped(selection: Selection, folder: Path, count: int = 1) -> tuple[Path, Path]:
    """Return an input, and the folder of a batch over it that was stopped after some pieces."""
    path, work = folder / "all.jsonl", folder / "work"
    path.write_bytes(b"".join(lines(27)))
    with suppress(Stop):
        rows(selection, path, work, count, resume=True, watch=after(9))
    return path, work


DAMAGED = {
    "no JSON": lambda line: b"\0" * len(line),
    "another value": lambda line: line.replace(b'"pieces":', b'"pieces":1'),
    "a key that is gone": lambda line: line.replace(b'"tally"', b'"tale"'),
    "no mapping": lambda _: b"[]",
    "another shape": lambda _: b'{"pieces":null}',
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=list(DAMAGED))
def test_a_damaged_line_of_the_manifest_is_done_again(
    few: None, selection: Selection, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    path, work = stopped(selection, tmp_path)
    expected = rows(selection, path, tmp_path / "whole")
    first, second, *others = (work / "manifest.jsonl").read_bytes().splitlines()
    assert others
    (work / "manifest.jsonl").write_bytes(b"\n".join([first, second, *map(damage, others), b""]))
    assert rows(selection, path, work, resume=True) == expected


@pytest.mark.parametrize("order", [[0, 0, 1, 2, 3], [0, 1, 1, 2, 3], [0, 2, 3], [0, 3, 2, 1]])
def test_lines_of_the_manifest_that_are_not_in_their_order_are_done_again(
    few: None, selection: Selection, tmp_path: Path, order: list[int]
) -> None:
    path, work = stopped(selection, tmp_path)
    expected = rows(selection, path, tmp_path / "whole")
    told = (work / "manifest.jsonl").read_bytes().splitlines(keepends=True)
    (work / "manifest.jsonl").write_bytes(b"".join(told[at] for at in order))
    assert rows(selection, path, work, resume=True) == expected


@pytest.mark.parametrize(
    "content", [b"\0\n", b"\xff\n", b"[]\n", b'{"a": 1}\n', b"null\n", b'{"assessment": 7, "problem": 7}\n']
)
def test_a_manifest_without_its_beginning_is_told_with_what_to_do(
    few: None, selection: Selection, tmp_path: Path, content: bytes
) -> None:
    path, work = stopped(selection, tmp_path)
    file = work / "manifest.jsonl"
    file.write_bytes(content * file.stat().st_size)
    with pytest.raises(ProblemsFound) as found:
        rows(selection, path, work, resume=True)
    (problem,) = found.value.problems
    assert (problem.rule, problem.place.file) == ("damaged-batch", str(file))
    assert "without `--resume`" in problem.fix


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("of", [b'"non-compliant"', b'"message":"', b"2026-", b"}}\n"])
def test_what_was_changed_in_a_shard_is_done_again(
    few: None, selection: Selection, tmp_path: Path, of: bytes, count: int
) -> None:
    """Other JSON of the same length is as damaged as no JSON."""
    path, work = stopped(selection, tmp_path, count)
    expected = rows(selection, path, tmp_path / "whole")
    told = {shard: shard.read_bytes() for shard in work.glob("*-00001.jsonl")}
    assert any(of in text for text in told.values())
    for shard, text in told.items():
        shard.write_bytes(text.replace(of, of[::-1]))
    assert rows(selection, path, work, count, resume=True) == expected


def test_what_a_batch_made_is_not_touched_by_a_later_one(selection: Selection, tmp_path: Path) -> None:
    """A shard may become the output itself. Killed before the folder is gone, or begun anew: the output stays whole."""
    path, work, output = tmp_path / "all.jsonl", tmp_path / "work", tmp_path / "out.jsonl"
    path.write_bytes(b"".join(lines(27)))
    job = Job((Choice(selection, (AS_OF,)),))
    expected = rows(selection, path, work)
    for resume in (True, False):
        write_output("jsonl", work, job, Tally.of([1]), output)
        for watch in (after(0), lambda _: None):
            with suppress(Stop):
                Batch(job, [path], work, workers.engine(1), resume=resume, watch=watch).run()
            assert output.read_bytes() == expected


def test_shards_are_put_together_whatever_their_number(tmp_path: Path) -> None:
    """One takes the place of the output; of several the bytes are copied."""
    for most in (1000, 10):
        folder = tmp_path / str(most)
        folder.mkdir()
        with closing(shards.Shards(folder, "rows", shards.Position(), most)) as written:
            for number in range(10):
                written.begin()
                written.append([b"%d\n" % number] * 5)
        (folder / "problems-00001.jsonl").write_bytes(b"problem\n")
        to_jsonl_file(folder, folder / "out.jsonl")
        lines = [b"%d\n" % (number // 5) for number in range(50)]
        assert (folder / "out.jsonl").read_bytes() == b"".join([*lines, b"problem\n"])


def test_lines_are_taken_out_again_however_they_came(tmp_path: Path) -> None:
    (tmp_path / "0.slot").write_bytes(b"aaa\nbb\nc\nof an earlier piece")
    with closing(shards.Shards(tmp_path, "rows", shards.Position())) as written:
        first = written.begin()
        written.append_from(tmp_path / "0.slot", 9, shards.summed([b"aaa\nbb\nc\n"]))
        written.take_out(first, [4, 3, 2], [1])
        assert written.note() == (1, 6, shards.summed([b"aaa\nc\n"]))
        second = written.begin()
        written.append([b"dd\n", b"e\n"])
        written.take_out(second, [3, 2], [0])
        assert written.note() == (1, 8, shards.summed([b"e\n"]))
    assert (tmp_path / "rows-00001.jsonl").read_bytes() == b"aaa\nc\ne\n"


def after(pieces: int):  # type: ignore[no-untyped-def]
    """Return a watch that stops the batch after so many more pieces."""
    seen = iter(range(pieces))

    def watch(_: Tally) -> None:
        if next(seen, None) is None:
            raise Stop

    return watch


def test_a_run_killed_at_any_moment_is_gone_on_with(tender: Path, tmp_path: Path) -> None:
    """SIGKILL, a few times; `python -m tests.slow.killing` does it some hundreds of times."""
    path, output = tmp_path / "all.jsonl", tmp_path / "out.jsonl"
    path.write_bytes(b"".join(lines(1500)))
    arguments = command("assess", path, "--tender", tender, "-f", "jsonl", "--quiet", "--workers", 1)
    taken = batches.seconds([*arguments, "-o", str(tmp_path / "whole.jsonl")])
    whole = (tmp_path / "whole.jsonl").read_bytes()
    for share in (0.6, 0.8):
        killed([*arguments, "-o", str(output), "--resume"], taken * share)
        assert not output.exists() or output.read_bytes() == whole
    subprocess.run([*arguments, "-o", str(output), "--resume"], check=False, capture_output=True)
    assert output.read_bytes() == whole
    assert sorted(each.name for each in tmp_path.iterdir()) == ["all.jsonl", "out.jsonl", "tender.yaml", "whole.jsonl"]


@pytest.mark.parametrize(("room", "processes"), [(3_000, 1), (400_000, 1), (400_000, 2)])
def test_a_full_disk_loses_nothing(tender: Path, tmp_path: Path, room: int, processes: int) -> None:
    """No file may grow beyond some bytes, as on a disk that is full: it could not run; with room, it goes on."""
    path, output = tmp_path / "all.jsonl", tmp_path / "out.jsonl"
    path.write_bytes(b"".join(lines(300)))
    arguments = command(
        "assess", path, "--tender", tender, "-f", "jsonl", "--quiet", "-o", output, "--workers", processes
    )
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))  # noqa: E731
    full = subprocess.run(arguments, preexec_fn=limit, check=False, capture_output=True)
    assert full.returncode == 2
    assert b"cannot write the output" in full.stderr
    assert not output.exists()
    assert subprocess.run([*arguments, "--resume"], check=False, capture_output=True).returncode == 1
    whole = tmp_path / "whole.jsonl"
    run("assess", path, "--tender", tender, "-f", "jsonl", "-o", whole)
    assert output.read_bytes() == whole.read_bytes()


def test_another_batch_is_not_gone_on_with(few: None, selection: Selection, tmp_path: Path) -> None:
    path = tmp_path / "all.jsonl"
    path.write_bytes(b"".join(clean(9)))
    with pytest.raises(Stop):
        rows(selection, path, tmp_path / "work", watch=after(2))
    path.write_bytes(b"".join(clean(10)))
    with pytest.raises(ProblemsFound, match="differs from this one in its `input`"):
        rows(selection, path, tmp_path / "work", resume=True)
    assert rows(selection, path, tmp_path / "work").count(b"\n") == 10


@pytest.mark.skipif(sys.platform != "linux", reason="only there may the name of a file be any bytes")
def test_a_file_whose_name_is_no_text_is_assessed(selection: Selection, tmp_path: Path) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / os.fsdecode(b"\xff.json")).write_bytes(clean(1)[0])
    assert rows(selection, folder, tmp_path / "work").count(b"\n") == 1


def test_two_runs_do_not_write_one_output(few: None, selection: Selection, tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    path = tmp_path / "all.jsonl"
    path.write_bytes(b"".join(clean(9)))

    def watch(_: Tally) -> None:
        with pytest.raises(ProblemsFound, match="another process is at work"):
            rows(selection, path, tmp_path / "work", resume=True)

    rows(selection, path, tmp_path / "work", watch=watch)


def test_what_could_not_be_written_leaves_what_was_there(tender: Path, tmp_path: Path) -> None:
    """A folder in the way, and options that do not go together: it could not run."""
    (tmp_path / "all.jsonl").write_bytes(b"".join(clean(2)))
    start = ["assess", tmp_path / "all.jsonl", "--tender", tender]
    (tmp_path / "folder").mkdir()
    for options, said in (
        (["-f", "jsonl", "-o", tmp_path / "folder"], "would replace a folder"),
        (["-f", "parquet", "-o", tmp_path / "all.jsonl"], "would replace a file"),
        (["-f", "parquet", "-o", tmp_path], "holds other files"),
        (["-f", "duckdb"], "say where"),
        (["-f", "csv", "--resume"], "only a run that writes to a file"),
        (["-f", "json", "--workers", "2"], "made at once"),
        (["--as-of", "2026-06-01", "--as-of", "2026-06-02"], "one selection on one day"),
        (["-f", "csv", "--master", "local"], "only Spark has one"),
        (["-f", "csv", "--engine", "spark", "--workers", "2"], "Spark has its own"),
    ):
        ended = run(*start, *options)
        assert (ended.exit_code, ended.stdout) == (2, "")
        assert said in " ".join(ended.stderr.replace("│", "").split())
    assert (tmp_path / "all.jsonl").read_bytes() == b"".join(clean(2))


# --- what a person sees ---------------------------------------------------------------------------------------------


def test_the_summary_says_what_was_refused_and_why(tender: Path, tmp_path: Path) -> None:
    (tmp_path / "all.jsonl").write_bytes(b"".join(lines(30)))
    said = run("assess", tmp_path / "all.jsonl", "--tender", tender, "-f", "jsonl", "--workers", 1).stderr
    assert "30 submissions read: 26 assessed, 4 refused." in said
    assert "small, as of 2026-06-01: " in said
    assert "Refused for: " in said
    assert "Slowest: " in said
    quiet = run("assess", tmp_path / "all.jsonl", "--tender", tender, "-f", "jsonl", "--workers", 1, "--quiet").stderr
    assert "Slowest" not in quiet
    assert "unknown-fact" in quiet


def test_a_terminal_shows_progress_and_a_pipe_does_not(tender: Path, tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    (tmp_path / "all.jsonl").write_bytes(b"".join(clean(1500)))
    arguments = command("assess", tmp_path / "all.jsonl", "--tender", tender, "-f", "jsonl", "-o", tmp_path / "out")
    outer, inner = pty.openpty()
    process = subprocess.Popen(arguments, stdout=inner, stderr=inner)
    os.close(inner)
    seen = b""
    try:
        while block := os.read(outer, 65536):
            seen += block
    except OSError:  # how Linux says that a terminal was closed
        pass
    os.close(outer)
    assert process.wait() == 0
    assert b"submissions" in seen
    assert b"1,500 submissions read: 1,500 assessed, 0 refused." in seen
    assert subprocess.run(arguments, check=True, capture_output=True).stderr == b""
