"""Whether a text names somebody: by a whole name, or by a word that tells one name from the others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Set

_LEAST = 3
_LEAST_OF_A_PART = 4
_WORD = re.compile(r"[^\W_]+(?:['’ʼ`´‑-][^\W_]+)*")
_JOINED = re.compile(r"['’ʼ`´‑-]")
_GENITIVE = re.compile(r"['’ʼ`´]s?\Z")
_SPELT: dict[int, str] = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "œ": "oe", "þ": "th"}
)
_BARE: dict[int, str] = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "đ": "d", "ł": "l", "ı": "i"}
)
_LEGAL = "ltd limited plc llp llc inc gmbh cyf ccc cic cyfyngedig corp corporation sarl oyj aps srl spa bhd pty co ag"
_TRADE = """
    company group holdings holding international global national british english welsh scottish irish europe european
    england wales scotland ireland kingdom partners partnership associates brothers bros sons son daughters
    health healthcare medical medicine clinical clinic care social patient patients hospital hospitals trust nhs
    system systems solution solutions service services software technology technologies tech digital data cloud
    information informatics network networks platform product products app apps application mobile online web
    consulting consultancy innovation innovations labs lab research science sciences analytics intelligence
    security support suite plus pro premium standard basic enterprise edition version home one first new the and for of
"""
_COMMON = frozenset([*_LEGAL.split(), *_TRADE.split()])


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Return every form of every word of some texts."""
    return frozenset(form for text in texts for word in _words(text) for form in _forms(word))


def naming(names: Iterable[str], text: str, ordinary: Set[str]) -> list[str]:
    """Return what in a text names one of some people or things, as it is written there; each once.

    ``ordinary`` are words, as `words_of` makes them, that name nobody by themselves. A name that has no other words is
    looked for as a whole, if it has more than one.
    """
    told = {name: _distinctive(name, ordinary) for name in names}
    wanted = frozenset(form for forms in told.values() for form in forms)
    found = [word for word in _words(text) if not wanted.isdisjoint(_said_forms(word))]
    whole = [name for name, forms in told.items() if not forms and _stands_whole(name, text)]
    return list(dict.fromkeys([*whole, *map(_without_genitive, found)]))


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text))


def _distinctive(name: str, ordinary: Set[str]) -> frozenset[str]:
    """Return the forms of those words of a name that are not common; a number is none."""
    words = [word for word in _words(name) if any(map(str.isalpha, word))]
    forms = [form for word in words for form in _forms(word) if len(form) >= _LEAST]
    return frozenset(forms) - ordinary - _COMMON


def _stands_whole(name: str, text: str) -> bool:
    words = [_without_genitive(word).casefold() for word in _words(name)]
    said = [_without_genitive(word).casefold() for word in _words(text)]
    return len(words) > 1 and any(said[at : at + len(words)] == words for at in range(len(said)))


def _forms(word: str) -> Iterator[str]:
    """Yield a word in small letters without accents, as it is spelt where there are none, and parts joined in it."""
    for each in (word, *_parts(word)):
        small = _JOINED.sub("", _without_genitive(each)).casefold()
        yield from dict.fromkeys((_bare(small), _bare(small.translate(_SPELT))))


def _said_forms(word: str) -> Iterator[str]:
    """Yield the forms of a word of a text, and those that it may have without an `s` at its end."""
    for form in _forms(word):
        yield from (form, form.removesuffix("s")) if len(form) > _LEAST_OF_A_PART else (form,)


def _parts(word: str) -> list[str]:
    return [part for part in _JOINED.split(_without_genitive(word)) if len(part) >= _LEAST_OF_A_PART]


def _bare(small: str) -> str:
    apart = unicodedata.normalize("NFKD", small.translate(_BARE))
    return "".join(each for each in apart if not unicodedata.combining(each))


def _without_genitive(word: str) -> str:
    return _GENITIVE.sub("", word)
