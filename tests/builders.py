"""Small libraries, tenders and submissions in a temporary folder.

Everything goes through files and the public doors, as a user's does. Parts are written in the definition language
itself: ``small.criterion("X", expect="{q.yes: {is: yes}}")``. What a test does not care about is filled in.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

import techassure
from techassure import (
    Assessment,
    Library,
    Problem,
    ProblemsFound,
    Result,
    Selection,
    assess,
    load,
    load_library,
)
from techassure.selections.bare_selections import of_editions
from techassure.selections.selecting import baseline, read_tender

FACTS = """
  q.yes: {question: Is it so?, about: product, type: yes-no}
  q.other: {question: Is the other so?, about: product, type: yes-no}
  q.third: {question: Is the third so?, about: product, type: yes-no}
  q.bidder: {question: Is the bidder so?, about: bidder, type: yes-no}
  q.choice: {question: Which one?, about: product, type: choice, options: {a: First, b: Second, c: Third}}
  q.choices: {question: Which ones?, about: product, type: choices, options: {a: First, b: Second, c: Third}}
  q.number: {question: How many?, about: product, type: number, from: 0, to: 100}
  q.second: {question: How many more?, about: product, type: number}
  q.money: {question: How much?, about: product, type: money}
  q.date: {question: On what date?, about: product, type: date}
  q.later: {question: On what later date?, about: product, type: date}
  q.text: {question: What is it called?, about: product, type: text}
  q.person: {question: Who is it?, about: bidder, type: text, personal: yes}
  q.people:
    question: Who are they?
    about: bidder
    type: table
    personal: yes
    columns: {name: {type: text}, trained: {type: yes-no}}
  q.rows:
    question: Which rows?
    about: product
    type: table
    columns:
      name: {type: text}
      score: {type: number, from: 0, to: 10, optional: yes}
      closed_on: {type: date, optional: yes}
      open: {type: yes-no, optional: yes}
  q.report: {question: Attach the report., about: product, type: document}
  q.paper: {question: Attach the paper., about: product, type: document}
  q.certificate: {question: Attach the certificate., about: product, type: document, valid_for: 12 months}
  q.gap: {about: product, type: number, derived: {function: days_between, from: [q.date, q.later]}}
  q.sum: {about: product, type: number, derived: {function: column_sum, from: [q.rows], column: score}}
  q.latest: {about: product, type: date, derived: {function: column_max, from: [q.rows], column: closed_on}}
  q.excess: {about: product, type: number, derived: {function: difference, from: [q.number, q.sum]}}
"""
CONTRACT = """
  contract.start: {question: When does it start?, about: contract, type: date}
  contract.end: {question: When does it end?, about: contract, type: date}
  contract.award: {question: When is it awarded?, about: contract, type: date}
  contract.value: {question: What is it worth?, about: contract, type: money}
