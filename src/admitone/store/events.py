"""Rows of events, their ticket configs, timeslots and sectors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from admitone.core.events import Event, Sector, TicketConfig, Timeslot
from admitone.core.ids import new_download_code, new_uid
from admitone.store.database import Row, Tx, as_struct, as_structs

T = TypeVar("T")


async def insert_event(tx: Tx, tenant_id: int, now: datetime, **columns: object) -> Event:
    """Add an event; `columns` are those of the statement. ConstraintViolated `events_attraction_once`."""
    return _inserted(await tx.fetch_one("insert_event", tenant_id=tenant_id, now=now, **columns), Event)


async def read_event(tx: Tx, tenant_id: int, event_id: int) -> Event | None:
    """One event of a tenant."""
    row = await tx.fetch_one("read_event", tenant_id=tenant_id, event_id=event_id)
    return as_struct(row, Event) if row else None


async def list_events(tx: Tx, tenant_id: int) -> list[Event]:
    """All events of a tenant, the latest start first."""
    return as_structs(await tx.fetch_all("list_events", tenant_id=tenant_id), Event)


async def read_events(tx: Tx, ids: Sequence[int]) -> dict[int, Event]:
    """Events of whichever tenants by id, for tickets whose owner asks."""
    rows = await tx.fetch_all("read_events", ids=list(ids))
    return {event.id: event for event in as_structs(rows, Event)}


async def insert_config(tx: Tx, tenant_id: int, now: datetime, **columns: object) -> TicketConfig:
    """Add a ticket config; ConstraintViolated `ticket_configs_name_once` when its event has one of that name."""
    return _inserted(await tx.fetch_one("insert_config", tenant_id=tenant_id, now=now, **columns), TicketConfig)


async def list_configs(tx: Tx, tenant_id: int, event_id: int) -> list[TicketConfig]:
    """The ticket configs of an event in their order."""
    return as_structs(await tx.fetch_all("list_configs", tenant_id=tenant_id, event_id=event_id), TicketConfig)


async def read_configs(tx: Tx, ids: Sequence[int]) -> dict[int, TicketConfig]:
    """Ticket configs of whichever tenants by id; whoever may see only a tenant's own compares `tenant_id`."""
    rows = await tx.fetch_all("read_configs", ids=list(ids))
    return {config.id: config for config in as_structs(rows, TicketConfig)}


async def lock_config(tx: Tx, tenant_id: int, config_id: int) -> TicketConfig | None:
    """A ticket config that nobody else changes before this transaction ends."""
    row = await tx.fetch_one("lock_config", tenant_id=tenant_id, config_id=config_id)
    return as_struct(row, TicketConfig) if row else None


async def make_tickets(tx: Tx, config: TicketConfig, attraction_id: int, count: int, now: datetime) -> list[int]:
    """Add tickets of a config that is locked, and count them; their ids."""
    fresh = [{"uid": new_uid(), "download_code": new_download_code()} for _ in range(count)]
    rows = await tx.fetch_all(
        "make_tickets",
        tenant_id=config.tenant_id,
        event_id=config.event_id,
        config_id=config.id,
        attraction_id=attraction_id,
        category=config.name,
        ticket_date=config.ticket_date,
        valid_until=config.valid_until,
        price_minor=config.price_minor,
        currency=config.currency,
        rows=msgspec.json.encode(fresh).decode(),
        now=now,
    )
    await tx.execute("note_made", config_id=config.id, more=len(rows), now=now)
    return [int(row["id"]) for row in rows]


async def insert_timeslot(tx: Tx, tenant_id: int, now: datetime, **columns: object) -> Timeslot:
    """Add a timeslot; ConstraintViolated `event_timeslots_name_once` when its event has one of that name."""
    return _inserted(await tx.fetch_one("insert_timeslot", tenant_id=tenant_id, now=now, **columns), Timeslot)


async def list_timeslots(tx: Tx, tenant_id: int, event_id: int) -> list[Timeslot]:
    """The timeslots of an event, the earliest first."""
    return as_structs(await tx.fetch_all("list_timeslots", tenant_id=tenant_id, event_id=event_id), Timeslot)


async def read_timeslots(tx: Tx, ids: Sequence[int]) -> dict[int, Timeslot]:
    """Timeslots of whichever tenants by id."""
    rows = await tx.fetch_all("read_timeslots", ids=list(ids))
    return {timeslot.id: timeslot for timeslot in as_structs(rows, Timeslot)}


async def insert_sector(tx: Tx, tenant_id: int, now: datetime, **columns: object) -> Sector:
    """Add a sector; ConstraintViolated `event_sectors_name_once` when its event has one of that name."""
    return _inserted(await tx.fetch_one("insert_sector", tenant_id=tenant_id, now=now, **columns), Sector)


async def list_sectors(tx: Tx, tenant_id: int, event_id: int) -> list[Sector]:
    """The sectors of an event, the oldest first."""
    return as_structs(await tx.fetch_all("list_sectors", tenant_id=tenant_id, event_id=event_id), Sector)


async def read_sectors(tx: Tx, ids: Sequence[int]) -> dict[int, Sector]:
    """Sectors of whichever tenants by id."""
    rows = await tx.fetch_all("read_sectors", ids=list(ids))
    return {sector.id: sector for sector in as_structs(rows, Sector)}


def _inserted(row: Row | None, kind: type[T]) -> T:
    if row is None:
        raise LookupError("an insert returned no row")
    return as_struct(row, kind)
