"""OpenSSF Scorecard: how a repository of source code is looked after. A check of -1 is open."""

from __future__ import annotations

from collections.abc import Iterator

from techassure.evidence.contents import Contents, Part, quietly
from techassure.evidence.reading import Detail, Found, Reader, Reading, detail, found
from techassure.problems import Problem, listing

_UNDECIDED = -1
_CHECKS = (
    "Binary-Artifacts", "Branch-Protection", "CII-Best-Practices", "Code-Review", "Dangerous-Workflow", "Fuzzing",
    "License", "Maintained", "Packaging", "Pinned-Dependencies", "SAST", "Security-Policy", "Signed-Releases",
    "Token-Permissions", "Vulnerabilities",
)  # fmt: skip
"""What a whole run looks at. The public scans leave out some more checks, which need many requests."""


def _recognises(contents: Contents) -> bool:
    card = quietly(contents, "json")
    return bool(card["scorecard"]["version"].text and card["repo"]["name"].text and card["checks"])


def _read(contents: Contents) -> Reading:
    card = contents.json
    repository, commit = card["repo"]["name"].text, card["repo"]["commit"].text
    partial = tuple(_partial(card))
    return Reading(
        facts=() if partial else tuple(_facts(card)),
        details=tuple(_details(card)),
        title=f"OpenSSF Scorecard of {repository}",
        made_by=f"OpenSSF Scorecard {card['scorecard']['version'].text}",
        made_on=card["date"].day,
        covers=f"{repository}{f' at {commit[:12]}' if commit else ''}",
        problems=partial,
    )


def _partial(card: Part) -> Iterator[Problem]:
    """Yield that checks are missing: the score is that of the checks that were run, however few."""
    run = {each["name"].text for each in card["checks"]}
    missing = [name for name in _CHECKS if name not in run]
    if missing:
        message = f"this run left out {listing(missing, 3)}, so its score is not that of the repository"
        yield Problem(card["checks"].place, "partial-run", message, "run `scorecard` without `--checks`")


def _facts(card: Part) -> Iterator[Found]:
    score = card["score"].number
    if score is not None and 0 <= score <= 10:
        yield found("secure_development.scorecard", score, card["score"])


def _details(card: Part) -> Iterator[Detail]:
    for each in card["checks"]:
        score = each["score"].number
        shown = "open" if score is None or score == _UNDECIDED else f"{score} of 10"
        yield detail(each["name"].text or "check", f"{shown}: {each['reason'].text}", each)


READER: Reader = Reader(
    name="scorecard",
    title="OpenSSF Scorecard, JSON",
    versions="2 of its JSON, scorecard 4 and 5",
    facts=("secure_development.scorecard",),
    documents=("secure_development.scorecard_report",),
    recognises=_recognises,
    read=_read,
)
