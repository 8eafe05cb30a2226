"""Price files: one a bid, or a workbook with a bid a line; kept apart from the submissions, opened after moderation."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path as FilePath
from typing import Literal

from techassure.files.bounds import MOST_PROBLEMS
from techassure.files.doors import Exact, Text, Versioned, decimal_text, enter
from techassure.files.places import Source, read_file, relative
from techassure.office_files.endings import REFUSED_ENDINGS
from techassure.problems import Place, Problem, ProblemsFound, listing, suggestion
from techassure.reviewing.bids import called
from techassure.reviewing.log_state import Decided
from techassure.reviewing.review_reader import AboutFile
from techassure.reviews import Identity
from techassure.selections.tender_rules import PriceRule
from techassure.tendering.price_workbooks import is_workbook, sources

_LEAST = Fraction(1, 100)


class BidPriceFile(Versioned):
    """What one bid costs over its whole life, by its parts. The bidder says in which money: nobody guesses it."""

    submission: AboutFile
    parts: dict[Text, Exact] = {}
    whole_life_cost: Exact | None = None
    currency: Text
    vat: Literal["excluded", "included"]


@dataclass(frozen=True, slots=True)
class BidPrice:
    """A bid's whole-life cost and its parts, in the tender's currency and VAT basis.

    ``opened`` is the entry of the log that opened it; None for a modelled price. ``remarks`` tell what of its file is
    not read.
    """

    identity: Identity
    whole: Fraction
    parts: Mapping[str, Fraction]
    opened: Decided | None = None
    remarks: tuple[Problem, ...] = ()


_WANTED = (
    "write the price of a bid as YAML: its `submission`, the `parts` of the price, `currency` and `vat`; or as a line "
    "of a workbook"
)
ENDINGS = (".yaml", ".yml", ".json", ".xlsx", ".ods")
_CSV = ".csv"


def price_files(folder: FilePath) -> list[FilePath]:
    """Return the price files of a folder, and what may be meant for one; not what a program left there by itself."""
    wanted = {*ENDINGS, *REFUSED_ENDINGS, _CSV}
    found = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in wanted]
    return [path for path in found if not path.name.startswith((".", "~$"))]


def read_prices(
    files: Sequence[FilePath],
    rule: PriceRule,
    known: Mapping[Identity, str],
    there: Container[Identity] = (),
    above: Container[str] = (),
) -> dict[Identity, BidPrice]:
    """Return the prices of the files, by submission.

    ``known`` holds the submissions that may have a price, with their names, ``there`` all that were made, and ``above``
    what the form for prices says above their lines.

    Raises:
        ProblemsFound: everything in the files that does not fit the tender's price rule.
    """
    found: dict[Identity, BidPrice] = {}
    problems: list[Problem] = []
    for path in files:
        try:
            read = _sources(path, above)
        except ProblemsFound as refused:
            problems += _first(iter(refused.problems), path)
            continue
        wrong = (problem for source in read for problem in _taken(source, rule, known, found, there))
        problems += _first(wrong, path)
    if problems:
        raise ProblemsFound(problems)
    return found


def _first(problems: Iterator[Problem], path: FilePath) -> Iterator[Problem]:
    """Yield what is wrong with a file; of very much the first, and that there is more. No more is sought."""
    yield from islice(problems, MOST_PROBLEMS)
    if next(problems, None):
        message = f"there are more than these {MOST_PROBLEMS} problems"
        yield Problem(Place(relative(path)), "too-many-problems", message, "mend these first")


def _sources(path: FilePath, above: Container[str]) -> list[Source]:
    """Return each bid of a file: a workbook may hold many.

    Raises:
        ProblemsFound: it cannot be read.
    """
    if path.suffix.lower() == _CSV:
        message = "a CSV file holds what cells showed, rounded perhaps, and not the amounts behind them"
        raise ProblemsFound(
            [Problem(Place(relative(path)), "csv-prices", message, "save the workbook as .xlsx or .ods")]
        )
    return sources(path, above) if is_workbook(path) else [read_file(path, wanted=_WANTED)]


def _taken(
    source: Source,
    rule: PriceRule,
    known: Mapping[Identity, str],
    found: dict[Identity, BidPrice],
    there: Container[Identity],
) -> list[Problem]:
    """Add the price of a bid to those found, and return all that is wrong with it."""
    try:
        file = enter(BidPriceFile, source)
    except ProblemsFound as refused:
        return list(refused.problems)
    identity = file.submission.identity
    problems = [*_misfits(file, source, rule)]
    if identity in found or identity not in known:
        near = () if identity in there else known
        problems.append(_misplaced(source, identity, near, twice=identity in found))
    whole = sum(file.parts.values(), Fraction(0))
    found[identity] = BidPrice(identity, whole, dict(file.parts), remarks=source.remarks)
    return problems


def _misplaced(source: Source, identity: Identity, known: Iterable[Identity], *, twice: bool) -> Problem:
    said = called(identity)
    message = f"`{said}` has a price elsewhere" if twice else f"`{said}` is no bid whose price is opened"
    near = suggestion(said, map(called, known), "")
    outside = f"take it out; a bid that stands outside is not opened{'; else ' + near if near else ''}"
    fix = "keep one price a bid" if twice else outside
    return source.problem(("submission",), "price-of-another", message, fix)


def _parts_wanted(rule: PriceRule) -> str:
    """Return what to add: the parts that the tender names, or where it names none, a part of the bidder's own."""
    if rule.parts:
        return f"add `parts: {{{', '.join(f'{name}: …' for name in rule.parts)}}}`, as the tender names them"
    amount = "…" if rule.amount is None else decimal_text(rule.amount)
    return f"add `parts: {{Total: {amount}}}`, or parts of other names: the tender names none"


