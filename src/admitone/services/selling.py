"""Reserving tickets for a customer, or assigning them to a group trip."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from admitone.core.clock import local_day, today, utc_now
from admitone.core.contacts import check_email, check_phone
from admitone.core.errors import Conflict, InvalidParameter, MissingParameter
from admitone.core.inventory import Ticket
from admitone.core.principal import STAFF, Principal
from admitone.core.selling import Cart, SaleStatus, new_cart_reference
from admitone.services.allocating import Allocation, Wish, allocate_tickets
from admitone.services.cart_effects import request_cart_effects
from admitone.services.cart_issuing import issue_cart_tickets
from admitone.services.cart_view import CartView, view_cart
from admitone.services.issuing import Issuing
from admitone.services.ledger import Ledger, NoLedger
from admitone.services.opening import Draft, open_cart
from admitone.services.refusing import refuse_taken
from admitone.store import batches, carts
from admitone.store.audit import Change
from admitone.store.database import ConstraintViolated, Database, TransactionUndone, Tx

RESERVE_OPERATION: Final = "sale/reserve"
TICKETS_PER_CART_MAX: Final = 500
HOLD_MINUTES_MAX: Final = 60 * 24 * 60
LINK_DAYS_MAX: Final = 3650
_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class SellingTerms:
    """What the configuration says of selling. `payment_links` and `erp` tell what is connected.

    `ledger` is where what is sold is recorded as issued.
    """

    hold_minutes: int
    download_days: int
    payment_links: bool
    erp: bool
    ledger: Ledger = field(default_factory=NoLedger)


@dataclass(frozen=True, slots=True)
class Reservation:
    """What a customer wants: tickets by id, or by wish."""

    customer_name: str
    customer_email: str
    customer_phone: str | None = None
    ticket_ids: Sequence[int] = ()
    wishes: Sequence[Wish] = ()
    agent_user_id: str | None = None
    notes: str | None = None
    customer_id: int | None = None
    skip_payment_link: bool = False
    hold_minutes: int | None = None
    language: str = "en"
    idempotency_key: str | None = None


async def reserve_for(database: Database, principal: Principal, terms: SellingTerms, wanted: Reservation) -> CartView:
    """`reserve_tickets` in a transaction of its own, begun anew when a race or a coincidence undid it.

    That is: others were taking the same tickets, the cart reference was taken (one in 33 million of a day), or another
    request with the same idempotency key committed first.
    """
    wait = False
    for _ in range(_TRIES - 1):
        try:
            async with database.writing() as tx:
                return await reserve_tickets(tx, principal, terms, wanted, wait=wait)
        except TransactionUndone:
            wait = True
        except ConstraintViolated as error:
            if error.constraint not in {"carts_reference_once", "idempotency_key_once"}:
                raise
        except Conflict:
            # The tickets may have gone to this very request, sent twice at one moment.
            async with database.reading() as tx:
                replayed = await _replay(tx, principal, wanted)
            if replayed is None:
                raise
            return replayed
    async with database.writing() as tx:
        return await reserve_tickets(tx, principal, terms, wanted, wait=True)


async def reserve_tickets(
    tx: Tx, principal: Principal, terms: SellingTerms, wanted: Reservation, *, wait: bool = True
) -> CartView:
    """Hold tickets for a customer, all or none, and decide the quotation and the payment session.

    Conflict names the tickets that are gone and equivalent ones that are free. InvalidParameter for tickets in several
    currencies, or without a price when a payment link is wanted. Without `wait` see `allocate_tickets`. A repetition
    with the same idempotency key gives the same cart.
    """
    principal.require(STAFF)
    email = check_email(wanted.customer_email, "customerEmail")
    phone = check_phone(wanted.customer_phone, "customerPhone")
    minutes = _hold_minutes(wanted, terms)
    replayed = await _replay(tx, principal, wanted)
    if replayed is not None:
        return replayed
    now = utc_now()
    reference = new_cart_reference(local_day(now, principal.time_zone))
    held = await _hold(tx, principal, wanted, reference, now, wait=wait)
    wants_link = not wanted.skip_payment_link and terms.payment_links
    draft = Draft(
        status=SaleStatus.PENDING_PAYMENT,
        held=held,
        agent_user_id=wanted.agent_user_id or principal.name,
        customer_name=wanted.customer_name,
        customer_email=email,
        customer_phone=phone,
        language=wanted.language,
        notes=wanted.notes,
        wants_payment_link=wants_link,
        customer_id=wanted.customer_id,
        hold_until=now + timedelta(minutes=minutes),
    )
    view = await open_cart(
        tx, principal, reference, draft, Change("RESERVE", principal.name, now, "AVAILABLE", "RESERVED")
    )
    await _keep_key(tx, principal, wanted, view.cart, now)
    payment_link = wants_link and view.cart.total_minor > 0
    pending = await request_cart_effects(tx, view.cart, erp=terms.erp, payment_link=payment_link, now=now)
    return replace(view, pending=pending)


async def assign_to_group(
    tx: Tx,
    principal: Principal,
    terms: SellingTerms,
    *,
    ticket_ids: Sequence[int],
    trip_service_id: int,
    agent_user_id: str | None,
) -> Cart:
    """Give tickets to a group trip: sold at once, without payment. All or none; Conflict names those that are gone."""
    principal.require(STAFF)
    now = utc_now()
    reference = new_cart_reference(local_day(now, principal.time_zone))
    held = await _hold_ids(tx, principal, _distinct(ticket_ids), reference, now)
    draft = Draft(
        status=SaleStatus.GROUP_ASSIGNED,
        held=held,
        agent_user_id=agent_user_id or principal.name,
        trip_service_id=trip_service_id,
    )
    change = Change("ASSIGN_GROUP", principal.name, now, "AVAILABLE", "SOLD", f"trip service {trip_service_id}")
    view = await open_cart(tx, principal, reference, draft, change)
    expires_at = await links_end(tx, principal.tenant_id, reference, terms, now)
    ids = await carts.assign_held_tickets(tx, principal.tenant_id, reference, trip_service_id, expires_at, now)
    await issue_cart_tickets(tx, Issuing(terms.ledger, principal.tenant_id, principal.name, now), view.cart, ids)
    return view.cart


async def links_end(tx: Tx, tenant_id: int, reference: str, terms: SellingTerms, now: datetime) -> datetime:
    """When the links of a cart's held tickets end: after the days of the terms, but not before the last visit."""
    return link_end(terms, await carts.read_last_held_day(tx, tenant_id, reference), now)


