"""What organisers change of events, and how far their tickets are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from msgspec import Struct

from admitone.core.events import Event, EventState
from admitone.store.audit import Change
from admitone.store.database import Tx, as_struct, as_structs
from admitone.store.statements import escape_like


class PlaceCount(Struct, frozen=True, kw_only=True):
    """Tickets of one config in one place that somebody has, by how far they are."""

    ticket_config_id: int | None
    timeslot_id: int | None
    sector_id: int | None
    reserved: int
    confirmed: int
    issued: int
    redeemed: int
    voided: int


@dataclass(frozen=True, slots=True)
class EventSearch:
    """Which events; None does not restrict. `text` stands anywhere in name or venue, `after_id` pages on."""

    text: str | None = None
    state: EventState | None = None
    ends_from: datetime | None = None
    after_id: int | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """From the first day of tickets to their last one, and today, all by the tenant's clocks."""

    first: date
    last: date
    today: date


async def page_events(tx: Tx, tenant_id: int, search: EventSearch, limit: int) -> list[Event]:
    """One page of events, the latest start first."""
    rows = await tx.fetch_all(
        "page_events",
        tenant_id=tenant_id,
        text_like=f"%{escape_like(search.text.lower())}%" if search.text else None,
        state=search.state and str(search.state),
        begins_from=search.ends_from,
        after_id=search.after_id,
        limit=limit,
    )
    return as_structs(rows, Event)


async def lock_event(tx: Tx, tenant_id: int, event_id: int) -> Event | None:
    """An event that nobody else changes until the transaction ends."""
    row = await tx.fetch_one("lock_event", tenant_id=tenant_id, event_id=event_id)
    return as_struct(row, Event) if row else None


async def read_event_of_attraction(tx: Tx, tenant_id: int, attraction_id: int) -> Event | None:
    """The event whose face an attraction is."""
    row = await tx.fetch_one("read_event_of_attraction", tenant_id=tenant_id, attraction_id=attraction_id)
    return as_struct(row, Event) if row else None


async def update_event(tx: Tx, tenant_id: int, event_id: int, now: datetime, **columns: object) -> Event | None:
    """Change an event; None when the tenant has no such one."""
    row = await tx.fetch_one("update_event", tenant_id=tenant_id, event_id=event_id, now=now, **columns)
    return as_struct(row, Event) if row else None


async def move_event(tx: Tx, event: Event, state: EventState, now: datetime) -> bool:
    """Move an event on from the state it was read in; False when it is in another one by now."""
    return bool(
        await tx.execute(
            "move_event",
            tenant_id=event.tenant_id,
            event_id=event.id,
            from_state=str(event.state),
            state=str(state),
            now=now,
        )
    )


async def set_design(tx: Tx, tenant_id: int, event_id: int, design: str, now: datetime) -> None:
    """Keep how the tickets of an event look; `design` is JSON text."""
    await tx.execute("set_event_design", tenant_id=tenant_id, event_id=event_id, design=design, now=now)


async def save_face(tx: Tx, event: Event, now: datetime, *, odoo_product_code: str | None = None, active: bool) -> None:
    """Bring the attraction by which an event is counted, found and billed up to its name, and let it be sold or not."""
    await tx.execute(
        "save_face",
        tenant_id=event.tenant_id,
        attraction_id=event.attraction_id,
        name=event.name,
        odoo_product_code=odoo_product_code,
        active=active,
        now=now,
    )


async def describe_face(tx: Tx, event: Event, now: datetime, *, categories: str | None, has_time_slots: bool) -> None:
    """Tell the attraction of an event which kinds of tickets there are."""
    await tx.execute(
        "describe_face",
        tenant_id=event.tenant_id,
        attraction_id=event.attraction_id,
        categories=categories,
        has_time_slots=has_time_slots,
        now=now,
    )


async def move_unplaced_tickets(tx: Tx, event: Event, days: Days, now: datetime) -> None:
    """Give the configs of an event, and its tickets without a timeslot, the days of the event."""
    of = {"tenant_id": event.tenant_id, "event_id": event.id, "now": now}
    await tx.execute("set_config_days", ticket_date=days.first, valid_until=days.last, **of)
    await tx.execute("move_unplaced_tickets", ticket_date=days.first, valid_until=days.last, today=days.today, **of)


async def move_placed_tickets(
    tx: Tx, event: Event, timeslot_id: int, first: date, last: date, time_slot: str, now: datetime
) -> None:  # fmt: skip
    """Give the tickets of a timeslot its days and its beginning, `HH:MM`."""
    await tx.execute(
        "move_placed_tickets",
        tenant_id=event.tenant_id,
        event_id=event.id,
        timeslot_id=timeslot_id,
        ticket_date=first,
        valid_until=last,
        time_slot=time_slot,
        now=now,
    )


async def record_holders(tx: Tx, event: Event, change: Change, timeslot_id: int | None = None) -> None:
    """One audit entry for every ticket of an event, or of one of its timeslots, that somebody has."""
    await tx.execute(
        "insert_event_ticket_audits",
        tenant_id=event.tenant_id,
        event_id=event.id,
        timeslot_id=timeslot_id,
        action=change.action,
        user_id=change.user_id,
        details=change.details,
        now=change.now,
    )


async def count_event_tickets(tx: Tx, tenant_id: int, event_id: int) -> list[PlaceCount]:
    """The tickets of an event that somebody has, by config, timeslot and sector."""
    return as_structs(await tx.fetch_all("count_event_tickets", tenant_id=tenant_id, event_id=event_id), PlaceCount)


async def list_event_holds(tx: Tx, tenant_id: int, event_id: int) -> list[int]:
    """The tickets of an event that are kept for owners without a cart."""
    rows = await tx.fetch_all("list_event_holds", tenant_id=tenant_id, event_id=event_id)
    return [int(row["id"]) for row in rows]


async def list_open_carts(tx: Tx, tenant_id: int, event_id: int, after_id: int, limit: int) -> list[int]:
    """Carts that keep tickets of an event and wait for their money; page on with the last one."""
    rows = await tx.fetch_all("list_open_carts", tenant_id=tenant_id, event_id=event_id, after_id=after_id, limit=limit)
    return [int(row["id"]) for row in rows]


async def is_called_off(tx: Tx, tenant_id: int, cart_reference: str) -> bool:
    """Whether a cart keeps a ticket of an event that is cancelled."""
    row = await tx.fetch_one("is_called_off", tenant_id=tenant_id, cart_reference=cart_reference)
    return row is not None


async def release_kept_tickets(tx: Tx, tenant_id: int, event_id: int, now: datetime) -> list[int]:
    """RESERVED -> AVAILABLE for the tickets of an event that are kept for owners without a cart; their ids."""
    rows = await tx.fetch_all("release_kept_tickets", tenant_id=tenant_id, event_id=event_id, now=now)
    return [int(row["id"]) for row in rows]
