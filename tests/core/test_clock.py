"""Days by the clocks of a place, also where the calendar ends: suppliers print 31 December 9999 for no end."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from admitone.core.clock import day_begins, day_ends, local_day, month_ends

FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def test_a_day_is_from_midnight_to_midnight_of_the_place() -> None:
    assert day_begins(date(2027, 3, 28), "Europe/Madrid") == datetime(2027, 3, 27, 23, tzinfo=UTC)
    assert day_ends(date(2027, 3, 28), "Europe/Madrid") == datetime(2027, 3, 28, 22, tzinfo=UTC), "it has 23 hours"


@pytest.mark.parametrize("zone", ["Asia/Dubai", "UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_no_day_of_the_calendar_is_out_of_reach(zone: str) -> None:
    ends = [date.min, date(1, 1, 2), date(9999, 12, 30), date.max]
    for day in ends:
        begins, after = day_begins(day, zone), day_ends(day, zone)
        assert FIRST <= begins.astimezone(UTC) <= after.astimezone(UTC) <= LAST
    assert day_ends(date.max, zone) == LAST
    for instant in (FIRST, LAST):
        assert abs((local_day(instant, zone) - instant.date()).days) <= 1


@pytest.mark.parametrize(
    ("day", "last"),
    [(date(2028, 2, 1), 29), (date(2027, 2, 28), 28), (date(2027, 12, 31), 31), (date(9999, 12, 1), 31)],
)
def test_a_month_has_a_last_day(day: date, last: int) -> None:
    assert month_ends(day) == day.replace(day=last)
