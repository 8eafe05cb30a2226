"""What a tender's log adds to an assessment."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from techassure.reviews import Identity, Judgement, Reviews

if TYPE_CHECKING:
    from techassure.reviewing.log_state import Decided


class Recorded(NamedTuple):
    """Judgements, scores from elsewhere, who stands outside or does not rank, and how far the tender has come.

    ``sealed``: moderation is not closed, so scores and ranking are hidden. ``final`` is the day of the final result,
    and ``disqualified`` holds the days on which people decided that somebody does not rank. ``changed`` is what a
    bidder has to know of the lock, too; ``notices`` hold it with the rest.
    """

    judgements: Mapping[Identity, Mapping[str, Judgement]] = {}
    elsewhere: Mapping[Identity, Mapping[str, Fraction]] = {}
    outside: Mapping[Identity, Decided] = {}
    disqualified: Mapping[Identity, int] = {}
    sealed: bool = False
    final: int | None = None
    notices: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


NOTHING = Recorded()


def with_log(found: Mapping[Identity, Reviews], added: Recorded) -> dict[Identity, Reviews]:
    """Return reviews with the judgements of the log, which go before those of files, and the scores from elsewhere."""
    made = dict(found)
    for identity in dict.fromkeys([*added.judgements, *added.elsewhere]):
        before = made.get(identity, Reviews())
        judgements = {**before.judgements, **added.judgements.get(identity, {})}
        made[identity] = before._replace(judgements=judgements, elsewhere=added.elsewhere.get(identity, {}))
    return made
