"""Row formats: any number of submissions, on all cores or a cluster, gone on with where a run was stopped."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import orjson
import typer

from techassure.batch import outputs, shards, spark, summary, workers
from techassure.batch.converting import write_lines, write_output
from techassure.batch.jobs import Job
from techassure.batch.manifest import PROBLEMS
from techassure.batch.running import Batch, survey
from techassure.batch.tallies import Tally
from techassure.batch.workers import Engine
from techassure.cli import printing, progress
from techassure.intake.cutting import PIECE_BYTES
from techassure.problems import Place, Problem, ProblemsFound

_MOST_SHOWN = 100
_FILES_ONLY = ("parquet", "duckdb")


@dataclass(frozen=True)
class How:
    """The options that only rows know."""

    workers: int | None = None
    resume: bool = False
    quiet: bool = False
    engine: Literal["local", "spark"] = "local"
    master: str | None = None

    @property
    def asked(self) -> bool:
        """Whether any of them was given, but for `--quiet`."""
        return self.workers is not None or self.resume or self.engine != "local" or self.master is not None

    @property
    def is_alone(self) -> bool:
        """Whether one process does all, however much there is."""
        return self.engine == "local" and (self.workers or workers.cores()) == 1

    def check_board(self, selections: Sequence[object], days: Sequence[int], output_format: str) -> None:
        """Refuse to put on one board what needs rows."""
        rows = "use `--format` jsonl, csv, parquet or duckdb"
        if len(selections) > 1 or len(days) > 1:
            message = f"say against what to judge; {output_format} shows one selection on one day; for several, {rows}"
            raise typer.BadParameter(message)
        if self.asked:
            raise typer.BadParameter(f"{output_format} is made at once, in one process; for a batch, {rows}")

    def check_rows(self, output_format: str, output: Path | None, *, piped: bool) -> None:
        """Refuse options that do not go together."""
        if output is None and output_format in _FILES_ONLY:
            raise typer.BadParameter(f"say where: {output_format} cannot be shown", param_hint="--output")
        if output is None and self.resume:
            raise typer.BadParameter("only a run that writes to a file can be gone on with", param_hint="--resume")
        if piped and self.resume:
            message = "standard input cannot be read again; write it to a file first"
            raise typer.BadParameter(message, param_hint="--resume")
        if self.engine == "local" and self.master is not None:
            raise typer.BadParameter("only Spark has one; add `--engine spark`", param_hint="--master")
        if self.engine == "spark" and self.workers is not None:
            raise typer.BadParameter("Spark has its own; say it in `--master`", param_hint="--workers")
        if output is not None:
            _check_name(output)


def _check_name(output: Path) -> None:
    """Refuse a place that nothing can take whole: rows are written beside it, and moved there when all are found."""
    if not output.name or output.name == "..":
        message, fix = f"`{output}` names no file", "name the file that is to be written"
    elif not _is_text(output.name):
        message, fix = "the output's name is not UTF-8 text", "give it a name that is"
    elif output.exists() and not output.is_file() and not output.is_dir():
        message = f"nothing was written: `{output}` is a device or a pipe, which a file would replace"
        fix = "write to a file, or leave `--output` out and send the screen there"
    else:
        return
    raise ProblemsFound([Problem(Place(str(output)), "output-in-the-way", message, fix)])


def _is_text(name: str) -> bool:
    try:
        os.fsencode(name).decode()
    except UnicodeDecodeError:
        return False
    return True


def prepare(paths: Sequence[Path], how: How) -> None:
    """Have workers loaded while the standards are, where the files that were named will surely need some."""
    size = sum(path.stat().st_size for path in paths if path.is_file())
    if how.engine == "local" and not how.is_alone and size > workers.FEW * PIECE_BYTES:
        workers.prepare()


def run(job: Job, paths: Sequence[Path], output_format: str, output: Path | None, how: How) -> Tally:
    """Run a batch, write its rows, and say what it came to.

    Raises:
        ProblemsFound: it could not run, or its output cannot be written.
    """
    surveyed = survey(paths, job.formats())
    how.check_rows(output_format, output, piped=surveyed.bytes is None)
    with _writable(output), _engine(how) as engine, _folder(output) as folder:
        with progress.shown(surveyed.bytes, quiet=how.quiet) as watch:
            piped = printing.standard_input()
            tally = Batch(job, paths, folder, engine, piped, how.resume, watch, surveyed, how.is_alone).run()
        if output is None:
            write_lines(output_format, folder, job, sys.stdout.buffer)
        else:
            write_output(output_format, folder, job, tally, output)
        _complain(folder)
    asked = how.asked or output_format in _FILES_ONLY or sum(len(choice.days) for choice in job.choices) > 1
    if not how.quiet and (asked or sys.stderr.isatty()):
        printing.say("".join(f"{line}\n" for line in summary.lines(job, tally)))
    return tally


@contextmanager
def _engine(how: How) -> Iterator[Engine]:
    if how.engine == "spark":
        with spark.engine(how.master) as made:
            yield made
    else:
        yield workers.engine(how.workers)


@contextmanager
def _folder(output: Path | None) -> Iterator[Path]:
    """Yield where the shards go: beside the output, so that a later run finds them; else where nobody looks."""
    if output is None:
        with tempfile.TemporaryDirectory(prefix="techassure-") as made:
            yield Path(made)
        return
    folder = outputs.unfinished(output)
    folder.mkdir(exist_ok=True)
    yield folder
    shutil.rmtree(folder)


@contextmanager
def _writable(output: Path | None) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ProblemsFound([printing.unwritable(output, error)]) from error


def _complain(folder: Path) -> None:
    """Print the first problems, each once however many runs it stands in."""
    told = (orjson.loads(line)["problem"] for line in shards.lines(folder, PROBLEMS))
    first: dict[bytes, dict[str, Any]] = {}
    for problem in told:
        first.setdefault(orjson.dumps(problem), problem)
        if len(first) > _MOST_SHOWN:
            break
    printing.repeat(list(islice(first.values(), _MOST_SHOWN)))
    if len(first) > _MOST_SHOWN:
        printing.say("There are more problems; all of them stand with the results.\n")
