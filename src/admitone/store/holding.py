"""Tickets kept for an owner without a cart, the places they take, and the taking of a config's tickets by anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from msgspec import Struct

from admitone.core.events import Event, Reservation, Sector, Timeslot
from admitone.core.inventory import Ticket, TicketFormat
from admitone.store.database import Tx, as_struct, as_structs
from admitone.store.statements import fit_statement
from admitone.store.ticket_filter import TICKET_COLUMNS


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and when a ticket of an event admits; what is None is left as the config has it."""

    timeslot_id: int | None = None
    sector_id: int | None = None
    ticket_date: date | None = None
    valid_until: date | None = None
    time_slot: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """For whom tickets are taken: a cart, or a reservation of an owner until a moment."""

    tenant_id: int
    today: date
    now: datetime
    cart_reference: str | None = None
    reservation_id: int | None = None
    owner_id: int | None = None
    held_until: datetime | None = None
    format: TicketFormat = TicketFormat.PDF


class LapsedTicket(Struct, frozen=True, kw_only=True):
    """A ticket whose reservation is over, and what it takes up."""

    id: int
    tenant_id: int
    timeslot_id: int | None
    sector_id: int | None


async def insert_reservation(tx: Tx, tenant_id: int, now: datetime, **columns: object) -> Reservation:
    """Add a reservation; `columns` are those of the statement."""
    row = await tx.fetch_one("insert_reservation", tenant_id=tenant_id, now=now, **columns)
    if row is None:
        raise LookupError("an insert returned no row")
    return as_struct(row, Reservation)


async def read_reservation(tx: Tx, tenant_id: int, reservation_id: int) -> Reservation | None:
    """A reservation of a tenant."""
    row = await tx.fetch_one("read_reservation", tenant_id=tenant_id, reservation_id=reservation_id)
    return as_struct(row, Reservation) if row else None


async def list_reservation_tickets(tx: Tx, reservation_id: int) -> list[int]:
    """The tickets that a reservation still has, or that were issued from it."""
    return [int(row["id"]) for row in await tx.fetch_all("list_reservation_tickets", reservation_id=reservation_id)]


async def lock_timeslots(tx: Tx, tenant_id: int, ids: Sequence[int]) -> dict[int, Timeslot]:
    """Timeslots whose places nobody else takes or gives back before this transaction ends."""
    rows = await tx.fetch_all("lock_timeslots", tenant_id=tenant_id, ids=list(ids)) if ids else []
    return {timeslot.id: timeslot for timeslot in as_structs(rows, Timeslot)}


async def lock_sectors(tx: Tx, tenant_id: int, ids: Sequence[int]) -> dict[int, Sector]:
    """Sectors whose places nobody else takes or gives back before this transaction ends."""
    rows = await tx.fetch_all("lock_sectors", tenant_id=tenant_id, ids=list(ids)) if ids else []
    return {sector.id: sector for sector in as_structs(rows, Sector)}


async def lock_event(tx: Tx, tenant_id: int, event_id: int) -> Event:
    """An event, which is known to exist, as it stays until the transaction ends; others may reserve meanwhile."""
    row = await tx.fetch_one("lock_event_on_sale", tenant_id=tenant_id, event_id=event_id)
    if row is None:
        raise LookupError(f"there is no event {event_id}")
    return as_struct(row, Event)


async def lock_cart_places(tx: Tx, tenant_id: int, cart_reference: str) -> None:
    """Lock the places of a cart's tickets before they are given back: timeslots, then sectors, as everybody does."""
    await tx.fetch_all("lock_cart_timeslots", tenant_id=tenant_id, cart_reference=cart_reference)
    await tx.fetch_all("lock_cart_sectors", tenant_id=tenant_id, cart_reference=cart_reference)


async def revoke_tickets(tx: Tx, tenant_id: int, ids: Sequence[int], now: datetime) -> set[int]:
    """Void tickets that were issued without a cart and that nobody has used, and give their places back; their ids."""
    rows = await tx.fetch_all("revoke_tickets", tenant_id=tenant_id, ids=list(ids), now=now)
    return {int(row["id"]) for row in rows}


