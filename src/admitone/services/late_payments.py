"""Money that comes when the reservation has ended: the same tickets, else equivalent ones, else a refund."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from admitone.core.clock import today
from admitone.core.inventory import Ticket
from admitone.core.selling import Cart, PaymentSession, SaleStatus, SessionState
from admitone.services.resolving import finish_sale
from admitone.services.selling import SellingTerms
from admitone.store import allocation, audit, carts, payments, people
from admitone.store import tickets as ticket_store
from admitone.store.audit import Change
from admitone.store.database import Tx


async def take_late_payment(tx: Tx, cart: Cart, terms: SellingTerms, session: PaymentSession, now: datetime) -> None:
    """Decide about a payment for a cart whose hold has ended. Always ends in a sale or a refund that people see."""
    cart = await carts.read_cart_by_id(tx, cart.id)
    if cart.status is SaleStatus.CANCELLED:
        await _revive(tx, cart, terms, session, now)
        return
    others = [one for one in await payments.list_payment_sessions(tx, cart.id) if one.id != session.id]
    if any(one.state is SessionState.PAID for one in others):
        await _refund(tx, cart, session, "paid a second time", now)
        return
    # Confirmed by hand before: this is the money that the confirmation announced.
    change = Change("PAYMENT_RECEIVED", "gateway", now, str(cart.status), str(cart.status), session.transaction_ref)
    await audit.record_sales(tx, cart, change)


async def _revive(tx: Tx, cart: Cart, terms: SellingTerms, session: PaymentSession, now: datetime) -> None:
    day = today(await people.read_time_zone(tx, cart.tenant_id))
    sales = [sale for sale in await carts.list_cart_sales(tx, cart.id) if sale.status is SaleStatus.CANCELLED]
    wanted = await ticket_store.read_tickets(tx, cart.tenant_id, [sale.ticket_id for sale in sales])
    same = await carts.hold_tickets(tx, cart.tenant_id, [ticket.id for ticket in wanted], cart.reference, day, now)
    got = {ticket.id for ticket in same}
    missing = [ticket for ticket in wanted if ticket.id not in got]
    missing_rows = len(sales) - len(wanted)
    if missing or missing_rows or not wanted:
        got |= await _hold_equivalents(tx, cart, missing, day, now)
    if len(got) < len(sales) or not sales:
        await carts.release_held_tickets(tx, cart.tenant_id, cart.reference, now)
        await _refund(tx, cart, session, "paid after the reservation had ended, and the tickets are gone", now)
        return
    replaced = sorted(got - {ticket.id for ticket in wanted})
    await _sell_again(tx, cart, terms, [ticket.id for ticket in missing], replaced, now)


async def _hold_equivalents(tx: Tx, cart: Cart, missing: Sequence[Ticket], day: date, now: datetime) -> set[int]:
    held: set[int] = set()
    for kind, quantity in Counter(allocation.kind_of(ticket) for ticket in missing).items():
        found = await allocation.hold_free(tx, cart.tenant_id, kind, quantity, cart.reference, day, now, wait=True)
        held |= {ticket.id for ticket in found}
    return held


async def _sell_again(  # noqa: PLR0917
    tx: Tx, cart: Cart, terms: SellingTerms, gone: Sequence[int], replaced: Sequence[int], now: datetime
) -> None:
    expires_at = now + timedelta(days=terms.download_days)
    ids = await carts.sell_held_tickets(tx, cart.tenant_id, cart.reference, expires_at, now)
    await carts.replace_sales(tx, cart.id, gone, replaced, now)
    await finish_sale(tx, cart, SaleStatus.CANCELLED, terms, now)
    details = "paid after the reservation had ended"
    if replaced:
        details += f"; ticket {', '.join(map(str, replaced))} in place of {', '.join(map(str, gone))}"
    change = Change("LATE_PAYMENT", "gateway", now, "AVAILABLE", "SOLD", details)
    await audit.record_tickets(tx, cart.tenant_id, ids, change)
    sale = Change("LATE_PAYMENT", "gateway", now, "CANCELLED", "COMPLETED", details)
    await audit.record_sales(tx, cart, sale)


async def _refund(tx: Tx, cart: Cart, session: PaymentSession, reason: str, now: datetime) -> None:
    await payments.insert_refund(
        tx,
        cart,
        payment_session_id=session.id,
        amount_minor=session.amount_minor,
        currency=session.currency,
        reason=reason,
        now=now,
    )
    change = Change("REFUND_DUE", "gateway", now, str(cart.status), str(cart.status), reason)
    await audit.record_sales(tx, cart, change)
