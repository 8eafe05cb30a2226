"""What a rule of lint is: a name, a category, its page, and the function that finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar, get_args

from techassure.lint.subjects import Finding

Category = Literal["correctness", "proof", "testing", "sources", "style"]
CATEGORIES: tuple[Category, ...] = get_args(Category)
Severity = Literal["error", "warning", "note"]
S_contra = TypeVar("S_contra", contravariant=True)


@dataclass(frozen=True)
class Rule(Generic[S_contra]):
    """A rule about one kind of subject, in a module that is named for the problem.

    ``doc`` is the module's docstring: what, why, avoid and prefer. Where ``by_default`` is not set, the rule runs only
    when it is selected by name. What ``rests_on_examples`` that ran waits until all of a criterion's can be read: it
    would call untried what one of them tries.
    """

    module: str
    doc: str | None
    find: Callable[[S_contra], Iterator[Finding]]
    severity: Severity = "error"
    by_default: bool = True
    rests_on_examples: bool = False

    @property
    def page(self) -> str:
        """What the rule is about, why, what to avoid and what to prefer, as Markdown."""
        return (self.doc or "").strip()

    @property
    def name(self) -> str:
        """The rule's name: its module's, with hyphens."""
        return self.module.rpartition(".")[2].replace("_", "-")

    @property
    def category(self) -> Category:
        """The category: the folder that the module is in."""
        name = self.module.split(".")[-2]
        return next(each for each in CATEGORIES if each == name)
