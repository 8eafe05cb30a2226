"""From a submission in JSON to the row of a batch, by the short way.

Of most submissions a batch wants one row, and most are written in the usual way. Those go from raw answers to truths by
one look-up a fact, and from truths to outcomes by one look-up a criterion, without a typed submission in between.
Whatever is unusual, or may be wrong (claims, reviews, shared files, codes in place of facts, an answer that cannot be
read), takes the long way: it is read, assessed and summarised like a submission that comes alone. The meaning of a
criterion, of evidence and of time is that of `plans`, `situation` and `engine` on both ways, and a property holds the
two equal.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from operator import itemgetter
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from orjson import dumps

from techassure import calendar_days, facts, scoring
from techassure.assessing import range_part, row_part, summary
from techassure.definitions import HEAD_FACTS
from techassure.doors import LANGUAGE
from techassure.engine import Assessor, Lapse, lapse_of
from techassure.outcomes import MAY_BE_MET, MAY_BE_NOT_MET, MAY_NOT_APPLY, Outcome, Result, Standing
from techassure.places import Source
from techassure.plans import (
    CLAIMED,
    DOCUMENTED,
    LONGEST_REMEMBERED,
    MEMO,
    NOTHING_WEAK,
    CriterionPlan,
    FactPlan,
    Truths,
)
from techassure.reviews import Identity
from techassure.scoring import Verdict
from techassure.situation import Answers, days_of, standing_of, weak_answers
from techassure.submission_reader import OUTSIDE, SubmissionReader
from techassure.submissions import Document

Row = dict[str, Any]
_USUAL = frozenset({"techassure", "supplier", "product", "answers", "evidence", "declared_by", "lot"})
_ENTRY = frozenset({"id", "kind", "title", "file", "sha256", "issued", "expires", "product_version"})
_SHORT = int(Standing.SHORT)
_THIS, _OTHER = "this", "other"
"""The product's version, and any other: a document either speaks of this one or does not."""
_LONGEST = 1000
_OF_TALLY = itemgetter(0)
_SHORT_TABLE = 400
_FIELD = 16
_GATE_MET, _GATE_NOT_MET, _GATE_MAY_FAIL, _GATE_ABSENT = range(len(Outcome), len(Outcome) + 4)


class Unusual(Exception):
    """The submission is not written in the usual way; it takes the long way."""


class _Known(NamedTuple):
    """What a criterion came to: its share in the counts of a row, packed into one number, and its result."""

    tally: int
    result: Result


class _Dated(NamedTuple):
    """How a document of a kind stands: now, and from later days on; and the criteria that it touches by its kind."""

    kind: str
    standing: Standing
    changes: list[tuple[int, Standing]]
    touched: list[int]


class _Seen:
    """One submission on the short way.

    ``cells`` hold the code of each fact's truths by its name, of the best document of each kind by the kind, of the
    best document that an answer names by ``_behind`` of its fact. ``values`` are typed values of facts that no
    look-up remembers.
    """

    __slots__ = ("answers", "backing", "cells", "dated", "entries", "standings", "values", "version")

    def __init__(self, answers: Mapping[str, Any], version: str, cells: dict[str, int]) -> None:
        self.answers, self.version, self.cells = answers, version, cells
        self.values: dict[str, Any] = {}
        self.backing: list[tuple[str, list[str]]] = []
        self.entries: list[Mapping[str, str]] = []
        self.standings: dict[str, int] = {}
        self.dated: list[tuple[str, _Dated]] = []


_Change = tuple[int, str | None, str, int, list[int]]
"""The day of a change, the kind of the document that changes (None: a cell does), its name, its code or standing from
then on, and the criteria that it touches."""


