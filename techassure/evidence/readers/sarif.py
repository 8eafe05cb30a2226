"""SARIF: what static analysis and other scanners found in the code.

Errors are counted by their level. Where there is none, but the tool scores a finding as high or critical, the number is
left open: GitHub stops a change for either, see
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning

A run that failed, or that may have left something out, says nothing of how many findings there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from techassure.evidence.contents import Contents, Part, quietly
from techassure.evidence.reading import Detail, Found, Reader, Reading, detail, found, misshapen, unknown_version
from techassure.evidence.sarif_levels import Levels
from techassure.phrases import counted
from techassure.problems import Problem

_VERSION = "2.1.0"
_HIGH = 7.0
_NOT_FINDINGS = frozenset({"pass", "notApplicable", "informational"})
_UNDECIDED = frozenset({"review", "open"})
_ELSEWHERE = ("results", "driver", "extensions", "invocations")


class _Finding(NamedTuple):
    """A result that reports a failure: its level, None where the file does not tell; and whether it was suppressed.

    ``is_scored_high``: the tool scores it, or its rule, as high or critical.
    """

    level: str | None
    result: Part
    suppressed: bool
    is_scored_high: bool


def _recognises(contents: Contents) -> bool:
    log = quietly(contents, "json")
    return isinstance(log["runs"].value, list) and bool(log["version"].text) and "sarif" in _schema(log)


def _schema(log: Part) -> str:
    driver = any(run["tool"]["driver"]["name"].text for run in log["runs"])
    return log["$schema"].text.lower() + ("sarif" if driver else "")


def _read(contents: Contents) -> Reading:
    log = contents.json
    if log["version"].text != _VERSION:
        return Reading(problems=(unknown_version(log["version"], "SARIF", "SARIF 2.1.0"),))
    if wrong := misshapen([log], ("runs", "results", "suppressions"), ("runs", "invocations")):
        return Reading(problems=wrong)
    findings = list(_findings(log))
    problems = (*_incomplete(log), *_of_no_level(findings), *_scored_above_level(findings))
    tools = dict.fromkeys(_tool(run) for run in log["runs"])
    covers = sum(1 for run in log["runs"] for _ in run["artifacts"])
    return Reading(
        facts=tuple(_facts(log, findings)) if not problems else (),
        details=tuple(_details(log, findings)),
        title=f"static analysis by {', '.join(tools) or 'no tool'}",
        made_by=", ".join(tools),
        made_on=min(_days(log), default=None),
        covers=counted(covers, "file") if covers else "",
        problems=problems,
    )


def _tool(run: Part) -> str:
    driver = run["tool"]["driver"]
    version = driver["semanticVersion"].text or driver["version"].text
    return f"{driver['name'].text} {version}".strip()


def _days(log: Part) -> Iterator[int]:
    """Yield the day on which each run ended: what was found is as old as the oldest of them."""
    for run in log["runs"]:
        days = [day for each in run["invocations"] if (day := each["endTimeUtc"].day)]
        yield from days and [max(days)]


# --- what was found ---------------------------------------------------------------------------------------------------


def _findings(log: Part) -> Iterator[_Finding]:
    """Yield what the runs found; what is no finding, or is not there any more, is left out."""
    for run in log["runs"]:
        levels = Levels(run)
        for result in run["results"]:
            if _is_finding(result) and result["baselineState"].text != "absent":
                is_scored_high = levels.score_of(result) >= _HIGH
                yield _Finding(levels.of_result(result), result, _is_suppressed(result), is_scored_high)


def _is_finding(result: Part) -> bool:
    """Tell whether a result reports a failure. What waits for a person does where it has a level all the same."""
    kind = result["kind"].text
    return kind not in _NOT_FINDINGS and (kind not in _UNDECIDED or result["level"].text not in ("", "none"))


def _is_suppressed(result: Part) -> bool:
    """Tell whether it was: not where anybody rejected that, or still looks into it."""
    statuses = {each["status"].text for each in result["suppressions"]}
    return bool(statuses) and statuses <= {"", "accepted"}


def _facts(log: Part, findings: list[_Finding]) -> Iterator[Found]:
    if any(True for _ in log["runs"]):
        errors = [each.result for each in findings if each.level == "error" and not each.suppressed]
        yield found("secure_development.analysis_errors", len(errors), errors[0] if errors else log["runs"])


# --- what leaves it open ----------------------------------------------------------------------------------------------


def _incomplete(log: Part) -> Iterator[Problem]:
    """Yield why runs do not say all that there is to find (appendix I): one such run leaves the whole number open."""
    for run in log["runs"]:
        why = next(_failures(run), None)
        if why:
            message = f"nothing is counted from this file, because {why[0]}"
            fix = "run the analysis again until it ends without an error, and attach all that it writes then"
            yield Problem(why[1].place, "incomplete-run", message, fix)


def _failures(run: Part) -> Iterator[tuple[str, Part]]:
    levels = Levels(run, "notifications")
    for at, each in enumerate(run["invocations"]):
        if each["executionSuccessful"] and each["executionSuccessful"].value is not True:
            yield "the tool says that this run failed", each["executionSuccessful"]
        for key in ("exitSignalName", "exitSignalNumber", "processStartFailureMessage"):
            if each[key]:
                yield "this run was broken off, or never began", each[key]
        for notified in (*each["toolExecutionNotifications"], *each["toolConfigurationNotifications"]):
            if levels.of_notification(notified, at) in ("error", None):
                yield "in this run the tool met an error, and may have left something out", notified
    if not run["results"]:
        yield "this run ended before it had any `results`", run
    for key in _ELSEWHERE:
        if run["externalPropertyFileReferences"][key]:
            yield "a part of this run stands in another file", run["externalPropertyFileReferences"][key]


def _of_no_level(findings: list[_Finding]) -> Iterator[Problem]:
    """Yield the first finding that may be an error, as far as the file tells, and may not."""
    unknown = next((each.result for each in findings if each.level is None and not each.suppressed), None)
    if unknown:
        said = unknown["level"]
        missing = "the rule that gives this finding its level cannot be found in it"
        why = f"`{said.text[:40]}` is no level of SARIF" if said else missing
        message = f"nothing is counted from this file, because {why}"
        fix = "attach the file as the tool wrote it, with its rules and levels"
        yield Problem((said or unknown).place, "level-not-known", message, fix)


def _scored_above_level(findings: list[_Finding]) -> Iterator[Problem]:
    """Yield the first finding that no level calls an error, and that the tool scores as high; none where any does."""
    standing = [each for each in findings if not each.suppressed]
    if not any(each.level == "error" for each in standing):
        for each in (each for each in standing if each.is_scored_high):
            message = (
                "no finding is of the level error, and the tool scores this one 7.0 or more: the number stays open"
            )
            fix = "mend it, or have the tool give its rule the level that fits, and attach what it writes then"
            yield Problem(each.result.place, "scored-above-its-level", message, fix)
            return


def _details(log: Part, findings: list[_Finding]) -> Iterator[Detail]:
    standing = [each for each in findings if not each.suppressed]
    for name, some in (("findings", standing), ("suppressed", [each for each in findings if each.suppressed])):
        for level, number in sorted(Counter(each.level or "not known" for each in some).items()):
            yield detail(f"{name}: {level}", number, log["runs"])
    scored = sum(each.is_scored_high and each.level != "error" for each in standing)
    if scored:
        yield detail("findings below error that are scored 7.0 or more", scored, log["runs"])
    rules = Counter(_rule(each.result) for each in standing)
    for rule, number in rules.most_common(10):
        yield detail("rule", f"{rule or 'unnamed'}: {number}", log["runs"])


def _rule(result: Part) -> str:
    return result["ruleId"].text or result["rule"]["id"].text


READER: Reader = Reader(
    name="sarif",
    title="SARIF static analysis results, JSON",
    versions="2.1.0",
    facts=("secure_development.analysis_errors",),
    documents=("secure_development.analysis_report",),
    recognises=_recognises,
    read=_read,
)
