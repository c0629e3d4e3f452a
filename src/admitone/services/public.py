"""What whoever has the link of a ticket or a cart may see and take.

The code in the link is the leave; a wrong code and an unknown ticket or cart are the same NotFound. Nobody's role and
tenant matters here.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from admitone.core.admissions import Admission
from admitone.core.clock import local_day, utc_now
from admitone.core.errors import Conflict, NotFound
from admitone.core.events import Event, EventState
from admitone.core.inventory import Attraction, Ticket, TicketStatus
from admitone.core.networks import network_of
from admitone.core.selling import Cart, Hold, Resolution, Sale, SaleStatus
from admitone.services.admissions import read_admissions
from admitone.services.cart_tickets import still_in_cart
from admitone.services.guessing import count_use, note_wrong_code, refuse_guessing
from admitone.services.merging import merge_pages
from admitone.services.pages import PageWorld, TicketFile, fits_code
from admitone.services.payable import Payable, read_payable
from admitone.store import attractions, carts, events, people
from admitone.store import public as store
from admitone.store import tickets as ticket_store
from admitone.store.database import Database, Tx

CART_DOWNLOADS_PER_WINDOW: Final = 20
# More is no number of ours, and no column holds it.
_ID_MAX: Final = 2**63 - 1
_REFERENCE_LENGTH_MAX: Final = 40
_SOLD: Final = {SaleStatus.COMPLETED, SaleStatus.GROUP_ASSIGNED}


class TicketState(StrEnum):
    """What the holder of a ticket's link has to know first."""

    VALID = "VALID"
    UNPAID = "UNPAID"
    CANCELLED = "CANCELLED"
    REFUNDED = "REFUNDED"
    USED = "USED"
    PAST = "PAST"
    LINK_EXPIRED = "LINK_EXPIRED"


_ENDED_WITH_EVENT: Final = {TicketState.VALID, TicketState.UNPAID, TicketState.PAST}


class CartState(StrEnum):
    """What the holder of a cart's link has to know first."""

    READY = "READY"
    UNPAID = "UNPAID"
    PROCESSING = "PROCESSING"
    LAPSED = "LAPSED"
    CANCELLED = "CANCELLED"
    REFUNDED = "REFUNDED"
    REFUNDING = "REFUNDING"
    LINK_EXPIRED = "LINK_EXPIRED"


@dataclass(frozen=True, slots=True)
class PublicTicket:
    """A ticket for its holder. `holder` is the customer's name."""

    tenant_id: int
    ticket: Ticket
    attraction: Attraction | None
    state: TicketState
    holder: str | None
    language: str
    time_zone: str
    admission: Admission | None = None


@dataclass(frozen=True, slots=True)
class PublicCart:
    """A cart for its customer.

    `tickets` are those that are the customer's, or wait to be; `refunded` counts those that were given back. `payable`
    says where an unpaid cart is paid, `held_until` how long its tickets wait.
    """

    cart: Cart
    state: CartState
    tickets: Sequence[PublicTicket]
    refunded: int
    payable: Payable
    held_until: datetime | None
    time_zone: str


async def read_public_ticket(database: Database, ticket_id: int, code: str, address: str) -> PublicTicket:
    """A ticket by the code in its link. NotFound; TooManyRequests for an address that guesses."""
    subject = network_of(address)
    async with database.reading() as tx:
        await refuse_guessing(tx, subject)
        found = await ticket_store.read_any_ticket(tx, ticket_id) if 0 < ticket_id <= _ID_MAX else None
        tenant_id, ticket = found or (0, None)
        if fits_code(ticket, code) and ticket is not None:
            cart = await _cart_of(tx, tenant_id, ticket)
            return (await _show(tx, tenant_id, cart, [ticket]))[0]
    await note_wrong_code(database, subject)
    raise NotFound("there is no ticket with this link", fields=("ticketId", "code"))


async def read_public_cart(database: Database, reference: str, code: str, address: str) -> PublicCart:
    """A cart by the code in its link. NotFound; TooManyRequests for an address that guesses."""
    cart = await _identify(database, reference, code, address)
    async with database.reading() as tx:
        # Tickets that went back into stock are somebody else's, or will be.
        sales = await carts.list_cart_sales(tx, cart.id)
        live = [sale.ticket_id for sale in sales if sale.status is not SaleStatus.CANCELLED]
        tickets = still_in_cart(cart, await ticket_store.read_tickets(tx, cart.tenant_id, live))
        shown = await _show(tx, cart.tenant_id, cart, tickets)
        payable = await read_payable(tx, cart)
        hold = await carts.read_last_hold(tx, cart.id)
        return PublicCart(
            cart=cart,
            state=_cart_state(cart, hold, sales, shown, payable),
            tickets=shown,
            refunded=sum(sale.refunded_at is not None for sale in sales),
            payable=payable,
            held_until=hold.expires_at if hold is not None and hold.resolution is None else None,
            time_zone=await people.read_time_zone(tx, cart.tenant_id),
        )


async def download_cart(world: PageWorld, reference: str, code: str, address: str) -> TicketFile:
    """All tickets of a cart whose links work, as one PDF, counted as a download of each.

    NotFound as ever; Conflict when there is none; TooManyRequests per cart and address.
    """
    cart, tickets = await read_downloadable(world.database, reference, code, address)
    async with world.database.writing() as tx:
        await count_use(tx, f"download:cart:{cart.id}", network_of(address), CART_DOWNLOADS_PER_WINDOW)
    content = await merge_pages(world, cart.tenant_id, tickets)
    async with world.database.writing() as tx:
        await store.count_downloads(tx, cart.tenant_id, [ticket.id for ticket in tickets], utc_now())
    return TicketFile(content, f"{cart.reference}.pdf")


