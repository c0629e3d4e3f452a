"""Rows of the secondary market."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from admitone.core.inventory import Ticket
from admitone.core.resale import Listing, ListingState, ResaleRule
from admitone.store.database import Tx, as_struct


class TicketHome(Struct, frozen=True):
    """Tenant, owner's enrollment and event of a ticket."""

    tenant_id: int
    owner_id: int | None
    event_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewListing:
    """An offer before it is a row."""

    uid: str
    ticket: Ticket
    event_id: int
    ticket_config_id: int
    seller_id: int
    buyer_email: str | None
    price_minor: int
    fee_minor: int
    currency: str
    locked_until: datetime
    created_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingFilter:
    """Which offers of a tenant; `before_id` pages on."""

    event_id: int | None = None
    state: ListingState | None = None
    settled: bool | None = None
    before_id: int | None = None


async def set_rule(tx: Tx, tenant_id: int, rule: ResaleRule, now: datetime) -> None:
    """Let a kind of ticket be resold within limits."""
    await tx.execute(
        "set_resale_rule",
        tenant_id=tenant_id,
        ticket_config_id=rule.ticket_config_id,
        markup_percent=rule.markup_percent,
        fee_percent=rule.fee_percent,
        now=now,
    )


async def drop_rule(tx: Tx, tenant_id: int, config_id: int) -> bool:
    """Let a kind of ticket be resold no more; False when it could not be anyway."""
    return bool(await tx.execute("drop_resale_rule", tenant_id=tenant_id, ticket_config_id=config_id))


async def read_rule(tx: Tx, tenant_id: int, config_id: int) -> ResaleRule | None:
    """The limits within which a kind of ticket may be resold; None when it may not."""
    row = await tx.fetch_one("read_resale_rule", tenant_id=tenant_id, ticket_config_id=config_id)
    return as_struct(row, ResaleRule) if row else None


async def find_ticket_home(tx: Tx, ticket_id: int) -> TicketHome | None:
    """Whose a ticket of whichever tenant is."""
    row = await tx.fetch_one("find_ticket_home", ticket_id=ticket_id)
    return as_struct(row, TicketHome) if row else None


async def list_on_offer_of(tx: Tx, ids: Sequence[int], now: datetime) -> set[int]:
    """Which of these tickets are on offer."""
    return {int(row["ticket_id"]) for row in await tx.fetch_all("list_on_offer_of", ids=list(ids), now=now)}


async def insert_listing(tx: Tx, tenant_id: int, new: NewListing, now: datetime) -> Listing:
    """Add an offer; ConstraintViolated `listings_ticket_once` for a ticket that is on offer already."""
    row = await tx.fetch_one(
        "insert_listing",
        uid=new.uid,
        tenant_id=tenant_id,
        event_id=new.event_id,
        ticket_config_id=new.ticket_config_id,
        ticket_id=new.ticket.id,
        ticket_uid=new.ticket.uid,
        seller_id=new.seller_id,
        buyer_email=new.buyer_email,
        price_minor=new.price_minor,
        fee_minor=new.fee_minor,
        currency=new.currency,
        locked_until=new.locked_until,
        created_by=new.created_by,
        now=now,
    )
    if row is None:
        raise LookupError("an insert returned no row")
    return as_struct(row, Listing)


async def read_listing(tx: Tx, uid: str) -> Listing | None:
    """An offer of whichever tenant."""
    row = await tx.fetch_one("read_listing", uid=uid)
    return as_struct(row, Listing) if row else None


async def read_listing_of_ticket(tx: Tx, ticket_id: int) -> Listing | None:
    """The offer that stands for a ticket; its time may be over."""
    row = await tx.fetch_one("read_listing_of_ticket", ticket_id=ticket_id)
    return as_struct(row, Listing) if row else None


async def end_listings(tx: Tx, ticket_ids: Sequence[int], now: datetime, *, reason: str) -> int:
    """LISTED -> ENDED for whatever stands for these tickets; how many that were."""
    return len(await tx.fetch_all("end_listings", ticket_ids=list(ticket_ids), reason=reason, now=now))


async def end_event_listings(tx: Tx, event_id: int, now: datetime, *, reason: str) -> None:
    """LISTED -> ENDED for whatever stands for tickets of an event."""
    await tx.execute("end_event_listings", event_id=event_id, reason=reason, now=now)


async def end_lapsed_listing(tx: Tx, ticket_id: int, now: datetime, *, reason: str) -> None:
    """LISTED -> ENDED for an offer of a ticket whose time is over."""
    await tx.execute("end_lapsed_listing", ticket_id=ticket_id, reason=reason, now=now)


async def withdraw_listing(tx: Tx, listing_id: int, now: datetime) -> bool:
    """LISTED -> WITHDRAWN; False when it is not LISTED any more."""
    return bool(await tx.execute("withdraw_listing", listing_id=listing_id, now=now))


async def sell_listing(tx: Tx, listing_id: int, buyer_id: int, payment_reference: str, now: datetime) -> bool:
    """LISTED -> SOLD; False when it is not LISTED any more, or its time is over."""
    done = await tx.execute(
        "sell_listing", listing_id=listing_id, buyer_id=buyer_id, payment_reference=payment_reference, now=now
    )
    return bool(done)


async def settle_listing(tx: Tx, tenant_id: int, listing_id: int, by: str, now: datetime) -> bool:
    """Note that a seller has their money; False when that was noted already, or nothing was sold."""
    done = await tx.execute("settle_listing", tenant_id=tenant_id, listing_id=listing_id, settled_by=by, now=now)
    return bool(done)


async def page_listings(tx: Tx, tenant_id: int, wanted: ListingFilter, now: datetime, limit: int) -> list[Listing]:
    """Offers of a tenant, newest first."""
    rows = await tx.fetch_all(
        "page_listings",
        tenant_id=tenant_id,
        event_id=wanted.event_id,
        state=wanted.state,
        settled=wanted.settled,
        before_id=wanted.before_id,
        now=now,
        limit=limit,
    )
    return [as_struct(row, Listing) for row in rows]


async def page_of_sellers(tx: Tx, seller_ids: Sequence[int], before_id: int | None, limit: int) -> list[Listing]:
    """What these enrollments have offered, newest first."""
    rows = await tx.fetch_all("page_listings_of_sellers", seller_ids=list(seller_ids), before_id=before_id, limit=limit)
    return [as_struct(row, Listing) for row in rows]


async def list_on_offer(tx: Tx, event_id: int, now: datetime, limit: int) -> list[Listing]:
    """What anybody can buy of an event, the cheapest first."""
    rows = await tx.fetch_all("list_on_offer", event_id=event_id, now=now, limit=limit)
    return [as_struct(row, Listing) for row in rows]
