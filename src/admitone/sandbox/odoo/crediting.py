"""Credit notes, by the wizard that reverses invoices."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from admitone.sandbox.odoo.database import Record
from admitone.sandbox.odoo.environment import Environment
from admitone.sandbox.odoo.errors import not_found, user_error
from admitone.sandbox.odoo.moves import LINE, MOVE, add_move_line, count_invoiced, total_move

WIZARD: Final = "account.move.reversal"
# Before, `reverse_moves` was the only button.
_REFUND_SINCE: Final = 17


def create_reversal_wizard(env: Environment, values: Record) -> int:
    """An `account.move.reversal` for the posted moves that the context names."""
    env.must_have("invoicing", "create 'Account Move Reversal' (account.move.reversal) records")
    named = env.context.get("active_ids") or [] if env.context.get("active_model") == MOVE else []
    cleaned = {"move_ids": list(named), **env.clean(WIZARD, values)}
    moves = [env.must_exist(MOVE, row_id) for row_id in cleaned["move_ids"]]
    if any(move["state"] != "posted" for move in moves):
        raise user_error("To reverse a journal entry, it has to be posted first.")
    today = datetime.now(UTC).date().isoformat()
    journal = moves[0]["journal_id"] if moves else False
    defaults: Record = {"reason": False, "date": today, "journal_id": journal, "new_move_ids": []}
    return env.tx.insert(WIZARD, {**defaults, **cleaned})


def refund_moves(env: Environment, ids: list[int]) -> dict[str, Any]:
    """Draft credit notes of whole invoices; versions before 17 know this only as `reverse_moves`."""
    if env.version < _REFUND_SINCE:
        raise not_found("The method 'account.move.reversal.refund_moves' does not exist")
    return reverse_moves(env, ids)


def reverse_moves(env: Environment, ids: list[int]) -> dict[str, Any]:
    """Draft credit notes of whole invoices; a page to open them."""
    made: list[int] = []
    for row_id in ids:
        wizard = env.must_exist(WIZARD, row_id)
        notes = [_reverse(env, env.must_exist(MOVE, move_id), wizard) for move_id in wizard["move_ids"]]
        env.tx.update(WIZARD, row_id, new_move_ids=notes)
        made += notes
    return {"type": "ir.actions.act_window", "res_model": MOVE, "view_mode": "form", "res_id": made[0]}


def _reverse(env: Environment, move: Record, wizard: Record) -> int:
    reason = f", {wizard['reason']}" if wizard["reason"] else ""
    copied = {name: move[name] for name in ("invoice_origin", "partner_id", "currency_id")}
    note = {
        **copied,
        "name": "/",
        "state": "draft",
        "move_type": "out_refund",
        "payment_state": "not_paid",
        "invoice_date": wizard["date"],
        "ref": f"Reversal of: {move['name']}{reason}",
        "journal_id": wizard["journal_id"],
        "reversed_entry_id": move["id"],
        "invoice_line_ids": [],
    }
    row_id = env.tx.insert(MOVE, note)
    sale_lines: list[int] = []
    for line_id in move["invoice_line_ids"]:
        line = env.must_exist(LINE, line_id)
        names = ("name", "product_id", "quantity", "price_unit", "sale_line_ids")
        add_move_line(env, row_id, {name: line[name] for name in names})
        sale_lines += line["sale_line_ids"]
    total_move(env, row_id)
    for order in list(env.tx.all("sale.order")):
        if move["id"] in order["invoice_ids"]:
            env.tx.update("sale.order", order["id"], invoice_ids=[*order["invoice_ids"], row_id])
    count_invoiced(env, sale_lines)
    return row_id
