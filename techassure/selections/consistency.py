"""A selection looked at as a whole: minimums within reach, days in order, and all that a tender has to say."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from techassure.calendar_days import iso
from techassure.definitions.definition import Definition, best_points
from techassure.problems import Path, listing
from techassure.selections import procedure
from techassure.selections.contract_facts import contract_only, needed
from techassure.selections.procedure import Refuse
from techassure.selections.selection import Selection

_IN_ORDER = ("commenced", "published", "deadline", "final_tenders", "award")
_JUDGED_BETWEEN = ("commenced", "published", "as_of", "award")
_PRICE_MINIMUM = (
    "take it out: points of price can depend on other bids, and would shut out one bid by another's price; to name the "
    "most that you can pay, publish a `ceiling` with the price rule: a price above it is flagged"
)
_CONTRACT_FIXES = {
    "contract.procurement_commenced": "add `commenced: 2026-04-20` under `dates`",
    "contract.award": "add `award: 2026-07-15` under `dates`",
    "contract.buyer_kind": "add `kind: …` under `buyer`",
}


def check(made: Selection, refuse: Refuse) -> None:
    """Refuse what does not hold together."""
    _minimums(made, refuse)
    procedure.check(made.rules, {award.id: award.assessed_by for award in made.award_criteria}, refuse)
    if made.kind == "tender":
        _complete(made, refuse)


def _minimums(made: Selection, refuse: Refuse) -> None:
    """Refuse what nobody could reach: the edition's own minimums were held to its bands when it was read."""
    for award in made.award_criteria:
        if award.minimum is not None and award.assessed_by == "price":
            message = f"`{award.id}` is assessed by price, and has a minimum: price points shut nobody out"
            path: Path = ("award_criteria", award.id, "minimum")
            refuse(path, "minimum-of-price", message, _PRICE_MINIMUM)
        elif award.minimum is not None and award.minimum > 100:
            message = f"the minimum of `{award.id}`, {float(award.minimum):g}, is above 100"
            path = ("award_criteria", award.id, "minimum")
            refuse(path, "minimum-out-of-reach", message, "lower it: as it is, nobody can comply")
    for member in made.members:
        key, of = member.definition.key, best_points(member.definition)
        if member.minimum is not None and member.minimum > of:
            message = f"the minimum of `{key}`, {float(member.minimum):g}, is above the {float(of):g} it can give"
            path = ("award_criteria", member.award or "", "criteria", key)
            refuse(path, "minimum-out-of-reach", message, "lower it: as it is, nobody can comply")


def _complete(made: Selection, refuse: Refuse) -> None:
    """A tender must know what its criteria ask of the contract, and what happens where one does not apply."""
    if made.as_of is None:
        refuse(
            ("dates",),
            "no-as-of",
            "the tender fixes no as-of date",
            "add `as_of: 2026-06-01` under `dates`",
            of_key=True,
        )
    for name, keys in sorted(needed(made).items()):
        if name not in made.contract:
            fix = f"add `{name.removeprefix('contract.')}: …` under `contract`"
            message = f"`{name}` is not given, and {listing(keys, 3)} cannot be assessed without it"
            refuse(("contract",), "contract-unknown", message, _CONTRACT_FIXES.get(name, fix), of_key=True)
    _days_in_order(made.dates, refuse)
    start, end = made.contract.get("contract.start"), made.contract.get("contract.end")
    if start is not None and end is not None and end < start:
        refuse(("contract", "end"), "contract-ends-early", "the contract ends before it starts", "mend the dates")
    loose = [m.definition.key for m in made.members if m.share is not None and _may_not_apply(m.definition)]
    if loose and made.not_applicable is None:
        message = f"{listing(loose, 3)} may not apply to some submissions, and the tender says nothing of it"
        fix = "add `not_applicable: lowest-band` or `full-marks`, the same for every bidder"
        refuse((), "no-rule-for-not-applicable", message, fix)


def _days_in_order(dates: Mapping[str, int], refuse: Refuse) -> None:
    """A notice comes before the deadline that it sets, and the award after both.

    Bids may be judged as of a day before the deadline; of none before they were asked for, or after the award.
    """
    wrong: dict[str, str] = {}
    for names in (_IN_ORDER, _JUDGED_BETWEEN):
        given = [(name, day) for name in names if (day := dates.get(name)) is not None]
        for (earlier, first), (later, day) in pairwise(given):
            if day < first:
                wrong.setdefault(later, f"`{later}` is {iso(day)}, before `{earlier}` on {iso(first)}")
    for later, message in wrong.items():
        refuse(("dates", later), "days-out-of-order", message, "mend the one that is wrong")


def _may_not_apply(definition: Definition) -> bool:
    return definition.criterion.may_claim_not_applicable or not contract_only(definition.applies)
