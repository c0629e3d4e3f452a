"""What a customer still has to pay for a cart, and where."""

from __future__ import annotations

from dataclasses import dataclass

from admitone.core.selling import Cart, PaymentSession, SaleStatus, SessionState
from admitone.services.cart_effects import CREATE_PAYMENT
from admitone.store import effects, payments
from admitone.store.database import Tx


@dataclass(frozen=True, slots=True)
class Payable:
    """`url` is the hosted page of the latest attempt that is open, None while a newer one is being made.

    `is_under_way` says that one is being made; `was_paid`, that money has come.
    """

    url: str | None
    is_under_way: bool
    was_paid: bool


async def read_payable(tx: Tx, cart: Cart) -> Payable:
    """What can be paid for a cart now; nothing for one that is not pending."""
    sessions = await payments.list_payment_sessions(tx, cart.id)
    was_paid = any(session.state is SessionState.PAID for session in sessions)
    if cart.status is not SaleStatus.PENDING_PAYMENT:
        return Payable(None, is_under_way=False, was_paid=was_paid)
    latest = latest_open(sessions)
    under_way = CREATE_PAYMENT in await effects.list_kinds_under_way(tx, cart.tenant_id, cart.reference)
    return Payable(latest.url if latest and not under_way else None, is_under_way=under_way, was_paid=was_paid)


def latest_open(sessions: list[PaymentSession]) -> PaymentSession | None:
    """The latest attempt that the customer can go on with."""
    usable = [session for session in sessions if session.state is SessionState.OPEN and session.url is not None]
    return usable[-1] if usable else None
