"""A table asked for row by row, and each row column by column; what was typed is handed over at once, to be kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from techassure.definitions import facts as fact_types
from techassure.definitions.facts import Unreadable
from techassure.definitions.model import Column, Fact
from techassure.interview import typed
from techassure.interview.conversation import BACK, Console, Ended, Skipped, WentBack, answer, needed
from techassure.interview.unfinished import NOTHING, Begun, Row
from techassure.phrases import counted

_YES_NO = Fact.model_validate({"question": "-", "about": "product", "type": "yes-no"})
_LEFT = "The table is not finished. What was typed of it is kept, and counts when you say that there are no more rows."


def ask(console: Console, fact: Fact, help_lines: list[str], begun: Begun, keep: Callable[[Begun], None]) -> list[Row]:
    """Return the typed rows of a table, from where it was left; they count once it is said that there are no more.

    Raises:
        Skipped, WentBack, Ended: the table was left; ``keep`` has what was typed of it.
    """
    asking = _Asking(console, fact, help_lines, begun, keep)
    try:
        asking.all_rows()
    except (Skipped, WentBack, Ended):
        if asking.begun != NOTHING:
            console.say(_LEFT)
        raise
    return asking.rows


class _Asking:
    """One table while it is asked for. ``row`` holds the cells of the row that is being typed."""

    def __init__(
        self, console: Console, fact: Fact, help_lines: list[str], begun: Begun, keep: Callable[[Begun], None]
    ) -> None:
        self.console, self.fact, self.help, self._keep = console, fact, help_lines, keep
        self.columns = list((fact.columns or {}).items())
        self.rows: list[Row] = list(begun.rows)
        self.row: Row = dict(begun.row)

    @property
    def begun(self) -> Begun:
        """What was typed so far."""
        return Begun(tuple(self.rows), dict(self.row))

    def all_rows(self) -> None:
        """Ask for rows until there are no more."""
        if self.begun != NOTHING:
            self.console.say(f"Kept from before: {self._so_far()}. It goes on from there.")
        more = bool(self.row) or self._more()
        while more:
            try:
                self._row()
            except WentBack:
                if not self.rows:
                    raise
                self.rows.pop()
                self._keep(self.begun)
                self.console.say(f"Row {len(self.rows) + 1} is asked for again.")
                continue
            more = len(self.rows) < fact_types.MOST_ROWS and self._more()

    def _so_far(self) -> str:
        count = len(self.rows)
        rows = [counted(count, "row")] if count else []
        last = [f"row {count + 1} up to {typed.called(*self.columns[len(self.row) - 1])}"] if self.row else []
        return ", and ".join([*rows, *last])

    def _more(self) -> bool:
        prompt = "Another row? Yes or no" if self.rows else typed.prompt(self.fact)
        return bool(answer(self.console, prompt, lambda line: typed.read(_YES_NO, line), lambda: self.help, needed))

    def _row(self) -> None:
        """Ask for one row; `back` begins it again, and at its first column goes back to the row before."""
        number = len(self.rows) + 1
        while len(self.row) < len(self.columns):
            name, column = self.columns[len(self.row)]
            try:
                cell = _cell(self.console, number, name, column)
            except WentBack:
                if not self.row:
                    raise
                self.row = {}
                self.console.say(f"Row {number} from its first column.")
            else:
                self.row[name] = cell
            self._keep(self.begun)
        self.rows.append({name: value for name, value in self.row.items() if value is not None})
        self.row = {}
        self._keep(self.begun)


def _cell(console: Console, number: int, name: str, column: Column) -> Any:
    for at, (key, label) in enumerate(typed.numbered(column).items(), 1):
        console.say(f"{at}. {label} ({key})")
    optional = ", or Enter for none" if column.optional else ""
    prompt = f"Row {number}, {typed.called(name, column)}. {typed.prompt(column)}{optional}"
    try:
        return answer(console, prompt, lambda line: typed.read(column, line), lambda: _help(column), _blank(column))
    except Skipped:
        if not column.optional:
            raise
        return None


def _help(column: Column) -> list[str]:
    says = "may stay empty" if column.optional else "is needed in every row"
    return [f"This column {says}. Type {BACK} to begin the row again."]


def _blank(column: Column) -> Any:
    missing = Unreadable("no-answer", "every row needs this column", f"type a value, or {BACK} to begin the row again")
    return lambda: None if column.optional else missing
