"""What is left of a ticket, against a model that lets a guest surf second by second until something says no."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admitone.core.wifi.access import Allowance, Left, Refusal, Used, find_end, measure_left

DUBAI_SECONDS = 4 * 3600
# A moment before midnight in Dubai, so that days change within the small numbers of the model.
EVENING = datetime(2026, 3, 1, 19, 58, tzinfo=UTC)
SECONDS = st.integers(0, 400)
LIMIT = st.none() | st.integers(1, 400)


def allowance(**limits: Any) -> Allowance:
    return Allowance(**{"time_zone": "Asia/Dubai", **limits})


def model_seconds(plan: Allowance, used: Used, now: datetime, most: int = 2000) -> int | None:
    """Surf on, second by second; None for whoever is still surfing after `most` of them."""
    today = local_day_number(now)
    for seconds in count():
        if seconds == most:
            return None
        at = now + timedelta(seconds=seconds)
        first = used.first_used_at or now
        day_used = used.day_seconds + seconds if local_day_number(at) == today else seconds_of_day(at)
        clock_says_no = (
            (plan.valid_until is not None and at >= plan.valid_until)
            or (plan.elapsed_seconds is not None and at >= first + timedelta(seconds=plan.elapsed_seconds))
            or (plan.online_seconds is not None and used.seconds + seconds >= plan.online_seconds)
            or (plan.daily_seconds is not None and day_used >= plan.daily_seconds)
        )
        if clock_says_no:
            return seconds
    raise AssertionError


def local_day_number(at: datetime) -> int:
    return (int(at.timestamp()) + DUBAI_SECONDS) // 86400


def seconds_of_day(at: datetime) -> int:
    return (int(at.timestamp()) + DUBAI_SECONDS) % 86400


@given(
    elapsed=LIMIT,
    online=LIMIT,
    daily=LIMIT,
    valid=LIMIT,
    before=st.none() | SECONDS,
    used=SECONDS,
    day_used=SECONDS,
    later=SECONDS,
)
def test_seconds_left_are_those_that_somebody_can_surf(
    elapsed: int | None,
    online: int | None,
    daily: int | None,
    valid: int | None,
    before: int | None,
    used: int,
    day_used: int,
    later: int,
) -> None:
    now = EVENING + timedelta(seconds=later)
    plan = allowance(
        elapsed_seconds=elapsed,
        online_seconds=online,
        daily_seconds=daily,
        valid_until=None if valid is None else now + timedelta(seconds=valid - 100),
    )
    first = None if before is None else now - timedelta(seconds=before)
    usage = Used(first_used_at=first, seconds=max(used, day_used), day_seconds=day_used)
    left = measure_left(plan, usage, now)
    assert left.seconds == model_seconds(plan, usage, now)
    assert (left.refusal is not None) == (left.seconds == 0)


@given(total=LIMIT, down=LIMIT, up=LIMIT, daily=LIMIT, used_down=SECONDS, used_up=SECONDS, used_day=SECONDS)
def test_traffic_left_never_exceeds_a_limit(
    total: int | None,
    down: int | None,
    up: int | None,
    daily: int | None,
    used_down: int,
    used_up: int,
    used_day: int,
) -> None:
    plan = allowance(traffic_bytes=total, download_bytes=down, upload_bytes=up, daily_bytes=daily)
    used = Used(download_bytes=used_down, upload_bytes=used_up, day_bytes=min(used_day, used_down + used_up))
    left = measure_left(plan, used, EVENING)
    pairs = [
        (total, used_down + used_up),
        (daily, used.day_bytes),
        (down, used_down),
        (up, used_up),
    ]
    assert (left.refusal is None) == all(limit is None or spent < limit for limit, spent in pairs)
    if left.refusal is None:
        rests = [None if limit is None else limit - spent for limit, spent in pairs]
        assert left.traffic_bytes == min((rest for rest in rests[:2] if rest is not None), default=None)
        assert [left.download_bytes, left.upload_bytes] == rests[2:]


@pytest.mark.parametrize(
    ("plan", "used", "left"),
    [
        (allowance(), Used(), Left()),
        (allowance(elapsed_seconds=3600), Used(), Left(seconds=3600)),
        (
            allowance(elapsed_seconds=3600),
            Used(first_used_at=EVENING - timedelta(seconds=60), seconds=5),
            Left(seconds=3540),
        ),
        (allowance(online_seconds=3600), Used(first_used_at=EVENING, seconds=60), Left(seconds=3540)),
        (allowance(traffic_bytes=5 * 2**30), Used(download_bytes=2**31, upload_bytes=2**30), Left(traffic_bytes=2**31)),
    ],
)
def test_each_kind_alone(plan: Allowance, used: Used, left: Left) -> None:
    assert measure_left(plan, used, EVENING) == left


@pytest.mark.parametrize(
    ("plan", "used", "refusal", "again_in"),
    [
        (allowance(starts_at=EVENING + timedelta(hours=1)), Used(), Refusal.NOT_YET, 3600),
        (allowance(valid_until=EVENING), Used(), Refusal.OVER, None),
        (allowance(valid_until=EVENING + timedelta(milliseconds=900)), Used(), Refusal.OVER, None),
        (allowance(elapsed_seconds=60), Used(first_used_at=EVENING - timedelta(hours=1)), Refusal.OVER, None),
        (allowance(online_seconds=60), Used(seconds=61), Refusal.ONLINE_TIME_USED, None),
        (allowance(upload_bytes=60), Used(upload_bytes=60), Refusal.TRAFFIC_USED, None),
        (allowance(daily_seconds=60), Used(day_seconds=60), Refusal.DAY_TIME_USED, 120),
        (allowance(daily_bytes=60), Used(day_bytes=60), Refusal.DAY_TRAFFIC_USED, 120),
    ],
)
def test_refusals_say_when_to_come_back(plan: Allowance, used: Used, refusal: Refusal, again_in: int | None) -> None:
    left = measure_left(plan, used, EVENING)
    assert (left.refusal, left.seconds, left.traffic_bytes) == (refusal, 0, 0)
    assert left.again_at == (None if again_in is None else EVENING + timedelta(seconds=again_in))


def test_a_day_has_the_length_that_its_clocks_give_it() -> None:
    # In Berlin clocks are put forward in the night to 29 March 2026: from 22:30 on there is 1.5 h of the day left.
    plan = allowance(time_zone="Europe/Berlin", daily_seconds=7200)
    left = measure_left(plan, Used(), datetime(2026, 3, 28, 21, 30, tzinfo=UTC))
    assert left.seconds == 5400 + 7200
    noon = measure_left(plan, Used(day_seconds=7199), datetime(2026, 3, 29, 10, 0, tzinfo=UTC))
    assert noon.seconds == 1


def test_the_first_use_makes_the_end_earlier() -> None:
    plan = allowance(elapsed_seconds=3600, valid_until=EVENING + timedelta(minutes=30))
    assert find_end(plan, None) == EVENING + timedelta(minutes=30)
    assert find_end(plan, EVENING - timedelta(minutes=45)) == EVENING + timedelta(minutes=15)
