"""`techassure standards schema`: what an editor completes and explains, tried with a real language server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import jsonschema_rs
import language_server
import pytest
from cli_tenders import run
from pydantic import BaseModel

from techassure import load_library
from techassure.authoring import schemas
from techassure.authoring.hover import EVERYWHERE, HOVER
from techassure.definitions.library import standards_folder
from techassure.files.places import read_file
from techassure.submissions import EvidenceFile

SEEDS = Path(__file__).parent.parent / "seeds" / "tenders"
FILES = {
    "criterion": standards_folder().glob("*/*/criteria/*.yaml"),
    "edition": standards_folder().glob("*/*/edition.yaml"),
    "lock": standards_folder().glob("*/*/lock.yaml"),
    "standard": standards_folder().glob("*/standard.yaml"),
    "facts": standards_folder().glob("facts/*.yaml"),
    "example": standards_folder().glob("*/*/examples/*.yaml"),
    "baseline": standards_folder().glob("baselines/*.yaml"),
    "tender": SEEDS.glob("*/tender.yaml"),
    "submission": SEEDS.glob("*/submissions/*/submission.yaml"),
    "reviews": SEEDS.glob("*/reviews.yaml"),
    "decisions": SEEDS.glob("*/inbox/[0-9]*.yaml"),
    "sheet": SEEDS.glob("*/inbox/[a-z]*.yaml"),
    "price": SEEDS.glob("*/inbox/prices/*.yaml"),
}


@cache
def made() -> dict[str, Any]:
    return schemas.of_library(load_library())


def doors(door: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield a door and every door within it."""
    yield door
    for info in door.model_fields.values():
        yield from within(info.annotation)


def within(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from doors(annotation)
    for inner in get_args(annotation):
        yield from within(inner)


EVERY_DOOR = {each.__name__: each for door in (*schemas.DOORS.values(), EvidenceFile) for each in doors(door)}


@pytest.mark.parametrize("name", EVERY_DOOR)
def test_every_key_says_what_it_means(name: str) -> None:
    keys = {(info.alias or key).removesuffix("_") for key, info in EVERY_DOOR[name].model_fields.items()}
    shared = {"SubmissionFile": "SharedFile", "Fact": "_Typed", "Column": "_Typed"}.get(name, name)
    assert keys <= {*EVERYWHERE, *HOVER.get(shared, {}), *HOVER.get(name, {})}
    assert set(HOVER.get(name, {})) <= keys


def test_nothing_is_explained_that_is_not_there() -> None:
    assert set(HOVER) <= {*EVERY_DOOR, "_Typed"}


def as_editors_read(value: Any) -> Any:
    """Return a file's data with the numbers that YAML 1.2 sees in plain text."""
    if isinstance(value, dict):
        return {key: as_editors_read(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_editors_read(each) for each in value]
    plain = isinstance(value, str) and re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", value)
    return json.loads(value) if plain else value


@pytest.mark.parametrize("kind", FILES)
def test_what_the_reader_takes_the_schema_does_not_refuse(kind: str) -> None:
    """Every file that comes with the program, with numbers as numbers and as text."""
    schema = jsonschema_rs.validator_for(made()[kind])
    paths = list(FILES[kind])
    assert paths
    for path in paths:
        data = read_file(path).value
        for value in (data, as_editors_read(data)):
            wrong = [f"{error.instance_path}: {error.message[:200]}" for error in schema.iter_errors(value)]
            assert wrong == [], path


def of_rows(expected: dict[str, Any]) -> dict[str, Any]:
    return {"checks": [{"id": "a", "expect": {"pen_test.open_findings": {"every": expected}}}]}


LOOKED_UP = ["hazard_log.hazards", "hazard_log.risk_scheme"]


def computed(function: str, inputs: list[str], **settings: Any) -> dict[str, Any]:
    return {"facts": {"a.b": {"about": "product", "derived": {"function": function, "from": inputs, **settings}}}}


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("criterion", {"id": "X", "obligations": "law"}),
        ("criterion", {"checks": [{"id": "a", "expect": {"pen_test.finished_on": {"at_least": 1}}}]}),
        ("criterion", {"checks": [{"id": "a", "expect": {"contract.start": {"on_or_after": "as_of"}}}]}),
        ("criterion", of_rows({"cvs": {"at_most": 6}})),
        ("criterion", of_rows({"any": [{"cvss": {"at_most": 6}}, {"cvs": {"provided": "yes"}}]})),
        ("criterion", of_rows({"not": {"all": [{"cvss": {"is": "high"}}]}})),
        ("criterion", {"applies_when": {"pen_test.open_findings": {"some": {"any": [{"cvs": {"at_least": 1}}]}}}}),
        ("edition", {"status": "live"}),
        ("facts", {"facts": {"Topic.Name": {}}}),
        ("facts", computed("column_sum", ["carbon.emissions"], column="current_tons")),
        ("facts", computed("look_up", LOOKED_UP, match={"level": "level"})),
        ("facts", computed("look_up", LOOKED_UP, match={"initial_level": "levl"})),
        ("facts", computed("look_up", LOOKED_UP, take={"acceptability": "accepted"})),
        ("decisions", {"decisions": [{"kind": "gate-waived"}]}),
        ("sheet", {"scores": [{"outcome": "good"}]}),
        ("price", {"vat": "some"}),
        ("modelled-scores", {"modelled": [{"criteria": {"a/B": "nice"}}]}),
        ("submission", {"answers": {"pen_test.finished_on": 12}}),
    ],
)
def test_common_mistakes_are_refused(kind: str, data: dict[str, Any]) -> None:
    found = list(jsonschema_rs.validator_for(made()[kind]).iter_errors(data))
    assert [each for each in found if "is a required property" not in each.message]


