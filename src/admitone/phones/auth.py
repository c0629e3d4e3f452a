"""What vouches for a holder: the link of the ticket, whose code nobody can guess."""

from __future__ import annotations

from admitone.bootstrap import Product
from admitone.core.errors import NotFound
from admitone.core.inventory import TicketFormat
from admitone.link_pages import LinkRequest, caller_address
from admitone.services.public import PublicTicket, read_public_ticket

_ID_DIGITS_MAX = 18


async def open_secure_ticket(request: LinkRequest, ticket_id: str, code: str) -> PublicTicket:
    """The SECURE ticket of a link; NotFound for a link that is wrong in any way, and for tickets of other kinds."""
    product: Product = request.app.state.product
    number = read_ticket_number(ticket_id)
    found = await read_public_ticket(product.database, number, code, caller_address(request))
    if found.ticket.format is not TicketFormat.SECURE:
        raise NotFound("there is no SECURE ticket with this link", fields=("ticketId", "code"))
    return found


def read_ticket_number(text: str) -> int:
    """The ticket's number of a path; NotFound for what cannot be one."""
    if not text.isascii() or not text.isdigit() or len(text) > _ID_DIGITS_MAX:
        raise NotFound("there is no ticket with this link", fields=("ticketId", "code"))
    return int(text)
