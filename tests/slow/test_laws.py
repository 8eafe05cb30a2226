"""The laws of the engine, on random definitions and random answers: one property each.

Everything random goes through the engine's own doors (files, the loader, the reader of submissions), and is judged
a second time by the slow evaluator, which was written from the language's documentation and shares no code with it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from techassure import calendar_days
from techassure.definitions import facts
from techassure.definitions.model import Fact
from techassure.definitions.validators import accepts
from techassure.definitions.words import Tree, compiled
from techassure.documents.reader import document_of
from techassure.documents.writer import document
from techassure.engine import ranking, scoring
from techassure.engine.assessor import Assessment, Assessor
from techassure.engine.outcomes import Outcome, Result
from techassure.files.places import read_json, read_yaml
from techassure.problems import Place
from techassure.report import csv, jsonl, self_check, table
from techassure.report import json as json_report
from techassure.runs import run
from techassure.selections.selection import Selection
from techassure.submissions import Submission

from . import evaluator as slow
from . import strategies as some
from .bench import Bench, conclusion, dump, ends, outcomes_of, possible, slow_conclusion, slowly, submission_file
from .strategies import Given, World

TRUTHS = {(True, False): slow.HOLDS, (False, True): slow.FAILS, (False, False): slow.OPEN}
DAYS_AHEAD = 45


THOROUGH = float(os.environ.get("THOROUGH", "1"))
"""Set it to 20 to try twenty times as many examples, and other ones each time; to 0.2 for a fifth of them."""


def examples(count: int) -> Callable[[Any], Any]:
    """The same examples on every machine, and no clock that could fail a slow one."""
    return settings(
        max_examples=max(5, int(count * THOROUGH)),
        derandomize=THOROUGH <= 1,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )


# --- the engine, the reference validator and the slow evaluator agree -----------------------------------------------


@examples(120)
@given(world=some.worlds(), as_json=st.booleans())
def test_the_engine_and_the_slow_evaluator_agree(bench: Bench, world: World, as_json: bool) -> None:
    """Outcomes, what they may become, points, scores, gates and verdict: on all types of facts."""
    assert conclusion(bench.assess(world, as_json)) == slow_conclusion(world)


@examples(250)
@given(world=some.evidenced_worlds() | some.worlds(kinds=some.FEW_KINDS))
def test_the_two_agree_on_evidence_and_dates(bench: Bench, world: World) -> None:
    """The same on few facts, so that documents and provenance decide more often."""
    assert conclusion(bench.assess(world)) == slow_conclusion(world)


@examples(200)
@given(world=some.scored_worlds())
def test_a_range_ends_where_completions_end(bench: Bench, world: World) -> None:
    """The engine's range, found greedily, has the ends that trying every completion gives."""
    assert conclusion(bench.assess(world)) == slow_conclusion(world)


@examples(120)
@given(world=some.worlds())
def test_checks_are_the_same_under_both_validators_and_the_slow_evaluator(bench: Bench, world: World) -> None:
    """Each expectation's two schemas, under `jsonschema-rs` and `jsonschema`, are its three-valued truth."""
    assessment = bench.assess(world)
    situation, instance = slow_situation(world), typed_instance(assessment, world)
    for tree, expectation in expectations_of(assessment.assessor.selection, world):
        schemas = compiled(tree, assessment.assessor.days)
        expected = slow.truth_in(expectation, situation)
        assert truth_by(schemas, instance, "jsonschema-rs") == expected
        assert truth_by(schemas, instance, "jsonschema") == expected


def slow_situation(world: World) -> slow.Situation:
    return slow.Situation(
        world.facts, world.day, world.given.answers, world.contract, world.given.documents, head=some.HEADS
    )


def typed_instance(assessment: Assessment, world: World) -> dict[str, Any]:
    """The object that a check's schemas are about: every fact by its typed value, a document by its name."""
    attached = {name: name for name in some.of_type(world.facts, "document") if is_answered(name, world)}
    return {**attached, **assessment.situation.values, **assessment.assessor.selection.contract}


