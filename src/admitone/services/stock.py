"""How much of what is in stock."""

from __future__ import annotations

from admitone.core.clock import today
from admitone.core.principal import STAFF, Principal
from admitone.store import stock as store
from admitone.store.database import Tx
from admitone.store.stock import StockCount


async def count_stock(tx: Tx, principal: Principal) -> list[StockCount]:
    """Tickets per attraction and status; unsold ones whose last day has passed count as expired."""
    principal.require(STAFF)
    return await store.count_stock(tx, principal.tenant_id, today(principal.time_zone))
