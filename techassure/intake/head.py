"""Reads the head of a submission: who submits what, for which lot, and when it was declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from techassure.definitions import supplier_ids
from techassure.files.places import Source
from techassure.intake.drafts import Draft
from techassure.intake.layers import Layer
from techassure.problems import Path, Problem
from techassure.selections.lot_names import lot_meant, lots_listed
from techassure.submissions import ProductFile, SubmissionFile, SupplierFile


class Head(NamedTuple):
    """Who submits what, for which lot, and when it was declared."""

    supplier: SupplierFile
    product: ProductFile
    lot: str | None
    declared_on: int | None


def head(file: SubmissionFile, layers: Sequence[Layer], lots: Mapping[str, str] | None, draft: Draft) -> Head | None:
    """Return who submits what, for one of the lots; None, with problems, where that is not said.

    ``lots`` are those of the tender, if there is one.
    """
    supplier, product = _parties(layers, draft)
    lot = _lot(file, layers[-1].source, lots, draft)
    if supplier is None or product is None:
        return None
    return Head(supplier, product, lot, file.declared_by.on if file.declared_by else None)


def _parties(layers: Sequence[Layer], draft: Draft) -> tuple[SupplierFile | None, ProductFile | None]:
    """Return supplier and product; the submission's own lines win over shared ones."""
    telling = next((each for each in reversed(layers) if each.source.has(("supplier",))), None)
    supplier = telling.file.supplier if telling else None
    product = next((each.file.product for each in reversed(layers) if each.file.product), None)
    source = layers[-1].source
    if not any(layer.may_say("supplier") for layer in layers):  # What is there and cannot be read is told already.
        fix = "add `supplier: {id: …, name: …}`, or put it into `supplier.yaml`; a workbook asks it at the start"
        draft.problems.append(source.problem((), "missing-key", "`supplier` is missing", fix))
    elif telling and (found := supplier_ids.wrong(_id(telling))):
        where: Path = ("supplier", "id")
        draft.problems.append(telling.source.problem(where, found.rule, found.message, found.fix))
    if not any(layer.may_say("product") for layer in layers):
        fix = "add `product: {name: …, version: …}`, or put it into `product.yaml`; a workbook asks it at the start"
        draft.problems.append(source.problem((), "missing-key", "`product` is missing", fix))
    return supplier, product


def bare_id(layers: Sequence[Layer]) -> Iterator[Problem]:
    """Yield a warning where the supplier's id is a number or a name alone."""
    telling = next((each for each in reversed(layers) if each.source.has(("supplier", "id"))), None)
    if telling:
        yield from bare(_id(telling), telling.source)


def bare(supplier_id: str, source: Source) -> Iterator[Problem]:
    """Yield a warning where an id is a number or a name alone, at its place in the source."""
    if found := supplier_ids.bare(supplier_id):
        yield Problem(source.place(("supplier", "id")), found.rule, found.message, found.fix, "warning")


def _id(layer: Layer) -> str:
    """Return the supplier's id that a file gives, also where the rest of what it says of the supplier is wrong."""
    said = layer.source.value["supplier"]
    given = said.get("id") if isinstance(said, dict) else None
    return given.strip() if isinstance(given, str) else ""


def _lot(file: SubmissionFile, source: Source, lots: Mapping[str, str] | None, draft: Draft) -> str | None:
    """Return the lot; a tender of one lot needs none named, and one without lots takes none."""
    if lots is None or file.lot in lots:
        return file.lot
    if file.lot is None and len(lots) <= 1:
        return next(iter(lots), None)
    if file.lot is None and source.has(("lot",)):
        return None
    if not lots:
        message = f"the tender has no lots, and this names `{file.lot}`"
        fix = "take `lot` out, if this is the right tender"
        draft.problems.append(source.problem(("lot",), "unknown-lot", message, fix))
    elif file.lot is None:
        fix = f"add `lot: …` with one of {lots_listed(lots)}; a workbook asks it at the start"
        draft.problems.append(source.problem((), "no-lot", "the submission names no lot", fix))
    else:
        meant = lot_meant(lots, file.lot)
        fix = f"did you mean {lots_listed({meant: lots[meant]})}?" if meant else f"write one of {lots_listed(lots)}"
        message = f"the tender has no lot `{file.lot}`"
        draft.problems.append(source.problem(("lot",), "unknown-lot", message, fix))
    return None
