"""Quotations and orders: finding, confirming, cancelling. What a call answers tells little; the state is read again."""

from __future__ import annotations

from typing import Any, Final

from admitone.adapters.odoo.amounts import read_amount
from admitone.adapters.odoo.client import OdooClient
from admitone.adapters.odoo.errors import refused
from admitone.adapters.odoo.records import link
from admitone.core.erp import ErpOrder
from admitone.core.errors import OutsideRefused

MODEL: Final = "sale.order"
_FIELDS: Final = ["name", "state", "partner_id", "amount_total", "currency_id"]
# Version 16 has a state of its own for orders that are locked.
_STATES: Final = {"draft": "draft", "sent": "sent", "sale": "sale", "done": "sale", "cancel": "cancel"}


async def find_order(client: OdooClient, cart_reference: str) -> ErpOrder | None:
    """The order of a cart: the one that is not cancelled, else the latest one that is.

    OutsideRefused when several are alive, for Odoo keeps no reference unique and people copy orders. A reference that
    somebody replaced by the customer's own is still found in `origin`.
    """
    domain = ["|", ["client_order_ref", "=", cart_reference], ["origin", "=", cart_reference]]
    found = [_order(row) for row in await client.rows(MODEL, domain, _FIELDS)]
    alive = [order for order in found if order.state != "cancel"]
    if len(alive) > 1:
        names = ", ".join(order.name for order in alive)
        raise refused(f"Odoo has {len(alive)} orders for {cart_reference}: {names}; cancel all but one")
    return next(iter(alive or found[-1:]), None)


async def read_order(client: OdooClient, order_id: int) -> ErpOrder:
    """An order by id; OutsideRefused when it was deleted."""
    rows = await client.read(MODEL, [order_id], _FIELDS)
    if not rows:
        raise refused(f"the order with id {order_id} is not in Odoo any more")
    return _order(rows[0])


async def confirm_order(client: OdooClient, order_id: int) -> ErpOrder:
    """Make an order of a quotation, of a cancelled one too: the customer has paid for it."""
    order = await read_order(client, order_id)
    if order.state == "cancel":
        await client.call(MODEL, "action_draft", ids=[order_id])
        order = await read_order(client, order_id)
    return await _bring_to(client, order, "sale", "action_confirm", {})


async def cancel_order(client: OdooClient, order_id: int) -> ErpOrder:
    """Cancel a quotation or order. Odoo cancels its draft invoices too, posted ones stay."""
    order = await read_order(client, order_id)
    # Without this, versions up to 18 answer with a dialogue for people, and cancel nothing.
    return await _bring_to(client, order, "cancel", "action_cancel", {"disable_cancel_warning": True})


async def _bring_to(client: OdooClient, order: ErpOrder, state: str, method: str, context: dict[str, Any]) -> ErpOrder:
    if order.state == state:
        return order
    refusal: OutsideRefused | None = None
    try:
        await client.call(MODEL, method, ids=[order.id], context=context)
    except OutsideRefused as error:
        # Somebody else may have been quicker, and then this is no failure.
        refusal = error
    after = await read_order(client, order.id)
    if after.state == state:
        return after
    raise refusal or refused(f"Odoo left {order.name} in state {after.state} when told {method}")


def _order(row: dict[str, Any]) -> ErpOrder:
    currency = link(row, "currency_id")[1]
    return ErpOrder(
        id=row["id"],
        name=str(row["name"]),
        customer_id=link(row, "partner_id")[0],
        state=_STATES.get(row["state"], str(row["state"])),
        amount_total_minor=read_amount(row["amount_total"], currency),
        currency=currency,
    )
