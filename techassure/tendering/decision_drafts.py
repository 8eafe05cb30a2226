"""A file of decisions to fill in: one for each that a tender waits for, with every blank left to a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

import yaml

from techassure.reviewing.bids import about, identity_of
from techassure.reviewing.decisions import CONSIDERED, SHAPES
from techassure.reviews import Identity
from techassure.tendering import missing
from techassure.tendering.price_files import BidPrice
from techassure.tendering.running_tender import Running
from techassure.tendering.standing import Standing, standings

Draft = dict[str, Any]
_HEAD = """\
# What this tender waits for. Fill in each blank, or take the decision out if it is not taken yet. Every line binds:
# change a kind where another is right. Then: techassure tender decide TENDER THIS-FILE
techassure: 1
by:
  name:
  role:
on:
decisions:
"""


def waiting(running: Running, prices: Mapping[Identity, BidPrice]) -> list[Draft]:
    """Return the decisions that a tender waits for, as a file of decisions writes them; None is a blank."""
    lots = standings(running, prices, final=True).values()
    failed = {key: _verdict(key, each) for lot in lots for key, each in lot.items() if missing.is_unsettled(each)}
    out = [key for key, made in failed.items() if made["kind"] == "disregarded"]
    parts = (_conflicts(running), _claims(running), _clarifications(running), _of_bids(running, out), failed.values())
    return [*chain.from_iterable(parts), *_flagged(running, prices), *_awards(running)]


def _conflicts(running: Running) -> Iterator[Draft]:
    for name in missing.undecided_conflicts(running):
        yield {"kind": "conflict-decided", "reviewer": name, "decision": None, "because": None}


def _claims(running: Running) -> Iterator[Draft]:
    for key in running.to_score:
        for criterion, kind in missing.undecided(running, key):
            said = {"criterion": criterion, "decision": None, "because": None}
            yield {"kind": kind, "submission": about(key), **said}


def _clarifications(running: Running) -> Iterator[Draft]:
    for name in running.state.open_clarifications:
        yield {"kind": "clarification-answered", "clarification": name, "answer": None}


def _of_bids(running: Running, out: list[Identity]) -> Iterator[Draft]:
    """Yield what has to be considered of each bid that is not to be disregarded, and its scores from elsewhere."""
    for key in [each for each in running.inside if each not in out]:
        for kind in CONSIDERED:
            if (kind, key) not in running.state.considered:
                yield {"kind": kind, "submission": about(key), "found": None}
        for award in missing.unscored_elsewhere(running, key):
            yield {"kind": "scored-elsewhere", "submission": about(key), "award_criterion": award, "score": None,
                   "because": None}  # fmt: skip


def _verdict(key: Identity, standing: Standing) -> Draft:
    blanks = {"because": None, "notice": None}
    if missing.of_participation(standing.settled):
        return {"kind": "disregarded", "submission": about(key), "ground": "condition-of-participation", **blanks}
    return {"kind": "disqualified", "submission": about(key), "criteria": list(standing.settled.failed), **blanks}


def _flagged(running: Running, prices: Mapping[Identity, BidPrice]) -> Iterator[Draft]:
    for lot in standings(running, prices, final=True).values():
        for key, standing in lot.items():
            for kind in missing.unconsidered(running, key, standing):
                blanks = dict.fromkeys(name for name in SHAPES[kind].needs if name != "submission")
                yield {"kind": kind, "submission": about(key), **blanks}


def _awards(running: Running) -> Iterator[Draft]:
    """Yield the award of each lot to the bid that is first; to each where several are equal, for people to choose."""
    for key in _first(running):
        if key[3] not in running.state.award:
            yield {"kind": "award", "submission": about(key), "because": None}


def _first(running: Running) -> list[Identity]:
    final = running.state.final
    return [identity_of(each) for each in final.data["first"]] if final else []


# --- writing --------------------------------------------------------------------------------------------------------


def text(running: Running, drafts: list[Draft]) -> str:
    """Return the file: the same text for the same tender."""
    return _HEAD + "".join(line for draft in drafts for line in _lines(running, draft))


def _lines(running: Running, draft: Draft) -> Iterator[str]:
    for at, (name, value) in enumerate(draft.items()):
        beside = _beside(running, draft, name)
        start = "  - " if at == 0 else "    "
        yield f"{start}{name}:{'' if value is None else ' ' + _written(value)}{'  # ' + beside if beside else ''}\n"


def _written(value: Any) -> str:
    flow: str = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10**6, sort_keys=False)
    return flow.removesuffix("\n").removesuffix("\n...")


def _beside(running: Running, draft: Draft, name: str) -> str:
    """Return what a person needs to know of a line: which words it takes, or whom it is about."""
    if name == "decision":
        return " or ".join(next(shape.words for kind, shape in SHAPES.items() if kind == draft["kind"]))
    if name == "submission":
        found = next(each for key, each in running.submissions.items() if about(key) == draft[name])
        equal = draft["kind"] == "award" and [key[3] for key in _first(running)].count(found.identity[3]) > 1
        return " ".join(found.supplier.split()) + ("; equal in the first place: keep one of these" if equal else "")
    hints = {"score": "of 100", "notice": "the letter and its day", "because": "the reason, which bidders may read"}
    return hints.get(name, "")
