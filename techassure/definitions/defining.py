"""From a criterion's text to its definition: expectations become trees, and what nobody could mean is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from typing import Any, TypeVar

from techassure.definitions.definition import HEAD_FACTS, Definition
from techassure.definitions.expectations import Reader
from techassure.definitions.model import Check, Criterion, Entry, Fact, Section
from techassure.definitions.words import FAILS, HOLDS, OPEN, All, Leaf, Not, Tree, leaves
from techassure.files.places import Source
from techassure.phrases import counted
from techassure.problems import UNLISTED, Path, Problem, listing, suggestion

T = TypeVar("T")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NO_SECTION = Section(id="-", title="-", domain="oversight", criteria=())


def define(
    key: str,
    criterion: Criterion,
    source: Source,
    facts: Mapping[str, Fact],
    problems: list[Problem],
    section: Section = _NO_SECTION,
    entry: Entry | None = None,
) -> Definition:
    """Return the criterion with its expectations read; what is wrong with them is added to ``problems``."""
    before = len(problems)
    expect = Reader(source, facts, problems, known=facts)
    when = Reader(source, facts, problems, contract=True, known=facts)
    applies = _tree(criterion.applies_when, ("applies_when",), when)
    checks = _trees(criterion.checks, "checks", "expect", expect)
    if _needs_its_documents(criterion) and (check := _document_check(criterion, source, facts)):
        checks.append(check)
    bands = _trees(criterion.bands, "bands", "expect", expect)
    notes = _trees(criterion.notes, "notes", "when", when)
    definition = Definition(
        key=key,
        criterion=criterion,
        section=section,
        entry=entry or Entry(id=criterion.id),
        source=source,
        applies=applies,
        checks=tuple((check, tree) for check, tree in checks if tree),
        bands=tuple(bands),
        notes=tuple((note, tree) for note, tree in notes if tree),
    )
    if len(problems) == before:  # what cannot be read may ask something
        problems += _silence_problems(definition, facts)
    problems += _placeholder_problems(definition, facts)
    problems += _reference_problems(definition, facts)
    return definition


def _trees(items: Iterable[T], part: str, word: str, reader: Reader) -> list[tuple[T, Tree | None]]:
    """Return the items of a criterion's part, each with the expectation that stands under the word."""
    return [(item, _tree(getattr(item, word), (part, index, word), reader)) for index, item in enumerate(items)]


def _tree(raw: Any, path: Path, reader: Reader) -> Tree | None:
    return None if raw is None else reader.read(raw, path)


def _needs_its_documents(criterion: Criterion) -> bool:
    """Tell whether a criterion demands documents and has no answer that they could back: then they are the answer."""
    return bool(criterion.evidence.by) and not criterion.checks and all(band.expect is None for band in criterion.bands)


def _document_check(criterion: Criterion, source: Source, facts: Mapping[str, Fact]) -> tuple[Check, Tree] | None:
    names = [name for name in criterion.evidence.by if name in facts]
    raw: dict[str, Any] = {"any": [{name: {"provided": "yes"}} for name in names]}
    tree = Reader(source, facts, []).read(raw, ("evidence", "by")) if names else None
    if tree is None:
        return None
    fix = "Attach " + " or ".join(f"`{name}`" for name in names) + "."
    return Check.model_validate(
        {"id": "evidence", "expect": raw, "otherwise": "The document is not attached.", "fix": fix}
    ), tree


# --- refusals ---------------------------------------------------------------------------------------------------------


def _silence_problems(definition: Definition, facts: Mapping[str, Fact]) -> Iterator[Problem]:
    """Refuse a criterion that the head of a submission alone can meet: whoever answers nothing would meet it."""
    if definition.criterion.judged_by or any(HOLDS not in _said_by_head(tree, facts) for _, tree in definition.checks):
        return
    steps = [(band, tree) for band, tree in definition.bands if tree is not None and band.points > 0]
    if not steps and definition.checks:
        fix = "ask something that the supplier has to answer"
        message = f"`{definition.criterion.id}` can be met by a submission that answers nothing"
        yield definition.source.problem(("checks",), "met-by-silence", message, fix, of_key=True)
    for index, (band, tree) in enumerate(definition.bands):
        if tree is not None and band.points > 0 and HOLDS in _said_by_head(tree, facts):
            message = f"{counted(band.points, 'point')} can be had by a submission that answers nothing"
            fix = "ask something that the supplier has to answer"
            yield definition.source.problem(("bands", index, "expect"), "met-by-silence", message, fix)


