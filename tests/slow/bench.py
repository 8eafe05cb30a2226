"""Random worlds, written to disk and read by the engine's own doors, beside the slow evaluator's view of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from techassure.definitions.library import load_library
from techassure.engine import outcomes, scoring
from techassure.engine.assessor import Assessment, Assessor
from techassure.engine.outcomes import MAY_BE_MET, MAY_BE_NOT_MET, MAY_NOT_APPLY
from techassure.files.places import read_json, read_yaml
from techassure.intake.reader import SubmissionReader
from techassure.reviewing.review_reader import read_reviews
from techassure.reviews import Identity, Reviews
from techassure.selections.selecting import baseline, read_tender
from techassure.selections.selection import Selection
from techassure.submissions import Submission

from . import evaluator as slow
from .strategies import HEADS, STANDARD, Given, World

FILE = b"A document."
DIGEST = hashlib.sha256(FILE).hexdigest()
FOUND = {
    "intact": {"file": "evidence/file.txt", "sha256": DIGEST},
    "altered": {"file": "evidence/file.txt", "sha256": "0" * 64},
    "missing": {"file": "evidence/nowhere.txt", "sha256": DIGEST},
    "unreadable": {"file": "evidence", "sha256": DIGEST},
}
SUPPLIER = {"id": "GB-COH-00000001", "name": HEADS["submission.supplier_name"]}
PRODUCT = {"name": HEADS["submission.product_name"], "version": HEADS["submission.product_version"]}
ABOUT = {"supplier": SUPPLIER["id"], "product": PRODUCT["name"], "version": PRODUCT["version"]}
STANDARD_FILE = {
    "techassure": "1",
    "standard": STANDARD,
    "title": "A standard",
    "publisher": "Nobody",
    "address": "https://example.org/",
    "licence": "MIT",
    "unofficial": "Random.",
}
POSSIBLE = {MAY_BE_MET: slow.MET, MAY_BE_NOT_MET: slow.NOT_MET, MAY_NOT_APPLY: slow.NOT_APPLICABLE}


def dump(data: Any, path: Path) -> None:
    """JSON is YAML too, and its quotes change nothing: every scalar stays text until a type reads it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


@dataclass
class Bench:
    """A folder in which worlds are written one after the other."""

    folder: Path

    def library(self, world: World) -> Path:
        root = self.folder / "standards"
        edition = root / STANDARD / "1.0"
        # Only what another world may leave: to take a whole tree down each time took longer than to write it.
        for left in (*edition.glob("criteria/*.yaml"), *root.glob("baselines/*.yaml")):
            left.unlink()
        dump({"techassure": "1", "topic": "Random", "facts": world.facts}, root / "facts" / "topic.yaml")
        dump(STANDARD_FILE, root / STANDARD / "standard.yaml")
        dump(world.edition, edition / "edition.yaml")
        for criterion in world.criteria.values():
            dump(criterion, edition / "criteria" / f"{criterion['id']}.yaml")
        return root

    def selection(self, world: World) -> Selection:
        root = self.library(world)
        if "tender" in world.selection:
            dump(world.selection, self.folder / "tender.yaml")
            return read_tender(self.folder / "tender.yaml", load_library(root))
        dump(world.selection, root / "baselines" / "random.yaml")
        return baseline("random", load_library(root))

    def submission(self, given: Given, selection: Selection, as_json: bool = False) -> Submission:
        self.evidence()
        text = json.dumps(submission_file(given), ensure_ascii=False).encode()
        source = (read_json if as_json else read_yaml)(text, "submission")
        made = SubmissionReader(selection, self.reviews(given, selection)).read(source, self.folder)
        made.measured = {fact: made.values[fact] for fact in given.measured}
        return made

    def evidence(self) -> None:
        file = self.folder / "evidence" / "file.txt"
        if not file.exists():
            file.parent.mkdir()
            file.write_bytes(FILE)

    def reviews(self, given: Given, selection: Selection) -> dict[Identity, Reviews]:
        if not given.reviews:
            return {}
        review = {"submission": ABOUT, "by": {"name": "R. Assessor"}, "on": "2026-06-04", "entries": given.reviews}
        dump({"techassure": "1", "reviews": [review]}, self.folder / "reviews.yaml")
        return read_reviews([self.folder / "reviews.yaml"], selection)

    def assessor(self, world: World) -> Assessor:
        return Assessor(self.selection(world), world.day.toordinal())

    def assess(self, world: World, as_json: bool = False) -> Assessment:
        return self.judge(self.assessor(world), world.given, as_json)

    def judge(self, assessor: Assessor, given: Given, as_json: bool = False) -> Assessment:
        return assessor.assess(self.submission(given, assessor.selection, as_json))


def submission_file(given: Given, supplier: str = SUPPLIER["id"]) -> dict[str, Any]:
    return {
        "techassure": 1,
        "supplier": SUPPLIER | {"id": supplier},
        "product": PRODUCT,
        "answers": given.answers,
        "evidence": [evidence_entry(document) for document in given.documents],
        "claims": [{"criterion": ref, **claim} for ref, claim in given.claims.items()],
    }


def evidence_entry(document: dict[str, Any]) -> dict[str, Any]:
    found = document.get("found", "intact")
    return {key: value for key, value in document.items() if key != "found"} | FOUND[found]


def situation(world: World, given: Given | None = None) -> slow.Situation:
    """The slow evaluator's view of a world."""
    said = given or world.given
    return slow.Situation(
        world.facts, world.day, said.answers, world.contract, said.documents, said.claims, said.reviews,
        said.measured, HEADS,
    )  # fmt: skip


def slowly(world: World, given: Given | None = None) -> slow.Assessment:
    return slow.assess([world.edition], world.criteria, world.selection, situation(world, given))


def possible(bits: int) -> frozenset[str]:
    return frozenset(name for bit, name in POSSIBLE.items() if bits & bit)


def as_slow(result: outcomes.Result) -> tuple[Any, ...]:
    """A result of the engine, comparable with `plainly`."""
    return result.outcome.text, possible(result.possible), result.low, result.high


def plainly(result: slow.Result) -> tuple[Any, ...]:
    applies = result.outcome != slow.NOT_APPLICABLE
    return result.outcome, result.possible, *((result.low, result.high) if applies else (0, 0))


def ends(span: Any) -> tuple[Any, Any] | None:
    """A range, of the engine or of the slow evaluator, as its two ends."""
    if span is None or isinstance(span, tuple):
        return span
    return span.low, span.high


def outcomes_of(assessment: Assessment) -> dict[str, tuple[Any, ...]]:
    """What the engine makes of every criterion, by reference."""
    plans = assessment.assessor.criteria
    return {plan.rule.key: as_slow(result) for plan, result in zip(plans, assessment.results, strict=True)}


def conclusion(assessment: Assessment) -> tuple[Any, ...]:
    """All that an assessment comes to, apart from the order in which it says so."""
    domains = {domain: ends(assessment.domain_score(domain)) for domain in assessment.assessor.domains}
    gates = scoring.gate_counts(assessment.gates)
    return outcomes_of(assessment), ends(assessment.score), domains, gates, assessment.verdict


def slow_conclusion(world: World, given: Given | None = None) -> tuple[Any, ...]:
    found = slowly(world, given)
    outcomes = {ref: plainly(result) for ref, result in found.outcomes.items()}
    return outcomes, found.score, found.domains, found.gates, found.verdict
