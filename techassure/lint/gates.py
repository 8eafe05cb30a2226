"""Gates of one selection that bear on each other, two or three at a time, and whether they leave room for each other.

Most do, and a few sets of answers, each of which passes many gates at once, show it. Only what none of them shows is
looked at for itself, on every combination of answers and on every day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations
from typing import Any, NamedTuple

from techassure.definitions.words import Leaf, Tree, leaves
from techassure.lint.subjects import ACriterion, ASelection
from techassure.problems import Path
from techassure.proving.combinations import Bits, Cells, Combinations, of_cells
from techassure.proving.computable import possible, sources

Key = str
_MOST_TRIED = 50
_Links = Mapping[Key, AbstractSet[Key]]


class Group(NamedTuple):
    """Gates that no answers were found to pass together, and where the selection states the last."""

    gates: tuple[ACriterion, ...]
    path: Path
    excluded: bool
    """Whether it is proven that none do; it may also be undecided."""

    @property
    def named(self) -> list[str]:
        """The keys of the gates, in backticks."""
        return [f"`{gate.definition.key}`" for gate in self.gates]


def groups(selection: ASelection) -> Iterator[Group]:
    """Yield the gates that exclude each other, and those of which it is not decided.

    Gates of one edition are looked at in its own page. Three are looked at where no two of them exclude each other.
    """
    members = {member.definition.key: member for member in selection.selection.members if member.gate}
    gates = {key: selection.criteria[key] for key in members}
    links = _links(gates)
    together = _Together(gates, _clusters(links))
    closed: set[tuple[Key, ...]] = set()
    for keys in _linked(links):
        within = [gates[key] for key in keys]
        if _is_elsewhere(selection, within) or closed & set(combinations(keys, 2)) or together.pass_by(keys):
            continue
        if _never(within, ()):
            closed.add(keys)
        room = leave_room(within)
        if room is not True:
            yield Group(tuple(within), selection.line_of(members[keys[-1]]), room is False)


def leave_room(gates: Sequence[ACriterion]) -> bool | None:
    """Tell whether gates leave room for each other; None: it is not decided.

    They do not where all apply to some submissions, and some of those pass all but any one of them, and none all. A
    gate that applies only to those who fail another asks them for more, and contradicts nothing.
    """
    if (none_passes := _never(gates, ())) is not True:
        return None if none_passes is None else True
    fewer = [_never(gates, (gate,)) for gate in gates]
    return True if True in fewer else None if None in fewer else False


def _never(gates: Sequence[ACriterion], merely: Sequence[ACriterion]) -> bool | None:
    """Tell whether no submission passes the gates, but for those that merely have to apply."""
    first, *others = gates

    def against(grid: Combinations) -> Bits:
        bits = grid.everything
        for gate in gates:
            bits &= gate.applying(grid) if gate in merely else gate.passing(grid)
        return bits

    return first.never(against, *(tree for other in others for tree in other.trees))


# --- which bear on each other ---------------------------------------------------------------------------------------


def _links(gates: Mapping[Key, ACriterion]) -> _Links:
    """Return for each gate those that judge what it speaks of, or speak of what it judges."""
    spoken = {key: _facts(gate, gate.trees) for key, gate in gates.items()}
    judged = {key: _facts(gate, _judged(gate)) for key, gate in gates.items()}
    found: dict[Key, set[Key]] = {}
    for one, other in combinations(gates, 2):
        if judged[one] & spoken[other] or spoken[one] & judged[other]:
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
    return {key: found[key] for key in gates if key in found}


def _judged(criterion: ACriterion) -> list[Tree]:
    """Return what has to hold, or to fail, once the criterion applies."""
    return [tree for tree in criterion.trees if tree is not criterion.definition.applies]


def _facts(criterion: ACriterion, trees: Iterable[Tree]) -> set[str]:
    """Return what trees speak of, and what that is computed from."""
    named = {leaf.fact for tree in trees for leaf in leaves(tree)}
    return named.union(*(sources(name, criterion.facts) for name in named))


def _linked(links: _Links) -> Iterator[tuple[Key, ...]]:
    """Yield every two gates that are linked, then every three that are through one of them; in their order."""
    order = {key: at for at, key in enumerate(links)}
    pairs = [(one, other) for one in links for other in links[one] if order[one] < order[other]]
    yield from sorted(pairs, key=lambda pair: [order[key] for key in pair])
    threes = {tuple(sorted((*pair, third), key=order.__getitem__)) for pair in pairs for key in pair
              for third in links[key] if third not in pair}  # fmt: skip
    yield from sorted(threes, key=lambda three: [order[key] for key in three])


def _clusters(links: _Links) -> Iterator[list[Key]]:
    """Yield the gates that are linked with each other, directly or through others."""
    left = dict.fromkeys(links)
    while left:
        cluster = [next(iter(left))]
        for key in cluster:
            left.pop(key, None)
            cluster += [each for each in links[key] if each in left and each not in cluster]
        yield cluster


def _is_elsewhere(selection: ASelection, gates: Sequence[ACriterion]) -> bool:
    """Tell whether all are gates of one edition, whose own page is looked at."""
    if selection.selection.kind == "standards":
        return False
    return len({id(gate.edition) for gate in gates}) == 1 and all(gate.definition.entry.gate for gate in gates)


# --- answers that pass many -----------------------------------------------------------------------------------------


class _Together:
    """Sets of gates that one set of answers passes, found as they are wanted."""

    def __init__(self, gates: Mapping[Key, ACriterion], clusters: Iterable[Sequence[Key]]) -> None:
        self.gates = gates
        self.cluster = {key: cluster for cluster in clusters for key in cluster}
        self.found: list[set[Key]] = []
        self._grids: dict[Key, tuple[Combinations, Bits]] = {}
        self._cells: dict[Key, dict[str, Cells]] = {}
        self._groups: dict[str, tuple[str, ...]] = {}
        self._fitting: dict[tuple[Any, ...], bool] = {}

    @property
    def _any(self) -> ACriterion:
        return next(iter(self.gates.values()))

    def pass_by(self, keys: tuple[Key, ...]) -> bool:
        """Tell whether answers were found that pass these gates, and as many more as it goes."""
        if any(seen.issuperset(keys) for seen in self.found):
            return True
        self.found.append(set(self._passed(keys)))
        return self.found[-1].issuperset(keys)

    def _passed(self, keys: tuple[Key, ...]) -> Iterator[Key]:
        """Yield the gates that some answers pass: these, where that is found, and others one by one."""
        fixed = self._found_for(keys, {})
        if fixed is None:
            return
        yield from keys
        for key in self.cluster[keys[0]]:
            bits = self._left(key, fixed) if key not in keys else 0
            more = fixed | self._grid(key)[0].positions(bits) if bits else {}
            if bits and self._fit(key, more):
                fixed = more
                yield key

    def _fit(self, key: Key, fixed: Mapping[str, int]) -> bool:
        """Tell whether what one gate speaks of may be computed from what another does."""
        groups = (self._group(name) for name in fixed)
        together = {name for group in groups if len(group) > 1 for name in group if name in fixed}
        at = (id(self._cells[key]), *((name, fixed[name]) for name in sorted(together)))
        if at not in self._fitting:
            self._fitting[at] = self._may_be(self._cells[key], {name: fixed[name] for name in together})
        return self._fitting[at]

    def _group(self, name: str) -> tuple[str, ...]:
        """Return a fact with all that it is computed from."""
        if name not in self._groups:
            self._groups[name] = (name, *sources(name, self._any.facts))
        return self._groups[name]

    def _may_be(self, cells: Mapping[str, Cells], fixed: Mapping[str, int]) -> bool:
        chosen = {name: cells[name]._replace(values=cells[name].values[at:][:1]) for name, at in fixed.items()}
        grid = of_cells(chosen, [name for name, its in chosen.items() if its.values])
        return grid is not None and bool(possible(grid, self._any.facts, self._any.days))

    def _found_for(self, keys: Sequence[Key], fixed: dict[str, int]) -> dict[str, int] | None:
        """Return cells of facts with which these gates are passed, those that are fixed kept."""
        if not keys:
            return fixed
        (key, *others), grid = keys, self._grid(keys[0])[0]
        bits = self._left(key, fixed)
        shared = {name for other in others for name in self._grid(other)[0].cells}
        for name in grid.cells.keys() - shared - fixed.keys():
            bits = grid.one_each(bits, name)
        for _ in range(_MOST_TRIED if bits else 0):
            more = fixed | grid.positions(bits)
            found = self._found_for(others, more) if self._fit(key, more) else None
            bits &= bits - 1
            if found is not None or not bits:
                return found
        return None

    def _left(self, key: Key, fixed: Mapping[str, int]) -> Bits:
        """Return where a gate is passed with the cells that are fixed."""
        grid, bits = self._grid(key)
        for name in fixed.keys() & grid.cells.keys():
            bits &= grid.having(name, fixed[name])
        return bits

    def _grid(self, key: Key) -> tuple[Combinations, Bits]:
        """Return the combinations of a gate, of the cells of all that are linked, and where it is passed.

        Of a gate that has too many, none: it is passed by nothing that is found here.
        """
        if key not in self._grids:
            self._look_at(self.cluster[key])
        return self._grids[key]

    def _look_at(self, cluster: Sequence[Key]) -> None:
        gates = [self.gates[key] for key in cluster]
        prover, days = self._any.prover, self._any.days
        spoken: dict[str, list[Leaf]] = {}
        for leaf in (leaf for gate in gates for leaf in _leaves(gate)):
            spoken.setdefault(leaf.fact, []).append(leaf)
        cells = {name: prover.cells(name, found, days) for name, found in spoken.items()}
        for key, gate in zip(cluster, gates, strict=True):
            grid = of_cells({name: cells[name] for name in dict.fromkeys(leaf.fact for leaf in _leaves(gate))})
            bits = gate.passing(grid) & possible(grid, prover.facts, days) if grid else 0
            self._cells[key] = cells
            self._grids[key] = (grid or Combinations({}, ()), bits)


def _leaves(gate: ACriterion) -> Iterator[Leaf]:
    return (leaf for tree in gate.trees for leaf in leaves(tree))
