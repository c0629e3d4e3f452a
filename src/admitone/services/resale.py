"""The secondary market of SECURE tickets: holders offer theirs within the organiser's limits, and take offers back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from admitone.core.clock import utc_now
from admitone.core.contacts import check_email
from admitone.core.errors import AdmitError, Conflict, InvalidParameter, NotFound
from admitone.core.events import Account, Event, EventState, Timeslot
from admitone.core.ids import is_uid, new_uid
from admitone.core.inventory import Ticket, TicketFormat, TicketStatus
from admitone.core.money import to_major, to_minor
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.core.refusals import Refusals
from admitone.core.resale import OFFER_LAPSED, Listing, ResaleRule
from admitone.services.pages import fits_code
from admitone.services.secure_tickets import HOLDER
from admitone.services.surroundings import surroundings
from admitone.store import accounts, audit, holding, transfers
from admitone.store import resale as store
from admitone.store import tickets as ticket_store
from admitone.store.audit import Change
from admitone.store.database import ConstraintViolated, Tx
from admitone.store.resale import ListingFilter, NewListing, TicketHome

OFFERS_MAX: Final = 500


@dataclass(frozen=True, slots=True)
class Seller:
    """Who offers: a holder by account, staff of `tenant_id` on a holder's word, or whoever has a ticket's `code`."""

    by: str
    account_id: int | None = None
    tenant_id: int | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is asked for a ticket, in major units of its currency, until when, and of whom if of nobody else."""

    ticket_id: int
    price: Decimal
    locked_until: datetime | None = None
    buyer_email: str | None = None


@dataclass(frozen=True, slots=True)
class OfferedTicket:
    """An offer with its ticket and event."""

    listing: Listing
    ticket: Ticket
    event: Event
    timeslot: Timeslot | None


def seller_of(caller: Account | Principal) -> Seller:
    """The holder of a token, or an admin, who has the holder's word."""
    if isinstance(caller, Principal):
        caller.require(ADMINS)
        return Seller(caller.name, tenant_id=caller.tenant_id)
    return Seller(HOLDER, account_id=caller.id)


async def put_on_sale(tx: Tx, seller: Seller, offer: Offer) -> Listing:
    """Offer a ticket. It stays its holder's, who may go in with it: that ends the offer.

    NotFound for a ticket that is not the seller's; Conflict for one that cannot be sold now, saying why;
    InvalidParameter names every field that cannot be used, with the highest price that is allowed.
    """
    home = await _find_own(tx, seller, offer.ticket_id)
    tenant_id, owner_id = home.tenant_id, home.owner_id
    if home.event_id is not None:
        # Before the ticket, as everybody does; whoever calls the event off waits, or this sees that it was.
        await holding.lock_event(tx, tenant_id, home.event_id)
    await ticket_store.lock_tickets(tx, tenant_id, [offer.ticket_id])
    ticket = (await ticket_store.read_tickets(tx, tenant_id, [offer.ticket_id]))[0]
    if ticket.owner_id != owner_id or not (seller.code is None or fits_code(ticket, seller.code)):
        # It has moved on in this moment.
        raise _missing(offer.ticket_id)
    now = utc_now()
    event, timeslot = await surroundings(tx, ticket)
    rule = await store.read_rule(tx, tenant_id, ticket.ticket_config_id) if ticket.ticket_config_id else None
    await refuse_unsellable(tx, ticket, event, timeslot, rule, now)
    # The others were refused.
    assert event is not None
    assert rule is not None
    assert ticket.ticket_config_id is not None
    assert owner_id is not None
    price_minor, until, buyer = _check(offer, ticket, rule, timeslot or event, now)
    await store.end_lapsed_listing(tx, ticket.id, now, reason=OFFER_LAPSED)
    new = NewListing(
        uid=new_uid(),
        ticket=ticket,
        event_id=event.id,
        ticket_config_id=ticket.ticket_config_id,
        seller_id=owner_id,
        buyer_email=buyer,
        price_minor=price_minor,
        fee_minor=rule.fee(price_minor),
        currency=ticket.selling_currency or "",
        locked_until=until,
        created_by=seller.by,
    )
    try:
        listing = await store.insert_listing(tx, tenant_id, new, now)
    except ConstraintViolated as error:
        raise Conflict(f"ticket {ticket.id} is on offer already; withdraw that offer first") from error
    details = f"for {to_major(price_minor, listing.currency)} {listing.currency}"
    await audit.record_tickets(tx, tenant_id, [ticket.id], Change("LIST", seller.by, now, "SOLD", "SOLD", details))
    return listing


async def withdraw(tx: Tx, seller: Seller, uid: str) -> Listing:
    """LISTED -> WITHDRAWN; whoever repeats it gets the same answer. Conflict when it was bought or has ended."""
    listing = await _find_listing(tx, seller, uid)
    now = utc_now()
    if await store.withdraw_listing(tx, listing.id, now):
        change = Change("UNLIST", seller.by, now, "SOLD", "SOLD")
        await audit.record_tickets(tx, listing.tenant_id, [listing.ticket_id], change)
    listing = await _read_again(tx, uid)
    if listing.state != "WITHDRAWN":
        raise Conflict(f"this offer is {str(listing.state).lower()} already; nothing was changed")
    return listing