def is_answered(fact: str, world: World) -> bool:
    return slow.value_of(fact, slow_situation(world), slow.everything) is not None


def expectations_of(selection: Selection, world: World) -> list[tuple[Tree, Any]]:
    """Every expectation twice: as the engine's tree, and as it was written."""
    found: list[tuple[Tree, Any]] = []
    for member in selection.members:
        definition, written = member.definition, world.criteria[member.definition.key]
        if definition.applies is not None:
            found.append((definition.applies, written["applies_when"]))
        checks = zip(definition.checks, slow.expected(written), strict=True)
        found += [(tree, each) for (_, tree), each in checks]
        bands = zip(definition.bands, written.get("bands", []), strict=True)
        found += [(tree, each["expect"]) for (_, tree), each in bands if tree is not None]
    return found


def truth_by(schemas: tuple[Any, Any], instance: Any, backend: Any) -> str:
    holds, fails = (accepts(schema, backend)(instance) for schema in schemas)
    return TRUTHS[holds, fails]


@examples(40)
@given(world=some.worlds())
def test_the_fallback_validator_gives_the_same_assessment(bench: Bench, world: World) -> None:
    """Where jsonschema-rs has no wheel, jsonschema runs the checks: nothing differs."""
    quick = bench.assessor(world)
    reference = Assessor(quick.selection, quick.as_of, "jsonschema")
    assert conclusion(bench.judge(quick, world.given)) == conclusion(bench.judge(reference, world.given))


# --- nothing that was accepted trips, nothing is lost ---------------------------------------------------------------


@examples(60)
@given(world=some.worlds())
def test_what_the_loader_accepts_is_assessed_explained_and_reported(bench: Bench, world: World) -> None:
    """Every outcome stands exactly once in every report, whatever the definitions and the answers."""
    assessment = bench.assess(world)
    made = plain_document(assessment, [assessment])
    expected = sorted((ref.partition("/")[2], found[0]) for ref, found in outcomes_of(assessment).items())
    [one] = made["assessments"]
    assert sorted((each["id"], each["outcome"]) for each in one["criteria"]) == expected
    assert sum(one["counts"].values()) == len(expected)
    assert document_of(json.loads(json_report.render(made)), Place("kept")) == made
    assert sorted(csv_outcomes(csv.render(made))) == expected
    assert json.loads(jsonl.render(made).splitlines()[0])["assessment"] == one
    assert one["supplier"] in table.render(made)
    for identifier, _ in expected:
        assert self_check.render(plain_document(assessment, [assessment], "self-check")).count(identifier) >= 1


@examples(120)
@given(world=some.scored_worlds() | some.evidenced_worlds(), kind=st.sampled_from(["assessment", "self-check"]))
def test_a_result_that_was_kept_agrees_with_itself(bench: Bench, world: World, kind: str) -> None:
    """What is worked out again on reading is what the engine found, whatever a tender weighs, demands and dates."""
    assessment = bench.assess(world)
    made = plain_document(assessment, [assessment], kind)
    assert document_of(made, Place("kept")) == made


def plain_document(of: Assessment, assessments: Sequence[Assessment], kind: Any = "assessment") -> dict[str, Any]:
    return json.loads(json_report.render(document(of.assessor, assessments, [], kind)))  # type: ignore[no-any-return]


def csv_outcomes(rendered: bytes) -> list[tuple[str, str]]:
    head, *lines = [line.split(",") for line in rendered.decode().splitlines()]
    return [(line[head.index("criterion")], line[head.index("outcome")]) for line in lines]


@examples(40)
@given(world=some.worlds(most=2), data=st.data())
def test_a_batch_is_the_same_as_one_by_one(bench: Bench, world: World, data: st.DataObject) -> None:
    """And the same inputs give the same bytes."""
    selection = bench.selection(world)
    said = st.builds(Given, some.answers(world.facts, world.day))
    files = {f"GB-COH-0000000{place}": data.draw(said) for place in range(1, 4)}
    paths = [bench.folder / f"{name}.yaml" for name in files]
    for path, (name, given_by) in zip(paths, files.items(), strict=True):
        dump(submission_file(given_by, name), path)
    together = run(selection, paths, world.day.toordinal())
    alone = [run(selection, [path], world.day.toordinal())["assessments"] for path in paths]
    assert together["assessments"] == [each for [each] in alone]
    assert json_report.render(together) == json_report.render(run(selection, paths, world.day.toordinal()))


