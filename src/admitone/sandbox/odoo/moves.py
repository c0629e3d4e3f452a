"""Invoices and credit notes with their lines, and what they count for at the order."""

from __future__ import annotations

from typing import Any, Final

from admitone.sandbox.odoo.database import Record
from admitone.sandbox.odoo.environment import Environment
from admitone.sandbox.odoo.errors import user_error, value_error
from admitone.sandbox.odoo.selling import note_invoice_status

MOVE: Final = "account.move"
LINE: Final = "account.move.line"


def add_move_line(env: Environment, move_id: int, values: Record) -> int:
    """Add a line to a move; its id."""
    line = {"name": False, "product_id": False, "quantity": 1.0, "price_unit": 0.0, "sale_line_ids": [], **values}
    row_id = env.tx.insert(LINE, {**line, "display_type": "product", "move_id": move_id})
    move = env.must_exist(MOVE, move_id)
    env.tx.update(MOVE, move_id, invoice_line_ids=[*move["invoice_line_ids"], row_id])
    return row_id


def total_move(env: Environment, move_id: int) -> None:
    """Compute a draft's amounts from its lines, each rounded by itself."""
    total = 0.0
    for row_id in env.must_exist(MOVE, move_id)["invoice_line_ids"]:
        line = env.must_exist(LINE, row_id)
        product = env.tx.get("product.product", line["product_id"] or 0) or {}
        subtotal = round(line["quantity"] * line["price_unit"], 2)
        with_tax = round(subtotal + round(subtotal * product.get("tax_percent", 0.0) / 100, 2), 2)
        env.tx.update(LINE, row_id, price_subtotal=subtotal, price_total=with_tax)
        total += with_tax
    env.tx.update(MOVE, move_id, amount_total=total, amount_residual=total)


def change_lines(env: Environment, move_id: int, commands: list[Any]) -> None:
    """Carry out commands on a draft's lines: `[0, 0, values]`, `[1, id, values]` and `[2, id]`."""
    move = env.must_exist(MOVE, move_id)
    if move["state"] != "draft":
        raise user_error(f"You cannot do this modification on a posted journal entry ({move['name']}).")
    touched = _sale_lines(env, move["invoice_line_ids"])
    for command in commands:
        match command:
            case [0, _, dict(values)]:
                add_move_line(env, move_id, env.clean(LINE, values))
            case [1, int(row_id), dict(values)]:
                env.must_exist(LINE, row_id)
                env.tx.update(LINE, row_id, **env.clean(LINE, values))
            case [2, int(row_id), *_]:
                env.must_exist(LINE, row_id)
                env.tx.delete(LINE, row_id)
                kept = [one for one in env.must_exist(MOVE, move_id)["invoice_line_ids"] if one != row_id]
                env.tx.update(MOVE, move_id, invoice_line_ids=kept)
            case _:
                raise value_error(f"Wrong value for account.move.invoice_line_ids: {command!r}")
    total_move(env, move_id)
    count_invoiced(env, touched)


def button_cancel(env: Environment, ids: list[int]) -> bool:
    """Cancel drafts; posted ones stay."""
    for row_id in ids:
        move = env.must_exist(MOVE, row_id)
        if move["state"] != "draft":
            raise user_error("Only draft journal entries can be cancelled.")
        env.tx.update(MOVE, row_id, state="cancel")
        count_invoiced(env, _sale_lines(env, move["invoice_line_ids"]))
    return True


def count_invoiced(env: Environment, sale_line_ids: list[int]) -> None:
    """Count what is invoiced of order lines: invoices less credit notes, drafts too, cancelled ones not."""
    lines = list(env.tx.all(LINE))
    for sale_line_id in sale_line_ids:
        quantity = 0.0
        for line in lines:
            move = env.must_exist(MOVE, line["move_id"])
            if sale_line_id in line["sale_line_ids"] and move["state"] != "cancel":
                quantity += line["quantity"] if move["move_type"] == "out_invoice" else -line["quantity"]
        env.tx.update("sale.order.line", sale_line_id, qty_invoiced=quantity)
    for order_id in {env.must_exist("sale.order.line", one)["order_id"] for one in sale_line_ids}:
        note_invoice_status(env, order_id)


def settle_reversed(env: Environment, move_id: int) -> None:
    """Set a credit note that was just posted off against what is still open of its invoice."""
    note = env.must_exist(MOVE, move_id)
    if not note["reversed_entry_id"]:
        return
    invoice = env.must_exist(MOVE, note["reversed_entry_id"])
    used = min(invoice["amount_residual"], note["amount_residual"])
    if not used:
        return
    untouched = invoice["amount_residual"] == invoice["amount_total"]
    for move, done in ((invoice, "reversed" if untouched else "paid"), (note, "paid")):
        left = round(move["amount_residual"] - used, 2)
        env.tx.update(MOVE, move["id"], amount_residual=left, payment_state="partial" if left else done)


def _sale_lines(env: Environment, move_line_ids: list[int]) -> list[int]:
    return [one for row_id in move_line_ids for one in env.must_exist(LINE, row_id)["sale_line_ids"]]
