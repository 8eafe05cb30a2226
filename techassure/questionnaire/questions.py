"""What a selection asks: every question once, in the order in which a person would answer, and why it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from techassure.definitions.definition import Definition, is_asked
from techassure.definitions.editions import Edition
from techassure.definitions.model import Fact
from techassure.definitions.words import FAILS, HOLDS, OPEN, Leaf, Tree, leaves
from techassure.questionnaire import relevance
from techassure.selections.selection import Member, Selection

ROUTING = "What applies to you"


@dataclass(frozen=True, slots=True)
class Use:
    """A criterion that a question serves, with the standard's own code for it."""

    standard: str
    code: str
    title: str
    gate: bool

    @property
    def shown(self) -> str:
        """The code, and that it is a gate."""
        return f"{self.code} (gate)" if self.gate else self.code


@dataclass(frozen=True, slots=True)
class Question:
    """A fact to be asked for.

    ``conditions`` are the expectations under which it matters: it ceases to matter when all of them fail. Without any
    it always matters. ``opens`` is how many criteria its answer switches on or off; ``backed_by`` are the documents
    that may have to stand behind the answer.
    """

    name: str
    fact: Fact
    uses: tuple[Use, ...]
    conditions: tuple[Tree, ...] = ()
    opens: int = 0
    backed_by: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The question as it is put."""
        return self.fact.question or self.name


@dataclass(frozen=True, slots=True)
class Part:
    """Questions under one heading."""

    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Questionnaire:
    """What is asked of a product for a selection; ``claimable`` are the criteria that may be claimed not to apply."""

    selection: Selection
    as_of: int
    parts: tuple[Part, ...]
    claimable: tuple[tuple[str, str], ...] = ()

    def questions(self) -> Iterator[Question]:
        """Yield every question in order."""
        for part in self.parts:
            yield from part.questions

    def truth(self, values: Mapping[str, Any]) -> Callable[[Leaf], int]:
        """Return the function that says what typed answers make of a leaf."""
        days = self.selection.days(self.as_of)
        return lambda leaf: relevance.leaf_truth(leaf, values, days)


@dataclass
class _Asked:
    """What is known so far of a question, while the criteria are gone through."""

    heading: str
    uses: list[Use] = field(default_factory=list)
    conditions: list[Tree] = field(default_factory=list)
    always: bool = False
    opens: int = 0
    backed_by: dict[str, None] = field(default_factory=dict)


def questionnaire(selection: Selection, as_of: int, *, routing_first: bool = False) -> Questionnaire:
    """Return what the selection asks on a day.

    Criteria come in the order of their editions and sections; a criterion's conditions are asked before what they open.
    Criteria that the contract rules out are not asked about. ``routing_first`` asks all conditions in a part of their
    own, before everything else.
    """
    asked: dict[str, _Asked] = {}
    claimable: dict[str, str] = {}
    for member in selection.members:
        condition = _condition(member.definition, selection, as_of)
        if condition == FAILS:
            continue
        _take(member, None if isinstance(condition, int) else condition, selection, asked)
        if member.definition.criterion.may_claim_not_applicable:
            claimable[member.definition.key] = member.definition.criterion.title
    made = {name: _question(name, each, selection) for name, each in asked.items()}
    headings = {name: ROUTING if routing_first and each.opens else each.heading for name, each in asked.items()}
    return Questionnaire(selection, as_of, _parts(made, headings), tuple(claimable.items()))


def _condition(definition: Definition, selection: Selection, as_of: int) -> Tree | int:
    """Return when a criterion applies, as far as the contract leaves it open."""
    if definition.applies is None:
        return HOLDS
    return relevance.fixed(definition.applies, lambda leaf: _contract_truth(selection, leaf, as_of))


def _contract_truth(selection: Selection, leaf: Leaf, as_of: int) -> int:
    if not leaf.fact.startswith("contract."):
        return OPEN
    return relevance.leaf_truth(leaf, selection.contract, selection.days(as_of))


def _take(member: Member, condition: Tree | None, selection: Selection, asked: dict[str, _Asked]) -> None:
    """Add what one criterion asks."""
    definition = member.definition
    heading = f"{member.edition.file.title}: {definition.section.title}"
    use = Use(_short(member.edition), definition.criterion.id, definition.criterion.title, bool(member.gate))
    routing = {} if condition is None else _asked_names((leaf.fact for leaf in leaves(condition)), selection)
    own = _asked_names(_own(definition), selection)
    for name in routing | own:
        each = asked.setdefault(name, _Asked(heading))
        if use not in each.uses:
            each.uses.append(use)
        each.opens += name in routing
        each.always |= condition is None
        before = None if condition is None else relevance.without(condition, name)
        if before is not None and before not in each.conditions:
            each.conditions.append(before)
        if name in own and selection.facts[name].type != "document":
            each.backed_by |= dict.fromkeys(definition.criterion.evidence.by)


def _own(definition: Definition) -> Iterator[str]:
    """Yield the facts that decide the criterion once it applies, and those its notes speak of."""
    trees = [*(tree for _, tree in definition.checks), *(tree for _, tree in definition.bands if tree)]
    for tree in (*trees, *(tree for _, tree in definition.notes)):
        yield from (leaf.fact for leaf in leaves(tree))
    yield from definition.criterion.evidence.by
    if definition.criterion.asks:
        yield definition.criterion.asks


def _asked_names(names: Iterable[str], selection: Selection) -> dict[str, None]:
    """Return the facts that a submission has to answer: a computed fact is asked by what it is computed from."""
    found: dict[str, None] = {}
    for name in names:
        derived = selection.facts[name].derived
        if derived:
            found |= _asked_names(derived.inputs, selection)
        elif is_asked(name, selection.facts[name]):
            found[name] = None
    return found


def _question(name: str, asked: _Asked, selection: Selection) -> Question:
    conditions = () if asked.always else tuple(asked.conditions)
    return Question(name, selection.facts[name], tuple(asked.uses), conditions, asked.opens, tuple(asked.backed_by))


def _parts(questions: Mapping[str, Question], headings: Mapping[str, str]) -> tuple[Part, ...]:
    """Return the questions under their headings, conditions first where they have a heading of their own."""
    grouped: dict[str, list[Question]] = {ROUTING: []}
    for name, question in questions.items():
        grouped.setdefault(headings[name], []).append(question)
    return tuple(Part(title, tuple(inside)) for title, inside in grouped.items() if inside)


def _short(edition: Edition) -> str:
    return f"{edition.file.standard} {edition.file.edition}"


_MOST_CODES = 8


def why(question: Question) -> list[str]:
    """Return, for each standard, the codes that a question serves, gates marked; the first few of many."""
    by_standard: dict[str, list[Use]] = {}
    for use in question.uses:
        by_standard.setdefault(use.standard, []).append(use)
    return [f"{standard}: {_codes(uses)}" for standard, uses in by_standard.items()]


def _codes(uses: list[Use]) -> str:
    shown = ", ".join(use.shown for use in uses[:_MOST_CODES])
    rest = uses[_MOST_CODES:]
    gates = sum(use.gate for use in rest)
    more = f" and {len(rest)} more" + (f" ({gates} of them gates)" if gates else "")
    return shown + (more if rest else "")


def with_answered(asked: Questionnaire, names: Iterable[str]) -> Questionnaire:
    """Return the questionnaire with a last part for questions that it does not ask and that were answered before."""
    known = {question.name for question in asked.questions()}
    extra = [name for name in dict.fromkeys(names) if name not in known]
    if not extra:
        return asked
    part = Part("Answered before, not asked here", tuple(Question(n, asked.selection.facts[n], ()) for n in extra))
    return replace(asked, parts=(*asked.parts, part))
