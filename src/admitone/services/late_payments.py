"""Money that comes when the reservation has ended: the same tickets, else equivalent ones, else a refund."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from admitone.core.clock import today
from admitone.core.inventory import Ticket
from admitone.core.selling import Cart, PaymentSession, Sale, SaleStatus, SessionState
from admitone.services.cart_issuing import issue_cart_tickets
from admitone.services.issuing import Issuing
from admitone.services.late_places import hold_places_again
from admitone.services.resolving import finish_sale, give_up_cart
from admitone.services.selling import SellingTerms, links_end
from admitone.store import allocation, audit, carts, payments, people
from admitone.store import tickets as ticket_store
from admitone.store.audit import Change
from admitone.store.database import Tx


async def take_late_payment(tx: Tx, cart: Cart, terms: SellingTerms, session: PaymentSession, now: datetime) -> None:
    """Decide about a payment for a cart whose hold has ended. Always ends in a sale or a refund that people see."""
    # Two late payments for one cart decide one after the other; else both would take tickets for it.
    cart = await carts.lock_cart(tx, cart.id)
    others = [one for one in await payments.list_payment_sessions(tx, cart.id) if one.id != session.id]
    if any(one.state is SessionState.PAID for one in others):
        await _refund(tx, cart, session, "paid a second time", now)
        return
    sales = await carts.list_cart_sales(tx, cart.id)
    if any(sale.refunded_at is not None for sale in sales):
        await _refund(tx, cart, session, "paid after the tickets had been taken back", now)
        return
    if cart.status is SaleStatus.CANCELLED:
        await _revive(tx, cart, terms, session, sales, now)
        return
    # Whether the hand that confirmed the cart had this money in mind or other money, only a person can tell.
    await _refund(tx, cart, session, "paid at the gateway after it had been confirmed by hand", now)


async def return_payment(  # noqa: PLR0917
    tx: Tx, cart: Cart, terms: SellingTerms, session: PaymentSession, why: str, now: datetime
) -> None:
    """End a cart that was paid and cannot be sold, and make the payment a refund that people see."""
    reason = f"paid, and the tickets could not be issued: {why}"
    if not await give_up_cart(tx, cart, terms, reason, now):
        await carts.lock_cart(tx, cart.id)
    await _refund(tx, await carts.read_cart_by_id(tx, cart.id), session, reason, now)


async def _revive(  # noqa: PLR0917
    tx: Tx, cart: Cart, terms: SellingTerms, session: PaymentSession, sales: Sequence[Sale], now: datetime
) -> None:
    day = today(await people.read_time_zone(tx, cart.tenant_id))
    wanted = await ticket_store.read_tickets(tx, cart.tenant_id, [sale.ticket_id for sale in sales])
    places = await carts.list_sold_places(tx, cart.id)
    placed_ids = {place.ticket_id for place in places}
    placed = [ticket for ticket in wanted if ticket.id in placed_ids]
    wanted = [ticket for ticket in wanted if ticket.id not in placed_ids]
    # Places before tickets, as everybody takes them.
    again = await hold_places_again(tx, cart, placed, places, now)
    same = await carts.hold_tickets(tx, cart.tenant_id, [ticket.id for ticket in wanted], cart.reference, day, now)
    got = {ticket.id for ticket in same}
    missing = [ticket for ticket in wanted if ticket.id not in got]
    replaced = await _hold_equivalents(tx, cart, missing, day, now)
    replaced += [pair for pair in again or [] if pair[0] != pair[1]]
    if not sales or again is None or len(got) + len(replaced) + _kept(again) < len(sales):
        await carts.release_held_tickets(tx, cart.tenant_id, cart.reference, now)
        await _refund(tx, cart, session, "paid after the reservation had ended, and the tickets are gone", now)
        return
    await _sell_again(tx, cart, terms, _by_sale(sales, replaced), now)


def _by_sale(sales: Sequence[Sale], replaced: Sequence[tuple[int, int]]) -> list[tuple[Sale, int]]:
    by_ticket = {sale.ticket_id: sale for sale in sales}
    return [(by_ticket[gone], new) for gone, new in replaced]


def _kept(pairs: Sequence[tuple[int, int]]) -> int:
    return sum(old == new for old, new in pairs)


async def _hold_equivalents(
    tx: Tx, cart: Cart, missing: Sequence[Ticket], day: date, now: datetime
) -> list[tuple[int, int]]:
    """Tickets of the same kinds in place of the missing ones, as pairs of old and new; as many as there are."""
    by_kind: dict[allocation.TicketKind, list[int]] = {}
    for ticket in missing:
        by_kind.setdefault(allocation.kind_of(ticket), []).append(ticket.id)
    pairs: list[tuple[int, int]] = []
    for kind, gone in by_kind.items():
        found = await allocation.hold_free(tx, cart.tenant_id, kind, len(gone), cart.reference, day, now, wait=True)
        pairs += zip(gone, (ticket.id for ticket in found), strict=False)
    return pairs


async def _sell_again(
    tx: Tx, cart: Cart, terms: SellingTerms, replaced: Sequence[tuple[Sale, int]], now: datetime
) -> None:
    expires_at = await links_end(tx, cart.tenant_id, cart.reference, terms, now)
    ids = await carts.sell_held_tickets(tx, cart.tenant_id, cart.reference, expires_at, now)
    for sale, new in replaced:
        await carts.replace_sale_ticket(tx, sale.id, new, now)
    await finish_sale(tx, cart, SaleStatus.CANCELLED, terms, now)
    details = "paid after the reservation had ended"
    if replaced:
        details += "; " + ", ".join(f"ticket {new} in place of {sale.ticket_id}" for sale, new in replaced)
    change = Change("LATE_PAYMENT", "gateway", now, "AVAILABLE", "SOLD", details)
    await audit.record_tickets(tx, cart.tenant_id, ids, change)
    sold = Change("LATE_PAYMENT", "gateway", now, "CANCELLED", "COMPLETED", details)
    await audit.record_sales(tx, cart, sold)
    await issue_cart_tickets(tx, Issuing(terms.ledger, cart.tenant_id, "gateway", now), cart, ids)


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
