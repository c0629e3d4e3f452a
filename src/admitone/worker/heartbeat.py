"""A worker tells that it is alive, so that people see when none is."""

from __future__ import annotations

import asyncio
from importlib.metadata import version

import structlog

from admitone.core.clock import utc_now
from admitone.services.wellbeing import BEAT
from admitone.store import workers
from admitone.store.database import Database
from admitone.worker.timers import Timers

_log = structlog.get_logger(__name__)


async def beat(database: Database, owner: str, timers: Timers, stop: asyncio.Event) -> None:
    """Write a sign of life every few seconds until `stop` is set, then say good-bye."""
    started_at = utc_now()
    while not stop.is_set():
        try:
            async with database.writing() as tx:
                await workers.note_worker(
                    tx,
                    owner,
                    version=version("admitone"),
                    started_at=started_at,
                    now=utc_now(),
                    swept_at=timers.swept_at,
                    reconciled_at=timers.reconciled_at,
                )
        except Exception as error:  # noqa: BLE001  the database may be away for a while; the worker outlives that
            _log.warning("heartbeat_failed", exc_info=error)
        try:
            await asyncio.wait_for(stop.wait(), BEAT.total_seconds())
        except TimeoutError:
            continue
    async with database.writing() as tx:
        await workers.stop_worker(tx, owner, utc_now())
