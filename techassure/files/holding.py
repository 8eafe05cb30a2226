"""Holding a file, so that of several processes one at a time writes to it. Who holds it lets go by closing it."""

from __future__ import annotations

import sys
from typing import IO

if sys.platform == "win32":
    import msvcrt

    _BEYOND = 2**30  # what is held there is closed to others: no file is so long

    def hold(file: IO[bytes], *, wait: bool) -> None:
        """Hold a file that is open for appending.

        Raises:
            OSError: another process holds it; where that is waited for, for ten seconds.
        """
        file.seek(_BEYOND)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        file.seek(0, 2)

else:
    import fcntl

    def hold(file: IO[bytes], *, wait: bool) -> None:
        """Hold a file that is open for appending.

        Raises:
            OSError: another process holds it, and that is not waited for.
        """
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        file.seek(0, 2)
