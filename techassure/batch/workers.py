"""Pieces in, their parts out in the same order, worked on by one process or by several."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing.connection import wait
from typing import NamedTuple

from techassure.batch.jobs import Job
from techassure.batch.kernel import Kernel, Part
from techassure.pieces import Closing, Piece
from techassure.problems import Place, Problem, ProblemsFound

FEW = 8
"""So many pieces, or fewer, are done sooner than a worker has started."""
_AHEAD = 3


class Worked(NamedTuple):
    """A piece, and what it gave."""

    piece: Piece
    parts: list[Part]


Engine = Callable[[Iterator[Piece | Closing], Job], Iterator[Worked]]
"""What works on the pieces of a job: each is given back with its parts, in order, and closings are carried out."""


def cores() -> int:
    """Return how many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def engine(workers: int | None) -> Engine:
    """Return an engine of so many processes; None: one a core, and none for a few pieces."""

    def work(pieces: Iterator[Piece | Closing], job: Job) -> Iterator[Worked]:
        count = cores() if workers is None else workers
        first = list(islice(pieces, FEW + 1)) if workers is None else []
        together = chain(first, pieces)
        if count == 1 or (workers is None and len(first) <= FEW):
            return alone(together, job)
        return _together(together, job, count)

    return work


def alone(pieces: Iterator[Piece | Closing], job: Job) -> Iterator[Worked]:
    """Work in this process."""
    kernel = Kernel(job)
    for piece in pieces:
        if isinstance(piece, Closing):
            piece.close()
        else:
            yield Worked(piece, kernel.piece(piece))


def _together(pieces: Iterator[Piece | Closing], job: Job, workers: int) -> Iterator[Worked]:
    """Work in several processes. So many pieces are under way, and no more: memory stays flat."""
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    pool = ProcessPoolExecutor(workers, context, _begin, (pickle.dumps(job),))
    waiting: deque[tuple[Piece | Closing, Future[list[Part]] | None]] = deque()
    try:
        for piece in pieces:
            waiting.append((piece, None if isinstance(piece, Closing) else pool.submit(_work, piece)))
            if len(waiting) > workers * _AHEAD:
                yield from _next(waiting)
        while waiting:
            yield from _next(waiting)
    except BrokenProcessPool:
        fix = "run it again with `--resume`; if memory ran out, with fewer `--workers`"
        raise ProblemsFound([Problem(Place("workers"), "worker-ended", "a worker ended unasked", fix)]) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _next(waiting: deque[tuple[Piece | Closing, Future[list[Part]] | None]]) -> Iterator[Worked]:
    piece, future = waiting.popleft()
    if isinstance(piece, Closing):
        piece.close()
    elif future is not None:
        yield Worked(piece, future.result())


# --- in a worker ----------------------------------------------------------------------------------------------------

_kernels: list[Kernel] = []


def _begin(job: bytes) -> None:
    """Compile the job, once in the life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _kernels.append(Kernel(pickle.loads(job)))


def _end_with_parent() -> None:
    """End when whoever started this process has ended, however it ended: a worker must not outlive its batch."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _work(piece: Piece) -> list[Part]:
    return _kernels[0].piece(piece)
