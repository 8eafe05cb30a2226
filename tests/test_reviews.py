"""What the buyer recorded: read with its places, matched to submissions, refused where it does not hold together."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import AS_OF, Seen, Small, day, parsed, written

from techassure import ProblemsFound, assess, load
from techassure.reviewing.review_reader import review_files

YES = "{q.yes: {is: yes}}"
ABOUT = "{supplier: S-one, product: Wardlight, version: 4.2.0}"
HEAD = f"""techassure: 1
reviews:
  - submission: {ABOUT}
    by: {{name: R. Assessor, role: Clinical safety officer}}
    on: 2026-06-04
    entries:
"""


def seen(small: Small, *texts: str) -> Seen:
    """Return what comes of reviews that are written so."""
    small.submission("{q.yes: yes}")
    files = [written(small.folder / f"reviews{at}.yaml", text) for at, text in enumerate(texts)]
    tender = load(small.submissions, against=["small@1"], reviews=files, library=small.library())
    return Seen(assess(tender, day(AS_OF)))


@pytest.fixture
def reviewed(small: Small) -> Small:
    """A criterion that a reviewer scores, and one that a reviewer is satisfied of."""
    small.criterion("R", bands="{4: '', 2: '', 0: ''}", role="{share: 1}", judged_by="reviewer")
    return small.criterion("X", YES, judged_by="reviewer", reviewer_asks="Is it?", may_claim_not_applicable="yes")


def test_entries_settle_what_awaits_review(reviewed: Small) -> None:
    entries = "      - {criterion: small/X, outcome: met, because: Read.}\n"
    entries += "      - {criterion: small/R, points: 2, because: Fair.}\n"
    assert seen(reviewed, "techassure: 1\nreviews: []\n").outcomes() == {"R": "needs review", "X": "needs review"}
    assert seen(reviewed, HEAD + entries).outcomes() == {"R": "met", "X": "met"}


def test_reason_says_who_when_and_why(reviewed: Small) -> None:
    entry = "      - {criterion: small/X, outcome: met, because: Read with the hazard log.}\n"
    reason = seen(reviewed, HEAD + entry).of("X")["reasons"][-1]
    assert (reason["cause"], reason["by"], reason["on"]) == ("reviewed", "R. Assessor", "2026-06-04")
    assert "Read with the hazard log." in reason["says"]


def test_several_files_and_reviewers_are_put_together(reviewed: Small) -> None:
    first = HEAD + "      - {criterion: small/X, outcome: met, because: Read.}\n"
    second = HEAD.replace("R. Assessor", "S. Assessor") + "      - {criterion: small/R, points: 4, because: Good.}\n"
    assert seen(reviewed, first, second).outcomes() == {"R": "met", "X": "met"}


def test_review_of_another_version_is_not_of_this_one(reviewed: Small) -> None:
    text = HEAD.replace("4.2.0", "4.1.0") + "      - {criterion: small/X, outcome: met, because: Read.}\n"
    found = seen(reviewed, text)
    assert found.outcomes()["X"] == "needs review"
    assert [(each["rule"], each["severity"]) for each in found.problems] == [("review-of-nothing", "warning")]
    assert "4.1.0" in found.problems[0]["message"]


def test_review_names_the_lot_of_what_it_is_about(small: Small) -> None:
    small.criterion("X", judged_by="reviewer", reviewer_asks="Is it?")
    for lot in "12":
        small.submission("{}", name=f"lot{lot}", supplier="{id: S-one, name: One}", lot=f"'{lot}'")
    text = HEAD.replace("4.2.0}", "4.2.0, lot: '2'}") + "      - {criterion: small/X, outcome: met, because: Read.}\n"
    path = written(small.folder / "reviews.yaml", text)
    tender = load(small.submissions, against=["small@1"], reviews=[path], library=small.library())
    document = assess(tender, day(AS_OF)).document
    assert {each["lot"]: each["criteria"][0]["outcome"] for each in document["assessments"]} == {
        "1": "needs review",
        "2": "met",
    }


@pytest.mark.parametrize(
    ("entry", "rule", "column", "fix"),
    [
        ("{criterion: small/Y, outcome: met, because: a}", "unknown-criterion", 21, "did you mean"),
        ("{fact: q.yse, register: R, result: confirmed}", "unknown-fact", 16, "did you mean `q.yes`?"),
        ("{criterion: small/R, points: 3, because: a}", "not-in-rubric", 38, "`4`, `2`, `0`"),
        ("{criterion: small/X, points: 1, because: a}", "not-in-rubric", 38, "`outcome: met`"),
        ("{criterion: small/R, outcome: met, because: a}", "not-in-rubric", 39, "`4`, `2`, `0`"),
        ("{criterion: small/X, outcome: met}", "wrong-value", 9, "`because`"),
        ("{criterion: small/X, because: a}", "wrong-value", 9, "give an `outcome`"),
        ("{criterion: small/X, outcome: fine, because: a}", "wrong-value", 39, "`met`"),
        ("{outcome: met, because: a}", "wrong-value", 9, "give one"),
        ("{fact: q.yes, result: confirmed}", "wrong-value", 9, "`register`"),
        ("{fact: q.yes, register: R}", "wrong-value", 9, "`found`"),
        ("{fact: q.yes, register: R, found: maybe}", "wrong-type", 43, "`yes` or `no`"),
        ("{fact: q.yes, register: R, found: yes, address: 'http://a'}", "wrong-value", 57, "https://"),
        ("{criterion: small/X, outcme: met, because: a}", "unknown-key", 30, "did you mean `outcome`?"),
    ],
)
def test_entries_that_do_not_hold_together(reviewed: Small, entry: str, rule: str, column: int, fix: str) -> None:
    with pytest.raises(ProblemsFound) as caught:
        seen(reviewed, f"{HEAD}      - {entry}\n")
    problem = next(each for each in caught.value.problems if each.rule == rule)
    assert (problem.place.line, problem.place.column) == (7, column)
    assert fix in problem.fix


def test_recorded_twice_and_otherwise_is_refused(reviewed: Small) -> None:
    first = HEAD + "      - {criterion: small/X, outcome: met, because: Read.}\n"
    with pytest.raises(ProblemsFound) as caught:
        seen(reviewed, first, first.replace("outcome: met", "outcome: not met"))
    (problem,) = caught.value.problems
    assert (problem.rule, problem.place.line, Path(problem.place.file).name) == ("reviewed-twice", 7, "reviews1.yaml")


def test_recorded_twice_alike_is_no_problem(reviewed: Small) -> None:
    first = HEAD + "      - {criterion: small/X, outcome: met, because: Read.}\n"
    assert seen(reviewed, first, first).outcomes()["X"] == "met"


def test_reviewers_who_agree_are_no_problem(reviewed: Small) -> None:
    first = HEAD + "      - {criterion: small/X, outcome: met, because: Read.}\n"
    second = first.replace("R. Assessor", "S. Assessor").replace("Read.", "Read it too.")
    assert seen(reviewed, first, second).outcomes()["X"] == "met"


def test_files_beside_a_tender_are_found_in_order(tmp_path: Path) -> None:
    for name in ("reviews.yaml", "reviews/b.yaml", "reviews/a.yaml", "reviews/notes.txt", "other.yaml"):
        written(tmp_path / name, "")
    found = [str(path.relative_to(tmp_path)) for path in review_files(tmp_path)]
    assert found == ["reviews.yaml", "reviews/a.yaml", "reviews/b.yaml"]


def test_files_beside_a_tender_are_read_with_it(reviewed: Small) -> None:
    reviewed.submission("{q.yes: yes}")
    reviewed.tender("award_criteria: {u: {weight: 100, criteria: {small/R: 1}}}").selection()
    written(reviewed.folder / "reviews.yaml", HEAD + "      - {criterion: small/X, outcome: met, because: Read.}\n")
    result = assess(load(reviewed.folder, library=reviewed.library()))
    assert Seen(result).outcomes()["X"] == "met"


def test_a_submission_cannot_bring_its_own_reviews(reviewed: Small) -> None:
    """Reviews are the buyer's: a file of that name in a supplier's pack is not read."""
    path = reviewed.submission("{q.yes: yes}")
    for name in ("reviews.yaml", "reviews/mine.yaml"):
        written(path.parent / name, HEAD + "      - {criterion: small/X, outcome: met, because: Trust me.}\n")
    found = reviewed.all()
    assert (found.outcomes()["X"], found.problems) == ("needs review", [])


@pytest.mark.parametrize("key", ["reviews", "measured", "provenance", "verified", "outcome"])
def test_a_submission_cannot_say_what_it_comes_to(reviewed: Small, key: str) -> None:
    found = reviewed.assess("{q.yes: yes}", **{key: "yes"})
    assert [each["rule"] for each in found.problems] == ["unknown-key"]


def test_names_of_reviewers_are_text_without_control_characters(reviewed: Small) -> None:
    text = HEAD.replace("R. Assessor", '"R.\\e[31m"') + "      - {criterion: small/X, outcome: met, because: Read.}\n"
    with pytest.raises(ProblemsFound, match="wrong-value"):
        seen(reviewed, text)


def test_register_checks_of_other_values_are_typed_as_answers_are(small: Small) -> None:
    small.criterion("X", "{q.date: {within: 12 months}}", role="{share: 1}")
    small.reviewed("[{fact: q.date, register: The register, address: 'https://example.org', found: 2020-01-01}]")
    reason = small.assess("{q.date: 2026-01-01}").of("X")["reasons"][-1]
    assert (reason["cause"], reason["value"], reason["found"]) == ("contradicted", "2026-01-01", "2020-01-01")


def test_parsed_example_of_the_page_is_accepted(reviewed: Small) -> None:
    entries = """
      - {criterion: small/X, outcome: met, because: Read with the hazard log; proportionate.}
      - {criterion: small/R, points: 4, because: Named local posts and dates.}
      - {fact: q.yes, register: A search, address: "https://example.org", result: confirmed}
"""
    assert len(parsed(HEAD + entries)["reviews"][0]["entries"]) == 3
    found = seen(reviewed, HEAD + entries.lstrip("\n"))
    assert (found.outcomes(), found.problems) == ({"R": "met", "X": "met"}, [])
