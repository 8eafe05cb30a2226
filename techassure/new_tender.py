"""A first `tender.yaml`, made of a buyer's answers, ready to be read, changed and locked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import yaml

from techassure.definitions import Library
from techassure.selection import baseline, needed

_BY_DATES = {"contract.procurement_commenced", "contract.award", "contract.buyer_kind"}
_USUAL = "dtac"


@dataclass(frozen=True)
class Answers:
    """What a buyer said. Days as ISO text; ``contract`` holds contract facts without `contract.`."""

    id: str
    title: str
    buyer: str
    buyer_kind: str
    regime: str
    procedure: str
    starts_from: str
    dates: Mapping[str, str]
    contract: Mapping[str, str]
    lots: Mapping[str, str] = field(default_factory=dict)


def identifier(title: str) -> str:
    """Return a tender's name made of its title: lower case, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "tender"


def proposed(title: str, library: Library) -> str:
    """Return the baseline whose name shares most words with a title; the plainest one where none does."""
    words = set(re.findall(r"[a-z]+", title.lower()))
    names = sorted(library.baselines())
    shared = {name: len(words & set(name.split("-"))) for name in names}
    best = max(names, key=lambda name: shared[name], default=_USUAL)
    return best if shared.get(best) else _USUAL if _USUAL in names else best


def contract_questions(name: str, library: Library) -> dict[str, str]:
    """Return what a baseline needs to know of the contract beside dates and buyer: by fact, the question.

    Raises:
        ProblemsFound: there is no such baseline, or it does not hold together.
    """
    selection = baseline(name, library)
    wanted = {"contract.start", "contract.end", *needed(selection)} - _BY_DATES
    asked = {name: fact.question or name for name, fact in library.facts.items() if name in wanted}
    return {name.removeprefix("contract."): question for name, question in asked.items()}


def text(answers: Answers) -> str:
    """Return the file. What the baseline settles is left to it; what only this buyer can settle is written out."""
    head = {
        "techassure": 1,
        "tender": answers.id,
        "title": answers.title,
        "starts_from": answers.starts_from,
        "buyer": {"name": answers.buyer, "kind": answers.buyer_kind},
        "regime": answers.regime,
        "procedure": answers.procedure,
        "dates": dict(answers.dates),
        "contract": dict(answers.contract),
        **({"lots": dict(answers.lots)} if answers.lots else {}),
    }
    return "".join([_dumped(head), *_PROPOSED])


def _dumped(data: Mapping[str, object]) -> str:
    return re.sub(r"'(\d{4}-\d\d-\d\d|\d+(?:\.\d+)?|yes|no)'$", r"\1", _yaml(data), flags=re.MULTILINE)


def _yaml(data: Mapping[str, object]) -> str:
    return yaml.safe_dump(dict(data), sort_keys=False, allow_unicode=True, width=110)


_PROPOSED: Sequence[str] = (
    "\n# Proposals. Read them, change them, and lock the tender when it is published: they bind from then on.\n",
    "not_applicable: lowest-band        # what a scored criterion gives that does not apply: or full-marks\n",
    "unanswered: fails                  # what stays unanswered at the end: or lowest-band\n",
    "reviewing: {reviewers: 2, tolerance: 1}\n",
    "price:\n",
    "  formula: lowest-over-price       # or linear-to-ceiling, quality-per-pound, fixed-price\n",
    "  parts: [Licences, Implementation, Support, Leaving]\n",
    "  abnormally_low: {below_mean_by: 30}\n",
    "tie_breaks: [lowest-price]\n",
)