async def read_downloadable(database: Database, reference: str, code: str, address: str) -> tuple[Cart, list[Ticket]]:
    """A cart by the code in its link, and its tickets whose links work; NotFound as ever, Conflict without any."""
    cart = await _identify(database, reference, code, address)
    async with database.reading() as tx:
        sold = [sale.ticket_id for sale in await carts.list_cart_sales(tx, cart.id) if sale.status in _SOLD]
        now = utc_now()
        tickets = [
            ticket
            for ticket in still_in_cart(cart, await ticket_store.read_tickets(tx, cart.tenant_id, sold))
            if ticket.voided_at is None and not _has_expired(ticket, now)
        ]
    if not tickets:
        raise Conflict("there is no ticket of this booking to download", fields=("cartReference",))
    return cart, tickets


async def find_cart(tx: Tx, reference: str) -> Cart | None:
    """The cart of a reference as somebody outside wrote it, of whichever tenant."""
    plausible = len(reference) <= _REFERENCE_LENGTH_MAX and reference.isascii() and reference.isprintable()
    return await carts.read_cart_of_anybody(tx, reference) if plausible else None


async def _identify(database: Database, reference: str, code: str, address: str) -> Cart:
    subject = network_of(address)
    async with database.reading() as tx:
        await refuse_guessing(tx, subject)
        cart = await find_cart(tx, reference)
    expected = cart.public_code if cart else "there is no such cart"
    # An unknown cart takes as long as a wrong code.
    if hmac.compare_digest(expected.encode(), code.encode(errors="replace")) and cart is not None:
        return cart
    await note_wrong_code(database, subject)
    raise NotFound("there is no booking with this link", fields=("cartReference", "code"))


async def _cart_of(tx: Tx, tenant_id: int, ticket: Ticket) -> Cart | None:
    return await carts.read_cart(tx, tenant_id, ticket.cart_reference) if ticket.cart_reference else None


async def _show(tx: Tx, tenant_id: int, cart: Cart | None, tickets: Sequence[Ticket]) -> list[PublicTicket]:
    used = await store.list_redeemed(tx, tenant_id, [ticket.id for ticket in tickets])
    known = {one.id: one for one in await attractions.list_attractions(tx, tenant_id, active_only=False)}
    zone = await people.read_time_zone(tx, tenant_id)
    sales = {sale.ticket_id: sale for sale in await carts.list_cart_sales(tx, cart.id)} if cart else {}
    now = utc_now()
    visits = await _read_visits(tx, tenant_id, tickets)
    called_off = {event.id for event in (await _read_events(tx, tickets)) if event.state is EventState.CANCELLED}
    return [
        PublicTicket(
            tenant_id=tenant_id,
            ticket=ticket,
            attraction=known.get(ticket.attraction_id or 0),
            state=_called_off(
                _ticket_state(ticket, sales.get(ticket.id), used=ticket.id in used, now=now, time_zone=zone),
                called_off=ticket.event_id in called_off,
            ),
            holder=cart.customer_name if cart else None,
            language=cart.language if cart else "en",
            time_zone=zone,
            admission=visits.get(ticket.id),
        )
        for ticket in tickets
    ]


def _called_off(state: TicketState, *, called_off: bool) -> TicketState:
    """What a ticket is when its event may be called off: one that was given back stays that."""
    return TicketState.CANCELLED if called_off and state in _ENDED_WITH_EVENT else state


async def _read_visits(tx: Tx, tenant_id: int, tickets: Sequence[Ticket]) -> dict[int, Admission]:
    of_events = [ticket for ticket in tickets if ticket.event_id is not None]
    admissions = await read_admissions(tx, tenant_id, of_events) if of_events else []
    return {admission.ticket_id: admission for admission in admissions}


async def _read_events(tx: Tx, tickets: Sequence[Ticket]) -> list[Event]:
    ids = sorted({ticket.event_id for ticket in tickets if ticket.event_id is not None})
    return list((await events.read_events(tx, ids)).values()) if ids else []


def _ticket_state(ticket: Ticket, sale: Sale | None, *, used: bool, now: datetime, time_zone: str) -> TicketState:
    if ticket.status is TicketStatus.RESERVED:
        return TicketState.UNPAID
    if ticket.status is not TicketStatus.SOLD or ticket.voided_at is not None:
        refunded = sale is not None and sale.refunded_at is not None
        return TicketState.REFUNDED if refunded else TicketState.CANCELLED
    if _has_expired(ticket, now):
        return TicketState.LINK_EXPIRED
    if used:
        return TicketState.USED
    past = ticket.last_day is not None and ticket.last_day < local_day(now, time_zone)
    return TicketState.PAST if past else TicketState.VALID


def _cart_state(
    cart: Cart, hold: Hold | None, sales: Sequence[Sale], tickets: Sequence[PublicTicket], payable: Payable
) -> CartState:
    if cart.status is SaleStatus.PENDING_PAYMENT:
        return CartState.PROCESSING if payable.is_under_way else CartState.UNPAID
    if cart.status is SaleStatus.CANCELLED:
        if any(sale.refunded_at for sale in sales):
            return CartState.REFUNDED
        if payable.was_paid:
            return CartState.REFUNDING
        lapsed = hold is not None and hold.resolution is Resolution.EXPIRED
        return CartState.LAPSED if lapsed else CartState.CANCELLED
    if tickets and all(shown.state is TicketState.LINK_EXPIRED for shown in tickets):
        return CartState.LINK_EXPIRED
    return CartState.READY


def _has_expired(ticket: Ticket, now: datetime) -> bool:
    return ticket.download_expires_at is not None and ticket.download_expires_at < now
