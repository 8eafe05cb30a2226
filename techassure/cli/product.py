"""`techassure product`: begin what is kept of a product, and carry it over to a new version."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shlex import quote
from typing import Annotated, NamedTuple

import typer

from techassure.cli import choosing, printing, product_version
from techassure.cli.apps import group_app
from techassure.cli.interactive import Terminal
from techassure.definitions import supplier_ids
from techassure.definitions.facts import Unreadable
from techassure.definitions.library import Library, load_library
from techassure.definitions.model import Fact
from techassure.engine.assessor import Assessor
from techassure.files.places import relative
from techassure.interview import typed
from techassure.interview.conversation import Ended, Skipped, WentBack, answer, needed
from techassure.interview.keeping import kept
from techassure.interview.sitting import Sitting
from techassure.products import beginning
from techassure.products.beginning import Identity
from techassure.selections.selecting import baseline as baseline_of

_EPILOG = """\b
Examples:
  techassure product new wardlight
  techassure product new wardlight --baseline dtac --name Wardlight --version 4.2.0
  techassure product version wardlight 4.3.0 --to wardlight-4.3 --baseline dtac

\b
Then:
  techassure check wardlight --baseline dtac --interactive
"""
_TEXT = Fact.model_validate({"question": "-", "about": "product", "type": "text"})

app = group_app("Begin what you keep of a product, and carry it over to a new version.", _EPILOG)


@app.command(name="new", short_help="Begin a product by a few questions.")
def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder in which no product was begun yet.")],
    *,
    supplier: Annotated[str | None, typer.Option("--supplier", help="The supplier's legal name.")] = None,
    supplier_id: Annotated[
        str | None, typer.Option("--supplier-id", help="A public number with its register, such as GB-COH-01234567.")
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="What the product is called.")] = None,
    version: Annotated[str | None, typer.Option("--version", help="Its version.")] = None,
    baseline: Annotated[
        list[str] | None,
        typer.Option("--baseline", metavar="NAME", help="What buyers will judge it by. May be repeated."),
    ] = None,
    library: choosing.LibraryFolder = None,
) -> None:
    """Begin a product: who supplies it, what kind of product it is, and a submission that is ready for `check`.

    It writes `supplier.yaml`, `product.yaml` and `submission.yaml`, and never over a file that is there. What no option
    says is asked.
    """
    if supplier_id and (found := supplier_ids.unfit(supplier_id)):
        raise typer.BadParameter(f"{found.message}; {found.fix}", param_hint="--supplier-id")
    terminal = Terminal()
    with printing.refusing():
        beginning.free(folder)
        known = load_library(library, examples=False)
        try:
            told = beginning.known_supplier(folder)
            who = _who(terminal, told, Said(supplier, supplier_id, name, version))
            names = baseline or _baselines(terminal, known)
        except (Ended, Skipped, WentBack):
            terminal.say("Nothing was written.")
            printing.finish(True)
            return
        for path in beginning.begin(folder, who, supplier_too=told is None):
            terminal.say(f"Wrote {relative(path)}.")
        _route(terminal, folder, names, known)
        options = " ".join(f"--baseline {each}" for each in names)
        terminal.say(f"Next: techassure check {quote(relative(folder))} {options} --interactive")


app.command(name="version", short_help="Carry a product over to a new version.", epilog=product_version.EPILOG)(
    product_version.version
)


class Said(NamedTuple):
    """What options say of who begins what; the rest is asked."""

    supplier: str | None
    supplier_id: str | None
    name: str | None
    version: str | None


def _who(terminal: Terminal, told: tuple[Path, str, str] | None, said: Said) -> Identity:
    """Return who supplies what; a supplier that a file above tells of is not asked for again."""
    if told:
        terminal.say(f"The supplier is {told[1]} ({told[2]}), as {relative(told[0])} says.")
    return Identity(
        told[1] if told else said.supplier or _ask(terminal, "What is the supplier's legal name?"),
        told[2] if told else said.supplier_id or _ask(terminal, _ID, supplier_ids.unfit),
        said.name or _ask(terminal, "What is the product called?"),
        said.version or _ask(terminal, "Which version of it do you describe?"),
    )


def _route(terminal: Terminal, folder: Path, names: list[str], known: Library) -> None:
    """Ask what decides which standards apply to a product of this kind."""
    day = choosing.today()
    assessors = [Assessor(baseline_of(each, known), day) for each in names]
    routing = beginning.routing([(each.selection, day) for each in assessors])
    Sitting(kept(folder, assessors), terminal, only=routing).run()


_ID = "What is its public number, with its register, such as GB-COH-01234567 for Companies House?"


def _ask(terminal: Terminal, question: str, wrong: Callable[[str], Unreadable | None] = lambda _: None) -> str:
    """Ask for text; ``wrong`` says why some text is none that can be taken."""
    terminal.say("")
    terminal.say(question)
    prompt = typed.prompt(_TEXT)
    found = answer(terminal, prompt, lambda line: wrong(line) or typed.read(_TEXT, line), lambda: [_HELP], needed)
    return str(found)


_HELP = "This is written into the files, where you can change it. Type quit to leave without writing anything."


def _baselines(terminal: Terminal, library: Library) -> list[str]:
    """Ask by which baselines the product will be judged."""
    options = {name: baseline_of(name, library).title for name in library.baselines()}
    fact = Fact.model_validate({"question": "-", "about": "product", "type": "choices", "options": options})
    terminal.say("")
    terminal.say("By which baselines will buyers judge it?")
    for at, (name, title) in enumerate(options.items(), 1):
        terminal.say(f"{at}. {title} ({name})")
    found: list[str] = []
    while not found:
        found = answer(
            terminal, "Numbers or names, with commas between them", lambda line: typed.read(fact, line),
            lambda: [_HELP], needed,
        )  # fmt: skip
    return found
