"""Work that a worker does in rounds, beside everything else: what is away keeps nothing waiting but itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

_log = structlog.get_logger(__name__)


async def run_rounds(stop: asyncio.Event, seconds: float, act: Callable[[], Awaitable[None]], failed: str) -> None:
    """Do one thing every so many seconds until `stop` is set; `failed` is the log's word for a round that fails."""
    while not stop.is_set():
        try:
            await act()
        except Exception as error:  # noqa: BLE001  what was away may be back at the next round
            _log.warning(failed, exc_info=error)
        try:
            await asyncio.wait_for(stop.wait(), seconds)
        except TimeoutError:
            continue
