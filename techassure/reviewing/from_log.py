"""What a tender's log adds to an assessment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from techassure.reviews import Identity, Judgement, Reviews

if TYPE_CHECKING:
    from techassure.reviewing.decisions import Decided


class Recorded(NamedTuple):
    """Judgements, who stands outside the assessment or does not rank, and how far the tender has come.

    ``sealed``: moderation is not closed, so scores and ranking are hidden. ``final`` is the day of the final result,
    and ``disqualified`` holds the days on which people decided that somebody does not rank.
    """

    judgements: Mapping[Identity, Mapping[str, Judgement]] = {}
    outside: Mapping[Identity, Decided] = {}
    disqualified: Mapping[Identity, int] = {}
    sealed: bool = False
    final: int | None = None
    notices: tuple[str, ...] = ()


NOTHING = Recorded()


def with_log(found: Mapping[Identity, Reviews], added: Recorded) -> dict[Identity, Reviews]:
    """Return reviews with the judgements of the log, which go before those of files."""
    made = dict(found)
    for identity, judgements in added.judgements.items():
        before = made.get(identity, Reviews())
        made[identity] = before._replace(judgements={**before.judgements, **judgements})
    return made
