"""The addresses of public pages. The code in each is the leave to see it."""

from __future__ import annotations

from admitone.core.inventory import Ticket
from admitone.core.selling import Cart
from admitone.core.wifi.model import Location


def ticket_path(ticket: Ticket) -> str:
    """The page of one ticket."""
    return f"/t/{ticket.id}/{ticket.download_code}"


def wallet_path(ticket: Ticket) -> str:
    """The page that shows the moving code of a SECURE ticket."""
    return f"/w/{ticket.id}/{ticket.download_code}"


def cart_path(cart: Cart) -> str:
    """The page of a cart."""
    return f"/c/{cart.reference}/{cart.public_code}"


def portal_path(location: Location, code: str | None = None) -> str:
    """The portal page of a location, which logs a code in; with a code that is filled in already."""
    return f"/portal/{location.public_id}" + (f"?code={code}" if code else "")
