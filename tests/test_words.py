"""Every word of the language on both sides of its boundary, as the two JSON Schemas that it means."""

from __future__ import annotations

from typing import Any

import pytest
from builders import FACTS, day, parsed

from techassure.calendar_days import day_number
from techassure.definitions import expectations, facts, words
from techassure.definitions.model import Fact
from techassure.definitions.validators import Backend, accepts
from techassure.files.places import Source, read_yaml
from techassure.problems import Problem

SCOPE = {name: Fact.model_validate(definition) for name, definition in parsed(FACTS).items()}
KNOWN = words.Days(day("2026-06-01").toordinal(), day("2026-09-01").toordinal(), day("2029-08-31").toordinal())
NO_CONTRACT = words.Days(KNOWN.as_of)
BACKENDS: tuple[Backend, ...] = ("jsonschema-rs", "jsonschema")

EXAMPLES = """
- [{q.yes: {is: yes}}, {q.yes: yes}, holds]
- [{q.yes: {is: yes}}, {q.yes: no}, fails]
- [{q.yes: {is: yes}}, {}, open]
- [{q.yes: {is_not: yes}}, {q.yes: no}, holds]
- [{q.yes: {is_not: yes}}, {q.yes: yes}, fails]
- [{q.yes: {is_not: yes}}, {}, open]
- [{q.choice: {is: a}}, {q.choice: a}, holds]
- [{q.choice: {is: a}}, {q.choice: b}, fails]
- [{q.text: {is: Crest}}, {q.text: Crest}, holds]
- [{q.text: {is: Crest}}, {q.text: crest}, fails]
- [{q.number: {is: 7}}, {q.number: 7.0}, holds]
- [{q.number: {is: 7}}, {q.number: 7.1}, fails]
- [{q.money: {is: 7.5}}, {q.money: '7.50'}, holds]
- [{q.choice: {one_of: [a, b]}}, {q.choice: b}, holds]
- [{q.choice: {one_of: [a, b]}}, {q.choice: c}, fails]
- [{q.choice: {one_of: [a, b]}}, {}, open]
- [{q.number: {one_of: [1, 2.5]}}, {q.number: 2.50}, holds]
- [{q.yes: {one_of: [yes, no]}}, {q.yes: no}, holds]
- [{q.choice: {none_of: [a, b]}}, {q.choice: c}, holds]
- [{q.choice: {none_of: [a, b]}}, {q.choice: b}, fails]
- [{q.choice: {none_of: [a, b]}}, {}, open]
- [{q.choices: {includes_all: [a, b]}}, {q.choices: [c, b, a]}, holds]
- [{q.choices: {includes_all: [a, b]}}, {q.choices: [a, c]}, fails]
- [{q.choices: {includes_all: [a, b]}}, {q.choices: []}, fails]
- [{q.choices: {includes_all: [a, b]}}, {}, open]
- [{q.choices: {includes_any: [a, b]}}, {q.choices: [c, b]}, holds]
- [{q.choices: {includes_any: [a, b]}}, {q.choices: [c]}, fails]
- [{q.choices: {includes_any: [a, b]}}, {q.choices: []}, fails]
- [{q.choices: {includes_any: [a, b]}}, {}, open]
- [{q.number: {at_least: 7}}, {q.number: 7}, holds]
- [{q.number: {at_least: 7}}, {q.number: 6.99}, fails]
- [{q.number: {at_least: 7}}, {}, open]
- [{q.number: {at_most: 7}}, {q.number: 7}, holds]
- [{q.number: {at_most: 7}}, {q.number: 7.01}, fails]
- [{q.number: {at_most: 7}}, {}, open]
- [{q.number: {above: 7}}, {q.number: 7.01}, holds]
- [{q.number: {above: 7}}, {q.number: 7}, fails]
- [{q.number: {above: 7}}, {}, open]
- [{q.number: {below: 7}}, {q.number: 6.99}, holds]
- [{q.number: {below: 7}}, {q.number: 7.0}, fails]
- [{q.number: {below: 7}}, {}, open]
- [{q.money: {above: 5000000}}, {q.money: 5000000.01}, holds]
- [{q.money: {above: 5000000}}, {q.money: 5000000}, fails]
- [{q.date: {within: 12 months}}, {q.date: 2026-06-01}, holds]
- [{q.date: {within: 12 months}}, {q.date: 2025-06-01}, holds]
- [{q.date: {within: 12 months}}, {q.date: 2025-05-31}, fails]
- [{q.date: {within: 12 months}}, {q.date: 2026-06-02}, fails]
- [{q.date: {within: 12 months}}, {}, open]
- [{q.date: {within: 2 years}}, {q.date: 2024-06-01}, holds]
- [{q.date: {within: 2 years}}, {q.date: 2024-05-31}, fails]
- [{q.date: {within: 30 days}}, {q.date: 2026-05-02}, holds]
- [{q.date: {within: 30 days}}, {q.date: 2026-05-01}, fails]
- [{q.date: {within: 0 days}}, {q.date: 2026-06-01}, holds]
- [{q.date: {on_or_after: as_of}}, {q.date: 2026-06-01}, holds]
- [{q.date: {on_or_after: as_of}}, {q.date: 2026-05-31}, fails]
- [{q.date: {on_or_after: as_of}}, {}, open]
- [{q.date: {on_or_after: contract.start}}, {q.date: 2026-09-01}, holds]
- [{q.date: {on_or_after: contract.start}}, {q.date: 2026-08-31}, fails]
- [{q.date: {on_or_after: contract.end}}, {q.date: 2029-08-31}, holds]
- [{q.date: {on_or_after: contract.end}}, {q.date: 2029-08-30}, fails]
- [{q.date: {on_or_after: 2026-01-02}}, {q.date: 2026-01-02}, holds]
- [{q.date: {on_or_after: 2026-01-02}}, {q.date: 2026-01-01}, fails]
- [{q.date: {on_or_before: as_of}}, {q.date: 2026-06-01}, holds]
- [{q.date: {on_or_before: as_of}}, {q.date: 2026-06-02}, fails]
- [{q.date: {on_or_before: contract.end}}, {q.date: 2029-09-01}, fails]
- [{q.date: {on_or_before: 2026-01-02}}, {q.date: 2026-01-02}, holds]
- [{q.date: {on_or_before: 2026-01-02}}, {q.date: 2026-01-03}, fails]
- [{q.date: {on_or_before: 2026-01-02}}, {}, open]
- [{q.rows: {every: {score: {below: 7}}}}, {q.rows: []}, holds]
- [{q.rows: {every: {score: {below: 7}}}}, {q.rows: [{name: a, score: 6}]}, holds]
- [{q.rows: {every: {score: {below: 7}}}}, {q.rows: [{name: a, score: 6}, {name: b, score: 7}]}, fails]
- [{q.rows: {every: {score: {below: 7}}}}, {q.rows: [{name: a, score: 6}, {name: b}]}, open]
- [{q.rows: {every: {score: {below: 7}}}}, {q.rows: [{name: a, score: 7}, {name: b}]}, fails]
- [{q.rows: {every: {score: {below: 7}}}}, {}, open]
- [{q.rows: {some: {score: {below: 7}}}}, {q.rows: []}, fails]
- [{q.rows: {some: {score: {below: 7}}}}, {q.rows: [{name: a, score: 7}]}, fails]
- [{q.rows: {some: {score: {below: 7}}}}, {q.rows: [{name: a, score: 7}, {name: b, score: 6}]}, holds]
- [{q.rows: {some: {score: {below: 7}}}}, {q.rows: [{name: a, score: 7}, {name: b}]}, open]
- [{q.rows: {some: {score: {below: 7}}}}, {}, open]
- [{q.rows: {every: {closed_on: {within: 30 days}}}}, {q.rows: [{name: a, closed_on: 2026-05-02}]}, holds]
- [{q.rows: {every: {closed_on: {within: 30 days}}}}, {q.rows: [{name: a, closed_on: 2026-05-01}]}, fails]
- [{q.rows: {every: {closed_on: {provided: yes}}}}, {q.rows: [{name: a}]}, open]
- [{q.rows: {every: {not: {open: {is: yes}}}}}, {q.rows: [{name: a, open: no}]}, holds]
- [{q.rows: {rows: {at_least: 1}}}, {q.rows: [{name: a}]}, holds]
- [{q.rows: {rows: {at_least: 1}}}, {q.rows: []}, fails]
- [{q.rows: {rows: {at_least: 1}}}, {}, open]
- [{q.rows: {rows: {at_most: 1}}}, {q.rows: [{name: a}]}, holds]
- [{q.rows: {rows: {at_most: 1}}}, {q.rows: [{name: a}, {name: b}]}, fails]
- [{q.rows: {rows: {at_least: 1, at_most: 1}}}, {q.rows: []}, fails]
- [{q.text: {provided: yes}}, {q.text: something}, holds]
- [{q.text: {provided: yes}}, {}, open]
- [{q.yes: {provided: yes}}, {q.yes: no}, holds]
- [{q.rows: {provided: yes}}, {q.rows: []}, holds]
- [{not: {q.text: {provided: yes}}}, {}, open]
- [{not: {q.text: {provided: yes}}}, {q.text: something}, fails]
- [{q.number: {at_least: 3, at_most: 5}}, {q.number: 5}, holds]
- [{q.number: {at_least: 3, at_most: 5}}, {q.number: 6}, fails]
- [{q.yes: {is: yes}, q.other: {is: yes}}, {q.yes: yes, q.other: yes}, holds]
- [{q.yes: {is: yes}, q.other: {is: yes}}, {q.other: no}, fails]
- [{q.yes: {is: yes}, q.other: {is: yes}}, {q.other: yes}, open]
- [{all: [{q.yes: {is: yes}}, {q.other: {is: yes}}]}, {q.other: no}, fails]
- [{all: [{q.yes: {is: yes}}, {q.other: {is: yes}}]}, {q.other: yes}, open]
- [{all: [{q.yes: {is: yes}}, {q.other: {is: yes}}]}, {q.yes: yes, q.other: yes}, holds]
- [{any: [{q.yes: {is: yes}}, {q.other: {is: yes}}]}, {q.other: yes}, holds]
- [{any: [{q.yes: {is: yes}}, {q.other: {is: yes}}]}, {q.other: no}, open]
- [{any: [{q.yes: {is: yes}}, {q.other: {is: yes}}]}, {q.yes: no, q.other: no}, fails]
- [{not: {any: [{q.yes: {is: yes}}, {q.other: {is: yes}}]}}, {q.other: yes}, fails]
- [{not: {all: [{q.yes: {is: yes}}, {q.other: {is: yes}}]}}, {q.other: no}, holds]
- [{not: {not: {q.yes: {is: yes}}}}, {q.yes: yes}, holds]
"""
CASES = [tuple(each) for each in parsed(EXAMPLES)]


