"""From a tender or a baseline, as written, to the selection that it makes; or every way in which it does not hold."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import chain
from pathlib import Path as FilePath
from typing import Any, Literal

from techassure.calendar_days import iso
from techassure.definitions import edition_locks
from techassure.definitions import facts as fact_types
from techassure.definitions.definition import Definition
from techassure.definitions.editions import Edition
from techassure.definitions.facts import Unreadable
from techassure.definitions.library import Library
from techassure.definitions.model import GateType
from techassure.files.doors import Door, decimal_text, enter
from techassure.files.places import Source, read_file
from techassure.problems import Path, Place, Problem, ProblemsFound, listing, suggestion
from techassure.selections import consistency
from techassure.selections.procedure import OWN_KEYS, rules_of
from techassure.selections.selection import (
    AT_START,
    NOT_KNOWN_YET,
    TENDER_FILE,
    AwardCriterion,
    Member,
    Selection,
    with_due_days,
)
from techassure.selections.selection_file import AwardFile, GateFile, SelectionFile, ShareFile

_Scored = tuple[str, Fraction, Fraction | None]
"""A criterion by its key, with its share of an award criterion and the minimum that it must reach."""
_MOVES = {
    "starts_from": "a baseline stands by itself: write out the lines that it should take over, or begin with a copy, "
    "by `techassure standards new baseline NAME --from BASELINE`"
}


def baseline(name: str, library: Library) -> Selection:
    """Return the selection that a baseline of the library makes.

    Raises:
        ProblemsFound: there is none of that name, or it does not hold together.
    """
    file, source = _baseline_file(name, library, Place(name))
    return _Maker(library, (file, source), (file, source)).selection("baseline")


def read_tender(path: FilePath, library: Library) -> Selection:
    """Return the selection that a tender makes: a `tender.yaml`, or the folder that holds one.

    Raises:
        ProblemsFound: everything in it that does not hold together.
    """
    source = read_file(path / TENDER_FILE if path.is_dir() else path)
    own = enter(SelectionFile, source)
    base = (own, source)
    if own.starts_from:
        base = _baseline_file(own.starts_from, library, source.place(("starts_from",)))
    return _Maker(library, (own, source), base).selection("tender")


def _baseline_file(name: str, library: Library, place: Place) -> tuple[SelectionFile, Source]:
    known = library.baselines()
    if name not in known:
        fix = suggestion(name, known, f"the baselines are {listing(list(known)) or 'none at all'}")
        raise ProblemsFound([Problem(place, "unknown-baseline", f"no baseline is called `{name}`", fix)])
    source = read_file(known[name])
    file = enter(SelectionFile, source)
    if file.baseline != name:
        written = file.baseline or file.tender
        fix = f"write `baseline: {name}`, or call the file `{written}.yaml`"
        problem = source.problem(
            ("baseline" if file.baseline else "tender",), "wrong-file-name", f"`{written}` stands in `{name}.yaml`", fix
        )
        raise ProblemsFound([problem])
    return file, source


class _Maker:
    """Makes a selection from its own file and the one it starts from, collecting what does not hold together."""

    def __init__(self, library: Library, own: tuple[SelectionFile, Source], base: tuple[SelectionFile, Source]) -> None:
        self.library = library
        self.own, self.source = own
        self.base, self.base_source = base
        self.problems: list[Problem] = []
        self.unread: set[str] = set()

    def selection(self, kind: Literal["tender", "baseline"]) -> Selection:
        """Return the selection.

        Raises:
            ProblemsFound: everything in the files that does not hold together.
        """
        made = self._made(kind)
        self._weights(made)
        consistency.check(made, self._refuse)
        if self.problems:
            raise ProblemsFound(self.problems)
        return with_due_days(made)

    def _made(self, kind: Literal["tender", "baseline"]) -> Selection:
        """Return what the two files say together, before it is looked at as a whole."""
        own, base = self.own, self.base
        editions = self._editions({**base.editions, **own.editions})
        awards = self._awards()
        members = self._members(editions, {**base.gates, **own.gates}, awards)
        rounding = base.rounding.model_copy(update=_given(own.rounding)) if own is not base else own.rounding
        measures = own if "measurement_decides" in own.model_fields_set else base
        self._only_in_tenders()
        name = own.tender or own.baseline or ""
        return Selection(
            kind=kind,
            id=name,
            title=own.title or name,
            editions=tuple(editions),
            members=members,
            facts=self.library.facts,
            award_criteria=tuple([_award_criterion(key, award) for key, award in awards.items()]),
            not_applicable=(own.not_applicable or base.not_applicable) if kind == "tender" else None,
            places=rounding.places,
            mode=rounding.mode,
            contract=self._contract(),
            dates={name: day for name, day in own.dates.model_dump().items() if day is not None},
            lots=own.lots,
            buyer=own.buyer.name if own.buyer else None,
            measurement_decides=measures.measurement_decides,
            library=self.library,
            rules=rules_of(own),
        )

    def _refuse(self, path: Path, rule: str, message: str, fix: str, *, of_key: bool = False) -> None:
        own_line = self.source.has(path) or not self.base_source.has(path)
        source = self.source if own_line else self.base_source
        self.problems.append(source.problem(path, rule, message, fix, of_key=of_key))

    def _editions(self, wanted: Mapping[str, str]) -> list[Edition]:
        if not wanted:
            self._refuse((), "no-editions", "no edition is selected", 'add `editions: {dtac: "2.0 r1"}`')
        found = []
        for standard, written in wanted.items():
            edition, _, revision = written.partition(" ")
            try:
                made = self.library.edition(f"{standard}@{edition}")
            except ProblemsFound as refused:
                self.problems += [self._at_edition(problem, standard) for problem in refused.problems]
                self.unread.add(standard)
                continue
            if revision != f"r{made.file.revision}":
                fix = f'write `{standard}: "{edition} r{made.file.revision}"` after reading what changed'
                message = (
                    f"`{written}` does not pin the revision of our encoding that is at hand, r{made.file.revision}"
                )
                self._refuse(("editions", standard), "other-revision", message, fix)
            self.problems += edition_locks.drifted(made, self.library)
            found.append(made)
        return found

    def _at_edition(self, problem: Problem, standard: str) -> Problem:
        if problem.rule != "unknown-edition":
            return problem
        return replace(problem, place=self.source.place(("editions", standard)))

    def _awards(self) -> dict[str, AwardFile]:
        merged: dict[str, AwardFile] = {}
        for layer in (self.own,) if self.base is self.own else (self.base, self.own):
            for domain, weight in layer.domain_weights.items():
                title = domain.replace("-", " ").capitalize()
                merged[domain] = merged.get(domain, AwardFile()).model_copy(
                    update={"weight": weight, "domain": domain, "title": title}
                )
            for key, award in layer.award_criteria.items():
                if award == "none":
                    merged.pop(key, None)
                else:
                    merged[key] = _overlaid(merged.get(key, AwardFile()), award)
        for key, award in merged.items():
            self._one_way(key, award)
        return merged

    def _only_in_tenders(self) -> None:
        for name in ("starts_from", "buyer", "dates", "contract", "lots", *OWN_KEYS):
            if self.base.baseline and name in self.base.model_fields_set:
                message = f"the baseline `{self.base.baseline}` states `{name}`, which belongs to a tender"
                fix = _MOVES.get(name, "move it to the tender")
                self._refuse((name,), "tender-part-in-baseline", message, fix, of_key=True)

    def _one_way(self, key: str, award: AwardFile) -> None:
        path: Path = ("award_criteria", key)
        ways = [bool(award.criteria), award.domain is not None, award.assessed_by in ("price", "elsewhere")]
        if sum(ways) != 1:
            fix = "give it `criteria`, or a `domain`, or `assessed_by: price` or `elsewhere`"
            self._refuse(
                path,
                "award-criterion-unclear",
                f"`{key}` does not say, in one way, how it is assessed",
                fix,
                of_key=True,
            )
        if award.weight is None:
            self._refuse(path, "no-weight", f"`{key}` has no weight", "add `weight: …`", of_key=True)
        elif award.weight <= 0:
            message = f"the weight of `{key}` is `{decimal_text(award.weight)}`, not above 0"
            self._refuse((*path, "weight"), "no-weight", message, "write a weight above 0; all add up to 100")

    def _members(
        self, editions: list[Edition], gates: Mapping[str, Any], awards: Mapping[str, AwardFile]
    ) -> tuple[Member, ...]:
        definitions = {d.key: (edition, d) for edition in editions for d in edition.definitions}
        for key in gates:
            self._known(key, definitions, ("gates", key))
        shares = self._shares(awards, definitions)
        members = []
        for key, (edition, definition) in definitions.items():
            gate, due = self._gate(definition, gates.get(key))
            award, share, minimum = shares.get(key, (None, None, None))
            if gate and share is not None:
                fix = f"write `{key}: none` under `gates`, or take its share away"
                message = f"`{key}` is a gate and scored: no score buys back a gate"
                self._refuse(("award_criteria", award or ""), "gate-and-share", message, fix)
            members.append(Member(definition, edition, gate, due, share, minimum, award))
        return tuple(members)

    def _gate(
        self, definition: Definition, override: GateType | GateFile | Literal["none"] | None
    ) -> tuple[GateType | None, int | None]:
        """Return a gate's type and day: those of its edition where no line says otherwise, else what the line says.

        A line is the whole of a gate, in its short form and in its long one: without `due` it counts at once.
        """
        if override is None:
            return definition.entry.gate, self._due_day(definition.entry.due)
        if isinstance(override, str):
            return (None if override == "none" else override), None
        return override.type, self._due_day(override.due)

    def _due_day(self, due: str | None) -> int | None:
        if due == "award":
            return self.own.dates.award or NOT_KNOWN_YET
        return AT_START if due else None

    def _shares(
        self, awards: Mapping[str, AwardFile], definitions: Mapping[str, tuple[Edition, Definition]]
    ) -> dict[str, tuple[str, Fraction, Fraction | None]]:
        shares: dict[str, tuple[str, Fraction, Fraction | None]] = {}
        for award_id, award in awards.items():
            for key, share, minimum in self._scored(award_id, award, definitions):
                if key in shares:
                    message = f"`{key}` is scored under `{shares[key][0]}` and under `{award_id}`"
                    self._refuse(
                        ("award_criteria", award_id, "criteria", key), "scored-twice", message, "keep one", of_key=True
                    )
                shares[key] = (award_id, share, minimum)
        return shares

    def _scored(
        self, award_id: str, award: AwardFile, definitions: Mapping[str, tuple[Edition, Definition]]
    ) -> Iterator[_Scored]:
        """Yield what an award criterion scores, each with its share and its minimum; nothing at all is refused."""
        before, scores = len(self.problems), False
        for scored in chain(self._listed(award_id, award, definitions), _of_domain(award, definitions)):
            scores = True
            yield scored
        if not scores and not self.unread and (award.domain or award.criteria) and len(self.problems) == before:
            message = f"nothing in the selected editions is scored under `{award_id}`"
            where: Path = ("award_criteria", award_id)
            if not self.source.has(where) and award.domain:
                where = ("domain_weights", award.domain)
            self._refuse(where, "nothing-scored", message, "give `criteria` with shares, or take the weight away")

    def _listed(
        self, award_id: str, award: AwardFile, definitions: Mapping[str, tuple[Edition, Definition]]
    ) -> Iterator[_Scored]:
        for key, given in (award.criteria or {}).items():
            path: Path = ("award_criteria", award_id, "criteria", key)
            if self._known(key, definitions, path):
                made = given if isinstance(given, ShareFile) else ShareFile.model_construct(share=given, minimum=None)
                if made.share <= 0:
                    self._refuse(path, "no-share", f"the share of `{key}` is not above 0", "give it one, or remove it")
                yield key, made.share, made.minimum

    def _known(self, key: str, definitions: Mapping[str, Any], path: Path) -> bool:
        if key in definitions:
            return True
        if key.partition("/")[0] in self.unread:
            return False  # what is wrong with its edition has been said
        named = [each for each in definitions if each.partition("/")[2] == key]
        fix = suggestion(key, definitions, "write it as `standard/ID`, of an edition that is selected")
        fix = f"write it with its standard: {' or '.join(f'`{each}`' for each in named)}" if named else fix
        self._refuse(path, "unknown-criterion", f"no selected edition has a criterion `{key}`", fix, of_key=True)
        return False

    def _contract(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, raw in self.own.contract.items():
            self._contract_fact(f"contract.{name}", raw, ("contract", name), values)
        dates = self.own.dates
        given = (
            ("contract.procurement_commenced", dates.commenced, ("dates", "commenced")),
            ("contract.award", dates.award, ("dates", "award")),
        )
        for fact, day, path in given:
            if day is not None and fact in self.library.facts:
                self._contract_fact(fact, iso(day), path, values)
        kind = self.own.buyer.kind if self.own.buyer else None
        if kind and "contract.buyer_kind" in self.library.facts:
            self._contract_fact("contract.buyer_kind", kind, ("buyer", "kind"), values)
        return values

    def _contract_fact(self, name: str, raw: Any, path: Path, values: dict[str, Any]) -> None:
        if name in self.library.spoilt:
            return
        fact = self.library.facts.get(name)
        if fact is None or fact.about != "contract":
            known = [each.removeprefix("contract.") for each, f in self.library.facts.items() if f.about == "contract"]
            fix = suggestion(str(path[-1]), known, f"write one of {listing(known, 20)}")
            self._refuse(path, "unknown-fact", f"`{path[-1]}` is not a fact of a contract", fix, of_key=True)
            return
        if fact_types.is_blank(raw):
            return
        value = fact_types.reader(fact)(raw)
        if isinstance(value, Unreadable):
            self._refuse((*path, *value.path), value.rule, value.message, value.fix)
            return
        values[name] = value

    def _weights(self, made: Selection) -> None:
        """Refuse weights that do not add up; of one that is no weight it is said where it stands."""
        total = sum((award.weight for award in made.award_criteria), Fraction(0))
        if made.award_criteria and total != 100 and all(award.weight > 0 for award in made.award_criteria):
            path: Path = ("award_criteria",) if self.own.award_criteria else ("domain_weights",)
            message = f"the weights add up to {float(total):g}, not to 100"
            self._refuse(path, "weights-do-not-add-up", message, f"change them by {float(100 - total):+g} in all")


def _award_criterion(key: str, award: AwardFile) -> AwardCriterion:
    weight, ways = award.weight or Fraction(0), award.assessed_by or "criteria"
    return AwardCriterion(key, award.title or key, weight, ways, award.minimum, award.assessed)


def _given(part: Door) -> dict[str, Any]:
    """Return what a file states, without what it leaves to defaults."""
    return {name: getattr(part, name) for name in part.model_fields_set}


_WAYS = ("criteria", "domain", "assessed_by")


def _overlaid(base: AwardFile, own: AwardFile) -> AwardFile:
    """Return an award criterion with the lines that a tender changes; another way of assessing replaces the first."""
    given = _given(own)
    replaced = dict.fromkeys(_WAYS, None) if any(way in given for way in _WAYS) else {}
    return base.model_copy(update={**replaced, **given})


def _of_domain(award: AwardFile, definitions: Mapping[str, tuple[Edition, Definition]]) -> Iterator[_Scored]:
    """Yield the criteria of the award criterion's domain, with the shares that their own editions give them."""
    for key, (_, definition) in definitions.items():
        if award.domain and definition.section.domain == award.domain and definition.entry.share is not None:
            yield key, definition.entry.share, definition.entry.minimum
