"""A filled workbook as a submission: every answer found by its key, or a problem that names the sheet and the cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from techassure.files.places import Source, Spoilt
from techassure.office_files import beside_cells, grid
from techassure.office_files.grid import Cell, Sheet, written
from techassure.phrases import folded
from techassure.problems import Path, Place, Problem, listing
from techassure.questionnaire import cells, headers
from techassure.questionnaire.completing import complete, shortest
from techassure.questionnaire.draft import Draft, Found, Table
from techassure.questionnaire.headers import Columns, Keyed
from techassure.questionnaire.keys import Keys
from techassure.questionnaire.layout import ANSWER, ANSWERS, DOCUMENTS, KEY, LISTS, READ_BACK, START
from techassure.questionnaire.rows import TAKE, take_answer
from techassure.selections.selection import Selection

_OF_QUESTIONS = frozenset(ANSWERS) - frozenset(START) - frozenset(DOCUMENTS)
"""Headers by which a sheet of questions is known: any of them, since those that are not read may be taken out."""
_LISTS = [folded(name) for name in LISTS]
_PAIR = 2
_OURS = re.compile(r"Questionnaire: |[0-9]+\.  ")
"""How the lines begin that we write above the first header."""
_NO_ANSWER = "nothing, if it is a note; what is to count is an answer, or stands under Note beside one"
_Loose = list[tuple[int, dict[int, Cell]]]


@dataclass(slots=True)
class Filled(Source):
    """What a workbook holds: a submission whose parts know their cells.

    ``keys`` is everything that the workbook asks, ``editions`` what it was made for, both empty where it is no
    questionnaire.
    """

    cells: Mapping[Path, str] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()
    editions: tuple[str, ...] = ()

    def place(self, path: Path = (), *, of_key: bool = False) -> Place:  # noqa: ARG002 - the base's signature
        """Return the cell of the part at the path, as `q.xlsx[Answers!C12]`; where there is none, the nearest above."""
        for depth in range(len(path), 0, -1):
            if path[:depth] in self.cells:
                return Place(f"{self.file}[{self.cells[path[:depth]]}]")
        return Place(self.file)


def reader(selection: Selection) -> Callable[[FilePath, str], Source]:
    """Return what reads a workbook, given its path and the name to show, against the facts and codes of a selection.

    What is returned raises `ProblemsFound` where the workbook is refused, or holds answers that belong to nothing; each
    with its sheet and cell.
    """
    keys = Keys(selection)
    return lambda path, shown: _read(path, shown, keys)


def _read(path: FilePath, shown: str, keys: Keys) -> Filled:
    draft, data = Draft(shown, keys), grid.content(path, shown)
    sheets = grid.sheets(data, shown)
    draft.remarks += beside_cells.remarks(data, shown)
    for sheet in sheets:
        _learn_labels(sheet, draft)
    for sheet in sheets:
        _take(sheet, draft)
    complete(draft)
    if draft.editions and not draft.has_questions:
        fix = "send the whole workbook, with its sheet of questions"
        draft.problems.append(Problem(Place(shown), "no-questions", "the questionnaire has lost its questions", fix))
    made = _made(draft)
    if draft.problems:
        raise Spoilt(draft.problems, made, lacking=True)
    return made


def _made(draft: Draft) -> Filled:
    """Return the submission of a draft."""
    answers = {name: shortest(given) for name, given in draft.answers.items()}
    parts = {"answers": answers, "evidence": draft.evidence, "claims": draft.claims}
    return Filled(
        draft.file,
        {"techassure": 1, **draft.head, **{name: part for name, part in parts.items() if part}},
        remarks=tuple(draft.remarks),
        cells=draft.places,
        keys=frozenset(draft.asked),
        editions=draft.editions,
    )


def _learn_labels(sheet: Sheet, draft: Draft) -> None:
    """Take the options that a questionnaire's own hidden lists name: by them, older labels are still understood."""
    if not sheet.rows or [folded(str(cell)) for cell in sheet.rows[0][:3]] != _LISTS:
        return
    for row in sheet.rows[1:]:
        name, key, label = (str(cell) for cell in row[:3])
        draft.old.setdefault(name, {})[folded(label)] = key


