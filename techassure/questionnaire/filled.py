"""A filled workbook as a submission: every answer found by its key, or a problem that names the sheet and the cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from techassure.definitions import asked
from techassure.model import Fact
from techassure.places import Source
from techassure.problems import Path, Place, Problem, ProblemsFound
from techassure.questionnaire import cells, grid
from techassure.questionnaire.grid import Cell, Sheet
from techassure.questionnaire.layout import (
    ANSWER,
    CLAIM_KINDS,
    DOCUMENT_PARTS,
    EDITIONS_KEY,
    HEAD_KEYS,
    KEY,
    LISTED,
    MADE_KEYS,
    NONE_OF_THESE,
    OF_OPTION,
    SHOWN,
    document_id,
    folded,
)
from techassure.questionnaire.workbook_tables import called
from techassure.selection import Selection

_KEY_HEADERS = frozenset({"key", "code", "ref", "reference", "criterion", "question code"})
_ANSWER_HEADERS = frozenset({"answer", "response", "your answer", "your response", "supplier response", "reply"})
_CHANGES = frozenset({"what changed", "about", "detail"})
_PLACEHOLDERS = frozenset({"choose below"})
_CODE = re.compile(r"([A-Za-z0-9-]+)\s*[/: ]\s*([A-Za-z0-9.-]+)\.?\Z")


@dataclass(frozen=True, slots=True)
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
    """Return what reads a workbook, given its path and the name to show, against the facts and codes of a selection."""
    return lambda path, shown: read(path, shown, selection)


def read(path: FilePath, shown: str, selection: Selection) -> Filled:
    """Return the submission that a workbook holds.

    Raises:
        ProblemsFound: the workbook is refused, or holds answers that belong to nothing; each with its sheet and cell.
    """
    reading = _Reading(shown, selection)
    sheets = grid.read(path, shown)
    for sheet in sheets:
        reading.learn_labels(sheet)
    for sheet in sheets:
        reading.take(sheet)
    return reading.finished()


@dataclass(slots=True)
class _Columns:
    """Where a sheet's columns are, by their headers, and which of them nobody reads."""

    role: str
    at: dict[str, int]
    known: frozenset[int]
    told: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Table:
    """The rows of a table that have been found, each cell with its address."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    places: list[dict[str, str]] = field(default_factory=list)


class _Reading:
    """One workbook while it is read."""

    def __init__(self, file: str, selection: Selection) -> None:
        self.file, self.facts = file, selection.facts
        self.codes = {d.key: asked(d, selection.facts) for e in selection.editions for d in e.definitions}
        self.short = _short_codes(self.codes)
        self.head: dict[str, Any] = {}
        self.answers: dict[str, dict[str, Any]] = {}
        self.backing: dict[str, str] = {}
        self.options: dict[str, dict[str, tuple[Cell, str]]] = {}
        self.tables: dict[str, _Table] = {}
        self.evidence: list[dict[str, str]] = []
        self.claims: list[dict[str, str]] = []
        self.places: dict[Path, str] = {}
        self.old: dict[str, dict[str, str]] = {}
        self.keys: set[str] = set()
        self.editions: tuple[str, ...] = ()
        self.problems: list[Problem] = []
        self.remarks: list[Problem] = []

    def refuse(self, at: str, rule: str, message: str, fix: str) -> None:
        """Note a problem of a cell."""
        self.problems.append(Problem(Place(f"{self.file}[{at}]"), rule, message, fix))

    def remark(self, at: str, rule: str, message: str, fix: str) -> None:
        """Note something that is not read, and need not be."""
        self.remarks.append(Problem(Place(f"{self.file}[{at}]"), rule, message, fix, "warning"))

    # --- sheets

    def learn_labels(self, sheet: Sheet) -> None:
        """Take the options that a questionnaire's own hidden lists name: by them, older labels are still understood."""
        if not sheet.rows or [folded(str(cell)) for cell in sheet.rows[0][:3]] != ["key", "option", "label"]:
            return
        for row in sheet.rows[1:]:
            name, key, label = [str(cell) for cell in row[:3]]
            self.old.setdefault(name, {})[folded(label)] = key

    def take(self, sheet: Sheet) -> None:
        """Take everything that a sheet holds."""
        state: _Columns | None = None
        table: tuple[str, dict[int, str], int] | None = None
        loose: list[tuple[int, dict[int, Cell]]] = []
        for at in range(len(sheet.rows)):
            found = dict(sheet.cells(at))
            if not found:
                continue
            if columns := _header(found):
                state, table = columns, None
            elif state is None and (keyed := self._table_keys(found)):
                table = (*keyed, at)
            elif table:
                self._table_row(sheet, at, found, table)
            elif state:
                self._row(sheet, at, found, state)
            else:
                loose.append((at, found))
        self._loose(sheet, loose, read=bool(state or table))

    def _row(self, sheet: Sheet, at: int, found: dict[int, Cell], columns: _Columns) -> None:
        if columns.role == "skipped":
            return
        for column in found.keys() - columns.known - columns.told:
            columns.told.add(column)
            fix = "answers stand under their own headers; a comment for the buyer belongs under Note"
            self.remark(sheet.address(at, column), "column-not-read", "what stands in this column is not read", fix)
        {"answers": self._answer, "documents": self._document, "claims": self._claim}[columns.role](
            sheet, at, {name: (found.get(column), sheet.address(at, column)) for name, column in columns.at.items()}
        )

    def _loose(self, sheet: Sheet, rows: list[tuple[int, dict[int, Cell]]], *, read: bool) -> None:
        """Take rows that stand under no header: codes and answers side by side, if that is what they are."""
        keyed = [(at, found, self._key(next(iter(found.values())))) for at, found in rows]
        recognised = [at for at, _, key in keyed if key]
        for at, found, key in keyed:
            first, *others = found
            address = sheet.address(at, first)
            if key and len(others) == 1:
                answer = {KEY: (key, address), ANSWER: (found[others[0]], sheet.address(at, others[0]))}
                self._answer(sheet, at, answer)
            elif key and others:
                fix = "write `Code` above the codes and `Answer` above the answers"
                self.refuse(address, "answer-unclear", f"which of the cells beside `{key}` is the answer is unclear", fix)
            elif recognised and others and at > recognised[0]:
                message = f"`{cells.written(found[first])[:60]}` is no code of these standards, and not a fact"
                self.refuse(address, "unknown-code", message, "write the code as the standard does, such as `dtac/C3.2`")
        if rows and not read and not recognised:
            fix = "nothing to do, if it holds no answers; else copy them to where they are asked"
            self.remark(sheet.address(rows[0][0], 0), "sheet-not-read", f"the sheet `{sheet.name}` is not read", fix)

    def _key(self, cell: Cell) -> str | None:
        """Return the fact, the code or the line of the head that a text names."""
        if not isinstance(cell, str):
            return None
        if cell in self.facts or cell in HEAD_KEYS or cell in self.codes or cell in MADE_KEYS:
            return cell
        short = self.short.get(cell.casefold().rstrip("."))
        if short:
            return short
        parts = _CODE.match(cell)
        whole = f"{parts[1]}/{parts[2]}".casefold().rstrip(".") if parts else ""
        return next((code for code in self.codes if code.casefold() == whole), None)

    # --- answers

    def _answer(self, sheet: Sheet, at: int, row: Mapping[str, tuple[Cell, str]]) -> None:
        key, address = row[KEY]
        answer, beside = row[ANSWER]
        documents, note = row.get("Documents", (None, ""))[0], row.get("Note", (None, ""))[0]
        if key is None:
            if any(cell is not None for cell in (answer, documents, note)):
                fix = "copy the key of its question into the column Key, or clear the cell"
                self.refuse(beside, "answer-without-key", "this answer belongs to no question", fix)
            return
        name = self._key(key) or str(key)
        if OF_OPTION in name:
            self._option(name, answer, beside)
        elif name in MADE_KEYS:
            self.editions = tuple(str(answer or "").split("\n")) if name == EDITIONS_KEY else self.editions
        elif name in HEAD_KEYS:
            self._head(name, answer, beside)
        else:
            asked_for = self.codes.get(name) or name
            self.keys.add(asked_for)
            if self._is(asked_for, "choices") and isinstance(answer, str) and folded(answer) in _PLACEHOLDERS:
                answer = None
            if any(cell is not None for cell in (answer, documents, note)):
                self._keep(name, answer, documents, note, (address, beside))

    def _keep(self, name: str, answer: Cell, documents: Cell, note: Cell, at: tuple[str, str]) -> None:
        if name in self.answers:
            message = f"`{name}` is answered twice; the first time in {self.places['answers', name]}"
            self.refuse(at[0], "answered-twice", message, "keep one of the two rows")
            return
        fact = self.facts.get(self.codes.get(name) or name)
        made: dict[str, Any] = {"value": cells.written(answer) if answer is not None else None}
        if fact is not None:
            made["value"] = self._raw(fact, self.codes.get(name) or name, answer, at[1])
        if note is not None:
            made["note"] = cells.written(note)
        if documents is not None:
            self.backing[name] = cells.written(documents)
        self.answers[name] = made
        self.places["answers", name] = at[1]

    def _raw(self, fact: Any, name: str, cell: Cell, at: str) -> Any:
        made = cells.raw(fact, cell, self.old.get(name, {}))
        if isinstance(made, str) and fact.type == "choice" and isinstance(cell, str):
            self._by_old_label(fact, cell, made, at)
        return made

    def _by_old_label(self, fact: Any, text: str, key: str, at: str) -> None:
        """Say so where an answer is understood only by the workbook's own list: it may name another option by it."""
        if key in (fact.options or {}) and cells.option(fact, text, {}) is None:
            message = f"`{text[:60]}` was read as `{key}`, as the workbook's own list has it; it is now “{fact.options[key]}”"
            self.remark(at, "older-label", message, "check that the supplier means this")

    def _option(self, name: str, answer: Cell, at: str) -> None:
        fact, _, option = name.partition(OF_OPTION)
        self.keys.add(fact)
        rows = self.options.setdefault(fact, {})
        if option in rows and answer is not None:
            self.refuse(at, "answered-twice", f"`{name}` is answered twice", "keep one of the two rows")
        rows.setdefault(option, (answer, at))

    def _head(self, name: str, answer: Cell, at: str) -> None:
        if answer is None:
            return
        if self.places.get(tuple(name.split("."))):
            self.refuse(at, "answered-twice", f"`{name}` is answered twice", "keep one of the two rows")
        *above, last = name.split(".")
        part = self.head
        for each in above:
            part = part.setdefault(each, {})
        part[last] = cells.written(answer)
        self.places[tuple(name.split("."))] = at

    # --- tables

    def _table_keys(self, found: dict[int, Cell]) -> tuple[str, dict[int, str]] | None:
        """Return the table and its columns where a row holds their keys."""
        first, *others = found.items()
        fact = self.facts.get(str(first[1]))
        if fact is None or fact.type != "table" or not others:
            return None
        names = {column: str(cell) for column, cell in others if str(cell) in (fact.columns or {})}
        return (str(first[1]), names) if names else None

    def _table_row(
        self, sheet: Sheet, at: int, found: dict[int, Cell], table: tuple[str, dict[int, str], int]
    ) -> None:
        name, columns, keys_at = table
        fact = self.facts[name]
        made = self.tables.setdefault(name, _Table())
        if at == keys_at + 1 and _are_labels(fact, found, columns):
            return
        for column in found.keys() - columns.keys():
            fix = "every column of a table has its key above its header; clear the cell, or use a column that has one"
            self.refuse(sheet.address(at, column), "unknown-column", "this cell belongs to no column of the table", fix)
        row, places = {}, {}
        for column, cell in found.items():
            if column in columns:
                key = columns[column]
                own = (fact.columns or {})[key]
                places[key] = sheet.address(at, column)
                row[key] = self._raw(own, f"{name}.{key}", cell, places[key])
        if row:
            made.rows.append(row)
            made.places.append({"": sheet.address(at, min(found)), **places})

    # --- documents and claims

    def _document(self, sheet: Sheet, at: int, row: Mapping[str, tuple[Cell, str]]) -> None:
        kind, address = row[KEY]
        parts = {part: row[name] for name, part in DOCUMENT_PARTS.items() if name in row}
        filled = any(cell is not None for part, (cell, _) in parts.items() if part != "id")
        said, where = row.get("Attached", (None, address))
        attached = None if said is None else cells.marked(said)
        if said is not None and attached is None:
            self.refuse(where, "wrong-type", f"`{cells.written(said)[:60]}` is not `Yes`", "choose Yes, or clear it")
        if kind is not None:
            self.keys.add(str(kind))
        if attached is False and filled:
            fix = "choose Yes, or clear the line"
            self.refuse(where, "document-unclear", "this document is described, and said not to be attached", fix)
        elif (attached or filled) and kind is None:
            fix = "copy the key of the document from the lines above into the column Key"
            self.refuse(address, "answer-without-key", "this document belongs to no question", fix)
        elif attached or filled:
            self._keep_document(str(kind), address, parts)

    def _keep_document(self, kind: str, address: str, parts: Mapping[str, tuple[Cell, str]]) -> None:
        index = len(self.evidence)
        entry = {part: cells.written(cell) for part, (cell, _) in parts.items() if cell is not None}
        self.evidence.append({"id": document_id(kind), "kind": kind, **entry})
        self.places["evidence", index] = address
        self.places |= {("evidence", index, part): at for part, (cell, at) in parts.items() if cell is not None}

    def _claim(self, sheet: Sheet, at: int, row: Mapping[str, tuple[Cell, str]]) -> None:
        (key, address), (said, where), (reason, beside) = row[KEY], row["Claim"], row["Reason"]
        if said is None and reason is None:
            return
        kinds = {**CLAIM_KINDS, **{kind: kind for kind in CLAIM_KINDS.values()}}
        kind = kinds.get(folded(cells.written(said)))
        if kind is None:
            fix = " or ".join(f"`{each}`" for each in CLAIM_KINDS)
            self.refuse(where, "claim-unclear", "what is claimed of this criterion is not said", f"choose {fix}")
        elif key is None:
            self.refuse(address, "answer-without-key", "this claim names no criterion", "write its code as Key")
        elif reason is None:
            self.refuse(beside, "missing-value", "the claim gives no reason", "say why; a person decides on it")
        else:
            index = len(self.claims)
            self.claims.append({"criterion": self._key(key) or str(key), kind: cells.written(reason)})
            self.places |= {("claims", index): address, ("claims", index, kind): beside}

    # --- putting it together

    def finished(self) -> Filled:
        """Return the submission, or raise everything that is wrong with it."""
        for name, rows in self.options.items():
            self._choose(name, rows)
        for name in sorted({*self.tables, *(n for n in self.answers if self._is_listed(n))}):
            self._fill_table(name)
        for name, text in self.backing.items():
            self.answers[name]["evidence"] = self._ids(text)
        if self.problems:
            raise ProblemsFound(self.problems)
        answers = {name: _shortest(given) for name, given in self.answers.items()}
        parts = {"answers": answers, "evidence": self.evidence, "claims": self.claims}
        value = {"techassure": 1, **self.head, **{name: part for name, part in parts.items() if part}}
        return Filled(
            self.file,
            value,
            cells=self.places,
            keys=frozenset(self.keys),
            editions=self.editions,
            remarks=tuple(self.remarks),
        )

    def _choose(self, name: str, rows: Mapping[str, tuple[Cell, str]]) -> None:
        """Put together an answer of several options from their rows."""
        unclear = [(option, cell, at) for option, (cell, at) in rows.items() if cell is not None]
        unclear = [(option, cell, at) for option, cell, at in unclear if cells.marked(cell) is None]
        for option, cell, at in unclear:
            message = f"`{cells.written(cell)[:60]}` does not say whether `{option}` is chosen"
            self.refuse(at, "wrong-type", message, "choose Yes, or clear the cell")
        if unclear:
            return
        said = {option: cells.marked(cell) for option, (cell, _) in rows.items() if cell is not None}
        none = said.pop(NONE_OF_THESE.removeprefix(OF_OPTION), None)
        chosen = [option for option, yes in said.items() if yes]
        every = next(iter(rows.values()))[1]
        if none and chosen:
            self.refuse(every, "choices-unclear", f"`{name}` has options, and none of these", "keep one of the two")
        elif chosen or none or (said and len(said) >= len(rows) - 1):
            self._put(name, chosen, [rows[option][1] for option in chosen], every)
        elif said:
            fix = "choose Yes at one of them, or at None of these"
            self.refuse(every, "choices-unclear", f"`{name}` is answered No in part, and Yes nowhere", fix)

    def _put(self, name: str, value: list[Any], places: list[str], at: str) -> None:
        made = self.answers.setdefault(name, {"value": None})
        if made["value"] is not None:
            self.refuse(at, "answered-twice", f"`{name}` is answered beside the question and below it", "keep one")
        made["value"] = value
        self.places.setdefault(("answers", name), at)
        for index, place in enumerate(places):
            self.places["answers", name, index] = self.places["answers", name, "value", index] = place

    def _is_listed(self, name: str) -> bool:
        return self._is(name, "table") and self.answers[name]["value"] == LISTED

    def _is(self, name: str, kind: str) -> bool:
        return name in self.facts and self.facts[name].type == kind

    def _fill_table(self, name: str) -> None:
        table = self.tables.get(name, _Table())
        given = self.answers.get(name, {}).get("value")
        at = self.places.get(("answers", name), "")
        if given == LISTED or given is None:
            if not table.rows and given == LISTED:
                fix = "fill in the rows, or choose that there are none"
                self.refuse(at, "table-empty", f"`{name}` points to its sheet, and no row of it is filled", fix)
            elif table.rows:
                self._keep_rows(name, table)
        elif table.rows:
            message = f"`{name}` is said to have no rows, and rows of it are filled"
            self.refuse(at or table.places[0][""], "table-unclear", message, "keep one of the two")

    def _keep_rows(self, name: str, table: _Table) -> None:
        self.answers.setdefault(name, {})["value"] = table.rows
        self.places.setdefault(("answers", name), table.places[0][""])
        for index, places in enumerate(table.places):
            for inner in ((), ("value",)):
                self.places["answers", name, *inner, index] = places[""]
                for key, place in places.items():
                    if key:
                        self.places["answers", name, *inner, index, key] = place

    def _ids(self, text: str) -> list[str]:
        """Return the documents that a cell names, one a line or parted by commas or semicolons."""
        known = {entry["id"] for entry in self.evidence}
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        return [each for line in lines for each in ([line] if line in known else _parted(line))]


