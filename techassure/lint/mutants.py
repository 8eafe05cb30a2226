"""Every small change of an expectation: a bound a step either way, an option more or less, a quantifier, a part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from techassure.calendar_days import Duration, iso
from techassure.definitions.facts import Typed
from techassure.definitions.model import Fact
from techassure.definitions.words import NAMED_DAYS, All, AnyOf, Leaf, Not, Tree, leaves
from techassure.lint.trees import parts, without
from techassure.lint.wording import leaf_said, plain, shortened

MOST_OPTIONS = 12
"""A fact with more options than this has only those changed that an expectation names."""


class Mutant(NamedTuple):
    """A changed expectation, the leaf at which it was changed, and the change in words."""

    tree: Tree
    leaf: Leaf
    said: str


def mutants(tree: Tree, known: Mapping[str, Typed]) -> Iterator[Mutant]:
    """Yield every small change of an expectation whose facts (or columns) are known."""
    for leaf in leaves(tree):
        for other, said in _changed(leaf, known[leaf.fact]):
            yield Mutant(_replaced(tree, leaf, other), leaf, said)
    for node, at in parts(tree):
        first = next(leaves(node.parts[at]))
        yield Mutant(without(tree, node, at), first, f"{leaf_said(first)} were left out")
    yield from _combined_otherwise(tree)


def _combined_otherwise(tree: Tree) -> Iterator[Mutant]:
    for node in _nodes(tree):
        other = AnyOf(node.parts) if isinstance(node, All) else All(node.parts)
        ways = ("`all`", "`any`") if isinstance(node, All) else ("`any`", "`all`")
        if len(node.parts) > 1:
            yield Mutant(_replaced(tree, node, other), next(leaves(node)), f"{ways[0]} of its parts became {ways[1]}")


def _nodes(tree: Tree) -> Iterator[All | AnyOf]:
    if isinstance(tree, Not):
        yield from _nodes(tree.part)
    elif not isinstance(tree, Leaf):
        yield tree
        for part in tree.parts:
            yield from _nodes(part)


def _replaced(tree: Tree, old: Tree, new: Tree) -> Tree:
    if tree is old:
        return new
    if isinstance(tree, Leaf):
        return tree
    if isinstance(tree, Not):
        return Not(_replaced(tree.part, old, new))
    return type(tree)(tuple(_replaced(part, old, new) for part in tree.parts))


# --- one word -------------------------------------------------------------------------------------------------------

_Change = tuple[Leaf, str]


def _changed(leaf: Leaf, fact: Typed) -> Iterator[_Change]:
    make = _CHANGES.get(leaf.word)
    if make:
        yield from make(leaf, fact)


def _became(leaf: Leaf, argument: Any, raw: Any, word: str = "") -> _Change:
    other = replace(leaf, argument=argument, raw=raw, word=word or leaf.word)
    return other, f"{leaf_said(leaf)} became `{other.word}: {shortened(plain(raw))}`"


def _bounds(leaf: Leaf, fact: Typed) -> Iterator[_Change]:
    step = _step(leaf, fact)
    for by in (-step, step):
        bound = round(leaf.argument + by, 10)
        made = int(bound) if bound == int(bound) else bound
        if (fact.lowest is None or made >= fact.lowest) and (fact.highest is None or made <= fact.highest):
            yield _became(leaf, made, made)


def _step(leaf: Leaf, fact: Typed) -> float:
    """Return one in the last place in which the bound was written."""
    if fact.whole:
        return 1
    decimals = len(str(leaf.raw).partition(".")[2])
    return float(f"1e-{decimals}") if decimals else 1


def _spans(leaf: Leaf, _: Typed) -> Iterator[_Change]:
    span: Duration = leaf.argument
    for days, more in ((1, "and a day"), (-1, "less a day")):
        yield _became(leaf, Duration(span.days + days, span.months), f"{leaf.raw} {more}")


def _days(leaf: Leaf, _: Typed) -> Iterator[_Change]:
    if isinstance(leaf.argument, int):
        yield from (_became(leaf, leaf.argument + by, iso(leaf.argument + by)) for by in (-1, 1))
    else:
        yield from (_became(leaf, name, name) for name in NAMED_DAYS if name != leaf.argument)


def _rows(leaf: Leaf, _: Typed) -> Iterator[_Change]:
    least, most = leaf.argument
    for by in (-1, 1):
        for made in ((_moved(least, by), most), (least, _moved(most, by))):
            if made != leaf.argument and all(bound is None or bound >= 0 for bound in made):
                named = {"at_least": made[0], "at_most": made[1]}
                yield _became(leaf, made, {name: bound for name, bound in named.items() if bound is not None})


def _moved(bound: int | None, by: int) -> int | None:
    return None if bound is None else bound + by


def _one(leaf: Leaf, fact: Typed) -> Iterator[_Change]:
    """Change the one value of `is` or `is_not`: the other of yes and no, or one option more."""
    if fact.type == "yes-no":
        yield _became(leaf, not leaf.argument, not leaf.argument)
        return
    several = {"is": "one_of", "is_not": "none_of"}[leaf.word]
    for option in _others(fact, (leaf.argument,)):
        yield _became(leaf, (leaf.argument, option), [leaf.argument, option], several)


def _several(leaf: Leaf, fact: Typed) -> Iterator[_Change]:
    options: tuple[Any, ...] = leaf.argument
    for gone in options if len(options) > 1 else ():
        left = tuple([option for option in options if option != gone])
        yield _became(leaf, left, list(left))
    for option in _others(fact, options):
        yield _became(leaf, (*options, option), [*options, option])


def _others(fact: Typed, named: tuple[Any, ...]) -> list[str]:
    offered = [option for option in fact.options or {} if option not in fact.retired and option not in named]
    return offered if len(offered) <= MOST_OPTIONS else []


def _quantified(leaf: Leaf, fact: Typed) -> Iterator[_Change]:
    word = {"every": "some", "some": "every"}[leaf.word]
    yield replace(leaf, word=word), f"`{leaf.word}` of `{leaf.fact}` became `{word}`"
    columns = (fact.columns if isinstance(fact, Fact) else None) or {}
    for inner in mutants(leaf.argument, columns):
        yield replace(leaf, argument=inner.tree), f"in `{leaf.fact}`, {inner.said}"


_CHANGES: dict[str, Callable[[Leaf, Typed], Iterator[_Change]]] = {
    "is": _one,
    "is_not": _one,
    "one_of": _several,
    "none_of": _several,
    "includes_all": _several,
    "includes_any": _several,
    "at_least": _bounds,
    "at_most": _bounds,
    "above": _bounds,
    "below": _bounds,
    "within": _spans,
    "on_or_after": _days,
    "on_or_before": _days,
    "every": _quantified,
    "some": _quantified,
    "rows": _rows,
}
