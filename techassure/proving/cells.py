"""The few values of a fact that matter to a set of leaves: one for each way in which the leaves can be true together.

Leaves change their minds at edges: a bound, an option, a day. So the values on each edge and one step on either side
show every combination of truths that there is, and the algebra of JSON Schemas certifies that there is no other. Of a
table, rows are made of the cells of their columns; what its leaves say depends on which kinds of row it holds, and on
how many there are. Cells with which nothing can be missing are ``complete``: only of those may anything be claimed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from techassure import calendar_days
from techassure.definitions import facts, functions, words
from techassure.definitions.facts import Schema, Typed
from techassure.definitions.model import Fact
from techassure.definitions.validators import accepts, covers
from techassure.definitions.words import FAILS, HOLDS, OPEN, Days, Leaf, Tree
from techassure.proving import combinations
from techassure.proving.combinations import Bits, Cell, Cells, Combinations, Truths
from techassure.proving.computed_facts import as_computed

MOST_STATES = 2_000
"""Beyond so many states of a table, or sets of options, a fact's cells are not all looked at."""
MOST_WITNESS_ROWS = 200


def cells_of(fact: Typed, leaves: Iterable[Leaf], days: Days) -> Cells:
    """Return the cells of a fact (or a column) for the leaves that speak of it, judged on the days.

    Where a day that a leaf names is unknown, the leaf is open for every value.
    """
    distinct = tuple({combinations.same(leaf): leaf for leaf in leaves}.values())
    fact = _as_given(fact)
    if isinstance(fact, Fact) and fact.type == "table":
        return _of_table(fact, distinct, days)
    pairs = [words.schemas(leaf, days) for leaf in distinct]
    values = near_edges(fact, distinct, days)
    seen = _seen(pairs, values)
    made = tuple([Cell(value, truths) for truths, value in seen.items()])
    if fact.type == "choices":
        return Cells(distinct, made, len(values) < MOST_STATES and {leaf.word for leaf in distinct} <= _OF_OPTIONS)
    return Cells(distinct, made, _certified(_schema(fact), pairs, seen))


def sample(fact: Typed) -> Any:
    """Return some typed value of the fact (or column): the plainest that there is."""
    if isinstance(fact, Fact) and fact.type == "table":
        return []
    return near_edges(fact, (), Days(_SOME_DAY))[0]


def near_edges(fact: Typed, leaves: Sequence[Leaf], days: Days) -> list[Any]:
    """Return the values at which the leaves may change their minds, and one step on either side; never none.

    Typed values, in a stable order, each once. For a table: the tables that its cells are chosen from.
    """
    if isinstance(fact, Fact) and fact.type == "table":
        return list(_tables(kinds_of_rows(fact, row_trees(leaves), days)[0], leaves))
    return _NEAR[fact.type](_as_given(fact), leaves, days)


def are_all(fact: Fact, leaves: Sequence[Leaf], values: Sequence[Any]) -> bool:
    """Tell whether none of the values near the edges was left out because there were too many."""
    if fact.type == "table":
        told = any(leaf.word != "provided" for leaf in leaves)
        enough = len(values) > 1 or not told
        return enough and len(values) < MOST_STATES and row_counts(leaves)[-1] < MOST_WITNESS_ROWS
    return fact.type != "choices" or len(values) < MOST_STATES


def _as_given(fact: Typed) -> Typed:
    """Return the fact with what is known of every value that its function can give."""
    if not isinstance(fact, Fact) or fact.derived is None or fact.type != "number":
        return fact
    function = functions.FUNCTIONS[fact.derived.function]
    ends = [each for each in (fact.lowest, function.lowest) if each is not None]
    return fact.model_copy(update={"whole": fact.whole or function.whole, "lowest": max(ends, default=None)})


def truths_by(leaves: Iterable[Leaf], days: Days) -> Callable[[Any], Truths]:
    """Return what gives, of a typed value, the truth of each of the leaves on the days."""
    return _truths_by([words.schemas(leaf, days) for leaf in leaves])


