"""Which tickets a cart still speaks for."""

from __future__ import annotations

from collections.abc import Sequence

from admitone.core.inventory import Ticket
from admitone.core.selling import Cart


def still_in_cart(cart: Cart, tickets: Sequence[Ticket]) -> list[Ticket]:
    """Those that whoever bought the cart still has: one that was transferred is its new holder's alone."""
    return [ticket for ticket in tickets if ticket.cart_reference == cart.reference]