def tree_of(expectation: Any) -> words.Tree:
    """Return the tree of an expectation in which nothing is wrong."""
    found: list[Problem] = []
    tree = expectations.Reader(Source("test", expectation), SCOPE, found).read(expectation, ())
    assert tree is not None, found
    return tree


def typed(answers: Any) -> dict[str, Any]:
    """Return the typed values of raw answers."""
    return {name: facts.reader(SCOPE[name])(raw) for name, raw in answers.items()}


def truth(expectation: Any, answers: Any, backend: Backend = BACKENDS[0], days: words.Days = KNOWN) -> str:
    """Return what the two schemas say of the answers together."""
    holds, fails = (accepts(schema, backend)(typed(answers)) for schema in words.compiled(tree_of(expectation), days))
    assert not (holds and fails), "the two schemas are disjoint"
    return "holds" if holds else "fails" if fails else "open"


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("expectation", "answers", "wanted"), CASES)
def test_words(expectation: Any, answers: Any, wanted: str, backend: Backend) -> None:
    assert truth(expectation, answers, backend) == wanted


@pytest.mark.parametrize(("expectation", "answers", "wanted"), CASES)
def test_leaves_combined_say_what_the_whole_says(expectation: Any, answers: Any, wanted: str) -> None:
    values = typed(answers)

    def of_leaf(leaf: words.Leaf) -> int:
        value = values.get(leaf.fact)
        holds, fails = words.schemas(leaf, KNOWN)
        return 0 if value is None else 1 if accepts(holds)(value) else -1 if accepts(fails)(value) else 0

    assert {1: "holds", 0: "open", -1: "fails"}[words.truth(tree_of(expectation), of_leaf)] == wanted


