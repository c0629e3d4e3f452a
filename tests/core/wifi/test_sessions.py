"""How long a session may last in all, from its beginning."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from admitone.core.wifi.access import Allowance, Running, Used, measure_left, measure_session

# 20:00 in Dubai.
NOON = datetime(2026, 3, 1, 16, tzinfo=UTC)
HOUR = 3600
LONG_AGO = NOON - timedelta(minutes=50)


@pytest.mark.parametrize(
    ("limits", "used", "reported", "total"),
    [
        ({"elapsed_seconds": 2 * HOUR}, Used(first_used_at=LONG_AGO), 0, 2 * HOUR),
        ({"elapsed_seconds": 2 * HOUR}, Used(first_used_at=LONG_AGO), 2900, 2 * HOUR),
        ({"valid_until": NOON + timedelta(hours=1)}, Used(first_used_at=LONG_AGO), 0, 3000 + HOUR),
        ({"online_seconds": 2 * HOUR}, Used(first_used_at=LONG_AGO), 0, 2 * HOUR),
        ({"online_seconds": 2 * HOUR}, Used(first_used_at=LONG_AGO, seconds=2900), 2900, 2 * HOUR),
        ({"online_seconds": 2 * HOUR}, Used(first_used_at=LONG_AGO, seconds=4000), 2900, 2900 + 2 * HOUR - 4000),
        ({"daily_seconds": 2 * HOUR}, Used(first_used_at=LONG_AGO), 0, 2 * HOUR),
        ({"daily_seconds": 10 * HOUR}, Used(first_used_at=LONG_AGO), 0, 3000 + 4 * HOUR + 10 * HOUR),
        # What was not reported yet is used all the same: the day's time ends before midnight.
        ({"daily_seconds": 4 * HOUR + 1000}, Used(first_used_at=LONG_AGO), 0, 4 * HOUR + 1000),
        ({"elapsed_seconds": 3 * HOUR, "online_seconds": HOUR}, Used(first_used_at=LONG_AGO), 0, HOUR),
        ({"elapsed_seconds": HOUR, "online_seconds": 3 * HOUR}, Used(first_used_at=LONG_AGO), 0, HOUR),
        ({"traffic_bytes": 5}, Used(first_used_at=LONG_AGO), 0, None),
    ],
)
def test_the_least_of_all_ends_holds(limits: dict[str, Any], used: Used, reported: int, total: int | None) -> None:
    plan = Allowance(time_zone="Asia/Dubai", **limits)
    assert measure_left(plan, used, NOON).refusal is None
    assert measure_session(plan, used, Running(started_at=LONG_AGO, seconds=reported), NOON) == total
