"""What the random tests share."""

from __future__ import annotations

import pytest

from .bench import Bench


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A folder for the worlds of one module."""
    return Bench(tmp_path_factory.mktemp("worlds"))
