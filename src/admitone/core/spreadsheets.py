"""Cells that a spreadsheet would run instead of show."""

from __future__ import annotations

from typing import Final

# What spreadsheets take as the beginning of a formula, by OWASP's page on CSV injection.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def neutralise(text: str) -> str:
    """The text, with an apostrophe in front when a spreadsheet would run it."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
