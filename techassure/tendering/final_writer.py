"""Where every bid of a tender stands as one document: the final result, or the standing before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, cast

from techassure.calendar_days import iso
from techassure.definitions import facts
from techassure.documents.close_numbers import short_of
from techassure.documents.writer import PROVISIONAL, exact, range_part, selection_part, tool, whose
from techassure.engine.assessor import Assessment
from techassure.engine.outcomes import Outcome
from techassure.explaining import explain
from techassure.explaining.long_lists import one_a_line
from techassure.files.doors import decimal_text
from techassure.phrases import ended
from techassure.reviewing import log_days, people
from techassure.reviewing.bids import about
from techassure.reviewing.decisions import CHANGES, OF_PRICES, SCORING
from techassure.reviewing.log_state import Decided
from techassure.reviews import Identity
from techassure.selections.minimum_names import award_of
from techassure.selections.selection import AwardCriterion, Selection
from techassure.selections.tender_rules import PriceRule, Rules
from techassure.submissions import Submission
from techassure.tendering import lock_remarks, pricing, reviewed
from techassure.tendering.final_document import FinalDocument
from techassure.tendering.locking import Modification
from techassure.tendering.price_files import BidPrice
from techassure.tendering.running_tender import Running
from techassure.tendering.standing import Settled, Standing, settle, standings

NOT_ADVICE = "A record of what people decided by published rules; no legal advice, and no decision of the tool's."


def document(running: Running, prices: Mapping[Identity, BidPrice], *, final: bool) -> FinalDocument:
    """Return where every bid stands, as data. ``final``: with the tender's rule for silence applied."""
    selection = running.selection
    by_lot = standings(running, prices, final=final)
    lots = dict.fromkeys([*selection.lots, *by_lot])
    standing = {key: each for lot in by_lot.values() for key, each in lot.items()}
    notices = [
        *([] if final else [PROVISIONAL]),
        whose(selection.editions),
        NOT_ADVICE,
        *lock_remarks.remarks(running.log.lock),
    ]
    notices += [*log_days.said(running.state.history), *_removed_later(running)]
    if selection.rules.price:
        notices += [*pricing.sentences(selection.rules.price), *_opened_later(running, prices), *_scored_later(running)]
    made: Any = {  # of the engine's own dicts: tests hold them to the shape
        "techassure": 1,
        "tool": tool(),
        "kind": "final" if final else "standing",
        "as_of": iso(running.as_of),
        "notices": notices,
        "selection": {**selection_part(selection), "final": final},
        "rules": _rules_part(selection.rules),
        "lock": _lock_part(running),
        "log": {"entries": len(running.log.chain.entries), "head": running.log.chain.head},
        "reopened": list(_reopened(running.state.history)),
        "reviewers": reviewed.reviewers(running),
        "bids": [_bid(running, key, each, standing.get(key)) for key, each in running.submissions.items()],
        "lots": [{"lot": lot, "first": _first(by_lot.get(lot, {}))} for lot in lots],
    }
    return cast(FinalDocument, made)


def _rules_part(rules: Rules) -> dict[str, Any]:
    price = rules.price
    return {
        "regime": rules.regime,
        "procedure": rules.procedure,
        "standstill_optional_as": rules.standstill_optional_as,
        "reviewers": rules.reviewers,
        "tolerance": exact(rules.tolerance),
        "unanswered": rules.unanswered,
        "price": price and _price_rule_part(price),
        "price_points": price and pricing.points_in_words(price),
        "tie_breaks": list(rules.tie_breaks),
        "rounded_at": rules.rounded_at,
        "refinable": list(rules.refinable),
        "published_at": rules.published_at,
    }


def _price_rule_part(rule: PriceRule) -> dict[str, Any]:
    low = rule.abnormally_low
    return {
        "formula": rule.formula,
        "currency": rule.currency,
        "vat": rule.vat,
        "ceiling": _stated(rule.ceiling),
        "full_marks_at": _stated(rule.full_marks_at if rule.formula == "linear-to-ceiling" else None),
        "amount": _stated(rule.amount),
        "parts": list(rule.parts),
        "abnormally_low": low and {name: _stated(value) for name, value in low._asdict().items()},
    }