def words_in(expectation: Any) -> set[str]:
    """Return every key that an expectation holds."""
    inner = (
        expectation
        if isinstance(expectation, list)
        else list(expectation.values())
        if isinstance(expectation, dict)
        else []
    )
    return {
        *(expectation if isinstance(expectation, dict) else ()),
        *(word for each in inner for word in words_in(each)),
    }


@pytest.mark.parametrize("word", [*words.WORDS, *words.COMBINATORS])
def test_every_word_is_tried_holding_and_failing_and_open(word: str) -> None:
    seen = {wanted for expectation, _, wanted in CASES if word in words_in(expectation)}
    assert seen == {"holds", "fails", "open"}


@pytest.mark.parametrize("word", ["on_or_after", "on_or_before"])
@pytest.mark.parametrize("named", ["contract.start", "contract.end"])
def test_a_day_of_an_unknown_contract_leaves_the_word_open(word: str, named: str) -> None:
    assert truth({"q.date": {word: named}}, {"q.date": "2026-06-01"}, days=NO_CONTRACT) == "open"
    assert truth({"not": {"q.date": {word: named}}}, {"q.date": "2026-06-01"}, days=NO_CONTRACT) == "open"


@pytest.mark.parametrize(
    ("as_of", "date", "wanted"),
    [
        ("2024-02-29", "2023-02-28", "holds"),
        ("2024-02-29", "2023-02-27", "fails"),
        ("2025-02-28", "2024-02-28", "holds"),
        ("2025-02-28", "2024-02-27", "fails"),
        ("2025-03-01", "2024-02-29", "fails"),
        ("2026-03-31", "2025-03-31", "holds"),
    ],
)
def test_within_a_year_over_a_29_february(as_of: str, date: str, wanted: str) -> None:
    days = words.Days(day(as_of).toordinal())
    assert truth({"q.date": {"within": "12 months"}}, {"q.date": date}, days=days) == wanted


