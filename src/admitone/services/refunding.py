"""Money back, and what happens to the tickets it was paid for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from admitone.core.clock import utc_now
from admitone.core.errors import AdmitError, Conflict, InvalidParameter, NotFound, Unavailable
from admitone.core.ids import new_download_code
from admitone.core.principal import ADMINS, Principal
from admitone.core.resale import TAKEN_BACK
from admitone.core.selling import Cart, PaymentSession, Refund, RefundState, SaleStatus, SessionState
from admitone.services.cart_effects import SYNC_ERP, request_cart_effects, request_refund
from admitone.services.effects import Claim, LeaseLost
from admitone.services.ledger import Ledger
from admitone.services.pass_changes import passes_changed
from admitone.services.paying import PayWorld
from admitone.services.resolving import read_own_cart
from admitone.services.voiding import record_taken_back
from admitone.store import audit, carts, effects, holding, payments, resale, tickets
from admitone.store.audit import Change
from admitone.store.database import Tx
from admitone.store.payments import RefundCount

REFUNDS_MAX: Final = 1000
_LIVE: Final = frozenset(RefundState) - {RefundState.DISMISSED}
_LOOK_FIRST: Final = "look it up at the gateway before you repeat it"
_DONE: Final = "the gateway has given the money back"


@dataclass(frozen=True, slots=True)
class RefundWish:
    """Which tickets of a sold cart to take back (none named means all), and whether they are sold again."""

    cart_reference: str
    ticket_ids: Sequence[int] = ()
    restock: bool = True
    reason: str | None = None


async def refund_sale(tx: Tx, principal: Principal, ledger: Ledger, wish: RefundWish) -> Refund | None:
    """Take tickets of a paid cart back, all or none, and order the refund of what they cost.

    Through the gateway when the cart was paid there; else the refund stays OPEN for a person who hands the money back.
    None when the tickets cost nothing. Conflict when a ticket was used or transferred, or is not sold in this cart.
    """
    principal.require(ADMINS)
    known = await read_own_cart(tx, principal, wish.cart_reference)
    # Read again: the ERP's answer may have come while it was waited for.
    cart = await carts.lock_cart(tx, known.id)
    sold = [sale.ticket_id for sale in await carts.list_cart_sales(tx, cart.id) if sale.status is SaleStatus.COMPLETED]
    ids = list(dict.fromkeys(wish.ticket_ids)) or sold
    if not ids or not set(ids) <= set(sold):
        others = sorted(set(ids) - set(sold))
        named = f"ticket {', '.join(map(str, others[:20]))}" if others else "no ticket"
        message = f"{named} of cart {cart.reference} is sold and can be refunded"
        raise Conflict(message, fields=("ticketIds",), details={"ticketIds": others})
    now = utc_now()
    await holding.lock_cart_places(tx, cart.tenant_id, cart.reference)
    taken = await carts.take_back(tx, cart, ids, restock=wish.restock, now=now)
    if len(taken) < len(ids):
        used = sorted(set(ids) - set(taken))
        named = ", ".join(map(str, used[:20]))
        message = f"ticket {named} has been used, or was transferred to somebody else; nothing was refunded"
        raise Conflict(message, fields=("ticketIds",), details={"ticketIds": used})
    if wish.restock:
        for ticket_id in ids:
            # Whoever has the old link must not get the ticket that somebody else buys next.
            await carts.change_download_code(tx, ticket_id, new_download_code())
    await passes_changed(tx, ids, now)
    await resale.end_listings(tx, ids, now, reason=TAKEN_BACK)
    amount = await carts.refund_sales(tx, cart.id, ids, now)
    if len(ids) == len(sold):
        await carts.move_cart(
            tx, cart.id, SaleStatus.COMPLETED, SaleStatus.CANCELLED, now, cancel_reason=wish.reason or "refunded"
        )
    await _tell_erp(tx, cart, now)
    details = wish.reason or "refunded"
    status = "AVAILABLE" if wish.restock else "SOLD"
    change = Change("REFUND", principal.name, now, "SOLD", status, details, cart.reference)
    await audit.record_tickets(tx, cart.tenant_id, ids, change)
    await audit.record_refunded(tx, cart, Change("REFUND", principal.name, now, "COMPLETED", "CANCELLED", details))
    refund = await _order_refund(tx, principal, cart, amount, details) if amount else None
    # Last, because everybody who issues waits for who has recorded.
    await record_taken_back(tx, ledger, cart.tenant_id, await tickets.read_tickets(tx, cart.tenant_id, ids), now)
    return refund


async def execute_refund(tx: Tx, principal: Principal, refund_id: int) -> Refund:
    """Have the gateway carry out an OPEN refund; Conflict when it is no longer open or was not paid at the gateway."""
    principal.require(ADMINS)
    refund = await _own(tx, principal, refund_id)
    session = await _paid_session(tx, refund.cart_id, refund.payment_session_id)
    if session is None:
        message = f"refund {refund_id} is of no payment that the gateway can undo; settle it, then dismiss it"
        raise Conflict(message, fields=("refundId",))
    return await _send(tx, principal, refund)


async def dismiss_refund(tx: Tx, principal: Principal, refund_id: int, note: str) -> Refund:
    """Close an OPEN refund that was settled another way; the note says how."""
    principal.require(ADMINS)
    if not note.strip():
        raise InvalidParameter("note: say how the money went back, or why it does not", fields=("note",))
    moved = await payments.move_refund(
        tx,
        principal.tenant_id,
        refund_id,
        RefundState.OPEN,
        RefundState.DISMISSED,
        utc_now(),
        note=note,
        decided_by=principal.name,
    )
    refund = await _own(tx, principal, refund_id)
    if not moved:
        raise Conflict(f"refund {refund_id} is {refund.state}", fields=("refundId",))
    return refund


async def list_refunds(
    tx: Tx,
    principal: Principal,
    state: RefundState | None = None,
    *,
    paid_late: bool = False,
    before_id: int | None = None,
    limit: int = REFUNDS_MAX,
) -> list[Refund]:
    """Refunds of the tenant, newest first; page on with `before_id`."""
    principal.require(ADMINS)
    return await payments.list_refunds(
        tx, principal.tenant_id, state=state, paid_late=paid_late, before_id=before_id, limit=min(limit, REFUNDS_MAX)
    )


async def count_refunds(tx: Tx, principal: Principal, state: RefundState) -> RefundCount:
    """How many refunds of the tenant are in a state, and how many of them are of payments that came too late."""
    principal.require(ADMINS)
    return await payments.count_refunds(tx, principal.tenant_id, state)


async def read_refund(tx: Tx, principal: Principal, refund_id: int) -> Refund:
    """One refund; NotFound when the tenant has no such one."""
    principal.require(ADMINS)
    return await _own(tx, principal, refund_id)


async def refund_payment(world: PayWorld, claim: Claim) -> None:
    """Carry out `refund_payment`. A refusal or an unknown outcome opens the refund again, for a person to look at.

    Repeating what may have happened could give the money back twice. So the refund is opened, as one of unknown
    outcome, before the gateway is asked: whatever kills this worker meanwhile, nobody repeats it but a person.
    """
    payload = claim.effect.read_payload()
    tenant_id, refund_id = claim.effect.tenant_id, int(payload["refund_id"])
    async with world.database.reading() as tx:
        refund = await payments.read_refund(tx, tenant_id, refund_id)
        session = await _paid_session(tx, refund.cart_id, refund.payment_session_id) if refund else None
    if refund is None or refund.state is not RefundState.ORDERED:
        async with claim.finishing():
            return
    if session is None or world.gateway is None:
        async with claim.finishing() as tx:
            await _reopen(tx, refund, "there is no gateway that could carry it out")
        return
    async with world.database.writing() as tx:
        if not await _reopen(tx, refund, f"the gateway was asked, its answer is not known; {_LOOK_FIRST}"):
            raise LeaseLost(claim.effect.kind)
    try:
        reference = await world.gateway.refund(
            transaction_ref=session.transaction_ref or "",
            cart_id=f"{session.gateway_cart_id}-R{refund.id}"[:63],
            amount_minor=refund.amount_minor,
            currency=refund.currency,
            reason=refund.reason[:60],
        )
    except AdmitError as error:
        await _note_failure(world, claim, refund, error)
        return
    async with claim.finishing() as tx:
        # Whatever a person has made of it meanwhile, the money has gone back.
        for state in (RefundState.OPEN, RefundState.ORDERED, RefundState.DISMISSED):
            await payments.move_refund(
                tx, tenant_id, refund.id, state, RefundState.DONE, utc_now(), refund_reference=reference, note=_DONE
            )


async def _note_failure(world: PayWorld, claim: Claim, refund: Refund, error: AdmitError) -> None:
    if isinstance(error, Unavailable) and not error.details.get("outcomeUnknown", True):
        async with world.database.writing() as tx:
            await payments.move_refund(
                tx, refund.tenant_id, refund.id, RefundState.OPEN, RefundState.ORDERED, utc_now(), note=error.message
            )
        raise error
    note = f"{error.message}; {_LOOK_FIRST}" if isinstance(error, Unavailable) else error.message
    async with claim.finishing() as tx:
        await payments.move_refund(
            tx, refund.tenant_id, refund.id, RefundState.OPEN, RefundState.OPEN, utc_now(), note=note
        )


async def _reopen(tx: Tx, refund: Refund, note: str) -> bool:
    return await payments.move_refund(
        tx, refund.tenant_id, refund.id, RefundState.ORDERED, RefundState.OPEN, utc_now(), note=note
    )


async def _tell_erp(tx: Tx, cart: Cart, now: datetime) -> None:
    under_way = await effects.list_kinds_under_way(tx, cart.tenant_id, cart.reference)
    # Work that is under way may have read the cart before this.
    told = cart.odoo_quote_id is not None or SYNC_ERP in under_way
    await request_cart_effects(tx, await carts.read_cart_by_id(tx, cart.id), erp=told, now=now)


async def _order_refund(tx: Tx, principal: Principal, cart: Cart, amount: int, reason: str) -> Refund:
    session = await _paid_session(tx, cart.id, None)
    refund_id = await payments.insert_refund(
        tx,
        cart,
        payment_session_id=session.id if session else None,
        amount_minor=amount,
        currency=cart.currency or "",
        reason=reason,
        now=utc_now(),
    )
    refund = await _own(tx, principal, refund_id)
    return await _send(tx, principal, refund) if session else refund


async def _send(tx: Tx, principal: Principal, refund: Refund) -> Refund:
    now = utc_now()
    moved = await payments.move_refund(
        tx, principal.tenant_id, refund.id, RefundState.OPEN, RefundState.ORDERED, now, decided_by=principal.name
    )
    if not moved:
        raise Conflict(f"refund {refund.id} is {refund.state}", fields=("refundId",))
    await request_refund(tx, await carts.read_cart_by_id(tx, refund.cart_id), refund.id, now)
    return await _own(tx, principal, refund.id)


async def _paid_session(tx: Tx, cart_id: int, session_id: int | None) -> PaymentSession | None:
    paid = [one for one in await payments.list_payment_sessions(tx, cart_id) if one.state is SessionState.PAID]
    if session_id is not None:
        return next((one for one in paid if one.id == session_id), None)
    # What sold the cart is the payment that does not have to go back as a whole.
    for session in sorted(paid, key=lambda one: (one.paid_at or one.updated_at, one.id)):
        due = [one for one in await payments.list_session_refunds(tx, session.id) if one.state in _LIVE]
        if all(one.amount_minor < session.amount_minor for one in due):
            return session
    return None


async def _own(tx: Tx, principal: Principal, refund_id: int) -> Refund:
    refund = await payments.read_refund(tx, principal.tenant_id, refund_id)
    if refund is None:
        raise NotFound(f"there is no refund {refund_id}", fields=("refundId",))
    return refund
