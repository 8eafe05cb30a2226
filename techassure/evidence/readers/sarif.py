"""SARIF: what static analysis and other scanners found in the code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from techassure.evidence.contents import Contents, Part, quietly
from techassure.evidence.reading import Detail, Found, Reader, Reading, detail, found, unknown_version

_VERSION = "2.1.0"
_NOT_FINDINGS = frozenset({"pass", "notApplicable", "informational", "open"})


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
    days = [day for run in log["runs"] for each in run["invocations"] if (day := each["endTimeUtc"].day)]
    tools = dict.fromkeys(_tool(run) for run in log["runs"])
    covers = sum(1 for run in log["runs"] for _ in run["artifacts"])
    return Reading(
        facts=tuple(_facts(log)),
        details=tuple(_details(log)),
        title=f"static analysis by {', '.join(tools) or 'no tool'}",
        made_by=", ".join(tools),
        made_on=max(days, default=None),
        covers=f"{covers} files" if covers else "",
    )


def _tool(run: Part) -> str:
    driver = run["tool"]["driver"]
    version = driver["semanticVersion"].text or driver["version"].text
    return f"{driver['name'].text} {version}".strip()


def _findings(log: Part) -> Iterator[tuple[str, Part]]:
    """Yield each finding that stands, with its level; what was suppressed or is no finding is left out."""
    for run in log["runs"]:
        levels = {
            rule["id"].text: rule["defaultConfiguration"]["level"].text for rule in run["tool"]["driver"]["rules"]
        }
        for result in run["results"]:
            stands = not any(each["status"].text in ("", "accepted") for each in result["suppressions"])
            if stands and result["kind"].text not in _NOT_FINDINGS and result["baselineState"].text != "absent":
                yield result["level"].text or levels.get(result["ruleId"].text) or "warning", result


def _facts(log: Part) -> Iterator[Found]:
    """A run without `results` ended before it had any, and says nothing."""
    if any(True for _ in log["runs"]) and all(run["results"] for run in log["runs"]):
        errors = [result for level, result in _findings(log) if level == "error"]
        yield found("secure_development.analysis_errors", len(errors), errors[0] if errors else log["runs"])


def _details(log: Part) -> Iterator[Detail]:
    findings = list(_findings(log))
    for level, number in sorted(Counter(level for level, _ in findings).items()):
        yield detail(f"findings: {level}", number, log["runs"])
    rules = Counter(result["ruleId"].text for _, result in findings)
    for rule, number in rules.most_common(10):
        yield detail("rule", f"{rule or 'unnamed'}: {number}", log["runs"])


READER: Reader = Reader(
    name="sarif",
    title="SARIF static analysis results, JSON",
    versions="2.1.0",
    facts=("secure_development.analysis_errors",),
    documents=("secure_development.analysis_report",),
    recognises=_recognises,
    read=_read,
)
