"""Writes a cart and everything that begins with it.

PostgreSQL does it in one statement: five statements one after the other cost the client, the server and the network
more than the rows do. SQLite runs them in place, where a statement costs microseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from admitone.core.inventory import Ticket
from admitone.core.selling import Cart, Hold
from admitone.store import audit, carts
from admitone.store.audit import Change
from admitone.store.database import Tx
from admitone.store.sales import SaleRow


@dataclass(frozen=True, slots=True)
class OpenedCart:
    """The rows that were written; the sales in the order of their ids."""

    cart: Cart
    hold: Hold | None
    sales: list[SaleRow]


async def open_cart(
    tx: Tx, cart: Cart, held: Sequence[Ticket], hold_until: datetime | None, change: Change
) -> OpenedCart | None:
    """Insert a cart, its hold when it has an end, a sale per ticket, and their audit; None when its reference is taken.

    `change` is that of the tickets; the sales get the same action and no old status. ConstraintViolated
    `sales_ticket_live_once` if one were sold already.
    """
    columns = msgspec.structs.asdict(cart) | {"status": str(cart.status), "now": change.now}
    if tx.dialect == "sqlite":
        return await _open_stepwise(tx, cart, columns, hold_until, held, change)
    rows = await tx.fetch_all(
        "open_cart",
        **columns,
        hold_until=hold_until,
        ticket_ids=[ticket.id for ticket in held],
        attraction_ids=[ticket.attraction_id for ticket in held],
        prices=[ticket.selling_price_minor for ticket in held],
        currencies=[ticket.selling_currency for ticket in held],
        action=change.action,
        old_status=change.old_status,
        new_status=change.new_status,
        user_id=change.user_id,
        details=change.details,
    )
    if not rows:
        return None
    cart = msgspec.structs.replace(cart, id=rows[0]["cart_id"])
    sale_ids = {row["ticket_id"]: row["id"] for row in rows}
    return put_together(cart, rows[0]["hold_id"], hold_until, sale_ids, held)


async def _open_stepwise(
    tx: Tx, cart: Cart, columns: dict[str, object], hold_until: datetime | None, held: Sequence[Ticket], change: Change
) -> OpenedCart | None:
    cart_id = await carts.insert_cart(tx, columns)
    if cart_id is None:
        return None
    cart = msgspec.structs.replace(cart, id=cart_id)
    hold = None
    if hold_until is not None:
        await carts.insert_hold(tx, cart.tenant_id, cart_id, hold_until, change.now)
        hold = await carts.read_last_hold(tx, cart_id)
    await carts.insert_sales(tx, cart, cart.status, change.now)
    await audit.record_tickets(tx, cart.tenant_id, [ticket.id for ticket in held], change)
    await audit.record_sales(
        tx, cart, Change(change.action, change.user_id, change.now, None, str(cart.status), change.details)
    )
    sale_ids = {sale.ticket_id: sale.id for sale in await carts.list_cart_sales(tx, cart_id)}
    return put_together(cart, hold.id if hold else None, hold_until, sale_ids, held)


def put_together(
    cart: Cart,
    hold_id: int | None,
    hold_until: datetime | None,
    sale_ids: dict[int, int],
    held: Sequence[Ticket],
) -> OpenedCart:
    """The rows of a cart that a statement has just written, from their ids and from what was written."""
    hold = None
    if hold_id is not None and hold_until is not None:
        hold = Hold(
            id=hold_id,
            tenant_id=cart.tenant_id,
            cart_id=cart.id,
            expires_at=hold_until,
            resolution=None,
            resolved_by=None,
            resolved_at=None,
        )
    rows = [_sale_row(cart, sale_ids[ticket.id], ticket) for ticket in held]
    return OpenedCart(cart, hold, sorted(rows, key=lambda row: row.id))


def _sale_row(cart: Cart, sale_id: int, ticket: Ticket) -> SaleRow:
    return SaleRow(
        id=sale_id,
        cart_id=cart.id,
        ticket_id=ticket.id,
        cart_reference=cart.reference,
        odoo_quote_id=cart.odoo_quote_id,
        odoo_customer_id=cart.odoo_customer_id,
        customer_name=cart.customer_name,
        customer_phone=cart.customer_phone,
        customer_email=cart.customer_email,
        price_minor=ticket.selling_price_minor,
        currency=ticket.selling_currency,
        agent_user_id=cart.agent_user_id,
        status=cart.status,
        payment_status=cart.payment_status,
        download_code_sent_at=cart.download_code_sent_at,
        notes=cart.notes,
        refunded_at=None,
        created_at=cart.created_at,
        updated_at=cart.updated_at,
    )
