"""What vouches for a holder: the link of the ticket, whose code nobody can guess."""

from __future__ import annotations

from admitone.bootstrap import Product
from admitone.core.errors import NotFound
from admitone.core.inventory import TicketFormat
from admitone.link_pages import LinkRequest, caller_address, read_ticket_id
from admitone.services.public import PublicTicket, read_public_ticket


async def open_secure_ticket(request: LinkRequest, ticket_id: str, code: str) -> PublicTicket:
    """The SECURE ticket of a link; NotFound for a link that is wrong in any way, and for tickets of other kinds."""
    product: Product = request.app.state.product
    number = read_ticket_id(ticket_id)
    found = await read_public_ticket(product.database, number, code, caller_address(request))
    if found.ticket.format is not TicketFormat.SECURE:
        raise NotFound("there is no SECURE ticket with this link", fields=("ticketId", "code"))
    return found