def _take(sheet: Sheet, draft: Draft) -> None:
    """Take everything that a sheet holds, row by row, each by the header or the keys above it."""
    above: Columns | Keyed | None = None
    loose: _Loose = []
    below: list[tuple[int, int]] = []
    for at, found in sheet.filled_rows():
        begins = headers.header(found, at) or headers.table_keys(found, at, draft.keys.facts)
        if begins and not (isinstance(above, Columns) and isinstance(begins, Keyed)):
            if above is None and isinstance(begins, Columns) and begins.whole:
                _tell_above(sheet, loose, draft)
            above = begins
            _begin(sheet, at, found, begins, draft)
        elif above is None and _is_lost_table(sheet, at, found, draft):
            return
        elif above is None:
            loose.append((at, found))
        elif isinstance(above, Keyed):
            _table_row(sheet, at, found, above, draft)
        else:
            _row(sheet, at, found, above, draft)
            below = [*below, (at, min(found))] if _is_told_only(found, above) else []
    for cell in below:
        draft.remark(sheet.address(*cell), "line-not-read", "this line below the answers is not read", _NO_ANSWER)
    _take_loose(sheet, loose, draft, is_read=above is not None)


def _tell_above(sheet: Sheet, rows: _Loose, draft: Draft) -> None:
    """Remark what somebody wrote above the answers of a sheet of ours, where only our own words stood."""
    own = [(at, column) for at, found in rows for column, cell in found.items() if not _OURS.match(written(cell))]
    if own:
        draft.remark(
            sheet.address(*own[0]), "line-not-read", "what stands here above the answers is not read", _NO_ANSWER
        )


def _are_words(found: dict[int, Cell], columns: Columns) -> bool:
    """Tell whether a row of a sheet of ours holds nothing but words under Key, where no key has a blank in it."""
    alone = columns.whole and columns.role == "answers" and found.keys() == {columns.at[KEY]}
    return alone and " " in written(found[columns.at[KEY]]).strip()


def _is_told_only(found: dict[int, Cell], columns: Columns) -> bool:
    """Tell whether a row of answers holds nothing that is read: the name of a group, or words of the supplier's own."""
    read_back = {column for name, column in columns.at.items() if name in READ_BACK}
    return columns.role == "answers" and read_back.isdisjoint(found)


def _is_lost_table(sheet: Sheet, at: int, found: dict[int, Cell], draft: Draft) -> bool:
    """Tell whether a row is the header of a table whose row of keys is gone, which is refused."""
    name = headers.table_without_keys(found, draft.keys.facts)
    if name:
        fix = f"write `{name}` and the keys of its columns above it again, as in the workbook that was sent out"
        message = f"the sheet `{sheet.name}` has no row of keys, so that nothing of its table is read"
        draft.refuse(sheet.address(at, min(found)), "missing-heading", message, fix)
    return bool(name)


def _begin(sheet: Sheet, at: int, found: dict[int, Cell], begins: Columns | Keyed, draft: Draft) -> None:
    """Take note of a header; where those are gone by which a sheet is read, the sheet is refused."""
    if not isinstance(begins, Columns):
        return
    is_lost = begins.role == "skipped" and bool(begins.lacks)
    draft.has_questions |= is_lost or not _OF_QUESTIONS.isdisjoint(begins.at)
    if is_lost:
        message = f"the sheet `{sheet.name}` has no column called {listing(begins.lacks)}, so nothing of it is read"
        draft.refuse(sheet.address(at, min(found)), "missing-heading", message, _call_it_again(begins.lacks))


def _call_it_again(lacks: Sequence[str]) -> str:
    return f"write {listing(lacks)} above the column again, or copy the column back from the workbook that was sent out"


def _row(sheet: Sheet, at: int, found: dict[int, Cell], columns: Columns, draft: Draft) -> None:
    if columns.role == "skipped":
        return
    for column in sorted(found.keys() - columns.known - columns.told):
        columns.told.add(column)
        if columns.lacks:
            message = f"what stands in this column is not read, and no column is called {listing(columns.lacks)}"
            draft.refuse(sheet.address(columns.row, column), "missing-heading", message, _call_it_again(columns.lacks))
            continue
        fix = "answers stand under their own headers; a comment for the buyer belongs under Note"
        draft.remark(sheet.address(at, column), "column-not-read", "what stands in this column is not read", fix)
    read_back = (column for name, column in columns.at.items() if name in READ_BACK)
    for column in (each for each in read_back if sheet.is_merged_down(at, each)):
        fix = "write the answer of each row into its own cell, if it is theirs too"
        draft.remark(sheet.address(at, column), "merged-cells", "what is merged counts for its first row alone", fix)
    if _are_words(found, columns):
        draft.remark(sheet.address(at, min(found)), "line-not-read", "this line under Key is not read", _NO_ANSWER)
    row = {name: _cell(sheet, at, found, name, column, draft) for name, column in columns.at.items()}
    TAKE[columns.role](draft, row)


