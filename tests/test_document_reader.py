"""A kept result, read again: what was not made so, or was changed since, is refused and never trusted."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from report_documents import place
from report_reading import rich

from techassure.documents.reader import of_supplier, read_document
from techassure.problems import Problem, ProblemsFound

Change = Callable[[dict[str, Any]], object]


def kept(folder: Path, content: bytes) -> Path:
    (folder / "result.json").write_bytes(content)
    return folder / "result.json"


def refused(path: Path) -> list[Problem]:
    with pytest.raises(ProblemsFound) as found:
        read_document(path)
    return list(found.value.problems)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    assert read_document(kept(tmp_path, orjson.dumps(rich()))) == rich()


CHANGES: dict[str, Change] = {
    "an unknown key": lambda it: it.update(extra=1),
    "a missing key": lambda it: it.pop("as_of"),
    "no day": lambda it: it.update(as_of="2026-02-30"),
    "a division by nothing": lambda it: it["assessments"][0]["criteria"][5].update(share="1/0"),
    "a score beyond 100": lambda it: it["assessments"][0]["score"].update(high=1e300),
    "too many places": lambda it: it["selection"]["rounding"].update(places=99),
    "an address that runs": lambda it: it["selection"]["criteria"][0].update(address="javascript:alert(1)"),
    "an outcome too few": lambda it: it["assessments"][0]["criteria"].pop(),
    "outcomes in another order": lambda it: it["assessments"][0]["criteria"].reverse(),
    "an award criterion too few": lambda it: it["assessments"][0].update(award_criteria=[]),
    "a domain twice": lambda it: it["assessments"][0]["domains"].append(it["assessments"][0]["domains"][0]),
    "a place for nobody": lambda it: it["rankings"][0]["places"].append(place(7, 2)),
    "somebody without a place": lambda it: it["rankings"][0]["places"].clear(),
    "ahead of nobody": lambda it: it["rankings"][0]["places"][0].update(certainly_ahead_of=[9]),
    "first of nobody": lambda it: it["rankings"][0].update(may_be_first=[9]),
    "a count that is a text": lambda it: it["assessments"][0]["counts"].update(met="3"),
    "a yes for a number": lambda it: it["assessments"][0]["gates"].update(met=True),
    "a turn of no criterion": lambda it: it["assessments"][0]["timeline"][0]["changes"][0].update(criterion=""),
    "a contract that ends on no day": lambda it: it["selection"]["contract"].update({"contract.end": 7}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_changed_is_refused(tmp_path: Path, name: str) -> None:
    made = copy.deepcopy(rich())
    CHANGES[name](made)
    problems = refused(kept(tmp_path, orjson.dumps(made)))
    assert {each.rule for each in problems} == {"not-a-result"}
    assert all("--format json" in each.fix for each in problems)


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"{", b"\xff", b'{"techassure": 2}', b"[" * 100_000])
def test_what_is_no_result_is_refused(tmp_path: Path, content: bytes) -> None:
    assert {each.rule for each in refused(kept(tmp_path, content))} == {"not-a-result"}


def test_no_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert [each.rule for each in refused(tmp_path / "none.json")] == ["unreadable-file"]
    assert [each.rule for each in refused(tmp_path)] == ["unreadable-file"]


def test_a_supplier_sees_nothing_of_others() -> None:
    made = rich("Wardlight", "Larkspur Fictional Ltd")
    made["assessments"][1]["supplier"] = "Other Fictional Ltd"
    own = of_supplier(made, "Other Fictional Ltd")
    assert [each["product"] for each in own["assessments"]] == ["Wardlight two"]
    assert (own["rankings"], own["problems"]) == ([], [])
    assert of_supplier(made, made["assessments"][0]["supplier_id"])["assessments"] == made["assessments"][:1]


def test_a_supplier_who_is_not_there_is_said_to_be_so() -> None:
    with pytest.raises(ProblemsFound, match="unknown-supplier"):
        of_supplier(rich(), "Nobody")
