"""What sold tickets admit to, put together from everything that is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from admitone.core.admissions import Admission
from admitone.core.event_design import EventDesign, read_design
from admitone.core.events import Event, EventState, Sector, Timeslot
from admitone.core.inventory import Attraction, Ticket, TicketFormat, TicketStatus
from admitone.core.selling import Cart, Sale, SaleStatus
from admitone.store import accounts, attractions, carts, events, people
from admitone.store.database import Tx
from admitone.store.people import Tenant

_NUMBER_DIGITS = 10


@dataclass(frozen=True, slots=True)
class _Owner:
    email: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class _Known:
    tenant: Tenant
    attractions: Mapping[int, Attraction]
    events: Mapping[int, Event]
    timeslots: Mapping[int, Timeslot]
    sectors: Mapping[int, Sector]
    carts: Mapping[str, Cart]
    sales: Mapping[int, Sale]
    owners: Mapping[int, _Owner]


async def read_admissions(tx: Tx, tenant_id: int, tickets: Sequence[Ticket]) -> list[Admission]:
    """The admissions of tickets of a tenant, in their order; stock without event gets the usual design."""
    known = await _look_up(tx, tenant_id, tickets)
    return [_admission(ticket, known) for ticket in tickets]


def is_drawn(ticket: Ticket) -> bool:
    """Whether we draw the PDF of a ticket ourselves; others are pages of their supplier's file."""
    return ticket.event_id is not None


def shows_code(ticket: Ticket) -> bool:
    """Whether a code that stays the same may stand on paper or in a wallet: issued, and not of the kind that moves."""
    issued = ticket.issued_at is not None or not is_drawn(ticket)
    return ticket.barcode is not None and issued and ticket.format is TicketFormat.PDF


async def _look_up(tx: Tx, tenant_id: int, tickets: Sequence[Ticket]) -> _Known:
    references = {ticket.cart_reference for ticket in tickets if ticket.cart_reference}
    found = [await carts.read_cart(tx, tenant_id, reference) for reference in sorted(references)]
    known_carts = {cart.reference: cart for cart in found if cart is not None}
    sales: dict[int, Sale] = {}
    for cart in known_carts.values():
        live = await carts.list_cart_sales(tx, cart.id)
        sales |= {sale.ticket_id: sale for sale in live if sale.status is not SaleStatus.CANCELLED}
    return _Known(
        tenant=await people.read_tenant(tx, tenant_id),
        attractions={one.id: one for one in await attractions.list_attractions(tx, tenant_id, active_only=False)},
        events=await events.read_events(tx, _ids(ticket.event_id for ticket in tickets)),
        timeslots=await events.read_timeslots(tx, _ids(ticket.timeslot_id for ticket in tickets)),
        sectors=await events.read_sectors(tx, _ids(ticket.sector_id for ticket in tickets)),
        carts=known_carts,
        sales=sales,
        owners=await _owners(tx, tenant_id, tickets),
    )


async def _owners(tx: Tx, tenant_id: int, tickets: Sequence[Ticket]) -> dict[int, _Owner]:
    owners: dict[int, _Owner] = {}
    for owner_id in _ids(ticket.owner_id for ticket in tickets):
        enrollment = await accounts.read_enrollment(tx, tenant_id, owner_id)
        account = await accounts.read_account(tx, enrollment.account_id) if enrollment else None
        if enrollment is not None and account is not None:
            owners[owner_id] = _Owner(account.email, enrollment.name)
    return owners


def _admission(ticket: Ticket, known: _Known) -> Admission:
    event = known.events.get(ticket.event_id or 0)
    attraction = known.attractions.get(ticket.attraction_id or 0)
    timeslot = known.timeslots.get(ticket.timeslot_id or 0)
    sector = known.sectors.get(ticket.sector_id or 0)
    cart = known.carts.get(ticket.cart_reference or "")
    sale = known.sales.get(ticket.id)
    kinds = [kind for kind in (ticket.category, ticket.age_group) if kind]
    return Admission(
        ticket_id=ticket.id,
        tenant_id=known.tenant.id,
        event_id=ticket.event_id,
        group=event.uid if event else f"visit-{ticket.attraction_id}-{ticket.ticket_date}",
        holder_code=ticket.download_code,
        title=event.name if event else attraction.name if attraction else known.tenant.name,
        kind=" · ".join(dict.fromkeys(kinds)) or None,
        venue=event.venue if event else None,
        address=event.address if event else None,
        latitude=event.latitude if event else None,
        longitude=event.longitude if event else None,
        starts_at=timeslot.starts_at if timeslot else event.starts_at if event else None,
        ends_at=timeslot.ends_at if timeslot else event.ends_at if event else None,
        doors_at=event.doors_at if event else None,
        day=ticket.ticket_date,
        time_slot=timeslot.name if timeslot else ticket.time_slot or ticket.time_slot_printed,
        valid_until=ticket.valid_until,
        sector=sector.name if sector else None,
        holder=_holder(known.owners.get(ticket.owner_id or 0), cart),
        number=ticket.serial or ticket.uid[:_NUMBER_DIGITS].upper(),
        price_minor=sale.price_minor if sale else ticket.selling_price_minor,
        currency=sale.currency if sale else ticket.selling_currency,
        code=ticket.barcode if shows_code(ticket) else None,
        code_format=read_design(event.design).code_format if event else "QR",
        cart_reference=ticket.cart_reference,
        conditions=ticket.limitations,
        language=cart.language if cart else "en",
        time_zone=known.tenant.time_zone,
        organiser=known.tenant.name,
        design=read_design(event.design) if event else EventDesign(),
        voided=ticket.status is not TicketStatus.SOLD or ticket.voided_at is not None or _is_off(event),
    )


def _is_off(event: Event | None) -> bool:
    return event is not None and event.state is EventState.CANCELLED


def _holder(owner: _Owner | None, cart: Cart | None) -> str | None:
    """Whoever owns the ticket; the cart's customer only while that is the same person."""
    if owner is None:
        return cart.customer_name if cart else None
    is_customer = cart is not None and (cart.customer_email or "").lower() == owner.email
    return (cart.customer_name if cart is not None and is_customer else None) or owner.name or owner.email


def _ids(values: Iterable[int | None]) -> list[int]:
    return sorted({value for value in values if value is not None})
