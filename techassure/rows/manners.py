"""How the answers to a question are looked up: alone, many alike at once, or by how they are written."""

from __future__ import annotations

from enum import IntEnum

from techassure.definitions.model import Fact


class Manner(IntEnum):
    """What kind of answer is looked up how; a form asks all of one manner side by side."""

    ANY_TEXT = 0
    """Text of which nothing but its being there is ever asked."""
    YES_NO = 1
    TEXT = 2
    """Text that is read: options, dates, addresses, numbers of registers."""
    CHOICES = 3
    NUMBER = 4
    TABLE = 5


_OF_TYPE = {
    "yes-no": Manner.YES_NO,
    "number": Manner.NUMBER,
    "money": Manner.NUMBER,
    "choices": Manner.CHOICES,
    "table": Manner.TABLE,
}


def manner_of(fact: Fact, *, any_text: bool) -> Manner:
    """Return how the answers to a fact are looked up."""
    return Manner.ANY_TEXT if any_text else _OF_TYPE.get(fact.type, Manner.TEXT)
