"""A kept result, read again: what was not made so, or was changed since, is refused and never trusted."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest
from cli_tenders import run
from report_documents import place, score
from report_reading import rich
from ward_messages import SEED

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


@cache
def result() -> bytes:
    """Return what was found of a tender with bids of every verdict."""
    return run("assess", SEED, "--format", "json").stdout.encode()


def made() -> dict[str, Any]:
    return orjson.loads(result())  # type: ignore[no-any-return]


def test_what_was_written_is_read(tmp_path: Path) -> None:
    assert read_document(kept(tmp_path, result())) == made()


def one(it: dict[str, Any], at: int = 2) -> Any:
    return it["assessments"][at]


CHANGES: dict[str, tuple[str, Change]] = {
    "an unknown key": ("extra", lambda it: it.update(extra=1)),
    "a missing key": ("as_of", lambda it: it.pop("as_of")),
    "no day": ("as_of", lambda it: it.update(as_of="2026-02-30")),
    "a division by nothing": ("share", lambda it: one(it)["criteria"][0].update(share="1/0")),
    "a score beyond 100": ("score.high", lambda it: one(it)["score"].update(high=1e300)),
    "too many places": ("places", lambda it: it["selection"]["rounding"].update(places=99)),
    "an address that runs": (
        "address",
        lambda it: it["selection"]["criteria"][0].update(address="javascript:alert(1)"),
    ),
    "an outcome too few": ("assessments.2", lambda it: one(it)["criteria"].pop()),
    "outcomes in another order": ("assessments.2", lambda it: one(it)["criteria"].reverse()),
    "an award criterion too few": ("assessments.2", lambda it: one(it).update(award_criteria=[])),
    "a domain twice": ("assessments.2", lambda it: one(it)["domains"].append(one(it)["domains"][0])),
    "a domain too few": ("assessments.2", lambda it: one(it)["domains"].pop()),
    "a place for nobody": ("rankings", lambda it: it["rankings"][0]["places"].append(place(7, 2))),
    "somebody without a place": ("rankings", lambda it: it["rankings"][0]["places"].clear()),
    "ahead of nobody": ("rankings", lambda it: it["rankings"][0]["places"][0].update(certainly_ahead_of=[9])),
    "ahead of it is not said whom": (
        "rankings.0",
        lambda it: it["rankings"][0]["places"][0].update(certainly_ahead_of=None),
    ),
    "first of nobody": ("rankings", lambda it: it["rankings"][0].update(may_be_first=[9])),
    "a count that is a text": ("counts.met", lambda it: one(it)["counts"].update(met="3")),
    "a yes for a number": ("gates.met", lambda it: one(it)["gates"].update(met=True)),
    "a turn of no criterion": ("timeline", lambda it: one(it)["timeline"][0]["changes"][0].update(criterion="")),
    "a contract that ends on no day": (
        "contract.end",
        lambda it: it["selection"]["contract"].update({"contract.end": 7}),
    ),
    "a contract that ends on a day that there is not": (
        "contract.end",
        lambda it: it["selection"]["contract"].update({"contract.end": "2026-02-30"}),
    ),
    "a weight": ("weight_assessed", lambda it: it["selection"]["award_criteria"][0].update(weight="99")),
    "the final result": ("selection.final", lambda it: it["selection"].update(final=True)),
    "another day": ("what_if", lambda it: it.update(as_of="2026-05-30")),
    "a verdict": ("assessments.2.verdict", lambda it: one(it).update(verdict="compliant")),
    "no verdict": ("assessments.2.verdict", lambda it: one(it).update(verdict=None)),
    "what decides": ("assessments.3.decided_by", lambda it: one(it, 3).update(decided_by=[])),
    "a minimum": ("minimum_reached", lambda it: one(it)["award_criteria"][1].update(minimum_reached=False)),
    "a count": ("assessments.2.counts", lambda it: one(it)["counts"].update(met=99)),
    "a gate": ("assessments.2.gates", lambda it: one(it)["gates"].update(met=99)),
    "a domain's count": ("domains.0.counts", lambda it: one(it)["domains"][0]["counts"].update(met=99)),
    "an outcome": ("counts", lambda it: one(it)["criteria"][-1].update(outcome="not met", possible=["not met"])),
    "what an outcome leaves open": ("possible", lambda it: one(it, 0)["criteria"][0].update(possible=["not met"])),
    "points beyond what there is": ("points", lambda it: scored(it).update(high="9")),
    "points of none": ("points", lambda it: scored(it).update(low="0", high="0", of="0")),
    "a rounded score": ("assessments.2.score", lambda it: one(it)["score"].update(low=26.0)),
    "a score turned round": ("assessments.2.score", lambda it: one(it)["score"]["exact"].reverse()),
    "a whole score": ("assessments.2.score", lambda it: one(it).update(score=score(26, 48.7))),
    "points": ("award_criteria.0.score", lambda it: scored(it).update(low=scored(it)["high"])),
    "a score of an award criterion": (
        "assessments.2.score",
        lambda it: one(it)["award_criteria"][0].update(score=None),
    ),
    "a change": ("changes_on", lambda it: turning(it).update(on="2026-06-02")),
    "a change too few": ("changes_on", lambda it: one(it)["timeline"].clear()),
    "a change to the same": ("changes_on", lambda it: turning(it).update(outcome="met")),
    "a day of the timeline": ("timeline.0", lambda it: one(it)["timeline"][0].update(on="2026-06-01")),
    "a lapse": ("lapses_on", lambda it: one(it).update(lapses_on=None)),
    "a place": ("rankings.0", lambda it: it["rankings"][0]["places"][0].update(worst=2)),
    "two places": ("rankings.0", lambda it: it["rankings"][0]["places"].reverse()),
    "who stands apart": (
        "rankings.0",
        lambda it: it["rankings"][0]["places"].append(place(it["rankings"][0]["apart"].pop(), 4)),
    ),
    "a lot": ("rankings.0", lambda it: it["rankings"][0].update(lot="north")),
}


def scored(it: dict[str, Any]) -> Any:
    """Return points of a range."""
    return next(
        each["points"]
        for each in one(it)["criteria"]
        if each["points"] and each["points"]["low"] != each["points"]["high"]
    )


def turning(it: dict[str, Any]) -> Any:
    return next(each["changes_on"] for each in one(it)["criteria"] if each["changes_on"])


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_changed_is_refused(tmp_path: Path, name: str) -> None:
    changed, (where, change) = made(), CHANGES[name]
    change(changed)
    problems = refused(kept(tmp_path, orjson.dumps(changed)))
    assert {each.rule for each in problems} == {"not-a-result"}
    assert any(where in each.message for each in problems)
    assert all("--format json" in each.fix for each in problems)


@pytest.mark.parametrize("escaped", [b"verdict", b"v\\u0065rdict", b'verdict":"\\u0022","verdict'])
def test_a_key_that_stands_twice_is_refused_with_its_line(tmp_path: Path, escaped: bytes) -> None:
    text = result().replace(b'"verdict": "undecided"', b'"verdict": "compliant",\n"' + escaped + b'": "undecided"', 1)
    first, *_ = refused(kept(tmp_path, text))
    assert (first.rule, first.message) == ("duplicate-key", "`verdict` stands here a second time")
    assert text.splitlines()[first.place.line - 1].startswith(b'"v')


def test_what_is_nested_without_end_is_refused(tmp_path: Path) -> None:
    """Deeper than can be written again, though it may be read."""
    text = result().replace(b'"value": null', b'"value": ' + b"[" * 300 + b"]" * 300, 1)
    assert [each.rule for each in refused(kept(tmp_path, text))] == ["too-deep"]


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
