"""The tender board."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_documents import (
    assessment,
    award_criterion,
    criterion,
    document,
    place,
    problem,
    ranking,
    reason,
    score,
    selection,
)

from techassure.report import matrix, sentences, table
from techassure.report.text import page_of, width

HEADINGS = ("RANKED", "NOT RANKED", "BY DOMAIN", "BY AWARD CRITERION", "PROBLEMS", "LOT")


def shown(*assessments: dict[str, Any], room: int = 200, **changed: Any) -> str:
    return table.render(document(*assessments, **changed), room)


def ranked(*places: dict[str, Any], apart: tuple[int, ...] = ()) -> list[dict[str, Any]]:
    return [ranking(list(places), list(apart))]


def section(text: str, title: str) -> str:
    """Return what stands beneath a heading, up to the next heading."""
    lines = text.partition(f"\n{title}")[2].splitlines()[1:]
    stop = next((index for index, line in enumerate(lines) if line.startswith(HEADINGS)), len(lines))
    return "\n".join(lines[:stop]).strip()


def hostile(count: int = 12) -> dict[str, Any]:
    """Return a document with long, wide and dangerous names, in two lots, with something of everything."""
    names = [
        "Wardlight",
        "在宅モニタリング" * 3,
        "Remote monitoring of everything " * 4,
        "S\x1b[31m\u202eRed\nline",
        "x" * 200,
    ]
    parts = [
        [criterion(f"dtac/C{i}", outcome, reasons=[reason("failed", "word " * 50)]) for i in range(9)]
        for outcome in ("met", "no answer", "needs review", "not met")
    ]
    verdicts = ["compliant", "undecided", "undecided", "non-compliant"]
    results = [{"id": "safety", "score": score(0, 100), "minimum_reached": None}]
    assessments = [
        assessment(names[i % 5], names[-i % 5], verdicts[i % 4], parts[i % 4], score(0, 100), award_criteria=results)
        for i in range(count)
    ]
    criteria = [award_criterion("Safety", "60", minimum="50"), award_criterion("Price", "40", "price")]
    chosen = selection(title="T" * 150, buyer="B\x07" * 90, award_criteria=criteria, weight_assessed="60")
    return document(*assessments, selection=chosen, problems=[problem("p " * 200)], what_if=True)


def test_it_is_headed_provisional_until_it_is_final() -> None:
    """The first line says PROVISIONAL; a final result says nothing of the kind."""
    assert shown(assessment()).splitlines()[0] == "*** PROVISIONAL ***"
    assert "PROVISIONAL" not in shown(assessment(), selection=selection(final=True), notices=[])


def test_what_if_is_stamped_on_it() -> None:
    """Another day or another fact than the tender's own is never passed off as the tender's result."""
    assert shown(assessment(), what_if=True).splitlines()[0] == "*** PROVISIONAL ***  *** WHAT IF ***"
    assert "WHAT IF" not in shown(assessment())


def test_the_head_says_what_it_is_about() -> None:
    """Title, buyer, tender, day, short digest, editions."""
    assert shown().splitlines()[2:6] == [
        "Remote monitoring at home",
        "Fellmoor Fictional NHS Trust",
        "Tender remote-monitoring-2026, as of 2026-06-01, digest 3fa9c1d20b7e",
        "dtac@2.0 r1",
    ]


def test_what_the_score_leaves_out_is_said() -> None:
    """Price is assessed apart: the score covers the rest and says so."""
    criteria = [award_criterion("Safety", "60"), award_criterion("Price", "40", "price")]
    result = [{"id": name, "score": None, "minimum_reached": None} for name in ("safety", "price")]
    chosen = selection(award_criteria=criteria, weight_assessed="60")
    text = shown(assessment(award_criteria=result), selection=chosen)
    assert "The score covers 60 of 100; Price (40) is assessed apart." in text
    assert "Nothing is scored." in shown(assessment())


def test_a_ranked_submission_shows_its_figures() -> None:
    """Verdict, gates met and open, score, what has no answer, what awaits review, when it lapses."""
    parts = [criterion("dtac/C1"), criterion("dtac/C2", "no answer"), criterion("dtac/C3", "needs review", None)]
    part = assessment("Homebeat", "Tarn Ltd", "undecided", parts, score(61.5, 88), lapses_on="2027-03-14")
    board = section(shown(part), "RANKED BY SCORE (1)")
    assert re.split(r"  +", board.splitlines()[3]) == [
        *("1", "Homebeat 4.2.0", "Tarn Ltd", "undecided", "1 of 2", "1", "61.5 to 88.0", "1", "1", "2027-03-14")
    ]


def test_on_a_narrow_page_the_name_stands_above_the_figures() -> None:
    """At 80 columns nothing is left out."""
    part = assessment("Homebeat", "Tarn Ltd", points=score(61.5))
    lines = section(shown(part, room=80), "RANKED BY SCORE (1)").splitlines()[3:5]
    assert lines[0] == "1      Homebeat 4.2.0, Tarn Ltd"
    assert lines[1].split() == ["compliant", "2", "of", "2", "0", "61.5", "0", "0", "-"]


def test_a_certain_order_is_called_certain() -> None:
    """Every place is named; nothing is left open."""
    text = shown(assessment("A", points=score(90)), assessment("B", points=score(80)))
    assert "- A is 1st and B is 2nd, by score, whatever becomes of what is still open." in text
    assert "Undecided" not in text


def test_an_open_order_is_called_open() -> None:
    """Who shares which places, and who is ahead of whom even so."""
    text = shown(
        *(assessment(name, points=score(40, 60)) for name in "ABCD"),
        rankings=ranked(place(0, 1), place(1, 2, 3, (3,)), place(2, 2, 4), place(3, 3, 4)),
    )
    assert "- A is 1st, by score" in text
    assert "- The order of B, C and D (places 2 to 4)." in text
    assert "- Who comes 2nd: B and C may." in text
    assert "- Among them B is certainly ahead of D." in text


def test_the_open_point_that_would_settle_the_most_is_named() -> None:
    parts = [assessment(name, points=score(40, 60)) for name in "ABC"]
    point = {"index": 1, "criterion": "dtac/C1.1", "at_least": 0, "at_most": 2, "of": 3}
    made = ranking([place(i, 1, 3) for i in range(3)], [], settles_most=point)
    text = " ".join(shown(*parts, rankings=[made]).split())
    assert "the most: dtac/C1.1 of B, up to 2 of the 3 open questions of order and compliance." in text


def test_of_two_whose_order_is_open_it_is_said_once_and_no_point_is_best_where_one_question_is_left() -> None:
    point = {"index": 0, "criterion": "dtac/C3.1", "at_least": 1, "at_most": 1, "of": 1}
    made = ranking([place(0, 1, 2), place(1, 1, 2)], [], settles_most=point)
    text = section(shown(*(assessment(name, points=score(40, 60)) for name in "AB"), rankings=[made]), "RANKED")
    assert "- The order of A and B (places 1 to 2)." in text
    assert "Who comes" not in text
    assert "What to settle first" not in text


def test_who_may_be_first_is_said_where_those_ahead_may_not_stay() -> None:
    parts = [assessment("A", points=score(90), verdict="undecided"), assessment("B", points=score(80))]
    made = {**ranking([place(0, 1), place(1, 2)], []), "may_be_first": [0, 1]}
    text = " ".join(shown(*parts, rankings=[made]).split())
    assert "Who comes first once it is known who is compliant: A and B may." in text


def test_a_long_open_order_is_told_in_short() -> None:
    """Of many the first few are named and the others counted; who may come first is still said."""
    parts = [assessment(f"P{i}", points=score(90 - i, 95 - i)) for i in range(10)]
    places = [place(i, max(1, i - 3), min(10, i + 5), tuple(range(i + 6, 10))) for i in range(10)]
    text = shown(*parts, rankings=ranked(*places))
    assert "- The order of P0, P1, P2, P3, P4, P5 and 4 more (places 1 to 10)." in text
    assert "- Who comes 1st: P0, P1, P2, P3 and P4 may." in text
    assert "certainly ahead" not in text


def test_equal_scores_are_called_equal() -> None:
    """Two settled scores that are the same share a place for certain."""
    text = shown(
        assessment("A", points=score(90)),
        assessment("B", points=score(90)),
        rankings=ranked(place(0, 1), place(1, 1)),
    )
    assert "- A and B are equal in 1st" in text
    assert "The order of" not in text


def test_where_nothing_is_scored_nothing_is_ranked() -> None:
    """Gates alone give a verdict and no order."""
    text = shown(assessment("A"), assessment("B"), rankings=ranked(place(0, 1, 2), place(1, 1, 2)))
    assert "- The order, because not every submission here has a score." in text
    assert "Certain" not in text


def test_an_undecided_verdict_says_what_it_waits_for() -> None:
    """The first few criteria of each kind, and how many more."""
    parts = [criterion(f"dtac/C{i}", "no answer") for i in range(5)] + [criterion("dtac/D1", "needs review")]
    text = shown(assessment("A", verdict="undecided", criteria=parts))
    waits = "no answer to dtac/C0, dtac/C1, dtac/C2 and 2 more; review of dtac/D1 (What D1 wants)"
    assert f"- Whether A is compliant: {waits}." in " ".join(text.split())


def test_who_waits_for_the_same_is_told_together() -> None:
    """One sentence for what several wait for; what waits for something else stands by itself."""
    same = [criterion("dtac/C1", "no answer")]
    parts = [assessment(name, verdict="undecided", criteria=same) for name in "AB"]
    text = shown(*parts, assessment("C", verdict="undecided", criteria=[criterion("dtac/C1", "needs review")]))
    assert "- Whether A and B are compliant: no answer to dtac/C1 (What C1 wants)." in text
    assert "- Whether C is compliant: review of dtac/C1 (What C1 wants)." in text


def test_a_minimum_is_called_by_its_title() -> None:
    """What people read is the award criterion's title, and never its id."""
    chosen = selection(award_criteria=[award_criterion("Safety", "100", minimum="50")], weight_assessed="100")
    results = [{"id": "safety", "score": score(0, 100), "minimum_reached": None}]
    part = assessment("A", verdict="undecided", decided_by=["minimum of safety"], award_criteria=results)
    assert "- Whether A is compliant: still open the minimum of Safety." in shown(part, selection=chosen)


