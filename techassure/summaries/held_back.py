"""What is withheld from all letters of a tender; refused where there is no such part, or its reader can work it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from techassure.documents.document import Part
from techassure.problems import Place, Problem, ProblemsFound, suggestion
from techassure.summaries import contents, withholding
from techassure.summaries.worked_out import Source, given_away
from techassure.tendering.final_document import BidPart


def withhold(made: Mapping[str, Part], withheld: Sequence[tuple[str, str]]) -> None:
    """Withhold fields, each with its reason, from every summary that has them.

    Raises:
        ProblemsFound: no summary has such a field.
    """
    summaries = [each for each in made.values() if each.get("winner")]
    known = dict.fromkeys(name for each in summaries for name in withholding.fields(each["winner"], "winner"))
    problems = []
    for field, because in withheld:
        found = [withholding.withhold(each, field, because) for each in summaries]
        if field not in known or not any(found):
            fix = suggestion(field, known, "write it like `winner:scores:price:because`")
            message = f"no summary has a part `{field}` that may be withheld"
            problems.append(Problem(Place("--withhold"), "unknown-field", message, fix))
    if problems:
        raise ProblemsFound(problems)


def refuse_to_give_away(winners: Mapping[str | None, BidPart], made: Mapping[str, Part]) -> None:
    """Refuse letters that withhold what their readers can work out.

    The law asks for the total, and for a reason for all that is withheld: so nothing more is withheld unasked.

    Raises:
        ProblemsFound: what can be worked out, from what.
    """
    told = {each["supplier"]["lot"]: each["winner"] for each in made.values() if each.get("winner")}
    found = [(winners[lot], each) for lot, shown in told.items() for each in given_away(winners[lot], shown)]
    problems = [_given_away(contents.named(bid), *each) for bid, each in found]
    problems += told_by_being_equal(made)
    if problems:
        raise ProblemsFound(problems)


def told_by_being_equal(made: Mapping[str, Part]) -> Iterator[Problem]:
    """Yield the total of a winner that is withheld from a bidder who is told to be equal."""
    for each in made.values():
        winner = each.get("winner")
        if winner and each["equal"] and withholding.is_withheld(winner["total"]):
            message = (
                f"`winner:total` is withheld, and {each['supplier']['name']} is told that the two tenders are equal"
            )
            fix = "tell the total: the letter has to say that nothing published separates them"
            yield Problem(Place("--withhold"), "given-away", message, fix)


def _given_away(of: str, name: str, source: Source) -> Problem:
    message = f"`{name}` is withheld, and can be worked out from {source.what}, which the letters tell of {of}"
    fix = f"withhold {source.withhold} too, with a `--because` of its own, or tell both"
    return Problem(Place("--withhold"), "given-away", message, fix)