@examples(300)
@given(data=st.data())
def test_load_then_dump_is_the_identity(data: st.DataObject) -> None:
    """A typed value, written out as a submission would write it, reads back as itself: from YAML and from JSON."""
    definition = data.draw(st.sampled_from(some.KINDS[:-2]).flatmap(some.definitions) | some.definitions("table"))
    fact = Fact.model_validate(definition)
    value = facts.reader(fact)(data.draw(some.values(definition, data.draw(some.days()))))
    assert not isinstance(value, facts.Unreadable)
    text = json.dumps({"answer": facts.written(fact, value)}).encode()
    for source in (read_yaml(text, "y"), read_json(text, "j")):
        raw = source.value["answer"]
        assert value == (None if facts.is_blank(raw) else facts.reader(fact)(raw))


# --- silence and answers --------------------------------------------------------------------------------------------


@examples(120)
@given(world=some.worlds())
def test_an_empty_submission_meets_nothing(bench: Bench, world: World) -> None:
    """Whatever the standard asks, and whatever the contract says."""
    assessment = bench.judge(bench.assessor(world), Given())
    assert "met" not in [result.outcome.text for result in assessment.results]


def unreviewed(world: World) -> Given:
    """What was given, without a person's finding that is about the evidence as it stood."""
    by_people = [ref for ref, one in world.criteria.items() if one.get("judged_by") == "reviewer"]
    kept = [each for each in world.given.reviews if "outcome" not in each or each["criterion"] in by_people]
    return replace(world.given, reviews=kept)


def without(full: Given, gone: Sequence[str]) -> Given:
    said = {name: answer for name, answer in full.answers.items() if name not in gone}
    return replace(full, answers=said, measured=full.measured & frozenset(said))


@examples(100)
@given(world=some.worlds(), data=st.data())
def test_the_range_only_narrows_as_answers_arrive(bench: Bench, world: World, data: st.DataObject) -> None:
    """What more answers come to was possible before them, in points and in score; and they never unsettle a `met`."""
    narrows(bench, world, data)


@examples(150)
@given(world=some.evidenced_worlds(), data=st.data())
def test_the_range_only_narrows_as_evidence_arrives(bench: Bench, world: World, data: st.DataObject) -> None:
    """The same where documents and provenance decide."""
    narrows(bench, world, data)


@examples(120)
@given(world=some.scored_worlds(), data=st.data())
def test_the_range_only_narrows_as_points_are_settled(bench: Bench, world: World, data: st.DataObject) -> None:
    """The same where everything is scored, and may not apply."""
    narrows(bench, world, data)


def narrows(bench: Bench, world: World, data: st.DataObject) -> None:
    full = unreviewed(world)
    gone = data.draw(st.lists(st.sampled_from(sorted(full.answers)), unique=True)) if full.answers else []
    assessor = bench.assessor(world)
    before, after = bench.judge(assessor, without(full, gone)), bench.judge(assessor, full)
    for earlier, later in zip(before.results, after.results, strict=True):
        assert possible(later.possible) <= possible(earlier.possible)
        assert (earlier.outcome, later.outcome) != (Outcome.MET, Outcome.NO_ANSWER)
        if later.outcome is not Outcome.NOT_APPLICABLE:
            assert earlier.low <= later.low <= later.high <= earlier.high
    if after.score is not None:
        assert before.score is not None
        assert before.score.low <= after.score.low <= after.score.high <= before.score.high


# --- points and weights ---------------------------------------------------------------------------------------------


