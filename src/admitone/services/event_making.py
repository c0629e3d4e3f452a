"""Making the tickets of a ticket config: the first at once, the rest by an effect."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from admitone.core.clock import utc_now
from admitone.core.errors import NotFound
from admitone.core.events import TicketConfig
from admitone.services.effects import Claim
from admitone.store import audit, effects
from admitone.store import events as store
from admitone.store.audit import Change
from admitone.store.database import Database, Tx

MAKE_TICKETS: Final = "make_tickets"
# A chunk is a transaction of its own: short enough that nobody notices it.
TICKETS_AT_ONCE: Final = 1000


async def start_making(tx: Tx, config: TicketConfig, *, by: str, now: datetime) -> int:
    """Make the first tickets that a config lacks, and have a worker make the rest; how many were made.

    For a config that was just written, or whose capacity was raised. How far it is stands in `made`.
    """
    made = await make_tickets(tx, config.tenant_id, config.id, by=by, now=now)
    if config.made + made < config.capacity:
        payload = {"config_id": config.id, "by": by}
        key = f"{config.id}:{now.isoformat()}"
        await effects.insert_effect(tx, config.tenant_id, MAKE_TICKETS, key, payload, now)
    return made


async def make_tickets(tx: Tx, tenant_id: int, config_id: int, *, by: str, now: datetime) -> int:
    """Make tickets that a config lacks, up to a chunk; how many. None when all are there. NotFound without a config."""
    config = await store.lock_config(tx, tenant_id, config_id)
    event = await store.read_event(tx, tenant_id, config.event_id) if config else None
    if config is None or event is None:
        raise NotFound(f"there is no ticket config {config_id}", fields=("ticket_config_id",))
    count = min(config.capacity - config.made, TICKETS_AT_ONCE)
    if count <= 0:
        return 0
    ids = await store.make_tickets(tx, config, event.attraction_id, count, now)
    await audit.record_tickets(tx, tenant_id, ids, Change("MAKE", by, now, None, "AVAILABLE"))
    return len(ids)


async def carry_on_making(database: Database, claim: Claim) -> None:
    """Carry out `make_tickets`: chunk by chunk, so that one that is killed loses nothing and makes none twice."""
    payload = claim.effect.read_payload()
    config_id, by = int(payload["config_id"]), str(payload["by"])
    while True:
        async with database.writing() as tx:
            if not await make_tickets(tx, claim.effect.tenant_id, config_id, by=by, now=utc_now()):
                break
    async with claim.finishing():
        return
