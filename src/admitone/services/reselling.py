"""Buying a ticket on the secondary market: the seller's code dies in the transaction that makes the buyer's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, InvalidParameter, MissingParameter
from admitone.core.events import EventState
from admitone.core.money import to_major
from admitone.core.principal import ADMINS, Principal
from admitone.core.resale import OFFER_LAPSED, Listing, ListingState
from admitone.services.enrollments import enroll_person
from admitone.services.ledger import Ledger
from admitone.services.rehoming import Move, rehome_tickets
from admitone.services.resale import ends_at, read_listing
from admitone.services.surroundings import surroundings
from admitone.services.transfer_mails import tell_new_holder, tell_seller
from admitone.store import resale as store
from admitone.store import tickets as ticket_store
from admitone.store.audit import Change, record_entity
from admitone.store.database import Tx

_REFERENCE_LENGTH_MAX: Final = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """Who buys, and how whoever asks for it knows that the price was paid."""

    uid: str
    email: str
    name: str | None = None
    payment_reference: str


async def buy_listing(tx: Tx, principal: Principal, ledger: Ledger, purchase: Purchase) -> Listing:
    """LISTED -> SOLD: the ticket becomes another one, the buyer's; both sides are told by mail.

    For admins, who say that their organisation has the buyer's money, as with payments by hand. Whoever repeats a
    purchase with its payment reference gets the same answer. Conflict when the offer does not stand any more, telling
    what became of it, when the ticket is not what it was, and when it is for another buyer.
    """
    principal.require(ADMINS)
    reference = _check_reference(purchase.payment_reference)
    listing = await read_listing(tx, principal, purchase.uid)
    await ticket_store.lock_tickets(tx, principal.tenant_id, [listing.ticket_id])
    buyer = await enroll_person(tx, principal, purchase.email, purchase.name)
    if listing.buyer_email is not None and listing.buyer_email != buyer.email:
        raise Conflict("this offer is for another buyer", fields=("email",))
    if buyer.id == listing.seller_id:
        raise InvalidParameter("email: this is the seller; withdraw the offer instead", fields=("email",))
    now = utc_now()
    ticket = (await ticket_store.read_tickets(tx, principal.tenant_id, [listing.ticket_id]))[0]
    event, timeslot = await surroundings(tx, ticket)
    is_over = event is None or event.state is not EventState.PUBLISHED or ends_at(event, timeslot) <= now
    if listing.state is ListingState.LISTED and is_over:
        raise Conflict("the event is over, or was called off; give the buyer the money back", fields=("uid",))
    if not await store.sell_listing(tx, listing.id, buyer.id, reference, now):
        return await _bought_before(tx, principal, purchase.uid, buyer.id, reference)
    move = Move(listing.ticket_id, listing.ticket_uid, listing.seller_id, buyer.id)
    (moved,) = await rehome_tickets(tx, principal, ledger, [move], now=now, reason=f"resale {listing.uid}")
    await tell_new_holder(tx, principal.tenant_id, moved, now)
    await tell_seller(tx, listing, now)
    change = Change("RESELL", principal.name, now, "LISTED", "SOLD", f"paid by {reference}")
    await record_entity(tx, principal.tenant_id, "LISTING", listing.id, change)
    return await read_listing(tx, principal, listing.uid)


async def settle_listing(tx: Tx, principal: Principal, uid: str) -> Listing:
    """Note that the seller of a ticket that was bought has the money; whoever repeats it gets the same answer."""
    principal.require(ADMINS)
    listing = await read_listing(tx, principal, uid)
    now = utc_now()
    if await store.settle_listing(tx, principal.tenant_id, listing.id, principal.name, now):
        amount = f"{to_major(listing.price_minor - listing.fee_minor, listing.currency)} {listing.currency}"
        change = Change("SETTLE", principal.name, now, "SOLD", "SOLD", amount)
        await record_entity(tx, principal.tenant_id, "LISTING", listing.id, change)
    elif listing.state is not ListingState.SOLD:
        raise Conflict(f"this offer is {str(listing.state).lower()}; nothing is due for it")
    return await read_listing(tx, principal, uid)


async def _bought_before(tx: Tx, principal: Principal, uid: str, buyer_id: int, reference: str) -> Listing:
    listing = await read_listing(tx, principal, uid)
    if (listing.state, listing.buyer_id, listing.payment_reference) == (ListingState.SOLD, buyer_id, reference):
        return listing
    reason = OFFER_LAPSED if listing.state is ListingState.LISTED else (listing.reason or str(listing.state).lower())
    message = f"this offer does not stand any more: {reason}; give the buyer the money back"
    raise Conflict(message, fields=("uid",), details={"state": str(listing.state)})


def _check_reference(text: str) -> str:
    reference = text.strip()
    if not reference:
        raise MissingParameter(
            "payment_reference: say how the price was paid, for example the number of the payment",
            fields=("payment_reference",),
        )
    if len(reference) > _REFERENCE_LENGTH_MAX or not reference.isprintable():
        raise InvalidParameter(
            f"payment_reference: at most {_REFERENCE_LENGTH_MAX} printable characters", fields=("payment_reference",)
        )
    return reference