def _misfits(file: BidPriceFile, source: Source, rule: PriceRule) -> Iterator[Problem]:
    whole = sum(file.parts.values(), Fraction(0))
    if not file.parts:
        yield source.problem((), "no-parts", "the file prices nothing: it has no `parts`", _parts_wanted(rule))
        return
    finer = [name for name, amount in file.parts.items() if amount % _LEAST]
    if finer:
        message = f"`{finer[0]}`, {decimal_text(file.parts[finer[0]])}, is finer than a hundredth of {rule.currency}"
        fix = "ask the bidder for an amount of at most two decimal places; nobody else may round it"
        yield source.problem(("parts", finer[0]), "too-fine", message, fix)
    negative = [name for name, amount in file.parts.items() if amount < 0]
    if negative or whole <= 0:
        message = f"`{negative[0]}` is below 0" if negative else "the parts add up to nothing"
        yield source.problem(("parts",), "no-price", message, "write amounts of 0 or more, and one above 0")
    if file.whole_life_cost is not None and file.whole_life_cost != whole:
        message = f"the parts add up to {float(whole):.15g}, and not to the whole-life cost"
        fix = "ask the bidder which it is; nobody else may choose"
        yield source.problem(("whole_life_cost",), "parts-do-not-add-up", message, fix)
    if rule.parts and set(file.parts) != set(rule.parts):
        fix = f"price {listing(rule.parts)}, each and nothing else"
        yield source.problem(("parts",), "other-parts", "these are not the parts that the tender asks for", fix)
    if (file.currency, file.vat) != (rule.currency, rule.vat):
        message = f"the price is in {file.currency} with VAT {file.vat}"
        fix = f"ask the bidder for the price in {rule.currency} with VAT {rule.vat}, as the tender asks for it"
        yield source.problem(("currency",), "other-currency", message, fix)
    if rule.amount is not None and whole != rule.amount:
        message = f"the price is fixed at {float(rule.amount):.15g} for everybody, and this one is {float(whole):.15g}"
        yield source.problem(("parts",), "not-the-fixed-price", message, "decide whether the bid can be assessed")
