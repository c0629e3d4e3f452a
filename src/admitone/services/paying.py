"""Collecting the money: a hosted page per attempt, and our own check that decides what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, OutsideRefused, Unavailable
from admitone.core.payments import ExpectedPayment, GatewayCheck, PaymentOrder, PaymentState, verify_paid
from admitone.core.principal import STAFF, Principal
from admitone.core.selling import (
    Cart,
    PaymentSession,
    PaymentStatus,
    RefundState,
    SaleStatus,
    SessionState,
    return_code,
)
from admitone.services.cart_effects import CREATE_PAYMENT, request_payment_link
from admitone.services.effects import Claim, LeaseLost, PaymentAttempt
from admitone.services.late_payments import return_payment, take_late_payment
from admitone.services.ports import PaymentGateway
from admitone.services.resolving import complete_cart, read_own_cart, refuse_ended
from admitone.services.selling import SellingTerms
from admitone.store import audit, carts, effects, payments
from admitone.store.audit import Change
from admitone.store.database import Database, Tx

# Official integrations look again at orders between ten minutes and a day old. The first minutes are ours: a customer
# whose browser never came back should not wait for ten of them.
CHECK_PAUSES: Final = (timedelta(minutes=2), timedelta(minutes=3), timedelta(minutes=5))
CHECK_PAUSE_LATER: Final = timedelta(minutes=10)
CHECK_FOR: Final = timedelta(hours=24)
CHECK_PAUSE_AUTHORISED: Final = timedelta(hours=1)
CHECK_AUTHORISED_FOR: Final = timedelta(days=7)
MISMATCH: Final = "the payment is not the one that was asked for"
UNVERIFIED: Final = "the gateway reports a payment that it cannot be asked about"
_log = structlog.get_logger(__name__)
_PAYMENT_STATUS: Final = {
    PaymentState.DECLINED: PaymentStatus.DECLINED,
    PaymentState.CANCELLED: PaymentStatus.CANCELLED_PAYMENT,
}
_ENDED: Final = {PaymentState.EXPIRED, PaymentState.REPLACED}


@dataclass(frozen=True, slots=True)
class PayWorld:
    """What collecting money needs of the world. Without a gateway there are no payment links."""

    database: Database
    gateway: PaymentGateway | None
    terms: SellingTerms
    base_url: str


async def regenerate_link(tx: Tx, principal: Principal, terms: SellingTerms, reference: str) -> Cart:
    """Decide a new attempt for a pending cart. The sessions before stay recorded and are honoured if paid."""
    principal.require(STAFF)
    cart = await read_own_cart(tx, principal, reference)
    if cart.status is not SaleStatus.PENDING_PAYMENT:
        await refuse_ended(tx, cart)
    if not terms.payment_links:
        message = "no payment gateway is configured; set ADMITONE_TELR_URL, or confirm the payment by hand"
        raise Conflict(message, fields=("cartReference",))
    if cart.total_minor <= 0:
        raise Conflict(f"cart {reference} costs nothing, so there is nothing to pay", fields=("cartReference",))
    now = utc_now()
    # One that waits for another try becomes a new session as well, and a second one would have to wait for it.
    if not await effects.hurry_effects(tx, cart.reference, CREATE_PAYMENT, now):
        await request_payment_link(tx, cart, now)
    change = Change("REGENERATE_LINK", principal.name, now, "PENDING_PAYMENT", "PENDING_PAYMENT")
    await audit.record_sales(tx, cart, change)
    return cart


async def create_payment(world: PayWorld, claim: Claim) -> None:
    """Carry out `create_payment`: a row for the attempt first, then the gateway, then what it answered.

    The attempt is written before the gateway is asked, so that a session whose answer was lost is still known. Asking
    again for the same cart id would be refused as a duplicate, so every repetition is an attempt of its own.
    """
    attempt = claim.attempt or await _begin_attempt(world, claim)
    if world.gateway is None or attempt is None:
        async with claim.finishing():
            return
    session = attempt.session
    try:
        opened = await world.gateway.create_session(_order(world, attempt.cart, session))
    except (OutsideRefused, Unavailable) as error:
        # With an unknown outcome the session may exist; it stays CREATING until a notice brings its reference.
        if isinstance(error, OutsideRefused) or not error.details.get("outcomeUnknown", True):
            async with world.database.writing() as tx:
                await payments.end_payment_session(tx, session.id, SessionState.FAILED, error.message, utc_now())
        raise
    now = utc_now()
    async with world.database.writing_once() as tx:
        opening = await payments.open_session_of_effect(
            tx,
            session.id,
            gateway_ref=opened.ref,
            url=opened.url,
            next_check_at=now + CHECK_PAUSES[0],
            effect_id=claim.effect.id,
            owner=claim.owner,
            now=now,
        )
    if not opening.finished:
        raise LeaseLost(claim.effect.kind)
    attempt.url = opened.url if opening.opened else None


async def _begin_attempt(world: PayWorld, claim: Claim) -> PaymentAttempt | None:
    """Write the next attempt; None for a cart that is not, or no longer, to be paid for."""
    async with world.database.reading() as tx:
        cart = await carts.read_cart_by_id(tx, claim.effect.read_payload()["cart_id"])
    if world.gateway is None or cart.status is not SaleStatus.PENDING_PAYMENT or cart.currency is None:
        return None
    async with world.database.writing_once() as tx:
        session = await payments.insert_payment_session(tx, cart, test=world.gateway.test, now=utc_now())
    return PaymentAttempt(cart, session)


async def check_payment(world: PayWorld, claim: Claim) -> None:
    """Carry out `check_payment`."""
    async with world.database.reading() as tx:
        session = await payments.read_payment_session(tx, claim.effect.read_payload()["session_id"])
    await settle_session(world, session)
    async with claim.finishing():
        return


async def settle_session(world: PayWorld, session: PaymentSession) -> PaymentState | None:
    """Ask the gateway about a session and act on its answer; what it said, or None when it cannot be asked.

    PAID is the gateway's word; whether it is the payment that was asked for, the session's state tells. Any number of
    these may run at once for one session: the payment counts for whoever writes PAID first.
    """
    if world.gateway is None or session.gateway_ref is None or session.state is SessionState.PAID:
        return PaymentState.PAID if session.state is SessionState.PAID else None
    check = await world.gateway.check(session.gateway_ref)
    try:
        async with world.database.writing() as tx:
            await _act(tx, world.terms, session, check)
    except Conflict as error:
        # What cannot be sold was paid all the same: undone with the sale, the payment would be seen by nobody.
        _log.exception("paid_and_not_sold", session=session.id)
        async with world.database.writing() as tx:
            await _act(tx, world.terms, session, check, unsold=error.message)
    return check.state


async def _act(
    tx: Tx, terms: SellingTerms, session: PaymentSession, check: GatewayCheck, *, unsold: str | None = None
) -> None:
    """With `unsold`, why it could not be sold, a payment is not tried to be made a sale of."""
    now = utc_now()
    cart = await carts.read_cart_by_id(tx, session.cart_id)
    if check.state is PaymentState.PAID:
        await _accept(tx, terms, cart, session, check, now, unsold=unsold)
        return
    if check.state in _ENDED:
        # Asked for on schedule all the same: money may have been on its way.
        next_check_at = _next_check(session, now)
        await payments.end_payment_session(
            tx, session.id, SessionState.EXPIRED, check.message, now, next_check_at=next_check_at
        )
        return
    status = _PAYMENT_STATUS.get(check.state)
    # A declined or cancelled page can still be paid by another try on it.
    next_check_at = _next_check(session, now, authorised=check.state is PaymentState.AUTHORISED)
    await payments.note_payment_check(tx, session.id, check.message, next_check_at, now)
    if status is not None and await carts.note_payment_status(tx, cart.id, status, now):
        change = Change("PAYMENT_STATUS_UPDATE", "gateway", now, None, status, check.message)
        await audit.record_sales(tx, cart, change)


async def _accept(  # noqa: PLR0917
    tx: Tx,
    terms: SellingTerms,
    cart: Cart,
    session: PaymentSession,
    check: GatewayCheck,
    now: datetime,
    *,
    unsold: str | None,
) -> None:
    expected = ExpectedPayment(
        ref=session.gateway_ref or "",
        cart_id=session.gateway_cart_id,
        amount_minor=session.amount_minor,
        currency=session.currency,
        test=session.test,
    )
    if mismatches := verify_paid(check, expected):
        await _note_mismatch(tx, cart, session, check, "; ".join(mismatches), now)
        return
    # From here on the payment counts, once: whoever comes second changes no row.
    if not await payments.pay_payment_session(tx, session.id, check.transaction_ref or "", now):
        return
    await _forget_mismatch(tx, session, now)
    details = f"paid, transaction {check.transaction_ref}"
    if unsold is not None:
        await return_payment(tx, cart, terms, session, unsold, now)
    elif not await complete_cart(tx, cart, terms, by="gateway", now=now, details=details):
        paid = await payments.read_payment_session(tx, session.id)
        await take_late_payment(tx, cart, terms, paid, now)


async def _note_mismatch(  # noqa: PLR0917
    tx: Tx, cart: Cart, session: PaymentSession, check: GatewayCheck, message: str, now: datetime
) -> None:
    """Money that is not what was asked for sells nothing, and is a task for people: once, however often it is seen."""
    _log.error("payment_mismatch", cart=cart.reference, session=session.id, mismatches=message)
    await payments.note_payment_check(tx, session.id, message, _next_check(session, now), now)
    await carts.lock_cart(tx, cart.id)
    if await payments.list_session_refunds(tx, session.id):
        return
    await payments.insert_refund(
        tx,
        cart,
        payment_session_id=session.id,
        amount_minor=session.amount_minor if check.amount_minor is None else check.amount_minor,
        currency=check.currency or session.currency,
        reason=f"{MISMATCH}: {message}",
        now=now,
    )
    await audit.record_sales(tx, cart, Change("PAYMENT_MISMATCH", "gateway", now, None, None, message))


async def _forget_mismatch(tx: Tx, session: PaymentSession, now: datetime) -> None:
    for refund in await payments.list_session_refunds(tx, session.id):
        if refund.reason.startswith((MISMATCH, UNVERIFIED)):
            note = "a later check says that exactly what was asked for was paid"
            await payments.move_refund(
                tx, refund.tenant_id, refund.id, RefundState.OPEN, RefundState.DISMISSED, now, note=note
            )


def _next_check(session: PaymentSession, now: datetime, *, authorised: bool = False) -> datetime | None:
    age = now - session.created_at
    if age > CHECK_FOR:
        # Money that is promised may be collected days later, and the notice of it may be lost.
        return now + CHECK_PAUSE_AUTHORISED if authorised and age < CHECK_AUTHORISED_FOR else None
    pauses = CHECK_PAUSES[session.check_count : session.check_count + 1]
    return now + (pauses[0] if pauses else CHECK_PAUSE_LATER)


def _order(world: PayWorld, cart: Cart, session: PaymentSession) -> PaymentOrder:
    back = f"{world.base_url}/payment/offline"
    who = f"ref={cart.reference}&code={return_code(cart)}"
    return PaymentOrder(
        cart_id=session.gateway_cart_id,
        amount_minor=session.amount_minor,
        currency=session.currency,
        description=f"Tickets {cart.reference}",
        customer_name=cart.customer_name or "",
        customer_email=cart.customer_email or "",
        customer_phone=cart.customer_phone,
        language=cart.language,
        return_authorised=f"{back}/success?{who}",
        return_declined=f"{back}/declined?{who}",
        return_cancelled=f"{back}/cancel?{who}",
        notify_url=f"{back}/notify",
    )
