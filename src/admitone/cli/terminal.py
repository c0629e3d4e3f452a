"""What all commands share: the terminal, the settings, and how a refusal is worded."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Final

from rich.console import Console

from admitone.config import Config, ConfigurationError, read_config
from admitone.core.errors import AdmitError
from admitone.observability.redaction import redact_text

out: Final = Console(highlight=False, soft_wrap=True)
err: Final = Console(stderr=True, highlight=False, soft_wrap=True)


class CommandFailed(Exception):
    """A command cannot do what it was asked to; the message says why and what to do."""


def settings() -> Config:
    """The settings of the environment. ConfigurationError, which ends the command with status 2, when one is wrong."""
    return read_config()


def refusals() -> tuple[type[BaseException], ...]:
    """The errors that are answers and no faults of ours: they are told in one line, without a trace.

    Called only once something was raised, so that the drivers need not be imported before.
    """
    import sqlite3

    kinds: list[type[BaseException]] = [ConfigurationError, CommandFailed, AdmitError, sqlite3.Error, OSError]
    if "asyncpg" in sys.modules:
        import asyncpg

        kinds += [asyncpg.PostgresError, asyncpg.InterfaceError]
    if "psycopg" in sys.modules:
        import psycopg

        kinds.append(psycopg.Error)
    return tuple(kinds)


def is_misuse(error: BaseException) -> bool:
    """Whether the caller must change the settings."""
    return isinstance(error, ConfigurationError)


def complain(error: BaseException) -> None:
    """Tell in one line why the command stops. Passwords in addresses are left out."""
    text = " ".join(str(error).split()) or type(error).__name__
    if not isinstance(error, ConfigurationError | CommandFailed | AdmitError | OSError):
        # A driver's words, which may quote the address that it was given.
        text = f"database: {redact_text(text)}; check ADMITONE_DATABASE_URL and run: admitone doctor"
    err.print(f"admitone: {text}", markup=False, style="red")


def show_rows(heads: Sequence[str], rows: Sequence[Sequence[str]], marked: Sequence[bool] = ()) -> None:
    """A table on the terminal, with `marked` rows in red; tab-separated lines when standard output is no terminal."""
    if not out.is_terminal:
        # Not by the console, which turns tabs into spaces.
        for row in (heads, *rows):
            print("\t".join(row))
        return
    from rich.markup import escape
    from rich.table import Table

    table = Table(*heads)
    for place, row in enumerate(rows):
        table.add_row(*map(escape, row), style="red" if place < len(marked) and marked[place] else None)
    out.print(table)


def let_go_of_output() -> None:
    """Point standard output at nothing, so that the interpreter does not fail flushing a closed pipe as it ends."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)
