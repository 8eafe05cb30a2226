"""The document: its published schema, the same bytes whatever the machine, and nothing left out."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
from builders import STANDARD, Seen, Small, day, environment

from techassure import assess, load
from techassure.definitions import model
from techassure.documents import document
from techassure.documents.document import json_schema
from techassure.documents.writer import whose
from techassure.engine.outcomes import Outcome
from techassure.problems import ProblemsFound

SCHEMA = json_schema()


@pytest.fixture
def rich(small: Small) -> Small:
    """A tender with something of everything, and four submissions."""
    yes = "{q.yes: {is: yes}}"
    small.criterion("G", yes, role="{gate: requirement, due: award}")
    small.criterion("R", yes, judged_by="reviewer", reviewer_asks="Is it?", may_claim_not_applicable="yes")
    small.criterion("D", "{q.date: {within: 12 months}}", evidence="{demands: documented, by: q.certificate}")
    small.criterion("T", "{q.rows: {every: {score: {below: 7}}}}", applies_when="{contract.value: {above: 5}}")
    small.criterion(
        "N", "{q.person: {provided: yes}}", role="{}", notes="[{id: n, when: {q.yes: {is: no}}, says: Look.}]"
    )
    bands = "{4: {q.number: {at_least: 9}}, 2: {q.number: {at_least: 5}}}"
    small.criterion("B", bands=bands, role="{share: 2, minimum: 2}", domain="usability")
    small.scored("S", "{q.gap: {at_least: 5}}", domain="usability", applies_when="{q.other: {is: yes}}")
    small.tender(
        """
        award_criteria:
          u: {weight: 60, domain: usability, minimum: 20}
          price: {weight: 40, assessed_by: price}
        not_applicable: lowest-band
        buyer: {name: Fellmoor Fictional NHS Trust}
        """
    )
    small.submission("{}", name="a")
    full = "{q.yes: yes, q.date: 2026-01-15, q.rows: [{name: x, score: 3}], q.number: 9, q.other: yes, q.person: Jo}"
    small.submission(
        full, name="b", evidence="[{kind: q.certificate}]", claims="[{criterion: small/G, equivalent: Another.}]"
    )
    small.submission(
        "{q.yes: no, q.rows: [{name: x, score: 8}], q.date: 2026-06-09, q.later: 2026-06-30, q.other: yes}",
        name="c",
        claims="[{criterion: small/R, not_applicable: There is none.}]",
        evidence="[{kind: q.certificate, expires: 2026-05-01}, {kind: q.paper, sha256: abc}]",
    )
    small.submission("{q.yse: yes}", name="d")
    entries = "[{criterion: small/R, outcome: met, because: Read.}, {fact: q.number, register: R, found: 8}]"
    return small.reviewed(entries, name="b")


def validated(made: Any) -> None:
    jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(made)


def test_schema_is_a_json_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_document_is_what_the_schema_says(rich: Small) -> None:
    seen = rich.all()
    assert len(seen.document["assessments"]) == 3
    assert [each["rule"] for each in seen.document["problems"]] == ["unknown-fact"]
    validated(json.loads(seen.result.json()))


def test_document_of_a_bare_edition_and_of_nothing(small: Small) -> None:
    small.criterion("X", "{q.yes: {is: yes}}").submissions.mkdir()
    validated(json.loads(small.all().result.json()))
    validated(json.loads(small.assess("{}").result.json()))


def test_document_of_a_self_check(rich: Small) -> None:
    rich.selection()
    tender = load(rich.submissions, tender=rich.folder / "tender.yaml", library=rich.library())
    made = assess(tender, day("2026-06-01"), "self-check").document
    validated(json.loads(assess(tender, day("2026-06-01"), "self-check").json()))
    assert (made["kind"], made["rankings"]) == ("self-check", [])
    assert any("self-check" in each for each in made["notices"])


def test_schema_refuses_what_it_does_not_know(rich: Small) -> None:
    whole = rich.all().document
    for path, value, said in (
        ("kind", "verdict", "'verdict' is not"),
        ("as_of", None, "None is not"),
        ("extra", 1, "'extra' was"),
    ):
        with pytest.raises(jsonschema.ValidationError, match=said):
            validated({**whole, path: value})


def test_every_criterion_stands_exactly_once_in_order(rich: Small) -> None:
    for each in rich.all().document["assessments"]:
        assert [part["id"] for part in each["criteria"]] == ["G", "R", "D", "T", "N", "B", "S"]
        assert sum(each["counts"].values()) == 7
        assert Counter(part["outcome"] for part in each["criteria"]) == Counter(
            {outcome: count for outcome, count in each["counts"].items() if count}
        )


def test_domains_add_up_to_the_whole(rich: Small) -> None:
    for each in rich.all().document["assessments"]:
        for outcome, count in each["counts"].items():
            assert sum(part["counts"][outcome] for part in each["domains"]) == count
        for key, count in each["gates"].items():
            assert sum(part["gates"][key] for part in each["domains"]) == count


def test_every_outcome_has_a_reason_in_words(rich: Small) -> None:
    for each in rich.all().document["assessments"]:
        for part in each["criteria"]:
            assert part["reasons"], part["id"]
            assert all(reason["says"] for reason in part["reasons"])


def test_what_failed_is_told_in_fields_of_their_own(rich: Small) -> None:
    """Fact, value and expectation: nobody has to take them out of a sentence."""
    failed = next(r for r in rich.all().document["assessments"][2]["criteria"][3]["reasons"] if r["cause"] == "failed")
    assert (failed["fact"], failed["value"][0]["score"], failed["expected"]) == (
        "q.rows",
        8,
        {"every": {"score": {"below": "7"}}},
    )


def test_score_is_given_rounded_and_exact(rich: Small) -> None:
    assert rich.all().document["assessments"][1]["score"] == {"low": 33.3, "high": 66.7, "exact": ["100/3", "200/3"]}


def test_notices_say_what_every_output_must_say(rich: Small) -> None:
    said = " ".join(rich.all().document["notices"])
    assert "PROVISIONAL" in said
    assert "Unofficial" in said


@pytest.mark.parametrize("name", ["Domain", "GateType"])
def test_names_are_those_of_the_definitions(name: str) -> None:
    assert get_args(getattr(document, name)) == get_args(getattr(model, name))


def test_outcomes_and_provenances_are_those_of_the_definitions() -> None:
    assert get_args(document.Outcome) == get_args(model.OutcomeName) == tuple(each.text for each in Outcome)
    assert get_args(document.Provenance) == get_args(model.ProvenanceName)


# --- the same bytes -------------------------------------------------------------------------------------------------

PROGRAM = """
import sys
from pathlib import Path
import techassure
library = techassure.load_library(Path(sys.argv[1]) / "library")
reviews = sorted((Path(sys.argv[1]) / "reviews").glob("*.yaml"))
tender = techassure.load("submissions", tender="tender.yaml", reviews=reviews, library=library)
sys.stdout.buffer.write(techassure.assess(tender).json())
"""


def bytes_of(rich: Small, **changed: str) -> bytes:
    command = [sys.executable, "-c", PROGRAM, str(rich.folder)]
    return subprocess.run(command, cwd=rich.folder, capture_output=True, check=True, env=environment(**changed)).stdout


def test_bytes_are_the_same_whatever_the_hash_seed_time_zone_and_locale(rich: Small) -> None:
    rich.selection()
    first = bytes_of(rich, PYTHONHASHSEED="0", TZ="UTC", LANG="C")
    assert len(first) > 1000
    others = [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LANG": "C.UTF-8"},
        {"PYTHONHASHSEED": "4242", "TZ": "America/Adak", "LC_ALL": "de_DE.UTF-8"},
        {"PYTHONHASHSEED": "7", "TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "0"},
    ]
    assert [bytes_of(rich, **each) == first for each in others] == [True] * 3


def test_bytes_are_the_same_however_the_answers_are_ordered(small: Small) -> None:
    small.criterion("X", ["{q.yes: {is: yes}}", "{q.other: {is: yes}}", "{q.rows: {some: {score: {at_least: 7}}}}"])
    answers = ["q.yes: yes", "q.other: no", "q.rows: [{name: a, score: 7}]"]
    first = small.assess("{" + ", ".join(answers) + "}").result.json()
    assert small.assess("{" + ", ".join(reversed(answers)) + "}").result.json() == first


def test_yaml_and_json_submissions_come_to_the_same(small: Small) -> None:
    small.criterion("X", ["{q.number: {at_least: 7}}", "{q.yes: {is: yes}}", "{q.date: {within: 12 months}}"])
    small.assess("{q.number: 7.50, q.yes: yes, q.date: 2026-01-15}")
    first = without_source(small.all())
    home = small.submissions / "one"
    (home / "submission.yaml").unlink()
    head = {"techassure": 1, "supplier": {"id": "S-one", "name": "Larkspur Fictional Ltd"}}
    answers = {"q.number": 7.5, "q.yes": True, "q.date": "2026-01-15"}
    body = {**head, "product": {"name": "Wardlight", "version": "4.2.0"}, "answers": answers}
    (home / "submission.json").write_text(json.dumps(body))
    assert without_source(small.all()) == first


def without_source(seen: Seen) -> dict[str, Any]:
    return {key: value for key, value in seen.one.items() if key != "source"}


def test_batch_comes_to_the_same_as_one_by_one(rich: Small) -> None:
    together = {each["source"]: each for each in rich.all().document["assessments"]}
    library = rich.library()
    for source, part in together.items():
        tender = load(
            Path(source).parent,
            tender=rich.folder / "tender.yaml",
            reviews=sorted((rich.folder / "reviews").iterdir()),
            library=library,
        )
        assert [each for each in assess(tender).document["assessments"] if each["source"] == source] == [part]


# --- whose encoding it is -------------------------------------------------------------------------------------------

OWN = "https://publisher.example/our-encoding"
BARE = {key: each for key, each in STANDARD.items() if key != "unofficial"}


def test_what_its_publisher_encoded_says_so_and_where_that_can_be_read(small: Small) -> None:
    small.standard = {**BARE, "official": OWN}
    made = small.criterion(expect="{q.yes: {is: yes}}").assess("{}").document
    assert made["selection"]["editions"][0]["unofficial"] == (
        f"Encoded by its publisher, The tests, which says so at {OWN}. The program has not checked that."
    )
    assert "Unofficial encodings" not in str(made["notices"])
    assert "as each says; a finding, not a decision." in made["notices"][-1]


def test_beside_an_encoding_of_somebody_else_the_notice_tells_them_apart(small: Small) -> None:
    (edition,) = small.criterion(expect="{q.yes: {is: yes}}").selection().editions
    own = edition._replace(standard=edition.standard.model_copy(update={"official": OWN, "unofficial": None}))
    assert whose([edition]) == "Unofficial encodings of public standards; a finding, not a decision."
    assert "unofficial where nothing else is said" in whose([edition, own])


@pytest.mark.parametrize("keys", [{}, {"official": OWN, "unofficial": "It is not."}])
def test_an_encoding_is_official_or_not(small: Small, keys: dict[str, str]) -> None:
    small.standard = {**BARE, **keys}
    with pytest.raises(ProblemsFound, match="it has to say `unofficial` or `official`, and not both"):
        small.criterion(expect="{q.yes: {is: yes}}").selection()
