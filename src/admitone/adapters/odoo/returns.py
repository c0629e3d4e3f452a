"""Tickets that came back: what was invoiced of them gets a credit note, and the order's lines are reduced.

What is there decides, not what was done: the quantities that invoices and credit notes come to are compared with those
that the customer kept. So a repetition after any crash finds nothing left to do, and a credit note that a person made
counts like one of ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import structlog

from admitone.adapters.odoo.client import OdooClient
from admitone.adapters.odoo.errors import refused
from admitone.adapters.odoo.invoices import MOVE, amount_of, list_credit_notes, list_invoices, post_move
from admitone.adapters.odoo.records import link
from admitone.adapters.odoo.ticket_lines import (
    ORDER_LINE,
    Kind,
    by_money,
    count_tickets,
    kept_tickets,
    move_lines,
    order_lines,
    spread,
)
from admitone.core.erp import ErpOrder, Quotation

WIZARD: Final = "account.move.reversal"
# Before, the button was called as the method behind it.
_REFUND_MOVES_SINCE: Final = 17
_log = structlog.get_logger(__name__)
Move = dict[str, Any]


async def take_back(client: OdooClient, order: ErpOrder, quotation: Quotation) -> list[str]:
    """Bring invoices and order down to the tickets that were kept; the names of the order's credit notes.

    An order of which nothing is kept is left to be cancelled, its lines as they are. OutsideRefused, with what a
    person has to do, where the order or its invoice no longer looks as it was written.
    """
    kept = kept_tickets(quotation)
    notes = await _credit(client, order, quotation.cart_reference, kept)
    if any(kept.values()):
        await _reduce_lines(client, order, kept)
    return notes


async def _credit(client: OdooClient, order: ErpOrder, cart: str, kept: Counter[Kind]) -> list[str]:
    invoices = await list_invoices(client, order.id)
    if any(one["state"] == "draft" for one in invoices) and any(kept.values()):
        raise refused(f"{order.name} has a draft invoice; take the returned tickets off it in Odoo, or post it")
    posted = [one for one in invoices if one["state"] == "posted"]
    # What Odoo calls reversed, and what notes have credited as a whole in whatever lines, leaves nothing to do.
    open_ones = [one for one in posted if one["payment_state"] != "reversed"]
    notes = await list_credit_notes(client, open_ones)
    issued = [one for one in notes if one["state"] == "posted"]
    if open_ones and sum(map(amount_of, issued)) < sum(map(amount_of, open_ones)):
        surplus = count_tickets(await move_lines(client, open_ones))
        surplus.subtract(count_tickets(await move_lines(client, issued)))
        surplus.subtract(kept)
        drafts = [one for one in notes if one["state"] == "draft"]
        await _issue(client, order, cart, open_ones, drafts, surplus)
    return [str(one["name"]) for one in await list_credit_notes(client, posted) if one["state"] == "posted"]


async def _issue(  # noqa: PLR0917  the order, its papers, and what is too much on them
    client: OdooClient,
    order: ErpOrder,
    cart: str,
    invoices: Sequence[Move],
    drafts: Sequence[Move],
    surplus: Counter[Kind],
) -> None:
    """Post one credit note of `surplus`. A draft of ours that a crash left behind is the one that is finished."""
    wanted = +by_money(surplus)
    foreign = [one for one in drafts if cart not in str(one["ref"])]
    ours = [one for one in drafts if one not in foreign]
    if wanted and (foreign or len(invoices) > 1):
        names = ", ".join(str(one["name"]) for one in invoices)
        what = "has a draft credit note" if foreign else "is spread over several invoices"
        raise refused(f"{order.name} {what} ({names}); credit the returned tickets of {cart} in Odoo, then retry")
    if wanted and not ours:
        await _reverse(client, invoices[0], cart)
        made = await list_credit_notes(client, invoices)
        ours = [one for one in made if one["state"] == "draft" and cart in str(one["ref"])]
        if not ours:
            raise refused(f"Odoo made no credit note for {invoices[0]['name']}; make one for the tickets of {cart}")
    # A wizard whose answer came too late may have made a second one, which counts for nothing until it is posted.
    for spare in ours[1:] if wanted else ours:
        await client.call(MOVE, "button_cancel", ids=[spare["id"]])
    if wanted:
        await _shape(client, ours[0], wanted, surplus)
        await post_move(client, int(ours[0]["id"]))
        _log.info("erp_credit_note", cart=cart, order=order.name, tickets=wanted.total())


async def _reverse(client: OdooClient, invoice: Move, cart: str) -> None:
    """Have the wizard draft a credit note of a whole invoice; its `ref` repeats the reason, by which we know it."""
    invoice_id = int(invoice["id"])
    context = {"active_model": MOVE, "active_ids": [invoice_id], "active_id": invoice_id}
    values = {"reason": f"{cart}: tickets taken back", "journal_id": link(invoice, "journal_id")[0]}
    wizard = await client.create(WIZARD, values, context)
    since = (await client.connect()).major >= _REFUND_MOVES_SINCE
    await client.call(WIZARD, "refund_moves" if since else "reverse_moves", ids=[wizard], context=context)


async def _shape(client: OdooClient, note: Move, wanted: Counter[tuple[str, int]], preferred: Counter[Kind]) -> None:
    """Leave only the tickets that came back on a draft that credits the whole invoice."""
    lines = await move_lines(client, [note])
    taken = spread(lines, wanted, preferred)
    if sum(taken.values()) != wanted.total():
        missing = ", ".join(sorted({code for code, _ in wanted}))
        raise refused(f"the draft credit note of {note['ref']} lacks tickets of {missing}; complete and post it")
    commands: list[list[Any]] = []
    for line in lines:
        if taken[line.id] == 0:
            commands.append([2, line.id, 0])
        elif taken[line.id] < line.quantity:
            commands.append([1, line.id, {"quantity": taken[line.id]}])
    if commands:
        await client.call(MOVE, "write", ids=[note["id"]], vals={"invoice_line_ids": commands})


async def _reduce_lines(client: OdooClient, order: ErpOrder, kept: Counter[Kind]) -> None:
    wanted = by_money(kept)
    lines = [
        line
        for line in await order_lines(client, order.id, order.currency)
        if (line.kind.code, line.kind.price_minor) in wanted
    ]
    taken = spread(lines, wanted, kept)
    if sum(taken.values()) != wanted.total():
        told = f"the lines of {order.name} are not those of the cart any more"
        raise refused(f"{told}; bring their quantities to the tickets that were kept in Odoo, then dismiss this")
    for line in lines:
        if taken[line.id] != line.quantity:
            # A line of a confirmed order cannot be deleted; one of quantity 0 is how Odoo shows what was taken back.
            await client.call(ORDER_LINE, "write", ids=[line.id], vals={"product_uom_qty": taken[line.id]})