def _said_by_head(tree: Tree, facts: Mapping[str, Fact]) -> set[int]:
    """Return what an expectation may come to where nothing but a submission's head is known."""
    if isinstance(tree, Leaf):
        return {HOLDS, FAILS} if _of_head(tree.fact, facts) else {OPEN}
    if isinstance(tree, Not):
        return {-value for value in _said_by_head(tree.part, facts)}
    best = min if isinstance(tree, All) else max
    said = [_said_by_head(part, facts) for part in tree.parts]
    return reduce(lambda one, other: {best(a, b) for a in one for b in other}, said)


def _of_head(name: str, facts: Mapping[str, Fact]) -> bool:
    derived = facts[name].derived
    return all(_of_head(each, facts) for each in derived.inputs) if derived else name in HEAD_FACTS


def _placeholder_problems(definition: Definition, facts: Mapping[str, Fact]) -> Iterator[Problem]:
    for index, (check, tree) in enumerate(definition.checks):
        known = _placeholders(tree, facts)
        for name in _PLACEHOLDER.findall(check.otherwise):
            if name not in known:
                path: Path = ("checks", index, "otherwise")
                may = f"it may name {listing(sorted(known), 20)}"
                fix = may if name in facts else suggestion(name, known, may)
                what = (
                    "an answer that this check does not speak of" if name in facts else "nothing that this check knows"
                )
                message = f"`{{{name}}}` is {what}"
                yield definition.source.problem(path, "unknown-placeholder", message, fix)
    yield from _left_as_written(definition)


def _left_as_written(definition: Definition) -> Iterator[Problem]:
    """Refuse braces that readers would see as they are: only `otherwise` is filled in, and only between two of them."""
    criterion = definition.criterion
    texts: list[tuple[Path, str]] = [(("checks", at, "fix"), each.fix) for at, each in enumerate(criterion.checks)]
    texts += [(("notes", at, "says"), each.says) for at, each in enumerate(criterion.notes)]
    for path, text in texts:
        for found in _PLACEHOLDER.findall(text):
            message = f"`{{{found}}}` is filled in in `otherwise`, and nowhere else"
            fix = "say it in `otherwise`, or without the answer"
            yield definition.source.problem(path, "unknown-placeholder", message, fix)
    for at, check in enumerate(criterion.checks):
        for brace in sorted(set(_PLACEHOLDER.sub("", check.otherwise)) & set("{}")):
            message = f"a `{brace}` stands alone here, and is shown as it is"
            fix = "write `{fact}` with both braces, or take it out"
            yield definition.source.problem(("checks", at, "otherwise"), "unknown-placeholder", message, fix)


def _placeholders(tree: Tree, facts: Mapping[str, Fact]) -> set[str]:
    """Return the names that a check's sentence may use."""
    known = {"as_of", "contract.start", "contract.end"}
    for leaf in leaves(tree):
        known.add(leaf.fact)
        if leaf.word in ("every", "some"):
            known |= {"failing.count", *(f"failing.{name}" for name in facts[leaf.fact].columns or {})}
    return known


def _reference_problems(definition: Definition, facts: Mapping[str, Fact]) -> Iterator[Problem]:
    criterion, source = definition.criterion, definition.source
    for name in criterion.evidence.by:
        if name not in facts:
            fix = suggestion(name, facts, UNLISTED)
            yield source.problem(("evidence", "by"), "unknown-fact", f"no fact is called `{name}`", fix)
        elif facts[name].type != "document":
            fix = "name a fact of the type `document`"
            yield source.problem(("evidence", "by"), "not-a-document", f"`{name}` is not a document", fix)
    if criterion.asks and criterion.asks not in facts:
        fix = suggestion(criterion.asks, facts, UNLISTED)
        yield source.problem(("asks",), "unknown-fact", f"no fact is called `{criterion.asks}`", fix)
