"""Brings the ERP in line with a cart, whatever the cart has come to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from admitone.core.clock import utc_now
from admitone.core.erp import ErpOrder, ErpPayment, Quotation, QuotationLine
from admitone.core.inventory import Attraction, Ticket
from admitone.core.selling import Cart, SaleStatus, SessionState
from admitone.services.effects import Claim
from admitone.services.ports import Erp
from admitone.store import attractions, carts, payments
from admitone.store import tickets as ticket_store
from admitone.store.database import Database, Tx


@dataclass(frozen=True, slots=True)
class ErpWorld:
    """What the ERP work needs of the world. `invoices` has paid orders invoiced too."""

    database: Database
    erp: Erp | None
    invoices: bool


async def sync_erp(world: ErpWorld, claim: Claim) -> None:
    """Carry out `sync_erp`: quotation, confirmed order with invoice, or cancelled, by the cart's state of this moment.

    What was refunded of it is taken off the order and credited.

    Effects of one cart run one after the other and every ERP call looks before it makes, so a repetition after any
    crash or lost answer doubles nothing. A cart that was cancelled before it had a quotation gets none.
    """
    async with world.database.reading() as tx:
        cart = await carts.read_cart_by_id(tx, claim.effect.read_payload()["cart_id"])
        quotation = await _quotation(tx, cart)
        payment = await _payment(tx, cart)
    order, invoice = None, None
    if world.erp is not None:
        order, invoice = await _converge(world, world.erp, cart, quotation, payment)
    async with claim.finishing() as tx:
        if order is None:
            return
        now = utc_now()
        await carts.note_quotation(
            tx, cart, quote_id=order.id, quote_number=order.name, customer_id=order.customer_id, now=now
        )
        if invoice is not None:
            await carts.note_invoice(tx, cart.id, invoice, now)


async def _converge(
    world: ErpWorld, erp: Erp, cart: Cart, quotation: Quotation, payment: ErpPayment | None
) -> tuple[ErpOrder | None, str | None]:
    returned = any(line.returned for line in quotation.lines)
    if cart.status is SaleStatus.CANCELLED:
        # Asked of the ERP, not of our own row: a quotation whose answer was lost is there though we have no number.
        known = await erp.find_order(cart.reference)
        if known is None:
            return None, None
        notes = await erp.take_back(known.id, quotation) if returned else []
        return await erp.cancel_order(known.id), _papers(cart.invoice_number, notes)
    order = await erp.write_quotation(quotation)
    if cart.status is not SaleStatus.COMPLETED:
        return order, None
    confirmed = await erp.confirm_order(order.id)
    invoice = await erp.invoice_order(order.id, payment=payment) if world.invoices else None
    notes = await erp.take_back(order.id, quotation) if returned else []
    return confirmed, _papers(invoice or cart.invoice_number, notes)


def _papers(invoice: str | None, notes: list[str]) -> str | None:
    """Invoice and credit notes as one line of text; None when there is nothing to note."""
    named = invoice.split(", ") if invoice else []
    return ", ".join(dict.fromkeys([*named, *notes])) or None


async def _quotation(tx: Tx, cart: Cart) -> Quotation:
    sales = await carts.list_cart_sales(tx, cart.id)
    tickets = {
        ticket.id: ticket
        for ticket in await ticket_store.read_tickets(tx, cart.tenant_id, [sale.ticket_id for sale in sales])
    }
    known = {one.id: one for one in await attractions.list_attractions(tx, cart.tenant_id, active_only=False)}
    groups: Counter[tuple[int, int, str]] = Counter()
    returned: Counter[tuple[int, int, str]] = Counter()
    for sale in sales:
        group = sale.attraction_id or 0, sale.price_minor or 0, _describe(tickets.get(sale.ticket_id))
        groups[group] += 1
        returned[group] += sale.refunded_at is not None
    lines = [_line(known.get(group[0]), group, quantity, returned[group]) for group, quantity in groups.items()]
    return Quotation(
        cart_reference=cart.reference,
        customer_id=cart.odoo_customer_id,
        customer_name=cart.customer_name or cart.reference,
        customer_email=cart.customer_email or "",
        customer_phone=cart.customer_phone,
        currency=cart.currency or "",
        lines=lines,
        note=cart.notes,
    )


def _describe(ticket: Ticket | None) -> str:
    if ticket is None:
        return ""
    day = ticket.ticket_date.isoformat() if ticket.ticket_date else None
    return ", ".join(part for part in (ticket.category, day, ticket.time_slot) if part)


def _line(attraction: Attraction | None, group: tuple[int, int, str], quantity: int, returned: int) -> QuotationLine:
    _, price_minor, description = group
    name = attraction.name if attraction else "Ticket"
    return QuotationLine(
        product_code=attraction.odoo_product_code if attraction else "",
        description=f"{name}: {description}" if description else name,
        quantity=quantity,
        unit_price_minor=price_minor,
        returned=returned,
    )


async def _payment(tx: Tx, cart: Cart) -> ErpPayment | None:
    for one in await payments.list_payment_sessions(tx, cart.id):
        if one.state is SessionState.PAID and one.transaction_ref:
            paid_at = one.paid_at or one.updated_at
            return ErpPayment(
                reference=one.transaction_ref,
                amount_minor=one.amount_minor,
                currency=one.currency,
                paid_on=paid_at.date(),
            )
    return None
