"""Calendar files (RFC 5545) with the visits that tickets are for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_LINE_OCTETS_MAX: Final = 75
_SLOT: Final = re.compile(r"(\d{2}):(\d{2})(?:-(\d{2}):(\d{2}))?")


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """A visit. `slot` is `HH:mm` or `HH:mm-HH:mm` on the clock of `time_zone`; without one it is the whole day.

    Where `starts_at` is known to the minute, it and `ends_at` count instead.
    """

    uid: str
    summary: str
    location: str
    description: str
    day: date
    slot: str | None
    time_zone: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def write_calendar(events: Iterable[CalendarEvent], now: datetime) -> bytes:
    """A calendar of these events, made at `now`."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Admit One//Tickets//EN", "CALSCALE:GREGORIAN"]
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_escape(event.uid)}",
            f"DTSTAMP:{_instant(now)}",
            *_span(event),
            f"SUMMARY:{_escape(event.summary)}",
            f"LOCATION:{_escape(event.location)}",
            f"DESCRIPTION:{_escape(event.description)}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(_fold(line) for line in lines)


def _span(event: CalendarEvent) -> list[str]:
    if event.starts_at is not None:
        known = {"DTSTART": event.starts_at, "DTEND": event.ends_at}
        return [f"{name}:{_instant(instant)}" for name, instant in known.items() if instant is not None]
    if event.day.year in {date.min.year, date.max.year}:
        # There, in some time zones, no instant can be told, and no day after. Without an end it is that day (3.6.1).
        return [f"DTSTART;VALUE=DATE:{event.day.isoformat().replace('-', '')}"]
    found = _SLOT.fullmatch(event.slot or "")
    begins = _clock(found[1], found[2]) if found else None
    if found is None or begins is None:
        end = event.day + timedelta(days=1)
        return [f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}", f"DTEND;VALUE=DATE:{end:%Y%m%d}"]
    # Instants in UTC need no time zone definition of their own in the file.
    zone = ZoneInfo(event.time_zone)
    span = [f"DTSTART:{_instant(datetime.combine(event.day, begins, zone))}"]
    ends = _clock(found[3], found[4]) if found[3] else None
    if ends is not None:
        day = event.day if ends > begins else event.day + timedelta(days=1)
        span.append(f"DTEND:{_instant(datetime.combine(day, ends, zone))}")
    return span


def _clock(hour: str, minute: str) -> time | None:
    return time(int(hour), int(minute)) if int(hour) < 24 and int(minute) < 60 else None


def _instant(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escape(text: str) -> str:
    """RFC 5545 3.3.11. A line break of any kind becomes its escape, so that no text begins a line of its own."""
    escaped = text.replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,")
    return r"\n".join("".join(c for c in line if c.isprintable()) for line in escaped.splitlines())


def _fold(line: str) -> bytes:
    """RFC 5545 3.1: at most 75 octets per line, continued by a space; characters are never torn apart."""
    folded, length = bytearray(), 0
    for character in line:
        octets = character.encode()
        if length + len(octets) > _LINE_OCTETS_MAX:
            folded += b"\r\n "
            length = 1
        folded += octets
        length += len(octets)
    return bytes(folded + b"\r\n")
