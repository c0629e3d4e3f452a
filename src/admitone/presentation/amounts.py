"""Amounts of time and traffic as people read them, by CLDR."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Literal

from babel.dates import format_timedelta
from babel.numbers import format_decimal
from babel.units import format_unit

from admitone.presentation.language import Language

_TIMES: Final[tuple[tuple[int, Literal["day", "hour", "minute", "second"]], ...]] = (
    (86_400, "day"),
    (3_600, "hour"),
    (60, "minute"),
    (1, "second"),
)
_AND: Final = {"en": " ", "ar": " و"}
# Decimal steps, as providers sell traffic and phones show it.
_SIZES: Final = (
    (10**12, "digital-terabyte"),
    (10**9, "digital-gigabyte"),
    (10**6, "digital-megabyte"),
    (10**3, "digital-kilobyte"),
    (1, "digital-byte"),
)
_RATES: Final = ((10**9, "Gbit/s"), (10**6, "Mbit/s"), (10**3, "kbit/s"), (1, "bit/s"))


def duration(seconds: int, speech: Language) -> str:
    """A time in its two largest units: `1 hour 30 minutes`. 24 hours are a day, as on a clock that runs on."""
    parts: list[str] = []
    for size, unit in _TIMES:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(_count(count * size, unit, speech))
        if len(parts) == 2 or (parts and not count):
            break
    return _AND[speech.tag].join(parts) or _count(0, "second", speech)


def _count(seconds: int, unit: Literal["day", "hour", "minute", "second"], speech: Language) -> str:
    # Without so high a threshold, 24 hours of minutes would be told as a day.
    return format_timedelta(timedelta(seconds=seconds), granularity=unit, threshold=10**9, locale=speech.locale)


def size(amount: int, speech: Language) -> str:
    """An amount of traffic in its largest unit, with at most one decimal place: `2 GB`, `1.5 GB`."""
    step, unit = next(one for one in _SIZES if amount >= one[0] or one[0] == 1)
    return format_unit(amount / step, unit, length="short", format="#,##0.#", locale=speech.locale)


def rate(bits: int, speech: Language) -> str:
    """A speed in its largest unit: `10 Mbit/s`."""
    step, unit = next(one for one in _RATES if bits >= one[0] or one[0] == 1)
    return f"{format_decimal(bits / step, '#,##0.#', locale=speech.locale)}\u00a0{unit}"
