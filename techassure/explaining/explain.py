"""Why an outcome is what it is: causes as data, each with its sentence. Built only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from techassure.calendar_days import NEVER, day_number, iso
from techassure.definitions import words
from techassure.definitions.model import Band, Check, Note
from techassure.definitions.words import FAILS, HOLDS, OPEN, Leaf, Not, Tree, leaves, truth
from techassure.engine.assessor import Assessment
from techassure.engine.contradictions import contradictions
from techassure.engine.outcomes import (
    Bearing,
    Outcome,
    Result,
    bearing,
    claimed,
    decision,
    evaluate,
)
from techassure.engine.plans import MEASURED
from techassure.explaining.backing import Backing
from techassure.explaining.wording import Reason, reason, said, to_back
from techassure.phrases import counted

_CONTRACT_DAYS = ("contract.start", "contract.end")
_FOR_A_TENDER = "Assess it for a tender, which states the contract."
_MOST_DAYS = 60
"""How many of its days are looked at to see when a check held; a table of many dates has as many."""


def reasons(assessment: Assessment, at: int, *, redact: bool = False) -> list[Reason]:
    """Return every cause of a criterion's outcome, in the order in which they decide."""
    return list(Explainer(assessment, at, redact).all())


def lapsed_on(assessment: Assessment, at: int, reasons: Sequence[Reason]) -> int | None:
    """Return the last day on which a criterion was met, where nothing speaks against it but the time that went by."""
    days = last_days(assessment.results[at], reasons)
    return next((day for day in days if was_met(assessment, at, day)), None)


def last_days(result: Result, reasons: Sequence[Reason]) -> list[int]:
    """Return the days on which a criterion may last have been met, the latest first; none where an answer is wrong.

    All that speaks against it began after the first of their days; of the bands that time took, each had its own.
    """
    against = [each["on"] for each in reasons if each["cause"] in ("failed", "expired")]
    if None in against or result.outcome in (Outcome.MET, Outcome.NOT_APPLICABLE):
        return []
    bands = [each["on"] for each in reasons if each["cause"] == "band" and each["on"]]
    days = {day_number(on) for on in (*([min(against)] if against else []), *bands)}
    return sorted((day for day in days if day is not None), reverse=True)


def was_met(assessment: Assessment, at: int, day: int) -> bool:
    """Tell whether a criterion was met on an earlier day, with the same answers."""
    return assessment.result(assessment.assessor.criteria[at], day).outcome is Outcome.MET


def _culprits(tree: Tree, of_leaf: Callable[[Leaf], int], value: int) -> list[Leaf]:
    """Return the leaves that make an expectation come to the value that it has."""
    if isinstance(tree, Leaf):
        return [tree]
    if isinstance(tree, Not):
        return _culprits(tree.part, of_leaf, -value)
    parts = [part for part in tree.parts if truth(part, of_leaf) == value]
    return [leaf for part in parts for leaf in _culprits(part, of_leaf, value)]