def _truths_by(pairs: Sequence[tuple[Any, Any]]) -> Callable[[Any], Truths]:
    runs = [(accepts(holds), accepts(fails)) for holds, fails in pairs]
    return lambda value: tuple([HOLDS if holds(value) else FAILS if fails(value) else OPEN for holds, fails in runs])


def _seen(pairs: Sequence[tuple[Any, Any]], values: Iterable[Any]) -> dict[Truths, Any]:
    """Return the first value for each combination of truths."""
    truths = _truths_by(pairs)
    seen: dict[Truths, Any] = {}
    for value in values:
        seen.setdefault(truths(value), value)
    return seen


def _schema(fact: Typed) -> Schema:
    """Return the schema of a fact's values; money has no parts of a penny, which reading holds it to."""
    return {**facts.schema(fact), **({"multipleOf": 0.01} if fact.type == "money" else {})}


def _certified(schema: Schema, pairs: Sequence[tuple[Any, Any]], seen: Iterable[Truths]) -> bool:
    """Tell whether the algebra proves that every value of the type has one of the combinations that were seen."""
    known = [at for at, (holds, fails) in enumerate(pairs) if not (holds is False and fails is False)]
    combinations = {tuple([truths[at] for at in known]) for truths in seen}
    if any(OPEN in truths for truths in combinations):
        return False
    if len(combinations) == 1 and all(pairs[at][0] == {} for at in known):
        return True
    sides = [{HOLDS: pairs[at][0], FAILS: pairs[at][1]} for at in known]
    parts = [
        {"allOf": [side[truth] for side, truth in zip(sides, truths, strict=True)]} for truths in sorted(combinations)
    ]
    return covers(schema, parts)


# --- values near the edges, by type ---------------------------------------------------------------------------------

_SOME_DAY = 739_000  # in 2024
FRESH = ("text", "other text", "more text", "still more text")
TEXTS: dict[str, tuple[str, ...]] = {
    "url": ("https://example.org/", "https://example.org/other", "https://example.com/"),
    "email": ("name@example.org", "other@example.org", "name@example.com"),
    "companies-house": ("00000001", "00000002", "SC000003"),
    "ods": ("X99", "X98", "X9901"),
    "nhs-number": ("9990000018", "9990000026", "9990000034"),
    "ico": ("ZA000001", "ZA000002", "Z0000003"),
    "gmc": ("0000001", "0000002", "0000003"),
    "nmc": ("00A0001A", "00A0002B", "00A0003C"),
    "sha256": ("0" * 64, "1" * 64, "2" * 64),
    "version": ("1.0", "2.0", "3.0"),
    "country": ("GB", "IE", "FR"),
}
"""Invented texts of each named format."""


def _named(leaves: Iterable[Leaf]) -> list[Any]:
    """Return the values that leaves name, those of lists one by one."""
    found: list[Any] = []
    for leaf in leaves:
        found += leaf.argument if isinstance(leaf.argument, tuple) else [leaf.argument]
    return list(dict.fromkeys(found))


def _numbers(fact: Typed, leaves: Sequence[Leaf], _: Days) -> list[Any]:
    edges = list(_named(leaf for leaf in leaves if leaf.word != "provided"))
    ends = [each for each in (fact.lowest, fact.highest) if each is not None]
    step = _step(fact, edges)
    steps = (0, -step, step)
    wanted = [*edges, *(_rounded(edge + by) for edge in edges for by in steps[1:]), *ends, 0, 1, *_beyond(edges)]
    if fact.whole:
        wanted = [way for each in wanted for way in (int(each), int(each) + 1, int(each) - 1)]
    reads = facts.reader(fact)
    return list(dict.fromkeys(each for each in wanted if not isinstance(reads(each), facts.Unreadable)))


