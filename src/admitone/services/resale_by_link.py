"""The secondary market for holders without an account: the link of their ticket is the leave to sell it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, NotFound
from admitone.core.resale import Listing, ListingState, ResaleRule
from admitone.services.pages import fits_code
from admitone.services.public import PublicTicket, TicketState, read_public_ticket
from admitone.services.repeating import repeat_undone
from admitone.services.resale import Offer, Seller, put_on_sale, refuse_unsellable, withdraw
from admitone.services.secure_tickets import HOLDER
from admitone.services.surroundings import surroundings
from admitone.store import resale as store
from admitone.store import tickets
from admitone.store.database import Database


@dataclass(frozen=True, slots=True)
class HeldTicket:
    """Whose link it is and where they come from."""

    ticket_id: int
    code: str
    address: str


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


async def read_holder_market(database: Database, held: HeldTicket) -> HolderMarket:
    """What the holder of a ticket can do on the market. NotFound; TooManyRequests for an address that guesses."""
    found = await read_public_ticket(database, held.ticket_id, held.code, held.address)
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
    if listing is not None and listing.shown_state(now) is not ListingState.LISTED:
        listing = None
    return HolderMarket(found, listing, rule)


async def offer_by_link(database: Database, held: HeldTicket, price: Decimal) -> Listing:
    """Put the ticket of a link on sale; refusals as of `put_on_sale`."""
    seller = await _seller(database, held)
    return await repeat_undone(
        database, lambda tx: put_on_sale(tx, seller, Offer(ticket_id=held.ticket_id, price=price))
    )


async def withdraw_by_link(database: Database, held: HeldTicket) -> None:
    """Take the offer of the ticket of a link back; nothing happens when there is none. Conflict when it was bought."""
    seller = await _seller(database, held)
    async with database.writing() as tx:
        found = await tickets.read_any_ticket(tx, held.ticket_id)
        if found is None or not fits_code(found[1], held.code):
            # It was bought in this moment; what stands for it now is its new holder's.
            raise Conflict("this offer is sold already; nothing was changed")
        listing = await store.read_listing_of_ticket(tx, held.ticket_id)
        if listing is not None:
            await withdraw(tx, seller, listing.uid)


async def _seller(database: Database, held: HeldTicket) -> Seller:
    found = await read_public_ticket(database, held.ticket_id, held.code, held.address)
    if found.state is TicketState.LINK_EXPIRED:
        raise NotFound("this link has expired", fields=("code",))
    return Seller(HOLDER, tenant_id=found.tenant_id, code=held.code)
