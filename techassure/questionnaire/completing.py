"""Answers that stand in several cells, put together: options in their rows, tables on their sheets, documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from techassure.office_files.grid import written
from techassure.questionnaire import cells
from techassure.questionnaire.draft import Draft, Found, Table
from techassure.questionnaire.layout import LISTED, NONE_OF_THESE, OF_OPTION, labels

_NONE = NONE_OF_THESE.removeprefix(OF_OPTION)


def complete(draft: Draft) -> None:
    """Put every answer together; what contradicts itself becomes problems."""
    for name, rows in draft.options.items():
        _choose(draft, name, rows)
    listed = [
        name for name, given in draft.answers.items() if draft.keys.is_of(name, "table") and given["value"] == LISTED
    ]
    for name in dict.fromkeys([*draft.tables, *listed]):
        _fill(draft, name)
    known = {entry["id"] for entry in draft.evidence}
    for name, text in draft.backing.items():
        draft.answers[name]["evidence"] = list(_ids(text, known))


def _choose(draft: Draft, name: str, rows: Mapping[str, Found]) -> None:
    said = {option: found for option, found in rows.items() if found.cell is not None}
    marks = {option: cells.marked(found.cell) for option, found in said.items()}
    unclear = [option for option, mark in marks.items() if mark is None]
    for option in unclear:
        fact = draft.keys.fact(name)
        shown = labels(fact).get(option, option) if fact else option
        message = f"`{written(said[option].cell)[:60]}` does not say whether “{shown}” is chosen"
        draft.refuse(said[option].at, "wrong-type", message, "choose Yes, or clear the cell")
    if not said or unclear:
        return
    none = marks.pop(_NONE, None)
    chosen = [option for option, yes in marks.items() if yes]
    first = next(iter(rows.values())).at
    if none and chosen:
        message = f"`{name}` has options chosen, and none of these"
        draft.refuse(said[_NONE].at, "choices-unclear", message, "keep one of the two")
    elif chosen or none or len(marks) >= len(rows.keys() - {_NONE}):
        _put_options(draft, name, chosen, [said[option].at for option in chosen], first)
    else:
        fix = "choose Yes at one of them, or at None of these"
        draft.refuse(first, "choices-unclear", f"`{name}` is answered No in part, and Yes nowhere", fix)


def _put_options(draft: Draft, name: str, chosen: list[str], places: list[str], first: str) -> None:
    made = draft.answers.setdefault(name, {"value": None})
    if made["value"] is not None:
        draft.refuse(first, "answered-twice", f"`{name}` is answered beside the question and below it", "keep one")
    made["value"] = chosen
    draft.places.setdefault(("answers", name), first)
    for index, place in enumerate(places):
        draft.places["answers", name, index] = draft.places["answers", name, "value", index] = place


def _fill(draft: Draft, name: str) -> None:
    table = draft.tables.get(name, Table())
    given = draft.answers.get(name, {}).get("value")
    at = draft.places.get(("answers", name), "")
    if given == LISTED and not table.rows:
        fix = "fill in the rows, or choose that there are none"
        draft.refuse(at, "table-empty", f"`{name}` points to its sheet, and no row of it is filled", fix)
    elif table.rows and given not in (None, LISTED):
        message = f"rows of `{name}` are filled, and its answer is not that they are on their sheet"
        draft.refuse(at, "table-unclear", message, "keep one of the two")
    elif table.rows:
        _put_rows(draft, name, table)


def _put_rows(draft: Draft, name: str, table: Table) -> None:
    draft.answers.setdefault(name, {})["value"] = table.rows
    draft.places.setdefault(("answers", name), table.places[0][""])
    for index, places in enumerate(table.places):
        for key, place in places.items():
            column = (key,) if key else ()
            draft.places["answers", name, index, *column] = place
            draft.places["answers", name, "value", index, *column] = place


def _ids(text: str, known: set[str]) -> Iterator[str]:
    """Yield the documents that a cell names, one a line or parted by commas or semicolons."""
    for line in (line.strip() for line in text.split("\n")):
        yield from [line] if line in known else [p.strip() for p in re.split(r"[,;]", line) if p.strip()]


def shortest(given: dict[str, Any]) -> Any:
    """Return a bare value where there is nothing beside it."""
    return given["value"] if given.keys() == {"value"} else given
