"""Calendar files as calendar programs read them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from admitone.presentation.calendar import CalendarEvent, write_calendar

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def visit(**values: Any) -> CalendarEvent:
    known: dict[str, Any] = {
        "uid": "1@tickets.example.com",
        "summary": "Dubai Aquarium",
        "location": "Dubai Aquarium",
        "description": "https://tickets.example.com/t/1/code",
        "day": date(2027, 1, 2),
        "slot": "10:15",
        "time_zone": "Asia/Dubai",
    }
    return CalendarEvent(**(known | values))


def properties(*events: CalendarEvent) -> dict[str, str]:
    """The properties of a calendar after unfolding (RFC 5545 3.1)."""
    content = write_calendar(events, NOW).decode()
    assert content.endswith("\r\n")
    assert "\n" not in content.replace("\r\n", "")
    lines = content.replace("\r\n ", "").rstrip("\r\n").split("\r\n")
    return dict(line.split(":", 1) for line in lines)


@pytest.mark.parametrize(
    ("slot", "zone", "start", "end"),
    [
        ("10:15", "Asia/Dubai", "20270102T061500Z", None),
        ("10:15-12:00", "Asia/Dubai", "20270102T061500Z", "20270102T080000Z"),
        ("22:00-01:30", "Asia/Dubai", "20270102T180000Z", "20270102T213000Z"),
        ("00:30", "Asia/Dubai", "20270101T203000Z", None),
        ("10:15", "Europe/Berlin", "20270102T091500Z", None),
        ("23:59-00:00", "UTC", "20270102T235900Z", "20270103T000000Z"),
    ],
)
def test_a_slot_is_on_the_tenants_clock(slot: str, zone: str, start: str, end: str | None) -> None:
    found = properties(visit(slot=slot, time_zone=zone))
    assert (found["DTSTART"], found.get("DTEND")) == (start, end)


@pytest.mark.parametrize("slot", [None, "", "morning", "25:00", "10:61", "10.15"])
def test_without_a_clock_time_it_is_the_whole_day(slot: str | None) -> None:
    found = properties(visit(slot=slot))
    assert (found["DTSTART;VALUE=DATE"], found["DTEND;VALUE=DATE"]) == ("20270102", "20270103")


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize("slot", [None, "00:30", "23:00-01:00"])
@pytest.mark.parametrize("zone", ["Asia/Dubai", "America/Los_Angeles"])
def test_a_day_at_the_end_of_the_calendar_is_that_day(day: date, slot: str | None, zone: str) -> None:
    found = properties(visit(day=day, slot=slot, time_zone=zone))
    assert found["DTSTART;VALUE=DATE"] == f"{day.year:04}{day:%m%d}"
    assert "DTEND" not in "".join(found)


def test_what_every_calendar_needs() -> None:
    found = properties(visit())
    assert (found["VERSION"], found["UID"], found["DTSTAMP"]) == ("2.0", "1@tickets.example.com", "20261123T083000Z")
    assert found["DESCRIPTION"] == "https://tickets.example.com/t/1/code"


def test_a_text_cannot_begin_a_property_of_its_own() -> None:
    hostile = "a,b;c\\d\r\nATTACH:http://evil.example\nX\u2028Y\x0bZ\x00"
    found = properties(visit(summary=hostile, location=hostile, uid=hostile))
    assert found["SUMMARY"] == r"a\,b\;c\\d\nATTACH:http://evil.example\nX\nY\nZ"
    assert "ATTACH" not in found


def test_long_lines_are_folded_between_characters() -> None:
    title = "حوض الأسماك في دبي " * 20
    content = write_calendar([visit(summary=title)], NOW)
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert properties(visit(summary=title))["SUMMARY"] == title


def test_several_visits_are_several_events() -> None:
    content = write_calendar([visit(), visit(uid="2", day=date(2027, 1, 3))], NOW).decode()
    assert content.count("BEGIN:VEVENT") == content.count("END:VEVENT") == 2
