"""What waits in carts when an event is called off is let go, cart by cart."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from admitone.core.clock import utc_now
from admitone.core.events import Event
from admitone.services.effects import Claim
from admitone.services.repeating import repeat_undone
from admitone.services.resolving import release_called_off
from admitone.services.selling import SellingTerms
from admitone.store import carts, effects, event_planning
from admitone.store.database import Database, Tx

RELEASE_EVENT_CARTS: Final = "release_event_carts"
CARTS_AT_ONCE: Final = 200


async def request_release(tx: Tx, event: Event, *, by: str, now: datetime) -> None:
    """Have the carts of an event that was just called off let go; none of them can be paid from here on."""
    key = f"{event.id}:{now.isoformat()}"
    payload = {"event_id": event.id, "by": by}
    await effects.insert_effect(tx, event.tenant_id, RELEASE_EVENT_CARTS, key, payload, now)


async def release_event_carts(database: Database, terms: SellingTerms, claim: Claim) -> None:
    """Carry out `release_event_carts`: each cart in a transaction of its own, so that one that is killed goes on."""
    payload = claim.effect.read_payload()
    tenant_id, event_id, by = claim.effect.tenant_id, int(payload["event_id"]), str(payload["by"])
    last_id = 0
    while True:
        async with database.reading() as tx:
            found = await event_planning.list_open_carts(tx, tenant_id, event_id, last_id, CARTS_AT_ONCE)
        for cart_id in found:
            await _release(database, terms, cart_id, by)
        if len(found) < CARTS_AT_ONCE:
            break
        last_id = found[-1]
    async with claim.finishing():
        return


async def _release(database: Database, terms: SellingTerms, cart_id: int, by: str) -> None:
    async def act(tx: Tx) -> bool:
        cart = await carts.read_cart_by_id(tx, cart_id)
        return await release_called_off(tx, cart, terms, by=by, now=utc_now())

    await repeat_undone(database, act)
