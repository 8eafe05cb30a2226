"""Who is one person, however a name was typed: the one answer for scores, moderation, conflicts and every entry.

Case, blanks, the kind of an apostrophe or a hyphen, and the form in which Unicode writes an accent make nobody another
person. A missing accent or letter may: two names that are only near stay two people, and somebody is asked.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

_MARKS = str.maketrans({**dict.fromkeys("’‘‛ʼʻʹʾʿ`´′", "'"), **dict.fromkeys("‐‑‒–—−", "-")})
_LOOK_ALIKES = str.maketrans("авекмнорстухіѕјһԁαβεηικμνορτυχøłđı", "abekmhopctyxisjhdabenikmvoptuxoldi")
_ENOUGH_ALIKE = 0.8


def folded(name: str) -> str:
    """Return a name as it is compared: what remains of it is the person."""
    plain = unicodedata.normalize("NFKC", name.translate(_MARKS)).casefold()
    return " ".join(unicodedata.normalize("NFKC", plain).split())


def same(one: str, other: str) -> bool:
    """Tell whether two names are one person's."""
    return folded(one) == folded(other)


def near(name: str, others: Iterable[str]) -> str | None:
    """Return the name that is most like another without being the same; None where none is like it."""
    bare = _bare(name)
    alike = {other: _alike(bare, _bare(other)) for other in others if not same(name, other)}
    best = max(alike, key=alike.__getitem__, default=None)
    return best if best is not None and alike[best] >= _ENOUGH_ALIKE else None


def _bare(name: str) -> str:
    """Return the letters alone, without accents and as they look, the words in one order: `O'Brien, Seán`."""
    spread = unicodedata.normalize("NFD", folded(name)).translate(_LOOK_ALIKES)
    words = "".join(each for each in spread if each.isalnum() or each.isspace()).split()
    return " ".join(sorted(words))


def _alike(one: str, other: str) -> float:
    """Return from 0 to 1 how alike two bare names are; one that only adds a title or a role to another is."""
    fewer, more = sorted((one.split(), other.split()), key=len)
    if len(fewer) > 1 and set(fewer) <= set(more):
        return 1.0
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() if one and other else 0.0
