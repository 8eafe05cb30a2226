"""Pieces in, their parts out in the same order, worked on by one process or by several."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing.connection import wait
from pathlib import Path
from typing import NamedTuple

from techassure.batch.jobs import Job
from techassure.batch.kernel import Kernel, Part
from techassure.batch.shards import summed
from techassure.intake.pieces import Closing, Piece
from techassure.problems import Place, Problem, ProblemsFound

FEW = 8
"""So many pieces, or fewer, are done sooner than a worker has started."""
SLOT = ".slot"
"""How the names of files end in which workers hand over what they made."""
_AHEAD = 3
_BUFFER = 1 << 18


class Worked(NamedTuple):
    """A piece, and what it gave. All is to be taken before the next piece is asked for.

    Where ``rows`` is there, the rows are not in the parts but in that file, so many bytes for each part, and their sum.
    """

    piece: Piece
    parts: Iterable[Part]
    rows: Path | None = None
    lengths: Sequence[int] = ()
    sum: int = 0


Engine = Callable[[Iterator[Piece | Closing], Job, Path], Iterator[Worked]]
"""What works on the pieces of a job: each is given back with its parts, in order, and closings are carried out.

It may use files in a folder, whose names end in `SLOT`.
"""


def cores() -> int:
    """Return how many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def engine(workers: int | None) -> Engine:
    """Return an engine of so many processes; None: one a core, and none for a few pieces."""

    def work(pieces: Iterator[Piece | Closing], job: Job, folder: Path) -> Iterator[Worked]:
        count = cores() if workers is None else workers
        first = list(islice(pieces, FEW + 1)) if workers is None else []
        together = chain(first, pieces)
        if count == 1 or (workers is None and len(first) <= FEW):
            return alone(together, job)
        return _together(together, job, count, folder)

    return work


def alone(pieces: Iterator[Piece | Closing], job: Job) -> Iterator[Worked]:
    """Work in this process."""
    kernel = Kernel(job)
    for piece in pieces:
        if isinstance(piece, Closing):
            piece.close()
        else:
            yield Worked(piece, kernel.piece(piece))


def _together(pieces: Iterator[Piece | Closing], job: Job, workers: int, folder: Path) -> Iterator[Worked]:
    """Work in several processes. So many pieces are under way, and no more: memory stays flat."""
    pool = ProcessPoolExecutor(workers, _context(), _begin, (pickle.dumps(job), gc.get_threshold()))
    waiting: deque[Closing | Future[Worked]] = deque()
    slots = _slots(folder, workers * _AHEAD + 1)
    try:
        for at, piece in enumerate(pieces):
            slot = slots[at % len(slots)]
            waiting.append(piece if isinstance(piece, Closing) else pool.submit(_work, piece, slot))
            if len(waiting) == len(slots):
                yield from _next(waiting)
        while waiting:
            yield from _next(waiting)
    except BrokenProcessPool:
        fix = "run it again with `--resume`; if memory ran out, with fewer `--workers`"
        raise ProblemsFound([Problem(Place("workers"), "worker-ended", "a worker ended unasked", fix)]) from None
    finally:
        pool.shutdown(cancel_futures=True)
        for slot in slots:
            slot.unlink(missing_ok=True)


def _slots(folder: Path, count: int) -> list[Path]:
    """Return files to hand rows over in, of this process alone; what a killed one left is removed."""
    for left in folder.glob(f"*{SLOT}"):
        left.unlink(missing_ok=True)
    return [folder / f"{os.getpid()}-{number}{SLOT}" for number in range(count)]


def prepare() -> None:
    """Begin to load what workers need, beside whatever this process does until it starts some."""
    if _context().get_start_method() == "forkserver":
        from multiprocessing import forkserver  # noqa: PLC0415 - not on every system

        forkserver.ensure_running()


def _context() -> multiprocessing.context.BaseContext:
    """Return how workers are started: what they need is loaded once, and not by each."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def _next(waiting: deque[Closing | Future[Worked]]) -> Iterator[Worked]:
    first = waiting.popleft()
    if isinstance(first, Closing):
        first.close()
    else:
        yield first.result()


# --- in a worker ----------------------------------------------------------------------------------------------------

_kernels: list[Kernel] = []


def _begin(job: bytes, rings: tuple[int, int, int]) -> None:
    """Compile the job, once in the life of a worker, which seeks rings of objects as seldom as its parent does."""
    gc.set_threshold(*rings)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _kernels.append(Kernel(pickle.loads(job)))


def _end_with_parent() -> None:
    """End when whoever started this process has ended, however it ended: a worker must not outlive its batch."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _work(piece: Piece, slot: Path) -> Worked:
    """Work on a piece. Its rows are handed over in a file, which costs whoever takes them next to nothing.

    Raises:
        OSError: the file cannot be written.
    """
    parts, lengths, made = [], [], 0
    with slot.open("r+b" if slot.exists() else "wb", _BUFFER) as file:  # Written over: its pages are at hand.
        for part in _kernels[0].piece(piece):
            file.writelines(part.rows)
            made = summed(part.rows, made)
            lengths.append(sum(map(len, part.rows)))
            parts.append(part._replace(rows=()))
    return Worked(piece, parts, slot, lengths, made)
