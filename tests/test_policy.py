"""The commitments of policy hold together, and the page says which of them nothing serves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from builders import written

from techassure import ProblemsFound, load_library
from techassure.reference.policy import lines, read_policy

COMMITMENTS = Path(__file__).parents[1] / "seeds/policy/commitments.yaml"
LIBRARY = load_library()
FILE = read_policy(COMMITMENTS, LIBRARY)


def changed(tmp_path: Path, **changes: Any) -> Path:
    """The shipped file with its first commitment changed."""
    data = yaml.load(COMMITMENTS.read_text("utf-8"), yaml.CBaseLoader)
    data["commitments"][0].update(changes)
    return written(tmp_path / "commitments.yaml", data)


def test_the_page_counts_them_and_names_what_nothing_serves() -> None:
    text = "\n".join(lines(FILE, LIBRARY))
    unserved = [each for each in FILE.commitments if not each.served_by]
    assert unserved
    assert f"{len(FILE.commitments) - len(unserved)} of {len(FILE.commitments)} are served" in text
    part = text.split("## What nothing serves yet")[1].split("## What each edition")[0]
    assert [each.id for each in FILE.commitments if each.what in part and each.served_by] == []
    assert [each.id for each in unserved if each.what not in part] == []


def test_every_commitment_stands_once_in_the_table_of_its_kind() -> None:
    rows = [row for row in lines(FILE, LIBRARY) if row.startswith("| ") and "https://" in row]
    assert len(rows) == len(FILE.commitments)


def test_every_baseline_serves_a_commitment() -> None:
    serving = {name for each in FILE.commitments for name in each.served_by}
    assert [name for name in LIBRARY.baselines() if name not in serving] == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"served_by": ["dtac@9.9"]}, "unknown-standard"),
        ({"source": "hearsay"}, "unknown-source"),
        ({"moved_to": {"date": "2026-03-31", "source": "hearsay"}}, "unknown-source"),
        ({"id": "patient-records-all"}, "commitment-twice"),
        ({"date": "spring 2025"}, "wrong-value"),
    ],
)
def test_what_does_not_hold_together_is_refused(tmp_path: Path, changes: dict[str, Any], rule: str) -> None:
    with pytest.raises(ProblemsFound) as raised:
        read_policy(changed(tmp_path, **changes), LIBRARY)
    assert [problem.rule for problem in raised.value.problems] == [rule]
