"""A table asked for row by row, and each row column by column."""

from __future__ import annotations

from typing import Any

from techassure import facts as fact_types
from techassure.facts import Unreadable
from techassure.interview import typed
from techassure.interview.conversation import BACK, Console, Ended, Skipped, WentBack, answer, needed
from techassure.model import Column, Fact

_YES_NO = Fact.model_validate({"question": "-", "about": "product", "type": "yes-no"})
Row = dict[str, Any]


def ask(console: Console, fact: Fact, help_lines: list[str]) -> list[Row]:
    """Return the typed rows of a table; they count once it is said that there are no more.

    Raises:
        Skipped, WentBack, Ended: the table was left; what was typed of it is said to be lost.
    """
    rows: list[Row] = []
    try:
        more = _yes_no(console, typed.prompt(fact), help_lines)
        while more:
            try:
                rows.append(_row(console, fact, len(rows) + 1))
            except WentBack:
                if not rows:
                    raise
                rows.pop()
                console.say(f"Row {len(rows) + 1} is asked for again.")
                continue
            more = len(rows) < fact_types.MOST_ROWS and _yes_no(console, "Another row? Yes or no", help_lines)
    except (Skipped, WentBack, Ended):
        if rows:
            console.say(f"The table was not finished: {_counted(len(rows))} not saved.")
        raise
    return rows


def _counted(count: int) -> str:
    return "its 1 row is" if count == 1 else f"its {count} rows are"


def _yes_no(console: Console, prompt: str, help_lines: list[str]) -> bool:
    return bool(answer(console, prompt, lambda line: typed.read(_YES_NO, line), lambda: help_lines, needed))


def _row(console: Console, fact: Fact, number: int) -> Row:
    """Return one row; `back` begins it again, and at its first column goes back to the row before."""
    row: Row = {}
    columns = list((fact.columns or {}).items())
    while len(row) < len(columns):
        name, column = columns[len(row)]
        try:
            row[name] = _cell(console, number, name, column)
        except WentBack:
            if not row:
                raise
            row = {}
            console.say(f"Row {number} from its first column.")
    return {name: value for name, value in row.items() if value is not None}


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
