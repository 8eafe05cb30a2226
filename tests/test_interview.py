"""Answering question by question: what is asked, in what order, how it is read, and what was never asked."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from builders import AS_OF, PRODUCT, SUPPLIER, Small, day, parsed, written
from hypothesis import given, settings
from hypothesis import strategies as st
from test_planning import ANSWERS, DEMANDS, GATES

from techassure import Assessment, Assessor
from techassure.definitions import facts
from techassure.definitions.facts import Unreadable
from techassure.engine import what_if
from techassure.interview import papers, typed
from techassure.interview.keeping import kept
from techassure.interview.order import Stage, wanted
from techassure.interview.sitting import Sitting
from techassure.planning.board import Board
from techassure.submissions import Submission


class Script:
    """A console that types what it is told, and keeps what was shown."""

    def __init__(self, lines: Iterator[str] | list[str]) -> None:
        self.lines, self.shown = iter(lines), list[str]()

    def say(self, line: str) -> None:
        self.shown.append(line)

    def ask(self, prompt: str) -> str | None:
        self.shown.append(prompt)
        return next(self.lines, None)


def sat(small: Small, lines: list[str], answers: Any = None) -> tuple[Sitting, Script]:
    """Run one sitting over a submission of a small library."""
    script = Script(lines)
    assessor = Assessor(small.selection(), day(AS_OF).toordinal())
    sitting = Sitting(kept(small.submission(answers), [assessor]), script)
    sitting.run()
    return sitting, script


def on(before: Sitting, lines: list[str]) -> tuple[Sitting, Script]:
    """Sit down again to the submission of a sitting that ended."""
    script = Script(lines)
    sitting = Sitting(before.kept, script)
    sitting.run()
    return sitting, script


def values(sitting: Sitting) -> dict[str, Any]:
    found = sitting.assessments[0].submission.values
    return {name: value for name, value in found.items() if name.startswith("q.")}


# --- the law --------------------------------------------------------------------------------------------------------


def others(assessment: Assessment, untouched: list[str]) -> Iterator[Submission]:
    """Yield the submission with every combination of other values of some facts, from their cells."""
    board, selection = Board(assessment, frozenset()), assessment.assessor.selection
    choices = [(None, *board.choices(name).values) for name in untouched]
    for chosen in product(*choices):
        made = dict(zip(untouched, chosen, strict=True))
        yield what_if.with_answers(assessment.submission, made, selection.facts, assessment.assessor.as_of)


@settings(max_examples=40)
@given(st.data())
def test_what_was_never_asked_could_not_have_changed_the_verdict(data: st.DataObject) -> None:
    """Whatever is put in place of the questions that were never asked, verdict and score stay as they are."""
    gates = data.draw(st.lists(st.sampled_from(GATES), min_size=1, max_size=4, unique=True))
    before = data.draw(st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in ANSWERS.items()}))
    with TemporaryDirectory() as folder:
        small = Small(Path(folder))
        for at, gate in enumerate(gates):
            demand = data.draw(st.sampled_from(DEMANDS))
            applies = data.draw(st.sampled_from([None, "{q.third: {is: yes}}"]))
            parts = {"evidence": demand, "applies_when": applies}
            small.criterion(f"G{at}", gate, **{name: part for name, part in parts.items() if part})
        small.scored("S", "{q.number: {at_least: 5}}", applies_when="{q.other: {is: yes}}")
        sitting = Sitting(kept(small.submission(before), [Assessor(small.selection(), day(AS_OF).toordinal())]), None)
        sitting.console = Answering(sitting, data.draw, Path(folder))
        [end] = sitting.run()
    names = [each.name for each in end.assessor.facts if Board(end, frozenset()).is_open(each.name)]
    untouched = [name for name in names if name not in sitting.asked and name not in before]
    for other in others(end, untouched):
        then = end.assessor.assess(other)
        assert then.verdict == end.verdict
        assert then.score == end.score


class Answering:
    """A console that answers each question with something that fits it, or skips it."""

    def __init__(self, sitting: Sitting, draw: Callable[..., Any], folder: Path) -> None:
        self.sitting, self.draw = sitting, draw
        self.paper = written(folder / "paper.txt", "Invented.")
        self.shown: list[str] = []

    def say(self, line: str) -> None:
        self.shown.append(line)

    def ask(self, prompt: str) -> str | None:
        if prompt.startswith("Path"):
            return self.draw(st.sampled_from([str(self.paper), "skip"]))
        if prompt.startswith(("Version", "Last day")):
            return ""
        if prompt.startswith("Issued"):
            return "2026-05-01"
        said = ["skip", *_fitting(prompt)]
        return self.draw(st.sampled_from(said))


FITTING = {
    "Date": ("2026-05-01", "1 May 2019"),
    "Number or": ("1", "b", "Third"),
    "Number": ("1", "8"),
    "Row 1, Name": ("x",),
    "Row": ("",),
    "Another": ("no",),
}


def _fitting(prompt: str) -> tuple[str, ...]:
    return next((lines for begins, lines in FITTING.items() if prompt.startswith(begins)), ("yes", "n"))


# --- order ----------------------------------------------------------------------------------------------------------


def names(seen: Assessment) -> list[tuple[str, Stage]]:
    return [(each.fact, each.stage) for each in wanted([seen])]


def test_gates_come_first_then_points_then_the_rest(small: Small) -> None:
    small.criterion("C", "{q.third: {is: yes}}", role="{}").scored("S", "{q.other: {is: yes}}")
    seen = small.criterion("G", "{q.yes: {is: yes}}").assess("{}")
    assert names(seen.assessment) == [("q.yes", 0), ("q.other", 1), ("q.third", 2)]


def test_what_decides_whether_it_applies_is_asked_before_it(small: Small) -> None:
    small.criterion("X", "{q.yes: {is: yes}}", applies_when="{q.other: {is: yes}}")
    assert [name for name, _ in names(small.assess("{}").assessment)] == ["q.other", "q.yes"]
    assert names(small.assess("{q.other: no}").assessment) == []


def test_failed_check_leaves_nothing_to_ask(small: Small) -> None:
    small.criterion("X", ["{q.yes: {is: yes}}", "{q.other: {is: yes}}"])
    assert names(small.assess("{q.yes: no}").assessment) == []


def test_lower_band_is_not_asked_about_once_a_better_one_holds(small: Small) -> None:
    small.criterion("X", bands="{4: {q.yes: {is: yes}}, 2: {q.other: {is: yes}}}", role="{share: 1}")
    assert names(small.assess("{q.yes: yes}").assessment) == []
    assert [name for name, _ in names(small.assess("{q.other: yes}").assessment)] == ["q.yes"]


def test_computed_figure_is_asked_by_what_it_is_computed_from(small: Small) -> None:
    small.criterion("X", "{q.gap: {at_most: 3}}")
    assert [name for name, _ in names(small.assess("{q.date: 2026-01-01}").assessment)] == ["q.later"]


def test_document_is_asked_for_when_there_is_something_to_back(small: Small) -> None:
    small.criterion("X", "{q.yes: {is: yes}}", evidence="{demands: documented, by: q.certificate}")
    assert [name for name, _ in names(small.assess("{}").assessment)] == ["q.yes"]
    assert [name for name, _ in names(small.assess("{q.yes: yes}").assessment)] == ["q.certificate"]
    old = small.assess("{q.yes: yes}", evidence="[{kind: q.certificate, issued: 2024-01-01}]")
    assert [name for name, _ in names(old.assessment)] == ["q.certificate"]
    assert names(small.assess("{q.yes: yes}", evidence="[{kind: q.certificate}]").assessment) == []


# --- a sitting ------------------------------------------------------------------------------------------------------


def test_every_type_is_asked_for_and_kept(small: Small) -> None:
    rows = "{q.rows: {rows: {at_least: 1}}}"
    gates = ["{q.yes: {provided: yes}}", "{q.choice: {is: b}}", "{q.choices: {includes_all: [a, c]}}",
             "{q.number: {above: 1}}", "{q.money: {above: 1}}", "{q.date: {within: 1 year}}",
             "{q.text: {provided: yes}}", rows, "{q.paper: {provided: yes}}"]  # fmt: skip
    for at, gate in enumerate(gates):
        small.criterion(f"G{at}", gate if at else "{q.yes: {is: yes}}")
    paper = written(small.folder / "paper.txt", "Invented.")
    lines = ["Y", "second", "1, Third", "7.5", "£1,200.50", "12 May 2026", "Skip, or not: [a]",
             "yes", "one", "", "2026-01-01", "y", "no", str(paper), "2026-05-01", "", "4.2.0"]  # fmt: skip
    sitting, script = sat(small, lines)
    assert values(sitting) == {
        "q.yes": True, "q.choice": "b", "q.choices": ["a", "c"], "q.number": 7.5, "q.money": 1200.5,
        "q.date": day("2026-05-12").toordinal(), "q.text": "Skip, or not: [a]",
        "q.rows": [{"name": "one", "closed_on": day("2026-01-01").toordinal(), "open": True}],
    }  # fmt: skip
    [document] = sitting.assessments[0].submission.documents
    assert (document.kind, document.state, document.product_version) == ("q.paper", "readable", "4.2.0")
    assert sitting.assessments[0].verdict == "compliant"
    assert script.shown[-1] == "Nothing that is still open is for you to answer. Everything is saved."


def test_wrong_input_is_explained_and_asked_again(small: Small) -> None:
    sitting, script = sat(small.criterion("X", "{q.number: {above: 1}}"), ["", "many", "1000", "12"])
    told = [line for line in script.shown if line.startswith("Not understood")]
    assert [("empty" in told[0]), ("`many` is not a number" in told[1]), ("at most 100" in told[2])] == [True] * 3
    assert values(sitting) == {"q.number": 12}


def test_skip_back_help_and_words_taken_literally(small: Small) -> None:
    small.criterion("X", ["{q.yes: {is: yes}}", "{q.text: {provided: yes}}", "{q.other: {is: yes}}"])
    sitting, script = sat(small, ["back", "skip", "back", "yes", "?", "=skip", "back", "", "quit"])
    assert values(sitting) == {"q.yes": True, "q.text": "skip"}
    assert "There is no question before this one." in script.shown
    assert "Its key in the file is q.text." in script.shown
    assert script.shown[-2].startswith("Everything is saved. Still to answer: 1 question for gates.")


def test_answer_that_is_gone_back_to_may_be_changed(small: Small) -> None:
    small.criterion("X", "{q.yes: {is: no}}").criterion("Y", "{q.other: {is: yes}}")
    sitting, script = sat(small, ["yes", "back", "no"])
    assert values(sitting) == {"q.yes": False}
    assert any(line.startswith("Now not met: small/X") for line in script.shown)
    assert any(line.startswith("Now met: small/X") for line in script.shown)


TABLE = "{q.rows: {every: {score: {below: 7}}}}"
LEFT = "The table is not finished. What was typed of it is kept, and counts when you say that there are no more rows."


def test_table_left_midway_counts_for_nothing_yet_and_goes_on_where_it_was_left(small: Small) -> None:
    """The rows of a table that is not finished are no answer: another row could change what it comes to."""
    sitting, script = sat(small.criterion("X", TABLE), ["yes", "one", "3", "", "", "yes", "two"])
    assert values(sitting) == {}
    assert LEFT in script.shown
    again, script = on(sitting, ["", "", "yes", "no"])
    assert "Kept from before: 1 row, and row 2 up to Name. It goes on from there." in script.shown
    assert values(again) == {"q.rows": [{"name": "one", "score": 3}, {"name": "two", "open": True}]}
    assert [path.name for path in small.submissions.rglob("*") if path.is_file()] == ["submission.yaml"]


def test_unfinished_table_is_asked_for_before_the_rest(small: Small) -> None:
    small.criterion("A", "{q.yes: {is: yes}}").criterion("X", TABLE)
    sitting, _ = sat(small, ["skip", "yes", "one"])
    _, script = on(sitting, ["", "", "", "no"])
    assert script.shown.index("Which rows?") < script.shown.index("Is it so?")


def test_unfinished_table_that_was_answered_since_is_left_by_skipping_it(small: Small) -> None:
    sitting, _ = sat(small.criterion("X", TABLE), ["yes", "one", "", "", ""])
    small.submission("{q.rows: [{name: by hand, score: 1}]}")
    again, script = on(sitting, ["skip"])
    assert "The answer is now: 1 row." in script.shown
    assert values(again) == {"q.rows": [{"name": "by hand", "score": 1}]}
    assert [path.name for path in small.submissions.rglob("*") if path.is_file()] == ["submission.yaml"]


def test_row_that_is_taken_back_is_taken_back_for_good(small: Small) -> None:
    sitting, _ = sat(small.criterion("X", TABLE), ["yes", "one", "", "", "", "yes", "back"])
    again, _ = on(sitting, ["yes", "other", "", "", "", "no"])
    assert values(again) == {"q.rows": [{"name": "other"}]}


UNREADABLE = (
    "",
    "[]",
    "{",
    '{"q.rows": 1}',
    '{"q.rows": {"rows": [1], "row": []}}',
    '{"q.rows": {"rows": [{"name": "a", "score": 99}], "row": {}}}',
    '{"q.gone": {"rows": [], "row": {}}}',
)


@pytest.mark.parametrize("kept", UNREADABLE)
def test_what_was_kept_of_a_table_and_cannot_be_read_is_asked_for_again(small: Small, kept: str) -> None:
    path = small.criterion("X", TABLE).submission("{}")
    path.with_name("submission.yaml.unfinished").write_text(kept, "utf-8")
    sitting, _ = sat(small, ["yes", "one", "", "", "", "no"])
    assert values(sitting) == {"q.rows": [{"name": "one"}]}


CELLS = {
    "Row 1, Name": "one", "Row 1, Score": "3", "Row 1, Closed on": "2026-01-01", "Row 1, Open": "",
    "Row 2, Name": "two", "Row 2, Score": "", "Row 2, Closed on": "", "Row 2, Open": "no",
    "Row 3, Name": "three", "Row 3, Score": "", "Row 3, Closed on": "", "Row 3, Open": "yes",
}  # fmt: skip


class Stopped(Script):
    """A console that fills in three rows, and stops at some of the lines."""

    def __init__(self, stops: set[int]) -> None:
        super().__init__([])
        self.stops, self.cells, self.count = stops, list[str](), 0

    def ask(self, prompt: str) -> str | None:
        self.count += 1
        if self.count in self.stops:
            return None
        if prompt.startswith("Another row"):
            return "no" if len(self.cells) == len(CELLS) else "yes"
        cell = prompt.partition(".")[0]
        if cell not in CELLS:
            return "yes"
        self.cells.append(cell)
        return CELLS[cell]


@settings(max_examples=25)
@given(st.sets(st.integers(1, 24), max_size=6))
def test_stopped_anywhere_a_table_comes_to_the_same_and_no_cell_is_asked_for_twice(stops: set[int]) -> None:
    script = Stopped(stops)
    with TemporaryDirectory() as folder:
        small = Small(Path(folder)).criterion("X", TABLE)
        kept_in = kept(small.submission("{}"), [Assessor(small.selection(), day(AS_OF).toordinal())])
        for _ in range(len(stops) + 1):
            sitting = Sitting(kept_in, script)
            sitting.run()
        found = values(sitting)["q.rows"]
    assert script.cells == list(CELLS)
    assert found == [
        {"name": "one", "score": 3, "closed_on": day("2026-01-01").toordinal()},
        {"name": "two", "open": False},
        {"name": "three", "open": True},
    ]


def test_row_can_be_begun_again(small: Small) -> None:
    small.criterion("X", "{q.rows: {every: {score: {below: 7}}}}")
    sitting, _ = sat(small, ["yes", "one", "back", "two", "3", "skip", "", "no"])
    assert values(sitting) == {"q.rows": [{"name": "two", "score": 3}]}


def test_answers_go_where_they_belong(small: Small) -> None:
    """What the company says of itself is kept for all products, what belongs to the product for all submissions."""
    small.criterion("X", ["{q.yes: {is: yes}}", "{q.bidder: {is: yes}}"])
    head = {"techassure": "1"}
    supplier = written(small.submissions / "supplier.yaml", {**head, "supplier": SUPPLIER})
    own = small.submission("{}")
    file = written(
        own.parent / "product.yaml", f"techassure: 1  # mine\nproduct: {{name: W, version: {PRODUCT['version']}}}\n"
    )
    Sitting(kept(own.parent, [Assessor(small.selection(), day(AS_OF).toordinal())]), Script(["yes", "yes"])).run()
    assert parsed(supplier.read_text("utf-8"))["answers"] == {"q.bidder": "yes"}
    assert file.read_text("utf-8").startswith("techassure: 1  # mine\n")
    assert parsed(file.read_text("utf-8"))["answers"] == {"q.yes": "yes"}
    assert parsed(own.read_text("utf-8"))["answers"] == {}


def test_blank_under_a_standards_own_code_is_filled_in(small: Small) -> None:
    small.criterion("X", "{q.yes: {is: yes}}")
    sitting, _ = sat(small, ["yes"], '{"small/X": ""}')
    assert parsed(sitting.kept.own.read_text("utf-8"))["answers"] == {"small/X": "yes"}


def test_document_that_lacks_its_digest_is_put_right(small: Small) -> None:
    small.criterion("X", "{q.paper: {provided: yes}}")
    own = small.submission("{}", evidence="[{kind: q.paper, sha256: '0'}]")
    sitting = Sitting(
        kept(own, [Assessor(small.selection(), day(AS_OF).toordinal())]),
        script := Script([str(own.parent / "evidence" / "q-paper.txt"), "2026-05-01", "", ""]),
    )
    [end] = sitting.run()
    assert (end.verdict, len(end.submission.documents)) == ("compliant", 1)
    assert any("not its digest" in line for line in script.shown)


@pytest.mark.parametrize("way", ['"{}"', "'{}'", "“{}”", "{}", " {} "])
def test_a_path_may_stand_in_quotes(small: Small, way: str) -> None:
    """So does Windows copy it, and so do terminals write a file that is dropped on them."""
    small.criterion("X", "{q.paper: {provided: yes}}")
    own = small.submission("{}", evidence="[{kind: q.paper, sha256: '0'}]")
    paper = (own.parent / "evidence" / "q-paper.txt").rename(own.parent / "evidence" / "O'Brien, final.txt")
    sitting = Sitting(
        kept(own, [Assessor(small.selection(), day(AS_OF).toordinal())]),
        Script([way.format(paper), "2026-05-01", "", ""]),
    )
    assert sitting.run()[0].verdict == "compliant"


@pytest.mark.parametrize("escaped", [shlex.quote, lambda path: path.replace("'", "\\'").replace(" ", "\\ ")])
def test_a_path_may_be_written_as_a_shell_needs_it(tmp_path: Path, escaped: Callable[[str], str]) -> None:
    paper = written(tmp_path / "O'Brien, final.txt", "x")
    typed_in = escaped(str(paper))
    assert papers.path_of(typed_in, tmp_path) == paper


# --- what is typed --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "line", "wanted"),
    [
        ("yes-no", "Y", True),
        ("yes-no", "maybe", None),
        ("number, unit: days", "12 days", 12),
        ("number", "1,200.5", 1200.5),
        ("number", "1,2", None),
        ("money", "£ 1,000", 1000),
        ("date", "1st June 2026", day("2026-06-01").toordinal()),
        ("date", "30 Feb 2026", None),
        ("date", "01/06/2026", None),
        ("choice, options: {a: First, b: Second}, retired: [b]", "2", None),
        ("choice, options: {a: First, b: Second}, retired: [b]", "b", None),
        ("choice, options: {a: 'First, of all', b: Second}", "first,  of ALL", "a"),
        ("choice, options: {a: Caf\u00e9}", "cafe\u0301", "a"),
        ("choices, options: {a: 'First, of all', b: Second}", "b, 1", ["b", "a"]),
        ("choices, options: {a: First, none: Nothing}", "none", ["none"]),
        ("choices, options: {a: First}", "none", []),
        ("choices, options: {a: First}", "1, 1", None),
        ("choices, options: {a: First}", "9", None),
    ],
)
def test_line_is_read_as_people_write(kind: str, line: str, wanted: Any) -> None:
    fact = facts.Fact.model_validate(parsed(f"{{question: Q, about: product, type: {kind}}}"))
    found = typed.read(fact, line)
    assert isinstance(found, Unreadable) if wanted is None else found == wanted


def test_unit_is_said_once() -> None:
    days = facts.Fact.model_validate({"question": "Q", "about": "product", "type": "number", "unit": "days", "from": 0})
    assert typed.prompt(days) == "Number, in days, at least 0"


@settings(max_examples=80)
@given(st.sampled_from(["yes-no", "number", "money", "date", "text"]), st.text(max_size=30))
def test_any_line_is_an_answer_or_explained(kind: str, line: str) -> None:
    fact = facts.Fact.model_validate({"question": "Q", "about": "product", "type": kind})
    found = typed.read(fact, line)
    assert isinstance(found, Unreadable) or facts.reader(fact)(facts.written(fact, found)) == found
