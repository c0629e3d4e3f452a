"""Slows down whoever tries passwords or keys that are wrong."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from admitone.core.clock import utc_now
from admitone.core.errors import TooManyRequests
from admitone.store import people
from admitone.store.database import Tx
from admitone.store.people import Throttle

# Ten free failures, then a pause that doubles up to a minute: guessing becomes hopeless, while the real user waits a
# minute at most. Failures are forgotten after a quarter of an hour without one.
FREE_FAILURES: Final = 10
PAUSE_SECONDS_MAX: Final = 60
FORGET_AFTER: Final = timedelta(minutes=15)


async def count_attempt(
    tx: Tx, subject: str, field: str = "username", what: str = "wrong passwords"
) -> tuple[Throttle, datetime]:
    """Count an attempt as a failure before it is looked at; the failures before it, and the instant it was counted at.

    TooManyRequests, which counts nothing, while the subject must pause. Taking a success back is the caller's.
    """
    now = utc_now()
    before = await people.lock_throttle(tx, subject, now)
    _refuse_throttled(before, now, field, what)
    await people.count_failure(tx, subject, now, now - FORGET_AFTER)
    return before, now


def _refuse_throttled(throttle: Throttle, now: datetime, field: str, what: str) -> None:
    if throttle.failures < FREE_FAILURES or now - throttle.last_failed_at > FORGET_AFTER:
        return
    pause = min(2 ** (throttle.failures - FREE_FAILURES), PAUSE_SECONDS_MAX)
    left = pause - (now - throttle.last_failed_at).total_seconds()
    if left > 0:
        seconds = int(left) + 1
        message = f"too many {what}; try again in {seconds} s"
        raise TooManyRequests(message, fields=(field,), details={"retryAfterSeconds": seconds})
