"""Submissions side by side: what is certain, what is undecided, and who stands apart."""

from __future__ import annotations

from typing import Any

import pytest
from builders import Small

from techassure.engine import ranking

NOTHING = "{q.bidder: yes, q.yes: no, q.other: no, q.third: no}"


@pytest.fixture
def race(small: Small) -> Small:
    """A gate on the bidder, and three criteria of one share each."""
    small.criterion("G", "{q.bidder: {is: yes}}")
    for name, fact in zip("ABC", ("yes", "other", "third"), strict=True):
        small.scored(name, f"{{q.{fact}: {{is: yes}}}}")
    return small


def entered(race: Small, **entries: str) -> dict[str, Any]:
    """Return the ranking of some submissions, by name."""
    for name, answers in entries.items():
        race.submission(f"{{q.bidder: yes{answers}}}", name=name, supplier=f"{{id: {name}, name: {name}}}")
    document = race.all().document
    names = [each["supplier"] for each in document["assessments"]]
    (ranking,) = document["rankings"]
    places = {
        names[each["index"]]: (each["best"], each["worst"], [names[at] for at in each["certainly_ahead_of"]])
        for each in ranking["places"]
    }
    return {"places": places, "apart": [names[at] for at in ranking["apart"]]}


def test_certain_where_one_low_end_is_above_the_others_high_end(race: Small) -> None:
    found = entered(
        race,
        a=", q.yes: yes, q.other: yes, q.third: yes",
        b=", q.yes: yes, q.other: no, q.third: no",
        c=", q.yes: no, q.other: no",
    )
    assert found["places"] == {"a": (1, 1, ["b", "c"]), "b": (2, 2, []), "c": (2, 3, [])}


def test_undecided_where_ranges_overlap(race: Small) -> None:
    found = entered(race, a=", q.yes: yes, q.other: yes, q.third: no", b=", q.yes: yes")
    assert found["places"] == {"b": (1, 2, []), "a": (1, 2, [])}


def test_equal_scores_share_a_place(race: Small) -> None:
    same = ", q.yes: yes, q.other: yes, q.third: no"
    assert entered(race, a=same, b=same)["places"] == {"a": (1, 1, []), "b": (1, 1, [])}


def test_touching_ranges_are_not_certain(race: Small) -> None:
    found = entered(race, a=", q.yes: yes, q.other: yes", b=", q.yes: yes, q.third: no")
    assert found["places"] == {"a": (1, 1, []), "b": (1, 2, [])}


def test_order_is_by_low_end_then_high_end_then_name(race: Small) -> None:
    found = entered(race, d="", c=", q.yes: yes, q.other: no", b=", q.yes: no", a="", e=", q.yes: yes")
    assert list(found["places"]) == ["e", "c", "a", "d", "b"]


def test_order_puts_the_compliant_before_the_undecided(race: Small) -> None:
    race.submission("{q.yes: yes, q.other: yes, q.third: yes}", name="z", supplier="{id: z, name: z}")
    assert list(entered(race, a="")["places"]) == ["a", "z"]


def test_without_a_score_the_compliant_stand_before_the_undecided_and_by_name(small: Small) -> None:
    small.criterion("G", "{q.bidder: {is: yes}}")
    for name, answers in {"d": "{}", "c": "{q.bidder: yes}", "b": "{}", "a": "{q.bidder: yes}"}.items():
        small.submission(answers, name=f"{ord('z') - ord(name)}", supplier=f"{{id: {name}, name: {name}}}")
    assessed = small.all().result.assessments
    ranked, _ = ranking.rank(assessed)
    assert [assessed[each.at].submission.supplier for each in ranked] == ["a", "c", "b", "d"]


def test_among_very_many_who_is_behind_is_left_to_the_ends(race: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, answers in {"a": "{q.bidder: yes, q.yes: yes}", "b": NOTHING}.items():
        race.submission(answers, name=name, supplier=f"{{id: {name}, name: {name}}}")
    assessed = race.all().result.assessments
    for most, behind in ((1, [None, None]), (2, [(1,), ()])):
        monkeypatch.setattr(ranking, "MOST_NAMED", most)
        assert [each.ahead_of for each in ranking.rank(assessed)[0]] == behind


def test_non_compliant_stand_apart_whatever_their_score(race: Small) -> None:
    race.submission("{q.bidder: no, q.yes: yes, q.other: yes, q.third: yes}", name="z", supplier="{id: z, name: z}")
    found = entered(race, a=", q.yes: yes")
    assert (list(found["places"]), found["apart"]) == (["a"], ["z"])


def test_non_compliant_change_nobodys_place_or_score(race: Small) -> None:
    without = entered(race, a=", q.yes: yes", b=", q.yes: no")
    scores = {each["supplier"]: each["score"] for each in race.all().document["assessments"]}
    race.submission("{q.bidder: no, q.yes: yes, q.other: yes, q.third: yes}", name="z", supplier="{id: z, name: z}")
    with_it = entered(race)
    assert with_it["places"] == without["places"]
    later = {each["supplier"]: each["score"] for each in race.all().document["assessments"]}
    assert {name: later[name] for name in scores} == scores


def test_undecided_ones_are_ranked(race: Small) -> None:
    race.submission("{q.yes: yes}", name="z", supplier="{id: z, name: z}")
    assert list(entered(race)["places"]) == ["z"]


def test_without_scores_everybody_may_come_anywhere(small: Small) -> None:
    small.criterion("G", "{q.bidder: {is: yes}}")
    assert entered(small, b="", a="")["places"] == {"a": (1, 2, []), "b": (1, 2, [])}


def test_lots_are_ranked_apart(race: Small) -> None:
    for name, lot in (("a", "1"), ("b", "2"), ("c", "1")):
        race.submission("{q.bidder: yes}", name=name, lot=f"'{lot}'")
    rankings = race.all().document["rankings"]
    assert [(each["lot"], sorted(place["index"] for place in each["places"])) for each in rankings] == [
        ("1", [0, 2]),
        ("2", [1]),
    ]


def test_places_are_what_completions_can_give(race: Small) -> None:
    """Best and worst by trying all answers of all three, against what is said while they are open."""
    open_ones = {"a": ", q.yes: yes", "b": ", q.yes: no, q.other: yes", "c": ", q.yes: no, q.other: no, q.third: yes"}
    said = entered(race, **open_ones)["places"]
    fixed = {"a": [1, 2, 3], "b": [1, 2], "c": [1]}  # of three points
    orders = [
        {name: 1 + sum(other > mine for other in scores.values()) for name, mine in scores.items()}
        for scores in ({"a": a, "b": b, "c": c} for a in fixed["a"] for b in fixed["b"] for c in fixed["c"])
    ]
    for name, (best, worst, _) in said.items():
        assert (best, worst) == (min(each[name] for each in orders), max(each[name] for each in orders))
