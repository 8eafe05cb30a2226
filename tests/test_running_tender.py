"""A locked tender on its way: decisions, reviewers, prices, and what stands before the final result."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import ward_messages
import yaml
from builders import Small
from cli_tenders import run
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from ward_messages import SEED, library

import techassure
from techassure.documents.writer import PROVISIONAL
from techassure.engine.outcomes import Outcome
from techassure.engine.scoring import Range
from techassure.files import chain
from techassure.files.places import read_file, read_yaml
from techassure.problems import Place, ProblemsFound
from techassure.reviewing import bids, decisions, log_state, panel, shown, workbooks
from techassure.reviewing.decisions import SHAPES
from techassure.reviewing.from_log import with_log
from techassure.reviewing.log_state import Decided, State, fold
from techassure.reviewing.sheets import Score
from techassure.reviews import Identity, Judgement
from techassure.selections.tender_rules import PriceRule
from techassure.tendering import (
    concealing,
    deciding,
    decision_drafts,
    final_writer,
    finalising,
    locking,
    merging,
    missing,
    modelling,
    opening,
    running_tender,
)
from techassure.tendering.price_files import BidPrice
from techassure.tendering.running_tender import Running
from techassure.tendering.standing import standings
from techassure.tendering.tender_log import counts, individual_scores, recorded

A: Identity = ("GB-COH-00000021", "Alderping", "3.1.0", None)
B: Identity = ("GB-COH-00000022", "Wardcall", "2.4.2", None)
C: Identity = ("GB-COH-00000023", "Nightnote", "1.9.0", None)
D: Identity = ("GB-COH-00000024", "Shiftline", "5.0.1", None)
E: Identity = ("GB-COH-00000025", "Bleepless", "4.4.0", None)


def load(folder: Path) -> Running:
    return running_tender.load(folder, library())


@pytest.fixture
def at(tmp_path: Path) -> Any:
    return lambda step: ward_messages.at(tmp_path / "tender", step)


OPENED_ON = date(2026, 6, 16).toordinal()


def decision(kind: str, about: Identity | None = None, **parts: Any) -> bytes:
    """Return a file with one decision."""
    names = dict(zip(("supplier", "product", "version"), about or (), strict=False))
    made = {"kind": kind, **({"submission": names} if about else {}), **parts}
    data = {"techassure": "1", "by": {"name": "H. Holder"}, "on": "2026-06-20", "decisions": [made]}
    return yaml.safe_dump(data).encode()


def dated(kind: str, on: str, about: Identity | None = None, **parts: Any) -> bytes:
    """Return a file with one decision of a day."""
    return decision(kind, about, **parts).replace(b"2026-06-20", on.encode())


def refused(folder: Path, raw: bytes) -> list[str]:
    """Return the rules by which a decision is refused; none where it may be recorded."""
    return refused_of(load(folder), raw)


def refused_of(found: Running, raw: bytes) -> list[str]:
    try:
        deciding.entries(found, read_yaml(raw, "decisions.yaml"))
    except ProblemsFound as refusal:
        return sorted({problem.rule for problem in refusal.problems})
    return []


# --- the seed -------------------------------------------------------------------------------------------------------


def test_the_seed_is_what_its_commands_make(tmp_path: Path) -> None:
    """From what was given to the award, to the byte; `python tests/ward_messages.py` writes it again."""
    made = ward_messages.play(ward_messages.copy(tmp_path / "tender"))
    for name in ward_messages.MADE:
        files = [SEED / name] if (SEED / name).is_file() else sorted((SEED / name).iterdir())
        for file in files:
            assert (made / file.relative_to(SEED)).read_bytes() == file.read_bytes(), file.name


def test_the_final_result_has_one_number_everywhere() -> None:
    final = ward_messages.final()
    spans = [
        award[name]
        for bid in final["bids"]
        for award in bid.get("award_criteria", ())
        for name in ("score", "weighted")
    ]
    spans += [bid["total"] for bid in final["bids"] if bid.get("total")]
    assert len([span for span in spans if span]) > 20
    assert all(span["exact"][0] == span["exact"][1] for span in spans if span)


def test_totals_are_the_weighted_sums_worked_out_by_hand() -> None:
    """Alderping: 20 of 20, 16 of 20, 17 of 20, and 40 times 171 over 312."""
    final = ward_messages.final()
    exact = {bid["supplier"].split()[0]: bid["total"]["exact"][0] for bid in final["bids"] if bid.get("total")}
    social = Fraction(100) * (Fraction(5 * 3, 4) + Fraction(3 * 3, 4) + 2) / 10
    assert Fraction(exact["Alderfen"]) == 20 + social / 5 + 17 + 40 * Fraction(171, 312)
    assert Fraction(exact["Brindlecote"]) == 20 + social / 5 + 15 + 40 * Fraction(171, 298)


# --- decisions ------------------------------------------------------------------------------------------------------


def test_no_decision_changes_a_published_gate_for_one_bidder(at: Any) -> None:
    """Whatever the kind: a gate that the checks decide stays as they decide it."""
    folder = at("lock")
    gate = {"criterion": "cyber-essentials/CE-3", "because": "They are nice."}
    assert refused(folder, decision("outcome", E, decision="met", **gate)) == ["published-gate"]
    assert refused(folder, decision("equivalent", E, decision="accepted", **gate)) == ["no-such-claim"]
    assert refused(folder, decision("not-applicable", E, decision="confirmed", **gate)) == ["no-such-claim"]
    assert not [kind for kind in SHAPES if "gate" in kind or "waive" in kind]


@pytest.mark.parametrize(
    ("step", "raw", "rule"),
    [
        ("lock", decision("withdrawn", ("X", "Y", "1", None), because="b"), "unknown-submission"),
        ("lock", decision("outcome", A, criterion="dtac/X", decision="met", because="b"), "unknown-criterion"),
        ("lock", decision("outcome", A, criterion="social-value/SV1", decision="met", because="b"), "for-reviewers"),
        (
            "lock",
            decision("outcome", A, criterion="cyber-essentials/CE-8", decision="met", because="b"),
            "not-open-to-a-decision",
        ),
        (
            "lock",
            decision("scored-elsewhere", A, award_criterion="security", score="5", because="b"),
            "unknown-award-criterion",
        ),
        (
            "lock",
            decision("disregarded", A, ground="condition-of-participation", because="b", notice="n"),
            "no-such-ground",
        ),
        (
            "lock",
            decision("disqualified", A, criteria=["cyber-essentials/CE-3"], because="b", notice="n"),
            "does-not-disqualify",
        ),
        (
            "lock",
            decision("disqualified", D, criteria=["cyber-essentials/CE-1"], because="b", notice="n"),
            "does-not-disqualify",
        ),
        (
            "low",
            decision("disqualified", A, criteria=["minimum of social-value"], because="b", notice="n"),
            "does-not-disqualify",
        ),
        ("lock", decision("reinstated", A, because="b"), "not-set-aside"),
        ("lock", decision("clarification-answered", clarification="C9", answer="a"), "unknown-clarification"),
        ("lock", decision("conflict-decided", reviewer="Nobody", decision="removed", because="b"), "unknown-reviewer"),
        ("lock", decision("award", A, because="b"), "not-finalised"),
        (
            "before",
            decision("equivalent", B, criterion="cyber-essentials/CE-1", decision="refused", because="b"),
            "decided-before",
        ),
        ("lock", decision("withdrawn", A, because="b", corrects=4), "corrects-nothing"),
        ("finalise", decision("withdrawn", A, because="b"), "already-finalised"),
        ("finalise", dated("award", "2026-06-26", B, because="b"), "not-first"),
        ("lock", decision("withdrawn", A), "wrong-value"),
        ("lock", decision("withdrawn", A, because="b", score="3"), "wrong-value"),
        ("lock", decision("late", A, because="b", decision="maybe"), "wrong-value"),
    ],
)
def test_what_may_not_be_recorded_is_refused(at: Any, step: str, raw: bytes, rule: str) -> None:
    assert refused(at(step), raw) == [rule]


def test_what_the_checks_leave_open_is_decided_and_may_be_corrected(small: Small) -> None:
    """Its report is of another version. Once it is decided it is open no more, and the decision still not final."""
    small.criterion("X", "{q.report: {provided: yes}}", role="{share: 1}")
    found = started(small, RUN, "{}", evidence="[{kind: q.report, product_version: '4.1.0'}]")
    (bid,) = found.inside
    said = {"criterion": "small/X", "decision": "met", "because": "The same report holds."}
    assert refused_of(found, decision("outcome", bid, **said)) == []
    assert list(missing.undecided(found, bid)) == [("small/X", "outcome")]
    other = {"kind": "exclusion-grounds-considered", "submission": bids.about(bid), "found": "None."}
    made = after(other, {"kind": "outcome", "submission": bids.about(bid), **said})
    found.log = replace(found.log, state=made)
    found.__dict__.pop("bare")
    assert refused_of(found, decision("outcome", bid, **said)) == ["decided-before"]
    assert refused_of(found, decision("outcome", bid, corrects=2, **said)) == []


@pytest.mark.parametrize(("step", "rules"), [("open", ["not-heard"]), ("low", [])])
def test_nobody_is_disregarded_for_a_low_price_unheard(at: Any, step: str, rules: list[str]) -> None:
    """Section 19(4) of the Procurement Act 2023: the bidder may show first that it can perform for that price."""
    why = {"ground": "abnormally-low-price", "because": "It could not say how it pays its staff.", "notice": "n"}
    assert refused(at(step), dated("disregarded", "2026-06-24", C, **why)) == rules


def test_a_missed_minimum_of_a_criterion_disqualifies_by_its_name(at: Any) -> None:
    folder = at("lock")
    (folder / "tender.lock.json").unlink()
    text = (folder / "tender.yaml").read_text("utf-8")
    (folder / "tender.yaml").write_text(text.replace("CE-10: 3}", "CE-10: {share: 3, minimum: 1}}"), "utf-8")
    assert run("tender", "lock", folder, "--on", "2026-04-30").exit_code == 0
    said = {"criteria": ["cyber-essentials/CE-10"], "because": "b", "notice": "n"}
    assert refused(folder, decision("disqualified", C, **said)) == []
    assert refused(folder, decision("disqualified", A, **said)) == ["does-not-disqualify"]


def test_a_draft_holds_every_decision_that_is_waited_for_and_takes_none(at: Any) -> None:
    """As it is written every blank is refused; filled in, nothing is waited for any more."""
    folder = at("moderate")
    path = folder / "todo.yaml"
    assert run("tender", "decide", folder, path, "--draft").exit_code == 0
    text = path.read_text("utf-8")
    assert "(missing-value)" in run("tender", "decide", folder, path).output
    for blank, filled in (("name:", "name: H."), ("on:", "on: 2026-06-20"), ("score:", "score: 40"),
                          ("because:", "because: b"), ("found:", "found: None."), ("notice:", "notice: n"),
                          ("role:", "role: r")):  # fmt: skip
        text = re.sub(rf"^( *){blank}(?=$|  #)", rf"\g<1>{filled}", text, flags=re.MULTILINE)
    path.write_text(text, "utf-8")
    decided = run("tender", "decide", folder, path)
    assert decided.exit_code == 0, decided.output
    assert "(file-exists)" in run("tender", "decide", folder, path, "--draft").output
    assert "(nothing-to-decide)" in run("tender", "decide", folder, folder / "more.yaml", "--draft").output


@pytest.mark.parametrize(
    ("gate", "kind", "said", "considered"),
    [
        ("condition-of-participation", "disregarded", {"ground": "condition-of-participation"}, False),
        ("requirement", "disqualified", {"criteria": ["small/G"]}, True),
    ],
)
def test_a_draft_puts_a_bid_out_by_what_it_failed(
    small: Small, gate: str, kind: str, said: dict[str, Any], considered: bool
) -> None:
    """Nothing else is asked about a bid that is to be disregarded."""
    small.criterion("X", "{q.yes: {is: yes}}", role="{share: 1}").criterion("G", "{q.other: {is: yes}}")
    found = started(small, f"{RUN}gates: {{small/G: {gate}}}", "{q.yes: yes, q.other: no}")
    drafts = decision_drafts.waiting(found, {})
    about = {"submission": bids.about(*found.inside)}
    assert {"kind": kind, **about, **said, "because": None, "notice": None} in drafts
    assert ("exclusion-grounds-considered" in {each["kind"] for each in drafts}) is considered


def test_a_draft_says_beside_each_line_what_a_person_needs_to_know(small: Small) -> None:
    small.criterion("X", "{q.yes: {is: yes}}", role="{share: 1}", may_claim_not_applicable="yes")
    page, claims = f"{RUN}not_applicable: lowest-band", "[{criterion: small/X, not_applicable: There is none.}]"
    found = started(small, page, "{q.yes: yes}", claims=claims)
    text = decision_drafts.text(found, decision_drafts.waiting(found, {}))
    claim = text.partition("kind: not-applicable\n")[2].partition("  - kind")[0]
    assert re.search(r"submission: \{.*\}  # Larkspur Fictional Ltd\n", claim)
    assert "decision:  # confirmed or refused\n" in claim


def test_a_decision_is_corrected_by_a_later_one_and_both_stay(at: Any) -> None:
    folder = at("before")
    again = {"criterion": "cyber-essentials/CE-1", "decision": "refused", "because": "The scope was misread."}
    (folder / "more.yaml").write_bytes(decision("equivalent", B, corrects=12, **again))
    assert run("tender", "decide", folder, folder / "more.yaml").exit_code == 0
    found = load(folder)
    assert [made.number for made in found.state.history if made.kind == "equivalent"] == [12, 14]
    judged = found.state.judgements[B]["cyber-essentials/CE-1"]
    assert (judged.equivalent, judged.because, judged.by) == (False, "The scope was misread.", "H. Holder")


def test_a_decision_that_put_a_bid_outside_can_be_corrected_too(at: Any) -> None:
    why = {"ground": "condition-of-participation", "because": "It ended on 2026-05-20.", "notice": "Letter 2"}
    assert refused(at("receipt"), decision("disregarded", D, corrects=2, **why)) == []


def test_a_score_with_a_fraction_is_written_and_read_again(at: Any) -> None:
    folder = at("lock")
    (folder / "s.yaml").write_bytes(
        decision("scored-elsewhere", A, award_criterion="demonstration", score="72.5", because="b")
    )
    assert run("tender", "decide", folder, folder / "s.yaml").exit_code == 0
    assert load(folder).state.elsewhere[A, "demonstration"].data["score"] == "72.5"


def test_one_bad_decision_keeps_the_whole_file_out(at: Any) -> None:
    folder = at("lock")
    text = (folder / "inbox/1-receipt.yaml").read_text("utf-8").replace("product: Shiftline", "product: Shiftlime")
    (folder / "receipt.yaml").write_text(text, "utf-8")
    assert run("tender", "decide", folder, folder / "receipt.yaml").exit_code == 2
    assert (folder / "decisions.jsonl").read_bytes() == b""


def test_nobody_outside_is_assessed_and_everybody_is_kept(at: Any) -> None:
    """A withdrawn and a disregarded bid are marked; nobody else's score changes by it."""
    folder = at("receipt")
    document = json.loads(run("assess", folder, "--provisional", "--format", "json").stdout)
    before = json.loads(run("assess", at_copy(folder, "lock"), "--provisional", "--format", "json").stdout)
    scores = {each["product"]: each["score"] for each in document["assessments"]}
    assert set(scores) == {"Alderping", "Wardcall", "Nightnote", "Bleepless"}
    assert scores.items() <= {each["product"]: each["score"] for each in before["assessments"]}.items()
    assert [problem["rule"] for problem in document["problems"]] == ["outside-the-assessment"] * 2


