"""Where what a submission puts into its reasons stands: a place for every slot."""

from __future__ import annotations

from collections.abc import Iterable

from techassure.reasons.templates import text_slot

_OF_GALLERY = ("id", "issued", "end", "version")


class Slots(dict[str, int]):
    """The places of slots among a submission's fillings. Those of a passage's gallery come last."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__({name: at for at, name in enumerate(names)})
        self._first = len(self)

    def __missing__(self, slot: str) -> int:
        """Return the place of a slot for a document of a gallery, such as the end of the second."""
        what, number = slot[1:].split(" ")
        return self._first + len(_OF_GALLERY) * int(number) + _OF_GALLERY.index(what)


def of_gallery(what: str, number: int) -> str:
    """Return the slot for something about a document of a gallery."""
    return text_slot(f"{what} {number}")


def first_of(kind: str) -> str:
    """Return the slot for what the first document of a kind is called."""
    return text_slot(f"first {kind}")


def backed(name: str, kinds: Iterable[str]) -> str:
    """Return the slot for how well a value is backed, to a criterion that asks for some kinds of documents."""
    return text_slot(" ".join([name, "by", *kinds]))


def held(number: int, at: int) -> str:
    """Return the slot for the last day on which a criterion's check or band held."""
    return f"=held {number} {at}"


def held_text(number: int, at: int) -> str:
    """Return the slot for the same day within a sentence."""
    return text_slot(f"held {number} {at}")


def changes_on(at: int) -> str:
    """Return the slot for what time changes of a criterion."""
    return f"=changes {at}"


def lapsed_on(at: int) -> str:
    """Return the slot for the day on which a criterion lapsed."""
    return f"=lapsed {at}"


def reasons_of(at: int) -> str:
    """Return the slot for the reasons of a criterion, where they hold what only this submission says."""
    return f"=reasons {at}"


VERSION = text_slot("version")
