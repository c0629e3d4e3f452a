"""Whom a mail with tickets goes to."""

from __future__ import annotations

from dataclasses import dataclass

from admitone.core.selling import Cart


@dataclass(frozen=True, slots=True)
class Addressee:
    """A customer or a holder, and the language they are written to in.

    `cart` is what the tickets were bought in; those of a holder who was given them have none.
    """

    email: str
    name: str | None
    language: str
    cart: Cart | None = None


def customer_of(cart: Cart, to: str | None = None) -> Addressee | None:
    """The customer of a cart, at `to` another address; None when there is no address."""
    email = to or cart.customer_email
    return Addressee(email, cart.customer_name, cart.language, cart) if email else None
