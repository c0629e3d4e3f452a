"""Instants are aware and in UTC; days are the tenant's."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_BEGINNING: Final = datetime.min.replace(tzinfo=UTC)
_END: Final = datetime.max.replace(tzinfo=UTC)
_EARLIER: Final[ContextVar[timedelta]] = ContextVar("earlier", default=timedelta(0))


def utc_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC) - _EARLIER.get()


def local_now(time_zone: str) -> datetime:
    """The present instant by the clocks of an IANA time zone."""
    return utc_now().astimezone(ZoneInfo(time_zone))


@contextmanager
def earlier(by: timedelta) -> Iterator[None]:
    """Let what this task does happen that much earlier: the demo has a past. Other tasks keep the present."""
    kept = _EARLIER.set(by)
    try:
        yield
    finally:
        _EARLIER.reset(kept)


def local_day(instant: datetime, time_zone: str) -> date:
    """The calendar day of an instant in an IANA time zone; where the calendar ends, that of the instant in UTC."""
    try:
        return instant.astimezone(ZoneInfo(time_zone)).date()
    except OverflowError:
        return instant.date()


def today(time_zone: str) -> date:
    """The present calendar day in an IANA time zone."""
    return local_day(utc_now(), time_zone)


def day_begins(day: date, time_zone: str) -> datetime:
    """The first instant of a calendar day in an IANA time zone.

    Of a day at either end of the calendar it may lie beyond what a datetime holds: then the nearest that it holds.
    """
    begins = datetime.combine(day, time.min, ZoneInfo(time_zone))
    try:
        begins.astimezone(UTC)
    except OverflowError:
        return _BEGINNING if day.year == date.min.year else _END
    return begins


def day_ends(day: date, time_zone: str) -> datetime:
    """The first instant after a calendar day in an IANA time zone; the last there is after the last day."""
    return _END if day == date.max else day_begins(day + timedelta(days=1), time_zone)


def month_ends(day: date) -> date:
    """The last day of a month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def local_time(instant: datetime, time_zone: str) -> str:
    """The time of day of an instant in an IANA time zone, as `HH:MM`."""
    return instant.astimezone(ZoneInfo(time_zone)).strftime("%H:%M")


def from_local(wall: datetime, time_zone: str) -> datetime | None:
    """The instant at which the clocks of an IANA time zone show `wall`, a naive time; None when they leave it out.

    Of an hour that comes twice in autumn the first is meant.
    """
    instant = wall.replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC)
    return instant if to_local(instant, time_zone) == wall else None


def to_local(instant: datetime, time_zone: str) -> datetime:
    """What the clocks of an IANA time zone show at an instant, as a naive time."""
    return instant.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)
