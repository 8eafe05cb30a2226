"""What lots are called: by their keys in data, by key and title where people read."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from techassure.phrases import folded

_MOST_LISTED = 12
_LEAST_FOR_A_GUESS = 4


def lot_named(lots: Mapping[str, str], key: str) -> str:
    """Return what people call a lot: `1 (At home)`, or its key alone where no title is known."""
    title = lots.get(key, key)
    return key if title == key else f"{key} ({title})"


def lots_listed(lots: Mapping[str, str]) -> str:
    """Return the lots for a message, the first few of many: their keys in backticks, each with its title."""
    named = [f"`{key}`{lot_named(lots, key).removeprefix(key)}" for key in lots]
    shown = ", ".join(named[:_MOST_LISTED])
    return shown if len(named) <= _MOST_LISTED else f"{shown} and {len(named) - _MOST_LISTED} more"


def lot_meant(lots: Mapping[str, str], written: str) -> str | None:
    """Return the key of the lot that somebody called by its title, by a part of it, or nearly so; None for no lot."""
    forms = {_plain(form): key for key in lots for form in (lots[key], lot_named(lots, key), key)}
    word = _plain(written)
    if word in forms or len(word) < _LEAST_FOR_A_GUESS:
        return forms.get(word)
    within = {key for form, key in forms.items() if word in form}
    near = difflib.get_close_matches(word, forms, n=1)
    return within.pop() if len(within) == 1 else forms[near[0]] if near else None


def _plain(text: str) -> str:
    """Return words in small letters with single blanks, without the word `lot` in front."""
    return folded(text).removeprefix("lot ")
