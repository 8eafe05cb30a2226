"""The published JSON Schemas of what a tender ends with hold what is written, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
import ward_messages
from ward_messages import SEED, library

from techassure.summaries import drafting, shape, withholding
from techassure.tendering import analysis_document, final_document, final_writer, opening, running_tender

FIELDS = [
    "winner:scores",
    "winner:total",
    "winner:address",
    "winner:scores:price",
    "winner:scores:price:score",
    "winner:scores:social-value:sub_criteria",
    "winner:scores:social-value:sub_criteria:social-value/SV1",
    "winner:scores:social-value:sub_criteria:social-value/SV1:because",
]


def wrong(schema: dict[str, Any], document: Any) -> list[str]:
    found = jsonschema_rs.validator_for(schema).iter_errors(json.loads(json.dumps(document)))
    return [f"{each.instance_path}: {each.message}" for each in found]


def drafts() -> list[Any]:
    made, _ = drafting.drafts(running_tender.load(SEED, library()), None, [])
    return list(made.values())


@pytest.mark.parametrize(
    "schema",
    [final_document.json_schema, shape.summary_schema, shape.notice_schema, analysis_document.json_schema],
    ids=lambda each: each.__module__ + each.__name__,
)
def test_a_schema_is_one(schema: Callable[[], dict[str, Any]]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def test_the_schema_of_the_final_result_holds_it_and_where_bids_stand_before() -> None:
    final = ward_messages.final()
    assert wrong(final_document.json_schema(), final) == []
    found = running_tender.load(SEED, library())
    standing = final_writer.document(found, opening.opened(found), final=False)
    assert wrong(final_document.json_schema(), standing) == []


def test_the_schemas_of_letters_hold_them_blanks_and_all() -> None:
    schemas = {"assessment-summary": shape.summary_schema(), "notice-of-disregard": shape.notice_schema()}
    made = drafts()
    assert {each["kind"] for each in made} == set(schemas)
    assert [wrong(schemas[each["kind"]], each) for each in made] == [[]] * len(made)


@pytest.mark.parametrize("field", FIELDS)
def test_a_summary_with_something_withheld_still_fits(field: str) -> None:
    for each in drafts():
        if each.get("winner"):
            assert withholding.withhold(each, field, "b")
            assert wrong(shape.summary_schema(), each) == []


@pytest.mark.parametrize("key", ["rank", "other_bidders"])
def test_a_document_with_something_else_does_not_fit(key: str) -> None:
    final = ward_messages.final()
    assert wrong(final_document.json_schema(), {**final, key: 1})
    assert wrong(shape.summary_schema(), {**drafts()[0], key: 1})


def test_every_key_that_is_published_occurs() -> None:
    """So that a schema does not promise what no document holds."""
    final = ward_messages.final()
    assert set(final_document.json_schema()["properties"]) == set(final)
    bids = {key for bid in final["bids"] for key in bid}
    assert set(final_document.json_schema()["$defs"]["BidPart"]["properties"]) == bids