@examples(150)
@given(world=some.scored_worlds(), data=st.data())
def test_raising_the_points_of_one_criterion_never_lowers_the_score(
    bench: Bench, world: World, data: st.DataObject
) -> None:
    """Applicability unchanged."""
    assessment = bench.assess(world)
    at = data.draw(st.sampled_from(range(len(assessment.results))))
    was, rule = assessment.results[at], assessment.assessor.criteria[at].rule
    raised = list(assessment.results)
    points = sorted({Fraction(0), rule.of, *(given for given, _ in rule.bands)})
    low = data.draw(st.sampled_from([each for each in points if each >= was.low]))
    high = max(low, data.draw(st.sampled_from([each for each in points if each >= was.high])))
    raised[at] = Result(was.outcome, was.possible, low, high)
    now, then = total(assessment, assessment.results), total(assessment, raised)
    if now is None:
        assert then is None
    else:
        assert then is not None
        assert then.low >= now.low
        assert then.high >= now.high


def total(assessment: Assessment, results: Sequence[Result]) -> scoring.Range | None:
    return scoring.total([(award.weight, award.range(results)) for award in assessment.assessor.awards])


@examples(60)
@given(world=some.scored_worlds(), factor=st.sampled_from(["2", "3", "0.5", "7.25"]))
def test_scaling_shares_changes_nothing(bench: Bench, world: World, factor: str) -> None:
    """Only what shares are to one another matters."""
    scaled = replace(world, edition=with_shares(world.edition, factor), selection=with_shares(world.selection, factor))
    assert conclusion(bench.assess(scaled)) == conclusion(bench.assess(world))


def with_shares(data: Any, factor: str) -> Any:
    """The same plain data with every share multiplied, those of a tender's `criteria` too."""
    if isinstance(data, list):
        return [with_shares(each, factor) for each in data]
    if not isinstance(data, dict):
        return data
    made = {key: with_shares(each, factor) for key, each in data.items()}
    if "share" in made:
        made["share"] = times(made["share"], factor)
    if isinstance(made.get("criteria"), dict):
        made["criteria"] = {
            ref: times(each, factor) if isinstance(each, str) else each for ref, each in made["criteria"].items()
        }
    return made


def times(share: str, factor: str) -> str:
    return f"{float(Fraction(share) * Fraction(factor)):g}"


@examples(100)
@given(world=some.worlds(), random=st.randoms(use_true_random=False))
def test_order_changes_nothing(bench: Bench, world: World, random: Any) -> None:
    """The order of facts, criteria, sections, checks, rows, answers and documents."""

    def shuffled(data: Any) -> Any:
        if isinstance(data, dict):
            return {key: shuffled(each) for key, each in sorted(data.items(), key=lambda _: random.random())}
        return (
            [shuffled(each) for each in sorted(data, key=lambda _: random.random())] if isinstance(data, list) else data
        )

    rows = shuffled if not uses_look_up(world) else dict
    other = replace(
        world,
        facts={name: shuffled(world.facts[name]) | inputs(world.facts[name]) for name in shuffled(list(world.facts))},
        criteria={ref: shuffled(one) | steps(one) for ref, one in world.criteria.items()},
        edition=shuffled(world.edition),
        selection=shuffled(world.selection),
        given=replace(world.given, answers=rows(world.given.answers), documents=shuffled(world.given.documents)),
    )
    assert conclusion(bench.assess(other)) == conclusion(bench.assess(world))


def steps(criterion: Any) -> Any:
    """What has an order that means something: bands stand best first."""
    return {"bands": criterion["bands"]} if "bands" in criterion else {}


def inputs(definition: Any) -> Any:
    """What has an order that means something: the inputs of a derived fact."""
    return {"derived": definition["derived"]} if "derived" in definition else {}


def uses_look_up(world: World) -> bool:
    """A key that stands twice is looked up in the first row that has it."""
    return any(one.get("derived", {}).get("function") == "look_up" for one in world.facts.values())


# --- time -----------------------------------------------------------------------------------------------------------


