"""Dates as suppliers print them."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date


def spelled(day: date, form: str, language: str = "en") -> str:
    """Spell a date with the names of a language, for example `EEE d MMM yyyy`."""
    return format_date(day, form, locale=language)


def ordinal(day: date) -> str:
    """`1st`, `2nd`, `23rd`."""
    ending = "th" if 10 <= day.day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return f"{day.day}{ending}"


def eastern(text: str) -> str:
    """The text with Arabic-Indic digits."""
    return text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
