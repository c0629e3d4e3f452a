"""What vouches for a visitor: the link, whose code nobody can guess."""

from __future__ import annotations

from admitone.bootstrap import Product
from admitone.link_pages import LinkRequest, caller_address, read_ticket_id
from admitone.services.public import PublicCart, PublicTicket, read_public_cart, read_public_ticket


async def open_ticket(request: LinkRequest, ticket_id: str, code: str) -> PublicTicket:
    """The ticket of a link; NotFound for a link that is wrong in any way."""
    product: Product = request.app.state.product
    return await read_public_ticket(product.database, read_ticket_id(ticket_id), code, caller_address(request))


async def open_cart(request: LinkRequest, reference: str, code: str) -> PublicCart:
    """The cart of a link; NotFound for a link that is wrong in any way."""
    product: Product = request.app.state.product
    return await read_public_cart(product.database, reference, code, caller_address(request))
