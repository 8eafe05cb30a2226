"""One person however typed, and two people whose names are only near."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import ward_messages
import yaml
from cli_tenders import run
from hypothesis import given
from hypothesis import strategies as st
from ward_messages import library

from techassure.problems import ProblemsFound
from techassure.reviewing import panel, people
from techassure.tendering import merging, missing, running_tender
from techassure.tendering.running_tender import Running
from techassure.tendering.tender_log import counts

SEAN = "Seán O'Brien"
ONE_PERSON = ("Seán O’Brien", "seán o'brien", "SEÁN O'BRIEN", " Seán  O'Brien ", "Seán\u00a0O'Brien", "Seán OʼBrien",
              unicodedata.normalize("NFD", SEAN), "Seán O＇Brien", "Seán O`Brien", "Seán O´Brien")  # fmt: skip
NEAR = ("Sean O'Brien", "O'Brien, Seán", "Dr Seán O'Brien", "Sеán O'Вriеn", "Seän O'Brien", "S. O'Brien",
        "Seán O'Brien (Anaesthetist)")  # fmt: skip
OTHERS = ("Sara O'Brien-Mann", "Orla Overthere", "Ó", "Χριστίνα", "张伟")


@pytest.mark.parametrize("name", ONE_PERSON)
def test_case_blanks_apostrophes_and_forms_make_nobody_another(name: str) -> None:
    assert people.same(name, SEAN)
    assert people.near(name, [SEAN]) is None


@pytest.mark.parametrize("name", NEAR)
def test_a_name_that_is_only_near_stays_another(name: str) -> None:
    assert not people.same(name, SEAN)
    assert people.near(name, [*OTHERS, SEAN]) == SEAN


@pytest.mark.parametrize("name", OTHERS)
def test_a_name_that_is_unlike_is_near_nobody(name: str) -> None:
    assert people.near(name, [SEAN]) is None


def test_one_name_that_two_people_share_makes_them_not_near() -> None:
    assert people.near("Smith", ["Anastasia Smith"]) is None
    assert people.near("Ana Smith", ["Dr Ana Smith"]) == "Dr Ana Smith"


@given(st.text(max_size=12))
def test_what_is_compared_is_compared_alike_once_more(name: str) -> None:
    assert people.folded(people.folded(name)) == people.folded(name)


# --- in a tender ----------------------------------------------------------------------------------------------------


def with_name(folder: Path, name: str, sheet: str = "orla") -> Path:
    """Write a sheet of the inbox under another name."""
    data: dict[str, Any] = yaml.load((folder / f"inbox/{sheet}.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    data["reviewer"]["name"] = name
    (path := folder / "again.yaml").write_text(panel.written(data), "utf-8")
    return path


def load(folder: Path) -> Running:
    return running_tender.load(folder, library())


def test_nobody_scores_twice_by_typing_their_name_in_another_way(tmp_path: Path) -> None:
    folder = ward_messages.at(tmp_path / "tender", "merge")
    with pytest.raises(ProblemsFound, match="scored-before"):
        merging.merge(load(folder), with_name(folder, "ORLA  Overthere"))


def test_nobody_counts_twice(tmp_path: Path) -> None:
    found = load(ward_messages.at(tmp_path / "tender", "merge"))
    twice = [*found.scores, *(replace(each, by=each.by.upper()) for each in found.scores)]
    assert missing.givers(twice) == missing.givers(found.scores) == 3


def test_a_conflict_may_be_decided_of_a_name_that_is_typed_in_another_way(tmp_path: Path) -> None:
    folder = ward_messages.at(tmp_path / "tender", "merge")
    text = "{kind: conflict-decided, reviewer: 'petra  pretend', decision: removed, because: B.}"
    (folder / "d.yaml").write_text(
        f"techassure: 1\nby: {{name: H. Holder}}\non: 2026-06-10\ndecisions: [{text}]\n", "utf-8"
    )
    assert run("tender", "decide", folder, folder / "d.yaml").exit_code == 0
    found = load(folder)
    counting = {each.by for each in found.scores if counts(found.log, each)}
    assert counting == {"Orla Overthere", "Idris Imaginary"}
    assert missing.undecided_conflicts(found) == {}


def test_a_sheet_of_a_near_name_is_taken_with_a_warning(tmp_path: Path) -> None:
    folder = ward_messages.at(tmp_path / "tender", "merge")
    result = run("review", "merge", folder, with_name(folder, "Órla Overthere"))
    assert result.exit_code == 0
    assert "`Órla Overthere` counts as another person than `Orla Overthere`" in result.stderr


@pytest.mark.parametrize("name", ["Órla Overthere", "Оrla Overthere"])
def test_a_sheet_is_written_for_a_near_name_with_a_warning(tmp_path: Path, name: str) -> None:
    folder = ward_messages.at(tmp_path / "tender", "merge")
    result = run("review", "sheet", folder, "--reviewer", name)
    assert f"`{name}` counts as another person than `Orla Overthere`" in result.stderr
    assert ("cyrillic" in result.stderr) is (name[0] == "О")