def _step(fact: Typed, edges: Sequence[Any]) -> float:
    """Return a step finer than every edge is written, so that there is a value between any two of them."""
    if fact.whole:
        return 1
    if fact.type == "money":
        return 0.01
    decimals = max((len(str(edge).partition(".")[2]) for edge in edges if edge != int(edge)), default=0)
    return float(f"1e-{decimals + 1}")


def _rounded(value: float) -> float:
    return int(value) if value == int(value) else float(f"{value:.12g}")


def _beyond(edges: Sequence[Any]) -> list[Any]:
    return [min(edges) - 1000, max(edges) + 1000] if edges else []


def _dates(_: Typed, leaves: Sequence[Leaf], days: Days) -> list[Any]:
    edges = [edge for leaf in leaves for edge in _edges_of(leaf, days)] or [days.as_of]
    near = [edge + step for step in (0, -1, 1) for edge in edges]
    return [day for day in dict.fromkeys(near) if calendar_days.FIRST_DAY <= day <= calendar_days.LAST_DAY]


def _edges_of(leaf: Leaf, days: Days) -> Iterator[int]:
    if leaf.word == "within":
        yield days.as_of
        yield calendar_days.before(days.as_of, leaf.argument)
    elif leaf.word != "provided":
        day = days.named(leaf.argument) if isinstance(leaf.argument, str) else leaf.argument
        yield from () if day is None else (day,)


def _texts(fact: Typed, leaves: Sequence[Leaf], _: Days) -> list[Any]:
    named = _named(leaf for leaf in leaves if leaf.word != "provided")
    fresh = next((text for text in TEXTS.get(fact.format or "", FRESH) if text not in named), None)
    return [*([] if fresh is None else [fresh]), *named]


def _sets_of_options(fact: Typed, leaves: Sequence[Leaf], _: Days) -> list[Any]:
    """Return sets of options: of those that no leaf tells apart none, the first, or all."""
    kinds: dict[tuple[bool, ...], list[str]] = {}
    for option in fact.options or {}:
        alike = tuple([leaf.word != "provided" and option in leaf.argument for leaf in leaves])
        kinds.setdefault(alike, []).append(option)
    ways = [[[], kind[:1], kind] if len(kind) > 1 else [[], kind] for kind in kinds.values()]
    made = []
    for chosen in product(*ways):
        made.append([option for part in chosen for option in part])
        if len(made) >= MOST_STATES:
            break
    return made


_OF_OPTIONS = {"includes_all", "includes_any", "provided"}
"""Words that see no more of a set of options than whether it holds none, some or all of those named alike."""
_Near = Callable[[Typed, Sequence[Leaf], Days], list[Any]]
_NEAR: dict[str, _Near] = {
    "yes-no": lambda *_: [True, False],
    "choice": lambda fact, *_: list(fact.options or {}),
    "choices": _sets_of_options,
    "number": _numbers,
    "money": _numbers,
    "date": _dates,
    "text": _texts,
    "document": lambda *_: ["document"],
}


# --- tables ---------------------------------------------------------------------------------------------------------


def _of_table(fact: Fact, leaves: tuple[Leaf, ...], days: Days) -> Cells:
    kinds, certified = kinds_of_rows(fact, row_trees(leaves), days)
    tables = _tables(kinds, leaves)
    seen = _seen([words.schemas(leaf, days) for leaf in leaves], tables)
    made = tuple([Cell(value, truths) for truths, value in seen.items()])
    known = {leaf.word for leaf in leaves} <= {"every", "some", "rows", "provided"}
    whole = len(tables) < MOST_STATES and max(row_counts(leaves)) < MOST_WITNESS_ROWS
    return Cells(leaves, made, certified and known and whole)


def row_trees(leaves: Iterable[Leaf]) -> list[Tree]:
    """Return what leaves about a table expect of its rows, each expectation once."""
    return list({repr(leaf.argument): leaf.argument for leaf in leaves if leaf.word in ("every", "some")}.values())


