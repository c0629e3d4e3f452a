"""A cart with everything that is shown of it."""

from __future__ import annotations

from dataclasses import dataclass

from admitone.core.inventory import Ticket
from admitone.core.selling import Cart, Hold
from admitone.store import carts, effects, sales
from admitone.store import tickets as ticket_store
from admitone.store.database import Tx
from admitone.store.sales import SaleLink, SaleRow


@dataclass(frozen=True, slots=True)
class CartView:
    """What is shown of a cart. `pending` names the effects that have not happened yet."""

    cart: Cart
    hold: Hold | None
    sales: list[SaleRow]
    tickets: list[Ticket]
    link: SaleLink | None
    pending: list[str]


async def view_cart(tx: Tx, cart: Cart) -> CartView:
    """Read what is shown of a cart."""
    rows = await sales.list_sales_of_cart(tx, cart.id)
    links = await sales.read_links(tx, [cart.id])
    return CartView(
        cart=cart,
        hold=await carts.read_last_hold(tx, cart.id),
        sales=rows,
        tickets=await ticket_store.read_tickets(tx, cart.tenant_id, [row.ticket_id for row in rows]),
        link=links.get(cart.id),
        pending=await effects.list_pending_kinds(tx, cart.tenant_id, cart.reference),
    )
