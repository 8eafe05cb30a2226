"""Two final results of one tender side by side: what a reopening changed, and by which entries of the log."""

from __future__ import annotations

from collections.abc import Iterator

from techassure.documents.document import Part
from techassure.reviewing.bids import identity_of
from techassure.reviews import Identity


def compared_finals(before: Part, after: Part) -> Part:
    """Return the comparison as plain data. The finals are those of one tender, as ``final_reader`` accepts them."""
    then, now = _by_identity(before), _by_identity(after)
    keys = list(dict.fromkeys([*now, *then]))
    return {
        "techassure": 1,
        "tool": after["tool"],
        "kind": "final-comparison",
        "selection": after["selection"],
        "before": _side(before),
        "after": _side(after),
        "lots": [_lot(before, each) for each in after["lots"]],
        "bids": [_bid(then.get(key), now.get(key)) for key in keys],
        "reopened": [made for made in after.get("reopened", ()) if made["entry"] > before["log"]["entries"]],
        "decided": list(_decided(before, after)),
        "notices": after["notices"],
    }


def _by_identity(final: Part) -> dict[Identity, Part]:
    return {identity_of(bid["submission"]): bid for bid in final["bids"]}


def _side(final: Part) -> Part:
    closed = final.get("closed")
    return {"as_of": final["as_of"], "digest": final["selection"]["digest"], "log": final["log"], "closed": closed}


def _lot(before: Part, lot: Part) -> Part:
    was: list[Part] = next((each["first"] for each in before["lots"] if each["lot"] == lot["lot"]), [])
    return {"lot": lot["lot"], "first_before": was, "first_after": lot["first"]}


def _bid(before: Part | None, after: Part | None) -> Part:
    there = after or before or {}
    return {
        "supplier": there["supplier"],
        "submission": there["submission"],
        "before": _standing(before),
        "after": _standing(after),
        "changes": list(_changes(before or {}, after or {})),
    }


def _standing(bid: Part | None) -> Part | None:
    """Return where a bid stands; what is not assessed has no place, total or price."""
    return bid and {"stands": bid["stands"], **{name: bid.get(name) for name in ("place", "total", "price")}}


def _changes(before: Part, after: Part) -> Iterator[Part]:
    """Yield the award criteria whose score differs, and what speaks for the later one where it was not so before."""
    was: dict[str, Part] = {each["id"]: each for each in before.get("award_criteria", ())}
    for award in after.get("award_criteria", ()):
        old = was.get(award["id"])
        if old and old["score"] != award["score"]:
            said = [each for each in _reasons(award) if each not in _reasons(old)]
            parts = {"before": old["score"], "after": award["score"], "because": said}
            yield {"id": award["id"], "title": award["title"], **parts}


def _reasons(award: Part) -> list[str]:
    subs = [f"{sub['title']}: {said}" for sub in award["sub_criteria"] for said in sub["because"]]
    return [*([award["because"]] if award["because"] else []), *subs]


def _decided(before: Part, after: Part) -> Iterator[Part]:
    """Yield what was decided of bids since the earlier result, in the order of the log."""
    for bid, made in decisions(after):
        if made["entry"] > before["log"]["entries"]:
            yield {**made, "supplier": bid["supplier"], "submission": bid["submission"]}


def decisions(final: Part) -> list[tuple[Part, Part]]:
    """Return what was decided of each bid, with the bid, in the order of the log; each entry once."""
    found = {}
    for bid in final["bids"]:
        for made in (*bid["marks"], *([bid["decided"]] if bid["decided"] else [])):
            found[made["entry"]] = (bid, made)
    return [found[entry] for entry in sorted(found)]
