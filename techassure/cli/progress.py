"""The progress bar of a batch, on a terminal's standard error and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from techassure.batch.running import Watch
from techassure.batch.tallies import Tally

_SECONDS_BETWEEN = 0.1


@contextmanager
def shown(total: int | None, *, quiet: bool) -> Iterator[Watch]:
    """Yield what to tell how far a batch is. ``total`` is the bytes of the input; None where they are not known."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    # Loaded when there is a terminal: a pipe needs none of it.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (
        TextColumn("{task.fields[read]:,} submissions"),
        BarColumn(bar_width=None),
        DownloadColumn(),
        TextColumn("{task.fields[rate]:,.0f}/s"),
        TimeRemainingColumn(),
    )
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, transient=True, auto_refresh=False, expand=True) as progress:
        task = progress.add_task("", total=total, read=0, rate=0.0)
        pace = _Pace()

        def watch(tally: Tally) -> None:
            if pace.due(tally):
                progress.update(task, completed=tally.bytes, read=tally.read, rate=pace.rate(tally), refresh=True)

        yield watch


class _Pace:
    """How fast a batch goes since it was begun or gone on with, and when it is time to show it again."""

    def __init__(self) -> None:
        self._begun = self._shown = monotonic()
        self._first: int | None = None

    def due(self, tally: Tally) -> bool:
        """Tell whether some time has passed since the last time."""
        if self._first is None:
            self._first = tally.read
        now = monotonic()
        if now - self._shown < _SECONDS_BETWEEN:
            return False
        self._shown = now
        return True

    def rate(self, tally: Tally) -> float:
        """Return the submissions a second."""
        return (tally.read - (self._first or 0)) / max(monotonic() - self._begun, 1e-9)