def at_copy(folder: Path, step: str) -> Path:
    return ward_messages.at(folder.with_name(step), step)


def test_a_late_bid_may_be_admitted_and_a_decision_undone(at: Any) -> None:
    folder = at("lock")
    for number, raw in enumerate(
        [
            decision("late", A, decision="refused", because="At 12:04."),
            decision("late", A, decision="admitted", because="The portal was down.", corrects=1),
            decision("withdrawn", B, because="By letter."),
            decision("reinstated", B, because="The letter was another tender's."),
        ]
    ):
        (folder / f"{number}.yaml").write_bytes(raw)
        assert run("tender", "decide", folder, folder / f"{number}.yaml").exit_code == 0
    found = load(folder)
    assert {A, B} <= set(found.inside)
    assert len(found.state.history) == 4


C1 = {"clarification": "C1"}
ABOUT_A, ABOUT_B = {"submission": bids.about(A)}, {"submission": bids.about(B)}


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        (("outcome", {**ABOUT_A, "criterion": "s/1"}), ("outcome", {**ABOUT_A, "criterion": "s/2"}), False),
        (("outcome", {**ABOUT_A, "criterion": "s/1"}), ("outcome", {**ABOUT_B, "criterion": "s/1"}), False),
        (("scored-elsewhere", {"award_criterion": "a"}), ("scored-elsewhere", {"award_criterion": "b"}), False),
        (("conflict-decided", {"reviewer": "O."}), ("conflict-decided", {"reviewer": "P."}), False),
        (("clarification-answered", C1), ("clarification-answered", {"clarification": "C2"}), False),
        (("clarification-answered", C1), ("clarification-closed", C1), True),
        (
            ("clarification-asked", {**C1, **ABOUT_A}),
            ("clarification-asked", {**C1, **ABOUT_B, "criterion": "c"}),
            True,
        ),
        (("disregarded", ABOUT_A), ("excluded", ABOUT_A), True),
        (("disregarded", ABOUT_A), ("disqualified", ABOUT_A), True),
        (("award", ABOUT_A), ("award", ABOUT_B), True),
        (("award", ABOUT_A), ("award", {"submission": {**ABOUT_A["submission"], "lot": "2"}}), False),
    ],
)
def test_a_second_answer_to_the_same_question_is_seen(first: Any, second: Any, alike: bool) -> None:
    """Or it would take the place of the first without a word, and another question would be closed unanswered."""
    assert (log_state.question(*first) == log_state.question(*second)) is alike


@pytest.mark.parametrize(("score", "wrong"), [("0", 0), ("100", 0), ("-0.5", 1), ("100.5", 1)])
def test_a_score_from_elsewhere_is_of_100(at: Any, score: str, wrong: int) -> None:
    raw = decision("scored-elsewhere", A, award_criterion="demonstration", score=score, because="b")
    assert len(refused(at("lock"), raw)) == wrong


def test_every_kind_of_decision_asks_for_what_the_page_says() -> None:
    """Its reason, its ground, its notice: no more than the page names, and no less."""
    page = (Path(__file__).parents[1] / "docs/reference/running-a-tender.md").read_text("utf-8")
    table = page.partition("| kind | says, beside")[2].partition("Grounds:")[0]
    known = {part for shape in SHAPES.values() for part in (*shape.needs, *shape.may, *shape.words)} - {"submission"}
    told: dict[str, set[str]] = {}
    for _, kinds, says, *_ in [row.split("|") for row in table.splitlines()[2:] if row]:
        said = known.intersection(*[re.findall(r"[a-z_][a-z_ ]*", " ".join(re.findall("`.+?`", says)))])
        told |= dict.fromkeys(re.findall("`(.+?)`", kinds), said)
    asked = {kind: known.intersection((*shape.needs, *shape.may, *shape.words)) for kind, shape in SHAPES.items()}
    asked["clarification-answered"] = asked["clarification-closed"] = {"clarification", "answer", "because"}
    assert told == asked


MAY_BE_LEFT_OUT = {"points", "decision", "refers_to", "corrects", "scores"}


def test_an_entry_that_says_less_than_its_command_writes_is_none() -> None:
    """Of every kind that the log of the seed holds and a command writes: take anything out, and it is not readable."""
    entries = [json.loads(line)["entry"] for line in (SEED / "decisions.jsonl").read_bytes().splitlines()]
    change = {**SIGNED, "published_at": "https://example.org/2", "because": "b", "changed": ["a"], "digest": "sha256:0"}
    entries += [{**change, "kind": kind} for kind in ("modification", "refinement")]
    for entry in [each for each in entries if each["kind"] not in SHAPES]:
        assert decisions.readable(entry)
        for name in entry.keys() - MAY_BE_LEFT_OUT:
            assert not decisions.readable({key: value for key, value in entry.items() if key != name}), name


@pytest.mark.parametrize(
    ("command", "wanted"),
    [(("tender", "decide"), "--draft"), (("tender", "open-prices"), "`parts`"), (("review", "merge"), ".ods")],
)
def test_what_is_no_text_is_told_what_it_is_and_what_is_wanted(at: Any, command: tuple[str, ...], wanted: str) -> None:
    folder = at("demonstration")
    (folder / "w.docx").write_bytes(b"PK\x03\x04" + b"\xff" * 9)
    by = ("--by", "Hana Holder", "--on", "2026-06-16") if command[1] == "open-prices" else ()
    result = run(*command, folder, folder / "w.docx", *by)
    assert "this is a workbook, a Word file or another archive, and not text (not-text)" in result.output
    assert (wanted in result.output, result.exit_code > 0) == (True, True)


@pytest.mark.parametrize(
    ("raw", "fix"),
    [
        (decision("withdrawn", A, because=None), "a decision `withdrawn` says `submission`, `because`"),
        (decision("equivalent", A), "`because`, and may say `points`"),
        (decision("withdrawn", A, because="b", found="f"), "a decision `withdrawn` says `submission`, `because`"),
        (decision("late", A, because="b", decision="perhaps"), "write `decision: admitted` or `refused`"),
        (decision("scored-elsewhere", A, award_criterion="d", score="101", because="b"), "a `score` from 0 to 100"),
    ],
)
def test_a_decision_that_says_too_little_or_too_much_is_told_what_to_say(at: Any, raw: bytes, fix: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        deciding.entries(load(at("lock")), read_yaml(raw, "decisions.yaml"))
    assert found.value.problems[0].fix.endswith(fix)


def after(*made: dict[str, Any]) -> State:
    """Return what some entries come to, each of one person on one day."""
    signed = ({"by": {"name": "H."}, "on": "2026-06-20", "because": "b", **each} for each in made)
    return fold(chain.extended(chain.Chain("seed"), signed).entries)


@pytest.mark.parametrize(
    ("kind", "word", "judged"),
    [
        ("outcome", "met", {"met": True}),
        ("outcome", "not met", {"met": False}),
        ("not-applicable", "confirmed", {"not_applicable": True}),
        ("not-applicable", "refused", {"not_applicable": False}),
        ("equivalent", "accepted", {"equivalent": True}),
    ],
)
def test_a_decision_on_a_criterion_counts_as_it_was_taken(kind: str, word: str, judged: dict[str, bool]) -> None:
    """With who took it, when and why; and it is no score of the panel's."""
    state = after({**ABOUT_A, "kind": kind, "criterion": "s/1", "decision": word})
    on = date(2026, 6, 20).toordinal()
    assert state.judgements == {A: {"s/1": Judgement("b", "H.", on, **judged)}}
    assert state.moderated == {}


def test_a_score_from_elsewhere_is_of_its_own_bid() -> None:
    given = {"kind": "scored-elsewhere", "award_criterion": "d"}
    state = after({**given, **ABOUT_A, "score": "40"}, {**given, **ABOUT_B, "score": "90"})
    assert [state.scored_elsewhere(each) for each in (A, B, C)] == [{"d": Fraction(40)}, {"d": Fraction(90)}, {}]


def test_a_reviewer_is_removed_from_what_the_decision_names_and_may_be_let_in_again() -> None:
    decided = {"kind": "conflict-decided", "reviewer": "P."}
    of_a, of_all = ({**decided, **about, "decision": "removed"} for about in (ABOUT_A, {}))
    assert set(after(of_a, of_all).removed) == {("p.", A), ("p.", None)}
    assert set(after(of_a, of_all, {**of_a, "decision": "stays"}).removed) == {("p.", None)}


def test_a_reviewer_who_is_removed_from_one_bid_still_counts_for_the_others(at: Any) -> None:
    log = load(at("merge")).log
    removed = {"kind": "conflict-decided", "reviewer": "Orla Overthere", "decision": "removed", **ABOUT_A}
    log = replace(log, state=after(removed))
    orlas = [each for each in individual_scores(load(log.folder).log) if each.by == "Orla Overthere"]
    assert {each.identity for each in orlas if counts(log, each)} == {B, C}


@pytest.mark.parametrize(
    ("name", "number", "about", "said"),
    [
        ("Orla Overthere", 40, None, ["after 6 scores had been moderated"]),
        ("Orla Overthere", 40, A, ["after 2 scores had been moderated"]),
        ("Petra Pretend", 40, B, ["after one score had been moderated"]),
        ("Petra Pretend", 40, A, []),
        ("Orla Overthere", 18, None, []),
    ],
)
def test_the_result_says_which_scores_a_meeting_gave_with_those_of_a_removed_reviewer_in_view(
    at: Any, name: str, number: int, about: Identity | None, said: list[str]
) -> None:
    """Of the bids that the removal is about, and no others; not where the reviewer was removed before the meeting."""
    found = load(at("open"))
    made = Decided(number, "conflict-decided", "H.", OPENED_ON, {"reviewer": name})
    found.state.removed.clear()
    found.state.removed[name, about] = made
    notices = final_writer.document(found, {}, final=False)["notices"]
    assert [re.findall("after .* moderated", each)[0] for each in notices if "conflict of interest" in each] == said


def test_an_award_goes_with_the_result_that_it_was_made_for() -> None:
    """By lot; and when the result is reopened, it is to be awarded again, which corrects nothing."""
    lot = {"submission": {**ABOUT_A["submission"], "lot": "2"}}
    made = [{"kind": "award", **ABOUT_A}, {"kind": "award", **lot}]
    assert list(after(*made).award) == [None, "2"]
    reopened = after(*made, {"kind": "reopened"})
    assert (reopened.award, list(reopened.latest)) == ({}, [log_state.question("reopened", {})])


def test_points_off_the_rubric_are_named_as_they_were_written(at: Any) -> None:
    more = {"decision": "accepted", "because": "b", "points": "2.5", "corrects": 12}
    source = read_yaml(decision("equivalent", B, criterion="cyber-essentials/CE-1", **more), "decisions.yaml")
    found = load(at("before"))
    with pytest.raises(ProblemsFound, match=r"`2\.5` is not a step of the rubric"):
        deciding.entries(found, source)


def test_what_was_reinstated_may_be_set_aside_again_without_correcting_anything() -> None:
    state = after({"kind": "withdrawn", **ABOUT_A}, {"kind": "reinstated", **ABOUT_A})
    assert state.set_aside == {}
    assert log_state.question("withdrawn", ABOUT_A) not in state.latest


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("withdrawn", {"kind": "disqualified", "criteria": ["cyber-essentials/CE-3"], "notice": "Letter 1"}),
        ("excluded", {"kind": "late", "decision": "admitted"}),
    ],
)
def test_what_was_decided_of_another_matter_lets_nobody_in_again(first: str, then: dict[str, Any]) -> None:
    """A late bid that is admitted stays excluded; one that was withdrawn stays so, whatever it failed."""
    outside = after({"kind": first, **ABOUT_A}, {**then, **ABOUT_A}).outside(A)
    assert outside is not None
    assert outside.kind == first


