"""Fixtures that several tests share."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from builders import Small
from hypothesis import settings

# To look for rings of objects again and again among all that pytest holds took a seventh of the time of the tests.
gc.set_threshold(7_000, 20, 50)

# No law is about time, and a busy machine takes its time.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """A small library, tender and submission in a temporary folder, to be filled by the test."""
    return Small(tmp_path)


def pytest_collection_finish() -> None:
    """What was collected stays to the end: nothing is to be sought in it."""
    gc.freeze()
