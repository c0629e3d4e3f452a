"""A cart as the answer of a call that has just changed it."""

from __future__ import annotations

from typing import Final

from admitone.core.principal import Principal
from admitone.dialects.offline.auth import Door
from admitone.dialects.offline.wire.sales import CSaleCart, CTicketSale, cart_total, sale_body
from admitone.dialects.offline.wire.tickets import ticket_body
from admitone.services import carts
from admitone.services.carts import CartView
from admitone.services.effects import carry_out_soon

# How long a call waits for the gateway and the ERP that it has set going; then the worker goes on alone.
EFFECT_SECONDS: Final = 4.0


async def settle_cart(door: Door, principal: Principal, reference: str) -> CartView:
    """Carry out what was just decided for a cart, as far as a few seconds allow, and read the cart again."""
    product = door.product
    await carry_out_soon(
        product.database,
        product.handlers,
        tenant_id=principal.tenant_id,
        cart_reference=reference,
        owner=product.owner,
        seconds=EFFECT_SECONDS,
    )
    async with product.database.reading() as tx:
        return await carts.read_cart(tx, principal, reference)


def cart_body(view: CartView, principal: Principal, base_url: str) -> CSaleCart:
    """A cart as the contract shows it."""
    cart, hold = view.cart, view.hold
    pending_until = hold.expires_at if hold is not None and hold.resolution is None else None
    return CSaleCart(
        cart_reference=cart.reference,
        payment_link=view.link.url if view.link else None,
        odoo_quote_number=cart.odoo_quote_number,
        sales=sales_body(view, principal),
        tickets=[ticket_body(ticket, principal.time_zone) for ticket in view.tickets],
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