def _stated(value: Fraction | None) -> str | None:
    return None if value is None else exact(value)


def _reopened(history: Iterable[Decided]) -> Iterator[dict[str, Any]]:
    """Yield why the tender was reopened, each time, and which result that lifted, if one was closed by then."""
    closed: Decided | None = None
    for made in history:
        if made.kind == "finalised":
            closed = made
        elif made.kind == "reopened":
            lifted = closed and {"entry": closed.number, "on": iso(closed.on), "final": closed.data["final"]}
            yield {"entry": made.number, "on": iso(made.on), "by": made.by, "because": made.because, "lifted": lifted}
            closed = None


def _removed_later(running: Running) -> Iterator[str]:
    """Say which reviewer was removed only after scores of theirs had been moderated: the meeting had seen those."""
    state = running.state
    for (_, about_bid), made in state.removed.items():
        name = str(made.data["reviewer"])
        theirs = {(each.identity, each.key) for each in running.scores if people.same(each.by, name)}
        seen = [at for at in theirs & state.moderated.keys() if about_bid in (None, at[0])]
        before = [at for at in seen if state.moderated[at].number < made.number]
        if before:
            yield (
                f"{name} was removed for a conflict of interest on {iso(made.on)}, entry {made.number} of the log, "
                f"after {_scores(len(before))} moderated with theirs in view: it is for people to say "
                "whether they stand, or to moderate them again."
            )


def _scores(count: int) -> str:
    return "one score had been" if count == 1 else f"{count} scores had been"


def _opened_later(running: Running, prices: Mapping[Identity, BidPrice]) -> Iterator[str]:
    """Say whose price was opened after those of the others: what was scored since, was scored with prices known."""
    for key, price in prices.items():
        made = price.opened
        if made and made.number != (first := running.state.prices[0].number):
            when = f"{iso(made.on)}, entry {made.number} of the log"
            yield (
                f"The price of {running.named(key)} was opened on {when}, after those of the others (entry {first}): "
                "what was scored since then was scored with those known."
            )


def _scored_later(running: Running) -> Iterator[str]:
    """Say what was scored after prices had been opened: only a reopened tender allows it."""
    state = running.state
    opened = state.prices[0].number if state.prices else len(state.history)
    later = [f"entry {made.number}" for made in state.history if made.kind in SCORING and made.number > opened]
    if later:
        yield (
            f"Bids were scored after prices had been opened (entry {opened} of the log), by people who knew these: "
            f"{', '.join(later)}. Why the tender was reopened is part of this result."
        )


def _lock_part(running: Running) -> dict[str, Any]:
    found = running.log.lock
    logged = [made for made in running.state.history if made.kind in CHANGES]
    changed = [_change_part(*each) for each in zip(found.modifications, logged, strict=True)]
    return {"locked_on": iso(found.locked_on), "first_digest": found.first_digest, "modifications": changed}


def _change_part(made: Modification, logged: Decided) -> dict[str, Any]:
    changed = [
        {"part": name, "before": before, "after": after}
        for name, (before, after) in lock_remarks.parts(made.changed).items()
    ]
    said = {"published_at": made.published_at, "because": made.because, "earlier_rounds": made.earlier_rounds}
    head = {"entry": logged.number, "kind": made.kind, "by": made.by, "on": iso(made.on)}
    return {**head, **said, "changed": changed, "digest": made.digest}


def _first(bids: Mapping[Identity, Standing]) -> list[dict[str, str]]:
    return [about(key) for key, each in bids.items() if each.places == (1, 1)]


def _bid(running: Running, key: Identity, submission: Submission, standing: Standing | None) -> dict[str, Any]:
    state = running.state
    decided = state.set_aside.get(key)
    head = {
        "source": submission.label,
        "supplier": submission.supplier,
        "submission": about(key),
        "contact": _contact(submission, running.selection),
        "stands": decided.kind if decided else "assessed",
        "decided": _decided_part(decided),
        "marks": [_decided_part(each) for each in state.history if each.identity == key and each.kind in _MARKS],
    }
    return head if standing is None else {**head, **_assessed(running, key, standing)}