def test_schemas_are_the_same_every_time_and_are_written_for_every_kind(tmp_path: Path) -> None:
    result = run("standards", "schema", tmp_path / "one")
    assert (result.exit_code, run("standards", "schema", tmp_path / "two").exit_code) == (0, 0)
    written = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert written == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    assert set(written) == {f"{kind}.schema.json" for kind in schemas.DOORS}
    assert json.loads(written["criterion.schema.json"]) == made()["criterion"]


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run("standards", "schema", tmp_path / "file" / "folder")
    assert (result.exit_code, "(cannot-write)" in result.stderr) == (2, True)


# --- in an editor ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[language_server.Editor]:
    if not language_server.PROGRAM:
        pytest.skip("there is no `yaml-language-server`: npm install --global yaml-language-server")
    folder = tmp_path_factory.mktemp("editor")
    assert run("standards", "schema", folder / ".schemas").exit_code == 0
    globs = {
        "criterion": "*/*/criteria/*.yaml",
        "edition": "*/*/edition.yaml",
        "facts": "facts/*.yaml",
        "submission": "submission.yaml",
    }
    known = {(folder / ".schemas" / f"{kind}.schema.json").as_uri(): glob for kind, glob in globs.items()}
    with language_server.Editor(folder, known) as made:
        yield made


CRITERION = """\
techassure: 1
id: X
obligation: pol
applies_when:
  contract.start: {on_or_after: as_of}
checks:
  - id: recent
    expect:
      pen_test.finished_on:
        wi
    otherwise: No.
    fix: Mend it.
"""


def test_an_editor_finds_nothing_wrong_with_a_shipped_criterion(editor: language_server.Editor) -> None:
    text = (standards_folder() / "dtac" / "2.0" / "criteria" / "C3.3.yaml").read_text("utf-8")
    assert editor.wrong(editor.open("dtac/2.0/criteria/C3.3.yaml", text)) == []


def test_an_editor_names_what_is_wrong(editor: language_server.Editor) -> None:
    wrong = editor.wrong(editor.open("dtac/2.0/criteria/W.yaml", CRITERION.replace("wi\n", "wihin: 12 months\n")))
    assert "Property wihin is not allowed." in wrong
    assert any('Valid values: "law", "information-standard"' in each for each in wrong)
    assert not any("contract.start" in each for each in wrong)


def test_an_editor_completes_words_that_fit_the_fact(editor: language_server.Editor) -> None:
    uri = editor.open("dtac/2.0/criteria/X.yaml", CRITERION)
    assert editor.complete(uri, 9, 10) == ["within", "on_or_after", "on_or_before", "provided"]


def test_an_editor_completes_facts_options_and_keys(editor: language_server.Editor) -> None:
    text = CRITERION.replace("pen_test.finished_on:\n        wi", "cyber_essentials.mfa:\n        is: ")
    uri = editor.open("dtac/2.0/criteria/Y.yaml", text)
    assert "everyone" in editor.complete(uri, 9, 12)
    assert "pen_test.finished_on" in editor.complete(uri, 8, 6)
    assert "policy" in editor.complete(uri, 2, 12)
    uri = editor.open("submission.yaml", "techassure: 1\nanswers:\n  cyber_ess\n")
    assert "cyber_essentials.mfa" in editor.complete(uri, 2, 9)


def test_an_editor_completes_the_columns_of_a_table_at_every_depth(editor: language_server.Editor) -> None:
    of_table = "pen_test.open_findings: {every: {any: [{cv: {at_most: 6}}]}}\n"
    text = CRITERION.replace("pen_test.finished_on:\n        wi\n", of_table)
    uri = editor.open("dtac/2.0/criteria/T.yaml", text)
    assert "cvss" in editor.complete(uri, 8, 48)
    assert "Property cv is not allowed." in editor.wrong(uri)


def test_an_editor_completes_and_checks_the_columns_that_a_computed_fact_names(editor: language_server.Editor) -> None:
    fact = "techassure: 1\ntopic: T\nfacts:\n  a.b:\n    about: product\n    type: number\n    derived:\n"
    told = "      function: column_sum\n      from: [carbon.emissions]\n      column: current_tons\n"
    uri = editor.open("facts/sums.yaml", fact + told)
    assert "current_tonnes" in editor.complete(uri, 9, 14)
    assert any('"current_tonnes"' in each for each in editor.wrong(uri))
    right = editor.open("facts/right.yaml", fact + told.replace("_tons", "_tonnes"))
    assert editor.wrong(right) == []


def test_an_editor_explains_on_hover(editor: language_server.Editor) -> None:
    uri = editor.open("dtac/2.0/criteria/Z.yaml", CRITERION.replace("wi\n", "within: 12 months\n"))
    assert "latest penetration test" in editor.hover(uri, 8, 10)
    assert "at most the span before it" in editor.hover(uri, 9, 10)
    assert "Why it binds" in editor.hover(uri, 2, 3)
    uri = editor.open("dtac/2.0/criteria/V.yaml", CRITERION.replace("pen_test.finished_on", "carbon.current_total"))
    assert "`carbon.emissions`" in editor.hover(uri, 8, 10).replace("\\", "")
    uri = editor.open(
        "dtac/2.0/edition.yaml", "techassure: 1\nsections:\n  - criteria:\n      - {id: X, gate: requirement}\n"
    )
    assert "no score buys it back" in editor.hover(uri, 3, 18)