async def hold_config(
    tx: Tx, keeping: Keeping, config_id: int, place: Place, quantity: int, *, wait: bool
) -> list[Ticket]:
    """AVAILABLE -> RESERVED, and placed, for up to `quantity` tickets of a config.

    Without `wait` tickets that others are just taking are passed over; with it their outcome is waited for.
    """
    lock = "FOR UPDATE" if wait else "FOR UPDATE SKIP LOCKED"
    text = (
        "WITH wanted AS (SELECT tickets.id AS wanted_id FROM tickets "  # noqa: S608
        "WHERE tickets.ticket_config_id = :config_id AND tickets.status = 'AVAILABLE' AND tickets.voided_at IS NULL "
        "AND (tickets.last_day IS NULL OR tickets.last_day >= :today) "
        f"ORDER BY tickets.id LIMIT :quantity {lock}) "
        "UPDATE tickets SET status = 'RESERVED', reserved_at = :now, cart_reference = :cart_reference, "
        "reservation_id = :reservation_id, owner_id = :owner_id, held_until = :held_until, format = :format, "
        "timeslot_id = :timeslot_id, sector_id = :sector_id, time_slot = :time_slot, "
        "ticket_date = COALESCE(:ticket_date::date, ticket_date), "
        "valid_until = COALESCE(:valid_until::date, valid_until), version = version + 1, updated_at = :now "
        "FROM wanted WHERE id = wanted_id AND status = 'AVAILABLE' AND +tenant_id = :tenant_id "
        "AND EXISTS (SELECT 1 FROM ticket_configs WHERE ticket_configs.id = :config_id AND ticket_configs.active) "
        "AND EXISTS (SELECT 1 FROM attractions WHERE attractions.id = tickets.attraction_id AND attractions.active) "
        f"RETURNING {TICKET_COLUMNS}"
    )
    parameters = {
        "tenant_id": keeping.tenant_id,
        "config_id": config_id,
        "quantity": quantity,
        "today": keeping.today,
        "now": keeping.now,
        "cart_reference": keeping.cart_reference,
        "reservation_id": keeping.reservation_id,
        "owner_id": keeping.owner_id,
        "held_until": keeping.held_until,
        "format": str(keeping.format),
        "timeslot_id": place.timeslot_id,
        "sector_id": place.sector_id,
        "ticket_date": place.ticket_date,
        "valid_until": place.valid_until,
        "time_slot": place.time_slot,
    }
    return as_structs(await tx.fetch_composed(fit_statement(text, tx.dialect), parameters), Ticket)


async def hold_for_owner(tx: Tx, keeping: Keeping, ids: Sequence[int]) -> set[int]:
    """AVAILABLE -> RESERVED for tickets by id; the ids of those that could be had."""
    rows = await tx.fetch_all(
        "hold_tickets_for_owner",
        tenant_id=keeping.tenant_id,
        ids=list(ids),
        reservation_id=keeping.reservation_id,
        owner_id=keeping.owner_id,
        format=str(keeping.format),
        held_until=keeping.held_until,
        today=keeping.today,
        now=keeping.now,
    )
    return {int(row["id"]) for row in rows}


async def release_owner_tickets(
    tx: Tx, tenant_id: int, ids: Sequence[int], now: datetime, *, lapsed_only: bool = False
) -> set[int]:
    """RESERVED -> AVAILABLE, without owner and place, for tickets kept for an owner; the ids that changed."""
    rows = await tx.fetch_all(
        "release_owner_tickets", tenant_id=tenant_id, ids=list(ids), lapsed_by=now if lapsed_only else None, now=now
    )
    return {int(row["id"]) for row in rows}


async def sell_owner_tickets(
    tx: Tx, tenant_id: int, ids: Sequence[int], download_expires_at: datetime, now: datetime
) -> set[int]:
    """RESERVED -> SOLD for tickets kept for an owner whose time is not over; the ids that changed."""
    rows = await tx.fetch_all(
        "sell_owner_tickets", tenant_id=tenant_id, ids=list(ids), download_expires_at=download_expires_at, now=now
    )
    return {int(row["id"]) for row in rows}


async def list_lapsed(tx: Tx, now: datetime, limit: int) -> list[LapsedTicket]:
    """Tickets of whichever tenants that are kept for an owner longer than they should be."""
    return as_structs(await tx.fetch_all("list_lapsed_tickets", now=now, limit=limit), LapsedTicket)
