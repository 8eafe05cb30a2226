"""The document of a locked tender whose moderation is not closed: who and what, but no score and no rank."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from techassure.documents.document import AssessmentPart, Document, RankedPlace, Ranking

HIDDEN = "Scores and ranking are hidden until moderation closes; `--provisional` shows them."


def unranked(document: Document) -> Document:
    """Return the document without scores and points, everybody in the order of their names."""
    assessments: list[Any] = [without_scores(each) for each in document["assessments"]]
    rankings = [_ranking(each, assessments) for each in document["rankings"]]
    notices = [*document["notices"], HIDDEN]
    return {**document, "scores": "hidden", "notices": notices, "assessments": assessments, "rankings": rankings}


_INNER = (("domains", "score"), ("award_criteria", "score"), ("criteria", "points"))


def without_scores(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return an assessment, whole or its summary alone, without scores and points."""
    inner = {key: [{**each, hidden: None} for each in part[key]] for key, hidden in _INNER if key in part}
    return {**part, "score": None, **inner}


def _ranking(ranking: Ranking, assessments: list[AssessmentPart]) -> Ranking:
    last = len(ranking["places"])
    indices = sorted((each["index"] for each in ranking["places"]), key=lambda at: _name(assessments[at]))
    places: list[RankedPlace] = [{"index": at, "best": 1, "worst": last, "certainly_ahead_of": []} for at in indices]
    return {**ranking, "places": places, "may_be_first": sorted(indices), "settles_most": None}


def _name(part: AssessmentPart) -> tuple[str, ...]:
    return part["supplier"], part["product"], part["product_version"], part["source"]
