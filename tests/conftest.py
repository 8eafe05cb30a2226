"""Fixtures that several tests share."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from builders import Small

from techassure.cli import OBJECTS_BEFORE_RINGS_ARE_SOUGHT

# As the command line does: to look for rings among all that pytest holds is a sixth of the time of the tests.
gc.set_threshold(OBJECTS_BEFORE_RINGS_ARE_SOUGHT)


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """A small library, tender and submission in a temporary folder, to be filled by the test."""
    return Small(tmp_path)