def test_who_lapses_alike_is_told_together() -> None:
    """The same day and the same cause make one sentence, with the criterion's title."""
    lapsing = {"lapses_on": "2027-03-14", "lapses_by": ["dtac/C1"], "criteria": [criterion("dtac/C1")]}
    text = " ".join(shown(assessment("A", **lapsing), assessment("B", **lapsing)).split())
    ends = "before the contract ends on 2029-08-31"
    assert f"- A and B lapse on 2027-03-14, {ends}: dtac/C1 (What C1 wants)." in text


def test_where_all_are_out_it_is_said_why_nobody_ranks() -> None:
    """An empty ranking is told apart from an empty tender."""
    out = assessment("A", verdict="non-compliant", criteria=[criterion("dtac/C1", "not met")])
    assert "RANKED BY SCORE (0)\nNone: every submission is non-compliant." in shown(out)


def test_a_lapse_says_whether_the_contract_still_runs() -> None:
    """A verdict that gets worse during the contract is told apart from one that gets worse after it."""
    during = assessment("A", lapses_on="2027-03-14", lapses_by=["ce/CE-1"])
    after = assessment("B", lapses_on="2030-01-01", lapses_by=["ce/CE-1"])
    text = shown(during, after, assessment("C"))
    assert "- A lapses on 2027-03-14, before the contract ends on 2029-08-31: ce/CE-1." in text
    assert "- B lapses on 2030-01-01: ce/CE-1." in text
    assert "- C lapses" not in text


