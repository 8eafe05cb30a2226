"""The settings that every command has: errors are told in our own words, and nothing is installed into a shell."""

from __future__ import annotations

import typer


def command_app() -> typer.Typer:
    """Return an app that holds one command."""
    return typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


def group_app(summary: str, epilog: str) -> typer.Typer:
    """Return an app that holds several commands, and lists them where none is named."""
    return typer.Typer(
        help=summary,
        epilog=epilog,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
