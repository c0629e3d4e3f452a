"""Notices of the payment gateway. Whatever one says, it only makes us ask the gateway ourselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

import structlog

from admitone.core.clock import utc_now
from admitone.core.errors import AdmitError
from admitone.core.money import check_currency, to_minor
from admitone.core.networks import network_of
from admitone.core.selling import Cart, PaymentSession, SessionState
from admitone.services.cart_effects import request_check
from admitone.services.guessing import WINDOW
from admitone.services.paying import CHECK_PAUSES, UNVERIFIED
from admitone.store import audit, carts, payments, people
from admitone.store.audit import Change
from admitone.store.database import Tx

# A store whose webhook key is not configured sends nothing but unsigned notices, so a few per session are heard.
UNSIGNED_PER_SESSION: Final = 10
UNSIGNED_PER_ADDRESS_AND_MINUTE: Final = 60
_LENGTH_MAX: Final = 64
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ReportedPayment:
    """Money that a notice says was taken; `amount` is in major units, as it was written."""

    transaction_ref: str | None
    amount: str
    currency: str


async def take_payment_notice(
    tx: Tx,
    *,
    gateway_cart_id: str,
    order_ref: str | None,
    signed: bool,
    address: str,
    reported: ReportedPayment | None = None,
) -> Cart | None:
    """Decide to ask the gateway about the session that a notice names; the session's cart, None when nothing is done.

    `signed` is whether the notice's signature is good. A signed notice may also bring the reference of a session whose
    own answer was lost. Its check still compares everything, so that a wrong reference proves nothing. When it brings
    none, the gateway cannot be asked; what it reports as `reported` becomes a refund task for a person to look up.
    """
    session = await _find_session(tx, gateway_cart_id)
    if session is None:
        _log.warning("payment_notice_of_unknown_session", signed=signed)
        return None
    now = utc_now()
    known_ref = session.gateway_ref
    if signed and known_ref is None and order_ref and _is_plain(order_ref):
        adopted = await payments.adopt_gateway_ref(tx, session.id, order_ref, now + CHECK_PAUSES[0], now)
        _log.info("payment_session_found_again", session=session.id, adopted=adopted)
        known_ref = order_ref
    if known_ref is None and signed and reported is not None:
        await _report_unknown(tx, session, reported, now)
    if known_ref is None or session.state is SessionState.PAID:
        return None
    if not signed and not await _may_ask(tx, session, address):
        return None
    cart = await carts.read_cart_by_id(tx, session.cart_id)
    await request_check(tx, cart, session.id, now)
    return cart


async def _find_session(tx: Tx, gateway_cart_id: str) -> PaymentSession | None:
    if not _is_plain(gateway_cart_id):
        return None
    return await payments.read_session_by_gateway_cart(tx, gateway_cart_id)


async def _report_unknown(tx: Tx, session: PaymentSession, reported: ReportedPayment, now: datetime) -> None:
    cart = await carts.lock_cart(tx, session.cart_id)
    if await payments.list_session_refunds(tx, session.id):
        return
    which = f"transaction {reported.transaction_ref or 'unknown'} of {session.gateway_cart_id}"
    reason = f"{UNVERIFIED}: {which}; look it up there, then confirm the cart by hand or give the money back"
    amount, currency = _read_amount(reported) or (session.amount_minor, session.currency)
    await payments.insert_refund(
        tx, cart, payment_session_id=session.id, amount_minor=amount, currency=currency, reason=reason, now=now
    )
    status = str(cart.status)
    await audit.record_sales(tx, cart, Change("REFUND_DUE", "gateway", now, status, status, reason))
    _log.error("payment_of_lost_session", cart=cart.reference, session=session.id)


def _read_amount(reported: ReportedPayment) -> tuple[int, str] | None:
    try:
        check_currency(reported.currency, "currency")
        return to_minor(Decimal(reported.amount), reported.currency, "amount"), reported.currency
    except (AdmitError, ArithmeticError):
        return None


async def _may_ask(tx: Tx, session: PaymentSession, address: str) -> bool:
    now = utc_now()
    by_session = await people.count_failure(tx, f"unsigned:{session.id}", now, now - WINDOW)
    subject = f"unsigned:{network_of(address)}:{now:%H%M}"
    by_address = await people.count_failure(tx, subject, now, now - WINDOW)
    allowed = by_session <= UNSIGNED_PER_SESSION and by_address <= UNSIGNED_PER_ADDRESS_AND_MINUTE
    _log.warning("payment_notice_unsigned", session=session.id, heard=allowed)
    return allowed


def _is_plain(text: str) -> bool:
    """Whether a text can be one of the gateway's identifiers; databases do not take every character."""
    return 0 < len(text) <= _LENGTH_MAX and text.isascii() and text.isprintable()