def test_a_month_before_the_31st_is_clamped_at_the_months_end() -> None:
    days = words.Days(day("2026-03-31").toordinal())
    assert truth({"q.date": {"within": "1 month"}}, {"q.date": "2026-02-28"}, days=days) == "holds"
    assert truth({"q.date": {"within": "1 month"}}, {"q.date": "2026-02-27"}, days=days) == "fails"


@pytest.mark.parametrize("text", ["Crest\n", " Crest", "crest", "CREST CREST", "Crest."])
@pytest.mark.parametrize("backend", BACKENDS)
def test_text_is_compared_whole(text: str, backend: Backend) -> None:
    holds = words.schemas(tree_of({"q.text": {"is": "Crest"}}), KNOWN)[0]  # type: ignore[arg-type]
    assert not accepts(holds, backend)(text)


A, B, C = "{q.yes: {is: yes}}", "{q.other: {is: yes}}", "{q.choice: {one_of: [a, b]}}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{{all: [{A}, {B}]}}", f"{{all: [{B}, {A}]}}"),
        (f"{{any: [{A}, {B}]}}", f"{{any: [{B}, {A}]}}"),
        (f"{{all: [{A}, {{all: [{B}, {C}]}}]}}", f"{{all: [{{all: [{C}, {A}]}}, {B}]}}"),
        (f"{{any: [{A}, {{any: [{B}, {C}]}}]}}", f"{{any: [{C}, {B}, {A}]}}"),
        (f"{{any: [{A}, {A}]}}", A),
        (f"{{not: {{any: [{A}, {B}]}}}}", f"{{not: {{any: [{B}, {A}]}}}}"),
        *(
            (f"{{{fact}: {{{word}: [a, b]}}}}", f"{{{fact}: {{{word}: [b, a]}}}}")
            for fact, word in [
                *(("q.choice", "one_of"), ("q.choice", "none_of")),
                *(("q.choices", "includes_all"), ("q.choices", "includes_any")),
            ]
        ),
        (
            "{q.rows: {every: {name: {is: a}, open: {is: yes}}}}",
            "{q.rows: {every: {open: {is: yes}, name: {is: a}}}}",
        ),
    ],
)
def test_conditions_that_differ_only_in_order_are_the_same(one: str, other: str) -> None:
    assert words.in_any_order(tree_of(parsed(one))) == words.in_any_order(tree_of(parsed(other)))