def test_the_non_compliant_stand_apart_with_the_reason() -> None:
    """They do not rank; each failed gate is named, with the sentence that says why."""
    failed = criterion(
        "dtac/C3",
        "not met",
        reasons=[reason("failed", "Too old."), reason("note", "A remark."), reason("holds", "Fine.")],
    )
    part = assessment("Quick", verdict="non-compliant", criteria=[criterion("dtac/C1"), failed], points=score(40, 52))
    text = shown(assessment("A"), part)
    assert "Quick" not in section(text, "RANKED BY SCORE (1)")
    assert section(text, "NOT RANKED, BECAUSE NON-COMPLIANT (1)").splitlines() == [
        "Quick 4.2.0, Larkspur Fictional Ltd",
        "  1 of 2 gates met, 1 not met; score 40.0 to 52.0.",
        "  dtac/C3  What C3 wants",
        "    Too old.",
    ]


def ends(low: str, high: str, shown: tuple[float, float]) -> dict[str, Any]:
    return {"low": shown[0], "high": shown[1], "exact": [low, high]}


@pytest.mark.parametrize(
    ("scored", "reached", "way", "said"),
    [
        (ends("200/3", "200/3", (66.7, 66.7)), False, "criteria", ["Safety scores 66.67; the minimum is 66.7."]),
        (ends("60", "60", (60.0, 60.0)), False, "criteria", ["Safety scores 60.0; the minimum is 66.7."]),
        (ends("0", "200/3", (0.0, 66.7)), False, "criteria", ["Safety scores 0 to 66.67; the minimum is 66.7."]),
        (ends("0", "70", (0.0, 70.0)), None, "criteria", ["Safety scores 0 to 70.0; the minimum is 66.7."]),
        (ends("70", "70", (70.0, 70.0)), True, "criteria", []),
        (None, False, "elsewhere", ["Safety is below its minimum of 66.7."]),
        (None, True, "elsewhere", []),
        (None, None, "criteria", []),
        (None, None, "elsewhere", ["Safety is assessed apart, and has no score yet; the minimum is 66.7."]),
    ],
)
def test_a_minimum_is_told_with_as_many_digits_as_show_that_it_is_missed(
    scored: dict[str, Any] | None, reached: bool | None, way: str, said: list[str]
) -> None:
    """And where scores are hidden, without any."""
    part = {"award_criteria": [{"id": "safety", "score": scored, "minimum_reached": reached}]}
    chosen = {"award_criteria": [award_criterion("Safety", "100", way, "667/10")]}
    assert sentences.minimums(part, chosen, 1) == said