def kinds_of_rows(fact: Fact, trees: Sequence[Tree], days: Days) -> tuple[dict[Truths, dict[str, Any]], bool]:
    """Return a row for each way in which expectations of rows can be true together, and whether that is certified."""
    columns = fact.columns or {}
    spoken: dict[str, list[Leaf]] = {}
    for tree in trees:
        for leaf in words.leaves(tree):
            spoken.setdefault(leaf.fact, []).append(leaf)
    cells = {name: cells_of(columns[name], leaves, days) for name, leaves in spoken.items()}
    grid = combinations.of_cells(cells, [name for name in cells if not columns[name].optional])
    if grid is None:
        return {}, False
    plain = plain_row(fact)
    kinds: dict[Truths, Bits] = {(): grid.everything}
    for tree in trees:
        holds, fails = grid.of(tree)
        parted = ((HOLDS, holds), (FAILS, fails), (OPEN, grid.everything & ~(holds | fails)))
        kinds = {(*truths, side): its & bits for truths, its in kinds.items() for side, bits in parted if its & bits}
    return {truths: plain | (grid.first(bits) or {}) for truths, bits in kinds.items()}, grid.complete


def plain_row(fact: Fact) -> dict[str, Any]:
    """Return a row of a table: the plainest that there is."""
    return {name: sample(column) for name, column in (fact.columns or {}).items() if not column.optional}


def _tables(kinds: Mapping[Truths, dict[str, Any]], leaves: Sequence[Leaf]) -> list[list[dict[str, Any]]]:
    """Return the tables that matter: of each set of kinds that the leaves tell apart, with each number of rows.

    What `every` and `some` say of a table depends only on which truths stand among its rows, so kinds are added until
    that no longer changes; a row may be repeated to make up a number.
    """
    counts = [count for count in row_counts(leaves) if count <= MOST_WITNESS_ROWS]
    made: list[list[dict[str, Any]]] = [[]]
    for rows in states_of_rows(kinds):
        longer = [rows + rows[:1] * (count - len(rows)) for count in counts if count > len(rows)]
        made += [rows, *longer]
    return made[:MOST_STATES]


def states_of_rows(kinds: Mapping[Truths, dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return the shortest tables, one for each collection of truths that rows can show together."""
    shown = [(_shown_by(truths), row) for truths, row in kinds.items()]
    found: dict[int, list[dict[str, Any]]] = {}
    waiting: list[tuple[int, list[dict[str, Any]]]] = [(0, [])]
    for state, rows in waiting:
        if len(found) >= MOST_STATES:
            break
        for bits, row in shown:
            joined = state | bits
            if joined not in found and len(found) < MOST_STATES:
                found[joined] = [*rows, row]
                waiting.append((joined, found[joined]))
    return list(found.values())


def _shown_by(truths: Truths) -> int:
    """Return a bit for each truth that an expectation can have of a row: set where the row shows it."""
    return sum(1 << (3 * at + truth + 1) for at, truth in enumerate(truths))


def row_counts(leaves: Iterable[Leaf]) -> list[int]:
    """Return the numbers of rows that matter to leaves about a table: a bound that every table meets draws no line."""
    pairs = [leaf.argument for leaf in leaves if leaf.word == "rows"]
    least = [bound for bound, _ in pairs if bound is not None and 0 < bound <= facts.MOST_ROWS]
    most = [bound for _, bound in pairs if bound is not None and bound < facts.MOST_ROWS]
    return sorted({1, 2, *(bound + step for bound in (*least, *most) for step in (-1, 0, 1))})


# --- across facts ---------------------------------------------------------------------------------------------------


def combinations_of(trees: Iterable[Tree], known: Mapping[str, Fact], days: Days) -> Combinations | None:
    """Return every combination of the facts of some expectations, each of which may also be left unanswered.

    None where there are too many to look at.
    """
    spoken: dict[str, list[Leaf]] = {}
    for tree in trees:
        for leaf in words.leaves(tree):
            spoken.setdefault(leaf.fact, []).append(leaf)
    return combinations.of_cells({name: cells_of(as_computed(name, known), its, days) for name, its in spoken.items()})