def test_conditions_that_differ_in_more_than_order_are_not_the_same() -> None:
    conditions = [
        *(A, B, f"{{not: {A}}}", f"{{not: {B}}}", "{q.yes: {is: no}}", "{q.yes: {is_not: yes}}"),
        *(f"{{all: [{A}, {B}]}}", f"{{any: [{A}, {B}]}}", f"{{not: {{any: [{A}, {B}]}}}}"),
        *(f"{{all: [{A}, {C}]}}", f"{{any: [{A}, {C}]}}", f"{{any: [{A}, {B}, {C}]}}"),
        *(f"{{any: [{A}, {{all: [{B}, {C}]}}]}}", f"{{all: [{A}, {{any: [{B}, {C}]}}]}}"),
        *(C, "{q.choice: {none_of: [a, b]}}", "{q.choice: {one_of: [a, c]}}"),
        *("{q.rows: {every: {name: {is: a}}}}", "{q.rows: {every: {name: {is: b}}}}"),
        *("{q.rows: {some: {name: {is: a}}}}", "{q.rows: {rows: {at_least: 1}}}", "{q.rows: {rows: {at_most: 1}}}"),
    ]
    assert len({words.in_any_order(tree_of(parsed(each))) for each in conditions}) == len(conditions)


# --- time -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "expectation",
    [
        {"q.date": {"within": "1 month"}},
        {"q.date": {"within": "10 days"}},
        {"q.date": {"on_or_after": "as_of"}},
        {"q.date": {"on_or_before": "as_of"}},
    ],
)
@pytest.mark.parametrize("date", ["2024-01-31", "2024-02-29", "2025-02-28", "2024-12-31"])
def test_edges_are_exactly_the_days_on_which_a_word_changes_its_mind(expectation: Any, date: str) -> None:
    (leaf,) = words.leaves(tree_of(expectation))
    value = day(date).toordinal()
    said = {at: truth(expectation, {"q.date": date}, days=words.Days(at)) for at in range(value - 60, value + 60)}
    changes = {at for at in said if said[at] != said.get(at - 1, said[at])}
    edges = {at for at in words.edges(leaf, value) if value - 60 < at < value + 60}
    assert changes <= edges
    assert words.moves(leaf)
    first, last = words.holding_days(leaf, value)
    assert {at for at in said if said[at] == "holds"} == {at for at in said if first <= at <= last}


@pytest.mark.parametrize(
    "expectation",
    [
        {"q.date": {"on_or_after": "contract.end"}},
        {"q.date": {"on_or_before": "2026-01-01"}},
        {"q.yes": {"is": "yes"}},
        {"q.text": {"is": "as_of"}},
        {"q.rows": {"every": {"score": {"below": "7"}}}},
    ],
)
def test_words_that_do_not_move(expectation: Any) -> None:
    assert not any(words.moves(leaf) for leaf in words.leaves(tree_of(expectation)))


