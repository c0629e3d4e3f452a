"""Days on the wire: yyyy-MM-dd."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

from msgspec import UnsetType

from admitone.core.clock import local_day
from admitone.core.errors import InvalidParameter

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_day(text: str, field: str) -> date:
    """A day; InvalidParameter naming `field` for anything but yyyy-MM-dd."""
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            message = f"{field}: there is no day {text}; write yyyy-MM-dd, for example 2026-03-15"
            raise InvalidParameter(message, fields=(field,)) from None
    raise InvalidParameter(f"{field}: write a day as yyyy-MM-dd, for example 2026-03-15", fields=(field,))


def read_optional_day(text: str | None, field: str) -> date | None:
    """A day or none."""
    return None if text is None else read_day(text, field)


def read_changed_day(text: str | UnsetType | None, field: str) -> date | UnsetType | None:
    """A day, none, or left out."""
    return text if isinstance(text, UnsetType) else read_optional_day(text, field)


def day_text(day: date | None) -> str | None:
    """A day as the contract writes it."""
    return day.isoformat() if day else None


def instant_day(instant: datetime | None, time_zone: str) -> str | None:
    """The tenant's day of an instant, as the contract writes it."""
    return local_day_text(instant, time_zone) if instant else None


# The tickets of a batch were made at one instant, and most have been changed at none or few others.
@lru_cache(maxsize=1024)
def local_day_text(instant: datetime, time_zone: str) -> str:
    """The tenant's day of an instant, as the contract writes it."""
    return local_day(instant, time_zone).isoformat()
