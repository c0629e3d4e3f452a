"""Quotations and orders."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from admitone.sandbox.odoo.database import Record
from admitone.sandbox.odoo.environment import Environment
from admitone.sandbox.odoo.errors import user_error, validation_error, value_error
from admitone.sandbox.odoo.schema import LOCKED_SINCE, UOM_ID_SINCE

ORDER: Final = "sale.order"
LINE: Final = "sale.order.line"
# Up to here a dialogue asks before anything but a draft is cancelled.
_ASKS_UNTIL: Final = 18


def create_order(env: Environment, values: Record) -> int:
    """A new quotation. Its number is used up even when this fails."""
    name = f"S{env.tx.next_number('sale.order.name'):05d}"
    lines = values.pop("order_line", [])
    cleaned = env.clean(ORDER, values)
    if not cleaned.get("partner_id"):
        raise validation_error(
            "The operation cannot be completed: Missing required value for the field 'Customer' (partner_id).\n"
            "Model: 'Sales Order' (sale.order)\n"
        )
    now = datetime.now(UTC)
    order = {
        "name": name,
        "state": "draft",
        "date_order": f"{now:%Y-%m-%d %H:%M:%S}",
        "validity_date": f"{now + timedelta(days=30):%Y-%m-%d}",
        "invoice_status": "no",
        "order_line": [],
        "invoice_ids": [],
        "client_order_ref": False,
        "origin": False,
        "note": False,
        "pricelist_id": False,
        **({"locked": False} if env.version >= LOCKED_SINCE else {}),
        **cleaned,
    }
    order["currency_id"] = _currency(env, order)
    row_id = env.tx.insert(ORDER, order)
    env.tx.update(ORDER, row_id, access_url=f"/my/orders/{row_id}")
    for command in lines:
        add_line(env, row_id, command)
    total(env, row_id)
    return row_id


def add_line(env: Environment, order_id: int, command: Any) -> int:
    """Carry out a command `[0, 0, values]` on an order's lines; the new line's id."""
    match command:
        case [0, _, dict(values)]:
            pass
        case _:
            raise value_error(f"Wrong value for sale.order.order_line: {command!r}")
    cleaned = env.clean(LINE, values)
    product = env.tx.get("product.product", cleaned.get("product_id") or 0) or {}
    uom, taxes = ("product_uom_id", "tax_ids") if env.version >= UOM_ID_SINCE else ("product_uom", "tax_id")
    line = {
        "name": product.get("name", False),
        "product_id": False,
        "product_uom_qty": 1.0,
        "price_unit": product.get("list_price", 0.0),
        "qty_invoiced": 0.0,
        "display_type": False,
        uom: False,
        taxes: [],
        **cleaned,
        "order_id": order_id,
    }
    row_id = env.tx.insert(LINE, line)
    order = env.must_exist(ORDER, order_id)
    env.tx.update(ORDER, order_id, order_line=[*order["order_line"], row_id])
    return row_id


def total(env: Environment, order_id: int) -> None:
    """Compute an order's amounts from its lines, each rounded by itself."""
    untaxed = tax = 0.0
    for row_id in env.must_exist(ORDER, order_id)["order_line"]:
        line = env.must_exist(LINE, row_id)
        product = env.tx.get("product.product", line["product_id"] or 0) or {}
        subtotal = round(line["product_uom_qty"] * line["price_unit"], 2)
        line_tax = round(subtotal * product.get("tax_percent", 0.0) / 100, 2)
        env.tx.update(
            LINE, row_id, price_subtotal=subtotal, price_tax=line_tax, price_total=round(subtotal + line_tax, 2)
        )
        untaxed, tax = untaxed + subtotal, tax + line_tax
    # Sums of binary fractions are sent as they come out.
    env.tx.update(ORDER, order_id, amount_untaxed=untaxed, amount_tax=tax, amount_total=untaxed + tax)
    note_invoice_status(env, order_id)


def change_line(env: Environment, row_id: int, values: Record) -> None:
    """Write to a line, which a locked order does not allow, and compute its order anew."""
    line = env.must_exist(LINE, row_id)
    if env.must_exist(ORDER, line["order_id"]).get("locked"):
        raise user_error("It is forbidden to modify the following fields in a locked order:\nQuantity")
    env.tx.update(LINE, row_id, **env.clean(LINE, values))
    total(env, line["order_id"])


def note_invoice_status(env: Environment, order_id: int) -> None:
    """Whether an order has something to invoice, by its lines."""
    order = env.must_exist(ORDER, order_id)
    status = "no"
    if order["state"] == "sale":
        lines = [env.must_exist(LINE, row_id) for row_id in order["order_line"]]
        is_open = any(line["qty_invoiced"] < line["product_uom_qty"] for line in lines)
        status = "to invoice" if is_open else "invoiced"
    env.tx.update(ORDER, order_id, invoice_status=status)


def action_confirm(env: Environment, ids: list[int]) -> bool:
    """Confirm quotations: from draft or sent to sale."""
    orders = [env.must_exist(ORDER, row_id) for row_id in ids]
    if any(order["state"] not in {"draft", "sent"} for order in orders):
        raise user_error("Some orders are not in a state requiring confirmation.")
    for order in orders:
        env.tx.update(ORDER, order["id"], state="sale", invoice_status="to invoice")
    return True


def action_cancel(env: Environment, ids: list[int]) -> Any:
    """Cancel orders with their draft invoices, or, in older versions, only answer with a dialogue that would."""
    orders = [env.must_exist(ORDER, row_id) for row_id in ids]
    if any(order.get("locked") for order in orders):
        raise user_error("You cannot cancel a locked order. Please unlock it first.")
    asks = env.version <= _ASKS_UNTIL and not env.context.get("disable_cancel_warning")
    if asks and any(order["state"] != "draft" for order in orders):
        return {
            "name": "Cancel Sales Order",
            "type": "ir.actions.act_window",
            "res_model": "sale.order.cancel",
            "view_mode": "form",
            "view_id": 1,
            "context": {"default_order_id": ids[0]},
            "target": "new",
        }
    for order in orders:
        if order["invoice_ids"]:
            env.must_have("invoicing", "access 'Payments' (account.payment) records")
        for invoice_id in order["invoice_ids"]:
            if env.must_exist("account.move", invoice_id)["state"] == "draft":
                env.tx.update("account.move", invoice_id, state="cancel")
        env.tx.update(ORDER, order["id"], state="cancel", invoice_status="no")
    return True


def action_draft(env: Environment, ids: list[int]) -> bool:
    """Make quotations of cancelled orders."""
    for row_id in ids:
        if env.must_exist(ORDER, row_id)["state"] in {"cancel", "sent"}:
            env.tx.update(ORDER, row_id, state="draft")
    return True


def action_quotation_sent(env: Environment, ids: list[int]) -> None:
    """Mark quotations as sent."""
    for row_id in ids:
        if env.must_exist(ORDER, row_id)["state"] != "draft":
            raise user_error("Only draft orders can be marked as sent directly.")
        env.tx.update(ORDER, row_id, state="sent")


def action_lock(env: Environment, ids: list[int]) -> None:
    """Keep orders from being changed."""
    for row_id in ids:
        env.must_exist(ORDER, row_id)
        env.tx.update(ORDER, row_id, locked=True)


def _currency(env: Environment, order: Record) -> int:
    if order["pricelist_id"]:
        return int(env.must_exist("product.pricelist", order["pricelist_id"])["currency_id"])
    company = env.must_exist("res.company", env.must_exist("res.users", env.user.uid)["company_id"])
    return int(company["currency_id"])
