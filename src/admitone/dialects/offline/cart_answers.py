"""A cart as the answer of a call that has just changed it."""

from __future__ import annotations

from admitone.core.principal import Principal
from admitone.dialects.offline.wire.sales import CSaleCart, CTicketSale, cart_total, sale_body
from admitone.dialects.offline.wire.tickets import ticket_bodies
from admitone.services.cart_view import CartView


def cart_body(view: CartView, principal: Principal, base_url: str) -> CSaleCart:
    """A cart as the contract shows it."""
    cart, hold = view.cart, view.hold
    pending_until = hold.expires_at if hold is not None and hold.resolution is None else None
    return CSaleCart(
        cart_reference=cart.reference,
        payment_link=view.link.url if view.link else None,
        odoo_quote_number=cart.odoo_quote_number,
        sales=sales_body(view, principal),
        tickets=ticket_bodies(view.tickets, principal.time_zone),
        status=cart.status,
        payment_status=cart.payment_status,
        pending=view.pending,
        hold_expires_at=pending_until.isoformat(timespec="seconds") if pending_until else None,
        total=cart_total(cart),
        currency=cart.currency,
        public_url=f"{base_url}/c/{cart.reference}/{cart.public_code}",
    )


def sales_body(view: CartView, principal: Principal) -> list[CTicketSale]:
    """The sales of a cart."""
    return [sale_body(sale, view.link, principal.time_zone) for sale in view.sales]
