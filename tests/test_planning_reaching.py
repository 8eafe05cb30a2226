"""What an answer has to reach, in words."""

from __future__ import annotations

import pytest
from builders import Small

from techassure.definitions.words import leaves
from techassure.planning.reaching import Speaker

ROW = "{any: [{score: {at_least: 1}}, {all: [{name: {is: A}}, {not: {open: {is: yes}}}]}]}"
SAID = "`score` 1 or more, or (`name` A, and (not (`open` yes)))"


@pytest.mark.parametrize(
    ("expect", "holds", "says"),
    [
        ("{q.yes: {is: yes}}", True, "yes"),
        ("{q.yes: {is: yes}}", False, "no"),
        ("{q.yes: {is_not: yes}}", True, "no"),
        ("{q.yes: {is_not: yes}}", False, "yes"),
        ("{q.choice: {is: a}}", True, "“First” (`a`)"),
        ("{q.choice: {is_not: a}}", True, "anything but “First” (`a`)"),
        ("{q.choice: {one_of: [a, b]}}", False, "not: one of “First” (`a`), “Second” (`b`)"),
        ("{q.choices: {includes_any: [b]}}", True, "at least one of “Second” (`b`)"),
        ("{q.number: {above: 7}}", True, "more than 7"),
        ("{q.number: {below: 7}}", False, "not: less than 7"),
        ("{q.date: {within: 10 days}}", True, "on or after 2026-05-22, and not after 2026-06-01"),
        ("{q.date: {on_or_before: contract.end}}", True, "on or before contract.end"),
        ("{q.date: {on_or_after: 2026-01-31}}", True, "on or after 2026-01-31"),
        ("{q.text: {provided: yes}}", True, "answered"),
        ("{q.rows: {rows: {at_least: 1}}}", True, "at least 1 row"),
        ("{q.rows: {rows: {at_least: 2, at_most: 3}}}", True, "at least 2 rows and at most 3 rows"),
        ("{q.rows: {rows: {at_most: 1}}}", True, "at most 1 row"),
        ("{q.rows: {rows: {at_most: 0}}}", True, "at most 0 rows"),
        (f"{{q.rows: {{every: {ROW}}}}}", True, f"every row: {SAID}"),
        (f"{{q.rows: {{some: {ROW}}}}}", False, f"not: at least one row: {SAID}"),
        ("{q.gap: {at_least: 2}}", True, "days from q.date to q.later: 2 or more"),
        ("{q.gap: {at_least: 2}}", False, "days from q.date to q.later: not: 2 or more"),
        ("{q.sum: {at_most: 2}}", True, "sum of score in q.rows: 2 or less"),
    ],
)
def test_each_word_is_said_as_a_person_reads_it(small: Small, expect: str, holds: bool, says: str) -> None:
    assessor = small.criterion("X", expect).assess("{}").assessment.assessor
    [leaf] = leaves(assessor.criteria[0].rule.checks[0])
    assert Speaker(dict(assessor.selection.facts), assessor.days).says(leaf, holds) == says
