"""What expectations ask of the contract, which the tender states and no bidder answers."""

from collections.abc import Iterator

from techassure.definitions.words import Tree, leaves
from techassure.selections.selection import AT_START, NOT_KNOWN_YET, Selection


def needed(selection: Selection) -> dict[str, list[str]]:
    """Return the contract facts that the selection's expectations name, with the criteria that do."""
    found: dict[str, list[str]] = {}
    for member in selection.members:
        names = {name for tree in member.definition.trees() for name in _contract_names(tree)}
        if member.due == NOT_KNOWN_YET:
            names.add("contract.award")
        if member.due == AT_START:
            names.add("contract.start")
        for name in names:
            found.setdefault(name, []).append(member.definition.key)
    return found


def _contract_names(tree: Tree) -> Iterator[str]:
    """Yield the contract facts that an expectation speaks of, and the contract's days that it names."""
    for leaf in leaves(tree):
        if _of_contract(leaf.fact):
            yield leaf.fact
        if leaf.word in ("every", "some"):
            yield from _contract_names(leaf.argument)
        elif isinstance(leaf.argument, str) and _of_contract(leaf.argument) and leaf.word.startswith("on_or_"):
            yield leaf.argument


def contract_only(tree: Tree | None) -> bool:
    """Tell whether nothing but the contract decides the expectation: then it is the same for every bidder."""
    return tree is None or all(_of_contract(leaf.fact) for leaf in leaves(tree))


def _of_contract(name: str) -> bool:
    return name.startswith("contract.")
