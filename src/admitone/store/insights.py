"""What reports ask beyond counts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

from msgspec import Struct

from admitone.store.database import Tx, as_struct


class SoldTicket(Struct, frozen=True, kw_only=True):
    """A sold ticket with what it brought in and what it cost, in minor units of the two currencies."""

    attraction_id: int | None
    campaign_id: int | None
    batch_id: int | None
    agent_user_id: str | None
    created_at: datetime
    price_minor: int | None
    currency: str | None
    purchase_price_per_ticket_minor: int | None
    purchase_currency: str | None


class Duplicate(Struct, frozen=True, kw_only=True):
    """A serial or barcode that several tickets have."""

    value: str
    field: str
    tickets: int
    first_ticket_id: int
    last_ticket_id: int


class Threshold(Struct, frozen=True, kw_only=True):
    """Below how many available tickets an attraction runs low."""

    id: int
    name: str
    low_stock_threshold: int


async def list_sold(
    tx: Tx, tenant_id: int, created_from: datetime | None, created_to: datetime | None
) -> AsyncIterator[SoldTicket]:
    """Every sold ticket of a period, for sums that the caller groups as it likes."""
    rows = await tx.fetch_all("sum_margin", tenant_id=tenant_id, created_from=created_from, created_to=created_to)
    for row in rows:
        yield as_struct(row, SoldTicket)


async def list_duplicates(tx: Tx, tenant_id: int, limit: int) -> list[Duplicate]:
    """Serials and barcodes that several tickets have."""
    rows = await tx.fetch_all("list_duplicates", tenant_id=tenant_id, limit=limit)
    return [as_struct(row, Duplicate) for row in rows]


async def set_threshold(tx: Tx, tenant_id: int, attraction_id: int, threshold: int | None, now: datetime) -> bool:
    """Set or clear when an attraction runs low; False when the tenant has no such one."""
    return bool(
        await tx.execute(
            "set_low_stock_threshold", tenant_id=tenant_id, attraction_id=attraction_id, threshold=threshold, now=now
        )
    )


async def list_thresholds(tx: Tx, tenant_id: int) -> list[Threshold]:
    """The thresholds of active attractions."""
    return [as_struct(row, Threshold) for row in await tx.fetch_all("list_low_stock_thresholds", tenant_id=tenant_id)]
