"""A supplier's id is checked where its register is known, alike in one submission and in a batch of them."""

from __future__ import annotations

import json
from pathlib import Path

import batches
import pytest
from builders import Small
from cli_tenders import run

from techassure.definitions.supplier_ids import bare, wrong

WRONG = ["GB-COH-1", "GB-COH-", "GB-COH", "GB-COH-0123456", "GB-COH-012345678", "GB-COH-sc123456", "gb-coh-01234567"]
RIGHT = ["GB-COH-01234567", "GB-COH-SC123456", "GB-COH-IP12345R", "GB-CHC-1", "GB-COHORT-1", "DE-HRB-000013", "S-1"]


@pytest.mark.parametrize("supplier_id", WRONG)
def test_what_cannot_be_a_companys_number_is_refused(supplier_id: str) -> None:
    found = wrong(supplier_id)
    assert found is not None
    assert found.message == f"`{supplier_id}` is not `GB-COH-` and a Companies House number"
    assert found.fix.startswith("after `GB-COH-`, write its eight characters")


@pytest.mark.parametrize("supplier_id", RIGHT)
def test_right_numbers_and_other_registers_pass(supplier_id: str) -> None:
    assert wrong(supplier_id) is None


BARE = ["01234567", "SC123456", "1234567", "Larkspur Fictional Ltd", "Smith-Jones Ltd"]


@pytest.mark.parametrize("supplier_id", BARE)
def test_a_number_or_a_name_alone_is_no_id(supplier_id: str) -> None:
    found = bare(supplier_id)
    assert found is not None
    assert found.message.startswith(f"`{supplier_id}` names no register")


@pytest.mark.parametrize(("supplier_id", "fix"), [("01234567", "GB-COH-01234567"), ("1234567", "GB-COH-01234567")])
def test_what_may_be_a_companys_number_is_shown_as_it_is_written(supplier_id: str, fix: str) -> None:
    found = bare(supplier_id)
    assert found is not None
    assert found.fix.startswith(f"if it stands at Companies House, write `{fix}`")


@pytest.mark.parametrize("supplier_id", [*RIGHT, *WRONG])
def test_what_names_a_register_is_not_bare(supplier_id: str) -> None:
    assert bare(supplier_id) is None


def test_a_bare_id_is_assessed_and_warned_of_where_it_stands(small: Small) -> None:
    own = small.criterion(expect="{q.yes: {is: yes}}").submission("{q.yes: yes}")
    own.write_text('techassure: 1\nproduct: {name: B, version: "1"}\nanswers: {q.yes: yes}\n')
    shared = own.parent / "supplier.yaml"
    shared.write_text('techassure: 1\nsupplier: {id: "01234567", name: A}\n')
    made = small.all()
    (problem,) = made.document["problems"]
    assert (problem["rule"], problem["severity"], problem["place"]["line"]) == ("no-register", "warning", 2)
    assert problem["place"]["file"] == str(shared)
    assert made.one["verdict"] == "compliant"


def test_the_problem_stands_where_the_id_was_written(small: Small) -> None:
    """Also where a file tells it for several submissions; the submission's own line wins over that file's."""
    small.criterion(expect="{q.yes: {is: yes}}").submission("{q.yes: yes}", supplier="{id: GB-COH-1, name: A}")
    own = small.submission("{q.yes: yes}", "two", supplier="{id: GB-COH-00000001, name: A}")
    shared = own.parent / "supplier.yaml"
    shared.write_text("techassure: 1\nsupplier: {id: GB-COH-2, name: A}\n")
    (problem,) = small.all().problems
    assert (problem["rule"], problem["place"]["file"]) == (
        "wrong-supplier-id",
        str(small.submissions / "one" / "submission.yaml"),
    )
    own.write_text(json.dumps({"techassure": 1, "product": {"name": "B", "version": "1"}}))
    problem = next(each for each in small.all().problems if "GB-COH-2" in each["message"])
    assert (problem["place"]["file"], problem["place"]["line"], problem["place"]["column"]) == (str(shared), 2, 16)


def test_a_batch_warns_of_the_same_ids(tmp_path: Path) -> None:
    tender, path = batches.tender(tmp_path), tmp_path / "all.jsonl"
    submissions = [batches.one(at) | {"supplier": {"id": each, "name": "A"}} for at, each in enumerate(BARE)]
    path.write_text("".join(json.dumps(each) + "\n" for each in submissions))
    rows = [json.loads(each) for each in run("assess", path, "--tender", tender, "-f", "jsonl").stdout.splitlines()]
    whole = json.loads(run("assess", path, "--tender", tender, "-f", "json").stdout)
    assert [each["problem"] for each in rows if "problem" in each] == whole["problems"]
    assert [each["rule"] for each in whole["problems"]] == ["no-register"] * len(BARE)


def test_a_batch_refuses_the_same_ids_at_the_same_places(tmp_path: Path) -> None:
    tender, path = batches.tender(tmp_path), tmp_path / "all.jsonl"
    submissions = [batches.one(at) | {"supplier": {"id": each, "name": "A"}} for at, each in enumerate(WRONG + RIGHT)]
    path.write_text("".join(json.dumps(each) + "\n" for each in submissions))
    rows = [json.loads(each) for each in run("assess", path, "--tender", tender, "-f", "jsonl").stdout.splitlines()]
    whole = json.loads(run("assess", path, "--tender", tender, "-f", "json").stdout)
    assert [each["assessment"]["supplier_id"] for each in rows if "assessment" in each] == RIGHT
    assert [each["problem"] for each in rows if "problem" in each] == whole["problems"]
    assert [each["place"]["line"] for each in whole["problems"]] == list(range(1, len(WRONG) + 1))