_MARKS = ("withdrawn", "late", "reinstated", "exclusion-grounds-considered", "subcontractors-considered",
          *OF_PRICES)  # fmt: skip


def _contact(submission: Submission, selection: Selection) -> dict[str, Any]:
    """Return the addresses that an assessment summary names, as the supplier answered them."""
    asked = {"address": "company.registered_address", "email": "company.contact_email"}
    given = {key: (selection.facts.get(name), submission.values.get(name)) for key, name in asked.items()}
    return {key: facts.written(fact, value) for key, (fact, value) in given.items()}


def _decided_part(made: Decided | None) -> dict[str, Any] | None:
    if made is None:
        return None
    names = ("decision", "ground", "criteria", "notice")
    said = {name: made.data[name] for name in names if name in made.data}
    return {"entry": made.number, "kind": made.kind, "by": made.by, "on": iso(made.on), **said, "because": made.because}


def _assessed(running: Running, key: Identity, standing: Standing) -> dict[str, Any]:
    selection, settled, places = running.selection, standing.settled, standing.places
    return {
        "verdict": settled.verdict,
        "failed": [_failed(settled, name) for name in settled.failed],
        "unanswered": list(settled.unanswered),
        "until_due": [_due(settled, name) for name in settled.until_due],
        **_lapse(settled),
        "award_criteria": [_award(running, key, standing, award) for award in selection.award_criteria],
        "total": range_part(standing.total, selection),
        "price": _price(standing, selection),
        "price_flags": [{"by": flag.by, "limit": exact(flag.limit)} for flag in standing.flags],
        "place": {"best": places[0], "worst": places[1]} if places else None,
    }


def failed_outside(running: Running, key: Identity) -> list[dict[str, Any]]:
    """Return the failed gates of a bid that stands outside, for the notice to that bidder alone."""
    submission = running.submissions[key]
    assessment = running.assessor.assess(submission)
    settled = settle(assessment, running.selection.rules.unanswered)
    return [_failed(settled, name) for name in settled.failed]


def _failed(settled: Settled, name: str) -> dict[str, Any]:
    """Return a failed gate with its reasons, or a minimum that was missed."""
    plans = settled.assessment.assessor.criteria
    at = next((at for at, plan in enumerate(plans) if plan.rule.key == name), None)
    if at is None:
        return _missed(settled, name)
    reasons = explain.reasons(settled.assessment, at, redact=True)
    title, gate = plans[at].member.definition.criterion.title, plans[at].member.gate
    return {
        "criterion": name,
        "title": title,
        "gate": gate,
        "because": _said(settled.assessment, reasons, not_met=True),
    }


def _missed(settled: Settled, name: str) -> dict[str, Any]:
    """Return the minimum of an award criterion that was missed, with enough digits of the score to see it."""
    selection = settled.assessment.assessor.selection
    award = next(each for each in selection.award_criteria if each.id == award_of(name))
    score = range_part(settled.awards[award.id], selection)
    assert score is not None
    assert award.minimum is not None
    shown = short_of(score, award.minimum, selection.places)
    said = f"It scores {shown}; the published minimum is {decimal_text(award.minimum)}."
    return {"criterion": name, "title": f"The minimum of {award.title}", "gate": None, "because": [said]}


def _due(settled: Settled, key: str) -> dict[str, Any]:
    plan = next(each for each in settled.assessment.assessor.criteria if each.rule.key == key)
    return {"criterion": key, "due": iso(plan.member.due) if plan.member.due else None}


def _lapse(settled: Settled) -> dict[str, Any]:
    """Return the first day on which the verdict gets worse by itself, and the criteria behind it."""
    lapse = settled.assessment.lapse if settled.verdict != "non-compliant" else None
    return {"lapses_on": iso(lapse[0]) if lapse else None, "lapses_by": list(lapse[1]) if lapse else []}


