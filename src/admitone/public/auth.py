"""What vouches for a visitor: the link, whose code nobody can guess."""

from __future__ import annotations

from admitone.bootstrap import Product
from admitone.core.errors import NotFound
from admitone.link_pages import LinkRequest, caller_address
from admitone.services.public import PublicCart, PublicTicket, read_public_cart, read_public_ticket

_ID_DIGITS_MAX = 18


async def open_ticket(request: LinkRequest, ticket_id: str, code: str) -> PublicTicket:
    """The ticket of a link; NotFound for a link that is wrong in any way."""
    product: Product = request.app.state.product
    return await read_public_ticket(product.database, read_ticket_id(ticket_id), code, caller_address(request))


async def open_cart(request: LinkRequest, reference: str, code: str) -> PublicCart:
    """The cart of a link; NotFound for a link that is wrong in any way."""
    product: Product = request.app.state.product
    return await read_public_cart(product.database, reference, code, caller_address(request))


def read_ticket_id(text: str) -> int:
    """The ticket id of a path; NotFound for what cannot be one."""
    if not text.isascii() or not text.isdigit() or len(text) > _ID_DIGITS_MAX:
        raise NotFound("there is no ticket with this link", fields=("ticketId", "code"))
    return int(text)
