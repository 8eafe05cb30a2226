"""A supplier at work in LibreOffice: types answers, sorts, inserts rows and sheets, renames, moves, saves.

The work is done by LibreOffice itself, through a macro in a profile of its own, so that what is read is what it wrote.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from builders import day
from cli_tenders import run
from questionnaires import HEAD, read, written
from test_questionnaire_workbook import of_every_type

from techassure.questionnaire import filled
from techassure.questionnaire.known import Known

pytest.importorskip("python_calamine")
pytest.importorskip("xlsxwriter")
OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")

TYPED = {
    "q.yes": "Yes",
    "q.choice": "Second",
    "q.choices#a": "Yes",
    "q.choices#c": "Yes",
    "q.number": "7.5",
    "q.money": "1234.5",
    "q.date": "2026-01-15",
    "q.text": "0049 and more",
    "q.people": "There are none",
}
SAID = {
    "q.yes": True,
    "q.choice": "b",
    "q.choices": ["a", "c"],
    "q.number": 7.5,
    "q.date": day("2026-01-15").toordinal(),
    "q.text": "0049 and more",
    "q.people": [],
}
FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8"}
MACRO = """
Function RowOf(sheet, key)
  Dim at
  For at = 0 To 400
    If sheet.getCellByPosition(0, at).String = key Then
      RowOf = at
      Exit Function
    End If
  Next at
  RowOf = -1
End Function

Function Last(sheet)
  Dim cursor
  cursor = sheet.createCursor()
  cursor.gotoEndOfUsedArea(False)
  Last = cursor.RangeAddress
End Function

Sub SortByQuestion(sheet)
  Dim fields(0) As New com.sun.star.table.TableSortField
  Dim how(1) As New com.sun.star.beans.PropertyValue
  fields(0).Field = 2
  fields(0).IsAscending = False
  how(0).Name = "SortFields"
  how(0).Value = fields()
  how(1).Name = "ContainsHeader"
  how(1).Value = False
  sheet.getCellRangeByPosition(0, 1, Last(sheet).EndColumn, Last(sheet).EndRow).sort(how())
End Sub

Sub Work
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim how(0) As New com.sun.star.beans.PropertyValue
  Dim book, sheet
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  book = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, hidden())
  sheet = book.Sheets.getByName("Answers")
{lines}
  how(0).Name = "FilterName"
  how(0).Value = "{filter}"
  book.storeToURL("{target}", how())
  book.close(True)
  StarDesktop.terminate()
End Sub
"""
MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">{}
</script:module>
"""


def typing(answers: dict[str, str]) -> list[str]:
    """Return the steps of one who types answers beside their questions."""
    at = 'sheet.getCellByPosition(3, RowOf(sheet, "{}")).FormulaLocal = "{}"'
    return [at.format(key, value) for key, value in answers.items()]


def played(path: Path, ending: str, lines: list[str]) -> Path:
    """Let LibreOffice open a workbook, take some steps and save it anew; return what it saved."""
    folder = path.parent / f"played-{ending}"
    target = folder / f"{path.stem}.{ending}"
    code = MACRO.replace("{lines}", "\n".join(f"  {line}" for line in lines))
    for name, value in {"source": path.as_uri(), "target": target.as_uri(), "filter": FILTERS[ending]}.items():
        code = code.replace(f"{{{name}}}", value)
    profile = path.parents[1] / "macro-profile"
    module = profile / "user/basic/Standard/Module1.xba"
    if not module.exists():
        office(profile, "--terminate_after_init")
    module.write_text(MODULE.format(escape(code)), "utf-8")
    office(profile, "macro:///Standard.Module1.Work")
    assert target.is_file(), code
    return target


def office(profile: Path, *arguments: str) -> None:
    command = [str(OFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


REARRANGED = [
    "SortByQuestion(sheet)",
    "sheet.Rows.insertByIndex(4, 2)",
    'sheet.Name = "Antworten"',
    'book.Sheets.moveByName("Antworten", 0)',
    'book.Sheets.insertNewByName("Our notes", 1)',
    'book.Sheets.getByName("Our notes").getCellByPosition(1, 1).String = "Ask Jo about the report"',
    'book.Sheets.getByName("Documents").Columns.insertByIndex(2, 1)',
]


@pytest.mark.parametrize("ending", FILTERS)
def test_what_a_supplier_does_in_libreoffice_is_read(tmp_path: Path, ending: str) -> None:
    """Typed, sorted, moved, renamed, with rows, columns and a sheet put between: nothing is lost, the rest is named."""
    path = written(tmp_path, of_every_type(), Known(head=dict(HEAD)))
    saved = played(path, ending, [*typing(TYPED), *REARRANGED])
    source = filled.reader(of_every_type())(saved, saved.name)
    values = {name: sorted(value) if isinstance(value, list) else value
              for name, value in read(saved, of_every_type()).values.items()}  # fmt: skip
    assert {key: values[key] for key in SAID} == SAID
    assert [(each.rule, each.place.file) for each in source.remarks] == [
        ("sheet-not-read", f"q.{ending}['Our notes'!B2]")
    ]


@pytest.mark.parametrize("ending", FILTERS)
def test_a_questionnaire_filled_in_libreoffice_is_checked_and_assessed(tmp_path: Path, ending: str) -> None:
    """By the commands that a supplier and a buyer type, from a questionnaire about a real standard."""
    path = tmp_path / "q.xlsx"
    assert run("questionnaire", "--standard", "cyber-essentials@3.3", "-o", path).exit_code == 0
    start = 'book.Sheets.getByName("Start")'
    row = f'{start}.getCellByPosition(2, RowOf({start}, "{{}}")).String = "{{}}"'
    head = [row.format(key, value) for key, value in HEAD.items()]
    answers = typing({"cyber_essentials.slowest_update_days": "9", "cyber_essentials.renewal_committed": "Yes"})
    saved = played(path, ending, [*head, *answers, "SortByQuestion(sheet)"])
    checked = run("check", saved, "--standard", "cyber-essentials@3.3", "--as-of", "2026-06-01", "--format", "csv")
    assert "Larkspur Fictional Ltd" in checked.stdout, checked.output
    assessed = run("assess", saved, "--standard", "cyber-essentials@3.3", "--as-of", "2026-06-01", "--format", "csv")
    outcome = [line for line in assessed.stdout.splitlines() if ",CE-10," in line]
    assert len(outcome) == 1
    assert ",no answer," not in outcome[0]


@pytest.mark.parametrize("ending", FILTERS)
def test_a_newer_questionnaire_takes_what_libreoffice_saved(tmp_path: Path, ending: str) -> None:
    """`--from` an older workbook: the answers go over, and what they were is told."""
    path = tmp_path / "q.xlsx"
    assert run("questionnaire", "--standard", "cyber-essentials@3.3", "-o", path).exit_code == 0
    saved = played(path, ending, typing({"cyber_essentials.slowest_update_days": "9"}))
    newer = tmp_path / "newer.yaml"
    said = run(
        "questionnaire", "--standard", "dtac@2.0", "--standard", "cyber-essentials@3.3", "--from", saved, "-o", newer
    )
    assert said.exit_code == 0, said.output
    assert "cyber_essentials.slowest_update_days: 9" in newer.read_text("utf-8")
