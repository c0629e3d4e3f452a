"""What a Wi-Fi ticket still allows: of time, of traffic, today and at all.

Seconds are whole, traffic is in bytes, and None is no limit everywhere. Download is what goes to the guest.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from admitone.core.clock import day_ends, local_day

# RADIUS writes Session-Timeout in 32 bits, and some access servers read it as a signed number.
SECONDS_MAX: Final = 2**31 - 1


class Refusal(StrEnum):
    """Why a ticket does not let anybody in at the moment, in the order in which the reasons are looked for."""

    NOT_YET = "NOT_YET"
    OVER = "OVER"
    ONLINE_TIME_USED = "ONLINE_TIME_USED"
    TRAFFIC_USED = "TRAFFIC_USED"
    DAY_TIME_USED = "DAY_TIME_USED"
    DAY_TRAFFIC_USED = "DAY_TRAFFIC_USED"


# What no waiting brings back: only a top-up does.
FOR_GOOD: Final = frozenset({Refusal.OVER, Refusal.ONLINE_TIME_USED, Refusal.TRAFFIC_USED})


class Allowance(Struct, frozen=True, kw_only=True):
    """What a ticket allows; every limit that is there holds, so kinds combine."""

    time_zone: str
    starts_at: datetime | None = None
    valid_until: datetime | None = None
    elapsed_seconds: int | None = None
    online_seconds: int | None = None
    traffic_bytes: int | None = None
    download_bytes: int | None = None
    upload_bytes: int | None = None
    daily_seconds: int | None = None
    daily_bytes: int | None = None


class Used(Struct, frozen=True, kw_only=True):
    """What has been used of a ticket; `day_` is of the local day that is asked about."""

    first_used_at: datetime | None = None
    seconds: int = 0
    download_bytes: int = 0
    upload_bytes: int = 0
    day_seconds: int = 0
    day_bytes: int = 0


class Left(Struct, frozen=True, kw_only=True):
    """What may be used from now on, without asking again. With a refusal everything is zero."""

    seconds: int | None = None
    traffic_bytes: int | None = None
    download_bytes: int | None = None
    upload_bytes: int | None = None
    refusal: Refusal | None = None
    again_at: datetime | None = None


class Running(Struct, frozen=True, kw_only=True):
    """A session that goes on: since when, and what was reported of it."""

    started_at: datetime
    seconds: int


def measure_left(allowance: Allowance, used: Used, now: datetime) -> Left:
    """What a ticket still allows at an instant: the least of all its limits, or why there is nothing."""
    now = now.astimezone(UTC)
    if refusal := find_refusal(allowance, used, now):
        again_at = _again_at(refusal, allowance, now)
        return Left(seconds=0, traffic_bytes=0, download_bytes=0, upload_bytes=0, refusal=refusal, again_at=again_at)
    total = used.download_bytes + used.upload_bytes
    return Left(
        seconds=_seconds_left(allowance, used, now),
        traffic_bytes=_least(_rest(allowance.traffic_bytes, total), _rest(allowance.daily_bytes, used.day_bytes)),
        download_bytes=_rest(allowance.download_bytes, used.download_bytes),
        upload_bytes=_rest(allowance.upload_bytes, used.upload_bytes),
    )


def measure_session(allowance: Allowance, used: Used, running: Running, now: datetime) -> int | None:
    """How many seconds a session may last in all, from its beginning as Session-Timeout counts (RFC 2865 5.27).

    None for no end. Ends by the clock come whatever was reported; connected time counts on from the last report.
    Only for a ticket that allows more: see `measure_left`.
    """
    ends_at, now = find_end(allowance, used.first_used_at), now.astimezone(UTC)
    since_begin = max(int((now - running.started_at).total_seconds()), 0)
    day_left, until_midnight = _rest(allowance.daily_seconds, used.day_seconds), _until_midnight(allowance, now)
    if day_left is not None and allowance.daily_seconds is not None:
        unreported = max(since_begin - running.seconds, 0)
        outlasts = day_left - unreported >= until_midnight
        day_left = since_begin + until_midnight + allowance.daily_seconds if outlasts else running.seconds + day_left
    online_left = _rest(allowance.online_seconds, used.seconds)
    return _least(
        None if ends_at is None else int((ends_at - running.started_at).total_seconds()),
        None if online_left is None else running.seconds + online_left,
        day_left,
    )


def find_refusal(allowance: Allowance, used: Used, now: datetime) -> Refusal | None:
    """Why a ticket lets nobody in at an instant, None when it does."""
    ends_at = find_end(allowance, used.first_used_at)
    total = used.download_bytes + used.upload_bytes
    # Access servers count whole seconds, so less than one is none.
    reasons = {
        Refusal.NOT_YET: allowance.starts_at is not None and now < allowance.starts_at,
        Refusal.OVER: ends_at is not None and ends_at - now < timedelta(seconds=1),
        Refusal.ONLINE_TIME_USED: _is_used(allowance.online_seconds, used.seconds),
        Refusal.TRAFFIC_USED: _is_used(allowance.traffic_bytes, total)
        or _is_used(allowance.download_bytes, used.download_bytes)
        or _is_used(allowance.upload_bytes, used.upload_bytes),
        Refusal.DAY_TIME_USED: _is_used(allowance.daily_seconds, used.day_seconds),
        Refusal.DAY_TRAFFIC_USED: _is_used(allowance.daily_bytes, used.day_bytes),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def find_end(allowance: Allowance, first_used_at: datetime | None) -> datetime | None:
    """When a ticket ends whatever is used of it, as far as that is known; None for never."""
    ends = [allowance.valid_until] if allowance.valid_until is not None else []
    if first_used_at is not None and allowance.elapsed_seconds is not None:
        ends.append(first_used_at + timedelta(seconds=allowance.elapsed_seconds))
    return min(ends, default=None)


def _seconds_left(allowance: Allowance, used: Used, now: datetime) -> int | None:
    ends_at = find_end(allowance, used.first_used_at)
    return _least(
        None if ends_at is None else int((ends_at - now).total_seconds()),
        allowance.elapsed_seconds if used.first_used_at is None else None,
        _rest(allowance.online_seconds, used.seconds),
        _day_left(allowance, used, now),
    )


def _day_left(allowance: Allowance, used: Used, now: datetime) -> int | None:
    """The rest of today's time; when it outlasts the day, tomorrow's is added, since nobody is cut off at midnight."""
    left = _rest(allowance.daily_seconds, used.day_seconds)
    if left is None or allowance.daily_seconds is None:
        return None
    to_midnight = _until_midnight(allowance, now)
    return left if left < to_midnight else to_midnight + allowance.daily_seconds


def _until_midnight(allowance: Allowance, now: datetime) -> int:
    return int((_next_day(allowance, now) - now).total_seconds())


def _next_day(allowance: Allowance, now: datetime) -> datetime:
    return day_ends(local_day(now, allowance.time_zone), allowance.time_zone)


def _again_at(refusal: Refusal, allowance: Allowance, now: datetime) -> datetime | None:
    if refusal is Refusal.NOT_YET:
        return allowance.starts_at
    return None if refusal in FOR_GOOD else _next_day(allowance, now).astimezone(UTC)


def _is_used(limit: int | None, used: int) -> bool:
    return limit is not None and used >= limit


def _rest(limit: int | None, used: int) -> int | None:
    return None if limit is None else max(limit - used, 0)


def _least(*limits: int | None) -> int | None:
    return min((limit for limit in limits if limit is not None), default=None)
