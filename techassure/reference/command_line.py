"""`cli.md`: every command with its arguments and options, as `--help` says it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from enum import Enum
from importlib import import_module
from typing import Any, Literal, get_args, get_origin, get_type_hints

import typer

from techassure.authoring.markdown import fenced, table, ticked
from techassure.cli import app
from techassure.cli.lazy import COMMANDS


def lines() -> Iterator[str]:
    """Return the lines of the page."""
    yield "What `--help` (or `-h`) prints for every command."
    yield ""
    yield "## techassure"
    yield ""
    yield from _paragraphs(str(app.info.help))
    yield from table(("", "values", "what it does"), _parameters(_callback(app.registered_callback)))
    yield "`--install-completion` and `--show-completion` set up the completion of the shell."
    yield ""
    yield from _paragraphs(str(app.info.epilog))
    for name, lazy in COMMANDS.items():
        yield from _command(f"techassure {name}", import_module(lazy.module).app)


def _command(name: str, part: typer.Typer) -> Iterator[str]:
    alone = len(part.registered_commands) == 1
    if not alone:
        yield f"## {name}"
        yield ""
        yield from _paragraphs(str(part.info.help))
        yield from _paragraphs(str(part.info.epilog))
    for command in part.registered_commands:
        function = _callback(command)
        rows = list(_parameters(function))
        arguments = [cell[0].strip("`") for cell in rows if not cell[0].startswith("`-")]
        own = name if alone else f"{name} {command.name}"
        yield f"##{'' if alone else '#'} {own}"
        yield ""
        yield from _paragraphs(inspect.getdoc(function) or "")
        yield from fenced(" ".join([own, *arguments, *(["[OPTIONS]"] if len(rows) > len(arguments) else [])]))
        if rows:
            yield from table(("", "values", "what it does"), rows)
        yield from _paragraphs(command.epilog if isinstance(command.epilog, str) else "")


def _callback(command: Any) -> Callable[..., Any]:
    function: Callable[..., Any] = command.callback
    return function


def _paragraphs(text: str) -> Iterator[str]:
    """Return help as Markdown: what follows a `\\b` keeps its lines."""
    for part in text.strip().split("\n\n"):
        kept = part.removeprefix("\b\n")
        if kept != part:
            yield from fenced(kept)
        elif part:
            yield from (" ".join(part.split()), "")


def _parameters(function: Callable[..., Any]) -> Iterator[tuple[str, str, str]]:
    """Return how each parameter of a command is spelt, its values, and what it does."""
    hints = get_type_hints(function, include_extras=True)
    for name in inspect.signature(function).parameters:
        kind, info = get_args(hints[name])
        yield (
            ticked(_spelt(info) or [info.metavar or name.upper()]),
            _values(kind, info),
            " ".join((info.help or "").split()),
        )


def _spelt(info: Any) -> list[str]:
    """Return `--as-of` and the like: inside an annotation, typer takes the first of them for the default."""
    return [each for each in (info.default, *(info.param_decls or ())) if isinstance(each, str)]


def _values(kind: Any, info: Any) -> str:
    inner = [each for each in get_args(kind) if each is not type(None)] if get_origin(kind) is not Literal else [kind]
    repeated = get_origin(kind) is list or any(get_origin(each) is list for each in inner)
    while inner and get_origin(inner[0]) is list:
        inner = list(get_args(inner[0]))
    allowed = [str(each) for each in get_args(inner[0]) or list(inner[0])] if inner and _named(inner[0]) else []
    shown = ticked(allowed) or (f"`{info.metavar}`" if _spelt(info) and info.metavar else "")
    return "; ".join(filter(None, [shown, "may be repeated" if repeated else ""]))


def _named(kind: Any) -> bool:
    return get_origin(kind) is Literal or (isinstance(kind, type) and issubclass(kind, Enum))