class _Codes(dict[Any, int]):
    """A fact's raw answers (text, booleans, lists of text) by the code of their truths; 0: there is no answer.

    Looking up what is not there reads it. Only what is short is remembered; ``typed`` holds its values. ``any_text`` is
    the code of every text, where all say the same: one look at it is enough.
    """

    __slots__ = ("_by_value", "_codes", "_numbers", "_read", "_tables", "_truths", "any_text", "of_code", "typed")

    def __init__(self, truths: Callable[[Any], Truths] | None, read: facts.Reader, *, any_text: bool) -> None:
        super().__init__()
        self.of_code: list[Truths | None] = [None]
        self.typed: dict[Any, Any] = {}
        self._numbers: dict[int | float, int] = {}
        self._tables: dict[bytes, int] = {}
        self._truths, self._read = truths, read
        self._codes: dict[Truths, int] = {}
        self._by_value: dict[bool, int] = {}
        self.any_text = self.code("text") if any_text else 0

    def __missing__(self, raw: Any) -> int:
        """Read an answer that was not met before.

        Raises:
            Unusual: it is not an answer of the fact's type.
        """
        value = self.value(raw)
        code = 0 if value is None else self.code(value)
        if raw.__class__ is bool or (raw.__class__ is str and len(raw) <= LONGEST_REMEMBERED) or _is_all_text(raw):
            if len(self) >= MEMO:
                self.clear()
                self.typed.clear()
            self[raw], self.typed[raw] = code, value
        return code

    def value(self, raw: Any) -> Any:
        """Return the typed value of a raw answer; None where it is blank.

        Raises:
            Unusual: it is not an answer of the fact's type.
        """
        if self.any_text and raw.__class__ is str and raw.isascii() and raw.isprintable() and len(raw) <= _LONGEST:
            return raw.strip() or None
        if facts.is_blank(raw):
            return None
        value = self._read(list(raw) if raw.__class__ is tuple else raw)
        if value.__class__ is facts.Unreadable:
            raise Unusual
        return value

    def of(self, raw: Any) -> int:
        """Return the code of an answer that is neither text nor a boolean."""
        if raw.__class__ is list:
            return self._of_list(raw)
        found = self._numbers.get(raw) if raw.__class__ is int or raw.__class__ is float else None
        return self._kept(self._numbers, raw, raw) if found is None else found

    def _of_list(self, raw: list[Any]) -> int:
        """Options are remembered as they are, short tables by how they are written."""
        if not raw or raw[0].__class__ is str:
            return self[tuple(raw)]
        written = dumps(raw)
        if len(written) > _SHORT_TABLE:
            return self.code(self.value(raw))
        return self._tables.get(written) or self._kept(self._tables, written, raw)

    def _kept(self, memo: dict[Any, int], key: Any, raw: Any) -> int:
        value = self.value(raw)
        if value is None:
            return 0
        if len(memo) >= MEMO:
            memo.clear()
        code = memo[key] = self.code(value)
        return code

    def code(self, value: Any) -> int:
        """Return the code of a typed value's truths."""
        if self._truths is None:
            return 1
        if value.__class__ is bool:
            return self._by_value.get(value) or self._by_value.setdefault(value, self.code_of(self._truths(value)))
        return self.code_of(self._truths(value))

    def code_of(self, truths: Truths) -> int:
        """Return the code of truths."""
        found = self._codes.get(truths)
        if found is None:
            found = self._codes[truths] = len(self.of_code)
            self.of_code.append(truths)
        return found


def _is_all_text(raw: Any) -> bool:
    return raw.__class__ is tuple and all(each.__class__ is str for each in raw)


def _behind(name: str) -> str:
    """Return the cell of the documents that a fact's answer names."""
    return f"{name} <"


def _due(day: int) -> str:
    """Return the cell that says whether a day has come."""
    return f"due {day}"


