"""The terms of selling, and assigning tickets to a group trip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from admitone.core.clock import local_day, today, utc_now
from admitone.core.errors import InvalidParameter, MissingParameter
from admitone.core.inventory import Ticket
from admitone.core.principal import STAFF, Principal
from admitone.core.selling import Cart, SaleStatus, new_cart_reference
from admitone.services.allocating import Wish
from admitone.services.cart_issuing import issue_cart_tickets
from admitone.services.issuing import Issuing
from admitone.services.ledger import Ledger, NoLedger
from admitone.services.opening import Draft, open_cart
from admitone.services.refusing import refuse_taken
from admitone.store import carts
from admitone.store.audit import Change
from admitone.store.database import Tx

TICKETS_PER_CART_MAX: Final = 500
HOLD_MINUTES_MAX: Final = 60 * 24 * 60
LINK_DAYS_MAX: Final = 3650


@dataclass(frozen=True, slots=True)
class SellingTerms:
    """What the configuration says of selling. `payment_links` and `erp` tell what is connected.

    `ledger` is where what is sold is recorded as issued.
    `test_payments` when the gateway takes test cards instead of money.
    """

    hold_minutes: int
    download_days: int
    payment_links: bool
    erp: bool
    test_payments: bool
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
    held = await hold_by_id(tx, principal, distinct_ids(ticket_ids), reference, now)
    draft = Draft(
        status=SaleStatus.GROUP_ASSIGNED,
        agent_user_id=agent_user_id or principal.name,
        trip_service_id=trip_service_id,
    )
    change = Change("ASSIGN_GROUP", principal.name, now, "AVAILABLE", "SOLD", f"trip service {trip_service_id}")
    view = await open_cart(tx, principal, draft, held, change, reference=reference)
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


async def hold_by_id(tx: Tx, principal: Principal, ids: Sequence[int], reference: str, now: datetime) -> list[Ticket]:
    """Hold these tickets, all or none; Conflict names those that are gone."""
    day = today(principal.time_zone)
    held = await carts.hold_tickets(tx, principal.tenant_id, ids, reference, day, now)
    if len(held) < len(ids):
        await refuse_taken(tx, principal, ids, [ticket.id for ticket in held], day)
    return held


def distinct_ids(ids: Sequence[int]) -> list[int]:
    """The tickets that a caller names, each once."""
    if not ids:
        raise MissingParameter("ticketIds is required", fields=("ticketIds",))
    if len(set(ids)) < len(ids):
        raise InvalidParameter("ticketIds names one ticket twice", fields=("ticketIds",))
    if len(ids) > TICKETS_PER_CART_MAX:
        raise InvalidParameter(f"a cart has at most {TICKETS_PER_CART_MAX} tickets", fields=("ticketIds",))
    return list(ids)
