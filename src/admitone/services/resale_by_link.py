"""The secondary market for holders without an account: the link of their ticket is the leave to sell it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, NotFound
from admitone.core.resale import Listing, ListingState, ResaleRule
from admitone.services.public import PublicTicket, TicketState
from admitone.services.repeating import repeat_undone
from admitone.services.resale import Offer, Seller, put_on_sale, refuse_unsellable, withdraw
from admitone.services.secure_tickets import HOLDER
from admitone.services.surroundings import surroundings
from admitone.store import resale as store
from admitone.store.database import Database


@dataclass(frozen=True, slots=True)
class HolderMarket:
    """A ticket, the offer of it that stands, and the limits of a new one; None where there may be none."""

    found: PublicTicket
    listing: Listing | None
    rule: ResaleRule | None

    @property
    def cap_minor(self) -> int:
        """The most that may be asked for it, in minor units."""
        face = self.found.ticket.selling_price_minor or 0
        return self.rule.price_cap(face) if self.rule else 0


async def read_holder_market(database: Database, found: PublicTicket) -> HolderMarket:
    """What whoever has the link of a ticket can do on the market; nothing once the link has expired."""
    ticket = found.ticket
    if found.state is TicketState.LINK_EXPIRED:
        return HolderMarket(found, None, None)
    now = utc_now()
    async with database.reading() as tx:
        listing = await store.read_listing_of_ticket(tx, ticket.id)
        rule = await store.read_rule(tx, found.tenant_id, ticket.ticket_config_id) if ticket.ticket_config_id else None
        try:
            await refuse_unsellable(tx, ticket, *(await surroundings(tx, ticket)), rule, now)
        except Conflict:
            rule = None
    stands = listing is not None and listing.ticket_uid == ticket.uid
    if listing is not None and not (stands and listing.shown_state(now) is ListingState.LISTED):
        listing = None
    return HolderMarket(found, listing, rule)


async def offer_by_link(database: Database, found: PublicTicket, price: Decimal) -> Listing:
    """Put the ticket of a link on sale; refusals as of `put_on_sale`."""
    seller, offer = _seller(found), Offer(ticket_id=found.ticket.id, price=price)
    return await repeat_undone(database, lambda tx: put_on_sale(tx, seller, offer))


async def withdraw_by_link(database: Database, found: PublicTicket) -> None:
    """Take the offer of the ticket of a link back; nothing happens when there is none. Conflict when it was bought."""
    seller, ticket = _seller(found), found.ticket
    async with database.writing() as tx:
        listing = await store.read_listing_of_ticket(tx, ticket.id)
        if listing is not None and listing.ticket_uid != ticket.uid:
            # It was bought in this moment; what stands for it now is its new holder's.
            raise Conflict("this offer is sold already; nothing was changed")
        if listing is not None:
            await withdraw(tx, seller, listing.uid)


def _seller(found: PublicTicket) -> Seller:
    if found.state is TicketState.LINK_EXPIRED:
        raise NotFound("this link has expired", fields=("code",))
    return Seller(HOLDER, tenant_id=found.tenant_id, code=found.ticket.download_code)
