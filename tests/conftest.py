"""Fixtures that several tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import Small


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """A small library, tender and submission in a temporary folder, to be filled by the test."""
    return Small(tmp_path)
