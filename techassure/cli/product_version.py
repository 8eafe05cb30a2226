"""`techassure product version`: what a new version of a product means, and how it is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from techassure.cli import choosing, printing
from techassure.cli.interactive import Terminal
from techassure.definitions.facts import Unreadable
from techassure.definitions.model import Fact
from techassure.engine.assessor import Assessor
from techassure.files.places import relative
from techassure.interview import typed
from techassure.interview.conversation import Ended, Skipped, WentBack, answer, needed
from techassure.interview.keeping import kept
from techassure.phrases import counted
from techassure.products import carrying
from techassure.products.carrying import Carried
from techassure.submissions import Document

EPILOG = """\b
Examples:
  techassure product version wardlight 4.3.0
  techassure product version wardlight 4.3.0 --to wardlight-4.3
  techassure product version wardlight 4.3.0 --to wardlight-4.3 --baseline dtac --tender tender/
"""
_YES_NO = Fact.model_validate({"question": "-", "about": "product", "type": "yes-no"})

ProductPath = Annotated[Path, typer.Argument(metavar="PATH", help="A submission, or the folder that holds one.")]
NewVersion = Annotated[str, typer.Argument(metavar="NEW_VERSION", help="The version that is new.")]
CopyTo = Annotated[
    Path | None,
    typer.Option("--to", metavar="FOLDER", help="Copy the product's folder there, and leave this one as it is."),
]
Tenders = Annotated[
    list[Path] | None,
    typer.Option("--tender", metavar="PATH", help="Say what it changes for this tender. May be repeated."),
]
Baselines = Annotated[
    list[str] | None,
    typer.Option("--baseline", metavar="NAME", help="Say what it changes for this baseline. May be repeated."),
]
Yes = Annotated[bool, typer.Option("--yes", help="Write without asking.")]


def version(
    path: ProductPath,
    new_version: NewVersion,
    *,
    to: CopyTo = None,
    tender: Tenders = None,
    baseline: Baselines = None,
    standard: choosing.Standards = None,
    as_of: choosing.AsOf = None,
    yes: Yes = False,
    library: choosing.LibraryFolder = None,
) -> None:
    """Carry a product over to a new version: every answer stays, and what speaks of the old version is listed.

    Without --to, the version is changed where it stands, after asking. Nothing else of the file changes.
    """
    terminal = Terminal()
    with printing.refusing():
        after = _version(new_version)
        against = choosing.Against(tender or (), baseline or (), standard or ())
        choices = _choices(against, as_of, library)
        files = kept(path, [Assessor(each.selection, each.as_of) for each in choices])
        found = carrying.carried(files, after)
        for line in _said(found, bool(against.each)):
            terminal.say(line)
        if to is not None:
            target = carrying.copy(found, files.own, to)
            terminal.say(
                f"Wrote {relative(target)}, with version {found.after}. {relative(files.own.parent)} is as it was."
            )
        else:
            _change(terminal, found, files.own.parent, yes=yes)


def _version(given: str) -> str:
    read = typed.read(_TEXT, given)
    if isinstance(read, Unreadable):
        raise typer.BadParameter(f"{read.message}; {read.fix}", param_hint="NEW_VERSION")
    return str(read)


def _change(terminal: Terminal, found: Carried, folder: Path, *, yes: bool) -> None:
    """Change the version where it stands, once that was agreed to."""
    if yes or _agreed(terminal, found, shared=found.where.parent.resolve() != folder.resolve()):
        carrying.change(found)
        terminal.say(f"Changed {relative(found.where)}.")
    else:
        terminal.say("Nothing was changed.")


_TEXT = Fact.model_validate({"question": "-", "about": "product", "type": "text"})


def _choices(against: choosing.Against, as_of: str | None, library: Path | None) -> list[choosing.Choice]:
    """Return what the options select; without any, the last edition of every standard, to read the answers by."""
    if against.each:
        return choosing.choose_all(against, as_of, library)
    return [choosing.every_standard(library, as_of)]


def _agreed(terminal: Terminal, found: Carried, *, shared: bool) -> bool:
    """Ask before a file is changed; who types nothing has not agreed."""
    terminal.say("")
    if shared:
        terminal.say(f"{relative(found.where)} is shared: every submission below it becomes version {found.after}.")
    prompt = f"Change the version in {relative(found.where)} from {found.before} to {found.after}? Yes or no"
    try:
        return bool(answer(terminal, prompt, lambda line: typed.read(_YES_NO, line), lambda: [_HELP], needed))
    except (Ended, Skipped, WentBack):
        return False


_HELP = "Yes changes the version and nothing else. To keep the old one beside the new, use --to FOLDER."


def _said(found: Carried, selected: bool) -> Iterator[str]:
    """Yield what the new version means, line by line."""
    yield f"{found.product}: version {found.before} becomes {found.after}. Every answer is carried over."
    yield ""
    yield from _documents(f"of another version than {found.after}", found.old)
    yield from _documents("without a version", found.unsaid)
    if found.named:
        yield f"{counted(len(found.named), 'answer')} that {'is' if len(found.named) == 1 else 'are'} {found.before}:"
        yield from (f"- {question} ({name})" for name, question in found.named.items())
    for at in range(len(found.pairs) if selected else 0):
        yield ""
        yield from _verdict(found, at)


def _documents(title: str, documents: tuple[Document, ...]) -> Iterator[str]:
    if documents:
        yield f"{counted(len(documents), 'document')} {title}:"
    else:
        yield f"No documents {title}."
    for each in documents:
        of = f", of version {each.product_version}" if each.product_version else ""
        yield f"- {each.id} ({each.kind}){of}"


def _verdict(found: Carried, at: int) -> Iterator[str]:
    """Yield what the new version alone changes in one selection."""
    before, after = found.pairs[at]
    name, turns = before.assessor.selection.title, found.turns(at)
    yield f"{name}: {before.verdict or 'no gate'} with {found.before}, {after.verdict or 'no gate'} with {found.after}."
    if not turns:
        yield "No criterion comes to anything else."
    for turn in turns:
        gate = " (gate)" if turn.gate else ""
        yield f"- {turn.criterion}{gate} {turn.title}: {turn.before.text} becomes {turn.after.text}."