SIGNED = {"by": {"name": "X"}, "on": "2026-06-08"}
HONEST = {**SIGNED, "kind": "review-received", "conflict": "none", "sha256": "sha256:0"}
OPENED = {**SIGNED, "kind": "prices-opened"}
MODERATED = {**SIGNED, "kind": "moderated", "submission": bids.about(A), "criterion": "c", "because": "b"}


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"kind": "gate-waived", "by": {"name": "X"}, "on": "2026-06-08"},
        {"kind": "reopened", "by": {"name": "X"}, "on": "2026-06-08"},
        {"kind": "reopened", "by": "X", "on": "2026-06-08", "because": "b"},
        {"kind": "reopened", "by": {"name": "X"}, "on": "some day", "because": "b"},
        {"kind": "finalised", "by": {"name": "X"}, "on": "2026-06-08"},
        {**MODERATED, "points": "many"},
        {**MODERATED, "points": None},
        {"kind": "moderated", "by": {"name": "X"}, "on": "2026-06-08", "criterion": "c"},
        {"kind": ["reopened"], "by": {"name": "X"}, "on": "2026-06-08", "because": "b"},
        {**OPENED, "files": [{"file": "prices/a.yaml", "sha256": "s"}, {"file": "prices/../../x", "sha256": "s"}]},
        {**HONEST, "file": "../../../etc/passwd"},
        {**HONEST, "file": "panel/../../x"},
        {**HONEST, "file": "/etc/passwd"},
    ],
)
def test_an_entry_that_no_command_writes_is_refused(at: Any, entry: dict[str, Any]) -> None:
    """Its digests are right: whoever wrote it knew how a log is made."""
    folder = at("receipt")
    log = load(folder).log
    chain.append(log.path, log.chain, [entry], "log")
    with pytest.raises(ProblemsFound) as found:
        load(folder)
    (problem,) = found.value.problems
    assert (problem.rule, problem.place.line, problem.place.column) == ("log-entry-unreadable", 4, 1)


# --- reviewers ------------------------------------------------------------------------------------------------------


def test_a_sheet_holds_no_price_no_rank_and_nobody_elses_score(at: Any) -> None:
    """Orla has scored; nothing of it, and no price, stands in a sheet that is made afterwards."""
    text = run("review", "sheet", at("open"), "--reviewer", "Somebody Else").stdout
    assert "What performing the contract does for net zero" in text
    assert "Handsets refurbished instead of new" in text
    for word in ("Orla", "Idris", "312000", "298000", "rank", "Dated and measured", "moderat", "score:"):
        assert word not in text


def test_a_reviewers_own_scores_are_not_asked_again(at: Any) -> None:
    sheet = run("review", "sheet", at("merge"), "--reviewer", "Petra Pretend").stdout
    assert "scores: []" not in sheet
    assert sheet.count("criterion: social-value/") == 5


def test_a_received_file_that_is_changed_is_seen(at: Any) -> None:
    folder = at("merge")
    (path,) = (folder / "panel").glob("orla*.yaml")
    path.write_text(path.read_text("utf-8").replace("points: '3'", "points: '4'", 1), "utf-8")
    with pytest.raises(ProblemsFound, match="received-file-changed"):
        load(folder)


def test_a_received_file_that_is_gone_is_named_with_every_other_that_was_changed(at: Any) -> None:
    folder = at("open")
    orla, price = next((folder / "panel").glob("orla*")), next((folder / "prices").glob("brindlecote*"))
    orla.unlink()
    price.write_bytes(price.read_bytes() + b" ")
    with pytest.raises(ProblemsFound) as found:
        load(folder)
    named = {Path(problem.place.file).name: problem.rule for problem in found.value.problems}
    assert named == {orla.name: "missing-file", price.name: "received-file-changed"}


def test_a_sheet_is_taken_in_as_it_was_made_and_filled_in(at: Any) -> None:
    folder = at("before")
    run("review", "sheet", folder, "--reviewer", "Orla Overthere", "--output", folder / "made.yaml")
    ward_messages.fill(folder / "made.yaml", ward_messages.ORLA, "2026-06-08", "none")
    assert "6 scores" in run("review", "merge", folder, folder / "made.yaml").output


def test_a_meeting_sees_every_score_that_counts_with_its_reason_and_no_average(at: Any) -> None:
    text = run("review", "sheet", at("clarified"), "--moderation", "--reviewer", "Maud Moderator").stdout
    sheet = yaml.load(text, Loader=yaml.BaseLoader)
    assert list(sheet) == ["techassure", "tender", "digest", "moderated_by", "note", "on", "scores"]
    line = next(each for each in sheet["scores"] if each["submission"]["product"] == "Wardcall")
    given = ward_messages.ORLA["Wardcall", "SV1"], ward_messages.IDRIS["Wardcall", "SV1"]
    names = ("Orla Overthere", "Idris Imaginary")
    assert line["individual"] == [
        {"reviewer": name, "score": str(points), "because": because, "refers_to": refers}
        for name, (points, because, refers) in zip(names, given, strict=True)
    ]
    assert (line["spread"], line["points"]) == ("2 apart, more than the tender tolerates", "")


def test_a_reviewers_sheet_says_which_tender_it_is_of_and_leaves_the_rest_to_be_filled_in(at: Any) -> None:
    sheet = yaml.load(run("review", "sheet", at("before"), "--reviewer", "O.").stdout, Loader=yaml.BaseLoader)
    assert list(sheet) == ["techassure", "tender", "digest", "reviewer", "note", "on", "conflict", "scores"]
    asked = ("submission", "bid", "criterion", "title", "asks", "rubric", "answered", "documents")
    lines = {tuple(key for key in line if key != "clarifications") for line in sheet["scores"]}
    assert lines == {(*asked, "points", "because", "refers_to")}
    assert (sheet["on"], sheet["conflict"], {line["points"] for line in sheet["scores"]}) == ("", "", {""})


def test_what_was_clarified_reaches_those_who_score(at: Any) -> None:
    """The question alone while it is open; on the line of its own criterion, and on no other."""
    text = run("review", "sheet", at("before"), "--reviewer", "O.").stdout
    (line,) = (each for each in yaml.load(text, Loader=yaml.BaseLoader)["scores"] if "clarifications" in each)
    assert (line["submission"]["product"], line["criterion"]) == ("Wardcall", "social-value/SV2")
    question = "From when are the two apprentices in post?"
    assert line["clarifications"] == [{"clarification": "C1", "question": question, "answer": "not answered yet"}]


def test_a_meeting_reads_the_answer_to_a_clarification_and_so_does_the_story(at: Any) -> None:
    folder = at("clarified")
    text = run("review", "sheet", folder, "--moderation", "--reviewer", "M.").stdout
    (line,) = (each for each in yaml.load(text, Loader=yaml.BaseLoader)["scores"] if "clarifications" in each)
    answer = "From February 2027, as the commitment says; one is recruited already."
    assert line["clarifications"][0]["answer"] == answer
    assert answer in " ".join(run("review", "log", folder, "social-value/SV2", "--supplier", B[0]).stdout.split())


ANSWERED = dated("clarification-answered", "2026-06-09", clarification="C1", answer="From  February 2027.")
NOT_SHOWN = {"Orla Overthere": ["C1"], "Idris Imaginary": ["C1"]}


def scored_without(folder: Path, *arguments: object) -> dict[str, list[str]]:
    text = run("review", "sheet", folder, "--moderation", "--reviewer", "M.", *arguments).stdout
    lines = yaml.load(text, Loader=yaml.BaseLoader)["scores"]
    return {each["reviewer"]: each["without"] for line in lines for each in line["individual"] if "without" in each}


def test_a_meeting_sees_who_scored_without_the_answer_to_a_clarification(at: Any) -> None:
    folder = at("clarified")
    assert scored_without(folder) == NOT_SHOWN
    story = run("review", "log", folder, "social-value/SV2", "--supplier", B[0])
    assert story.stdout.count("the answer to C1 was not on the sheet") == 2


@pytest.mark.parametrize("ending", [".yaml", ".xlsx"])
def test_who_read_the_answer_on_the_sheet_scored_with_it(at: Any, ending: str) -> None:
    folder = at("before")
    decided(folder, ANSWERED)
    assert run("review", "merge", folder, filled_sheet(folder, "Nora New", ending)).stderr == ""
    assert "unread-clarification" in run("review", "merge", folder, folder / "inbox/orla.yaml").stderr
    assert scored_without(folder) == {"Orla Overthere": ["C1"]}


@pytest.mark.parametrize("ending", [".yaml", ".xlsx"])
def test_a_sheet_that_went_out_before_an_answer_is_told_when_it_comes_back(at: Any, ending: str) -> None:
    folder = at("before")
    made = filled_sheet(folder, "Nora New", ending)
    decided(folder, ANSWERED)
    merged = run("review", "merge", folder, made)
    assert merged.exit_code == 0
    assert "the answer to `C1` of 2026-06-09, entry 14 of the log" in " ".join(merged.stderr.split())


def filled_sheet(folder: Path, who: str, ending: str) -> Path:
    pytest.importorskip("xlsxwriter" if ending == ".xlsx" else "yaml")
    sheet = folder / "nora.yaml"
    run("review", "sheet", folder, "--reviewer", who, "--output", sheet)
    ward_messages.fill(sheet, ward_messages.ORLA, "2026-06-10", "none")
    if ending == ".xlsx":
        data = workbooks.written(yaml.load(sheet.read_text("utf-8"), Loader=yaml.BaseLoader))
        sheet = sheet.with_suffix(ending)
        sheet.write_bytes(data)
    return sheet


def test_a_clarification_of_a_whole_bid_stands_on_each_of_its_lines(at: Any) -> None:
    found = load(at("before"))
    for made in (
        decision("clarification-asked", A, clarification="C2", question="Who are you?"),
        decision("clarification-closed", clarification="C2", because="It is in the letter."),
    ):
        found.append(deciding.entries(found, read_yaml(made, "d.yaml")))
    text = run("review", "sheet", found.log.folder, "--reviewer", "O.").stdout
    assert text.count("Who are you?") == text.count("product: Alderping") == 2
    assert "none; it was closed: It is in the letter." in text.replace("'", "")