def _price(standing: Standing, selection: Selection) -> dict[str, Any] | None:
    if standing.price is None:
        return None
    parts = {name: exact(amount) for name, amount in standing.price.parts.items()}
    pound = standing.per_pound
    value = [exact(pound.low), exact(pound.high)] if pound else None
    currency = selection.rules.price.currency if selection.rules.price else ""
    made = standing.price.opened
    opened = {"entry": made.number, "on": iso(made.on), "by": made.by} if made else None
    return {"whole_life_cost": exact(standing.price.whole), "currency": currency, "parts": parts,
            "quality_per_pound": value, "opened": opened}  # fmt: skip


def _award(running: Running, key: Identity, standing: Standing, award: AwardCriterion) -> dict[str, Any]:
    selection = running.selection
    made = running.state.elsewhere.get((key, award.id))
    return {
        "id": award.id,
        "title": award.title,
        "weight": exact(award.weight),
        "assessed_by": award.assessed_by,
        "assessed": award.assessed,
        "minimum": None if award.minimum is None else exact(award.minimum),
        "score": range_part(standing.scores[award.id], selection),
        "weighted": range_part(standing.weighted[award.id], selection),
        "because": made.because if made else None,
        "entry": made.number if made else None,
        "sub_criteria": list(_sub_criteria(running, key, standing.settled, award)),
    }


def _sub_criteria(running: Running, key: Identity, settled: Settled, award: AwardCriterion) -> Iterator[dict[str, Any]]:
    assessment = settled.assessment
    for at, plan in enumerate(assessment.assessor.criteria):
        if plan.member.award != award.id:
            continue
        result = settled.results[at]
        unscored = result.low != result.high and key in running.state.set_aside
        scored = result.outcome is not Outcome.NOT_APPLICABLE and not unscored
        low, high = (exact(result.low), exact(result.high)) if scored else (None, None)
        made = running.state.moderated.get((key, plan.rule.key))
        ruled = plan.rule.key in settled.unanswered
        yield {
            "criterion": plan.rule.key,
            "title": plan.member.definition.criterion.title,
            "share": exact(plan.member.share) if plan.member.share is not None else None,
            "outcome": "not assessed" if unscored else result.outcome.text,
            "points": {"low": low, "high": high, "of": exact(plan.rule.of)},
            "available": [
                {"points": exact(band.points), "says": band.says} for band, _ in plan.member.definition.bands
            ],
            "counted_by_rule": ruled,
            "because": _because(made, settled, at, ruled=ruled),
            "entry": made.number if made else None,
            "reviewed": reviewed.reviewed(running, key, plan.rule.key),
        }


def _because(made: Decided | None, settled: Settled, at: int, *, ruled: bool) -> list[str]:
    """Return the reason that people gave, else those of the checks; bands that were open are none any more."""
    if made:
        refers = str(made.data.get("refers_to", ""))
        return [made.because, *([ended(f"See {refers}")] if refers else [])]
    reasons = explain.reasons(settled.assessment, at, redact=True)
    closed = [each for each in reasons if not (ruled and each["cause"] == "band" and each["fix"])]
    not_met = settled.results[at].outcome is Outcome.NOT_MET
    return _said(settled.assessment, closed, not_met=not_met) or ([_SILENT] if ruled else [])


_SILENT = "Not answered, or not backed as its bands ask."


def _said(assessment: Assessment, reasons: Sequence[Mapping[str, Any]], *, not_met: bool) -> list[str]:
    """Return reasons as sentences, each once; remarks that are for the buyer alone stay with the buyer.

    A long list in one stands one item a line. Where a band says what was reached, or a criterion is not met, what holds
    adds nothing.
    """
    kept = [each for each in reasons if each["cause"] not in _FOR_THE_BUYER]
    telling = [each for each in kept if each["cause"] != "holds"]
    if not_met or any(each["cause"] == "band" for each in reasons):
        kept = telling or kept
    known, values = assessment.assessor.selection.facts, assessment.submission.values
    return list(dict.fromkeys(one_a_line(str(each["says"]), known, values) for each in kept))


_FOR_THE_BUYER = ("note", "review-without-effect")
