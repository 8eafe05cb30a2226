"""A conversation line by line: what a person may type anywhere, and how a question is put until it is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from techassure.definitions.facts import Unreadable

SKIP, BACK, QUIT, HELP = "skip", "back", "quit", "?"
LITERALLY = "="
_HELP_WORDS = frozenset({HELP, "help"})
WORDS = (
    f"You may also type {SKIP} to leave it for now, {BACK} for the question before, {QUIT} to stop. "
    f"To answer with one of these words itself, put {LITERALLY} before it."
)


class Console(Protocol):
    """Where lines are shown and typed."""

    def say(self, line: str) -> None:
        """Show a line."""

    def ask(self, prompt: str) -> str | None:
        """Return the line that is typed after a prompt, without blanks around it; None where there are no more."""


class Skipped(Exception):
    """The question is left for now."""


class WentBack(Exception):
    """The question before is wanted."""


class Ended(Exception):
    """Nothing more is going to be typed."""


_RAISES: dict[str, type[Exception]] = {SKIP: Skipped, BACK: WentBack, QUIT: Ended}


def answer(
    console: Console,
    prompt: str,
    read: Callable[[str], Any],
    help_lines: Callable[[], list[str]],
    blank: Callable[[], Any],
) -> Any:
    """Return what is typed, read; what cannot be read is explained, and asked for again.

    ``read`` returns a value or ``Unreadable``; ``blank`` does the same for an empty line.

    Raises:
        Skipped, WentBack, Ended: one of those words was typed, or the input ended.
    """
    while True:
        line = console.ask(f"{prompt}: ")
        if line is None:
            raise Ended
        word = line.casefold()
        if word in _HELP_WORDS:
            for said in help_lines():
                console.say(said)
            continue
        if word in _RAISES:
            raise _RAISES[word]
        found = read(line.removeprefix(LITERALLY) if _is_quoted(line) else line) if line else blank()
        if not isinstance(found, Unreadable):
            return found
        console.say(explained(found))


def _is_quoted(line: str) -> bool:
    return line.startswith(LITERALLY) and line.removeprefix(LITERALLY).casefold() in {*_RAISES, *_HELP_WORDS}


def explained(found: Unreadable) -> str:
    """Return why something is no answer, and what would be, as a line."""
    return f"Not understood: {found.message}. {found.fix[:1].upper()}{found.fix[1:]}."


def needed() -> Unreadable:
    """Return what an empty line comes to where an answer is needed."""
    return Unreadable("no-answer", "the line is empty", f"type an answer, or {SKIP}, or {HELP} for help")
