"""Keeps guessers of link codes slow, and counts what a link is used for."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from admitone.core.clock import utc_now
from admitone.core.errors import TooManyRequests
from admitone.store import people
from admitone.store.database import Database, Tx

WINDOW: Final = timedelta(minutes=10)
DOWNLOADS_PER_WINDOW: Final = 60
WRONG_CODES_PER_WINDOW: Final = 30


async def refuse_guessing(tx: Tx, subject: str, most: int = WRONG_CODES_PER_WINDOW) -> None:
    """TooManyRequests for an address, as `network_of` gives it, from which many wrong codes came."""
    throttle = await people.read_throttle(tx, f"wrong-code:{subject}")
    if throttle is None or throttle.failures < most:
        return
    if utc_now() - throttle.last_failed_at < WINDOW:
        raise slow_down()


async def note_wrong_code(database: Database, subject: str) -> None:
    """Remember that a wrong code came from an address."""
    async with database.writing() as tx:
        now = utc_now()
        await people.count_failure(tx, f"wrong-code:{subject}", now, now - WINDOW)


async def count_use(tx: Tx, what: str, subject: str, most: int = DOWNLOADS_PER_WINDOW) -> None:
    """Count the use of one thing by one address; TooManyRequests when it is too much."""
    now = utc_now()
    if await people.count_failure(tx, f"{what}:{subject}", now, now - WINDOW) > most:
        raise slow_down()


def this_window() -> str:
    """Names the present ten minutes, for subjects that are many people: they are never quiet for so long."""
    return str(int(utc_now().timestamp() // WINDOW.total_seconds()))


def slow_down() -> TooManyRequests:
    """The refusal of whoever is too quick."""
    seconds = int(WINDOW.total_seconds())
    message = f"too many requests from this address; try again in {seconds // 60} minutes"
    return TooManyRequests(message, details={"retryAfterSeconds": seconds})
