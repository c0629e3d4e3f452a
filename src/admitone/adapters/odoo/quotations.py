"""Writing a cart as a quotation."""

from __future__ import annotations

from html import escape

import structlog

from admitone.adapters.odoo.amounts import amount_text
from admitone.adapters.odoo.client import OdooClient
from admitone.adapters.odoo.customers import find_or_make_customer
from admitone.adapters.odoo.errors import refused
from admitone.adapters.odoo.loading import external_id, load_once
from admitone.adapters.odoo.orders import MODEL, find_order, read_order
from admitone.adapters.odoo.products import find_price_list, find_products
from admitone.core.erp import ErpOrder, Quotation

_log = structlog.get_logger(__name__)


async def write_quotation(client: OdooClient, quotation: Quotation) -> ErpOrder:
    """The order of a cart: the one that is there, else a new quotation. One that is there is left as it is.

    OutsideRefused when it is in another currency than the cart. Another total is only logged: taxes come on top where
    Odoo's products say so, which is for the accountant to set right and must not stop a sale.
    """
    order = await find_order(client, quotation.cart_reference)
    if order is None:
        order = await read_order(client, await _make(client, quotation))
    if quotation.currency and order.currency != quotation.currency:
        told = f"Odoo keeps {order.name} in {order.currency}, and the cart is in {quotation.currency}"
        raise refused(f"{told}; give {order.name} a price list in {quotation.currency}")
    expected = sum(line.quantity * line.unit_price_minor for line in quotation.lines)
    kept = sum((line.quantity - line.returned) * line.unit_price_minor for line in quotation.lines)
    if order.amount_total_minor not in {expected, kept}:
        _log.warning(
            "erp_total_differs",
            cart=quotation.cart_reference,
            order=order.name,
            expected_minor=expected,
            found_minor=order.amount_total_minor,
            currency=order.currency,
        )
    return order


async def _make(client: OdooClient, quotation: Quotation) -> int:
    # Odoo takes orders without lines and negative quantities without a word.
    if not quotation.lines or any(line.quantity < 1 or line.unit_price_minor < 0 for line in quotation.lines):
        raise refused(f"{quotation.cart_reference} has no tickets that could be quoted")
    products = await find_products(client, quotation.lines)
    price_list = await find_price_list(client, quotation.currency) if quotation.currency else None
    customer = await find_or_make_customer(client, quotation)
    name = f"cart_{quotation.cart_reference}"
    order = {
        "partner_id/.id": str(customer),
        "client_order_ref": quotation.cart_reference,
        "origin": quotation.cart_reference,
        # The field holds HTML.
        **({"note": escape(quotation.note).replace("\n", "<br/>")} if quotation.note else {}),
        **({"pricelist_id/.id": str(price_list)} if price_list is not None else {}),
    }
    # Unit and taxes are left to Odoo: their fields have other names in 19 than before.
    lines = [
        {
            "order_line/id": external_id(f"{name}_{place}"),
            "order_line/product_id/.id": str(products[line.product_code]),
            "order_line/name": line.description,
            "order_line/product_uom_qty": str(line.quantity),
            "order_line/price_unit": amount_text(line.unit_price_minor, quotation.currency),
        }
        for place, line in enumerate(quotation.lines, 1)
    ]
    # The order's own columns stay empty in the rows of its further lines.
    rows = [
        [*(order.values() if place == 0 else [""] * len(order)), *line.values()] for place, line in enumerate(lines)
    ]
    return await load_once(client, MODEL, name, [*order, *lines[0]], rows)