def test_a_moderated_score_is_corrected_by_a_sheet_that_names_its_entry(at: Any) -> None:
    folder = at("moderate")
    chair = ("--moderation", "--reviewer", "Maud Moderator", "--output", folder / "again.yaml")
    one = ("--criterion", "social-value/SV1", "--supplier", A[0])
    assert "--correct" in run("review", "sheet", folder, *chair).output
    assert run("review", "sheet", folder, "--correct", *one, *chair).exit_code == 0
    data = yaml.load((folder / "again.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    (line,) = data["scores"]
    assert (line["corrects"], line["moderated"]["score"], line["points"]) == ("19", "3", "")
    data["on"], line["points"], line["because"] = "2026-06-12", "2", "Read again."
    (folder / "again.yaml").write_text(panel.written(data), "utf-8")
    assert run("review", "merge", folder, folder / "again.yaml").exit_code == 0
    moderated = load(folder).state.moderated[A, "social-value/SV1"]
    assert (moderated.data["points"], moderated.data["corrects"]) == ("2", 19)


def test_only_what_was_moderated_is_corrected(at: Any) -> None:
    folder = at("clarified")
    refusal = run("review", "sheet", folder, "--moderation", "--correct", "--reviewer", "M.")
    assert "nothing of this was moderated before" in refusal.output
    assert run("review", "sheet", folder, "--correct", "--reviewer", "M.").exit_code == 2


def test_reviewers_are_asked_only_what_waits_for_them(small: Small) -> None:
    """Neither what its answers fail, nor a claim: that is for the buyer to decide."""
    reviewed: dict[str, Any] = {"judged_by": "reviewer", "reviewer_asks": "Is it?"}
    small.criterion("R", "{q.yes: {is: yes}}", **reviewed).criterion("F", "{q.other: {is: yes}}", **reviewed)
    small.criterion("C", "{q.third: {is: yes}}", accepts_equivalent="yes")
    claim = "[{criterion: small/C, equivalent: It is as good.}]"
    seen = small.assess("{q.yes: yes, q.other: no, q.third: no}", claims=claim)
    assert seen.outcomes() == {"R": "needs review", "F": "not met", "C": "needs review"}
    assert [member.definition.criterion.id for member in panel.to_judge(seen.assessment)] == ["R"]


def score(points: int | None, met: bool | None = None) -> Score:
    given = None if points is None else Fraction(points)
    return Score("O.", 1, A, "s/1", given, met, "b", "", "sheet.yaml")


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ([score(1), score(2)], "1 apart"),
        ([score(1), score(4), score(2)], "3 apart, more than the tender tolerates"),
        ([score(None, True), score(None, True)], "agreed"),
        ([score(None, True), score(None, False)], "they differ, more than the tender tolerates"),
        ([score(2), score(2)], "agreed"),
        ([score(2)], "one score"),
        ([score(None, False)], "one score"),
        ([], "no score"),
    ],
)
def test_how_far_apart_reviewers_are(scores: list[Score], said: str) -> None:
    """With a tolerance of one point: as much is tolerated. Met and not met have nothing between them.

    Nobody agrees with nobody.
    """
    assert panel.spread_text(panel.spread(scores, Fraction(1))) == said


def test_only_a_decision_removes_a_reviewer_and_the_sheet_stays(at: Any) -> None:
    folder = at("merge")
    counted = {each.by for each in missing.scores_of(load(folder), B, "social-value/SV1")}
    assert counted == {"Orla Overthere", "Idris Imaginary", "Petra Pretend"}
    after = load(at_copy(folder, "clarified"))
    assert {each.by for each in missing.scores_of(after, B, "social-value/SV1")} == counted - {"Petra Pretend"}
    assert "Petra Pretend" in {each.by for each in after.scores}


def test_a_declared_conflict_holds_up_the_result_until_it_is_decided(at: Any) -> None:
    rules = {problem.rule for problem in missing.of_reviews(load(at("merge")))}
    assert {"conflict-undecided", "clarification-open", "not-moderated"} <= rules


def test_a_conflict_that_is_declared_after_a_decision_is_another_one(at: Any) -> None:
    """What was decided about the first sheet says nothing of an interest that the reviewer had not declared then."""
    folder = at("clarified")
    text = (folder / "inbox/petra.yaml").read_text("utf-8").replace("Alderfen", "Brindlecote")
    lines = yaml.load(text, Loader=yaml.BaseLoader)
    lines["scores"] = []
    (folder / "second.yaml").write_text(yaml.safe_dump(lines), "utf-8")
    found = load(folder)
    assert missing.undecided_conflicts(found) == {}
    merging.merge(found, folder / "second.yaml")
    assert list(missing.undecided_conflicts(found)) == ["Petra Pretend"]


def test_the_spread_is_flagged_beyond_the_tenders_tolerance(at: Any) -> None:
    folder = at("clarified")
    (found,) = [each for each in missing.of_reviews(load(folder)) if "more than the tender tolerates" in each.message]
    assert found.message == (
        "`social-value/SV1` is not moderated: Orla Overthere 4, Idris Imaginary 2 "
        "(2 apart, more than the tender tolerates)"
    )


def test_moderation_changes_only_what_it_names(at: Any) -> None:
    folder = at("clarified")
    sheet = yaml.load((folder / "inbox/meeting.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    sheet["scores"] = [each for each in sheet["scores"] if each["submission"]["product"] == "Wardcall"][:1]
    sheet["scores"][0]["points"] = "0"
    (folder / "one.yaml").write_text(yaml.safe_dump(sheet), "utf-8")
    before, after = outcomes(load(folder)), load(folder)
    merging.merge(after, folder / "one.yaml")
    changed = {key for key, result in outcomes(after).items() if result != before[key]}
    assert changed == {(B, "social-value/SV1")}
    assert {each.said for each in after.scores if (each.identity, each.key) == (B, "social-value/SV1")} == {
        "4",
        "2",
        "1",
    }


def outcomes(found: Running) -> dict[tuple[Identity, str], tuple[Any, ...]]:
    return {
        (key, plan.rule.key): (result.outcome, result.possible, result.low, result.high)
        for key, assessment in found.assessments.items()
        for plan, result in zip(assessment.assessor.criteria, assessment.results, strict=True)
    }


def spoilt(folder: Path, name: str, old: str, new: str) -> list[str]:
    """Return the rules by which a changed sheet of the inbox is refused."""
    text = (folder / "inbox" / name).read_text("utf-8")
    assert old in text
    (folder / "sheet.yaml").write_text(text.replace(old, new, 1), "utf-8")
    try:
        merging.merge(load(folder), folder / "sheet.yaml")
    except ProblemsFound as found:
        return sorted({problem.rule for problem in found.problems})
    return []


@pytest.mark.parametrize(
    ("step", "name", "old", "new", "rule"),
    [
        ("before", "orla.yaml", "points: '3'", "points: '7'", "not-in-rubric"),
        ("before", "orla.yaml", "points: '3'", "points: '3'\n  outcome: not met", "not-in-rubric"),
        ("before", "orla.yaml", "points: '3'", "outcome: met", "not-in-rubric"),
        ("before", "orla.yaml", "because: Dated and measured; one refurbisher only.", "because: ''", "no-reason"),
        ("before", "orla.yaml", "refers_to: the first commitment, and the method", "refers_to: ''", "no-reference"),
        ("before", "orla.yaml", "conflict: none", "conflict: ''", "missing-value"),
        ("before", "orla.yaml", "conflict: none\n", "", "no-declaration"),
        ("before", "orla.yaml", "on: '2026-06-08'", "on: ''", "missing-value"),
        ("before", "orla.yaml", "product: Alderping", "product: Alderpong", "unknown-submission"),
        ("before", "orla.yaml", "criterion: social-value/SV1", "criterion: social-value/SV3", "not-for-reviewers"),
        ("before", "orla.yaml", "criterion: social-value/SV1", "criterion: social-value/SV2", "scored-twice"),
        ("before", "orla.yaml", "digest: sha256:", "digest: sha257:", "sheet-of-another-tender"),
        ("merge", "orla.yaml", "note:", "note: again,", "scored-before"),
        ("merge", "orla.yaml", "tender: ward", "tender: ward", "received-before"),
        ("before", "meeting.yaml", "tender: ward", "tender: ward", "review-open"),
        ("moderate", "meeting.yaml", "tender: ward", "tender: ward", "decided-before"),
        ("clarified", "meeting.yaml", "points: '3'", "points: '3'\n  corrects: 5", "corrects-nothing"),
        ("open", "meeting.yaml", "tender: ward", "tender: ward", "moderation-closed"),
    ],
)
def test_a_sheet_that_does_not_fit_is_refused_whole(
    at: Any, step: str, name: str, old: str, new: str, rule: str
) -> None:
    folder = at(step)
    before = (folder / "decisions.jsonl").read_bytes()
    assert rule in spoilt(folder, name, old, new)
    assert (folder / "decisions.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    ("step", "name", "rule", "line"),
    [
        ("moderate", "meeting.yaml", "decided-before", "  criterion: social-value/SV1"),
        ("before", "meeting.yaml", "review-open", "  criterion: social-value/SV1"),
        ("merge", "orla.yaml", "scored-before", "  criterion: social-value/SV1"),
        ("before", "early.yaml", "before-the-lock", "on: '2026-04-29'"),
    ],
)
def test_what_is_wrong_with_a_sheet_is_said_at_its_line(at: Any, step: str, name: str, rule: str, line: str) -> None:
    folder = at(step)
    text = (folder / "inbox/orla.yaml").read_text("utf-8")
    (folder / "inbox/early.yaml").write_text(text.replace("2026-06-08", "2026-04-29"), "utf-8")
    sheet = folder / "inbox" / name
    sheet.write_text(sheet.read_text("utf-8") + "\n", "utf-8")
    with pytest.raises(ProblemsFound) as found:
        merging.merge(load(folder), sheet)
    problem = next(each for each in found.value.problems if each.rule == rule)
    assert sheet.read_text("utf-8").splitlines()[(problem.place.line or 0) - 1] == line


def set_aside(folder: Path, kind: str) -> Running:
    """Return a tender of which one bid, that sheets were sent out for, was set aside by a decision."""
    found = load(folder)
    parts: dict[str, Any] = {"because": "B."}
    if kind == "late":
        parts["decision"] = "refused"
    elif kind != "withdrawn":
        parts |= {"ground": "other", "notice": "Letter 4"}
    found.append(deciding.entries(found, read_yaml(dated(kind, "2026-06-04", A, **parts), "d.yaml")))
    return found


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("withdrawn", "was withdrawn"),
        ("late", "was refused as late"),
        ("excluded", "was excluded"),
        ("disregarded", "was disregarded"),
    ],
)
def test_a_sheet_is_taken_in_after_one_of_its_bids_was_set_aside(at: Any, kind: str, said: str) -> None:
    found = set_aside(at("before"), kind)
    made = merging.merge(found, found.log.folder / "inbox/orla.yaml")
    (remark,) = made.remarks
    assert (made.entries[0]["scores"], len(found.scores), remark.severity) == (6, 6, "warning")
    assert f"Alderping 3.1.0 {said} on 2026-06-04, entry 14 of the log: its 2 scores are kept" in remark.message
    assert remark.place.line == 13
    assert A not in found.to_score


def test_what_a_meeting_says_of_a_bid_that_was_set_aside_is_on_record_without_effect(at: Any) -> None:
    found = set_aside(at("clarified"), "withdrawn")
    made = merging.merge(found, found.log.folder / "inbox/meeting.yaml")
    assert [len(made.entries), len(made.remarks)] == [6, 1]
    assert {problem.rule for problem in missing.of_reviews(found)} == {"no-score"}


def test_a_bid_of_a_lot_is_called_with_it() -> None:
    assert [bids.called((*A[:3], lot)) for lot in ("1", None)] == [
        f"{A[0]}, {A[1]} 3.1.0, lot 1",
        f"{A[0]}, {A[1]} 3.1.0",
    ]


def test_a_bid_that_nobody_made_is_quoted_with_the_nearest(at: Any) -> None:
    """A spreadsheet makes a number of a version: 2.10 becomes 2.1."""
    folder = at("before")
    text = (folder / "inbox/orla.yaml").read_text("utf-8")
    (folder / "sheet.yaml").write_text(text.replace("version: 2.4.2", "version: '2.4'"), "utf-8")
    with pytest.raises(ProblemsFound) as found:
        merging.merge(load(folder), folder / "sheet.yaml")
    assert {(each.message, each.fix) for each in found.value.problems} == {
        (
            "no bid of this tender is `GB-COH-00000022, Wardcall 2.4`",
            "did you mean `GB-COH-00000022, Wardcall 2.4.2`?",
        )
    }


