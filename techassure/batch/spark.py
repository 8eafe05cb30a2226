"""Apache Spark: the kernel in `mapInArrow`, its job broadcast once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from techassure.batch.workers import Engine


@contextmanager
def engine(master: str | None) -> Iterator[Engine]:
    raise NotImplementedError
    yield