class Explainer(Backing):
    """Says why one criterion of a submission came to its outcome; how it is shown and backed stands in its bases."""

    def all(self) -> Iterator[Reason]:
        """Yield the reasons, in the order in which they decide."""
        told = set()
        for each in self._deciding():
            told.add((each["cause"], each["document"]))
            yield each
        yield from (each for each in self._of_others() if (each["cause"], each["document"]) not in told)
        for note, tree in self.definition.notes:
            yield from self.note(note, tree)

    def _deciding(self) -> Iterator[Reason]:
        applies = self._applies()
        yield from self._claim()
        if applies == FAILS:
            yield from self.applicability()
            yield from self._contradictions()
        elif decision(self.plan.rule, self.view) is not True:
            yield from self.applicability()
            yield from self.not_due()
            for check, tree in self.definition.checks:
                yield from self.check(check, tree)
            yield from self.bands()
            yield from self._contradictions()
            yield from self.review()

    def _of_others(self) -> Iterator[Reason]:
        """Yield which files that the criterion asks for are of another product, and measure nothing."""
        others = [each for each in self.documents() if each.other_product is not None]
        kinds = {*self.plan.by, *self.definition.facts()} if others else ()
        for document in others:
            if document.kind in kinds:
                says, fix = self._of_another(document)
                yield reason("other-product", says, document=self.id_of(document), fix=fix)

    def _applies(self) -> int:
        return HOLDS if self.definition.applies is None else truth(self.definition.applies, self.view.truth)

    # --- claims and applicability

    def _claim(self) -> Iterator[Reason]:
        claim, judged = self.view.claim, self.view.judgement
        if claim is None:
            return
        if not claimed(self.plan.rule, self.view):
            what = claim.kind.replace("-", " ")
            says = f"The supplier claims “{what}”, which this criterion does not allow: the checks decide."
            yield reason("claim-not-allowed", says, value=claim.because)
            return
        decided = decision(self.plan.rule, self.view)
        if decided is None or judged is None:
            yield reason(
                f"claimed-{claim.kind}",
                f"The supplier claims: {claim.because}",
                value=claim.because,
                fix="Decide on the claim, with a reason.",
            )
            return
        who: dict[str, Any] = {"by": judged.by, "on": iso(judged.on)}
        if decided and claim.kind == "not-applicable":
            yield reason("confirmed-not-applicable", said(judged), value=claim.because, **who)
        elif decided:
            yield reason("accepted-as-equivalent", said(judged), value=claim.because, **who)
        else:
            yield reason("claim-refused", said(judged), value=claim.because, **who)

    def applicability(self) -> Iterator[Reason]:
        """Yield why the criterion does not apply, or why that is not known."""
        applies = self._applies()
        if applies == FAILS:
            yield from self._inapplicable()
        elif applies == OPEN:
            yield from self._applicability_open()

    def _inapplicable(self) -> Iterator[Reason]:
        for leaf in self._once(self.definition.applies, FAILS):
            says = f"Does not apply: {self._answer(leaf)}"
            yield self._about(leaf, "does-not-apply", says)

    def _applicability_open(self) -> Iterator[Reason]:
        for leaf in self._once(self.definition.applies, OPEN):
            if leaf.fact.startswith("contract."):
                says = (
                    f"Whether this applies depends on the contract, of which this is not known: {self._question(leaf)}"
                )
                yield self._about(leaf, "contract-unknown", says, fix=_FOR_A_TENDER)
            else:
                says = f"Whether this applies is not known, because this is not answered: {self._question(leaf)}"
                asked = ", ".join(f"`{name}`" for name in self._asked(leaf.fact))
                yield self._about(leaf, "applicability-unknown", says, fix=f"Answer {asked}.")

    def not_due(self) -> Iterator[Reason]:
        """Yield that the gate falls due later."""
        due = self.plan.rule.due
        if due is not None and self.as_of < due and self.result.outcome is not Outcome.MET:
            on = iso(due) if due < NEVER else None
            yield reason(
                "not-due-yet", f"This gate falls due {f'on {on}' if on else 'on a day that is not known yet'}.", on=on
            )

    # --- checks

    def check(self, check: Check, tree: Tree) -> Iterator[Reason]:
        """Yield what a check comes to."""
        found = bearing(tree, self.view.truth, self.view.weak)
        if found is Bearing.FAILS:
            says, on = self._sentence(check.otherwise, tree), self.last_held(tree)
            for leaf in self._once(tree, FAILS):
                cause = "after-as-of" if self._too_late(leaf) else "failed"
                yield self._about(leaf, cause, says, check=check.id, on=on, fix=check.fix)
        elif found is Bearing.OPEN and truth(tree, self.view.truth) == HOLDS:
            yield from self._weakly(check.id, tree, Bearing.EXPIRED)
            for leaf in {leaf.fact: leaf for leaf in leaves(tree) if self.view.truth(leaf) == OPEN}.values():
                yield self._open(check, leaf)
        elif found is Bearing.OPEN:
            for leaf in self._once(tree, OPEN):
                yield self._open(check, leaf)
        elif found is Bearing.HOLDS:
            for leaf in self._once(tree, HOLDS):
                yield self._about(leaf, "holds", self._answer(leaf), check=check.id)
        else:
            yield from self._weakly(check.id, tree, found)

    def last_held(self, tree: Tree) -> str | None:
        """Return the last day on which what fails now held, with the same answers; None where it never did."""
        values = self.situation.values
        moving = [leaf for leaf in leaves(tree) if words.moves(leaf) and leaf.fact in values]
        days = {day - 1 for leaf in moving for day in words.edges(leaf, values[leaf.fact]) if 1 < day <= self.as_of}
        for day in sorted(days, reverse=True)[:_MOST_DAYS]:
            if truth(tree, self.plan.truth_in(self.situation.cells_on(self.plan, day))) == HOLDS:
                return iso(day)
        return None

    def _too_late(self, leaf: Leaf) -> bool:
        value = self.situation.values.get(leaf.fact)
        dated = leaf.word == "within" or (leaf.word == "on_or_before" and leaf.argument == "as_of")
        return dated and isinstance(value, int) and value > self.as_of

    def _open(self, check: Check, leaf: Leaf) -> Reason:
        fact = self.facts[leaf.fact]
        if fact.type == "document":
            return self._no_document(check, leaf)
        unknown = self._unknown_day(leaf)
        if unknown:
            says = f"The contract's {unknown.removeprefix('contract.')} is not known."
            return self._about(leaf, "contract-unknown", says, check=check.id, fix=_FOR_A_TENDER)
        if leaf.fact in self.situation.values:
            return self._about(leaf, "open", self._open_rows(leaf), check=check.id, fix=check.fix)
        asked = self._asked(leaf.fact)
        missing = [name for name in asked if name not in self.situation.values]
        what, do = ("Not answered", "Answer") if missing else ("The answers do not say enough", "Complete")
        says = f"{what}: " + " ".join(self.facts[name].question or name for name in missing or asked)
        fix = f"{do} " + ", ".join(f"`{name}`" for name in missing or asked) + "."
        return self._about(leaf, "missing", says, check=check.id, fix=self._to_mend() or fix)

    def _unknown_day(self, leaf: Leaf) -> str | None:
        """Return the contract's day that the leaf (or its rows) speaks of and nobody knows."""
        names = [leaf.argument]
        if leaf.word in ("every", "some"):
            names = [inner.argument for inner in leaves(leaf.argument)]
        days = self.assessment.assessor.days
        return next((each for each in names if each in _CONTRACT_DAYS and days.named(each) is None), None)

    def _open_rows(self, leaf: Leaf) -> str:
        """Say which rows leave out which of the columns that the expectation speaks of."""
        columns = {inner.fact for inner in leaves(leaf.argument)}
        rows = self.rows(leaf.fact)
        gaps = [(at, sorted(columns - row.keys())) for at, row in enumerate(rows, 1) if columns - row.keys()]
        shown = "; ".join(f"row {at} leaves out {', '.join(f'`{name}`' for name in names)}" for at, names in gaps[:5])
        more = f"; and {counted(len(gaps) - 5, 'more row')}" if len(gaps) > 5 else ""
        return f"Not told by every row: {shown}{more}. {self._question(leaf)}"

    # --- bands, contradictions, reviews, notes

    def bands(self) -> Iterator[Reason]:
        """Say which band is reached, which are open, and what time took; else what the lowest would need."""
        if self.plan.rule.by_reviewer:
            return
        steps = [(band, tree) for band, tree in self.definition.bands if tree is not None]
        open_yet = False
        ended: dict[str, Reason] = {}
        told: set[tuple[str, str]] = set()
        failing: list[tuple[Band, Tree]] = []
        for band, tree in steps:
            found = bearing(tree, self.view.truth, self.view.weak)
            if found is Bearing.HOLDS:
                yield self._band(band, tree, HOLDS, f"{counted(band.points, 'point')}: {band.says}")
                yield from self._fallen(failing)
                return
            if found is Bearing.EXPIRED and band.points > 0:
                new = {each["fact"]: each for each in self._weakly(None, tree, found) if each["fact"] not in ended}
                yield from new.values()
                ended |= new
            elif found is not Bearing.FAILS and band.points > 0:
                open_yet = True
                behind = {(each["fact"], each["document"]): each for each in self._behind(tree, found)}
                yield from (each for key, each in behind.items() if key not in told)
                told |= behind.keys()
                yield self._band(band, tree, OPEN, f"Up to {counted(band.points, 'point')} may be had: {band.says}")
            elif band.points > 0:
                failing.append((band, tree))
        if failing and not (open_yet or ended):
            yield self._no_points(*failing.pop())
        yield from self._fallen(failing)

    def _behind(self, tree: Tree, found: Bearing) -> Iterator[Reason]:
        """Yield which documents that are listed keep a band open; for an answer without any the band itself asks."""
        if found in (Bearing.SHORT, Bearing.OTHER_VERSION):
            yield from (each for each in self._weakly(None, tree, found) if each["document"])
        document = self._unmeasuring() if found is Bearing.OPEN else None
        missing = self._once(tree, OPEN)[:1] if document else []
        yield from (self._because_of(document, leaf, None, "Not measured") for leaf in missing if document)

    def _no_points(self, band: Band, tree: Tree) -> Reason:
        fell = self.fell(tree)
        if fell is None:
            return self._band(band, tree, FAILS, f"No points: the lowest band asks: {band.says}", cause="failed")
        on, shown = fell
        says = f"No points. The lowest band held until {shown}: {band.says}"
        return self._band(band, tree, FAILS, says, cause="failed", on=on)

    def _fallen(self, bands: Iterable[tuple[Band, Tree]]) -> Iterator[Reason]:
        """Yield the bands that fail now, and held until time took them, with their last days."""
        for band, tree in bands:
            fell = self.fell(tree)
            if fell is not None:
                on, shown = fell
                leaf = self._once(tree, FAILS)[0]
                yield self._about(leaf, "band", f"{counted(band.points, 'point')} until {shown}: {band.says}", on=on)

    def fell(self, tree: Tree) -> tuple[str, str] | None:
        """Return the last day on which a band held, as data and as shown; None where it never did."""
        on = self.last_held(tree)
        return None if on is None else (on, on)

    def _band(
        self, band: Band, tree: Tree, value: int, says: str, cause: str = "band", on: str | None = None
    ) -> Reason:
        leaf = self._once(tree, truth(tree, self.view.truth))[0]
        fix = self._to_reach(leaf) if value == OPEN else f"Reach it: {band.says}" if value == FAILS else None
        return self._about(leaf, cause, says, fix=fix, on=on)

    def _to_reach(self, leaf: Leaf) -> str:
        """Return what to do so that a band that is open can hold."""
        if self.plan.demands == MEASURED:
            document = self._unmeasuring()
            return self._at_fault(document)[2] if document else to_back(self.criterion.evidence)
        if leaf.fact in self.situation.values and self._unknown_day(leaf):
            return _FOR_A_TENDER
        return f"Answer and back {', '.join(f'`{name}`' for name in self._asked(leaf.fact))}."

    def _contradictions(self) -> Iterator[Reason]:
        touching = self.assessment.contradicted & (self.plan.sources | self.plan.deciding)
        for part in contradictions(self.assessment, redact=self.redact) if touching else ():
            if part["fact"] in touching:
                found, name = part["found"], part["fact"]
                check = self.assessment.submission.reviews.checks.get(name)
                yield reason(
                    "contradicted",
                    f"{part['says']}: {part['question']}",
                    fact=name,
                    value=part["claimed"]["value"],
                    found=found["value"],
                    document=found["document"],
                    on=found["on"],
                    by=check.by if check else found["by"] or None,
                )

    def review(self) -> Iterator[Reason]:
        """Yield what a reviewer found, or that one is awaited."""
        judged, outcome = self.view.judgement, self.result.outcome
        if judged and (judged.met is not None or judged.points is not None):
            points = "" if judged.points is None else f"{judged.points} of {counted(self.plan.rule.of, 'point')}. "
            who: dict[str, Any] = {"by": judged.by, "on": iso(judged.on)}
            if self._heard():
                yield reason("reviewed", f"{points}{said(judged)}", **who)
            else:
                says = f"Recorded, without effect, because the checks decide here: {points}{said(judged)}"
                yield reason("review-without-effect", says, **who)
        elif self.plan.rule.by_reviewer and outcome is Outcome.NEEDS_REVIEW:
            asks = self.criterion.reviewer_asks or "A reviewer scores this by its rubric."
            yield reason("awaits-review", asks, fix="The buyer's reviewer has to judge it, and say why.")

    def _heard(self) -> bool:
        """Tell whether the reviewer's finding decided anything: the outcome would be another without it."""
        without = evaluate(self.plan.rule, self.view._replace(judgement=None))
        found = self.result
        return (without.outcome, without.low, without.high) != (found.outcome, found.low, found.high)

    def note(self, note: Note, tree: Tree) -> Iterator[Reason]:
        """Yield a note, where what it is about holds."""
        if truth(tree, self.view.truth) == HOLDS:
            yield self._about(self._once(tree, HOLDS)[0], "note", note.says, check=note.id)

    # --- parts

    def _once(self, tree: Tree | None, value: int) -> list[Leaf]:
        """Return the leaves behind a value, one a fact."""
        found = _culprits(tree, self.view.truth, value) if tree else []
        return list({leaf.fact: leaf for leaf in reversed(found)}.values())[::-1]
