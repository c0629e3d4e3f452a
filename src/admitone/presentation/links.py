"""The addresses of public pages. The code in each is the leave to see it."""

from __future__ import annotations

from admitone.core.inventory import Ticket
from admitone.core.selling import Cart


def ticket_path(ticket: Ticket) -> str:
    """The page of one ticket."""
    return f"/t/{ticket.id}/{ticket.download_code}"


def cart_path(cart: Cart) -> str:
    """The page of a cart."""
    return f"/c/{cart.reference}/{cart.public_code}"