def test_edges_inside_rows_are_those_of_every_row() -> None:
    (leaf,) = words.leaves(tree_of({"q.rows": {"some": {"closed_on": {"within": "10 days"}}}}))
    rows = typed(
        {"q.rows": [{"name": "a", "closed_on": "2026-06-01"}, {"name": "b"}, {"name": "c", "closed_on": "2026-07-01"}]}
    )
    days = {day_number(each) for each in ("2026-06-01", "2026-06-12", "2026-07-01", "2026-07-12")}
    assert words.moves(leaf)
    assert words.edges(leaf, rows["q.rows"]) == days


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expectation", "rule", "says", "fix"),
    [
        ("{q.yse: {is: yes}}", "unknown-fact", "`q.yse`", "did you mean `q.yes`?"),
        ("{q.yes: {equals: yes}}", "unknown-word", "`equals`", "did you mean `is`?"),
        ("{q.number: {at_lest: 3}}", "unknown-word", "`at_lest`", "did you mean `at_least`?"),
        ("{q.yes: {at_least: 3}}", "word-does-not-fit", "of the type `yes-no`", "`is`"),
        ("{q.date: {is: 2026-01-01}}", "word-does-not-fit", "of the type `date`", "`within`"),
        ("{q.choices: {is: a}}", "word-does-not-fit", "of the type `choices`", "`includes_all`"),
        ("{q.report: {is: a}}", "word-does-not-fit", "of the type `document`", "`provided`"),
        ("{q.yes: yes}", "no-word", "`q.yes` has no word", "`{q.yes: {is: yes}}`"),
        ("{q.yes: {}}", "no-word", "`q.yes` has no word", "{q.yes: {is: …}}"),
        ("{q.date: 2026-06-01}", "no-word", "`q.date` has no word", "{q.date: {within: …}}"),
        ("{q.yse: {is: yes}, q.other: {is: yes}}", "unknown-fact", "`q.yse`", "did you mean `q.yes`?"),
        ("{q.yes: {is: yes, equals: yes}}", "unknown-word", "`equals`", "did you mean `is`?"),
        ("{q.text: {is: ' '}}", "missing-value", "no value", "give it"),
        ("{q.text: {one_of: [Crest, '']}}", "missing-value", "no value", "give it"),
        ("yes", "not-an-expectation", "not an expectation", "`{fact: {word: value}}`"),
        ("{not: yes}", "not-an-expectation", "not an expectation", "`{fact: {word: value}}`"),
        ("{not: {q.yse: {is: yes}}}", "unknown-fact", "`q.yse`", "did you mean `q.yes`?"),
        ("{}", "not-an-expectation", "nothing is expected here", "`{fact: {word: value}}`"),
        ("{all: {q.yes: {is: yes}}}", "not-a-list", "`all` needs a list", "`all: [{…}, {…}]`"),
        ("{any: []}", "not-a-list", "`any` needs a list", "`any: [{…}, {…}]`"),
        ("{q.yes: {is: maybe}}", "wrong-type", "`maybe`", "`yes` or `no`"),
        ("{q.choice: {is: d}}", "unknown-option", "`d`", "`a`, `b`, `c`"),
        ("{q.choice: {one_of: a}}", "not-a-list", "`one_of` needs a list", "`[a]`"),
        ("{q.choice: {one_of: []}}", "not-a-list", "needs a list", "`[first, second]`"),
        ("{q.choice: {one_of: [a, d]}}", "unknown-option", "`d`", "`a`, `b`, `c`"),
        ("{q.choices: {includes_all: []}}", "not-a-list", "`includes_all` needs a list", "`[first, second]`"),
        ("{q.choices: {includes_all: a}}", "not-a-list", "`includes_all` needs a list", "`[a]`"),
        ("{q.number: {at_least: many}}", "wrong-type", "`many` is not a number", "such as `7`"),
        ("{q.number: {at_least: 101}}", "out-of-range", "`101` is outside", "from 0 to 100"),
        ("{q.number: {is: 101}}", "out-of-range", "`101`", "at most 100"),
        ("{q.date: {within: a year}}", "wrong-type", "`a year` is not a span", "`12 months`"),
        ("{q.date: {within: 1.5 years}}", "wrong-type", "`1.5 years`", "`12 months`"),
        ("{q.date: {on_or_after: contract.strat}}", "wrong-type", "`contract.strat`", "did you mean `contract.start`?"),
        ("{q.date: {on_or_after: 2026-02-30}}", "wrong-type", "`2026-02-30` is not a day", ""),
        ("{q.rows: {every: {scroe: {below: 7}}}}", "unknown-column", "`scroe`", "did you mean `score`?"),
        ("{q.rows: {every: {q.yes: {is: yes}}}}", "unknown-column", "`q.yes`", ""),
        ("{q.date: {within: [12 months]}}", "wrong-type", "is not a span", "`12 months`"),
        ("{q.date: {on_or_after: [as_of]}}", "wrong-type", "is not a day", "`as_of`"),
        ("{q.rows: {rows: {}}}", "wrong-type", "`rows` needs a bound", "`{at_least: 1}`"),
        ("{q.rows: {rows: [at_least]}}", "wrong-type", "`rows` needs a bound", "`{at_least: 1}`"),
        ("{q.rows: {rows: {at_least: many}}}", "wrong-type", "whole number", "`{at_least: 1}`"),
        ("{q.rows: {rows: {at_least: 1, at_most: many}}}", "wrong-type", "whole number", "`{at_least: 1}`"),
        ("{q.rows: {rows: 3}}", "wrong-type", "`rows` needs a bound", "`{at_least: 1}`"),
        ("{q.rows: {rows: {above: 3}}}", "wrong-type", "`rows` needs a bound", "`{at_least: 1}`"),
        ("{q.rows: {rows: {at_least: 1.5}}}", "wrong-type", "whole number", "`{at_least: 1}`"),
        ("{q.rows: {rows: {at_least: -1}}}", "wrong-type", "whole number", "`{at_least: 1}`"),
        ("{q.yes: {provided: no}}", "wrong-type", "`provided: no` says nothing", "`provided: yes`"),
    ],
)
def test_expectations_that_are_refused(expectation: str, rule: str, says: str, fix: str) -> None:
    found: list[Problem] = []
    raw = parsed(expectation)
    assert expectations.Reader(Source("test", raw), SCOPE, found).read(raw, ()) is None
    assert [each.rule for each in found] == [rule]
    assert (says in found[0].message, fix in found[0].fix) == (True, True), found[0]