class Rows:
    """Makes the rows of a batch. ``row`` gives what `techassure.assessing.summary` gives of the same submission."""

    def __init__(self, assessor: Assessor, reader: SubmissionReader) -> None:
        self._assessor = assessor
        self._reader = reader
        self._places = {fact.name: at for at, fact in enumerate(assessor.facts)}
        readers = reader.readers()
        self._asked = {name: self._codes_of(name, read) for name, read in readers.items()}
        given = {name: self._codes_of(name, _as_it_is) for name in self._places if name not in readers}
        self._codes = self._asked | given
        self._blank = self._blank_cells()
        demanding = [plan for plan in assessor.criteria if plan.demands == DOCUMENTED]
        self._linked = {name: _behind(name) for plan in demanding for name in plan.sources}
        self._memos: list[tuple[dict[Any, _Known], Callable[[Any], Any]]] = [
            ({}, itemgetter(*self._seen_by(plan))) for plan in assessor.criteria
        ]
        self._gates = frozenset(assessor.gates)
        self._documents: dict[tuple[Any, ...], _Dated] = {}
        self._moved: list[tuple[str, dict[str, list[_Change]], FactPlan, list[int]]] = [
            (name, {}, assessor.facts[at], touched) for at, name, touched in assessor.moved_by
        ]
        self._derived = [
            (name, self._codes[name], facts.calculation(derived), derived.inputs) for name, derived in assessor.derived
        ]
        self._heads = [name for name in HEAD_FACTS if name in self._places]
        self._totals: dict[int, tuple[Verdict | None, dict[str, int], dict[str, int]]] = {}

    def row(self, source: Source, folder: FilePath | None, label: str) -> tuple[Identity, Row]:
        """Return who submits what, and the row.

        Raises:
            ProblemsFound: everything that is wrong with the submission.
        """
        try:
            return self._short(source, folder, label)
        except Unusual:
            submission = self._reader.read(source, folder, label)
            return submission.identity, summary(self._assessor.assess(submission))

    # --- what is known before the first submission

    def _codes_of(self, name: str, read: facts.Reader) -> _Codes:
        at = self._places.get(name)
        truths = None if at is None else self._assessor.facts[at].truths
        return _Codes(truths, read, any_text=self._is_any_text(name))

    def _is_any_text(self, name: str) -> bool:
        fact, at = self._assessor.selection.facts[name], self._places.get(name)
        settled = at is None or self._assessor.facts[at].always is not None
        return fact.type == "text" and fact.format is None and settled

    def _blank_cells(self) -> dict[str, int]:
        """Return the cells of a submission that says nothing: contract facts and days that have come are known."""
        assessor = self._assessor
        cells = dict.fromkeys(self._places, 0)
        for at, fact in enumerate(assessor.facts):
            truths = assessor.blank[at]
            if truths is not None:
                cells[fact.name] = self._codes[fact.name].code_of(truths)
        for plan in assessor.criteria:
            cells |= dict.fromkeys((*plan.kinds, *map(_behind, plan.sources)), _SHORT)
            if plan.rule.due is not None:
                cells[_due(plan.rule.due)] = int(assessor.as_of >= plan.rule.due)
        return cells | dict.fromkeys(self._reader.kinds(), _SHORT)

    def _seen_by(self, plan: CriterionPlan) -> list[str]:
        """Return the cells that decide a criterion's outcome; one at least."""
        named = [self._assessor.facts[at].name for at in plan.facts]
        behind = map(_behind, sorted(plan.sources)) if plan.demands == DOCUMENTED else ()
        due = () if plan.rule.due is None else (_due(plan.rule.due),)
        found = list(dict.fromkeys([*named, *sorted(plan.kinds), *behind, *due]))
        return found or [next(iter(self._blank))]

    # --- the short way

    def _short(self, source: Source, folder: FilePath | None, label: str) -> tuple[Identity, Row]:
        value = source.value
        identity, supplier = self._head(value, folder)
        seen = _Seen(value.get("answers", {}), identity[2], self._blank.copy())
        self._answers(seen)
        if "evidence" in value:
            self._evidence(value["evidence"], folder, seen)
        if seen.backing:
            self._link(seen)
        self._derive(identity, supplier, seen)
        known = self._outcomes(seen)
        return identity, self._row(identity, supplier, label, known, seen)

    def _head(self, value: Any, folder: FilePath | None) -> tuple[Identity, str]:
        """Return who submits what, where the head is as plain as most are."""
        if value.__class__ is not dict or not value.keys() <= _USUAL:
            raise Unusual
        version = value.get("techassure")
        if version.__class__ is not int or version != LANGUAGE or self._reader.has_shared_files(folder):
            raise Unusual
        supplier, product = value.get("supplier", {}), value.get("product", {})
        if not _is_made_of(supplier, "id", "name") or not _is_made_of(product, "name", "version"):
            raise Unusual
        lot = value.get("lot")
        identity = (supplier["id"], product["name"], product["version"], lot)
        if not self._is_usual_lot(lot, "lot" in value) or self._reader.has_reviews(identity):
            raise Unusual
        if "declared_by" in value and not _is_declared(value["declared_by"]):
            raise Unusual
        return identity, supplier["name"]

    def _is_usual_lot(self, lot: Any, named: bool) -> bool:
        lots = self._assessor.selection.lots
        if lots:
            return lot.__class__ is str and lot in lots
        return _is_plain(lot) if named else True

    def _answers(self, seen: _Seen) -> None:
        """Find the code of every answer. This loop is where a batch spends its time."""
        asked, cells, backing, answers = self._asked, seen.cells, seen.backing, seen.answers
        if answers.__class__ is not dict:
            raise Unusual
        try:
            for name, given in answers.items():
                raw = given
                if given.__class__ is dict:
                    raw, parts = given["value"], len(given)
                    if parts > 1:
                        if given.get("note").__class__ is str:
                            parts -= 1
                        if parts > 1:
                            backing.append((name, given["evidence"]))
                            parts -= 1
                        if parts > 1:
                            raise Unusual
                kind, codes = raw.__class__, asked[name]
                if kind is str:
                    plain = codes.any_text and raw.isprintable() and len(raw) <= _LONGEST and raw.strip()
                    cells[name] = codes.any_text if plain else codes[raw]
                else:
                    cells[name] = codes[raw] if kind is bool else codes.of(raw)
        except (KeyError, TypeError):
            raise Unusual from None

    # --- documents

    def _evidence(self, entries: Any, folder: FilePath | None, seen: _Seen) -> None:
        """Find how every document stands."""
        if entries.__class__ is not list:
            raise Unusual
        cells, standings, known = seen.cells, seen.standings, self._documents
        digests = self._reader.digests(folder)
        seen.entries = entries
        try:
            for entry in entries:
                name, kind, written = entry["id"], entry["kind"], entry.get("file")
                plain = len(entry) == 5 and written and "issued" in entry and name.isprintable()
                if plain and digests[written] == entry.get("sha256"):
                    key: tuple[Any, ...] = (kind, entry["issued"])
                else:
                    key = _deciding(entry, digests, seen.version)
                dated = known.get(key) or self._dated(key)
                if not name or name in standings:
                    raise Unusual
                standing = standings[name] = dated.standing
                if standing > cells[kind]:  # noqa: PLR1730 - twice as quick as max, in a loop that is run most
                    cells[kind] = standing
                if dated.changes:
                    seen.dated.append((name, dated))
        except (AttributeError, KeyError, TypeError):
            raise Unusual from None

    def _dated(self, key: tuple[Any, ...]) -> _Dated:
        if len(self._documents) >= MEMO:
            self._documents.clear()
        found = self._documents[key] = self._document(*key)
        return found

    def _document(
        self, kind: str, issued: Any, expires: Any = None, intact: bool = True, is_this: bool = True
    ) -> _Dated:
        """Return how a document stands, now and later, from what decides it."""
        if kind not in self._reader.kinds():
            raise Unusual
        assessor = self._assessor
        document = Document(
            "", kind, "readable" if intact else "missing", _day(issued), _day(expires), None if is_this else _OTHER
        )

        def on(day: int) -> Standing:
            return standing_of(document, day, assessor.valid_for, _THIS)

        later = days_of(document, assessor.as_of, assessor.valid_for)
        days = [day for day in later if day <= calendar_days.LAST_DAY]
        touched = assessor.backed_by.get(kind, [])
        return _Dated(kind, on(assessor.as_of), [(day, on(day)) for day in days], touched)

    def _link(self, seen: _Seen) -> None:
        """Note the best document that each answer names; keep of the backing what a criterion asks about."""
        standings, cells, linked, kept = seen.standings, seen.cells, self._linked, []
        try:
            for name, ids in seen.backing:
                if ids.__class__ is not list:
                    raise Unusual
                found = standings[ids[0]] if len(ids) == 1 else max([standings[each] for each in ids], default=_SHORT)
                if name in linked:
                    cells[linked[name]] = found
                    kept.append((name, ids))
        except (KeyError, TypeError):
            raise Unusual from None
        seen.backing = kept

    # --- outcomes

    def _derive(self, identity: Identity, supplier: str, seen: _Seen) -> None:
        """Compute derived facts, inputs before what is made of them."""
        values, cells = seen.values, seen.cells
        values["submission.supplier_name"] = supplier
        values["submission.product_name"] = identity[1]
        values["submission.product_version"] = identity[2]
        for name in self._heads:
            cells[name] = self._codes[name].code(values[name])
        for name, codes, calculate, inputs in self._derived:
            given = [self._value(each, seen) for each in inputs]
            if None not in given:
                values[name] = made = calculate(*given)
                if made is not None:
                    cells[name] = codes.code(made)

    def _value(self, name: str, seen: _Seen) -> Any:
        """Return the typed value of a fact of the submission; None where there is none."""
        if name in seen.values:
            return seen.values[name]
        given = seen.answers.get(name)
        if given is None:
            return None
        codes, raw = self._asked[name], given["value"] if given.__class__ is dict else given
        if raw.__class__ is str and raw in codes.typed:
            return codes.typed[raw]
        return codes.value(raw)

    def _outcomes(self, seen: _Seen) -> list[_Known]:
        cells = seen.cells
        known = [memo.get(key(cells)) for memo, key in self._memos]
        if all(known):
            return known  # type: ignore[return-value]
        return [each or self._made(at, seen.cells, self._assessor.as_of) for at, each in enumerate(known)]

    def _known(self, at: int, cells: dict[str, int], day: int) -> _Known:
        memo, key = self._memos[at]
        return memo.get(key(cells)) or self._made(at, cells, day)

    def _made(self, at: int, cells: dict[str, int], day: int) -> _Known:
        """Return what a criterion comes to in a situation that was not met before."""
        plan, known = self._assessor.criteria[at], self._assessor.facts
        truths = {each: self._truths(known[each].name, each, cells) for each in plan.facts}
        result = plan.result(truths, self._weak(plan, cells), day)
        memo, key = self._memos[at]
        if len(memo) >= MEMO:
            memo.clear()
        found = memo[key(cells)] = _Known(_tally(result, at in self._gates), result)
        return found

    def _truths(self, name: str, at: int, cells: Mapping[str, int]) -> Truths | None:
        fact = self._assessor.facts[at]
        if fact.fact.type == "document":
            return fact.truths(name) if cells[name] != _SHORT else None
        return self._codes[name].of_code[cells[name]]

    def _weak(self, plan: CriterionPlan, cells: Mapping[str, int]) -> Mapping[str, Standing]:
        if not plan.backed and plan.demands == CLAIMED:
            return NOTHING_WEAK
        kinds = {kind: Standing(cells[kind]) for kind in plan.kinds}
        answers = Answers(
            lambda name: cells[name] != 0,
            lambda _, __: False,
            lambda name: Standing(cells[_behind(name)]),
        )
        return weak_answers(plan, self._assessor.selection.facts, kinds, answers)

    # --- the row

    def _row(self, identity: Identity, supplier: str, label: str, known: list[_Known], seen: _Seen) -> Row:
        tally = sum(map(_OF_TALLY, known))
        verdict, gates, counts = self._totals.get(tally) or self._total(tally)
        assessor, results, score = self._assessor, [each.result for each in known], None
        if assessor.awards:
            found = {award.id: award.range(results) for award in assessor.awards}
            score = scoring.score(assessor.awards, found, results, lambda _: [])
            minimums = scoring.minimums_of(found, assessor.awards, results)
            verdict = scoring.verdict([results[at].possible for at in assessor.gates], list(minimums.values()))
        lapse = self._lapse(verdict, results, seen)
        return row_part(
            label,
            supplier,
            identity,
            verdict,
            gates.copy(),
            range_part(score, assessor.selection),
            counts.copy(),
            lapse[0] if lapse else None,
        )

    def _total(self, tally: int) -> tuple[Verdict | None, dict[str, int], dict[str, int]]:
        """Unpack a tally: the verdict of the gates alone, how they stand, and the counts of outcomes."""
        field_of = (1 << _FIELD) - 1
        outcomes = [tally >> _FIELD * at & field_of for at in range(_GATE_ABSENT + 1)]
        met, not_met, may_fail, absent = outcomes[_GATE_MET:]
        of = len(self._gates) - absent
        gates = {"met": met, "not met": not_met, "open": of - met - not_met, "of": of, "not applicable": absent}
        verdict: Verdict = "non-compliant" if not_met else "undecided" if may_fail else "compliant"
        counts = {outcome.text: outcomes[outcome] for outcome in Outcome}
        if len(self._totals) >= MEMO:
            self._totals.clear()
        found = self._totals[tally] = (verdict if self._gates else None), gates, counts
        return found

    # --- time

    def _lapse(self, verdict: Verdict | None, results: list[Result], seen: _Seen) -> Lapse | None:
        if verdict is None or verdict == "non-compliant":
            return None
        cells = seen.cells
        return lapse_of(
            self._assessor,
            verdict,
            results,
            self._events(seen),
            lambda at, day: self._known(at, cells, day).result,
            lambda award, later: award.range(later),
        )

    def _events(self, seen: _Seen) -> Iterator[tuple[int, Collection[int]]]:
        """Yield the days on which criteria may change, in order, each after its changes are made in the cells."""
        changes = self._changed_facts(seen) + self._changed_documents(seen)
        changes += [(day, None, _due(day), 1, at) for day, at in self._assessor.due if day > self._assessor.as_of]
        changes.sort(key=itemgetter(0))
        cells, standings, last = seen.cells, seen.standings, 0
        touched: Collection[int] = ()
        naming: dict[str, list[tuple[str, list[str]]]] | None = None
        for day, kind, name, code, criteria in changes:
            if day != last:
                if touched:
                    yield last, touched
                last, touched = day, criteria
            else:
                touched = {*touched, *criteria}
            if kind is None:
                cells[name] = code
                continue
            standings[name] = code
            cells[kind] = max([standings[entry["id"]] for entry in seen.entries if entry["kind"] == kind])
            naming = self._naming(seen) if naming is None else naming
            for cell, ids in naming.get(name, ()):
                cells[cell] = max([standings[each] for each in ids])
        if touched:
            yield last, touched

    def _naming(self, seen: _Seen) -> dict[str, list[tuple[str, list[str]]]]:
        """Return by document the cells that change with it, each with all documents that the answer names."""
        found: dict[str, list[tuple[str, list[str]]]] = {}
        for name, ids in seen.backing:
            for each in ids:
                found.setdefault(each, []).append((self._linked[name], ids))
        return found

    def _changed_facts(self, seen: _Seen) -> list[_Change]:
        found: list[_Change] = []
        for name, known, fact, touched in self._moved:
            given = seen.answers.get(name)
            raw = given["value"] if given.__class__ is dict else given
            if raw.__class__ is str and raw in known:
                found += known[raw]
                continue
            value = self._value(name, seen)
            value = self._assessor.selection.contract.get(name) if value is None else value
            if value is not None:
                changes = self._changes(name, fact, value, touched)
                if raw.__class__ is str and len(known) < MEMO:
                    known[raw] = changes
                found += changes
        return found

    def _changes(self, name: str, fact: FactPlan, value: Any, touched: list[int]) -> list[_Change]:
        days = [day for day in fact.edges(value) if day <= calendar_days.LAST_DAY]
        codes = self._codes[name]
        return [(day, None, name, codes.code_of(fact.truths_on(value, day)), touched) for day in days]

    def _changed_documents(self, seen: _Seen) -> list[_Change]:
        linked = self._assessor.linked_by
        naming: dict[str, list[int]] = {}
        for name, ids in seen.backing:
            for each in ids if name in linked else ():
                naming[each] = naming.get(each, []) + linked[name]
        return [
            (day, dated.kind, name, standing, dated.touched + naming[name] if name in naming else dated.touched)
            for name, dated in seen.dated
            for day, standing in dated.changes
        ]


