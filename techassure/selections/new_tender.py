"""A first `tender.yaml`, made of a buyer's answers, ready to be read, changed and locked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

import yaml

from techassure.calendar_days import day_number
from techassure.definitions import facts as fact_types
from techassure.definitions.facts import Unreadable
from techassure.definitions.library import Library
from techassure.definitions.model import Fact
from techassure.problems import listing, suggestion
from techassure.selections.contract_facts import needed
from techassure.selections.selecting import baseline
from techassure.selections.tender_rules import Procedure, Regime

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
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "tender"


def proposed(title: str, library: Library) -> str:
    """Return the baseline whose name shares most words with a title; the plainest one where none does."""
    words = set(re.findall(r"[a-z]+", title.lower()))
    names = sorted(library.baselines())
    shared = {name: len(words & set(name.split("-"))) for name in names}
    best = max(names, key=lambda name: shared[name], default=_USUAL)
    return best if shared.get(best) else _USUAL if _USUAL in names else best


# --- what is asked --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """What is asked, how an answer looks, what is usual, and what tells why an answer will not do (None: it will)."""

    text: str
    form: str = ""
    usual: str | None = None
    wrong: Callable[[str], str | None] = field(default=lambda _: None)


def one_of(text: str, options: Sequence[str], usual: str | None) -> Question:
    """Return a question that one of a few words answers."""
    known = list(options)

    def wrong(answer: str) -> str | None:
        return None if answer in known else suggestion(answer, known, f"write one of {listing(known)}")

    return Question(text, ", ".join(known), usual, wrong)


def _of_day(text: str) -> Question:
    """Return a question that a day answers."""
    fix = "write a day that exists as `2026-06-01`"
    return Question(text, "YYYY-MM-DD", None, lambda answer: None if day_number(answer) else fix)


def of_fact(fact: Fact) -> Question:
    """Return the question of a fact of the contract."""
    read = fact_types.reader(fact)

    def wrong(answer: str) -> str | None:
        found = read(answer)
        return found.fix if isinstance(found, Unreadable) else None

    forms = {"yes-no": "yes or no", "date": "YYYY-MM-DD", "money": "pounds", "choice": ", ".join(fact.options or ())}
    return Question(fact.question or "", forms.get(fact.type, ""), None, wrong)


DATES = {
    "commenced": _of_day("On which day did the procurement commence?"),
    "published": _of_day("On which day is the tender notice published?"),
    "deadline": _of_day("On which day do submissions close?"),
    "as_of": _of_day("As of which day is everything judged?"),
    "award": _of_day("On which day is the contract to be awarded?"),
}
BUYER_KIND = one_of("What kind of body is it?", ("nhs", "central_government", "local_authority", "other"), "nhs")
REGIME = one_of("Under which law?", get_args(Regime), "procurement-act-2023")
PROCEDURE = one_of("By which procedure?", get_args(Procedure), "open")


def starting(title: str, library: Library) -> Question:
    """Return the question of the baseline to start from, with a proposal by the tender's title."""
    return one_of("From which baseline does it start?", sorted(library.baselines()), proposed(title, library))


def contract_questions(name: str, library: Library) -> dict[str, Question]:
    """Return what a baseline needs to know of the contract beside dates and buyer: by fact, the question.

    Raises:
        ProblemsFound: there is no such baseline, or it does not hold together.
    """
    selection = baseline(name, library)
    wanted = {"contract.start", "contract.end", *needed(selection)} - _BY_DATES
    asked = {name: of_fact(fact) for name, fact in library.facts.items() if name in wanted}
    return {name.removeprefix("contract."): question for name, question in asked.items()}


def contract_facts(library: Library) -> dict[str, Question]:
    """Return every fact of a contract that a buyer may state, by its name without `contract.`, with its question."""
    stated = {name: fact for name, fact in library.facts.items() if fact.about == "contract" and fact.question}
    return {name.removeprefix("contract."): of_fact(fact) for name, fact in stated.items() if name not in _BY_DATES}


# --- what is written ------------------------------------------------------------------------------------------------


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
    "# published_at: https://…         # where the full award criteria can be read: assessment summaries say so\n",
)
