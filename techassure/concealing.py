"""The document of a locked tender whose prices are still sealed: who and what, but no score and no rank."""

from __future__ import annotations

from typing import Any

HIDDEN = "Scores and ranking are hidden until the prices are opened; `--provisional` shows them."
Part = dict[str, Any]


def unranked(document: Part) -> Part:
    """Return the document without scores and points, everybody in the order of their names."""
    assessments = [_assessment(each) for each in document["assessments"]]
    rankings = [_ranking(each, assessments) for each in document["rankings"]]
    notices = [*document["notices"], HIDDEN]
    return {**document, "notices": notices, "assessments": assessments, "rankings": rankings}


def _assessment(part: Part) -> Part:
    domains = [{**each, "score": None} for each in part["domains"]]
    awards = [{**each, "score": None} for each in part["award_criteria"]]
    criteria = [{**each, "points": None} for each in part["criteria"]]
    return {**part, "score": None, "domains": domains, "award_criteria": awards, "criteria": criteria}


def _ranking(ranking: Part, assessments: list[Part]) -> Part:
    last = len(ranking["places"])
    indices = sorted((each["index"] for each in ranking["places"]), key=lambda at: _name(assessments[at]))
    places = [{"index": at, "best": 1, "worst": last, "certainly_ahead_of": []} for at in indices]
    return {**ranking, "places": places, "may_be_first": sorted(indices), "settles_most": None}


def _name(part: Part) -> tuple[str, ...]:
    return part["supplier"], part["product"], part["product_version"], part["source"]