def _deciding(entry: Mapping[str, str], digests: Mapping[str, str], version: str) -> tuple[Any, ...]:
    """Return what decides how a document stands: kind, days, whether its file is what it declares, and the version.

    Raises:
        Unusual: the entry is not as plain as most are; the reader says what it comes to.
    """
    if entry.__class__ is not dict or not entry.keys() <= _ENTRY or not "".join(entry.values()).isprintable():
        raise Unusual
    written, declared, other = entry.get("file"), entry.get("sha256"), entry.get("product_version")
    found = digests[written] if written else ""
    if found == OUTSIDE or (declared and declared != found and declared.strip().lower() == found):
        raise Unusual
    intact = bool(found) and declared == found
    return entry["kind"], entry.get("issued"), entry.get("expires"), intact, other is None or other == version


def _as_it_is(raw: Any) -> Any:
    return raw


def _is_made_of(part: Any, first: str, second: str) -> bool:
    return part.__class__ is dict and len(part) == 2 and _is_plain(part.get(first)) and _is_plain(part.get(second))


def _is_plain(text: Any) -> bool:
    """Tell whether text needs no reading: it is printable, and without blanks around it."""
    return text.__class__ is str and 0 < len(text) <= _LONGEST and text.isprintable() and text.strip() == text


def _is_declared(part: Any) -> bool:
    if part.__class__ is not dict or not part.keys() <= {"name", "role", "on"} or not _is_plain(part.get("name")):
        return False
    if "role" in part and not _is_plain(part["role"]):
        return False
    day = part.get("on")
    return day.__class__ is str and calendar_days.day_number(day) is not None


def _day(text: Any) -> int | None:
    """Return the day of an entry; None where it is blank.

    Raises:
        Unusual: it is not a day.
    """
    day = calendar_days.day_number(text) if text else None
    if day is None and text and text.strip():
        raise Unusual
    return day


def _tally(result: Result, is_gate: bool) -> int:
    """Return a criterion's share in the counts of a row, as a number with a field for each count."""
    fields = [int(result.outcome)]
    if is_gate:
        fields += [_GATE_MET] if result.possible == MAY_BE_MET else []
        fields += [_GATE_NOT_MET] if result.possible == MAY_BE_NOT_MET else []
        fields += [_GATE_MAY_FAIL] if result.possible & MAY_BE_NOT_MET else []
        fields += [_GATE_ABSENT] if result.possible == MAY_NOT_APPLY else []
    return sum(1 << _FIELD * at for at in fields)
