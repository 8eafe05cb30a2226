"""What each reviewer gave before a meeting moderated it, and what became of declared conflicts, as parts of the result.

A court asks who scored what, on which day, by what reason, and why the meeting gave another score. Letters hold none
of it: they are made of the score that counts, and of its reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.calendar_days import iso
from techassure.documents.document import Part
from techassure.reviewing import panel, people
from techassure.reviewing.bids import about
from techassure.reviewing.log_state import Decided
from techassure.reviewing.sheets import Score, declared
from techassure.reviews import Identity
from techassure.tendering.running_tender import Running
from techassure.tendering.tender_log import counts


def reviewed(running: Running, key: Identity, criterion: str) -> Part | None:
    """Return every score that was given of a criterion of a bid, and each that a meeting gave; None where none was."""
    scores = [each for each in running.scores if (each.identity, each.key) == (key, criterion)]
    if not scores:
        return None
    found = panel.spread([each for each in scores if counts(running.log, each)], running.selection.rules.tolerance)
    return {
        "given": [_given(running, each) for each in scores],
        "apart": None if found.apart is None else str(found.apart),
        "flagged": found.flagged,
        "moderated": list(_moderated(running, key, criterion)),
    }


def _given(running: Running, score: Score) -> Part:
    said = {"score": score.said, "because": score.because, "refers_to": score.refers_to}
    after = {"without": panel.unread_names(running.state, score), "counts": counts(running.log, score)}
    return {"reviewer": score.by, "on": iso(score.on), **said, **after, "entry": running.arrivals[score.file]}


def _moderated(running: Running, key: Identity, criterion: str) -> Iterator[Part]:
    for made in running.state.history:
        if made.kind == "moderated" and made.identity == key and made.data["criterion"] == criterion:
            said = {"score": panel.moderated_score(made), "because": made.because}
            yield {"entry": made.number, "by": made.by, "on": iso(made.on), **said}


def reviewers(running: Running) -> list[Part]:
    """Return the people whose sheets arrived: what interest each declared, and what was decided of it."""
    found: dict[str, list[Decided]] = {}
    for made in running.state.received:
        found.setdefault(people.folded(made.by), []).append(made)
    return [_reviewer(running, name, made) for name, made in found.items()]


def _reviewer(running: Running, name: str, sheets: list[Decided]) -> Part:
    interests = [str(made.data["conflict"]) for made in sheets if declared(made.data["conflict"])]
    decided = running.state.conflicts.get(name, ())
    return {
        "name": sheets[0].by,
        "role": sheets[0].data["by"].get("role"),
        "sheets": [{"entry": made.number, "on": iso(made.on), "file": made.data["file"]} for made in sheets],
        "conflicts": list(dict.fromkeys(interests)),
        "decided": [_decided(made) for made in decided],
    }


def _decided(made: Decided) -> Part:
    said = {"decision": made.data["decision"], "because": made.because}
    of_bid = {"submission": about(made.identity)} if made.identity else {}
    return {"entry": made.number, "by": made.by, "on": iso(made.on), **said, **of_bid}
