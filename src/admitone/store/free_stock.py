"""Counts of tickets that are free, by what makes them interchangeable."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from admitone.store.database import Tx, as_structs


class FreeKind(Struct, frozen=True, kw_only=True):
    """How many tickets of one kind are free, and between which prices, in minor units."""

    category: str | None
    age_group: str | None
    ticket_date: date | None
    time_slot: str | None
    currency: str | None
    free: int
    price_minor_min: int | None
    price_minor_max: int | None


async def list_free_kinds(tx: Tx, tenant_id: int, attraction_id: int, today: date) -> list[FreeKind]:
    """Every kind of an attraction that has a free ticket on this day."""
    rows = await tx.fetch_all("list_free_kinds", tenant_id=tenant_id, attraction_id=attraction_id, today=today)
    return as_structs(rows, FreeKind)


class ExpiringCount(Struct, frozen=True, kw_only=True):
    """So many free tickets of an attraction whose last day is this one."""

    attraction_id: int | None
    last_day: date
    tickets: int


async def list_expiring_stock(tx: Tx, tenant_id: int, today: date, last_day_to: date) -> list[ExpiringCount]:
    """Free tickets by attraction and last day, soonest first."""
    rows = await tx.fetch_all("list_expiring_stock", tenant_id=tenant_id, today=today, last_day_to=last_day_to)
    return as_structs(rows, ExpiringCount)