def test_a_line_that_a_meeting_leaves_blank_waits_for_the_next_meeting(at: Any) -> None:
    """And what was moderated before is not moderated again by a line that says nothing."""
    folder, found = at("clarified"), []
    for first in (True, False):
        sheet = yaml.load((folder / "inbox/meeting.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
        for at_line, each in enumerate(sheet["scores"]):
            if (at_line == 0) is first:
                each["points"] = each["because"] = ""
        (folder / "part.yaml").write_text(panel.written(sheet), "utf-8")
        running = load(folder)
        merging.merge(running, folder / "part.yaml")
        found.append(len(running.state.moderated))
    assert found == [5, 6]


def test_a_line_that_a_reviewer_leaves_blank_is_no_second_score(at: Any) -> None:
    folder, found = at("before"), []
    for first in (True, False):
        sheet = yaml.load((folder / "inbox/orla.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
        for at_line, each in enumerate(sheet["scores"]):
            if (at_line == 0) is not first:
                each.update(points="", because="", refers_to="")
        (folder / "part.yaml").write_text(panel.written(sheet), "utf-8")
        merging.merge(load(folder), folder / "part.yaml")
        found.append(len(load(folder).scores))
    assert found == [1, 6]


def test_a_meeting_waits_for_the_last_reviewer_however_far_apart_the_others_are(at: Any) -> None:
    found = load(at("clarified"))
    assert {each.rule for each in missing.of_reviews(found)} >= {"not-moderated"}
    found.selection = replace(found.selection, rules=found.selection.rules._replace(reviewers=3))
    rules = {each.rule for each in missing.of_reviews(found)}
    assert ("review-open" in rules, "not-moderated" in rules) == (True, False)


RUN = """
regime: other
procedure: open
unanswered: fails
dates: {as_of: 2026-06-01, deadline: 2026-05-31, award: 2026-07-15}
award_criteria: {all: {title: All of it, weight: 100, criteria: {small/X: 1}}}
"""


def started(small: Small, page: str, answers: str, **parts: Any) -> Running:
    """Lock a tender of small criteria, which one bid answers."""
    lock = locking.lock(small.tender(page).selection(), date(2026, 5, 1).toordinal(), Place("tender.yaml"))
    (small.folder / locking.LOCK_FILE).write_bytes(lock.as_bytes())
    small.submission(answers, **parts)
    return running_tender.load(small.folder, small.library())


@pytest.fixture
def locked(small: Small) -> Running:
    """A locked tender without a price rule: one criterion that reviewers judge without a rubric, and one bid."""
    small.criterion("X", "{q.yes: {is: yes}}", role="{share: 1}", judged_by="reviewer", reviewer_asks="Is it?")
    return started(small, RUN, "{q.yes: yes}")


def only_bid(found: Running, *, final: bool = True) -> dict[str, Any]:
    """Return what the document says of the one bid."""
    (made,) = final_writer.document(found, {}, final=final)["bids"]
    return dict(made)


def test_a_missed_minimum_and_a_failed_gate_say_what_failed_and_name_nobody(small: Small) -> None:
    """The letters to bidders are made from it, and everybody's answers about persons stay with the buyer."""
    check = {"id": "one", "expect": {"q.person": {"is": "A. Nother"}}, "fix": "Name another."}
    small.criterion("X", "{q.yes: {is: yes}}", role="{share: 1}")
    small.criterion("P", checks=[{**check, "otherwise": "It is {q.person}."}])
    small.criterion("S", checks=[{**check, "otherwise": "It is {q.person}."}], role="{share: 1}")
    page = RUN.replace("weight: 100", "weight: 100, minimum: 50").replace("small/X: 1", "small/X: 1, small/S: 1")
    found = started(small, page, "{q.yes: no, q.person: J. Doe}")
    gate, minimum = only_bid(found)["failed"]
    assert (gate["criterion"], gate["title"], gate["gate"]) == ("small/P", "What is wanted", "requirement")
    assert gate["because"]
    assert "J. Doe" not in str(only_bid(found))
    said = ["It scores 0; the published minimum is 50."]
    title = "The minimum of All of it"
    assert minimum == {"criterion": "minimum of all", "title": title, "gate": None, "because": said}


@pytest.mark.parametrize(
    ("score", "rounded_at", "failed"),
    [("70", "shown", []), ("69.96", "shown", ["69.96"]), ("69.96", "award-criterion", []), ("40", "shown", ["40.0"])],
)
def test_a_minimum_of_what_is_assessed_elsewhere_holds_for_the_score_that_was_recorded(
    small: Small, score: str, rounded_at: str, failed: list[str]
) -> None:
    """In the result and in an assessment alike; `decide` takes the disqualification that follows, and no other."""
    small.criterion("X", "{q.yes: {is: yes}}", role="{share: 1}")
    demo = "d: {title: Demo, weight: 10, assessed_by: elsewhere, minimum: 70}"
    page = RUN.replace("weight: 100", "weight: 90").replace("1}}}", f"1}}}}, {demo}}}") + f"rounded_at: {rounded_at}"
    found = started(small, page, "{q.yes: yes}")
    (bid,) = found.inside
    about = {"submission": bids.about(bid)}
    assert "verdict-undecided" not in {each.rule for each in missing.of_everything(found, {})}
    found.log = replace(found.log, state=after({"kind": "scored-elsewhere", **about, "award_criterion": "d",
                                                "score": score, "because": "Seen."}))  # fmt: skip
    found.__dict__.pop("assessments")
    said = [f"It scores {each}; the published minimum is 70." for each in failed]
    assert [each["because"] for each in only_bid(found)["failed"]] == [[each] for each in said]
    waiting = {each.rule for each in missing.of_everything(found, {})}
    assert ("verdict-undecided" in waiting) is bool(failed)
    out = decision("disqualified", bid, criteria=["minimum of d"], because="b", notice="n")
    assert refused_of(found, out) == ([] if failed else ["does-not-disqualify"])
    read = with_log({}, recorded(found.log))[bid]
    assert found.assessor.assess(replace(found.submissions[bid], reviews=read)).minimums == {"d": not failed}


def test_a_bid_that_fails_by_the_rule_for_silence_does_not_lapse_later(small: Small) -> None:
    small.criterion("X", "{q.yes: {is: yes}}", role="{share: 1}").criterion("G", "{q.other: {is: yes}}")
    small.criterion("D", "{q.date: {within: 1 months}}")
    found = started(small, RUN, "{q.yes: yes, q.date: 2026-05-15}")
    assert [only_bid(found, final=final)["verdict"] for final in (False, True)] == ["undecided", "non-compliant"]
    assert [only_bid(found, final=final)["lapses_on"] for final in (False, True)] == ["2026-06-16", None]


def test_what_stayed_unanswered_says_so_where_its_lowest_band_counts(small: Small) -> None:
    """A person gave no reason and no check has one: without a word a bidder would not know why."""
    bands = "{4: {q.number: {at_least: 5}}, 1: {q.number: {at_least: 1}}}"
    small.criterion("X", "", bands=bands, role="{share: 1}").criterion("Y", "{q.yes: {is: yes}}", role="{share: 1}")
    page = RUN.replace("unanswered: fails", "unanswered: lowest-band").replace("small/X: 1", "small/X: 1, small/Y: 1")
    silent, told = only_bid(started(small, page, "{q.yes: no}"))["award_criteria"][0]["sub_criteria"]
    assert (silent["counted_by_rule"], silent["because"]) == (True, ["Not answered, or not backed as its bands ask."])
    assert (told["counted_by_rule"], told["because"]) == (False, ["It is not so."])


def test_points_of_a_bid_in_the_race_are_a_range_while_they_are_open(small: Small) -> None:
    """What does not apply has none; what nobody answered is settled by the published rule at the end."""
    small.criterion("X", "", bands="{4: {q.number: {at_least: 5}}, 1: {q.yes: {is: yes}}}", role="{share: 1}")
    small.criterion("N", "{q.third: {is: yes}}", role="{share: 1}", may_claim_not_applicable="yes")
    page = RUN.replace("small/X: 1", "small/X: 1, small/N: 1") + "not_applicable: lowest-band\n"
    found = started(small, page, "{q.yes: yes}", claims="[{criterion: small/N, not_applicable: There is none.}]")
    confirmed = {"kind": "not-applicable", "submission": bids.about(*found.inside), "criterion": "small/N"}
    found.log = replace(found.log, state=after({**confirmed, "decision": "confirmed"}))
    for final, points in ((False, ("1", "4")), (True, ("1", "1"))):
        x, n = only_bid(found, final=final)["award_criteria"][0]["sub_criteria"]
        assert (x["outcome"], x["points"]["low"], x["points"]["high"]) == ("met", *points)
        assert (n["outcome"], n["points"]["low"], n["points"]["high"]) == ("not applicable", None, None)


def test_a_claim_is_decided_where_its_own_criterion_allows_one(small: Small) -> None:
    small.scored("X", "{q.yes: {is: yes}}").scored("N", "{q.third: {is: yes}}", may_claim_not_applicable="yes")
    page = RUN.replace("small/X: 1", "small/X: 1, small/N: 1") + "not_applicable: lowest-band\n"
    claims = "[{criterion: small/X, not_applicable: None.}, {criterion: small/N, not_applicable: None.}]"
    found = started(small, page, "{q.yes: yes}", claims=claims)
    said = {"decision": "confirmed", "because": "There is none."}
    for criterion, rules in (("small/N", []), ("small/X", ["claim-not-allowed"])):
        raw = decision("not-applicable", next(iter(found.inside)), criterion=criterion, **said)
        assert refused_of(found, raw) == rules


def test_a_sheet_without_a_rubric_asks_for_an_outcome_and_shows_what_the_supplier_answered(small: Small) -> None:
    """Behind what is computed, too; and nothing that the contract says, for no supplier answered that."""
    small.criterion(
        "X", ["{q.yes: {is: yes}}", "{q.gap: {at_least: 1}}", "{q.choices: {includes_all: [a]}}",
              "{q.rows: {every: {open: {is: no}}}}"], role="{share: 1}", judged_by="reviewer",
        applies_when="{contract.value: {at_least: 1}}", evidence="{demands: documented, by: [q.paper]}",
        reviewer_asks="Is it?",
    )  # fmt: skip
    answers = "{q.yes: yes, q.date: 2026-01-01, q.later: 2026-01-05, q.choices: [b, a], q.rows: [{name: n, open: no}]}"
    papers = "[{kind: q.paper}, {kind: q.report}]"
    found = started(small, RUN + 'lots: {"1": Wards}\n', answers, lot="'1'", evidence=papers)
    (bid,) = found.inside.values()
    (line,) = panel.sheet(found.selection, found.state, {"name": "O."}, [(bid, found.selection.members)])["scores"]
    told = ("submission", "bid", "criterion", "title", "asks", "answered", "documents")
    assert list(line) == [*told, "outcome", "because", "refers_to"]
    assert line["bid"] == "Larkspur Fictional Ltd, Wardlight 4.2.0, lot 1 (Wards)"
    assert line["answered"] == {"Is it so?": "yes", "On what date?": "2026-01-01", "On what later date?": "2026-01-05",
        "Which ones?": ["Second", "First"], "Which rows?": [{"name": "n", "open": "no"}],
    }  # fmt: skip
    assert [each.split(",")[0] for each in line["documents"]] == ["q-paper: evidence/q-paper.txt"]


def test_a_reviewer_reads_the_state_of_each_document_and_tables_by_their_labels(small: Small) -> None:
    columns = "{a_b: {type: text, label: The name}, c_d: {type: text}}"
    small.facts += f"  q.list: {{question: Which ones?, about: product, type: table, columns: {columns}}}\n"
    small.criterion("X", ["{q.report: {provided: yes}}", "{q.paper: {provided: yes}}", "{q.list: {provided: yes}}"])
    report = "{kind: q.report, expires: 2026-12-31}"
    seen = small.assess("{q.list: [{a_b: x, c_d: y}]}", evidence=f"[{report}, {{kind: q.paper, issued: '', file: ''}}]")
    (member,), submission = seen.assessment.assessor.selection.members, seen.assessment.submission
    first, second = shown.documents(submission, member)
    assert first == "q-report: evidence/q-report.txt, q report, issued 2026-01-20, in force to 2026-12-31"
    assert second.startswith("q-paper: q paper, ")
    assert "issued" not in second
    told = shown.answers(seen.assessment.assessor.selection, submission, member)
    assert told == {"Which ones?": [{"The name": "x", "c d": "y"}]}


def test_a_tender_without_a_price_rule_opens_no_prices_and_says_nothing_of_them(locked: Running) -> None:
    with pytest.raises(ProblemsFound, match="no-price-rule"):
        opening.open_prices(locked, [], {"name": "H."}, OPENED_ON)
    assert opening.opened(locked) == {}
    made = final_writer.document(locked, {}, final=False)
    assert [notice for notice in made["notices"] if "price" in notice.lower()] == []
    assert [bid["price"] for bid in made["bids"]] == [None]


def test_nothing_is_final_while_anything_is_missing(locked: Running) -> None:
    with pytest.raises(ProblemsFound) as found:
        finalising.finalised(locked, {}, {"name": "H."}, OPENED_ON)
    assert {problem.rule for problem in found.value.problems} == {"not-considered", "review-open"}


def test_no_points_are_given_where_there_is_no_rubric_of_them(locked: Running) -> None:
    lock, folder, (bid,) = locked.log.lock, locked.log.folder, locked.inside
    line = {"submission": bids.about(bid), "criterion": "small/X", "points": "3", "because": "b", "refers_to": "page 2"}
    head = {"techassure": 1, "tender": lock.tender, "digest": lock.digest, "on": "2026-06-08", "conflict": "none"}
    (folder / "sheet.yaml").write_text(panel.written({**head, "reviewer": {"name": "O."}, "scores": [line]}), "utf-8")
    with pytest.raises(ProblemsFound, match="`small/X` has no rubric of points"):
        merging.merge(locked, folder / "sheet.yaml")


@pytest.mark.parametrize(("given", "outcome"), [("met", Outcome.MET), ("not met", Outcome.NOT_MET)])
def test_a_criterion_without_a_rubric_is_moderated_to_met_or_not_met(
    locked: Running, given: str, outcome: Outcome
) -> None:
    found, lock, folder = locked, locked.log.lock, locked.log.folder
    (bid,) = found.inside
    for who in ({"reviewer": {"name": "O."}}, {"reviewer": {"name": "I."}}, {"moderated_by": {"name": "M."}}):
        line = {"submission": bids.about(bid), "criterion": "small/X", "outcome": given, "because": "b"}
        head = {"techassure": 1, "tender": lock.tender, "digest": lock.digest, "on": "2026-06-08", "conflict": "none"}
        sheet = {**head, **who, "scores": [{**line, "refers_to": "page 2"}]}
        (folder / "sheet.yaml").write_text(panel.written(sheet), "utf-8")
        (entry,) = merging.merge(found, folder / "sheet.yaml").entries
    said = {name: entry[name] for name in ("kind", "decision", "because", "refers_to")}
    assert said == {"kind": "moderated", "decision": given, "because": "b", "refers_to": "page 2"}
    assert found.assessments[bid].results[0].outcome is outcome
    assert found.selection.library is not None
    real = modelling.of_folder(folder, found.selection.library, (), (), agreed=True)
    assert real.panel == {bid: {"small/X": {"O.": given, "I.": given}}}
    told = only_bid(found)["award_criteria"][0]["sub_criteria"][0]
    assert (told["because"], told["reviewed"]["apart"]) == (["b", "See page 2."], None)


def test_the_log_tells_the_story_of_a_criterion(at: Any) -> None:
    folder = at("finalise")
    said = run("review", "log", folder, "social-value/SV1", "--supplier", B[0]).stdout
    for part in ("switched off", "Orla Overthere, 2026-06-08: 4.", "removed for a conflict", "Spread: 2 apart",
                 "Maud Moderator. points: 3", "met, 3 of 4 points."):  # fmt: skip
        assert part in said
    data = json.loads(run("review", "log", folder, "social-value/SV1", "--supplier", B[0], "--json").stdout)
    assert [each["removed"] for each in data["scores"]] == [False, False, True]
    assert data["decisions"][0]["points"] == "3"
    assert data["spread"] == {"apart": "2", "flagged": True}


def test_the_log_of_what_nobody_scored_has_no_spread(at: Any) -> None:
    said = run("review", "log", at("finalise"), "cyber-essentials/CE-1", "--supplier", B[0], "--json").stdout
    assert json.loads(said)["spread"] == {"apart": None, "flagged": False}


def test_the_log_tells_no_story_of_what_is_not_there(at: Any) -> None:
    folder = at("finalise")
    refused = run("review", "log", folder, "social-value/SV9", "--supplier", B[0])
    assert (refused.exit_code, "did you mean `social-value/SV" in refused.output) == (2, True)
    refused = run("review", "log", folder, "social-value/SV1", "--supplier", "GB-COH-00000029")
    assert (refused.exit_code, "did you mean `GB-COH-0000002" in refused.output) == (2, True)


def test_a_tender_that_is_not_locked_has_no_log(small: Small) -> None:
    small.criterion("X", "{q.yes: {is: yes}}", role="{share: 1}").tender(RUN).selection()
    with pytest.raises(ProblemsFound, match=r"\(not-locked\)"):
        running_tender.load(small.folder, small.library())


def test_whoever_writes_to_the_log_is_given_what_was_written(at: Any) -> None:
    found = load(at("before"))
    entry = {"by": {"name": "H."}, "on": "2026-06-10", "kind": "withdrawn", "because": "b", **ABOUT_A}
    assert [made.number for made in found.append([entry, entry])] == [14, 15]
    assert found.append([]) == []


# --- prices and the final result ------------------------------------------------------------------------------------


def test_scores_and_ranking_are_hidden_until_prices_are_opened(at: Any) -> None:
    folder = at("moderate")
    hidden = json.loads(run("assess", folder, "--format", "json").stdout)
    assert {each["score"] for each in hidden["assessments"]} == {None}
    assert all(place["best"] == 1 for place in hidden["rankings"][0]["places"])
    said = " ".join(run("assess", folder).stdout.split())
    assert "hidden until moderation closes" in said
    assert "BY NAME, AS SCORES ARE HIDDEN (3)" in said
    assert "RANKED BY SCORE" not in said
    assert "1-3" not in said
    assert "BY AWARD CRITERION" not in said
    shown = json.loads(run("assess", folder, "--provisional", "--format", "json").stdout)
    opened = json.loads(run("assess", at_copy(folder, "open"), "--format", "json").stdout)
    assert shown["assessments"][0]["score"] == opened["assessments"][0]["score"] is not None


def test_what_is_hidden_is_every_score_and_the_order(small: Small) -> None:
    """Everybody stands in the order of their names, and may be anywhere; of a summary alone as of the whole."""
    small.scored("X", "{q.yes: {is: yes}}").tender(RUN)
    for name, answer, supplier in (("a", "yes", "Zed"), ("b", "no", "Abe")):
        small.submission(f"{{q.yes: {answer}}}", name=name, supplier=f"{{id: {name}, name: {supplier}}}")
    shown_to_all = small.all().document
    assert [each["index"] for each in shown_to_all["rankings"][0]["places"]] == [0, 1]
    hidden = concealing.unranked(shown_to_all)
    (ranking,) = hidden["rankings"]
    assert [(each["index"], each["best"], each["worst"]) for each in ranking["places"]] == [(1, 1, 2), (0, 1, 2)]
    assert (ranking["may_be_first"], ranking["settles_most"]) == ([0, 1], None)
    for part, was in zip(hidden["assessments"], shown_to_all["assessments"], strict=True):
        assert {each["points"] for each in part["criteria"]} == {None}
        assert {each["score"] for each in (part, *part["domains"], *part["award_criteria"])} == {None}
        assert len(part["award_criteria"]) == len(was["award_criteria"]) == 1
        assert concealing.without_scores({"score": was["score"]}) == {"score": None}


def test_the_python_api_hides_what_the_command_line_hides(at: Any) -> None:
    """While moderation is open: no score, no rank, and no assessment that holds them."""
    tender = techassure.load(at("moderate"), library=library())
    hidden, shown = techassure.assess(tender), techassure.assess(tender, provisional=True)
    assert (hidden.assessments, {each["score"] for each in hidden.document["assessments"]}) == ((), {None})
    assert "hidden until moderation closes" in " ".join(str(hidden).split())
    assert shown.assessments[0].score is not None
    assert shown.document["assessments"][0]["score"] is not None


def test_moderation_closes_with_the_prices_or_with_the_result(at: Any) -> None:
    folder = at("moderate")
    assert recorded(load(folder).log).sealed
    assert not recorded(load(at_copy(folder, "open")).log).sealed
    log = load(at_copy(folder, "finalise")).log
    kept = [entry for entry in log.chain.entries if entry.data["kind"] != "prices-opened"]
    assert not recorded(replace(log, state=fold(kept))).sealed


def test_no_score_follows_the_prices_unless_the_tender_is_reopened_and_then_the_result_says_so(at: Any) -> None:
    """A mark of a demonstration is a score like any other: whoever gives it must not know what the bids cost."""
    folder = at("open")
    again = {"award_criterion": "demonstration", "score": "100", "because": "b", "corrects": 25}
    raw = decision("scored-elsewhere", A, **again)
    assert refused(folder, raw) == ["moderation-closed"]
    decided(folder, decision("reopened", because="The panel's arithmetic was wrong."))
    decided(folder, raw)
    found = load(folder)
    made = final_writer.document(found, opening.opened(found), final=False)
    (said,) = [each for each in made["notices"] if "knew these" in each]
    assert said.startswith("Bids were scored after prices had been opened (entry 28 of the log)")
    assert "knew these: entry 30. " in said


def test_prices_wait_for_every_score_from_elsewhere(at: Any) -> None:
    files = sorted((SEED / "inbox/prices").iterdir())
    with pytest.raises(ProblemsFound, match="no-score"):
        opening.open_prices(load(at("moderate")), files, {"name": "H."}, OPENED_ON)


def test_prices_open_only_after_moderation_and_only_once(at: Any) -> None:
    files = sorted((SEED / "inbox/prices").iterdir())
    early = at("clarified")
    with pytest.raises(ProblemsFound, match="not-moderated"):
        opening.open_prices(load(early), files, {"name": "H."}, OPENED_ON)
    with pytest.raises(ProblemsFound, match=r"opened before, in entry 28 of the log \(prices-open\)"):
        opening.open_prices(load(at_copy(early, "open")), files, {"name": "H."}, OPENED_ON)


def test_all_bids_are_opened_together_or_none(at: Any) -> None:
    """Each that has no price file is named, at its place; and in which order the files come makes no difference."""
    folder = at("demonstration")
    files = sorted((folder / "inbox/prices").iterdir())
    with pytest.raises(ProblemsFound) as found:
        opening.open_prices(load(folder), files[1:2], {"name": "H."}, OPENED_ON)
    assert [(problem.rule, Path(problem.place.file).parent.name) for problem in found.value.problems] == [
        ("no-price", "alderfen"),
        ("no-price", "cobblewick"),
    ]
    running = load(folder)
    opening.open_prices(running, files[::-1], {"name": "Hana Holder", "role": "Head of procurement"}, OPENED_ON)
    assert running.log.chain.head == load(at_copy(folder, "open")).log.chain.head


def test_prices_may_be_opened_on_the_day_on_which_the_bids_are_in_and_the_last_was_scored(at: Any) -> None:
    folder = at("lock")
    assert opening._too_early(load(folder), date(2026, 6, 1).toordinal()) == []
    folder = at_copy(folder, "demonstration")
    files = sorted((folder / "inbox/prices").iterdir())
    assert set(opening.open_prices(load(folder), files, {"name": "H."}, date(2026, 6, 12).toordinal())) == {A, B, C}


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("whole_life_cost: 312000", "whole_life_cost: 311000", "parts-do-not-add-up"),
        ("Leaving: 12000", "Goodwill: 12000", "other-parts"),
        ("Leaving: 12000", "Leaving: -1", "no-price"),
        ("currency: GBP", "currency: EUR", "other-currency"),
        ("vat: excluded", "vat: included", "other-currency"),
        ("currency: GBP", "", "missing-key"),
        ("vat: excluded", "", "missing-key"),
        ("Leaving: 12000", "Leaving: 12000.001", "too-fine"),
        ("parts: {", "# {", "no-parts"),
        ("product: Alderping", "product: Wardcall", "price-of-another"),
    ],
)
def test_a_price_that_does_not_fit_is_refused(at: Any, old: str, new: str, rule: str) -> None:
    folder = at("demonstration")
    path = folder / "inbox/prices/alderfen.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(ProblemsFound, match=rule):
        opening.open_prices(load(folder), sorted((folder / "inbox/prices").iterdir()), {"name": "H."}, OPENED_ON)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("price: {formula: fixed-price, amount: 1000}", "add `parts: {Total: 1000}`, or parts of other names"),
        ("price: {formula: quality-per-pound}", "add `parts: {Total: …}`, or parts of other names"),
        ("price: {formula: fixed-price, amount: 1000, parts: [Run, Leave]}", "add `parts: {Run: …, Leave: …}`, as the"),
    ],
)
def test_a_price_file_without_parts_is_told_which(small: Small, line: str, wanted: str) -> None:
    found = started(small.criterion("X", "{q.yes: {is: yes}}", role="{share: 1}"), f"{RUN}{line}", "{q.yes: yes}")
    (bid,), path = found.inside, small.folder / "price.yaml"
    made = {"techassure": "1", "submission": bids.about(bid), "currency": "GBP", "vat": "excluded"}
    path.write_text(yaml.safe_dump(made), "utf-8")
    with pytest.raises(ProblemsFound) as refusal:
        opening.open_prices(found, [path], {"name": "H."}, OPENED_ON)
    assert [each.fix.startswith(wanted) for each in refusal.value.problems] == [True]


