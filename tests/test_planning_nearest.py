"""The example of an answer that something is computed from: the nearest to what it was that reaches what it has to."""

from __future__ import annotations

from typing import Any

import pytest
from builders import Small

from techassure.planning.abreast import together
from techassure.planning.efforts import Efforts
from techassure.planning.making import plan_of

FACTS = """
  q.part: {question: How many passed?, about: product, type: number, whole: yes, from: 0}
  q.whole: {question: How many were tested?, about: product, type: number, whole: yes, from: 0}
  q.share: {about: product, type: number, unit: "%", derived: {function: percentage, from: [q.part, q.whole]}}
  q.spent: {question: What is spent on it?, about: product, type: money, from: 0}
  q.turnover: {question: What is the turnover?, about: product, type: money, from: 0}
  q.spent_share: {about: product, type: number, derived: {function: percentage, from: [q.spent, q.turnover]}}
  q.now: {question: What do you emit?, about: product, type: number, from: 0}
  q.before: {question: What did you emit?, about: product, type: number, from: 0, changes: never}
  q.left: {about: product, type: number, derived: {function: percentage, from: [q.now, q.before]}}
  q.answers:
    question: What did each person score?
    about: product
    type: table
    columns: {points: {type: number, whole: yes, from: 0, to: 40}, of: {type: number, whole: yes, from: 40, to: 40}}
  q.points: {about: product, type: number, derived: {function: column_sum, from: [q.answers], column: points}}
  q.possible: {about: product, type: number, derived: {function: column_sum, from: [q.answers], column: of}}
  q.score: {about: product, type: number, derived: {function: percentage, from: [q.points, q.possible]}}
"""


@pytest.mark.parametrize(
    ("expect", "answers", "shown"),
    [
        ("{q.share: {at_least: 95}}", "{q.part: 50, q.whole: 130}", {"q.part": 124}),
        ("{q.share: {at_least: 95}}", "{q.whole: 130}", {"q.part": 124}),
        ("{q.share: {at_least: 95}}", "{q.part: 50}", {"q.whole": 52}),
        ("{q.share: {at_least: 95}}", "{}", {"q.part": 95, "q.whole": 100}),
        ("{q.share: {below: 5}}", "{q.part: 50, q.whole: 130}", {"q.part": 6}),
        ("{q.spent_share: {above: 3.5}}", "{q.spent: 100, q.turnover: 33333.33}", {"q.spent": 1166.67}),
        ("{q.spent_share: {above: 3.5}}", "{q.spent: 100, q.turnover: 120000}", {"q.spent": 4201}),
        ("{q.left: {at_most: 60}}", "{q.now: 812.7, q.before: 1001.3}", {"q.now": 600.7}),
        ("{q.left: {at_most: 60}}", "{q.before: 900}", {"q.now": 540}),
        ("{q.left: {at_most: 0.1}}", "{q.now: 9, q.before: 10}", {"q.now": 0}),
        ("{q.left: {at_least: 0.1, at_most: 0.4}}", "{q.now: 9, q.before: 10}", {"q.now": 0.04}),
        ("{q.score: {above: 80.3}}", "{}", {"q.answers": [{"points": 33, "of": 40}]}),
    ],
)
def test_an_example_is_no_more_than_it_takes(small: Small, expect: str, answers: str, shown: dict[str, Any]) -> None:
    small.facts = FACTS
    plan = plan_of(small.criterion("X", expect).assess(answers).assessment, Efforts())
    assert {each.fact: each.shown for each in plan.changes} == shown
    assert plan.after.verdict == "compliant"


def test_the_example_of_a_step_for_points_is_no_more_than_it_takes(small: Small) -> None:
    small.facts = FACTS
    small.criterion("X", bands="{2: {q.share: {at_least: 95}}, 1: {q.share: {at_least: 50}}}", role="{share: 1}")
    plan = plan_of(small.assess("{q.part: 50, q.whole: 130}").assessment, Efforts())
    assert [[(each.fact, each.shown) for each in step.changes] for step in plan.steps] == [[("q.part", 124)]]


def test_the_example_of_a_step_for_several_selections_is_no_more_than_it_takes(small: Small) -> None:
    small.facts = FACTS
    small.criterion("X", bands="{2: {q.share: {at_least: 95}}, 1: {q.share: {at_least: 50}}}", role="{share: 1}")
    assessment = small.assess("{q.part: 50, q.whole: 130}").assessment
    made = together([assessment, assessment], Efforts())
    assert [[(each.fact, each.shown) for each in step.changes] for step in made.steps] == [[("q.part", 124)]]
