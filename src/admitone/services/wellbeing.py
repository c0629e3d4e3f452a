"""Whether the work of the background gets done: what waits, who works, and when they last made their rounds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from admitone.core.clock import utc_now
from admitone.core.principal import ADMINS, Principal
from admitone.store import workers as store
from admitone.store.database import Tx
from admitone.store.workers import LastRounds, QueueLine, WorkerRow

BEAT: Final = timedelta(seconds=10)
# Three missed beats are more than a slow database.
ALIVE: Final = timedelta(seconds=35)
KEEP_WORKERS: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wellbeing:
    """The queue is the tenant's; workers are everybody's."""

    queue: list[QueueLine]
    workers: list[WorkerRow]
    rounds: LastRounds


async def read_wellbeing(tx: Tx, principal: Principal) -> Wellbeing:
    """How the background is doing."""
    principal.require(ADMINS)
    return Wellbeing(
        queue=await store.summarize_effects(tx, principal.tenant_id),
        workers=await store.list_workers(tx, utc_now() - ALIVE),
        rounds=await store.read_last_rounds(tx),
    )