def test_a_minimum_out_of_reach_is_a_reason() -> None:
    """A submission may fail by an award criterion, and not by a gate."""
    chosen = selection(award_criteria=[award_criterion("Safety", "100", minimum="50")], weight_assessed="100")
    result = [{"id": "safety", "score": score(40), "minimum_reached": False}]
    part = assessment("Quick", verdict="non-compliant", award_criteria=result, decided_by=["minimum of safety"])
    text = shown(part, selection=chosen)
    assert "  Safety scores 40.0; the minimum is 50." in text
    assert "40.0!" in section(text, "BY AWARD CRITERION")
    assert "! a minimum is not met" in section(text, "BY AWARD CRITERION")


def test_many_failed_gates_are_counted() -> None:
    """The board names five and counts the others."""
    parts = [criterion(f"dtac/C{i}", "not met") for i in range(8)]
    text = shown(assessment(verdict="non-compliant", criteria=parts))
    assert "dtac/C4  What C4 wants" in text
    assert "dtac/C5  What C5 wants" not in text
    assert "And 3 more." in text


@pytest.mark.parametrize("room", [80, 100, 160, 200])
def test_the_six_domains_are_shown_at_every_width(room: int) -> None:
    """Each submission against each domain; a failed gate and an open one are marked, not only coloured."""
    parts = [
        criterion("a/1", domain="clinical-safety"),
        criterion("a/2", "not met", domain="usability"),
        criterion("a/3", "no answer", domain="interoperability"),
        *(criterion(f"a/{name}", domain=name) for name in ("sustainability", "cyber-security", "data-protection")),
    ]
    by_domain = section(shown(assessment(verdict="non-compliant", criteria=parts), room=room), "BY DOMAIN")
    titles = re.sub(r"[^a-z]", "", by_domain.lower())
    assert all(word in titles for word in ("clinical", "usability", "interop", "sustain", "cyber", "data"))
    assert re.findall(r"\d of \d[!?]?", by_domain) == ["1 of 1", "0 of 1!", "0 of 1?", *["1 of 1"] * 3]
    assert "! a gate is not met; ? a gate is open." in " ".join(by_domain.split())


def test_a_domain_is_shown_where_something_of_it_is_assessed() -> None:
    """A column for each domain with a gate or a score; context alone needs none, and no column is empty."""
    part = assessment(criteria=[criterion("a/1", domain="usability")])
    part["domains"].append({**part["domains"][0], "domain": "oversight"})
    title = section(shown(part), "BY DOMAIN").splitlines()[0]
    assert title.split() == ["Place", "Submission", "Usability"]
    part["domains"][-1]["gates"] = part["gates"]
    assert section(shown(part), "BY DOMAIN").splitlines()[0].split()[2:] == ["Usability", "Oversight"]