"""
STANDARD = {
    "techassure": "1",
    "standard": "small",
    "title": "A small standard",
    "publisher": "The tests",
    "address": "https://example.org/small",
    "licence": "MIT",
    "unofficial": "Invented for the tests.",
}
EDITION = {
    "techassure": "1",
    "standard": "small",
    "edition": "1",
    "revision": "1",
    "title": "Small, first edition",
    "status": "in-force",
    "selected_by": "as-of",
}
CRITERION = {
    "techassure": "1",
    "title": "What is wanted",
    "obligation": "policy",
    "binds": "manufacturer",
    "source": {"clause": "1", "says": "It is so.", "address": "https://example.org/1", "confidence": "confirmed"},
}
TENDER = """
tender: try
title: A tender to try
editions: {small: 1 r1}
dates: {as_of: 2026-06-01, award: 2026-07-15}
contract: {start: 2026-09-01, end: 2029-08-31, value: 100000}
"""
EXAMPLES = "{as_of: 2026-06-01, usual: {}, cases: [{name: nothing is said, outcome: no answer}]}"
SUPPLIER = {"id": "S1", "name": "Larkspur Fictional Ltd"}
PRODUCT = {"name": "Wardlight", "version": "4.2.0"}
AS_OF = "2026-06-01"
_IDS = ("one", "two", "three", "four")


def parsed(text: Any) -> Any:
    """Return what YAML text says, every scalar as text; anything but text is returned as it is."""
    return yaml.load(text, yaml.CBaseLoader) if isinstance(text, str) else text


def day(text: str) -> date:
    """Return the day that is written so."""
    return date.fromisoformat(text)


def written(path: Path, data: Any) -> Path:
    """Write text or bytes as they are, and anything else as JSON, which every reader here takes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(data, bytes):
        path.write_bytes(data)
    else:
        path.write_text(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


@dataclass
class Seen:
    """What the first of some submissions came to."""

    result: Result

    @property
    def document(self) -> dict[str, Any]:
        """The plain data of the whole result."""
        return self.result.document

    @property
    def one(self) -> dict[str, Any]:
        """The plain data of the first submission."""
        part: dict[str, Any] = self.document["assessments"][0]
        return part

    @property
    def assessment(self) -> Assessment:
        """The first submission's assessment itself."""
        return self.result.assessments[0]

    def of(self, name: str) -> dict[str, Any]:
        """Return the plain data of a criterion."""
        return next(each for each in self.one["criteria"] if each["id"] == name)

    def outcomes(self) -> dict[str, str]:
        """Return every criterion's outcome."""
        return {each["id"]: each["outcome"] for each in self.one["criteria"]}

    @property
    def outcome(self) -> str:
        """The outcome of the criterion X."""
        return str(self.of("X")["outcome"])

    @property
    def points(self) -> tuple[str, str]:
        """The points of the criterion X, from worst to best."""
        points = self.of("X")["points"]
        return points["low"], points["high"]

    def causes(self, name: str = "X") -> list[str]:
        """Return why a criterion has its outcome, in a word each."""
        return [each["cause"] for each in self.of(name)["reasons"]]

    @property
    def score(self) -> tuple[str, str] | None:
        """The exact ends of the score; None where nothing is scored."""
        score = self.one["score"]
        return None if score is None else (score["exact"][0], score["exact"][1])

    @property
    def problems(self) -> list[dict[str, Any]]:
        """Everything that could not be read."""
        found: list[dict[str, Any]] = self.document["problems"]
        return found


@dataclass
class Small:
    """A library of one small standard, perhaps a tender, and submissions to it."""

    folder: Path
    lines: list[dict[str, Any]] = field(default_factory=list)
    edition: dict[str, Any] = field(default_factory=lambda: dict(EDITION))
    page: dict[str, Any] | None = None
    facts: str = FACTS
    standard: dict[str, Any] = field(default_factory=lambda: dict(STANDARD))

    @property
    def root(self) -> Path:
        """The folder of the library."""
        return self.folder / "library"

    @property
    def submissions(self) -> Path:
        """The folder of the submissions."""
        return self.folder / "submissions"

    # --- the library

    def criterion(
        self,
        name: str = "X",
        expect: str | list[str] = "",
        role: str = "{gate: requirement}",
        domain: str = "oversight",
        bands: str = "",
        **parts: Any,
    ) -> Small:
        """Add a criterion. ``expect`` is one check or several; ``bands`` maps points to expectations, best first."""
        made = {**CRITERION, "id": name, **{key: parsed(part) for key, part in parts.items()}}
        checks = [expect] if isinstance(expect, str) else expect
        if expect:
            made["checks"] = [
                {"id": _IDS[at], "expect": parsed(each), "otherwise": "It is not so.", "fix": "Make it so."}
                for at, each in enumerate(checks)
            ]
        if bands:
            steps = parsed(bands).items()
            made["bands"] = [
                {"points": points, "says": f"{points} points", **({} if each == "" else {"expect": each})}
                for points, each in steps
            ]
        made.setdefault("examples", parsed(EXAMPLES))
        written(self.root / "small" / "1" / "criteria" / f"{name}.yaml", made)
        self.lines.append({"domain": domain, "entry": {"id": name, **parsed(role)}})
        return self

    def scored(self, name: str, expect: str, share: int = 1, **parts: Any) -> Small:
        """Add a scored criterion of one check."""
        return self.criterion(name, expect, role=f"{{share: {share}}}", **parts)

    def tender(self, text: str = "") -> Small:
        """Assess by a tender from now on: the usual one, with these lines changed."""
        self.page = {"techassure": "1", **parsed(TENDER), **(parsed(text) or {})}
        return self

    def baseline(self, name: str, text: str) -> Small:
        """Add a baseline to the library."""
        page = {"techassure": "1", "baseline": name, "editions": {"small": "1 r1"}, **parsed(text)}
        written(self.root / "baselines" / f"{name}.yaml", page)
        return self

    def library(self) -> Library:
        """Write the library and read it."""
        written(self.root / "facts" / "questions.yaml", f"techassure: 1\ntopic: Questions\nfacts:{self.facts}")
        written(self.root / "facts" / "contract.yaml", f"techassure: 1\ntopic: Contract\nfacts:{CONTRACT}")
        written(self.root / "small" / "standard.yaml", self.standard)
        domains = dict.fromkeys(line["domain"] for line in self.lines)
        sections = [
            {
                "id": str(at),
                "title": f"Part {at}",
                "domain": domain,
                "criteria": [line["entry"] for line in self.lines if line["domain"] == domain],
            }
            for at, domain in enumerate(domains, 1)
        ]
        written(self.root / "small" / "1" / "edition.yaml", {**self.edition, "sections": sections})
        return load_library(self.root)

    def kept(self) -> Library:
        """Read the library as its files are, with whatever a test has put in their place."""
        return load_library(self.root)

    def selection(self, name: str | None = None) -> Selection:
        """Return the selection: of a named baseline, of the tender, or else of the bare edition."""
        library = self.library()
        if name:
            return baseline(name, library)
        if self.page is None:
            return of_editions(["small@1"], library)
        return read_tender(written(self.folder / "tender.yaml", self.page), library)

    # --- submissions

    def submission(self, answers: Any = None, name: str = "one", **parts: Any) -> Path:
        """Write a submission in a folder of its own, its documents beside it, and return its file."""
        home = self.submissions / name
        head = {"techassure": "1", "supplier": {**SUPPLIER, "id": f"S-{name}"}, "product": PRODUCT}
        made: dict[str, Any] = {**head, **{key: parsed(part) for key, part in parts.items()}}
        made["answers"] = parsed(answers) or {}
        made["evidence"] = [self._document(home, each) for each in parsed(parts.get("evidence", [])) or []]
        return written(home / "submission.yaml", made)

    def _document(self, home: Path, entry: dict[str, Any]) -> dict[str, Any]:
        """Write the file of a document, with the right digest where the entry gives no other."""
        made = {"id": entry["kind"].replace(".", "-"), "issued": "2026-01-20", **entry}
        made.setdefault("file", f"evidence/{made['id']}.txt")
        content = b"" if made.pop("empty", None) else f"Invented: {made['id']}.".encode()
        if made["file"] and not (made["file"].startswith(("/", "..")) or made.get("absent")):
            written(home / made["file"], content)
            made.setdefault("sha256", hashlib.sha256(content).hexdigest())
        made.pop("absent", None)
        return {key: value for key, value in made.items() if value != ""}

    def reviewed(self, entries: str, name: str = "one", on: str = AS_OF) -> Small:
        """Record what the buyer found about a submission."""
        about = {"supplier": f"S-{name}", "product": PRODUCT["name"], "version": PRODUCT["version"]}
        review = {"submission": about, "by": {"name": "R. Assessor"}, "on": on, "entries": parsed(entries)}
        written(self.folder / "reviews" / f"{name}.yaml", {"techassure": "1", "reviews": [review]})
        return self

    def assess(self, answers: Any = None, as_of: str | None = AS_OF, against: str | None = None, **parts: Any) -> Seen:
        """Write one submission and assess everything there is."""
        self.submission(answers, **parts)
        return self.all(as_of, against)

    def all(self, as_of: str | None = AS_OF, against: str | None = None) -> Seen:
        """Assess every submission that was written."""
        library = self.library()
        reviews = sorted((self.folder / "reviews").glob("*.yaml"))
        how: dict[str, Any] = {"against": against or ["small@1"]}
        if self.page is not None and against is None:
            how = {"tender": written(self.folder / "tender.yaml", self.page)}
        tender = load(self.submissions, **how, reviews=reviews, library=library)
        return Seen(assess(tender, None if as_of is None else day(as_of)))

    def refused(self, name: str | None = None) -> list[Problem]:
        """Return why the library, the baseline or the tender cannot be had; a test fails where it can."""
        try:
            self.selection(name)
        except ProblemsFound as found:
            return list(found.problems)
        raise AssertionError("nothing was refused")


def environment(**changed: str) -> dict[str, str]:
    """Return this process's environment for another Python, which then finds the package that is tested here."""
    home = str(Path(techassure.__file__).parents[1])
    return {**os.environ, "PYTHONPATH": os.pathsep.join([home, os.environ.get("PYTHONPATH", "")]), **changed}
