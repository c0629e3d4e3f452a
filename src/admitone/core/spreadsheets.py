"""Tables for spreadsheets, without cells that a spreadsheet would run instead of show."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

# What spreadsheets take as the beginning of a formula, by OWASP's page on CSV injection.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def neutralise(text: str) -> str:
    """The text, with an apostrophe in front when a spreadsheet would run it."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def write_table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table as CSV; texts are neutralised, None is an empty cell."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([neutralise(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return file.getvalue()
