"""The first files of a product: who supplies it, what it is, and a submission that is ready to be checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from techassure.files.places import relative
from techassure.files.writing import make_folder, write
from techassure.files.yaml_writing import flow
from techassure.intake.layers import shared_files
from techassure.interview.keeping import PRODUCT, SUPPLIER, head
from techassure.problems import Place, Problem, ProblemsFound
from techassure.questionnaire.questions import questionnaire
from techassure.selections.selection import Selection

SUBMISSION = "submission.yaml"
MOST_ROUTING = 8
_ROUTED_BY = frozenset({"yes-no", "choice"})
_BEGUN = (SUBMISSION, "submission.json", PRODUCT)


@dataclass(frozen=True)
class Identity:
    """Who supplies, and what; ``supplier_id`` is a public number."""

    supplier: str
    supplier_id: str
    product: str
    version: str


def free(folder: FilePath) -> None:
    """Refuse a folder in which a product was begun, or that lies in another product's.

    Raises:
        ProblemsFound: one was, it does, or there is a file of that name.
    """
    taken = next((folder / name for name in _BEGUN if (folder / name).exists()), None)
    taken = folder if folder.exists() and not folder.is_dir() else taken
    if taken is not None:
        message = f"a product was begun here: there is `{relative(taken)}`"
        fix = "name another folder, or go on with `techassure check -i`"
        raise ProblemsFound([Problem(Place(relative(taken)), "product-exists", message, fix)])
    above = next((path for path in shared_files(folder) if path.name == PRODUCT), None)
    if above is not None:
        message = "the folder above is another product's, whose answers would count here as well"
        raise ProblemsFound([Problem(Place(relative(above)), "product-above", message, "name a folder beside it")])


def known_supplier(folder: FilePath) -> tuple[FilePath, str, str] | None:
    """Return the shared file that says who supplies, with the supplier's name and id; None where none does.

    Raises:
        ProblemsFound: it cannot be read.
    """
    found = head([path for path in shared_files(folder) if path.name == SUPPLIER], "supplier")
    if found is None:
        return None
    said = found[1].value["supplier"]
    return (found[0], str(said.get("name")), str(said.get("id"))) if isinstance(said, dict) else None


def begin(folder: FilePath, who: Identity, *, supplier_too: bool) -> list[FilePath]:
    """Write the files of a product, and return them.

    Raises:
        ProblemsFound: one of them cannot be written.
    """
    files = {
        **({SUPPLIER: _supplier(who)} if supplier_too else {}),
        PRODUCT: _product(who),
        SUBMISSION: _submission(),
    }
    make_folder(folder)
    for name, text in files.items():
        write(folder / name, text.encode())
    return [folder / name for name in files]


def _supplier(who: Identity) -> str:
    return "\n".join([
        "# What the company says of itself, for all of its products. It may also stand in the folder above.",
        "techassure: 1",
        f"supplier: {flow({'id': who.supplier_id, 'name': who.supplier})}",
        "",
    ])  # fmt: skip


def _product(who: Identity) -> str:
    return "\n".join([
        "# What is true of this version of the product, for every buyer.",
        "techassure: 1",
        f"product: {flow({'name': who.product, 'version': who.version})}",
        "",
    ])  # fmt: skip


def _submission() -> str:
    return "\n".join([
        "# What belongs to one tender alone: promises, the lot, the price. Its lines outweigh the shared ones.",
        "techassure: 1",
        "# declared_by: {name: …, role: …, on: …}",
        "",
    ])  # fmt: skip


def routing(selections: Sequence[tuple[Selection, int]]) -> list[str]:
    """Return the few questions that say what kind of product it is: those that decide whether the most criteria apply.

    ``selections`` come with their as-of days. The questions stand in the order in which they are asked.
    """
    opens: dict[str, int] = {}
    for selection, as_of in selections:
        for question in questionnaire(selection, as_of).questions():
            if question.opens and question.fact.type in _ROUTED_BY:
                opens[question.name] = opens.get(question.name, 0) + question.opens
    most = sorted(opens, key=lambda name: -opens[name])[:MOST_ROUTING]
    return [name for name in opens if name in most]
