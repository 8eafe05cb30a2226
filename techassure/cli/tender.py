"""`techassure tender`: a tender from its first draft to its record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from techassure.cli import (
    choosing,
    folders,
    printing,
    tender_analyse,
    tender_final,
    tender_lock,
    tender_new,
    tender_price_form,
    tender_record,
    tender_summaries,
)
from techassure.cli.apps import group_app
from techassure.cli.folders import By, On, Role, TenderFolder
from techassure.definitions.library import load_library
from techassure.files.places import read_file, relative
from techassure.phrases import counted
from techassure.problems import Place, Problem, ProblemsFound
from techassure.report import story
from techassure.report.final import bids
from techassure.tendering import deciding, decision_drafts, opening, running_tender
from techassure.tendering.price_files import price_files
from techassure.tendering.running_tender import Running

_EPILOG = """\b
Examples:
  techassure tender new my-tender
  techassure tender analyse my-tender
  techassure tender lock my-tender
  techassure tender price-form my-tender --output prices.xlsx
  techassure tender decide my-tender decisions.yaml --draft
  techassure tender decide my-tender decisions.yaml
  techassure tender open-prices my-tender sealed/*.yaml --by "Hana Holder" --on 2026-06-22
  techassure tender finalise my-tender --check
  techassure tender finalise my-tender --by "Hana Holder" --on 2026-06-24
  techassure tender record my-tender --output record.zip
"""

_OF_DECIDE = """\b
Examples:
  techassure tender decide my-tender decisions.yaml --draft
  techassure tender decide my-tender decisions.yaml
"""
_OF_PRICES = """\b
Examples:
  techassure tender open-prices my-tender sealed/ --by "Hana Holder" --on 2026-06-22
  techassure tender open-prices my-tender prices.xlsx --by "Hana Holder" --role "Head of procurement"
"""

app = group_app("Run a tender: draft and lock it, record decisions, open prices, finalise, keep the record.", _EPILOG)
app.command(name="new", short_help="Draft a tender by plain questions.", epilog=tender_new.EPILOG)(tender_new.new)
app.command(name="analyse", short_help="Test the weights, before the lock.", epilog=tender_analyse.EPILOG)(
    tender_analyse.analyse
)
app.command(name="lock", short_help="Lock it when it is published; record changes.", epilog=tender_lock.EPILOG)(
    tender_lock.lock
)
app.command(name="price-form", short_help="Write the workbook for bidders' prices.", epilog=tender_price_form.EPILOG)(
    tender_price_form.price_form
)


@app.command(name="decide", short_help="Record decisions, or draft those waited for.", epilog=_OF_DECIDE)
def decide(
    tender: TenderFolder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Decisions of one person on one day, as YAML.")],
    *,
    draft: Annotated[
        bool, typer.Option("--draft", help="Write FILE with what the tender waits for, to be filled in by a person.")
    ] = False,
    library: choosing.LibraryFolder = None,
) -> None:
    """Append decisions to the tender's log: all of a file, or none of it.

    The log only grows, and each entry is bound to the one before it. No kind of decision changes a published gate for
    one bidder.
    """
    with printing.refusing():
        found = running_tender.load(folders.tender(tender), load_library(library))
        if draft:
            _draft(found, file)
            return
        entries = deciding.entries(found, read_file(file, wanted=_DECISIONS))
        for name in dict.fromkeys(each["by"]["name"] for each in entries):
            folders.ask_who(found, name, relative(file))
        made = found.append(entries)
        names = {key: found.named(key) for key in found.submissions}
        said = story.log(found.state.history, names, found.log.chain.head, *printing.screen(None), only=len(made))
        printing.write(said, None)


_DECISIONS = "write decisions as YAML: `techassure tender decide TENDER FILE --draft` writes a file to fill in"


def _draft(found: Running, file: Path) -> None:
    if file.exists():
        message, fix = f"`{file}` is there already", "name a file that is not there yet"
        raise ProblemsFound([Problem(Place(str(file)), "file-exists", message, fix)])
    waiting = decision_drafts.waiting(found, opening.opened(found))
    if not waiting:
        fix = "nothing: see what else is missing with `techassure tender finalise --check`"
        raise ProblemsFound([Problem(Place(str(file)), "nothing-to-decide", "the tender waits for no decision", fix)])
    printing.write(decision_drafts.text(found, waiting), file)
    printing.write(f"Wrote {file}: {counted(len(waiting), 'decision')} to take. Only people take them.\n", None)


@app.command(name="log", short_help="Show every entry of the log.")
def show_log(tender: TenderFolder, *, library: choosing.LibraryFolder = None) -> None:
    """Show every entry of a tender's log, after checking that none was rewritten."""
    with printing.refusing():
        found = running_tender.load(folders.tender(tender), load_library(library))
        names = {key: found.named(key) for key in found.submissions}
        printing.write(story.log(found.state.history, names, found.log.chain.head, *printing.screen(None)), None)


@app.command(name="open-prices", short_help="Open the prices, after moderation.", epilog=_OF_PRICES)
def open_prices(
    tender: TenderFolder,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Price files, workbooks of them, or a folder.")],
    *,
    by: By,
    role: Role = None,
    on: On = None,
    library: choosing.LibraryFolder = None,
) -> None:
    """Open the prices after moderation has closed: all together, each once. Their digests go into the log.

    A bid let in afterwards (`late`, `reinstated`) opens later, by itself. Its reviewers would score with the prices
    known: record `reopened` first, with the reason. The result says whose price was opened later.
    """
    with printing.refusing():
        found = running_tender.load(folders.tender(tender), load_library(library))
        folders.ask_who(found, by, "--by")
        prices = opening.open_prices(found, _files(files), folders.person(by, role), folders.day(on))
        rule = found.selection.rules.price
        lines = [
            f"{found.named(key)}: {bids.amount(str(each.whole))} {rule.currency if rule else ''}"
            for key, each in prices.items()
        ]
        remarks = dict.fromkeys(remark for each in prices.values() for remark in each.remarks)
        printing.complain(remarks)
        printing.write(
            "\n".join([f"Opened {counted(len(prices), 'price')}; moderation is closed.", *lines, _head(found), ""]),
            None,
        )


def _head(found: Running) -> str:
    return story.head(found.log.chain.head)


def _files(paths: Sequence[Path]) -> list[Path]:
    return [file for path in paths for file in (price_files(path) if path.is_dir() else [path])]


app.command(name="finalise", short_help="Close the assessment, or see what is missing.", epilog=tender_final.EPILOG)(
    tender_final.finalise
)
app.command(name="record", short_help="Keep a record that replays by itself.", epilog=tender_record.EPILOG)(
    tender_record.keep
)
app.command(name="summaries", short_help="Draft the assessment summaries.", epilog=tender_summaries.EPILOG)(
    tender_summaries.summaries
)
