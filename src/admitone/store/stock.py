"""Counts of tickets."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from admitone.core.inventory import TicketStatus
from admitone.store.database import Tx, as_struct


class StockCount(Struct, frozen=True, kw_only=True):
    """How many tickets of one attraction have one status."""

    attraction_id: int
    status: TicketStatus
    tickets: int


async def count_stock(tx: Tx, tenant_id: int, today: date) -> list[StockCount]:
    """Tickets of a tenant per attraction and status as of a day."""
    return [as_struct(row, StockCount) for row in await tx.fetch_all("count_stock", tenant_id=tenant_id, today=today)]
