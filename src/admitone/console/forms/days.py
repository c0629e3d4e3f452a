"""Periods that a form gives as two calendar days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from admitone.core.clock import day_begins


def period(first: date | None, last: date | None, time_zone: str) -> tuple[datetime | None, datetime | None]:
    """The first instant of a period of whole days and the first one after it; the last day of the calendar has none."""
    begins = day_begins(first, time_zone) if first else None
    ends = day_begins(last + timedelta(days=1), time_zone) if last and last < date.max else None
    return begins, ends
