"""Carries out effects, beside or inside the server process."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import structlog

from admitone.bootstrap import Product
from admitone.services import effects
from admitone.services.effects import Claim, Handler
from admitone.services.uploads import INGEST_BATCH
from admitone.worker.chain import run_chain
from admitone.worker.heartbeat import beat
from admitone.worker.timers import Timers
from admitone.worker.witnesses import run_witnesses

IDLE_SECONDS: Final = 1.0
STOP_SECONDS: Final = 5.0
AT_ONCE_MAX: Final = 4
INGEST_AT_ONCE_MAX: Final = 2
_log = structlog.get_logger(__name__)


async def run_worker(product: Product, stop: asyncio.Event) -> None:
    """Carry out effects until `stop` is set, then let those under way end.

    A worker that is killed leaves leases behind; others take its effects over when they lapse.
    """
    owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    handlers = product.handlers
    running: set[asyncio.Task[None]] = set()
    timers = Timers(product)
    ticking = asyncio.create_task(_run_timers(timers, stop))
    beating = asyncio.create_task(beat(product.database, owner, timers, stop))
    ledger = [asyncio.create_task(run_chain(product, stop)), asyncio.create_task(run_witnesses(product, stop))]
    while not stop.is_set():
        room = AT_ONCE_MAX - len(running)
        try:
            claims = await _claim(product, owner, room, running) if room else []
        except Exception as error:  # noqa: BLE001  the database may be away for a while; the worker outlives that
            _log.warning("worker_cannot_claim", exc_info=error)
            claims = []
        for claim in claims:
            task = asyncio.create_task(_carry_out(handlers, claim), name=claim.effect.kind)
            running.add(task)
            task.add_done_callback(running.discard)
        if len(running) >= AT_ONCE_MAX:
            await asyncio.wait(running, timeout=IDLE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        elif not claims:
            await _pause(stop)
    if running:
        await asyncio.wait(running, timeout=STOP_SECONDS)
    await asyncio.wait([beating], timeout=STOP_SECONDS)
    for task in (*running, ticking, beating, *ledger):
        # What is cancelled goes back into the queue at once, for another worker or the next start.
        task.cancel()
    await asyncio.gather(*running, ticking, beating, *ledger, return_exceptions=True)


@asynccontextmanager
async def worker_inside(product: Product) -> AsyncIterator[None]:
    """A worker in the background of this process, for as long as the block lasts."""
    stop = asyncio.Event()
    working = asyncio.create_task(run_worker(product, stop))
    try:
        yield
    finally:
        stop.set()
        await working


async def _run_timers(timers: Timers, stop: asyncio.Event) -> None:
    """Beside the effects: a gateway that answers slowly must not keep mails waiting."""
    while not stop.is_set():
        try:
            await timers.tick()
        except Exception as error:  # noqa: BLE001  whatever was away may be back at the next tick
            _log.warning("timers_failed", exc_info=error)
        await _pause(stop)


async def _claim(product: Product, owner: str, room: int, running: set[asyncio.Task[None]]) -> list[Claim]:
    # Reading files takes minutes; while so many are being read, mail and money must not wait for the next one.
    ingesting = sum(task.get_name() == INGEST_BATCH for task in running)
    claims = []
    if ingesting < INGEST_AT_ONCE_MAX:
        claims = await effects.claim_due(product.database, owner, 1)
    return claims or await effects.claim_due(product.database, owner, room, passed_over=[INGEST_BATCH])


async def _carry_out(handlers: dict[str, Handler], claim: Claim) -> None:
    try:
        await effects.carry_out(claim, effects.handler_of(handlers, claim))
    except Exception as error:  # noqa: BLE001  not even putting it back worked; its lease will lapse
        _log.warning("effect_left_to_its_lease", effect=claim.effect.id, exc_info=error)


async def _pause(stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), IDLE_SECONDS)
    except TimeoutError:
        return
