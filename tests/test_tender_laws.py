"""Laws of a tender that is run, each named as it was promised. Others stand beside what they are about:

the flip distance in `test_robustness`, the replay of the record in `test_record`, and in `test_running_tender` that
moderation changes only what it names and that no sequence of commands loses or rewrites an entry of the log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import ward_messages
import yaml
from builders import Small
from cli_tenders import run
from hypothesis import given, settings
from hypothesis import strategies as st
from ward_messages import library

from techassure import Assessor
from techassure.engine import pivots, ranking
from techassure.engine.outcomes import Outcome
from techassure.reviews import Identity, Judgement, Reviews
from techassure.selections.tender_rules import Unanswered
from techassure.submissions import Claim, Submission
from techassure.tendering import finalising, opening, running_tender
from techassure.tendering.standing import settle, standings

# --- certainty ------------------------------------------------------------------------------------------------------

FACTS: Mapping[str, Sequence[Any]] = {
    "q.bidder": (True, False),
    "q.yes": (True, False),
    "q.other": (True, False),
    "q.number": (0, 5, 9),
}
RUBRIC = (Fraction(0), Fraction(2), Fraction(4))
CLAIMS = {"small/A": "not-applicable", "small/B": "equivalent"}
TENDER = """
not_applicable: lowest-band
award_criteria:
  all:
    title: All of it
    weight: 100
    criteria: {small/A: 3, small/B: 2, small/N: 1, small/R: 2}
    minimum: 20