async def read_listing(tx: Tx, caller: Account | Principal, uid: str) -> Listing:
    """An offer: staff see those of their tenant, holders their own and what anybody, or they, can buy. NotFound."""
    listing = await store.read_listing(tx, uid) if is_uid(uid) else None
    if listing is None:
        raise missing_listing(uid)
    if isinstance(caller, Principal):
        caller.require(STAFF)
        seen = listing.tenant_id == caller.tenant_id
    else:
        mine = listing.seller_id in await _enrollments(tx, caller)
        standing = listing.shown_state(utc_now()) == "LISTED"
        seen = mine or (standing and listing.buyer_email in {None, caller.email})
    if not seen:
        raise missing_listing(uid)
    return listing


async def page_listings(tx: Tx, principal: Principal, wanted: ListingFilter, limit: int) -> list[Listing]:
    """Offers of the tenant, newest first."""
    principal.require(STAFF)
    return await store.page_listings(tx, principal.tenant_id, wanted, utc_now(), min(limit, OFFERS_MAX))


async def page_own_listings(tx: Tx, account: Account, before_id: int | None, limit: int) -> list[Listing]:
    """What somebody has offered, at whichever tenant, newest first."""
    return await store.page_of_sellers(tx, await _enrollments(tx, account), before_id, min(limit, OFFERS_MAX))


async def list_on_offer(tx: Tx, event_id: int, limit: int) -> list[Listing]:
    """What anybody can buy of an event, the cheapest first."""
    return await store.list_on_offer(tx, event_id, utc_now(), min(limit, OFFERS_MAX))


def missing_listing(uid: str) -> NotFound:
    """The refusal of an unknown offer."""
    return NotFound(f"there is no offer {uid[:64]}", fields=("uid",))


async def _find_own(tx: Tx, seller: Seller, ticket_id: int) -> TicketHome:
    found = await store.find_ticket_home(tx, ticket_id)
    if found is None or not await _is_of(tx, seller, found.tenant_id, found.owner_id):
        raise _missing(ticket_id)
    return found


async def _is_of(tx: Tx, seller: Seller, tenant_id: int, owner_id: int | None) -> bool:
    if seller.account_id is None:
        return tenant_id == seller.tenant_id
    return owner_id in {one.id for one in await accounts.list_enrollments(tx, seller.account_id)}


async def _find_listing(tx: Tx, seller: Seller, uid: str) -> Listing:
    listing = await store.read_listing(tx, uid) if is_uid(uid) else None
    if listing is None or not await _is_of(tx, seller, listing.tenant_id, listing.seller_id):
        raise missing_listing(uid)
    return listing


async def _read_again(tx: Tx, uid: str) -> Listing:
    listing = await store.read_listing(tx, uid)
    if listing is None:
        raise missing_listing(uid)
    return listing


async def _enrollments(tx: Tx, account: Account) -> list[int]:
    return [one.id for one in await accounts.list_enrollments(tx, account.id)]


async def refuse_unsellable(  # noqa: PLR0917 - all that decides it
    tx: Tx, ticket: Ticket, event: Event | None, timeslot: Timeslot | None, rule: ResaleRule | None, now: datetime
) -> None:
    """Conflict for a ticket that cannot be offered now, saying why."""
    if event is None or ticket.format is not TicketFormat.SECURE:
        raise Conflict(f"ticket {ticket.id} is no SECURE ticket: its code can be copied, so it cannot be resold")
    if rule is None:
        raise Conflict(f"the organiser does not let ticket {ticket.id} be resold")
    if ticket.owner_id is None or ticket.status is not TicketStatus.SOLD or ticket.issued_at is None:
        raise Conflict(f"ticket {ticket.id} is nobody's yet, or not issued")
    if ticket.voided_at is not None or ticket.redeemed_at is not None:
        raise Conflict(f"ticket {ticket.id} was used, or is void")
    if event.state is not EventState.PUBLISHED or ends_at(event, timeslot) <= now:
        raise Conflict(f"the event of ticket {ticket.id} is over, or was called off")
    if not ticket.selling_price_minor or not ticket.selling_currency:
        raise Conflict(f"ticket {ticket.id} cost nothing, so there is nothing to ask for it")
    if await transfers.find_of_ticket(tx, event.tenant_id, ticket.id) is not None:
        raise Conflict(f"an approval to transfer ticket {ticket.id} stands; it ends first")


def _check(
    offer: Offer, ticket: Ticket, rule: ResaleRule, admission: Event | Timeslot, now: datetime
) -> tuple[int, datetime, str | None]:
    wrong = Refusals()
    currency = ticket.selling_currency or ""
    most = rule.price_cap(ticket.selling_price_minor or 0)
    price_minor = 0
    try:
        price_minor = to_minor(offer.price, currency, "price")
        if not 0 < price_minor <= most:
            reason = f"price: more than 0, and at most {to_major(most, currency)} {currency} for this ticket"
            wrong.add("price", reason=reason)
    except InvalidParameter as error:
        wrong.take(error)
    until = offer.locked_until or (admission.starts_at if admission.starts_at > now else admission.ends_at)
    if not now < until <= admission.ends_at:
        last = admission.ends_at.isoformat(timespec="seconds")
        wrong.add("locked_until", reason=f"locked_until: in the future, and not after the end at {last}")
    buyer = None
    try:
        buyer = check_email(offer.buyer_email, "buyer_email").lower() if offer.buyer_email is not None else None
    except AdmitError as error:
        wrong.take(error)
    wrong.settle()
    return price_minor, until, buyer


def ends_at(event: Event, timeslot: Timeslot | None) -> datetime:
    """When what a ticket admits to is over."""
    return timeslot.ends_at if timeslot is not None else event.ends_at


def _missing(ticket_id: int) -> NotFound:
    return NotFound(f"you have no ticket {ticket_id}", fields=("ticket_id",))
