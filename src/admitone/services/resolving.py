"""How a reservation ends: sold, cancelled or expired, exactly once, whoever comes first."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NoReturn

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, NotFound
from admitone.core.principal import ADMINS, Principal
from admitone.core.selling import Cart, PaymentStatus, Resolution, SaleStatus
from admitone.services.cart_effects import request_cart_effects
from admitone.services.cart_issuing import issue_cart_tickets
from admitone.services.issuing import Issuing
from admitone.services.selling import SellingTerms, links_end
from admitone.store import audit, carts, event_planning, holding
from admitone.store.audit import Change
from admitone.store.database import Tx

_ENDED: Final = {
    Resolution.SOLD: "was paid",
    Resolution.RELEASED: "was cancelled",
    Resolution.EXPIRED: "expired",
}
_CALLED_OFF: Final = "the event is cancelled"


async def confirm_payment(tx: Tx, principal: Principal, terms: SellingTerms, reference: str) -> Cart:
    """Complete a reservation by hand: the money came another way. Conflict tells who ended the reservation before."""
    principal.require(ADMINS)
    cart = await read_own_cart(tx, principal, reference)
    now = utc_now()
    if not await complete_cart(tx, cart, terms, by=principal.name, now=now, details="confirmed by hand"):
        await refuse_ended(tx, cart)
    return await carts.read_cart_by_id(tx, cart.id)


async def cancel_cart(tx: Tx, principal: Principal, terms: SellingTerms, reference: str, reason: str | None) -> Cart:
    """Cancel a reservation: its tickets are for sale again. Conflict tells who ended the reservation before."""
    principal.require(ADMINS)
    cart = await read_own_cart(tx, principal, reference)
    change = Change("CANCEL", principal.name, utc_now(), "RESERVED", "AVAILABLE", reason, cart.reference)
    if not await _release(tx, cart, terms, change, reason or "cancelled"):
        await refuse_ended(tx, cart)
    return await carts.read_cart_by_id(tx, cart.id)


async def release_called_off(tx: Tx, cart: Cart, terms: SellingTerms, *, by: str, now: datetime) -> bool:
    """End the reservation of a cart with tickets of a cancelled event; False when it has ended already."""
    change = Change("CANCEL", by, now, "RESERVED", "AVAILABLE", _CALLED_OFF, cart.reference)
    return await _release(tx, cart, terms, change, _CALLED_OFF)


async def expire_cart(tx: Tx, cart: Cart, terms: SellingTerms, now: datetime) -> bool:
    """Give the tickets of a lapsed hold back; False when somebody else has ended it meanwhile."""
    if not await carts.resolve_hold(tx, cart.id, Resolution.EXPIRED, "system", now, lapsed_only=True):
        return False
    await carts.lock_cart(tx, cart.id)
    change = Change("EXPIRE_HOLD", "system", now, "RESERVED", "AVAILABLE", "not paid in time", cart.reference)
    await _let_go(tx, cart, terms, change, "not paid in time")
    return True


async def give_up_cart(tx: Tx, cart: Cart, terms: SellingTerms, reason: str, now: datetime) -> bool:
    """Give the tickets of a hold back that was paid for and cannot become a sale; False when it has ended already."""
    if not await carts.resolve_hold(tx, cart.id, Resolution.RELEASED, "gateway", now):
        return False
    await carts.lock_cart(tx, cart.id)
    await _let_go(
        tx, cart, terms, Change("CANCEL", "gateway", now, "RESERVED", "AVAILABLE", reason, cart.reference), reason
    )
    return True


async def complete_cart(tx: Tx, cart: Cart, terms: SellingTerms, *, by: str, now: datetime, details: str) -> bool:
    """Sell the tickets of a reservation; False when its hold has ended already.

    Gives them to the customer's account, issues them, and writes the ERP and mail effects, in the same transaction.
    When one of them is of an event that was called off meanwhile, the hold ends as released instead.
    """
    if await event_planning.is_called_off(tx, cart.tenant_id, cart.reference):
        await release_called_off(tx, cart, terms, by="system", now=now)
        return False
    if not await carts.resolve_hold(tx, cart.id, Resolution.SOLD, by, now):
        return False
    # Locks are taken in one order, hold, cart, tickets, sales: the ERP's answer takes cart and tickets as well.
    await carts.lock_cart(tx, cart.id)
    expires_at = await links_end(tx, cart.tenant_id, cart.reference, terms, now)
    ids = await carts.sell_held_tickets(tx, cart.tenant_id, cart.reference, expires_at, now)
    await finish_sale(tx, cart, SaleStatus.PENDING_PAYMENT, terms, now)
    change = Change("CONFIRM_PAYMENT", by, now, "RESERVED", "SOLD", details)
    await audit.record_tickets(tx, cart.tenant_id, ids, change)
    sale = Change("CONFIRM_PAYMENT", by, now, "PENDING_PAYMENT", "COMPLETED", details)
    await audit.record_sales(tx, cart, sale)
    await issue_cart_tickets(tx, Issuing(terms.ledger, cart.tenant_id, by, now), cart, ids)
    return True


async def finish_sale(tx: Tx, cart: Cart, from_status: SaleStatus, terms: SellingTerms, now: datetime) -> None:
    """Move a cart to COMPLETED and PAID, and set going what follows: the order in the ERP, the mail."""
    await carts.move_cart(tx, cart.id, from_status, SaleStatus.COMPLETED, now, payment_status=PaymentStatus.PAID)
    completed = await carts.read_cart_by_id(tx, cart.id)
    await request_cart_effects(tx, completed, erp=terms.erp, mail=cart.customer_email is not None, now=now)


async def refuse_ended(tx: Tx, cart: Cart) -> NoReturn:
    """Raise the refusal of a cart whose reservation has ended: how, when and by whom."""
    hold = await carts.read_last_hold(tx, cart.id)
    if hold is None or hold.resolution is None or hold.resolved_at is None:
        message = f"cart {cart.reference} is {cart.status}; it has no reservation that could be changed"
    elif cart.status is SaleStatus.COMPLETED and hold.resolution is not Resolution.SOLD:
        message = f"cart {cart.reference} was paid after its reservation had ended; nothing was changed"
    else:
        when = hold.resolved_at.isoformat(timespec="seconds")
        message = (
            f"cart {cart.reference} {_ENDED[hold.resolution]} at {when}, by {hold.resolved_by}; nothing was changed"
        )
    details = {"cartReference": cart.reference, "status": str(cart.status)}
    raise Conflict(message, fields=("cartReference",), details=details)


async def read_own_cart(tx: Tx, principal: Principal, reference: str) -> Cart:
    """A cart of the caller's tenant; NotFound else."""
    # PostgreSQL takes no NUL, not even to compare with.
    cart = None if "\x00" in reference else await carts.read_cart(tx, principal.tenant_id, reference)
    if cart is None:
        raise NotFound(f"there is no cart {reference[:40]}", fields=("cartReference",))
    return cart


async def _release(tx: Tx, cart: Cart, terms: SellingTerms, change: Change, reason: str) -> bool:
    if not await carts.resolve_hold(tx, cart.id, Resolution.RELEASED, change.user_id, change.now):
        return False
    await carts.lock_cart(tx, cart.id)
    await _let_go(tx, cart, terms, change, reason)
    return True


async def _let_go(tx: Tx, cart: Cart, terms: SellingTerms, change: Change, reason: str) -> None:
    now = change.now
    await holding.lock_cart_places(tx, cart.tenant_id, cart.reference)
    await carts.remember_places(tx, cart.id)
    ids = await carts.release_held_tickets(tx, cart.tenant_id, cart.reference, now)
    await carts.move_cart(tx, cart.id, SaleStatus.PENDING_PAYMENT, SaleStatus.CANCELLED, now, cancel_reason=reason)
    await audit.record_tickets(tx, cart.tenant_id, ids, change)
    sale = Change(change.action, change.user_id, now, "PENDING_PAYMENT", "CANCELLED", change.details)
    await audit.record_sales(tx, cart, sale)
    cancelled = await carts.read_cart_by_id(tx, cart.id)
    await request_cart_effects(tx, cancelled, erp=terms.erp, now=now)
