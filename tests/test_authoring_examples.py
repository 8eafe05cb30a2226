"""`techassure standards test`: what examples exercise, and JUnit that other programs read."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from builders import Small, written
from cli_tenders import run

from techassure.authoring import junit
from techassure.authoring.coverage import Coverage, coverage
from techassure.definitions.library import load_library
from techassure.proving.examples import test_edition as tested
from techassure.proving.whole_examples import run_whole

EXAMPLES = "{as_of: 2026-06-01, usual: {q.choice: a}, cases: [%s]}"
REFUSED = "{name: the second, with: {q.choice: b}, outcome: not met}"
SILENT = "{name: nothing is said, without: [q.choice], outcome: no answer}"


def covered(small: Small) -> Coverage:
    library = small.library()
    return coverage(tested(library.edition("small@1"), library.facts).cases, library.facts)


def untried(small: Small) -> list[str]:
    return [problem.message.removeprefix("no example shows that ") for problem in covered(small).untried()]


def of_edition(small: Small) -> junit.Tested:
    library = small.library()
    edition = library.edition("small@1")
    whole = run_whole(edition, library.folder("small@1"), library.facts)
    return edition, tested(edition, library.facts), whole


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path)


def test_what_no_example_exercises_is_named(small: Small) -> None:
    """A way of a check, an option and an outcome, each by name."""
    small.criterion(expect="{q.choice: {is_not: b}}", examples=EXAMPLES % SILENT)
    assert untried(small) == [
        "the check `one` fails",
        "`q.choice` can be answered `b`",
        "`q.choice` can be answered `c`",
        "the criterion can be `not met`",
    ]


@pytest.mark.parametrize(
    ("because", "said"), [("[two]", "because of `one`, not of `two`"), ("[]", "because of `one`, not of no check")]
)
def test_an_example_that_names_other_checks_is_told_both_in_words(small: Small, because: str, said: str) -> None:
    case = f"{{name: the second, with: {{q.choice: b}}, outcome: not met, because: {because}}}"
    small.criterion(expect=["{q.choice: {is_not: b}}", "{q.choice: {is_not: c}}"], examples=EXAMPLES % case)
    library = small.library()
    (problem,) = tested(library.edition("small@1"), library.facts).problems
    assert problem.message == f"the case `the second` is `not met` {said}"


@pytest.mark.parametrize(
    ("given", "rule", "said"),
    [
        ("{isued: 2025-01-01}", "unknown-key", "`isued`"),
        ("{issued: 2025-02-29}", "wrong-value", "`2025-02-29`"),
        ("{product_version: older}", "wrong-value", "`older`"),
        ("yes", "wrong-type", "`yes`"),
    ],
)
def test_a_document_of_an_example_says_only_what_documents_have(small: Small, given: str, rule: str, said: str) -> None:
    """Else the case would be run with a document that is not the one it speaks of, and prove something else."""
    case = f"{{name: old, with: {{q.report: {given}}}, outcome: met}}"
    small.criterion(expect="{q.report: {provided: yes}}", examples=EXAMPLES % case)
    library = small.library()
    (problem,) = tested(library.edition("small@1"), library.facts).cases[1].problems
    assert problem.rule == rule
    assert said in problem.message
    assert "with" in small.root.joinpath(problem.place.file).read_text().splitlines()[problem.place.line - 1]


@pytest.mark.parametrize("part", ["documents: missing", "provenance: claimed", "review: not met"])
def test_a_case_that_changes_nothing_is_refused(small: Small, part: str) -> None:
    """Its name says that something is shown, and it is the usual case once more."""
    small.criterion(expect="{q.choice: {is_not: b}}", examples=EXAMPLES % f"{{name: other, {part}, outcome: met}}")
    library = small.library()
    (problem,) = tested(library.edition("small@1"), library.facts).problems
    assert (problem.rule, problem.message.split(" changes nothing")[0]) == ("nothing-changed", f"`{part}`")


RUBRIC = "{4: '', 2: '', 0: ''}"


@pytest.mark.parametrize(
    ("parts", "review", "said", "fix"),
    [
        ({"bands": RUBRIC}, "3", "`3` is not a step of the rubric of `X`", "write one of `4`, `2`, `0`"),
        ({"bands": RUBRIC}, "good", "`good` is nothing that a reviewer can say of `X`", "write one of `4`, `2`, `0`"),
        ({}, "2", "`X` has no rubric of points", "write one of `met`, `not met`, `none`"),
        ({}, "nought", "`nought` is nothing that a reviewer can say of `X`", "write one of `met`, `not met`, `none`"),
        ({}, "confirmed", "`confirmed` is nothing that a reviewer can say of `X`", "for a claim, write `decision`"),
    ],
)
def test_a_review_that_no_reviewer_could_record_is_refused(
    small: Small, parts: dict[str, str], review: str, said: str, fix: str
) -> None:
    """A score between two steps came out as met; other words were taken for silence. Both proved nothing."""
    case = f"{{name: other, review: {review}, outcome: met}}"
    asks = {} if parts else {"reviewer_asks": "Is it good?"}
    small.criterion(judged_by="reviewer", examples=EXAMPLES.replace("q.choice: a", "") % case, **parts, **asks)
    library = small.library()
    (problem,) = tested(library.edition("small@1"), library.facts).problems
    assert (problem.rule, problem.message) == ("not-in-rubric", said)
    assert fix in problem.fix


@pytest.mark.parametrize(
    ("review", "outcome"), [("4", "met"), ("0", "not met"), ("not met", "not met"), ("none", "needs review")]
)
def test_what_a_reviewer_can_record_is_run(small: Small, review: str, outcome: str) -> None:
    case = f"{{name: other, review: {review}, outcome: {outcome}}}"
    small.criterion(judged_by="reviewer", bands=RUBRIC, examples=EXAMPLES.replace("q.choice: a", "") % case)
    library = small.library()
    assert tested(library.edition("small@1"), library.facts).problems == []


def test_what_cannot_be_read_in_the_usual_case_is_told_once(small: Small) -> None:
    examples = (EXAMPLES % SILENT).replace("{q.choice: a}", "{q.chioce: a}")
    small.criterion(expect="{q.choice: {is_not: b}}", examples=examples)
    library = small.library()
    problems = tested(library.edition("small@1"), library.facts).problems
    assert {(each.rule, each.message) for each in problems} == {("unknown-fact", "no fact is called `q.chioce`")}


def test_what_is_exercised_is_not_named_and_says_by_which_case(small: Small) -> None:
    third = "{name: the third, with: {q.choice: c}, outcome: met}"
    small.criterion(expect="{q.choice: {is_not: b}}", examples=EXAMPLES % ", ".join([REFUSED, SILENT, third]))
    found = covered(small)
    assert found.untried() == []
    assert found.counts() == {"check": (2, 2), "band": (0, 0), "option": (3, 3), "outcome": (3, 3)}
    assert [part.by for part in found.parts if part.what.endswith("answered `b`")] == [("the second",)]


def test_a_check_that_cannot_fail_is_not_asked_to(small: Small) -> None:
    """`provided` is open where there is no answer; and so is `any` of it and something else."""
    cases = "{as_of: 2026-06-01, usual: {q.text: x}, cases: [{name: none, without: [q.text], outcome: no answer}]}"
    small.criterion(expect="{any: [{q.text: {provided: yes}}, {q.text: {is: y}}]}", examples=cases)
    assert untried(small) == []


def test_bands_are_exercised_by_the_points_that_are_had(small: Small) -> None:
    cases = "{as_of: 2026-06-01, usual: {q.number: 9}, cases: [{name: less, with: {q.number: 1}, outcome: not met}]}"
    bands = "{2: {q.number: {at_least: 8}}, 1: {q.number: {at_least: 5}}}"
    small.criterion(role="{share: 1}", bands=bands, examples=cases)
    assert "1 point can be had" in untried(small)
    assert "2 points can be had" not in untried(small)


def test_options_of_columns_count(small: Small) -> None:
    usual = "{q.rows: [{name: a, open: no}]}"
    cases = f"{{as_of: 2026-06-01, usual: {usual}, cases: [{{name: none, without: [q.rows], outcome: no answer}}]}}"
    small.criterion(expect="{q.rows: {every: {open: {is: no}}}}", examples=cases)
    assert "`q.rows/open` can be answered `yes`" in untried(small)
    assert "`q.rows/open` can be answered `no`" not in untried(small)


def test_the_shipped_library_exercises_nearly_everything() -> None:
    library = load_library()
    found = coverage(tested(library.edition("dtac@2.0"), library.facts).cases, library.facts)
    for exercised, of in found.counts().values():
        assert exercised >= 0.95 * of


def test_junit_is_read_by_others(small: Small, tmp_path: Path) -> None:
    """With a failure, its place and its fix; and a case that could not be run is an error."""
    junitparser = pytest.importorskip("junitparser")
    wrong = "{name: 'the <second> & last', with: {q.choice: b}, outcome: met}"
    unreadable = "{name: no such option, with: {q.choice: z}, outcome: met}"
    small.criterion(expect="{q.choice: {is_not: b}}", examples=EXAMPLES % ", ".join([wrong, unreadable, SILENT]))
    path = tmp_path / "examples.xml"
    path.write_text(
        junit.render([of_edition(small)], {"small@1": junit.Covered({"check": "1/2"}, ["X.yaml:1:2: untried"])}),
        "utf-8",
    )
    (suite,) = junitparser.JUnitXml.fromfile(str(path))
    assert (suite.name, suite.tests, suite.failures, suite.errors) == ("small@1 r1", 4, 1, 1)
    assert [each.value for each in suite.properties()] == ["1/2"]
    assert "untried" in path.read_text("utf-8").partition("<system-out>")[2]
    usual, differs, broken, _ = suite
    assert usual.is_passed
    assert differs.name == "the <second> & last"
    assert "comes out as `not met`" in differs.result[0].message
    assert "fix: change the definition" in differs.result[0].text
    assert broken.result[0].type == "unknown-option"


def test_what_no_example_tries_is_named_in_either_form(small: Small) -> None:
    small.criterion(expect="{q.choice: {is_not: b}}", examples=EXAMPLES % SILENT).library()
    for form in ("text", "junit"):
        result = run("standards", "test", "--library", small.root, "--coverage", "--format", form)
        assert "no example shows that" in result.stdout


def test_one_criterion_can_be_named(tmp_path: Path) -> None:
    criterion = next(each for each in load_library().edition("dtac@2.0").definitions if each.criterion.id == "C3.3")
    result = run("standards", "test", "dtac@2.0/C3.3", "--coverage")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == f"{1 + len(criterion.criterion.examples.cases)} examples ran, 0 problems."
    result = run("standards", "test", "dtac@2.0/C3.33")
    assert result.exit_code == 2
    assert "did you mean `C3.3`?" in result.stderr


def test_nothing_ran_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    result = run("standards", "test", "--library", tmp_path)
    assert (result.exit_code, result.stdout) == (1, "0 examples ran, 0 problems.\n")


def test_a_difference_is_a_failure_in_either_form(small: Small) -> None:
    small.criterion(expect="{q.choice: {is_not: b}}", examples=EXAMPLES % REFUSED.replace("not met", "met")).library()
    for form in ("text", "junit"):
        result = run("standards", "test", "--library", small.root, "--format", form)
        assert result.exit_code == 1
        assert "(example-differs)" in result.stderr


def test_a_report_is_written_where_nothing_loads(small: Small, tmp_path: Path) -> None:
    """Without one, GitLab shows no test that failed."""
    small.criterion(expect="{q.choise: {is: a}}").library()
    path = tmp_path / "examples.xml"
    result = run("standards", "test", "--library", small.root, "--format", "junit", "--output", path)
    assert (result.exit_code, "(unknown-fact)" in result.stderr) == (2, True)
    (case,) = ElementTree.parse(path).iter("testcase")
    assert "no fact is called `q.choise`" in str(case[0].get("message"))


WHOLE = """
techassure: 1
example: strong
shows: Everything is answered.
as_of: 2026-06-01
answers: {q.choice: %s}
expect: {verdict: compliant, outcomes: {met: others}}
"""


@pytest.mark.parametrize(("choice", "failures"), [("a", 0), ("b", 1)])
def test_whole_submissions_are_cases_too(small: Small, tmp_path: Path, choice: str, failures: int) -> None:
    junitparser = pytest.importorskip("junitparser")
    small.criterion(expect="{q.choice: {is_not: b}}", examples=EXAMPLES % SILENT).library()
    written(small.root / "small" / "1" / "examples" / "strong.yaml", WHOLE % choice)
    path = tmp_path / "examples.xml"
    result = run("standards", "test", "--library", small.root, "--format", "junit", "--output", path)
    assert result.exit_code == min(failures, 1)
    (suite,) = junitparser.JUnitXml.fromfile(str(path))
    last = list(suite)[-1]
    assert (last.classname, last.name, suite.tests) == ("small@1.examples", "strong", 3)
    assert last.is_passed is not bool(failures)