def _cell(sheet: Sheet, at: int, found: dict[int, Cell], name: str, column: int, draft: Draft) -> Found:
    cell, address = found.get(column), sheet.address(at, column)
    return draft.found(cell, address) if name in READ_BACK else Found(cell, address)


def _table_row(sheet: Sheet, at: int, found: dict[int, Cell], table: Keyed, draft: Draft) -> None:
    fact = draft.keys.facts[table.fact]
    if at == table.row + 1 and headers.are_labels(fact, found, table.columns):
        return
    first = min(found)
    if cells.is_total(found[first]):
        fix = "take the row out: what has to be added up is added up here; or call it by what it is about"
        message = f"`{written(found[first])[:60]}` would be counted as a row of the table, and not as what it adds up"
        draft.refuse(sheet.address(at, first), "total-row", message, fix)
        return
    for column in found.keys() - table.columns.keys():
        fix = "clear the cell, or use a column that has a key above its header"
        message = "this cell belongs to no column of the table"
        draft.refuse(sheet.address(at, column), "unknown-column", message, fix)
    row, places = {}, {"": sheet.address(at, min(found))}
    for column, key in table.columns.items():
        if column in found:
            places[key] = sheet.address(at, column)
            own = (fact.columns or {})[key]
            row[key] = draft.raw(own, f"{table.fact}.{key}", draft.found(found[column], places[key]))
    if row:
        made = draft.tables.setdefault(table.fact, Table())
        made.rows.append(row)
        made.places.append(places)


# --- rows under no header -------------------------------------------------------------------------------------------


def _take_loose(sheet: Sheet, rows: _Loose, draft: Draft, *, is_read: bool) -> None:
    """Take rows that stand under no header: codes and answers side by side, if that is what they are."""
    keys = [draft.keys.named(next(iter(found.values()))) for _, found in rows]
    first = next((at for at, key in enumerate(keys) if key), len(rows))
    unclear = [(at, found, key) for (at, found), key in zip(rows, keys, strict=True) if key and len(found) > _PAIR]
    if unclear:
        _refuse_unclear(sheet, unclear, draft)
        return
    for (at, found), key in list(zip(rows, keys, strict=True))[first:]:
        _pair(sheet, at, found, key, draft)
    if rows and first == len(rows) and not is_read:
        fix = "nothing to do, if it holds no answers; else copy them to where they are asked"
        message = f"the sheet `{sheet.name}` is not read"
        draft.remark(sheet.address(rows[0][0], min(rows[0][1])), "sheet-not-read", message, fix)


def _refuse_unclear(sheet: Sheet, rows: Sequence[tuple[int, dict[int, Cell], str]], draft: Draft) -> None:
    """Refuse a sheet with rows of several cells beside a code: once, since one header mends them all."""
    draft.has_questions = True
    at, found, key = rows[0]
    fix = "write `Code` above the codes and `Answer` above the answers, or copy the row of headers back"
    more = f", as in {len(rows) - 1} more rows of this sheet" if len(rows) > 1 else ""
    message = f"which of the cells beside `{key}` is the answer is unclear{more}"
    draft.refuse(sheet.address(at, min(found)), "answer-unclear", message, fix)


def _pair(sheet: Sheet, at: int, found: dict[int, Cell], key: str | None, draft: Draft) -> None:
    """Take a row of a plain list: a code, and beside it the answer."""
    first, *others = found
    address = sheet.address(at, first)
    if not others:
        return
    if key is None:
        message = f"`{written(found[first])[:60]}` is no code of these standards, and not a fact"
        draft.refuse(address, "unknown-code", message, "write the code as the standard does, such as `dtac/C3.3`")
    else:
        answer = draft.found(found[others[0]], sheet.address(at, others[0]))
        take_answer(draft, {KEY: Found(key, address), ANSWER: answer})