def link_end(terms: SellingTerms, last_day: date | None, now: datetime) -> datetime:
    """When the link of a ticket ends: after the days of the terms, but not before its last day is over."""
    ends = now + timedelta(days=terms.download_days)
    if last_day is None:
        return ends
    # Two days on the visit is over by the clocks of every time zone. A day in the far future is a slip of the supplier.
    visited = datetime.combine(min(last_day, _far(now)) + timedelta(days=2), time.min, UTC)
    return max(ends, visited)


def _far(now: datetime) -> date:
    return now.date() + timedelta(days=LINK_DAYS_MAX)


async def _hold(
    tx: Tx, principal: Principal, wanted: Reservation, reference: str, now: datetime, *, wait: bool
) -> list[Ticket]:
    if wanted.ticket_ids and wanted.wishes:
        raise InvalidParameter("send ticketIds or allocate, not both", fields=("ticketIds", "allocate"))
    if wanted.wishes:
        zone = principal.time_zone
        allocation = Allocation(principal.tenant_id, today(zone), reference, now, wait, zone)
        return await allocate_tickets(tx, allocation, wanted.wishes, at_most=TICKETS_PER_CART_MAX)
    return await _hold_ids(tx, principal, _distinct(wanted.ticket_ids), reference, now)


async def _hold_ids(tx: Tx, principal: Principal, ids: Sequence[int], reference: str, now: datetime) -> list[Ticket]:
    day = today(principal.time_zone)
    held = await carts.hold_tickets(tx, principal.tenant_id, ids, reference, day, now)
    if len(held) < len(ids):
        await refuse_taken(tx, principal, ids, [ticket.id for ticket in held], day)
    return held


def _distinct(ids: Sequence[int]) -> list[int]:
    if not ids:
        raise MissingParameter("ticketIds is required", fields=("ticketIds",))
    if len(set(ids)) < len(ids):
        raise InvalidParameter("ticketIds names one ticket twice", fields=("ticketIds",))
    if len(ids) > TICKETS_PER_CART_MAX:
        raise InvalidParameter(f"a cart has at most {TICKETS_PER_CART_MAX} tickets", fields=("ticketIds",))
    return list(ids)


def _hold_minutes(wanted: Reservation, terms: SellingTerms) -> int:
    minutes = wanted.hold_minutes if wanted.hold_minutes is not None else terms.hold_minutes
    if not 1 <= minutes <= HOLD_MINUTES_MAX:
        raise InvalidParameter(f"holdMinutes must be from 1 to {HOLD_MINUTES_MAX}", fields=("holdMinutes",))
    return minutes


async def _replay(tx: Tx, principal: Principal, wanted: Reservation) -> CartView | None:
    if wanted.idempotency_key is None:
        return None
    kept = await batches.read_idempotency_key(tx, principal.tenant_id, RESERVE_OPERATION, wanted.idempotency_key)
    if kept is None:
        return None
    cart = await carts.read_cart_by_id(tx, kept.result_id)
    if kept.fingerprint != _fingerprint(wanted):
        message = f"this Idempotency-Key made cart {cart.reference} from other values; use a new key for a new cart"
        raise Conflict(message, fields=("Idempotency-Key",), details={"cartReference": cart.reference})
    return await view_cart(tx, cart)


async def _keep_key(tx: Tx, principal: Principal, wanted: Reservation, cart: Cart, now: datetime) -> None:
    if wanted.idempotency_key is None:
        return
    await batches.insert_idempotency_key(
        tx,
        principal.tenant_id,
        RESERVE_OPERATION,
        wanted.idempotency_key,
        fingerprint=_fingerprint(wanted),
        result_id=cart.id,
        now=now,
    )


def _fingerprint(wanted: Reservation) -> str:
    said = (
        wanted.customer_name,
        wanted.customer_email,
        wanted.customer_phone,
        sorted(wanted.ticket_ids),
        list(wanted.wishes),
        wanted.notes,
        wanted.customer_id,
        wanted.skip_payment_link,
        wanted.hold_minutes,
        wanted.agent_user_id,
        wanted.language,
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()
