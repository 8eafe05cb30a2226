"""SARIF: of which level a result is, by the procedures of its specification, and when a run says nothing."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from techassure.evidence.contents import Contents
from techassure.evidence.kinds import read_contents
from techassure.evidence.reading import Reading

ERROR = {"id": "R1", "defaultConfiguration": {"level": "error"}}
PLAIN = {"id": "R2"}
NOTE = {"id": "R1/deep", "defaultConfiguration": {"level": "note"}}
GUID = "11111111-1111-1111-8888-111111111111"


def run(*results: dict[str, Any], rules: tuple[dict[str, Any], ...] = (ERROR, PLAIN), **parts: Any) -> dict[str, Any]:
    return {"tool": {"driver": {"name": "X", "rules": rules}}, "results": results, **parts}


def by_extension(*results: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """A run as CodeQL writes it: the driver has no rules, an extension has them."""
    extensions = [{"name": "other"}, {"name": "queries", "guid": GUID, "rules": [PLAIN, {**ERROR, "guid": GUID}]}]
    return {"tool": {"driver": {"name": "X", "rules": []}, "extensions": extensions}, "results": results, **parts}


def read(*runs: dict[str, Any]) -> Reading:
    log = {"version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "runs": runs}
    found = read_contents(Contents(json.dumps(log, indent=1).encode(), "x.sarif"))
    assert found is not None
    assert found.reader.name == "sarif"
    return found.reading


def errors(*runs: dict[str, Any]) -> int | None:
    """The number of errors; None where the file leaves it open, which it then says."""
    reading = read(*runs)
    assert bool(reading.facts) is not bool(reading.problems)
    return reading.facts[0].value if reading.facts else None


def ran(**parts: Any) -> list[dict[str, Any]]:
    return [{"executionSuccessful": True, **parts}]


def override(level: str, **descriptor: Any) -> list[dict[str, Any]]:
    return [{"descriptor": descriptor, "configuration": {"level": level}}]


# --- which rule ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "number"),
    [
        ({"ruleId": "R1"}, 1),
        ({"ruleId": "R1", "ruleIndex": 0}, 1),
        ({"ruleIndex": 0}, 1),
        ({"rule": {"index": 0}}, 1),
        ({"rule": {"id": "R1"}}, 1),
        ({"ruleId": "R1/sub", "ruleIndex": 0}, 1),
        ({"ruleId": "R1/sub/more"}, 1),
        ({"ruleId": "R1", "ruleIndex": -1}, 1),
        ({"ruleId": "R10"}, 0),
        ({"ruleId": "R2"}, 0),
        ({"ruleIndex": 1}, 0),
        ({}, 0),
        ({"ruleIndex": 0, "level": "note"}, 0),
        ({"ruleIndex": 7, "level": "error"}, 1),
    ],
)
def test_a_rule_is_found_by_index_or_id_and_gives_the_level(result: dict[str, Any], number: int) -> None:
    assert errors(run(result)) == number


@pytest.mark.parametrize(
    "result",
    [
        {"ruleIndex": 7},
        {"ruleId": "R1", "ruleIndex": 1},
        {"ruleIndex": 0, "rule": {"index": 1}},
        {"ruleIndex": "0"},
        {"rule": {"index": 0, "toolComponent": {"index": 0}}},
        {"rule": {"id": "R1", "toolComponent": {"guid": GUID}}},
        {"rule": {"guid": GUID}},
        {"ruleId": "R1", "level": "critical"},
        {"ruleId": "R1", "level": ""},
        {"ruleId": "R1", "level": "err\u200bor"},
    ],
)
def test_a_level_that_the_file_does_not_tell_leaves_the_number_open(result: dict[str, Any]) -> None:
    [problem] = read(run(result)).problems
    assert (problem.rule, problem.place.line > 1) == ("level-not-known", True)
    assert errors(run({"level": "error"}, result)) is None


@pytest.mark.parametrize(
    "rule",
    [
        {"index": 1, "toolComponent": {"index": 1}},
        {"id": "R1", "toolComponent": {"index": 1, "name": "another name takes no part"}},
        {"index": 1, "toolComponent": {"guid": GUID}},
        {"guid": GUID, "toolComponent": {"index": 1}},
        {"id": "R1/sub", "index": 1, "toolComponent": {"index": 1}},
        {"guid": GUID},
        {"id": "R1"},
    ],
)
def test_a_rule_of_an_extension_gives_the_level(rule: dict[str, Any]) -> None:
    assert errors(by_extension({"rule": rule})) == 1
    assert errors(by_extension({"ruleId": "R2", "rule": {"toolComponent": {"index": 1}}})) == 0


@pytest.mark.parametrize("at", [2, -2, "1"])
def test_an_extension_that_is_not_there_leaves_the_number_open(at: Any) -> None:
    assert errors(by_extension({"rule": {"index": 1, "toolComponent": {"index": at}}})) is None


def test_of_ids_within_ids_the_longest_counts() -> None:
    assert errors(run({"ruleId": "R1/deep/x"}, rules=(ERROR, NOTE))) == 0
    assert errors(run({"ruleId": "R1/x"}, rules=(ERROR, NOTE))) == 1


def test_two_rules_of_one_id_are_told_apart_by_index_alone() -> None:
    rules = ({"id": "R1"}, ERROR)
    assert errors(run({"ruleId": "R1"}, rules=rules)) is None
    assert errors(run({"ruleId": "R1", "ruleIndex": 1}, rules=rules)) == 1
    assert errors(run({"ruleId": "R1"}, rules=(ERROR, ERROR))) == 1


# --- the level that a rule was given for a run -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "descriptor", "number"),
    [
        ("warning", {"index": 0}, 0),
        ("warning", {"id": "R1"}, 0),
        ("error", {"index": 1}, 1),
        ("error", {"index": 9}, None),
    ],
)
def test_an_override_of_the_run_comes_before_the_default(
    level: str, descriptor: dict[str, Any], number: int | None
) -> None:
    invocations = ran(ruleConfigurationOverrides=override(level, **descriptor))
    of_rule = {"ruleIndex": 0 if level == "warning" else 1}
    assert errors(run(of_rule, invocations=invocations)) == number


def test_an_override_of_something_else_than_the_level_leaves_the_default() -> None:
    other = [{"descriptor": {"index": 0}, "configuration": {"rank": 1.0}}]
    assert errors(run({"ruleIndex": 0}, invocations=ran(ruleConfigurationOverrides=other))) == 1


@pytest.mark.parametrize(("by", "number"), [({"invocationIndex": 0}, 0), ({"invocationIndex": 1}, 1), ({}, None)])
def test_of_several_invocations_the_one_that_found_it_counts(by: dict[str, int], number: int | None) -> None:
    invocations = [*ran(ruleConfigurationOverrides=override("note", index=0)), *ran()]
    assert errors(run({"ruleIndex": 0, "provenance": by}, invocations=invocations)) == number
    assert errors(run({"ruleIndex": 1, "provenance": by}, invocations=invocations)) == 0


# --- what is no finding ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "number"),
    [("fail", 1), ("pass", 0), ("review", 0), ("open", 0), ("notApplicable", 0), ("informational", 0), ("bad", 1)],
)
def test_only_what_fails_has_the_level_of_its_rule(kind: str, number: int) -> None:
    assert errors(run({"ruleIndex": 0, "kind": kind})) == number


@pytest.mark.parametrize("kind", ["review", "open"])
def test_what_is_called_an_error_all_the_same_counts(kind: str) -> None:
    assert errors(run({"level": "error", "kind": kind})) == 1


@pytest.mark.parametrize(
    ("statuses", "number"),
    [
        ([], 1),
        ([{}], 0),
        ([{"status": "accepted"}], 0),
        ([{"status": "accepted"}, {"status": "rejected"}], 1),
        ([{"status": "underReview"}], 1),
    ],
)
def test_a_suppression_counts_where_nobody_rejected_it_or_still_looks_into_it(
    statuses: list[dict[str, str]], number: int
) -> None:
    suppressions = [{"kind": "inSource", **each} for each in statuses]
    reading = read(run({"level": "error", "suppressions": suppressions}))
    assert [each.value for each in reading.facts] == [number]
    assert ("suppressed: error", "1") in {(each.name, each.value) for each in reading.details} or number


def test_results_after_many_others_count() -> None:
    assert errors(run(*[{"level": "note"}] * 100_000, {"level": "error"})) == 1


# --- runs that say nothing -------------------------------------------------------------------------------------------

FAILED = [
    {"executionSuccessful": False},
    {"executionSuccessful": "false"},
    {"exitSignalName": "SIGKILL"},
    {"exitSignalNumber": 9},
    {"processStartFailureMessage": "no such command"},
    {"executionSuccessful": True, "toolExecutionNotifications": [{"level": "error", "message": {"text": "x"}}]},
    {"executionSuccessful": True, "toolConfigurationNotifications": [{"level": "error", "message": {"text": "x"}}]},
    {"toolExecutionNotifications": [{"level": "warning"}, {"level": "error"}]},
    {"toolExecutionNotifications": [{"descriptor": {"id": "N1"}}]},
    {"toolExecutionNotifications": [{"descriptor": {"index": 9}}]},
]


@pytest.mark.parametrize("invocation", FAILED)
def test_a_run_that_failed_says_nothing_whatever_it_holds(invocation: dict[str, Any]) -> None:
    failed = run({"level": "error"}, {"level": "note"}, invocations=[invocation])
    failed["tool"]["driver"]["notifications"] = [{"id": "N1", "defaultConfiguration": {"level": "error"}}]
    assert [problem.rule for problem in read(failed).problems] == ["incomplete-run"]
    assert errors(failed) is None


def test_one_of_several_runs_that_failed_leaves_the_whole_file_open() -> None:
    runs = (run({"level": "error"}), run(invocations=[*ran(), {"executionSuccessful": False}]))
    assert errors(*runs) is None


@pytest.mark.parametrize(
    "invocations",
    [[], ran(), ran(toolExecutionNotifications=[{"level": "warning"}, {"level": "note"}, {}]), [{"exitCode": 1}]],
)
def test_a_run_of_which_no_failure_is_said_counts(invocations: list[dict[str, Any]]) -> None:
    assert errors(run({"level": "error"}, invocations=invocations)) == 1


def test_results_that_stand_in_another_file_leave_the_number_open() -> None:
    kept = {"results": [{"location": {"uri": "results.sarif-external-properties"}, "itemCount": 9}]}
    assert errors(run(externalPropertyFileReferences=kept)) is None
    artifacts = {"artifacts": [{"location": {"uri": "artifacts.json"}}]}
    assert errors(run({"level": "error"}, externalPropertyFileReferences=artifacts)) == 1


def test_a_file_is_as_old_as_its_oldest_run() -> None:
    days = ("2026-05-20T08:00:00Z", "2024-01-02T08:00:00Z")
    old, new = (read(run(invocations=ran(endTimeUtc=day))).made_on for day in reversed(days))
    both = [run(invocations=ran(endTimeUtc=day)) for day in days]
    assert read(*both).made_on == old != new


def test_many_rules_of_one_name_take_bounded_time() -> None:
    began = time.monotonic()
    assert errors(run(*[{"ruleId": "R1/a"}] * 20_000, rules=(ERROR,) * 20_000)) == 20_000
    assert time.monotonic() - began < 30


# --- how severe the tool calls it -------------------------------------------------------------------------------------


def scored(score: Any, **parts: Any) -> dict[str, Any]:
    return {"id": "S", "properties": {"security-severity": score}, **parts}


SCORES = [("7.0", None), ("9.8", None), (10, None), ("6.9", 0), ("0.0", 0), ("", 0), ("high", 0), ("nan", 0), (None, 0)]


@pytest.mark.parametrize(("score", "number"), SCORES)
@pytest.mark.parametrize("level", ["warning", "note", "none"])
def test_no_error_is_not_measured_where_the_tool_scores_a_finding_as_high(
    level: str, score: Any, number: int | None
) -> None:
    assert errors(run({"ruleId": "S", "level": level}, rules=(scored(score),))) == number
    assert errors(run({"ruleId": "S", "level": level, "suppressions": [{}]}, rules=(scored(score),))) == 0


def test_errors_count_beside_what_is_scored() -> None:
    grave = {"ruleId": "R2", "properties": {"security-severity": "8"}}
    assert errors(run(grave)) is None
    assert errors(run(grave, {"ruleId": "R1"})) == 1
    assert errors(by_extension({"rule": {"guid": GUID}}, grave)) == 1


def test_a_score_that_is_none_hides_no_other() -> None:
    grave = {"ruleId": "S", "properties": {"security-severity": "nan"}}
    assert errors(run(grave, rules=(scored("9.8"),))) is None


def test_a_score_is_told_beside_the_level() -> None:
    reading = read(run({"ruleId": "S"}, rules=(scored("9.8"),)))
    told = {each.name: each.value for each in reading.details}
    assert told["findings: warning"] == "1"
    assert told["findings below error that are scored 7.0 or more"] == "1"
    assert [each.rule for each in reading.problems] == ["scored-above-its-level"]
