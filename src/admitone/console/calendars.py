"""Days in rows of seven."""

from __future__ import annotations

from datetime import date, timedelta

Week = list[date | None]


def weeks_of(first: date, last: date, first_week_day: int) -> list[Week]:
    """The weeks from one day to another; None where a week has days outside of the two. 0 begins weeks on Monday."""
    before = (first.weekday() - first_week_day) % 7
    days: Week = [None] * before
    days += [first + timedelta(days=place) for place in range((last - first).days + 1)]
    days += [None] * (-len(days) % 7)
    return [days[start : start + 7] for start in range(0, len(days), 7)]
