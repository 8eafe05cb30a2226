"""The commands, imported only when they are called, so that `--help` costs nothing."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from typer import BadParameter
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

if TYPE_CHECKING:
    from typer import _click


class Lazy(NamedTuple):
    """Where a command's `app` is, and the one line that `--help` says of it."""

    module: str
    help: str


class Later:
    """A module of the package that most runs do not need: imported when something of it is first asked for."""

    def __init__(self, name: str) -> None:
        self._name = f"techassure.{name}"

    def __getattr__(self, name: str) -> Any:
        """Import the module, and return what it calls so."""
        return getattr(import_module(self._name), name)


_WRONG_VALUES = Later("cli.wrong_values")
COMMANDS = {
    "assess": Lazy("techassure.cli.assess", "A buyer: assess and rank the submissions to a tender."),
    "check": Lazy("techassure.cli.check", "A supplier: check one product, and see what to do first."),
    "product": Lazy("techassure.cli.product", "A supplier: begin a product, and carry it to a new version."),
    "compare": Lazy("techassure.cli.compare", "Anybody: compare two results, criterion by criterion."),
    "evidence": Lazy("techassure.cli.evidence", "Anybody: read, attach and check evidence; see contradictions."),
    "tender": Lazy("techassure.cli.tender", "A buyer: run a tender, from its lock to its record."),
    "review": Lazy("techassure.cli.review", "A buyer: reviewers' sheets, moderation, each score's history."),
    "report": Lazy("techassure.cli.report", "Anybody: make a page, workbook or calendar of a kept result."),
    "questionnaire": Lazy("techassure.cli.questionnaire", "Anybody: write what is asked as a form to fill in."),
    "bundle": Lazy("techassure.cli.bundle", "Anybody: make files that install it without a network."),
    "standards": Lazy("techassure.cli.standards", "Anybody: read the standards. Authors: lint, test, compare."),
}


@cache
def _imported(name: str) -> _click.Command:
    """Import a command once: a program that calls many, as our tests do, would read its options again each time."""
    return get_command(import_module(COMMANDS[name].module).app)


class LazyGroup(TyperGroup):
    """A group that knows its commands by the table, and imports the one that is called."""

    def __init__(self, **settings: Any) -> None:
        known = {name: TyperCommand(name, help=lazy.help) for name, lazy in COMMANDS.items()}
        super().__init__(**{**settings, "commands": known})

    def get_command(self, ctx: _click.Context, cmd_name: str) -> _click.Command | None:  # noqa: ARG002
        """Import a command."""
        return _imported(cmd_name) if cmd_name in COMMANDS else None

    def invoke(self, ctx: _click.Context) -> Any:
        """Run a command; what is wrong with an option is said in our words."""
        try:
            return super().invoke(ctx)
        except BadParameter as error:
            error.message = _WRONG_VALUES.taught(error)
            raise

    def format_commands(self, ctx: _click.Context, formatter: _click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands from the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.help) for name, lazy in COMMANDS.items()])
