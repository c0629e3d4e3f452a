"""What organisers change of ticket configs, timeslots and sectors. The event is locked meanwhile."""

from __future__ import annotations

from datetime import datetime

from admitone.core.events import Sector, TicketConfig, Timeslot
from admitone.store import holding
from admitone.store.database import Tx, as_struct


async def update_config(
    tx: Tx, tenant_id: int, config_id: int, now: datetime, **columns: object
) -> TicketConfig | None:
    """Change a ticket config; None when the tenant has no such one.

    ConstraintViolated `ticket_configs_name_once` when its event has another one of that name.
    """
    row = await tx.fetch_one("update_config", tenant_id=tenant_id, config_id=config_id, now=now, **columns)
    return as_struct(row, TicketConfig) if row else None


async def set_capacity(tx: Tx, config: TicketConfig, capacity: int, gone: int, now: datetime) -> bool:
    """Set how many tickets a config has, `gone` of which were deleted; False when more than that are left."""
    return bool(
        await tx.execute(
            "set_config_capacity",
            tenant_id=config.tenant_id,
            config_id=config.id,
            capacity=capacity,
            gone=gone,
            now=now,
        )
    )


async def set_placed(tx: Tx, tenant_id: int, event_id: int, *, placed: bool, now: datetime) -> None:
    """Say whether tickets of an event are held only with their place."""
    await tx.execute("set_configs_placed", tenant_id=tenant_id, event_id=event_id, placed=placed, now=now)


async def rename_tickets(tx: Tx, config: TicketConfig, now: datetime) -> None:
    """Give the tickets of a config its name as their category."""
    await tx.execute(
        "rename_config_tickets",
        tenant_id=config.tenant_id,
        event_id=config.event_id,
        config_id=config.id,
        category=config.name,
        now=now,
    )


async def reprice_free_tickets(tx: Tx, config: TicketConfig, now: datetime) -> int:
    """Give the free tickets of a config its price; how many."""
    return await tx.execute(
        "reprice_config_tickets",
        tenant_id=config.tenant_id,
        config_id=config.id,
        price_minor=config.price_minor,
        currency=config.currency,
        now=now,
    )


async def count_free_tickets(tx: Tx, config: TicketConfig, most: int) -> int:
    """How many free tickets a config has; `most` for more."""
    row = await tx.fetch_one("count_free_config_tickets", tenant_id=config.tenant_id, config_id=config.id, most=most)
    return int(row["total"]) if row else 0


async def delete_free_tickets(tx: Tx, config: TicketConfig, limit: int) -> int:
    """Delete free tickets of a config that were never sold, the youngest first; how many went."""
    rows = await tx.fetch_all(
        "delete_free_config_tickets", tenant_id=config.tenant_id, config_id=config.id, limit=limit
    )
    return len(rows)


async def delete_config(tx: Tx, config: TicketConfig) -> bool:
    """Delete a config without tickets; False when it has some."""
    return bool(await tx.execute("delete_config", tenant_id=config.tenant_id, config_id=config.id))


async def update_timeslot(
    tx: Tx, tenant_id: int, timeslot_id: int, now: datetime, **columns: object
) -> Timeslot | None:
    """Change a timeslot; None when more of it is taken than the new capacity.

    ConstraintViolated `event_timeslots_name_once` when its event has another one of that name.
    """
    row = await tx.fetch_one("update_timeslot", tenant_id=tenant_id, timeslot_id=timeslot_id, now=now, **columns)
    return as_struct(row, Timeslot) if row else None


async def delete_timeslot(tx: Tx, timeslot: Timeslot) -> bool:
    """Delete a timeslot that nobody has a ticket for; False when somebody has.

    What was sold there once, and is no more, remembers only that its place is gone.
    """
    # Locked before the sales, as by who pays late for one of them.
    present = (await holding.lock_timeslots(tx, timeslot.tenant_id, [timeslot.id])).get(timeslot.id)
    if present is None or present.taken:
        return False
    await tx.execute("forget_sold_timeslot", timeslot_id=timeslot.id)
    return bool(await tx.execute("delete_timeslot", tenant_id=timeslot.tenant_id, timeslot_id=timeslot.id))


async def update_sector(tx: Tx, tenant_id: int, sector_id: int, now: datetime, **columns: object) -> Sector | None:
    """Change a sector; None when more of it is taken than the new capacity.

    ConstraintViolated `event_sectors_name_once` when its event has another one of that name.
    """
    row = await tx.fetch_one("update_sector", tenant_id=tenant_id, sector_id=sector_id, now=now, **columns)
    return as_struct(row, Sector) if row else None


async def delete_sector(tx: Tx, sector: Sector) -> bool:
    """Delete a sector that nobody has a ticket for; False when somebody has.

    What was sold there once, and is no more, remembers only that its place is gone.
    """
    # Locked before the sales, as by who pays late for one of them.
    present = (await holding.lock_sectors(tx, sector.tenant_id, [sector.id])).get(sector.id)
    if present is None or present.taken:
        return False
    await tx.execute("forget_sold_sector", sector_id=sector.id)
    return bool(await tx.execute("delete_sector", tenant_id=sector.tenant_id, sector_id=sector.id))


async def count_unplaced_holds(tx: Tx, tenant_id: int, event_id: int) -> tuple[int, int]:
    """How many tickets of an event somebody has without a timeslot, and without a sector."""
    row = await tx.fetch_one("count_unplaced_holds", tenant_id=tenant_id, event_id=event_id)
    return (int(row["without_timeslot"]), int(row["without_sector"])) if row else (0, 0)
