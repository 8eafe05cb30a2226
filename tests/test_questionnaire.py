"""What is asked: every question once, in the order a person would answer, with why, and only while it matters."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import AS_OF, Small, day
from cli_tenders import run
from questionnaires import HEAD, by_hand, by_office, saved, written

from techassure.definitions.library import load_library
from techassure.files.places import read_yaml
from techassure.office_files import grid
from techassure.questionnaire import as_docx, as_html, as_yaml, questions, workbook
from techassure.questionnaire.known import MOST_IN_CELL, Change, Given, Known, known
from techassure.questionnaire.questions import Questionnaire
from techassure.questionnaire.wording import is_needed, reasons
from techassure.selections.bare_selections import of_editions
from techassure.selections.selecting import baseline

TODAY = day(AS_OF).toordinal()


def asked(small: Small, *, routing_first: bool = False) -> Questionnaire:
    return questions.questionnaire(small.selection(), TODAY, routing_first=routing_first)


def names(made: Questionnaire) -> list[str]:
    return [question.name for question in made.questions()]


def test_every_fact_is_asked_once_however_many_criteria_use_it(small: Small) -> None:
    small.criterion("A", "{q.yes: {is: yes}}").criterion("B", "{q.yes: {is: yes}, q.text: {provided: yes}}")
    assert names(asked(small)) == ["q.yes", "q.text"]


def test_a_condition_is_asked_before_what_it_opens(small: Small) -> None:
    small.criterion("A", "{q.text: {provided: yes}}", applies_when="{q.other: {is: yes}}")
    assert names(asked(small)) == ["q.other", "q.text"]


def test_conditions_come_first_in_a_part_of_their_own_where_that_is_wanted(small: Small) -> None:
    small.criterion("A", "{q.text: {provided: yes}}").criterion(
        "B", "{q.number: {at_least: 1}}", applies_when="{q.other: {is: yes}}"
    )
    made = asked(small, routing_first=True)
    assert names(made) == ["q.other", "q.text", "q.number"]
    assert made.parts[0].title == questions.ROUTING


def test_a_computed_fact_is_asked_by_what_it_is_computed_from(small: Small) -> None:
    small.criterion("A", "{q.gap: {at_least: 1}}")
    assert names(asked(small)) == ["q.date", "q.later"]


def test_what_the_contract_rules_out_is_not_asked(small: Small) -> None:
    small.criterion("A", "{q.text: {provided: yes}}", applies_when="{contract.value: {above: 200000}}")
    small.criterion("B", "{q.yes: {is: yes}}").tender("editions: {small: 1 r1}")
    assert names(asked(small)) == ["q.yes"]


def test_why_names_the_standards_own_codes_and_marks_gates(small: Small) -> None:
    small.criterion("A", "{q.yes: {is: yes}}").criterion("B", "{q.yes: {is: yes}}", role="{}")
    question = next(asked(small).questions())
    assert reasons(question) == ["small 1: A (gate), B"]


def test_why_says_what_an_answer_decides_and_which_document_backs_it(small: Small) -> None:
    small.criterion(
        "A",
        "{q.yes: {is: yes}}",
        applies_when="{q.other: {is: yes}}",
        evidence="{demands: documented, by: q.report}",
    )
    said = {question.name: reasons(question)[1:] for question in asked(small).questions()}
    assert said == {
        "q.other": ["Decides whether 1 criterion applies"],
        "q.yes": ["Backed by: q.report"],
        "q.report": [],
    }


@pytest.mark.parametrize(
    ("conditions", "values", "needed"),
    [
        (["{q.other: {is: yes}}"], {}, True),
        (["{q.other: {is: yes}}"], {"q.other": True}, True),
        (["{q.other: {is: yes}}"], {"q.other": False}, False),
        (["{q.other: {is: yes}}", "{q.third: {is: yes}}"], {"q.other": False}, True),
        (["{q.other: {is: yes}}", "{q.third: {is: yes}}"], {"q.other": False, "q.third": False}, False),
        (["{not: {q.choice: {one_of: [a, b]}}}"], {"q.choice": "b"}, False),
        (["{q.choices: {includes_any: [a, b]}}"], {"q.choices": ["c"]}, False),
        (["{q.choices: {includes_all: [a, b]}}"], {"q.choices": ["a"]}, False),
        (["{q.number: {at_least: 5}}"], {"q.number": 4.5}, False),
        (["{q.date: {on_or_after: 2026-01-01}}"], {"q.date": day("2025-12-31").toordinal()}, False),
        (["{q.gap: {at_least: 5}}"], {"q.other": False}, True),
    ],
)
def test_a_question_is_needed_until_all_that_ask_it_have_been_ruled_out(
    small: Small, conditions: list[str], values: dict[str, object], needed: bool
) -> None:
    for at, condition in enumerate(conditions):
        small.criterion(f"C{at}", "{q.text: {provided: yes}}", applies_when=condition)
    made = asked(small)
    question = next(each for each in made.questions() if each.name == "q.text")
    assert is_needed(made, Known(answers={name: Given(value) for name, value in values.items()}), question) is needed


def test_a_question_never_rules_itself_out(small: Small) -> None:
    small.criterion("A", "{q.yes: {is: yes}}", applies_when="{q.other: {is: yes}}")
    made = asked(small)
    question = next(each for each in made.questions() if each.name == "q.other")
    assert is_needed(made, Known(answers={"q.other": Given(False)}), question)


CONDITIONS = (
    "{q.other: {is: yes}}",
    "{q.choice: {is_not: b}}",
    "{q.choices: {includes_any: [a, b]}}",
    "{q.choices: {includes_all: [a, b]}}",
    "{q.number: {above: 3, at_most: 9}}",
    "{q.number: {none_of: [1, 2]}}",
    "{q.date: {on_or_after: 2026-01-01}}",
    "{q.date: {within: 6 months}}",
    "{all: [{q.other: {is: yes}}, {any: [{q.choice: {is: a}}, {not: {q.number: {below: 5}}}]}]}",
)


@pytest.mark.parametrize("without", [None, "q.number"])
def test_the_formulas_say_what_we_say(small: Small, tmp_path: Path, without: str | None) -> None:
    """What LibreOffice makes of the formulas is what the program makes of the same answers."""
    for at, condition in enumerate(CONDITIONS):
        name = f"{{x.t{at}: {{provided: yes}}}}"
        small.facts += f"\n  x.t{at}: {{question: Which {at}?, about: product, type: text}}"
        small.criterion(f"C{at}", name, applies_when=condition)
    selection = small.selection()
    answers = {
        "q.other": False,
        "q.choice": "b",
        "q.choices": ["c", "a"],
        "q.number": 2,
        "q.date": day("2025-12-01").toordinal(),
    }
    given_now = {name: Given(value) for name, value in answers.items() if name != without}
    state = Known(head=dict(HEAD), answers=given_now)
    # Saved by openpyxl, no formula has a result any more: what is read is what LibreOffice works out.
    path = by_office(by_hand(written(tmp_path, selection, state), saved), "ods")
    sheet = next(each for each in grid.sheets(path.read_bytes(), "q.ods") if each.name == "Answers")
    at = sheet.rows[0].index("Needed")
    said = {str(row[0]): row[at] is None for row in sheet.rows if str(row[0]).startswith("x.")}
    made = questions.questionnaire(selection, TODAY)
    expected = {each.name: is_needed(made, state, each) for each in made.questions() if each.name.startswith("x.")}
    assert said == expected
    assert set(said.values()) == {True, False}


# --- what an earlier submission answers ---------------------------------------------------------------------------


def taken(small: Small, text: str, as_of: str = AS_OF) -> Known:
    made = read_yaml(f"{{techassure: 1, product: {{name: P, version: '2'}}, {text}}}".encode(), "old.yaml")
    return known([made], small.selection(), day(as_of).toordinal())


def test_what_time_has_overtaken_is_marked(small: Small) -> None:
    small.criterion("A", "{q.date: {within: 12 months}}")
    assert taken(small, "answers: {q.date: 2025-06-01}").marks == {}
    marks = taken(small, "answers: {q.date: 2025-05-31}").marks
    assert marks == {"q.date": "out of date: not in the 12 months up to 2026-06-01"}


def test_a_document_that_expired_or_speaks_of_another_version_is_marked(small: Small) -> None:
    small.criterion("A", "{q.certificate: {provided: yes}}")
    old = "{id: a, kind: q.certificate, issued: 2025-05-01}"
    other = "{id: b, kind: q.certificate, issued: 2026-05-01, product_version: '1'}"
    assert taken(small, f"evidence: [{old}, {other}]").marks == {
        "a": "out of date: in force to 2026-05-01",
        "b": "speaks of version 1: is it still right for 2?",
    }


def test_an_option_that_is_no_longer_offered_is_marked(small: Small) -> None:
    small.facts = small.facts.replace("options: {a: First,", "retired: [b], options: {a: First,")
    small.criterion("A", "{q.choice: {is: a}}")
    assert list(taken(small, "answers: {q.choice: b}").marks) == ["q.choice"]


def test_what_cannot_be_taken_over_is_kept_as_a_change(small: Small) -> None:
    small.criterion("A", "{q.number: {at_least: 1}}")
    text = "answers: {q.number: many, q.gone: 7}, claims: [{criterion: small/Z, equivalent: As good.}]"
    said = {(change.what, change.about): change.detail for change in taken(small, text).changes}
    assert "“many”" in said["answer it again", "How many?"]
    assert "“7”" in said["no longer a question", "q.gone"]
    assert "“As good.”" in said["no longer a criterion", "small/Z"]


def test_a_note_that_no_cell_can_hold_is_shortened_and_said(small: Small) -> None:
    small.criterion("A", "{q.text: {provided: yes}}")
    made = taken(small, f"answers: {{q.text: {{value: It, note: {'x' * 40_000}}}}}")
    assert len(made.answers["q.text"].note) == MOST_IN_CELL
    assert [(change.what, change.about) for change in made.changes] == [("shortened", "What is it called?")]


def test_an_answer_by_a_standards_code_is_taken_over(small: Small) -> None:
    small.criterion("A", "{q.number: {at_least: 1}}")
    assert taken(small, "answers: {small/A: 3}").values == {"q.number": 3}


# --- the other formats --------------------------------------------------------------------------------------------

BASELINES = sorted(load_library().baselines())


@pytest.mark.parametrize("name", BASELINES)
def test_every_baseline_asks_each_of_its_facts_once(name: str) -> None:
    made = questions.questionnaire(baseline(name, load_library()), TODAY)
    asked_names = names(made)
    assert len(asked_names) == len(set(asked_names)) > 50


@pytest.mark.parametrize("writer", [workbook.render, as_yaml.render, as_html.render, as_docx.render])
def test_every_question_stands_in_every_format_and_the_bytes_are_the_same_twice(writer) -> None:  # type: ignore[no-untyped-def]
    made = questions.questionnaire(baseline("dtac", load_library()), TODAY)
    once = writer(made, Known(), [Change("what", "about", "detail")], "Unofficial.")
    assert once == writer(made, Known(), [Change("what", "about", "detail")], "Unofficial.")


def test_html_asks_everything_and_asks_nothing_of_any_other_place() -> None:
    made = questions.questionnaire(baseline("dtac", load_library()), TODAY)
    page = as_html.render(made, Known(), [], "Unofficial.").decode()
    assert all(f"Key: {name}<" in page for name in names(made))
    assert "src=" not in page
    assert "href=" not in page


def test_html_escapes_what_came_from_outside(small: Small) -> None:
    state = Known(head={"supplier.name": "<script>1</script>"}, answers={"q.text": Given('"><img src=x>')})
    small.criterion("A", "{q.text: {provided: yes}}")
    page = as_html.render(asked(small), state, [Change("<b>", "<i>", "<u>")], "").decode()
    assert not any(tag in page for tag in ("<script>", "<img", "<b>", "<i>", "<u>"))


def test_word_asks_everything() -> None:
    docx = pytest.importorskip("docx")
    import io

    made = questions.questionnaire(baseline("dtac", load_library()), TODAY)
    document = docx.Document(io.BytesIO(as_docx.render(made, Known(), [], "Unofficial.")))
    cells = {row.cells[0].text: row.cells[1].text for table in document.tables for row in table.rows}
    for at, question in enumerate(made.questions(), 1):
        assert question.text.split("\n")[0] in cells[str(at)]


# --- the command ----------------------------------------------------------------------------------------------------


def test_the_command_writes_what_check_reads(tmp_path: Path) -> None:
    path = tmp_path / "q.xlsx"
    result = run("questionnaire", "--standard", "dtac@2.0", "-o", path)
    count = len(names(questions.questionnaire(of_editions(["dtac@2.0"], load_library()), TODAY)))
    assert (result.exit_code, result.stdout) == (0, f"{path}: {count} questions.\n")
    empty = run("check", path, "--standard", "dtac@2.0")
    assert "`supplier` is missing" in " ".join(empty.stdout.split())


def test_yaml_on_the_screen_is_a_submission(tmp_path: Path) -> None:
    result = run("questionnaire", "--standard", "cyber-essentials@3.3", "--as-of", AS_OF)
    assert read_yaml(result.stdout.encode(), "q.yaml").value["techassure"] == "1"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "q.pdf"], "no questionnaire is written as `.pdf`"),
        (["-o", "q.xlsx", "--from", "nothing.yaml"], "there is no file or folder `nothing.yaml`"),
    ],
)
def test_what_cannot_be_written_is_refused(tmp_path: Path, arguments: list[str], said: str) -> None:
    result = run("questionnaire", "--standard", "dtac@2.0", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_the_screen_never_hears_controls_from_an_earlier_answer(tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_text('{"techassure": 1, "answers": {"x\\u001b[31m": "y"}}')
    result = run("questionnaire", "--standard", "dtac@2.0", "--from", old, "-o", tmp_path / "q.xlsx")
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout


def test_evidence_of_a_workbook_is_checked_and_points_to_its_cells(tmp_path: Path) -> None:
    selection = of_editions(["dtac@2.0"], load_library())
    path = written(tmp_path, selection, Known(head=dict(HEAD), answers={"ico.registration_number": Given("ZA123456")}))
    result = run("evidence", "check", path, "--standard", "dtac@2.0", "--as-of", AS_OF)
    assert "q.xlsx[Answers!D" in result.stdout + result.stderr
