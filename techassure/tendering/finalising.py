"""Closing a tender: its final result once nothing is missing, the entry of the log, and the result as it was kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from techassure.calendar_days import iso
from techassure.files import chain
from techassure.files.places import file_bytes, relative
from techassure.problems import Place, Problem, ProblemsFound
from techassure.reviewing import log_days
from techassure.reviews import Identity
from techassure.tendering import missing
from techassure.tendering.final_document import FinalDocument
from techassure.tendering.final_writer import document
from techassure.tendering.price_files import BidPrice
from techassure.tendering.running_tender import Running
from techassure.tendering.tender_log import before_lock, submitted

FINAL_FILE = "final.json"


def finalised(running: Running, prices: Mapping[Identity, BidPrice], by: Mapping[str, str], on: int) -> FinalDocument:
    """Return the final document, with who closes the tender and when.

    Raises:
        ProblemsFound: everything that is still missing.
    """
    problems = missing.of_everything(running, prices)
    if problems:
        raise ProblemsFound(problems)
    return {**document(running, prices, final=True), "closed": {"by": by["name"], "on": iso(on)}}


def too_early(running: Running, on: int) -> list[Problem]:
    """Return the problem of closing on a day before the lock, or before that of an entry that the result rests on."""
    place, last = running.log.place, log_days.last_in_force(running.state.history)
    return [*before_lock(running.log, on, place), *log_days.before(on, last, place)]


def closing_entry(running: Running, made: FinalDocument, by: Mapping[str, str], on: int) -> dict[str, Any]:
    """Return the entry that closes the tender: the digests of the final document and of all bids, and who is first."""
    first = [each for lot in made["lots"] for each in lot["first"]]
    files = [{"file": name, "sha256": digest} for name, digest in submitted(running.log.folder).items()]
    final = chain.digest(as_bytes(made))
    return {"kind": "finalised", "by": dict(by), "on": iso(on), "final": final, "first": first, "submitted": files}


def kept(running: Running) -> FinalDocument:
    """Return the final document of a finalised tender as it was written.

    Raises:
        ProblemsFound: `final.json` is not what the log was closed with.
    """
    final, path = running.state.final, running.log.folder / FINAL_FILE
    data = file_bytes(path, relative(path))
    if final is None or chain.digest(data) != final.data["final"]:
        fix = "bring back the file as `techassure tender finalise` wrote it"
        message = f"`{FINAL_FILE}` is not what the log was closed with"
        raise ProblemsFound([Problem(Place(relative(path)), "final-differs", message, fix)])
    made: FinalDocument = orjson.loads(data)
    return made


def as_bytes(made: FinalDocument) -> bytes:
    """Return the document's file: the same bytes for the same tender."""
    return orjson.dumps(dict(made), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
