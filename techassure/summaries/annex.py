"""Long lists of a letter: each stands once, numbered, at the end, and the reasons refer to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from techassure.explaining.long_lists import head_and_items


class Annex:
    """The lists that the reasons of one letter refer to, in the order in which they are met."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, tuple[str, ...]], int] = {}

    def referring(self, said: str) -> str:
        """Return a reason as a line of text, with the number of its list where it has one."""
        head, items = head_and_items(said)
        if not items:
            return said
        number = self._numbers.setdefault((head, items), len(self._numbers) + 1)
        return f"{head} see list {number}, at the end of this letter."

    def lists(self) -> Iterator[tuple[int, str, Sequence[str]]]:
        """Yield each list: its number, the words that lead to it, and its items."""
        for (head, items), number in self._numbers.items():
            yield number, head.removesuffix(":"), items
