"""Invoices of orders, and payments of invoices, by the wizards that a person would use: nothing else is public."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import structlog

from admitone.adapters.odoo.account import OdooAccount
from admitone.adapters.odoo.amounts import amount_number, read_amount
from admitone.adapters.odoo.client import OdooClient
from admitone.adapters.odoo.errors import refused
from admitone.adapters.odoo.records import ids, link
from admitone.core.erp import ErpOrder, ErpPayment
from admitone.core.errors import OutsideRefused

_log = structlog.get_logger(__name__)
MOVE: Final = "account.move"
_FIELDS: Final = ["name", "state", "move_type", "payment_state", "amount_total", "amount_residual", "currency_id"]
_LINKS: Final = ["ref", "journal_id", "reversed_entry_id", "invoice_line_ids"]
_UNPAID: Final = frozenset({"not_paid", "partial"})
# Renamed in version 18.
_MEMO_SINCE: Final = 18
_VOID_PAYMENTS: Final = ["cancel", "canceled", "rejected"]


async def invoice_order(
    client: OdooClient, account: OdooAccount, order: ErpOrder, payment: ErpPayment | None
) -> str | None:
    """The name of the order's invoice, which is made and posted when it is not there, and paid when `payment` is given.

    OutsideRefused when the order has nothing that can be invoiced, or when the payment fits no single invoice.
    """
    invoices = await list_invoices(client, order.id) or await _make(client, order)
    for invoice in invoices:
        if invoice["state"] == "draft":
            await post_move(client, int(invoice["id"]))
    invoices = await list_invoices(client, order.id)
    if payment is not None and account.payments:
        await _pay(client, account, order, invoices, payment)
    return ", ".join(str(invoice["name"]) for invoice in invoices)


async def refuse_posted(client: OdooClient, order: ErpOrder) -> None:
    """OutsideRefused when a cancelled order's invoice stays posted without credit notes of as much."""
    invoices = await list_invoices(client, order.id)
    posted = [one for one in invoices if one["state"] == "posted" and one["payment_state"] != "reversed"]
    credited: Counter[int] = Counter()
    for note in await list_credit_notes(client, posted):
        if note["state"] == "posted":
            credited[link(note, "reversed_entry_id")[0]] += amount_of(note)
    names = [str(one["name"]) for one in posted if credited[one["id"]] < amount_of(one)]
    if names:
        raise refused(f"{order.name} is cancelled, but {', '.join(names)} stays posted; make a credit note in Odoo")


def amount_of(move: dict[str, Any]) -> int:
    """What an invoice or a credit note comes to, in minor units of its own currency."""
    return read_amount(move["amount_total"], link(move, "currency_id")[1])


async def list_invoices(client: OdooClient, order_id: int) -> list[dict[str, Any]]:
    """The invoices of an order that are not cancelled."""
    rows = await client.read("sale.order", [order_id], ["invoice_ids"])
    known = [one for row in rows for one in ids(row, "invoice_ids")]
    found = await client.read(MOVE, known, [*_FIELDS, *_LINKS]) if known else []
    return [move for move in found if move["move_type"] == "out_invoice" and move["state"] != "cancel"]


async def _make(client: OdooClient, order: ErpOrder) -> list[dict[str, Any]]:
    context = {"active_model": "sale.order", "active_ids": [order.id], "active_id": order.id}
    model = "sale.advance.payment.inv"
    refusal: OutsideRefused | None = None
    try:
        values = {"advance_payment_method": "delivered", "sale_order_ids": [[6, 0, [order.id]]]}
        wizard = await client.create(model, values, context)
        await client.call(model, "create_invoices", ids=[wizard], context=context)
    except OutsideRefused as error:
        # "Nothing to invoice" is also what the slower of two is told.
        refusal = error
    # The wizard answers with a page to open; only the order knows its invoices.
    if made := await list_invoices(client, order.id):
        return made
    advice = "do its products have the invoicing policy Ordered quantities?"
    raise refused(f"Odoo made no invoice for {order.name}: {refusal.message if refusal else advice}")


async def list_credit_notes(client: OdooClient, invoices: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The credit notes of invoices that are not cancelled, whoever made them; lowest id first."""
    if not invoices:
        return []
    domain = [["reversed_entry_id", "in", [one["id"] for one in invoices]], ["state", "!=", "cancel"]]
    found = await client.rows(MOVE, domain, [*_FIELDS, *_LINKS])
    return [move for move in found if move["move_type"] == "out_refund"]


async def post_move(client: OdooClient, invoice_id: int) -> None:
    """Post a draft invoice or credit note; one that is posted already is fine."""
    refusal: OutsideRefused | None = None
    try:
        await client.call(MOVE, "action_post", ids=[invoice_id])
    except OutsideRefused as error:
        refusal = error
    rows = await client.read(MOVE, [invoice_id], ["state"])
    if not rows or rows[0]["state"] != "posted":
        raise refusal or refused(f"Odoo did not post the invoice with id {invoice_id}")


async def _pay(
    client: OdooClient,
    account: OdooAccount,
    order: ErpOrder,
    invoices: list[dict[str, Any]],
    payment: ErpPayment,
) -> None:
    open_ones = [invoice for invoice in invoices if invoice["payment_state"] in _UNPAID]
    if not open_ones or await _is_registered(client, payment.reference):
        return
    if len(open_ones) > 1:
        names = ", ".join(str(invoice["name"]) for invoice in open_ones)
        raise refused(f"{order.name} has several open invoices ({names}); register payment {payment.reference} in Odoo")
    invoice = open_ones[0]
    currency_id, currency = link(invoice, "currency_id")
    if currency != payment.currency:
        told = f"Odoo keeps {invoice['name']} in {currency}, and payment {payment.reference} is in {payment.currency}"
        raise refused(f"{told}; register it in Odoo by hand")
    residual = read_amount(invoice["amount_residual"], currency)
    if residual != payment.amount_minor:
        # What was taken is what gets registered; Odoo leaves the difference open for the accountant.
        _log.warning(
            "erp_payment_differs",
            invoice=invoice["name"],
            paid_minor=payment.amount_minor,
            open_minor=residual,
            currency=currency,
        )
    values = {
        "payment_date": payment.paid_on.isoformat(),
        "amount": amount_number(payment.amount_minor, currency),
        # A journal in another currency would else take the amount for its own.
        "currency_id": currency_id,
        "communication": payment.reference,
        **({"journal_id": account.journal_id} if account.journal_id is not None else {}),
    }
    invoice_id = int(invoice["id"])
    context = {"active_model": MOVE, "active_ids": [invoice_id], "active_id": invoice_id}
    refusal: OutsideRefused | None = None
    try:
        wizard = await client.create("account.payment.register", values, context)
        await client.call("account.payment.register", "action_create_payments", ids=[wizard], context=context)
    except OutsideRefused as error:
        # "Nothing left to pay" is also what the slower of two is told.
        refusal = error
    if not await _is_registered(client, payment.reference):
        raise refusal or refused(f"Odoo did not register payment {payment.reference} of {invoice['name']}")


async def _is_registered(client: OdooClient, reference: str) -> bool:
    memo = "memo" if (await client.connect()).major >= _MEMO_SINCE else "ref"
    domain = [[memo, "=", reference], ["state", "not in", _VOID_PAYMENTS]]
    return bool(await client.rows("account.payment", domain, ["amount"], limit=1))