@pytest.mark.parametrize(("score", "refused"), [("69", []), ("70", ["does-not-disqualify"])])
def test_what_follows_from_a_score_may_stand_in_the_same_file(small: Small, score: str, refused: list[str]) -> None:
    small.criterion("X", "{q.yes: {is: yes}}", role="{share: 1}")
    demo = "d: {title: Demo, weight: 10, assessed_by: elsewhere, minimum: 70}"
    page = RUN.replace("weight: 100", "weight: 90").replace("1}}}", f"1}}}}, {demo}}}")
    found = started(small, page, "{q.yes: yes}")
    (bid,) = found.inside
    scored = yaml.safe_load(decision("scored-elsewhere", bid, award_criterion="d", score=score, because="Seen."))
    out = yaml.safe_load(decision("disqualified", bid, criteria=["minimum of d"], because="b", notice="n"))
    both = {**scored, "decisions": [*scored["decisions"], *out["decisions"]]}
    assert refused_of(found, yaml.safe_dump(both).encode()) == refused


@pytest.mark.parametrize(("price", "flags"), [("900000", 0), ("900000.01", 1), ("1800000", 1)])
def test_a_price_above_the_ceiling_is_flagged_and_stands_until_people_decide(
    small: Small, price: str, flags: int
) -> None:
    small.criterion("X", "{q.yes: {is: yes}}", role="{share: 1}")
    page = RUN.replace("weight: 100", "weight: 70").replace("1}}}", "1}}, p: {weight: 30, assessed_by: price}}")
    found = started(small, f"{page}price: {{formula: linear-to-ceiling, ceiling: 900000}}", "{q.yes: yes}")
    (bid,) = found.inside
    prices = {bid: BidPrice(bid, Fraction(price), {})}
    waiting = [each for each in missing.of_everything(found, prices) if "flagged" in each.message]
    assert [each.rule for each in waiting] == ["high-price-not-considered"] * flags
    stood = standings(found, prices, final=True)[None][bid]
    assert (stood.places, stood.total) == ((1, 1), Range(Fraction(70), Fraction(70)))
    drafts = {each["kind"]: each["submission"] for each in decision_drafts.waiting(found, prices)}
    assert drafts.get("above-ceiling-considered") == (bids.about(bid) if flags else None)
    assert "abnormally-low-considered" not in drafts
    found.log = replace(found.log, state=after({"kind": "above-ceiling-considered", "found": "As published: 0 points.",
                                                "submission": bids.about(bid)}))  # fmt: skip
    assert not [each for each in missing.of_everything(found, prices) if "flagged" in each.message]


