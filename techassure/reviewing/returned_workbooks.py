"""A sheet that came back as a workbook, as the YAML file would hold it; every value knows its cell.

People put a title above the headings, sort, copy a sheet and write headings in their own way. Nothing of what they
filled in is lost for it: it is read, or refused at its cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from techassure.files import spans
from techassure.files.places import Source
from techassure.office_files import beside_cells, grid
from techassure.office_files.addresses import address, quoted
from techassure.office_files.errors import is_error, shown, told
from techassure.office_files.grid import Cell, Sheet, written
from techassure.office_files.headings import headings, word
from techassure.phrases import folded
from techassure.problems import Path, Place, Problem, ProblemsFound, listing
from techassure.reviewing.workbooks import ABOUT, FILL, HEADINGS, LABELS, SCORES, SUBMISSION, TO_FILL_ABOUT, WHO

_READ_BACK = ("bid", "criterion", *SUBMISSION, *FILL)
_CLARIFIED = "clarifications"
"""It shows what the reviewer had read; where the column is gone, nothing is lost of a score."""
_NEEDED = (*SUBMISSION[:3], "criterion", "because")
_SCORE = ("points", "outcome")
_SHOWN = {folded(heading): key for key, heading in HEADINGS.items()}
_ABOUT = {folded(label): key for key, label in LABELS.items()}
_PEOPLE = tuple(f"{who}.{part}" for who in WHO for part in ("name", "role"))
_HEAD = ("techassure", "tender", "digest", "note", *TO_FILL_ABOUT, *_PEOPLE)
_MOST_OF_A_TITLE = 2


class _Filled(Source):
    """What a workbook holds, as the YAML sheet would hold it."""

    __slots__ = ()

    def place(self, path: Path = (), *, of_key: bool = False) -> Place:  # noqa: ARG002 - the base's signature
        """Return the cell of the part at the path, as `orla.xlsx[About!B7]`; where there is none, the file."""
        if not path or path[0] not in self.value:
            return Place(self.file)
        found = Source.place(self, path)
        page = SCORES if path[0] == "scores" else ABOUT
        return _place(self.file, page, (found.line or 1) - 1, (found.column or 1) - 1)

    def problem(self, path: Path, rule: str, message: str, fix: str, *, of_key: bool = False) -> Problem:
        """Return a problem at its cell; of a line that is gone, that it is."""
        return self.lost(path) or super().problem(path, rule, message, fix, of_key=of_key)

    def lost(self, path: Path) -> Problem | None:
        """Return the problem of a line that is gone, at the first cell below those that are there."""
        label = LABELS.get(".".join(map(str, path)))
        if label is None or self.has(path):
            return None
        below = _place(self.file, ABOUT, 1 + max(map(self._row, self._lines()), default=-1), 0)
        fix = f"write `{label}` into this cell, and into the next one what the sheet had beside it"
        return Problem(below, "missing-line", f"the sheet `{ABOUT}` has lost its line `{label}`", fix)

    def _lines(self) -> Iterator[Path]:
        """Yield what the sheet about the reviewer tells."""
        for key, said in self.value.items():
            if key != "scores":
                yield from ((key, part) for part in said) if isinstance(said, dict) else ((key,),)

    def _row(self, path: Path) -> int:
        return (Source.place(self, path).line or 1) - 1


def _place(file: str, page: str, row: int, column: int) -> Place:
    return Place(f"{file}[{quoted(page)}!{address(column, row)}]")


def read(data: bytes, file: str) -> Source:
    """Return what a filled-in workbook holds, as the YAML sheet would hold it; what is not read becomes a remark.

    Raises:
        ProblemsFound: it is no workbook of this kind, has macros, links or a password, is too large, lacks a column,
            or holds what cannot be read without guessing; or the package that reads one is not installed.
    """
    found = grid.sheets(data, file)
    pages = {folded(sheet.name): sheet for sheet in reversed(found)}
    missing = [name for name in (ABOUT, SCORES) if folded(name) not in pages]
    if missing:
        raise ProblemsFound([_without(file, missing[0], [sheet.name for sheet in found])])
    reading = _Reading(file)
    value = reading.about(pages[folded(ABOUT)])
    value.put("scores", reading.scores(pages[folded(SCORES)]), 0, 0)
    reading.left_over([sheet for sheet in found if sheet not in (pages[folded(ABOUT)], pages[folded(SCORES)])])
    if reading.problems:
        raise ProblemsFound(reading.problems)
    return _Filled(file, value, remarks=(*reading.remarks, *beside_cells.remarks(data, file)))


def _without(file: str, missing: str, named: list[str]) -> Problem:
    message = f"the workbook has no sheet `{missing}`; its sheets are {listing(named)}"
    fix = f"if one of them is that sheet, call it `{missing}` again; else send what `techassure review sheet` wrote"
    return Problem(Place(file), "not-a-sheet", message, fix)


@dataclass
class _Reading:
    """One workbook while it is read."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    told: set[int] = field(default_factory=set)

    def cell(self, page: str, row: int, column: int) -> Place:
        """Return the place of a cell."""
        return _place(self.file, page, row, column)

    def refuse(self, place: Place, rule: str, message: str, fix: str) -> None:
        """Note a problem of a cell."""
        self.problems.append(Problem(place, rule, message, fix))

    def remark(self, place: Place, rule: str, message: str, fix: str) -> None:
        """Note something that is not read, and need not be."""
        self.remarks.append(Problem(place, rule, message, fix, "warning"))

    def text(self, page: str, at: tuple[int, int], cell: Cell) -> str:
        """Return a cell as text; where a formula left no value in it, it is refused and counts as empty."""
        if not is_error(cell):
            return "" if cell is None else written(cell)
        message, fix = told(cell, f"on the sheet `{page}`", "value")
        self.refuse(self.cell(page, *at), "formula-without-value", message, fix)
        return ""

    # --- About

    def about(self, sheet: Sheet) -> spans.Mapping:
        """Return what stands beside each key."""
        made = spans.Mapping()
        for row, found in sheet.filled_rows():
            labels = ((column, key) for column, cell in found.items() if (key := _label(word(cell))))
            if label := next(labels, None):
                beside = label[0] + 1
                said = self.text(ABOUT, (row, beside), found.get(beside))
                self._take_about(made, label[1], said, (row, beside))
            else:
                self._line_not_read(ABOUT, row, min(found))
        return made

    def _line_not_read(self, page: str, row: int, column: int) -> None:
        fix = "nothing, if it is a note; what is asked for stands in its own cells"
        self.remark(self.cell(page, row, column), "line-not-read", "this line is not read", fix)

    def _take_about(self, made: spans.Mapping, key: str, said: str, at: tuple[int, int]) -> None:
        who, _, part = key.partition(".")
        inside = made
        if part:
            inside = made.get(who) or spans.Mapping()
            made.put(who, inside, *at)
        if inside.get(part or key, said) != said:
            message = f"`{key}` stands twice on the sheet, with two answers"
            self.refuse(self.cell(ABOUT, *at), "said-twice", message, "keep one")
        inside.put(part or key, said, *at)

    # --- Scores

    def scores(self, sheet: Sheet) -> spans.Sequence:
        """Return the lines under the headings, wherever these stand."""
        made, head = spans.Sequence(), {}
        for row, found in sheet.filled_rows():
            begins = headings(found, _heading)
            if begins:
                head = begins
                self._check_headings(found, head, row)
            elif head:
                self._line(made, found, head, row)
            elif len(found) > _MOST_OF_A_TITLE:
                self._above(row, min(found))
            else:
                self._line_not_read(SCORES, row, min(found))
        if not head:
            fix = f"write them again as the sheet had them: {listing(_READ_BACK)}"
            self.problems = [Problem(Place(self.file), "no-headings", f"no row of `{SCORES}` holds the headings", fix)]
        self._merged(sheet, head)
        return made

    def _above(self, row: int, column: int) -> None:
        """Refuse a line above the headings, where no column says what it holds: sorting may have put it there."""
        message, fix = "this line stands above the headings", "move the row of headings back above the lines"
        self.refuse(self.cell(SCORES, row, column), "line-above-headings", message, fix)

    def _check_headings(self, found: Mapping[int, Cell], head: Mapping[int, str], row: int) -> None:
        keys = list(head.values())
        unknown = {column: cell for column, cell in found.items() if column not in head}
        others = {column: shown(cell) if is_error(cell) else written(cell) for column, cell in unknown.items()}
        lacking = [key for key in _NEEDED if key not in keys]
        lacking += [] if set(_SCORE) & set(keys) else [_SCORE[0]]
        for key in lacking:
            fix = f"write `{key}` above its column again, or bring the column back"
            fix += f"; what stands under {listing(list(others.values()))} is not read" if others else ""
            message = f"no column of the sheet has the heading `{key}`"
            self.refuse(self.cell(SCORES, row, 0), "missing-column", message, fix)
        for column, key in head.items():
            if key in _READ_BACK and keys.index(key) != list(head).index(column):
                fix = "keep the column that counts, and delete the other"
                self.refuse(
                    self.cell(SCORES, row, column), "column-twice", f"two columns have the heading `{key}`", fix
                )
        for column, name in others.items():
            self._unread(row, column, f"the column `{name}` is not read")

    def _unread(self, row: int, column: int, message: str) -> None:
        """Remark on a column once that is not read, with or without a heading."""
        if column not in self.told:
            fix = "nothing, if it is a note of your own; a score and its reason stand under the sheet's own headings"
            self.remark(self.cell(SCORES, row, column), "column-not-read", message, fix)
        self.told.add(column)

    def _line(self, made: spans.Sequence, found: Mapping[int, Cell], head: Mapping[int, str], row: int) -> None:
        line, about = spans.Mapping(), spans.Mapping()
        for column in sorted(found.keys() - head.keys()):
            self._unread(row, column, "what stands in this column, under no heading, is not read")
        for column, key in head.items():
            said = self.text(SCORES, (row, column), found.get(column)) if key in (*_READ_BACK, _CLARIFIED) else ""
            if key in SUBMISSION and said:
                about.put(key, said, row, column)
            elif key in FILL or (key in ("bid", "criterion", _CLARIFIED) and said):
                line.put(key, said, row, column)
        filled = [key for key, text in line.items() if text and key in FILL]
        if about or "criterion" in line:
            line.put("submission", about, row, 0)
            made.append(line)
            made.spans.append((row, 0, row, 0))
        elif filled:
            message = f"this line holds `{HEADINGS[filled[0]]}`, and does not say of which bid"
            fix = "clear the line, if it is a total or a note; else copy back what the sheet had in it"
            self.refuse(self.cell(SCORES, row, min(found)), "no-bid", message, fix)
        else:
            self._line_not_read(SCORES, row, min(found))

    def _merged(self, sheet: Sheet, head: Mapping[int, str]) -> None:
        """Refuse cells made one over several lines: a score in them is that of the first line alone."""
        for (top, left), (bottom, right) in sheet.merged.items():
            keys = [head[column] for column in range(left, right + 1) if head.get(column) in _READ_BACK[1:]]
            if top != bottom and keys:
                fix = "split them again, and write into each line what holds of it"
                message = f"cells of `{keys[0]}` are merged over several lines, and only the first of these has it"
                self.refuse(self.cell(SCORES, top, left), "merged-cells", message, fix)

    # --- other sheets

    def left_over(self, others: Sequence[Sheet]) -> None:
        """Remark on sheets that somebody added: what stands there is not read."""
        for sheet in others:
            first = next(((row, min(found)) for row, found in sheet.filled_rows()), None)
            if first:
                fix = f"nothing, if it holds notes or a copy; scores are read from the sheet `{SCORES}` alone"
                message = f"the sheet `{sheet.name}` is not read"
                self.remark(self.cell(sheet.name, *first), "sheet-not-read", message, fix)


def _heading(name: str) -> str | None:
    """Return the key of a heading, by its key or as the sheet had it."""
    return _key(name, tuple(HEADINGS)) or _SHOWN.get(name)


def _label(name: str) -> str | None:
    """Return the key of a line of the first sheet, by its key or as the sheet had it."""
    return _key(name, _HEAD) or _ABOUT.get(name)


def _key(name: str, keys: Sequence[str]) -> str | None:
    key = name.replace(" ", "_")
    return key if key in keys else None