def _parted(line: str) -> Iterator[str]:
    return (piece.strip() for piece in re.split(r"[,;]", line) if piece.strip())


def _shortest(given: dict[str, Any]) -> Any:
    """Return a bare value where there is nothing beside it."""
    return given["value"] if given.keys() == {"value"} else given


def _short_codes(codes: Mapping[str, Any]) -> dict[str, str]:
    """Return the codes that one standard alone uses, without the standard's name, folded."""
    found: dict[str, list[str]] = {}
    for code in codes:
        found.setdefault(code.partition("/")[2].casefold(), []).append(code)
    return {short: whole[0] for short, whole in found.items() if len(whole) == 1}


def _header(found: dict[int, Cell]) -> _Columns | None:
    """Return the columns where a row holds the headers of a sheet that is read."""
    named = {folded(cell): column for column, cell in found.items() if isinstance(cell, str)}
    if _CHANGES <= named.keys():
        return _Columns("skipped", {}, frozenset(found))
    known = {folded(name): name for name in SHOWN}
    at = {known[name]: column for name, column in named.items() if name in known}
    key = next((column for name, column in named.items() if name in _KEY_HEADERS), None)
    answer = next((column for name, column in named.items() if name in _ANSWER_HEADERS), None)
    if key is None:
        return None
    shown = frozenset([*at.values(), key])
    if answer is not None:
        return _Columns("answers", {**at, KEY: key, ANSWER: answer}, frozenset([*shown, answer, *_told(named)]))
    if "Option" in at and "Label" in at:
        return _Columns("skipped", {}, shown)
    if "File" in at:
        return _Columns("documents", {**at, KEY: key}, shown)
    return _Columns("claims", {**at, KEY: key}, shown) if "Claim" in at and "Reason" in at else None


_TOLD = frozenset({"about the submission", "what to write", "question", "title", "section"})


def _told(named: Mapping[str, int]) -> list[int]:
    """Return the columns that only tell the reader something."""
    return [column for name, column in named.items() if name in _TOLD]


def _are_labels(fact: Fact, found: Mapping[int, Cell], columns: Mapping[int, str]) -> bool:
    """Tell whether a row is the header of a table, whose labels may have changed a little since."""
    expected = {column: folded(called(key, (fact.columns or {})[key])) for column, key in columns.items()}
    alike = sum(folded(str(found.get(column, ""))) == label for column, label in expected.items())
    return alike * 2 >= len(expected)