"""


@pytest.fixture(scope="module")
def assessor(tmp_path_factory: pytest.TempPathFactory) -> Assessor:
    """A gate; two criteria of which one may be claimed not to apply; bands; and one that reviewers judge."""
    small = Small(tmp_path_factory.mktemp("laws"))
    small.criterion("G", "{q.bidder: {is: yes}}")
    small.scored("A", "{q.yes: {is: yes}}", may_claim_not_applicable="yes")
    small.scored("B", "{q.other: {is: yes}}", accepts_equivalent="yes")
    small.scored("N", "", bands="{3: {q.number: {at_least: 9}}, 1: {q.number: {at_least: 5}}}")
    small.scored("R", "", bands='{4: "", 2: "", 0: ""}', judged_by="reviewer", reviewer_asks="Is it good?")
    selection = small.tender(TENDER).selection()
    assert selection.as_of is not None
    return Assessor(selection, selection.as_of)


@st.composite
def open_bids(draw: st.DrawFn) -> Submission:
    """A bid with some questions unanswered, some claims undecided, some scores missing."""
    drawn = {fact: draw(st.sampled_from((None, *values))) for fact, values in FACTS.items()}
    values = {fact: value for fact, value in drawn.items() if value is not None}
    claims = {key: Claim(kind, "Because.") for key, kind in CLAIMS.items() if draw(st.booleans())}
    points = draw(st.sampled_from((None, *RUBRIC)))
    judgements = {} if points is None else {"small/R": judged(points=points)}
    name = draw(st.text("abcdef", min_size=3, max_size=3))
    return Submission("x", name, name, "P", "1", None, values, claims=claims, reviews=Reviews(judgements))


judged: Callable[..., Judgement] = partial(Judgement, "Because.", "A. Person", 1)


def completed(draw: st.DrawFn, bid: Submission) -> Submission:
    """The bid with every question answered, every claim decided, and every score given, in one way of all there are."""
    values = {fact: bid.values.get(fact, draw(st.sampled_from(values))) for fact, values in FACTS.items()}
    made = {"small/R": judged(points=draw(st.sampled_from(RUBRIC))), **bid.reviews.judgements}
    for key, claim in bid.claims.items():
        decided = draw(st.booleans())
        kind = "not_applicable" if claim.kind == "not-applicable" else "equivalent"
        made[key] = judged(**{kind: decided})
    return replace(bid, values=values, reviews=Reviews(made))


@settings(max_examples=120)
@given(data=st.data(), bids=st.lists(open_bids(), min_size=2, max_size=4, unique_by=lambda each: each.identity))
def test_certain_order_agrees_with_every_completion_of_the_open_points(
    assessor: Assessor, data: st.DataObject, bids: list[Submission]
) -> None:
    """Answers, claims and reviews alike: who is certainly ahead stays so, and nobody ruled out comes first."""
    now = [assessor.assess(each) for each in bids]
    ranked, apart = ranking.rank(now)
    first = pivots.may_be_first(now)
    for _ in range(4):
        later = [assessor.assess(completed(data.draw, each)) for each in bids]
        assert all(
            each.outcome not in (Outcome.NO_ANSWER, Outcome.NEEDS_REVIEW) for one in later for each in one.results
        )
        scores = [each.score.low if each.score else Fraction(-1) for each in later]
        assert all(later[at].verdict == "non-compliant" for at in apart)
        for each in ranked:
            assert all(scores[each.at] > scores[behind] for behind in each.ahead_of or ())
            above = sum(scores[other.at] > scores[each.at] for other in ranked)
            assert each.best <= 1 + above <= each.worst
        stay = [at for at, one in enumerate(later) if one.verdict == "compliant"]
        assert {at for at in stay if scores[at] == max(scores[each] for each in stay)} <= set(first)


# --- at the end -----------------------------------------------------------------------------------------------------


@settings(max_examples=80)
@given(bid=open_bids(), rule=st.sampled_from(["fails", "lowest-band"]), decided=st.booleans())
def test_a_finalised_assessment_has_low_equal_to_high_everywhere(
    assessor: Assessor, bid: Submission, rule: Unanswered, decided: bool
) -> None:
    """Once people have judged and decided, the rule for silence leaves one number, and a verdict."""
    kinds = {"not-applicable": "not_applicable", "equivalent": "equivalent"}
    made = {key: judged(**{kinds[claim.kind]: decided}) for key, claim in bid.claims.items()}
    reviews = Reviews({"small/R": judged(points=RUBRIC[1]), **bid.reviews.judgements, **made})
    found = settle(assessor.assess(replace(bid, reviews=reviews)), rule)
    assert all(result.low == result.high for result in found.results)
    assert all(span.low == span.high for span in found.awards.values() if span)
    assert found.verdict in ("compliant", "non-compliant")


def test_every_number_of_a_final_document_is_one(tmp_path: Path) -> None:
    found = running_tender.load(ward_messages.at(tmp_path / "tender", "low"), library())
    made = finalising.finalised(found, opening.opened(found), {"name": "H."}, found.as_of + 20)
    assert list(ranges(made))
    assert all(span["exact"][0] == span["exact"][1] for span in ranges(made))


def ranges(value: Any) -> Any:
    """Yield every range of a document."""
    if isinstance(value, dict):
        if "exact" in value:
            yield value
        yield from (span for each in value.values() for span in ranges(each))
    elif isinstance(value, list):
        yield from (span for each in value for span in ranges(each))


# --- who stands outside ---------------------------------------------------------------------------------------------

B: Identity = ("GB-COH-00000022", "Wardcall", "2.4.2", None)
C: Identity = ("GB-COH-00000023", "Nightnote", "1.9.0", None)


@pytest.mark.parametrize("who", [B, C])
def test_removing_a_disregarded_bid_changes_nothing(tmp_path: Path, who: Identity) -> None:
    """Not even where it was the cheapest, with its price opened: everybody stands as if it had never come."""
    folder = ward_messages.at(tmp_path / "tender", "low")
    about = dict(zip(("supplier", "product", "version"), who, strict=False))
    made = {
        "kind": "disregarded",
        "submission": about,
        "ground": "procedural-requirement",
        "because": "b",
        "notice": "n",
    }
    data = {"techassure": "1", "by": {"name": "H."}, "on": "2026-06-20", "decisions": [made]}
    (folder / "out.yaml").write_text(yaml.safe_dump(data), "utf-8")
    assert run("tender", "decide", folder, folder / "out.yaml").exit_code == 0
    found = running_tender.load(folder, library())
    prices = opening.opened(found)
    kept = stand(found, prices)
    never = running_tender.load(folder, library())
    never.submissions = {key: each for key, each in never.submissions.items() if key != who}
    assert who not in kept
    assert stand(never, {key: each for key, each in prices.items() if key != who}) == kept


def stand(found: running_tender.Running, prices: Any) -> dict[Identity, Any]:
    lot = standings(found, prices, final=True)[None]
    return {key: (each.total, each.scores, each.places, each.flags) for key, each in lot.items()}
