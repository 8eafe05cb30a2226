"""Definition files: every good one loads and proves its examples, every bad one is refused in the words it states.

A bad file states in remarks at its head what must be said: `# says:` words of the message, `# fix:` words of the fix,
`# at:` line and column. It is put where it belongs in a small library, whose other files are good.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from builders import AS_OF, Small, day, parsed, written

from techassure import Problem, ProblemsFound, assess, load
from techassure.definitions.library import load_library
from techassure.proving.examples import test_edition as run_examples

FOLDER = Path(__file__).parent / "definitions"
GOOD = sorted((FOLDER / "good").glob("*.yaml"))
BAD = sorted((FOLDER / "bad").glob("*.yaml"))
YES = "{q.yes: {is: yes}}"


def stated(text: str, key: str) -> list[str]:
    """Return what the remarks at the head of a file state under a key."""
    return re.findall(rf"^# {key}: (.*)$", text, re.MULTILINE)


def placed(small: Small, file: Path) -> Path:
    """Put a definition where it belongs in a small library, and return its path there."""
    text = file.read_text(encoding="utf-8")
    kind = file.name.partition("-")[0]
    role = parsed((stated(text, "role") or ["{gate: requirement}"])[0])
    if kind == "criterion":
        small.lines.append({"domain": "oversight", "entry": {"id": "X", **role}})
    small.criterion("G", YES).scored("S", YES, domain="usability")
    small.library()
    homes = {
        "facts": small.root / "facts" / "tried.yaml",
        "criterion": small.root / "small" / "1" / "criteria" / "X.yaml",
        "standard": small.root / "small" / "standard.yaml",
        "edition": small.root / "small" / "1" / "edition.yaml",
        "baseline": small.root / "baselines" / "tried.yaml",
        "tender": small.folder / "tender.yaml",
        "reviews": small.folder / "reviews.yaml",
    }
    return written(homes[kind], text)


def everything(small: Small) -> None:
    """Read everything there is: the library, an edition and its examples, the baseline, the tender and its reviews."""
    library = small.kept()
    report = run_examples(library.edition("small@1"), library.facts)
    unproven = [each for each in report.problems if each.place.file.endswith("X.yaml")]
    if unproven:
        raise ProblemsFound(unproven)
    head = {"supplier": {"id": "S", "name": "S"}, "product": {"name": "P", "version": "1"}}
    written(small.submissions / "submission.yaml", {"techassure": "1", **head})
    against: Any = "tried" if (small.root / "baselines" / "tried.yaml").is_file() else ["small@1"]
    tender = small.folder / "tender.yaml"
    reviews = [path for path in [small.folder / "reviews.yaml"] if path.is_file()]
    how: dict[str, Any] = {"tender": tender} if tender.is_file() else {"against": against}
    assess(load(small.submissions, **how, reviews=reviews, library=library), day(AS_OF))


@pytest.mark.parametrize("file", GOOD, ids=lambda file: file.stem)
def test_good_definitions_load(small: Small, file: Path) -> None:
    placed(small, file)
    everything(small)


Refusal = Callable[[Path], tuple[Path, list[Problem]]]


@pytest.fixture(scope="module")
def refusal(tmp_path_factory: pytest.TempPathFactory) -> Refusal:
    """Where a bad file was put, and everything that was said of it; tried once, however many tests look at it."""

    @cache
    def tried(file: Path) -> tuple[Path, list[Problem]]:
        small = Small(tmp_path_factory.mktemp(file.stem))
        home = placed(small, file)
        try:
            everything(small)
        except ProblemsFound as found:
            return home, list(found.problems)
        return home, []

    return tried


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_bad_definitions_are_refused_in_these_words(refusal: Refusal, file: Path) -> None:
    (home, problems), text = refusal(file), file.read_text(encoding="utf-8")
    found = [each for each in problems if says(each, text)]
    assert len(found) == 1, problems
    (at,) = stated(text, "at")
    assert str(found[0].place) == f"{home}:{at}"


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_bad_definitions_are_refused_in_words_for_people(refusal: Refusal, file: Path) -> None:
    for each in refusal(file)[1]:
        assert re.match(r"[a-z`]", each.message)
        assert "``" not in each.message
        assert not re.search(r"Tuple|List|Input|Value error|validation|`[0-9]+` has", each.message + each.fix)


def says(problem: Problem, text: str) -> bool:
    """Tell whether a problem says what a bad file states."""
    messages, fixes = stated(text, "says"), stated(text, "fix")
    return all(each in problem.message for each in messages) and all(each in problem.fix for each in fixes)


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_bad_definitions_state_what_must_be_said(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert stated(text, "says") or stated(text, "fix")
    assert len(stated(text, "at")) == 1


def test_there_are_definitions_of_every_kind() -> None:
    kinds = {"facts", "criterion", "standard", "edition", "baseline", "tender", "reviews"}
    assert {file.name.partition("-")[0] for file in GOOD} == {file.name.partition("-")[0] for file in BAD} == kinds


def test_of_a_library_that_is_read_again_only_the_files_that_changed_are_read(small: Small) -> None:
    before = small.criterion("X", YES).criterion("Y", YES).library().edition("small@1").definitions
    file = small.root / "small" / "1" / "criteria" / "X.yaml"
    written(file, file.read_text(encoding="utf-8").replace("What is wanted", "What was wanted"))
    after = small.kept().edition("small@1").definitions
    assert [each.criterion.title for each in after] == ["What was wanted", "What is wanted"]
    assert [one.criterion is other.criterion for one, other in zip(before, after, strict=True)] == [False, True]


def test_a_library_without_examples_decides_the_same_at_the_same_places() -> None:
    whole, alone = load_library(), load_library(examples=False)
    for name in ("dtac@2.0", "dcb0129@4.2"):
        one, other = whole.edition(name), alone.edition(name)
        assert one.decides() == other.decides()
        assert [each.source.place(("checks",)) for each in one.definitions] == [
            each.source.place(("checks",)) for each in other.definitions
        ]
        assert all(each.criterion.examples.cases == () for each in other.definitions)


@pytest.mark.parametrize(
    "expect",
    ["{q.date: {on_or_after: contract.end}}", "{q.rows: {every: {closed_on: {on_or_before: contract.end}}}}"],
)
@pytest.mark.parametrize("contract", ["", "  contract.end: {question: Does it end?, about: contract, type: yes-no}"])
def test_a_day_of_the_contract_is_refused_where_the_library_has_none(small: Small, expect: str, contract: str) -> None:
    """No tender could ever state it; and what compares two editions had no words for it."""
    small.criterion(expect=expect, role="{}").library()
    home = small.root / "facts" / "contract.yaml"
    written(home, f"techassure: 1\ntopic: Contract\nfacts:\n{contract}") if contract else home.unlink()
    with pytest.raises(ProblemsFound) as found:
        small.kept().edition("small@1")
    (problem,) = found.value.problems
    assert problem.rule == "unknown-day"
    assert problem.message == "`contract.end` is a day of the contract, and the library has no such fact"
    assert "builds_on: techassure" in problem.fix
