"""Counts of an attraction's tickets by day and slot, and the prices that its free ones have."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from admitone.core.inventory import TicketStatus
from admitone.store.database import Tx, as_structs


class DayCount(Struct, frozen=True, kw_only=True):
    """So many tickets of a day are in a status."""

    day: date
    status: TicketStatus
    tickets: int


class SlotCount(Struct, frozen=True, kw_only=True):
    """So many tickets of a slot and category are in a status."""

    time_slot: str | None
    category: str | None
    status: TicketStatus
    tickets: int


class PriceCount(Struct, frozen=True, kw_only=True):
    """So many free tickets of a category have a price, in minor units; the days that they are for, if they have any."""

    category: str | None
    price_minor: int | None
    currency: str | None
    tickets: int
    first_day: date | None
    last_day: date | None


async def count_days(
    tx: Tx, tenant_id: int, attraction_id: int, first_day: date, last_day: date, today: date
) -> list[DayCount]:
    """Tickets by their day and status, of a range of days."""
    rows = await tx.fetch_all(
        "count_days",
        tenant_id=tenant_id,
        attraction_id=attraction_id,
        first_day=first_day,
        last_day=last_day,
        today=today,
    )
    return as_structs(rows, DayCount)


async def count_slots(tx: Tx, tenant_id: int, attraction_id: int, day: date | None, today: date) -> list[SlotCount]:
    """Tickets of one day by slot, category and status; None for those that have no day."""
    if day is None:
        rows = await tx.fetch_all("count_undated", tenant_id=tenant_id, attraction_id=attraction_id, today=today)
    else:
        rows = await tx.fetch_all("count_slots", tenant_id=tenant_id, attraction_id=attraction_id, day=day, today=today)
    return as_structs(rows, SlotCount)


async def list_prices(tx: Tx, tenant_id: int, attraction_id: int, today: date) -> list[PriceCount]:
    """The prices of free tickets by category."""
    rows = await tx.fetch_all("list_prices", tenant_id=tenant_id, attraction_id=attraction_id, today=today)
    return as_structs(rows, PriceCount)


async def find_date_after(tx: Tx, tenant_id: int, attraction_id: int, day: date) -> date | None:
    """The first day from this one on for which the attraction has a ticket."""
    row = await tx.fetch_one("find_date_after", tenant_id=tenant_id, attraction_id=attraction_id, day=day)
    found = row["day"] if row else None
    return date.fromisoformat(found) if isinstance(found, str) else found
