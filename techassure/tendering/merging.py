"""Taking in what reviewers and moderation meetings give back: all of a file, or nothing of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from techassure.calendar_days import iso
from techassure.files import chain, writing
from techassure.files.doors import decimal_text, enter
from techassure.files.places import Source, file_bytes, relative
from techassure.office_files.endings import ENDINGS
from techassure.phrases import counted, folded
from techassure.problems import Problem, ProblemsFound
from techassure.reviewing import log_days, panel, people, sheets
from techassure.reviewing.bids import about
from techassure.reviewing.sheets import Score, SheetFile
from techassure.reviews import Identity
from techassure.selections.selection import Member
from techassure.tendering import missing
from techassure.tendering.deciding import person
from techassure.tendering.running_tender import Running
from techassure.tendering.tender_log import PANEL_FOLDER, before_lock, kept_name, sheet_source


class Merged(NamedTuple):
    """The entries that a sheet made, how many of its lines are blank, and what somebody should know who merged it."""

    entries: list[dict[str, Any]]
    blank: int
    remarks: Sequence[Problem]


def merge(running: Running, path: FilePath) -> Merged:
    """Record a sheet in the log, and keep a reviewer's as it arrived.

    Raises:
        ProblemsFound: everything that is wrong with it; then nothing was recorded.
    """
    data = file_bytes(path, relative(path))
    source = sheet_source(data, relative(path))
    file = enter(SheetFile, source)
    names = {folded(running.named(key)): key for key in running.submissions}
    scores, problems = sheets.scores(file, source, running.selection, _waiting(running, file), names)
    problems += [*_closed(running, source), *_too_early(running, file, source)]
    problems += _individual(running, file, source, data) if file.reviewer else _moderated(running, file, source)
    if problems:
        raise ProblemsFound(problems)
    remarks = [
        *source.remarks,
        *_late(running, file, source),
        *_near(running, file, source),
        *_aside(running, file, source),
        *_unread(running, file, source, scores),
        *_after_the_meeting(running, file, source, scores),
    ]
    made = [_arrival(file, data, running, path)] if file.reviewer else [_moderation(file, line) for line in scores]
    running.append(made)
    return Merged(made, sum(not line.given for line in file.scores), remarks)


def _waiting(running: Running, file: SheetFile) -> dict[Identity, list[Member]]:
    """Return what may be scored; what was put outside after the sheets went out is held to the same, and kept."""
    named = {line.submission.identity for line in file.scores} & running.submissions.keys()
    outside = {key: panel.to_judge(running.looked_at(key)) for key in named - running.waiting.keys()}
    return {**running.waiting, **outside}


def _too_early(running: Running, file: SheetFile, source: Source) -> list[Problem]:
    place = source.place(("on",))
    reopened = None if file.reviewer else log_days.reopening(running.state)
    return [*before_lock(running.log, file.on, place), *log_days.before(file.on, reopened, place)]


def _late(running: Running, file: SheetFile, source: Source) -> list[Problem]:
    kind = "review-received" if file.reviewer else "moderated"
    return log_days.late(file.on, kind, running.state.history, source.place(("on",)))


def _near(running: Running, file: SheetFile, source: Source) -> list[Problem]:
    key = "reviewer" if file.reviewer else "moderated_by"
    who = file.reviewer or file.moderated_by
    return running.near_names(who.name, source.place((key, "name"))) if who else []


def _aside(running: Running, file: SheetFile, source: Source) -> Iterator[Problem]:
    """Remark on the bids that no longer stand in the race: their scores are on record, and count for nothing."""
    lines: dict[Identity, list[int]] = {}
    for at, line in enumerate(file.scores):
        if line.given and line.submission.identity in running.state.set_aside:
            lines.setdefault(line.submission.identity, []).append(at)
    for identity, found in lines.items():
        made = running.state.set_aside[identity]
        count = "its score is" if len(found) == 1 else f"its {len(found)} scores are"
        message = f"{running.named(identity)} {_BECAME[made.kind]} on {iso(made.on)}, entry {made.number} of the log"
        fix = "nothing; they count again only if the bid is `reinstated`"
        message += f": {count} kept, without effect"
        place = source.place(("scores", found[0], "submission"))
        yield Problem(place, "bid-set-aside", message, fix, "warning")


def _unread(running: Running, file: SheetFile, source: Source, scores: Sequence[Score]) -> Iterator[Problem]:
    """Remark on reviewers' scores by a sheet without the answer to a clarification: it went out before."""
    given = [at for at, line in enumerate(file.scores) if line.given] if file.reviewer else []
    for at, score in zip(given, scores, strict=False):
        for made in panel.unread(running.state, score):
            answer = f"the answer to `{made.data['clarification']}` of {iso(made.on)}, entry {made.number} of the log"
            message = f"`{score.key}` of {running.named(score.identity)} was scored by a sheet without {answer}"
            fix = "nothing, if the meeting weighs it: its sheet shows the answer, and who scored without it"
            yield Problem(source.place(("scores", at, "criterion")), "unread-clarification", message, fix, "warning")


