"""The words that a questionnaire is written with and read back by: headers, keys, lines about the submission."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from techassure.definitions.facts import Typed
from techassure.intake.filled_forms import EDITIONS_KEY
from techassure.phrases import folded
from techassure.version import __version__

KEY, ANSWER = "Key", "Answer"
ANSWERS = (KEY, "No.", "Question", ANSWER, "Documents", "Note", "Needed", "Why it is asked")
EARLIER = "Earlier answer"
DOCUMENTS = (
    KEY, "What it is", "Attached", "Id", "File", "Title", "Issued", "Expires", "Issued by", "Product version",
    "SHA-256", "Needed", "Why it is asked",
)  # fmt: skip
DOCUMENT_PARTS = {
    "Id": "id", "File": "file", "Title": "title", "Issued": "issued", "Expires": "expires",
    "Issued by": "issued_by", "Product version": "product_version", "SHA-256": "sha256",
}  # fmt: skip
START = (KEY, "About the submission", ANSWER, "What to write")
CLAIMS = (KEY, "Criterion", "Claim", "Reason")
CLAIM_KINDS = {"does not apply": "not_applicable", "something equivalent": "equivalent"}
LISTS = (KEY, "Option", "Label")
READ_BACK = frozenset({KEY, ANSWER, "Documents", "Note", "Attached", *DOCUMENT_PARTS, "Claim", "Reason"})
SHOWN = frozenset({*ANSWERS, *DOCUMENTS, *CLAIMS, *LISTS, EARLIER})

YES, NO = "Yes", "No"
NOT_NEEDED = "not needed"
NO_ROWS, LISTED = "There are none", "See its sheet"
OF_OPTION, NONE_OF_THESE = "#", "#(none)"
MADE_BY = f"techassure {__version__}"
MADE_KEYS = (EDITIONS_KEY, "made.as_of", "made.digest", "made.notice", "made.tool")
OLD_PREFIX = "out of date: "


@dataclass(frozen=True, slots=True)
class HeadLine:
    """A line about the submission itself: its key, what it is called, and what to write."""

    key: str
    label: str
    hint: str
    asked: bool = True


HEAD = (
    HeadLine("supplier.name", "Supplier", "The legal name of who submits."),
    HeadLine("supplier.id", "Supplier's id", "A public number with its register, such as GB-COH-01234567."),
    HeadLine("product.name", "Product", "What is submitted."),
    HeadLine("product.version", "Version", "The version that these answers speak of."),
    HeadLine("lot", "Lot", "Where the tender has several."),
    HeadLine("declared_by.name", "Declared by", "Who declares that these answers are true."),
    HeadLine("declared_by.role", "Role", "In which role."),
    HeadLine("declared_by.on", "Declared on", "A date."),
    HeadLine("price.whole_life_cost", "Whole-life cost", "A number, without a currency.", asked=False),
    HeadLine("price.currency", "Currency", "GBP, unless you say otherwise.", asked=False),
    HeadLine("price.vat", "VAT", "excluded or included.", asked=False),
)
HEAD_KEYS = {line.key: line for line in HEAD}
HEAD_DATES = frozenset({"declared_by.on"})
HEAD_NUMBERS = frozenset({"price.whole_life_cost"})


def labels(fact: Typed) -> dict[str, str]:
    """Return what is shown for each option, no two alike and none with blanks that a cell would lose."""
    shown: dict[str, str] = {}
    taken: set[str] = set()
    for key, label in (fact.options or {}).items():
        plain = " ".join(label.split())
        shown[key] = f"{plain} ({key})" if folded(plain) in taken else plain
        taken.add(folded(shown[key]))
    return shown


def option_key(fact: str, option: str) -> str:
    """Return the key of an option's own row."""
    return f"{fact}{OF_OPTION}{option}"


def sheet_names(tables: Iterable[str], sheets: Iterable[str]) -> Mapping[str, str]:
    """Return a short name for each table's sheet that no other sheet has: `T1 hazards`."""
    taken = {name.casefold() for name in sheets}
    made: dict[str, str] = {}
    for at, name in enumerate(tables, 1):
        made[name] = f"T{at} {name.rpartition('.')[2].replace('_', ' ')}"[:31]
        assert made[name].casefold() not in taken
        taken.add(made[name].casefold())
    return made


def document_id(kind: str) -> str:
    """Return the id that a document of the kind is given unless somebody gives it another."""
    return kind.replace(".", "-").replace("_", "-")
