"""Periods that a form gives as two calendar days."""

from __future__ import annotations

from datetime import date, datetime

from admitone.core.clock import day_begins, day_ends


def period(first: date | None, last: date | None, time_zone: str) -> tuple[datetime | None, datetime | None]:
    """The first instant of a period of whole days and the first one after it."""
    begins = day_begins(first, time_zone) if first else None
    ends = day_ends(last, time_zone) if last else None
    return begins, ends