def test_finalise_lists_everything_that_is_missing_at_once(at: Any) -> None:
    folder = at("lock")
    refusal = run("tender", "finalise", folder, "--by", "Hana Holder")
    assert refusal.exit_code == 1
    for name in ("review-open", "decision-open", "not-considered", "no-score", "prices-sealed", "verdict-undecided"):
        assert f"({name})" in refusal.output
    assert not (folder / "final.json").exists()


def test_a_flagged_price_is_never_rejected_and_has_to_be_considered(at: Any) -> None:
    found = load(at("open"))
    prices = opening.opened(found)
    (problem,) = missing.of_everything(found, prices)
    assert problem.rule == "low-price-not-considered"
    assert standings(found, prices, final=True)[None][C].places == (3, 3)


def test_before_the_end_an_undecided_bid_makes_relative_scores_ranges(at: Any) -> None:
    """Without the decision that its gate is met by an equivalent, Wardcall may fall out; it is not the cheapest."""
    found = load(at("low"))
    prices = opening.opened(found)
    del found.state.moderated[C, "social-value/SV1"], found.state.judgements[C]["social-value/SV1"]
    span = standings(found, prices, final=False)[None][A].scores["price"]
    assert span is not None
    assert (span.low, span.high) == (100 * Fraction(171, 312), 100 * Fraction(298, 312))


def test_the_result_says_what_its_formula_does(at: Any) -> None:
    said = " ".join(run("tender", "finalise", at("low"), "--check").stdout.split())
    assert "One bid's price points depend on the other bids' prices" in said
    assert "PROVISIONAL" in said


def test_what_is_final_stays_final_until_it_is_reopened(at: Any) -> None:
    folder = at("finalise")
    assert "(already-finalised)" in run("tender", "finalise", folder, "--by", "H.").output
    (folder / "reopen.yaml").write_bytes(decision("reopened", because="A price was mistyped by the trust."))
    assert run("tender", "decide", folder, folder / "reopen.yaml").exit_code == 0
    again = run("tender", "finalise", folder, "--by", "H. Holder", "--on", "2026-06-30")
    assert again.exit_code == 0
    assert len(load(folder).state.history) == 32


def test_the_result_holds_why_it_was_reopened_and_which_result_that_lifted(at: Any) -> None:
    folder = at("finalise")
    before = chain.digest((folder / "final.json").read_bytes())
    decided(folder, decision("reopened", because="A price was mistyped by the trust."))
    run("tender", "finalise", folder, "--by", "H. Holder", "--on", "2026-06-30")
    (made,) = json.loads((folder / "final.json").read_text("utf-8"))["reopened"]
    assert (made["entry"], made["because"]) == (31, "A price was mistyped by the trust.")
    assert made["lifted"] == {"entry": 30, "on": "2026-06-24", "final": before}


def test_the_result_says_who_closed_it_and_when(at: Any) -> None:
    folder = at("low")
    run("tender", "finalise", folder, "--by", "H. Holder", "--on", "2026-06-24")
    final = json.loads((folder / "final.json").read_text("utf-8"))
    assert final["closed"] == {"by": "H. Holder", "on": "2026-06-24"}


def test_what_changes_the_log_prints_its_head(at: Any) -> None:
    folder = at("before")
    inbox = folder / "inbox"
    sheets = [inbox / f"{name}.yaml" for name in ("orla", "idris", "petra")]
    for path in (folder / "panel").iterdir():
        path.unlink()
    said = run("review", "merge", folder, *sheets).stdout
    assert f"Head {load(folder).log.chain.head}\n" in said


def test_moderation_that_was_opened_again_before_any_result_lifted_none(at: Any) -> None:
    folder = at("low")
    decided(folder, decision("reopened", because="A slip."))
    found = load(folder)
    (made,) = final_writer.document(found, opening.opened(found), final=False)["reopened"]
    assert (made["because"], made["lifted"]) == ("A slip.", None)


def test_a_lot_is_awarded_once_and_a_second_award_corrects_the_first(at: Any) -> None:
    """Where two bids share the first place, the award to one is not lost when the other's is recorded."""
    found = load(at("award"))
    assert found.state.final is not None
    (first,) = found.state.final.data["first"]
    other = next(key for key in (A, B) if bids.about(key) != first)
    found.state.final.data["first"].append(bids.about(other))
    for corrects, rules in (({}, ["decided-before"]), ({"corrects": 31}, [])):
        assert refused_of(found, dated("award", "2026-06-26", other, because="b", **corrects)) == rules


def test_what_is_not_final_says_that_people_decide(at: Any) -> None:
    found = load(at("low"))
    made = [final_writer.document(found, opening.opened(found), final=final) for final in (False, True)]
    assert [each["kind"] for each in made] == ["standing", "final"]
    assert [PROVISIONAL in each["notices"] for each in made] == [True, False]


def test_no_tender_is_closed_before_the_last_of_its_prices_was_opened(at: Any) -> None:
    found = load(at("low"))
    (first,) = found.state.prices
    found.state.history.append(replace(first, on=first.on + 9))
    assert [each.rule for each in finalising.too_early(found, first.on + 8)] == ["before-what-it-follows"]
    assert finalising.too_early(found, first.on + 9) == []


def test_a_gate_due_later_is_a_condition_of_the_award_and_no_failure() -> None:
    final = ward_messages.final()
    bid = next(each for each in final["bids"] if each["submission"]["product"] == "Wardcall")
    assert bid["until_due"] == [{"criterion": "cyber-essentials/CE-2", "due": "2026-07-20"}]
    assert bid["verdict"] == "compliant"


def test_what_stayed_unanswered_is_counted_by_the_published_rule() -> None:
    final = ward_messages.final()
    bid = next(each for each in final["bids"] if each["submission"]["product"] == "Nightnote")
    sub_criteria = [sub for award in bid["award_criteria"] for sub in award["sub_criteria"]]
    counted = {sub["criterion"]: sub["points"]["low"] for sub in sub_criteria if sub["counted_by_rule"]}
    assert counted == {"cyber-essentials/CE-10": "0", "social-value/SV3": "1"}


def test_a_judgement_in_a_file_does_not_count_in_a_locked_tender(at: Any) -> None:
    folder = at("low")
    names = dict(zip(("supplier", "product", "version"), A, strict=False))
    entry = {"criterion": "social-value/SV1", "points": "4", "because": "I say so."}
    review = {"submission": names, "by": {"name": "X"}, "on": "2026-06-08", "entries": [entry]}
    (folder / "reviews.yaml").write_text(yaml.safe_dump({"techassure": "1", "reviews": [review]}), "utf-8")
    found = load(folder)
    rules = [problem.rule for problem in missing.of_everything(found, opening.opened(found))]
    assert rules == ["judged-outside-the-log"]
    assert final_writer.document(found, opening.opened(found), final=True)["bids"][0]["total"]["low"] == 74.92


def test_the_board_of_a_final_tender_leads_to_the_result() -> None:
    said = " ".join(run("assess", SEED).stdout.split())
    assert said.startswith("*** FINALISED: SEE final.json ***")
    assert "PROVISIONAL" not in said
    assert "Locked on 2026-04-30; log of 31 entries, head sha256:" in said
    assert "FINALISED on 2026-06-24: the result is `final.json`" in said
    document = json.loads(run("assess", SEED, "--format", "json").stdout)
    assert (document["selection"]["final"], document["selection"]["finalised_on"]) == (False, "2026-06-24")


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_every_page_of_a_final_tender_leads_to_the_result(form: str) -> None:
    pytest.importorskip("jinja2", reason="needs the extra `report`")
    said = run("assess", SEED, "--format", form).stdout
    assert "FINALISED: SEE final.json" in said
    assert "finalised on 2026-06-24: the result is final.json" in said
    assert "PROVISIONAL" not in said


def test_the_final_result_can_be_shown_again_and_only_as_it_was_closed(at: Any) -> None:
    folder = at("finalise")
    final = run("tender", "finalise", folder, "--check").stdout
    assert final.startswith("*** FINAL ***")
    scores = final.partition("BY AWARD CRITERION")[2].partition("NOT RANKED")[0]
    assert re.search(r"^1 +Alderping 3.1.0 +100 +80.00 +85.00 +54.81$", scores, re.MULTILINE)
    (folder / "final.json").write_text((folder / "final.json").read_text("utf-8").replace("74.92", "73.92"), "utf-8")
    assert "(final-differs)" in run("tender", "finalise", folder, "--check").output


# --- a bid that was let in after the prices were opened -------------------------------------------------------------


