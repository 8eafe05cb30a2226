"""Opening the prices: after moderation has closed, each bid's once, with the digest of every file on record.

All bids that are assessed open together. A bid that was let in afterwards opens later, by itself: it says so wherever
its price stands, and nobody's opened price is opened again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

from techassure.calendar_days import iso
from techassure.files import chain, writing
from techassure.files.places import file_bytes, relative
from techassure.problems import Problem, ProblemsFound
from techassure.reviewing import log_days
from techassure.reviewing.decisions import SCORING
from techassure.reviews import Identity
from techassure.tendering import missing, price_forms
from techassure.tendering.price_files import ENDINGS, BidPrice, read_prices
from techassure.tendering.running_tender import Running
from techassure.tendering.tender_log import PRICES_FOLDER, before_lock, kept_name


def open_prices(
    running: Running, files: Sequence[FilePath], by: Mapping[str, str], on: int
) -> dict[Identity, BidPrice]:
    """Keep the files beside the tender, record their digests, and return the prices.

    Raises:
        ProblemsFound: moderation is not closed, every price is open already, or a file does not fit the price rule.
    """
    rule = running.selection.rules.price
    if rule is None:
        fix = "leave prices out, or publish a price rule with the next tender"
        raise ProblemsFound([Problem(running.log.place, "no-price-rule", "the tender has no rule for prices", fix)])
    before = opened(running)
    sealed = [key for key in running.inside if key not in running.state.set_aside and key not in before]
    problems = [*_nothing_sealed(running, sealed), *_too_early(running, on), *missing.of_reviews(running)]
    if problems:
        raise ProblemsFound(problems)
    known = {key: running.named(key) for key in [*sealed, *before]}
    found = read_prices(files, rule, known, running.submissions.keys(), price_forms.above(running.selection))
    again = [_again(running, key) for key in found if key in before]
    absent = again or [_absent(running, key) for key in sealed if key not in found]
    if absent:
        raise ProblemsFound(absent)
    running.append([_entry(running, files, by, on)])
    return found


def opened(running: Running) -> dict[Identity, BidPrice]:
    """Return the prices that were opened; none before that.

    Raises:
        ProblemsFound: a file no longer fits the price rule.
    """
    rule = running.selection.rules.price
    if rule is None:
        return {}
    names = {key: running.named(key) for key in running.submissions}
    found: dict[Identity, BidPrice] = {}
    for made in running.state.prices:
        read = read_prices([running.log.folder / each["file"] for each in made.data["files"]], rule, names)
        found |= {key: replace(price, opened=made) for key, price in read.items()}
    return found


def _nothing_sealed(running: Running, sealed: Sequence[Identity]) -> list[Problem]:
    if sealed or not running.state.prices:
        return []
    message = f"the prices were opened before, in entry {running.state.prices[0].number} of the log"
    return [Problem(running.log.place, "prices-open", message, "nothing: they stay open")]


def _too_early(running: Running, on: int) -> list[Problem]:
    """Return the problem of a day before the bids were in, or before the last score that prices follow."""
    place = running.log.place
    dates = running.selection.dates
    closed = dates.get("final_tenders", dates.get("deadline"))
    if closed is not None and on < closed:
        message = f"{iso(on)} is before the bids were in, on {iso(closed)}"
        return [Problem(place, "before-the-deadline", message, "give the day on which they are opened, with `--on`")]
    score = log_days.last_in_force(running.state.history, SCORING)
    return [*before_lock(running.log, on, place), *log_days.before(on, score, place)]


def _again(running: Running, key: Identity) -> Problem:
    fix = "leave its price out; an opened one stays as it was opened"
    place = running.place_of(key)
    return Problem(place, "prices-open", "the price of this bid was opened before", fix)


def _absent(running: Running, key: Identity) -> Problem:
    fix = "add its price, or record a decision on the bid"
    place = running.place_of(key)
    return Problem(place, "no-price", "no price is given for this bid", fix)


def _entry(running: Running, files: Sequence[FilePath], by: Mapping[str, str], on: int) -> dict[str, Any]:
    kept = []
    for path in sorted(files, key=lambda each: each.name):
        data = file_bytes(path, relative(path))
        digest = chain.digest(data)
        # As it is read: by its ending. The bidder's own name for it may be anything.
        ending = path.suffix.lower() if path.suffix.lower() in ENDINGS else ".yaml"
        name = kept_name(PRICES_FOLDER, path.stem, digest, ending)
        writing.file_away(running.log.folder / name, data)
        kept.append({"file": name, "sha256": digest})
    return {"kind": "prices-opened", "by": dict(by), "on": iso(on), "files": kept}
