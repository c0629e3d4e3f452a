"""Reserving tickets for an owner: of an event by ticket config and place, or tickets of stock by id."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from admitone.core.clock import today, utc_now
from admitone.core.errors import Conflict, InvalidParameter, MissingParameter, NotFound
from admitone.core.events import Event, Reservation
from admitone.core.inventory import Ticket, TicketFormat
from admitone.core.principal import STAFF, Principal
from admitone.services.placing import PLACES, Want, place_wants, refuse_overfull, take_placings
from admitone.services.refusing import refuse_taken
from admitone.services.selling import HOLD_MINUTES_MAX, SellingTerms
from admitone.store import accounts, audit, batches
from admitone.store import events as event_store
from admitone.store import holding as store
from admitone.store import tickets as ticket_store
from admitone.store.audit import Change
from admitone.store.database import ConstraintViolated, Database, TransactionUndone, Tx
from admitone.store.holding import Keeping

RESERVE_OPERATION: Final = "ticket/reserve"
TICKETS_PER_RESERVATION_MAX: Final = 500
_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class Item:
    """So many tickets of a ticket config, at a timeslot and in a sector where the event has such."""

    ticket_config_id: int
    quantity: int
    timeslot_id: int | None = None
    sector_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerWish:
    """What is to be kept for an owner: items of an event, or tickets of stock by id."""

    owner_id: int
    format: TicketFormat
    event_id: int | None = None
    items: Sequence[Item] = ()
    ticket_ids: Sequence[int] = ()
    hold_minutes: int | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class OwnerHold:
    """A reservation with the tickets that it still has."""

    reservation: Reservation
    tickets: Sequence[Ticket]


async def reserve_for_owner(
    database: Database, principal: Principal, terms: SellingTerms, wish: OwnerWish
) -> OwnerHold:
    """`reserve_owner_tickets` in a transaction of its own, begun anew when a race undid it."""
    wait = False
    for attempt in range(_TRIES):
        try:
            async with database.writing() as tx:
                return await reserve_owner_tickets(tx, principal, terms, wish, wait=wait)
        except TransactionUndone:
            if attempt == _TRIES - 1:
                raise
            wait = True
        except ConstraintViolated as error:
            if error.constraint in PLACES:
                refuse_overfull(error.constraint)
            # The same request, sent twice at one moment, has just been answered: read that answer.
            if error.constraint != "idempotency_key_once":
                raise
    raise TransactionUndone("others were in the way; try again")


async def reserve_owner_tickets(
    tx: Tx, principal: Principal, terms: SellingTerms, wish: OwnerWish, *, wait: bool = True
) -> OwnerHold:
    """Keep tickets for an owner until a moment, all or none. A repetition with the same key gives the same ones.

    NotFound names the event or the owner; Conflict what has too few tickets or places left. Without `wait` it is not
    known whether others will get the tickets that they are just taking: TransactionUndone then.
    """
    principal.require(STAFF)
    _check(wish)
    replayed = await _replay(tx, principal, wish)
    if replayed is not None:
        return replayed
    if await accounts.read_enrollment(tx, principal.tenant_id, wish.owner_id) is None:
        raise NotFound(f"there is no enrollment {wish.owner_id} at your organisation", fields=("owner_id",))
    event = await _read_event(tx, principal, wish)
    now = utc_now()
    reservation = await store.insert_reservation(
        tx,
        principal.tenant_id,
        now,
        event_id=wish.event_id,
        owner_id=wish.owner_id,
        format=str(wish.format),
        expires_at=now + timedelta(minutes=_hold_minutes(wish, terms)),
        created_by=principal.name,
    )
    keeping = Keeping(
        tenant_id=principal.tenant_id,
        today=today(principal.time_zone),
        now=now,
        reservation_id=reservation.id,
        owner_id=wish.owner_id,
        held_until=reservation.expires_at,
        format=wish.format,
    )
    placings = []
    if event is not None:
        wants = [_want(row, item) for row, item in enumerate(wish.items)]
        # As late as can be: everybody who wants the same timeslot or sector waits from here on.
        placings = await place_wants(tx, event, principal.time_zone, wants)
    held = await take_placings(tx, keeping, placings, wait=wait)
    held += await _take_stock(tx, principal, keeping, wish.ticket_ids)
    change = Change("RESERVE", principal.name, now, "AVAILABLE", "RESERVED", f"for owner {wish.owner_id}")
    await audit.record_tickets(tx, principal.tenant_id, [ticket.id for ticket in held], change)
    await _keep_key(tx, principal, wish, reservation)
    return OwnerHold(reservation, sorted(held, key=lambda ticket: ticket.id))


async def _take_stock(tx: Tx, principal: Principal, keeping: Keeping, ids: Sequence[int]) -> list[Ticket]:
    if not ids:
        return []
    taken = await store.hold_for_owner(tx, keeping, ids)
    if len(taken) < len(ids):
        await refuse_taken(tx, principal, ids, sorted(taken), keeping.today, field="ticket_ids")
    return await ticket_store.read_tickets(tx, principal.tenant_id, sorted(taken))


def _check(wish: OwnerWish) -> None:
    if bool(wish.items) == bool(wish.ticket_ids):
        fields = ("ticket_reservation_items", "ticket_ids")
        message = "send ticket_reservation_items with the tickets of an event, or ticket_ids with tickets of stock"
        raise (InvalidParameter if wish.items else MissingParameter)(message, fields=fields)
    if wish.items and wish.event_id is None:
        raise MissingParameter("event_id is missing; it says which event's tickets are wanted", fields=("event_id",))
    for row, item in enumerate(wish.items):
        if item.quantity < 1:
            field = f"ticket_reservation_items[{row}].quantity"
            raise InvalidParameter(f"{field}: ask for 1 ticket at least", fields=(field,))
    field = "ticket_reservation_items" if wish.items else "ticket_ids"
    if sum(item.quantity for item in wish.items) + len(wish.ticket_ids) > TICKETS_PER_RESERVATION_MAX:
        message = f"{field}: a reservation has at most {TICKETS_PER_RESERVATION_MAX} tickets"
        raise InvalidParameter(message, fields=(field,))
    if len(set(wish.ticket_ids)) < len(wish.ticket_ids):
        raise InvalidParameter("ticket_ids names one ticket twice", fields=("ticket_ids",))


def _hold_minutes(wish: OwnerWish, terms: SellingTerms) -> int:
    minutes = wish.hold_minutes if wish.hold_minutes is not None else terms.hold_minutes
    if not 1 <= minutes <= HOLD_MINUTES_MAX:
        raise InvalidParameter(f"hold_minutes must be from 1 to {HOLD_MINUTES_MAX}", fields=("hold_minutes",))
    return minutes


async def _read_event(tx: Tx, principal: Principal, wish: OwnerWish) -> Event | None:
    if wish.event_id is None:
        return None
    event = await event_store.read_event(tx, principal.tenant_id, wish.event_id)
    if event is None:
        raise NotFound(f"there is no event {wish.event_id}", fields=("event_id",))
    return event


def _want(row: int, item: Item) -> Want:
    def name(field: str) -> str:
        return f"ticket_reservation_items[{row}].{field}"

    return Want(
        config_id=item.ticket_config_id,
        quantity=item.quantity,
        timeslot_id=item.timeslot_id,
        sector_id=item.sector_id,
        name=name,
    )


async def _replay(tx: Tx, principal: Principal, wish: OwnerWish) -> OwnerHold | None:
    if wish.idempotency_key is None:
        return None
    kept = await batches.read_idempotency_key(tx, principal.tenant_id, RESERVE_OPERATION, wish.idempotency_key)
    if kept is None:
        return None
    if kept.fingerprint != _fingerprint(wish):
        message = f"this Idempotency-Key made reservation {kept.result_id} from other values; use a new key"
        raise Conflict(message, fields=("Idempotency-Key",), details={"reservation_id": kept.result_id})
    reservation = await store.read_reservation(tx, principal.tenant_id, kept.result_id)
    if reservation is None:
        raise LookupError(f"the reservation {kept.result_id} of an idempotency key is gone")
    ids = await store.list_reservation_tickets(tx, reservation.id)
    return OwnerHold(reservation, await ticket_store.read_tickets(tx, principal.tenant_id, ids))


async def _keep_key(tx: Tx, principal: Principal, wish: OwnerWish, reservation: Reservation) -> None:
    if wish.idempotency_key is None:
        return
    await batches.insert_idempotency_key(
        tx,
        principal.tenant_id,
        RESERVE_OPERATION,
        wish.idempotency_key,
        fingerprint=_fingerprint(wish),
        result_id=reservation.id,
        now=reservation.created_at,
    )


def _fingerprint(wish: OwnerWish) -> str:
    said = (wish.event_id, wish.owner_id, wish.format, list(wish.items), sorted(wish.ticket_ids), wish.hold_minutes)
    return hashlib.sha256(repr(said).encode()).hexdigest()