@pytest.fixture
def late(at: Any) -> Path:
    """Alderping is back after the prices of the others were opened. Nobody has moderated its scores."""
    folder: Path = at("clarified")
    decided(folder, decision("withdrawn", A, because="By letter."))
    moderated(folder)
    run("tender", "decide", folder, folder / "inbox/4-demonstration.yaml")
    opened = price_opened(folder, "brindlecote", "cobblewick")
    assert opened.exit_code == 0, opened.output
    decided(folder, decision("reinstated", A, because="The letter was another tender's."))
    return folder


def decided(folder: Path, raw: bytes) -> None:
    (folder / "one.yaml").write_bytes(raw)
    result = run("tender", "decide", folder, folder / "one.yaml")
    assert result.exit_code == 0, result.output


def moderated(folder: Path) -> str:
    """Hold a meeting on what waits for it, and return what merging says."""
    path = folder / "late.yaml"
    run("review", "sheet", folder, "--moderation", "--reviewer", "Maud Moderator", "--output", path)
    ward_messages.fill(path, ward_messages.MEETING, "2026-06-22")
    return run("review", "merge", folder, path).output


def price_opened(folder: Path, *names: str) -> Any:
    files = [folder / "inbox/prices" / f"{name}.yaml" for name in names]
    return run("tender", "open-prices", folder, *files, "--by", "Hana Holder", "--on", "2026-06-22")


def test_a_late_bids_price_stays_sealed_until_its_own_moderation(late: Path) -> None:
    """And its moderation waits until somebody has reopened it, with the reason: the other prices are known."""
    refused = price_opened(late, "alderfen")
    assert (refused.exit_code, "(not-moderated)" in refused.output) == (2, True)
    assert "(moderation-closed)" in moderated(late)
    decided(late, decision("reopened", because="Alderfen is back; its scores are still to be agreed."))
    assert "2 scores moderated" in moderated(late)
    assert price_opened(late, "alderfen").exit_code == 0


def test_nothing_was_done_to_a_tender_before_it_was_locked(at: Any) -> None:
    folder = at("before")
    raw = decision("withdrawn", B, because="By letter.").replace(b"2026-06-20", b"2026-04-29")
    assert refused(folder, raw) == ["before-the-lock"]
    assert refused(folder, raw.replace(b"2026-04-29", b"2026-04-30")) == []
    sheet = (folder / "inbox/orla.yaml").read_text("utf-8").replace("2026-06-08", "2026-04-29")
    (folder / "early.yaml").write_text(sheet, "utf-8")
    with pytest.raises(ProblemsFound, match="before-the-lock"):
        merging.merge(load(folder), folder / "early.yaml")


def test_prices_are_opened_after_the_bids_are_in_and_the_tender_closed_after_that(at: Any) -> None:
    folder = at("demonstration")
    files = sorted((folder / "inbox/prices").iterdir())
    with pytest.raises(ProblemsFound, match="before-the-deadline"):
        opening.open_prices(load(folder), files, {"name": "H."}, date(2026, 5, 31).toordinal())
    early = run("tender", "finalise", at_copy(folder, "low"), "--by", "H. Holder", "--on", "2026-06-15")
    assert (early.exit_code, "(before-what-it-follows)" in early.stderr) == (1, True)


@pytest.mark.parametrize(
    "command",
    [
        ("tender", "open-prices", "{}", "{}/inbox/prices", "--by"),
        ("tender", "finalise", "{}", "--by"),
        ("review", "sheet", "{}", "--reviewer"),
    ],
)
def test_nobody_without_a_name_acts(at: Any, command: tuple[str, ...]) -> None:
    folder = at("clarified")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = run(*(part.replace("{}", str(folder)) for part in command), "  ")
    assert (done.exit_code, "write the name of the person" in done.stderr) == (2, True)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_price_that_was_opened_later_is_said_to_have_been(late: Path) -> None:
    decided(late, decision("reopened", because="Alderfen is back."))
    moderated(late)
    price_opened(late, "alderfen")
    found = load(late)
    made = final_writer.document(found, opening.opened(found), final=False)
    assert len([bid for bid in made["bids"] if bid.get("price")]) == 3
    (said,) = [each for each in made["notices"] if "was opened on" in each]
    assert said.startswith("The price of Alderfen Pretend Systems Ltd, Alderping 3.1.0 was opened on 2026-06-22, entry")
    first, later = (each["price"]["opened"]["entry"] for each in (made["bids"][1], made["bids"][0]))
    assert first < later


def test_an_opened_price_is_never_opened_again(late: Path) -> None:
    decided(late, decision("reopened", because="Alderfen is back."))
    moderated(late)
    refused = price_opened(late, "alderfen", "brindlecote")
    assert (refused.exit_code, "was opened before" in refused.output) == (2, True)
    assert len(load(late).state.prices) == 1


def by_quality_for_the_price(folder: Path) -> Running:
    found = load(folder)
    awards = tuple(award for award in found.selection.award_criteria if award.assessed_by != "price")
    rules = found.selection.rules._replace(price=PriceRule("quality-per-pound"))
    found.selection = replace(found.selection, award_criteria=awards, rules=rules)
    return found


def test_quality_per_pound_ranks_by_the_quotient(at: Any) -> None:
    """Without price points: 60 of weight for quality, divided by the whole-life cost."""
    found = by_quality_for_the_price(at("low"))
    prices = opening.opened(found)
    made = standings(found, prices, final=True)[None]
    assert {key: each.places for key, each in made.items() if each.places} == {A: (2, 2), B: (1, 1), C: (3, 3)}
    quality = 20 + Fraction(16) + 17
    assert made[A].per_pound == Range(quality / 312_000, quality / 312_000)


def test_quality_per_pound_is_a_range_while_a_score_is_open(at: Any) -> None:
    found = by_quality_for_the_price(at("low"))
    prices = opening.opened(found)
    del found.state.moderated[A, "social-value/SV1"], found.state.judgements[A]["social-value/SV1"]
    bid = final_writer.document(found, prices, final=False)["bids"][0]
    low, high = (Fraction(each) for each in bid["price"]["quality_per_pound"])
    assert low < Fraction(53, 312_000) < high


def test_the_document_gives_every_bid_the_places_that_it_may_still_come_to(at: Any) -> None:
    found = load(at("low"))
    prices = opening.opened(found)
    del found.state.moderated[A, "social-value/SV1"], found.state.judgements[A]["social-value/SV1"]
    places = {key: each.places for key, each in standings(found, prices, final=False)[None].items()}
    assert places[A] == (1, 3)
    made = final_writer.document(found, prices, final=False)
    told = {bid["submission"]["product"]: bid.get("place") for bid in made["bids"]}
    assert told["Alderping"] == {"best": 1, "worst": 3}
    assert {name: place and (place["best"], place["worst"]) for name, place in told.items()} == {
        **{key[1]: span for key, span in places.items()}, "Shiftline": None, "Quietround": None}  # fmt: skip


def test_the_document_names_what_was_changed_after_the_lock_and_how_a_late_bid_was_decided(locked: Running) -> None:
    (bid,) = locked.inside
    changed = {"dates.deadline": ("2026-05-31", "2026-06-01"), "criteria.small/X": (None, "share 1")}
    change = locking.Modification("modification", OPENED_ON, "H.", "https://example.org/2", "A week more.", changed, "")
    late = {"kind": "late", "submission": bids.about(bid), "decision": "refused"}
    lock = replace(locked.log.lock, modifications=(change,))
    locked.log = replace(locked.log, lock=lock, state=after({"kind": "modification"}, late))
    made = final_writer.document(locked, {}, final=False)
    (told,) = made["lock"]["modifications"]
    assert (told["entry"], told["kind"], told["by"], told["on"]) == (1, "modification", "H.", "2026-06-16")
    assert told["changed"] == [
        {"part": "criteria.small/X", "before": None, "after": "share 1"},
        {"part": "dates.deadline", "before": "2026-05-31", "after": "2026-06-01"},
    ]
    assert [(each["stands"], each["decided"]["decision"], each.get("verdict")) for each in made["bids"]] == [
        ("late", "refused", None)
    ]


def test_a_score_may_be_rounded_before_it_is_weighted(at: Any) -> None:
    found = load(at("low"))
    prices = opening.opened(found)
    found.selection = replace(found.selection, rules=found.selection.rules._replace(rounded_at="award-criterion"))
    span = standings(found, prices, final=True)[None][A].scores["price"]
    assert span == Range(Fraction("54.81"), Fraction("54.81"))


def test_each_lot_is_by_itself(tmp_path: Path) -> None:
    """A cheap bid in another lot takes no points from anybody."""
    folder = ward_messages.at(tmp_path / "tender", "lock")
    (folder / "tender.lock.json").unlink()
    lots = 'lots: {"1": Wards, "2": Clinics}\n'
    (folder / "tender.yaml").write_text((folder / "tender.yaml").read_text("utf-8") + lots, "utf-8")
    for name in ward_messages.BIDS:
        path = folder / "submissions" / name / "submission.yaml"
        lot = "2" if name == "cobblewick" else "1"
        path.write_text(path.read_text("utf-8").replace("answers:", f'lot: "{lot}"\nanswers:'), "utf-8")
    run("tender", "lock", folder, "--on", "2026-04-30")
    found = load(folder)
    prices = {(*key[:3], lot): BidPrice((*key[:3], lot), Fraction(price), {})
              for key, lot, price in ((A, "1", 312), (B, "1", 298), (C, "2", 171))}  # fmt: skip
    made = standings(found, prices, final=False)
    assert [(lot, len(bids)) for lot, bids in made.items()] == [("1", 5), ("2", 1)]
    assert made["2"][*C[:3], "2"].scores["price"] == Range(Fraction(100), Fraction(100))
    span = made["1"][*A[:3], "1"].scores["price"]
    assert span is not None
    assert span.low == 100 * Fraction(298, 312)


# --- no sequence of commands loses or rewrites an entry -------------------------------------------------------------

FILES = ["1-receipt.yaml", "2-before-assessment.yaml", "3-clarified.yaml", "4-demonstration.yaml", "5-low-price.yaml",
         "6-award.yaml"]  # fmt: skip
SINGLE = [
    decision("withdrawn", A, because="By letter."),
    decision("reinstated", A, because="By another letter."),
    decision("reopened", because="A slip."),
    decision("clarification-closed", clarification="C1", because="Too late."),
]


class Commands(RuleBasedStateMachine):
    """Commands in any order, most of them refused: the log only grows, and what stood in it stays to the byte."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = ward_messages.at(Commands.root / f"{Commands.count}", "lock")
        Commands.count += 1
        self.log = self.folder / "decisions.jsonl"
        self.before = b""
        self.seed = load(self.folder).log.chain.seed

    root: Path
    count = 0

    def attempt(self, act: Any) -> None:
        try:
            act(load(self.folder))
        except ProblemsFound:
            assert self.log.read_bytes() == self.before

    @rule(name=st.sampled_from(FILES))
    def decide(self, name: str) -> None:
        self.attempt(lambda found: found.append(deciding.entries(found, read_file(self.folder / "inbox" / name))))

    @rule(raw=st.sampled_from(SINGLE))
    def decide_one(self, raw: bytes) -> None:
        self.attempt(lambda found: found.append(deciding.entries(found, read_yaml(raw, "one.yaml"))))

    @rule(names=st.lists(st.sampled_from(["orla", "idris", "petra", "meeting"]), min_size=1, max_size=4))
    def merge(self, names: list[str]) -> None:
        for name in names:
            self.attempt(lambda found, name=name: merging.merge(found, self.folder / "inbox" / f"{name}.yaml"))
            self.only_grows()

    @rule()
    def open(self) -> None:
        files = sorted((self.folder / "inbox/prices").iterdir())
        self.attempt(lambda found: opening.open_prices(found, files, {"name": "H."}, OPENED_ON))

    @rule()
    def finalise(self) -> None:
        def act(found: Running) -> None:
            made = finalising.finalised(found, opening.opened(found), {"name": "H."}, OPENED_ON)
            found.append([finalising.closing_entry(found, made, {"name": "H."}, OPENED_ON)])

        self.attempt(act)

    @invariant()
    def only_grows(self) -> None:
        now = self.log.read_bytes()
        assert now.startswith(self.before)
        chain.parse(now, self.seed, "log")
        self.before = now


def test_no_sequence_of_commands_loses_or_rewrites_an_entry(tmp_path: Path) -> None:
    Commands.root = tmp_path
    Commands.TestCase.settings = settings(
        max_examples=5, stateful_step_count=8, suppress_health_check=list(HealthCheck)
    )
    Commands.TestCase("runTest").runTest()
    shutil.rmtree(tmp_path)