def _after_the_meeting(running: Running, file: SheetFile, source: Source, scores: Sequence[Score]) -> Iterator[Problem]:
    """Remark on a reviewer's scores that a meeting has moderated without them."""
    late = [each for each in scores if (each.identity, each.key) in running.state.moderated] if file.reviewer else []
    if late:
        message = f"{counted(len(late), 'score is', 'scores are')} of what a meeting moderated before they were there"
        place = source.place(("scores",), of_key=True)
        fix = "moderate again with them in view: `techassure review sheet --moderation --correct`, then `review merge`"
        yield Problem(place, "moderated-before", message, fix, "warning")


_BECAME = {
    "withdrawn": "was withdrawn",
    "late": "was refused as late",
    "disregarded": "was disregarded",
    "excluded": "was excluded",
    "disqualified": "was disqualified",
}


def _closed(running: Running, source: Source) -> list[Problem]:
    if running.state.moderation_closed:
        fix = "record `reopened` with `techassure tender decide`, and the reason"
        message = "moderation is closed since the prices were opened: no score may follow them"
        return [source.problem((), "moderation-closed", message, fix)]
    return []


# --- a reviewer's sheet ---------------------------------------------------------------------------------------------


def _individual(running: Running, file: SheetFile, source: Source, data: bytes) -> list[Problem]:
    assert file.reviewer is not None
    if any(made.data["sha256"] == chain.digest(data) for made in running.state.received):
        fix = "nothing: it is there"
        return [source.problem((), "received-before", "this file arrived before", fix)]
    name = file.reviewer.name
    before = {(each.identity, each.key) for each in running.scores if people.same(each.by, name)}
    problems = []
    for at, line in enumerate(file.scores):
        identity, criterion = line.submission.identity, line.criterion
        if line.given and (identity, criterion) in before:
            message = f"{name} scored `{criterion}` of {running.named(identity)} before, and that score stays"
            fix = "take the line out; a changed mind is for the moderation meeting"
            problems.append(source.problem(("scores", at, "criterion"), "scored-before", message, fix))
    return problems


def _arrival(file: SheetFile, data: bytes, running: Running, path: FilePath) -> dict[str, Any]:
    """Keep the file under its digest, and return the entry that says so."""
    assert file.reviewer is not None
    digest = chain.digest(data)
    ending = path.suffix.lower() if path.suffix.lower() in ENDINGS else ".yaml"
    name = kept_name(PANEL_FOLDER, file.reviewer.name, digest, ending)
    writing.file_away(running.log.folder / name, data)
    return {
        "kind": "review-received",
        "by": person(file.reviewer),
        "on": iso(file.on),
        "conflict": file.conflict,
        "file": name,
        "sha256": digest,
        "scores": sum(line.given for line in file.scores),
    }


# --- a moderation meeting's -----------------------------------------------------------------------------------------


def _moderated(running: Running, file: SheetFile, source: Source) -> list[Problem]:
    problems = []
    for at, line in enumerate(file.scores):
        if not line.given:
            continue
        key, criterion = line.submission.identity, line.criterion
        given = missing.givers(missing.scores_of(running, key, criterion))
        before = running.state.moderated.get((key, criterion))
        path = ("scores", at, "criterion")
        if given < running.selection.rules.reviewers:
            message = f"`{criterion}` has {given} of {missing.of_reviewers(running.selection.rules.reviewers)}"
            problems.append(source.problem(path, "review-open", message, "merge the other sheets first"))
        if before is None and line.corrects is not None:
            message = f"`{criterion}` was not moderated before, so entry {line.corrects} is about something else"
            problems.append(source.problem(path, "corrects-nothing", message, "leave `corrects` out"))
        if before is not None and line.corrects != before.number:
            fix = f"add `corrects: {before.number}`; both stay in the log"
            message = f"`{criterion}` was moderated before, in entry {before.number} of the log"
            problems.append(source.problem(path, "decided-before", message, fix))
    return problems


def _moderation(file: SheetFile, score: Score) -> dict[str, Any]:
    assert file.moderated_by is not None
    line = next(
        each for each in file.scores if (each.submission.identity, each.criterion) == (score.identity, score.key)
    )
    said = (
        {"points": decimal_text(score.points)}
        if score.points is not None
        else {"decision": "met" if score.met else "not met"}
    )
    return {
        "kind": "moderated",
        "by": person(file.moderated_by),
        "on": iso(file.on),
        "submission": about(score.identity),
        "criterion": score.key,
        **said,
        "because": score.because,
        **({"refers_to": score.refers_to} if score.refers_to else {}),
        **({"corrects": line.corrects} if line.corrects else {}),
    }