def test_where_no_domain_is_assessed_there_is_no_table_of_them() -> None:
    part = assessment(criteria=[criterion("a/1", gate=None)])
    assert "BY DOMAIN" not in shown(part)


def test_each_lot_is_ranked_by_itself() -> None:
    """One ranking a lot, headed with it."""
    rankings = [ranking([place(int(lot), 1)], [], lot) for lot in ("0", "1")]
    text = shown(assessment("A", lot="0"), assessment("B", lot="1"), rankings=rankings)
    assert "\nLOT 0: RANKED BY SCORE (1)" in text
    assert "B 4.2.0" in text.partition("\nLOT 1: RANKED BY SCORE (1)")[2]
    assert "A 4.2.0" not in text.partition("\nLOT 1: RANKED BY SCORE (1)")[2]


def test_an_empty_tender_says_so() -> None:
    """Nothing submitted, nothing hidden."""
    text = shown()
    assert "No submission was assessed." in text
    assert "RANKED BY SCORE (0)\nNone." in text


def test_a_refused_submission_stands_at_the_end() -> None:
    """What could not be read is told with its place and its fix, after everything else."""
    text = shown(assessment(), problems=[problem()])
    assert section(text, "PROBLEMS (1)").splitlines()[:2] == [
        "submissions/quill.yaml:10:14: no fact is called `pen_test.dat` (unknown-fact)",
        "  fix: did you mean `pen_test.finished_on`?",
    ]


def test_notices_are_always_said() -> None:
    """Provisional, self-check, unofficial: in whatever words the document has."""
    assert shown(notices=["Unofficial encoding.", "Provisional."]).endswith(
        "\nUnofficial encoding.\nProvisional.\nMade by techassure 0.1.0.\n"
    )


def test_forty_suppliers_all_stand_on_the_board() -> None:
    """Each exactly once in the ranking."""
    board = section(shown(*(assessment(f"P{i}x") for i in range(40)), room=80), "RANKED BY SCORE (40)")
    figures = board.partition("\n\n")[0]
    assert [figures.count(f"P{i}x ") for i in range(40)] == [1] * 40


def test_two_products_of_one_name_are_told_apart() -> None:
    """Sentences name the version, or the supplier, or the lot, as far as they must."""
    text = shown(
        assessment("A", product_version="1", points=score(9)),
        assessment("A", product_version="2", points=score(8)),
        assessment("B", supplier="X", points=score(7)),
        assessment("B", supplier="Y", points=score(6)),
        assessment("C", lot="1", points=score(5)),
        assessment("C", lot="2", points=score(4)),
    )
    line = next(line for line in text.splitlines() if line.startswith("- "))
    assert line.startswith("- A 1 is 1st, A 2 is 2nd, B 4.2.0, X is 3rd, B 4.2.0, Y is 4th")
    assert "lot 1 is 5th" in line


@settings(max_examples=30)
@given(st.integers(80, 220), st.integers(0, 12))
def test_no_line_is_wider_than_the_page(room: int, count: int) -> None:
    """Long names, wide characters, ranges in every column: everything is wrapped, nothing is cut off."""
    text = table.render(hostile(count), room)
    assert max(width(line) for line in text.splitlines()) <= room


@settings(max_examples=30)
@given(st.text(), st.text())
def test_no_name_commands_the_terminal(product: str, supplier: str) -> None:
    """Control characters and the signs that turn text around never reach the page."""
    left = shown(assessment(product, supplier)).replace("\n", "").replace("\u200c", "").replace("\u200d", "")
    assert left.isprintable()


@pytest.mark.parametrize("room", [80, 160])
def test_colour_adds_nothing_but_colour(room: int) -> None:
    """With its colour codes taken out, the coloured board is the plain one: colour never carries meaning alone."""
    coloured = table.render(hostile(), room, colour=True)
    assert {"\x1b[31m", "\x1b[32m", "\x1b[33m"} <= set(re.findall(r"\x1b\[[0-9;]*m", coloured))
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == table.render(hostile(), room)


def test_a_short_name_breaks_no_heading() -> None:
    rows = [matrix.Line("1", "Al", "Alder Ltd", [matrix.Entry("-", "70", "")])]
    first, *_ = matrix.lines(page_of(80, False, 80), ["Testing"], rows)
    assert first.split() == ["Place", "Submission", "Testing"]
