"""Invoices and payments, by the wizards through which Odoo lets others at them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from admitone.sandbox.odoo.database import Record
from admitone.sandbox.odoo.environment import Environment, linked_ids
from admitone.sandbox.odoo.errors import user_error
from admitone.sandbox.odoo.moves import MOVE, add_move_line, count_invoiced, settle_reversed, total_move
from admitone.sandbox.odoo.schema import MEMO_SINCE

_NOTHING: Final = (
    "Cannot create an invoice. No items are available to invoice.\n\n"
    "To resolve this issue, please ensure that:\n   \u2022 The products have been delivered first."
)


def create_invoice_wizard(env: Environment, values: Record) -> int:
    """A `sale.advance.payment.inv` for the orders given, or for those that the context names."""
    orders = linked_ids(values.get("sale_order_ids")) or env.context.get("active_ids") or []
    method = values.get("advance_payment_method", "delivered")
    return env.tx.insert("sale.advance.payment.inv", {"advance_payment_method": method, "sale_order_ids": list(orders)})


def create_invoices(env: Environment, ids: list[int]) -> dict[str, Any]:
    """Invoice what the wizard's orders have to invoice; the page to open then, which holds None."""
    for row_id in ids:
        for order_id in env.must_exist("sale.advance.payment.inv", row_id)["sale_order_ids"]:
            _invoice(env, env.must_exist("sale.order", order_id))
    return {"type": "ir.actions.act_window", "res_model": MOVE, "view_mode": "form", "target": None, "context": {}}


def _invoice(env: Environment, order: Record) -> None:
    lines = []
    for line_id in order["order_line"] if order["state"] == "sale" else []:
        line = env.must_exist("sale.order.line", line_id)
        product = env.tx.get("product.product", line["product_id"] or 0) or {}
        if product.get("invoice_policy") == "order" and line["qty_invoiced"] < line["product_uom_qty"]:
            lines.append(line)
    if not any(line["price_total"] for line in lines):
        raise user_error(_NOTHING)
    row_id = env.tx.insert(
        MOVE,
        {
            "name": "/" if env.version < MEMO_SINCE else False,
            "state": "draft",
            "move_type": "out_invoice",
            "payment_state": "not_paid",
            "invoice_origin": order["name"],
            "invoice_date": False,
            "ref": order["client_order_ref"],
            "amount_total": 0.0,
            "amount_residual": 0.0,
            "partner_id": order["partner_id"],
            "currency_id": order["currency_id"],
            "journal_id": next(one["id"] for one in env.search("account.journal", [["type", "=", "sale"]])),
            "reversed_entry_id": False,
            "invoice_line_ids": [],
        },
    )
    for line in lines:
        values = {name: line[name] for name in ("name", "product_id", "price_unit")}
        quantity = line["product_uom_qty"] - line["qty_invoiced"]
        add_move_line(env, row_id, {**values, "quantity": quantity, "sale_line_ids": [line["id"]]})
    total_move(env, row_id)
    env.tx.update("sale.order", order["id"], invoice_ids=[*order["invoice_ids"], row_id])
    count_invoiced(env, order["order_line"])


def action_post(env: Environment, ids: list[int]) -> bool:
    """Post drafts and number them; the result is false, as Odoo has it."""
    env.must_have("salesman", "modify 'Journal Entry' (account.move) records")
    today = datetime.now(UTC)
    for row_id in ids:
        move = env.must_exist(MOVE, row_id)
        if move["state"] != "draft":
            raise user_error(f"The entry {move['name']} (id {row_id}) must be in draft.")
        letters = "INV" if move["move_type"] == "out_invoice" else "RINV"
        number = env.tx.next_number(f"account.move.name.{letters}.{today:%Y}")
        name = f"{letters}/{today:%Y}/{number:05d}"
        env.tx.update(MOVE, row_id, state="posted", name=name, invoice_date=today.date().isoformat())
        settle_reversed(env, row_id)
    return False


def create_payment_wizard(env: Environment, values: Record) -> int:
    """An `account.payment.register` for the posted invoices that the context names."""
    env.must_have("invoicing", "create 'Register Payment' (account.payment.register) records")
    if env.context.get("active_model") != MOVE:
        raise user_error(
            "The register payment wizard should only be called on account.move or account.move.line records."
        )
    moves = [env.must_exist(MOVE, row_id) for row_id in env.context.get("active_ids") or []]
    if any(move["state"] != "posted" for move in moves):
        raise user_error("You can only register payment for posted journal entries.")
    if not any(move["amount_residual"] > 0 for move in moves):
        raise user_error(
            "You can't register a payment because there is nothing left to pay on the selected journal items."
        )
    wizard = {
        "amount": sum(move["amount_residual"] for move in moves),
        "communication": " ".join(str(move["name"]) for move in moves),
        "payment_date": datetime.now(UTC).date().isoformat(),
        "journal_id": next(one["id"] for one in env.search("account.journal", [["type", "in", ["bank", "cash"]]])),
        "currency_id": moves[0]["currency_id"],
        **env.clean("account.payment.register", values),
    }
    return env.tx.insert("account.payment.register", {**wizard, "invoices": [move["id"] for move in moves]})


def action_create_payments(env: Environment, ids: list[int]) -> dict[str, Any]:
    """Make and post the wizard's payment; the answer does not name it."""
    for row_id in ids:
        wizard = env.must_exist("account.payment.register", row_id)
        number = env.tx.next_number("account.payment.name")
        env.tx.insert(
            "account.payment",
            {
                "name": f"PBNK1/{datetime.now(UTC):%Y}/{number:05d}",
                "state": "in_process" if env.version >= MEMO_SINCE else "posted",
                "payment_type": "outbound" if _is_credit(env, wizard["invoices"]) else "inbound",
                "date": wizard["payment_date"],
                "memo" if env.version >= MEMO_SINCE else "ref": wizard["communication"],
                "amount": wizard["amount"],
                "partner_id": env.must_exist(MOVE, wizard["invoices"][0])["partner_id"],
                "currency_id": wizard["currency_id"],
                "journal_id": wizard["journal_id"],
                "reconciled_invoice_ids": wizard["invoices"],
            },
        )
        _settle(env, wizard["invoices"], wizard["amount"])
    return {"type": "ir.actions.act_window", "res_model": "account.payment", "view_mode": "list,form"}


def _is_credit(env: Environment, move_ids: list[int]) -> bool:
    return all(env.must_exist(MOVE, row_id)["move_type"] == "out_refund" for row_id in move_ids)


def _settle(env: Environment, invoice_ids: list[int], amount: float) -> None:
    paid = "in_payment" if env.version >= MEMO_SINCE else "paid"
    for row_id in invoice_ids:
        residual = env.must_exist(MOVE, row_id)["amount_residual"]
        used = min(amount, residual)
        amount -= used
        left = round(residual - used, 2)
        env.tx.update(MOVE, row_id, amount_residual=left, payment_state="partial" if left else paid)