@examples(90)
@given(world=some.evidenced_worlds() | some.worlds(most=2, kinds=("date", "document")))
def test_time_changes_outcomes_and_verdicts_on_the_days_that_are_named(bench: Bench, world: World) -> None:
    """`changes_on` and `lapses_on` are what waiting for them, a day at a time, finds."""
    assessment = bench.assess(world)
    found = waited(world)
    last = world.day + timedelta(days=DAYS_AHEAD)
    for at, plan in enumerate(assessment.assessor.criteria):
        change = assessment.change(plan, at)
        expected = first_change([(day, one.outcomes[plan.rule.key].outcome) for day, one in found])
        assert (change and (date.fromordinal(change[0]), change[1].text) if is_near(change, last) else None) == expected
    lapse = assessment.lapse
    worse = [day for day, one in found if is_worse(one.verdict, found[0][1].verdict)]
    assert (date.fromordinal(lapse[0]) if lapse and is_near(lapse, last) else None) == (worse[0] if worse else None)


@examples(200)
@given(day=st.dates(date(2023, 1, 1), date(2028, 12, 31)), span=st.sampled_from([*some.DURATIONS, "13 months"]))
def test_the_last_day_within_a_span_is_the_one_that_waiting_finds(day: date, span: str) -> None:
    """Months are clamped backwards from the as-of day, so the last day may come later than the span after."""
    held = [day + timedelta(days=step) for step in range(800) if is_within(day, span, day + timedelta(days=step))]
    duration = calendar_days.duration(span)
    assert duration is not None
    assert calendar_days.last_day_within(day.toordinal(), duration) == held[-1].toordinal()
    assert len(held) == (held[-1] - day).days + 1


def is_within(day: date, span: str, as_of: date) -> bool:
    facts_of_one = {"d": {"type": "date"}}
    holds = slow.truth_in({"d": {"within": span}}, slow.Situation(facts_of_one, as_of, {"d": day.isoformat()}))
    return holds == slow.HOLDS


def waited(world: World) -> list[tuple[date, slow.Assessment]]:
    days = [world.day + timedelta(days=step) for step in range(DAYS_AHEAD + 1)]
    return [(day, slowly(replace(world, day=day))) for day in days]


def first_change(outcomes: Sequence[tuple[date, str]]) -> tuple[date, str] | None:
    return next(((day, outcome) for day, outcome in outcomes if outcome != outcomes[0][1]), None)


def is_near(found: tuple[int, Any] | None, last: date) -> bool:
    return found is not None and date.fromordinal(found[0]) <= last


def is_worse(later: str | None, now: str | None) -> bool:
    return later is not None and now is not None and slow.VERDICTS.index(later) < slow.VERDICTS.index(now)


# --- side by side ---------------------------------------------------------------------------------------------------


@examples(60)
@given(world=some.scored_worlds(most=2), data=st.data())
def test_a_non_compliant_submission_does_not_rank(bench: Bench, world: World, data: st.DataObject) -> None:
    """It is listed apart, and taking it away changes nobody's score or place."""
    assessor = bench.assessor(world)
    said = st.builds(Given, some.answers(world.facts, world.day))
    made = [named(bench.submission(data.draw(said), assessor.selection), place) for place in range(4)]
    everybody = [assessor.assess(each) for each in made]
    ranked, apart = ranking.rank(everybody)
    rest = [each for each in everybody if each.verdict != "non-compliant"]
    assert [everybody[at].verdict for at in apart] == ["non-compliant"] * (len(everybody) - len(rest))
    assert sorted([*(each.at for each in ranked), *apart]) == list(range(4))
    alone, nobody = ranking.rank(rest)
    assert nobody == []
    assert [place_of(each, rest) for each in alone] == [place_of(each, everybody) for each in ranked]


def named(submission: Submission, place: int) -> Submission:
    submission.supplier_id = submission.supplier = f"Supplier {place}"
    return submission


def place_of(ranked: ranking.Ranked, among: Sequence[Assessment]) -> tuple[Any, ...]:
    ahead = sorted(among[at].submission.supplier for at in ranked.ahead_of or ())
    found = among[ranked.at]
    return found.submission.supplier, ends(found.score), ranked.best, ranked.worst, ahead
