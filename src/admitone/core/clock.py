"""Instants are aware and in UTC; days are the tenant's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def utc_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def local_now(time_zone: str) -> datetime:
    """The present instant by the clocks of an IANA time zone."""
    return datetime.now(ZoneInfo(time_zone))


def local_day(instant: datetime, time_zone: str) -> date:
    """The calendar day of an instant in an IANA time zone."""
    return instant.astimezone(ZoneInfo(time_zone)).date()


def today(time_zone: str) -> date:
    """The present calendar day in an IANA time zone."""
    return local_day(utc_now(), time_zone)


def day_begins(day: date, time_zone: str) -> datetime:
    """The first instant of a calendar day in an IANA time zone."""
    return datetime.combine(day, time.min, ZoneInfo(time_zone))


def local_time(instant: datetime, time_zone: str) -> str:
    """The time of day of an instant in an IANA time zone, as `HH:MM`."""
    return instant.astimezone(ZoneInfo(time_zone)).strftime("%H:%M")