@pytest.mark.parametrize(
    ("expectation", "line", "column"),
    [
        ("all:\n  - {q.yes: {is: yes}}\n  - {q.yse: {is: yes}}", 3, 6),
        ("not:\n  q.yes:\n    is_nt: yes", 3, 5),
        ("q.yes:\n  at_least: 3", 2, 3),
        ("q.yes:\n  is: maybe", 2, 7),
        ("q.choice:\n  one_of: [a, d]", 2, 15),
        ("q.choices:\n  includes_any: [a, d]", 2, 21),
        ("q.rows:\n  every:\n    name: {is: a}\n    scroe: {below: 7}", 4, 5),
        ("any:\n  - all: [{q.yes: {is: yes}}, maybe]", 2, 31),
    ],
)
def test_a_problem_stands_at_the_word_or_value_that_is_wrong(expectation: str, line: int, column: int) -> None:
    found: list[Problem] = []
    source = read_yaml(expectation.encode(), "a.yaml")
    expectations.Reader(source, SCOPE, found).read(source.value, ())
    assert [(each.place.line, each.place.column) for each in found] == [(line, column)]


@pytest.mark.parametrize(
    ("ends", "bound", "accepted"),
    [("from: 0", "0", True), ("from: 0", "-1", False), ("to: 9", "9", True), ("to: 9", "10", False)],
)
def test_a_bound_is_among_what_can_be_answered(ends: str, bound: str, accepted: bool) -> None:
    found: list[Problem] = []
    scope = {"n": Fact.model_validate(parsed(f"{{question: How many?, about: product, type: number, {ends}}}"))}
    raw = {"n": {"at_least": bound}}
    assert (expectations.Reader(Source("test", raw), scope, found).read(raw, ()) is not None) is accepted
    assert [each.rule for each in found] == ([] if accepted else ["out-of-range"])


def test_a_fact_like_no_other_is_to_be_written_first() -> None:
    found: list[Problem] = []
    expectations.Reader(Source("test", {}), SCOPE, found).read({"weather.tomorrow": {"is": "fine"}}, ())
    assert [each.fix for each in found] == ["write the question in a file of `facts/` first"]


def test_only_a_reader_that_is_told_so_lets_the_contract_be_spoken_of() -> None:
    found: list[Problem] = []
    worth = Fact.model_validate({"question": "What is it worth?", "about": "contract", "type": "money"})
    scope, source = {"contract.value": worth}, read_yaml(b"contract.value:\n  above: 5", "a.yaml")
    assert expectations.Reader(source, scope, found, contract=True).read(source.value, ())
    assert expectations.Reader(source, scope, found).read(source.value, ()) is None
    assert [(each.rule, each.place.line) for each in found] == [("contract-in-expectation", 1)]


def test_every_problem_of_an_expectation_is_given_at_once() -> None:
    found: list[Problem] = []
    raw = parsed("{all: [{q.yse: {is: yes}}, {q.rows: {every: {scroe: {below: 7}, name: {si: a}}}}]}")
    assert expectations.Reader(Source("test", raw), SCOPE, found).read(raw, ()) is None
    assert sorted(each.rule for each in found) == ["unknown-column", "unknown-fact", "unknown-word"]
