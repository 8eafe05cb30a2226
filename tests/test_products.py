"""A product begun by a few questions, and carried over to a new version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from builders import Small, parsed, written
from cli_tenders import run

HEAD = ["Larkspur Fictional Ltd", "GB-COH-00000001", "Wardlight", "4.2.0"]


def new(folder: Path, lines: list[str], *options: str) -> Any:
    return run("product", "new", folder, *options, piped="\n".join(lines))


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


# --- new ------------------------------------------------------------------------------------------------------------


def test_new_product_is_ready_for_check(tmp_path: Path) -> None:
    made = new(tmp_path / "wardlight", [*HEAD, "dtac", "no", "n"])
    assert made.exit_code == 0
    assert set(files(tmp_path)) == {f"wardlight/{name}.yaml" for name in ("supplier", "product", "submission")}
    product = parsed((tmp_path / "wardlight" / "product.yaml").read_text("utf-8"))
    assert product["product"] == {"name": "Wardlight", "version": "4.2.0"}
    assert product["answers"]["medical_device.qualifies"] == "no"
    assert f"Next: techassure check {tmp_path / 'wardlight'} --baseline dtac --interactive" in made.stdout
    assert run("check", tmp_path / "wardlight", "--baseline", "dtac").exit_code == 1


def test_second_product_takes_the_supplier_from_above(tmp_path: Path) -> None:
    new(tmp_path, HEAD, "--baseline", "dtac")
    (tmp_path / "product.yaml").unlink()
    (tmp_path / "submission.yaml").unlink()
    made = new(tmp_path / "second", ["Other", "1"], "--baseline", "dtac")
    assert "The supplier is Larkspur Fictional Ltd (GB-COH-00000001)" in made.stdout
    assert not (tmp_path / "second" / "supplier.yaml").exists()


def test_nothing_is_written_over(tmp_path: Path) -> None:
    new(tmp_path / "a", HEAD, "--baseline", "dtac")
    before = files(tmp_path)
    again = new(tmp_path / "a", HEAD, "--baseline", "dtac")
    inside = new(tmp_path / "a" / "b", HEAD, "--baseline", "dtac")
    assert (again.exit_code, inside.exit_code, files(tmp_path)) == (2, 2, before)
    assert "a product was begun here" in again.stderr
    assert "the folder above is another product's" in inside.stderr


def test_a_number_that_no_company_has_is_asked_for_again_and_refused_as_an_option(tmp_path: Path) -> None:
    made = new(tmp_path / "a", [HEAD[0], "GB-COH-1", *HEAD[1:]], "--baseline", "dtac")
    assert "Not understood: `GB-COH-1` is not `GB-COH-` and a Companies House number" in made.stdout
    assert "GB-COH-00000001" in (tmp_path / "a" / "supplier.yaml").read_text("utf-8")
    refused = new(tmp_path / "b", [], "--baseline", "dtac", "--supplier-id", "01234567")
    assert (refused.exit_code, "GB-COH-01234567" in refused.stderr) == (2, True)
    refused = new(tmp_path / "b", [], "--baseline", "dtac", "--supplier-id", "GB-COH-1")
    assert (refused.exit_code, (tmp_path / "b").exists()) == (2, False)
    assert "write its eight characters" in refused.stderr


@pytest.mark.parametrize("lines", [HEAD[:2], ["quit"], []])
def test_given_up_early_nothing_is_written(lines: list[str], tmp_path: Path) -> None:
    made = new(tmp_path / "a", lines)
    assert (made.exit_code, files(tmp_path)) == (1, {})


def test_text_with_signs_of_yaml_is_kept_as_it_is(tmp_path: Path) -> None:
    new(tmp_path / "a", ['A: "b" # c', "x-{y},z", "- z", "yes"], "--baseline", "dtac")
    assert parsed((tmp_path / "a" / "supplier.yaml").read_text("utf-8"))["supplier"] == {
        "id": "x-{y},z",
        "name": 'A: "b" # c',
    }
    assert parsed((tmp_path / "a" / "product.yaml").read_text("utf-8"))["product"] == {"name": "- z", "version": "yes"}


# --- version --------------------------------------------------------------------------------------------------------

EVIDENCE = (
    "[{kind: q.paper, product_version: 4.2.0}, {kind: q.report}, {id: odd, kind: q.certificate, product_version: '1'}]"
)


@pytest.fixture
def product(small: Small) -> tuple[Small, Path]:
    small.criterion("X", "{q.yes: {is: yes}}", evidence="{demands: documented, by: q.paper}")
    own = small.submission("{q.yes: yes, q.text: 4.2.0}", evidence=EVIDENCE)
    small.library()
    return small, own.parent


def version(product: tuple[Small, Path], *options: object, piped: str | None = None) -> Any:
    small, folder = product
    return run("product", "version", folder, "4.3.0", "--library", small.root, *options, piped=piped)


def test_what_speaks_of_the_old_version_is_listed_with_what_it_changes(product: tuple[Small, Path]) -> None:
    shown = version(product, "--standard", "small@1", "--as-of", "2026-06-01", piped="no").stdout
    assert "2 documents of another version than 4.3.0:\n- q-paper (q.paper), of version 4.2.0\n" in shown
    assert "- odd (q.certificate), of version 1\n" in shown
    assert "1 document without a version:\n- q-report (q.report)\n" in shown
    assert "1 answer that is 4.2.0:\n- What is it called? (q.text)\n" in shown
    assert "Small, first edition: compliant with 4.2.0, undecided with 4.3.0.\n" in shown
    assert "- small/X (gate) What is wanted: met becomes needs review.\n" in shown


@pytest.mark.parametrize("piped", ["no", "", "quit"])
def test_without_a_yes_nothing_changes(product: tuple[Small, Path], piped: str) -> None:
    before = files(product[1])
    assert "Nothing was changed." in version(product, piped=piped).stdout
    assert files(product[1]) == before


def test_copy_carries_everything_and_leaves_the_old_one(product: tuple[Small, Path]) -> None:
    before = files(product[1])
    target = product[1].parent / "next"
    assert version(product, "--to", target).exit_code == 0
    assert files(product[1]) == before
    copied = files(target)
    own = "submission.yaml"
    assert copied[own] == before[own].replace(b'"version": "4.2.0"', b'"version": "4.3.0"')
    assert {**copied, own: b""} == {**before, own: b""}
    assert version(product, "--to", target).exit_code == 2
    assert version(product, "--to", product[1] / "inside").exit_code == 2


def test_version_said_in_a_file_above_is_changed_only_where_that_is_agreed(product: tuple[Small, Path]) -> None:
    folder = product[1]
    own = folder / "submission.yaml"
    head = {"techassure": "1", "product": {"name": "W", "version": "4.2.0"}}
    shared = written(folder.parent / "product.yaml", head)
    data = parsed(own.read_text("utf-8"))
    del data["product"]
    written(own, data)
    assert "is shared: every submission below it becomes version 4.3.0" in version(product, piped="no").stdout
    version(product, "--to", folder.parent / "next")
    assert parsed(shared.read_text("utf-8")) == head
    copied = parsed((folder.parent / "next" / "submission.yaml").read_text("utf-8"))
    assert copied["product"] == {"name": "W", "version": "4.3.0"}
    version(product, "--yes")
    assert parsed(shared.read_text("utf-8"))["product"] == {"name": "W", "version": "4.3.0"}


def test_same_version_again_is_refused(product: tuple[Small, Path]) -> None:
    version(product, "--yes")
    again = version(product, "--yes")
    assert again.exit_code == 2
    assert "is of version 4.3.0 already" in again.stderr


def test_shared_file_above_counts_from_inside_the_folder_too(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = small.criterion("X", "{q.yes: {is: yes}}").submission("{}").parent
    small.library()
    written(folder.parent / "product.yaml", {"techassure": "1", "answers": {"q.yes": "yes"}})
    monkeypatch.chdir(folder)
    assert run("check", ".", "--standard", "small@1", "--library", small.root, "--as-of", "2026-06-01").exit_code == 0
