"""Payments on a gateway's hosted page: what is asked for, what the gateway says, and when that counts as paid.

Money is minor units beside an ISO 4217 code.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from admitone.core.money import to_major


class PaymentOrder(Struct, frozen=True, kw_only=True):
    """What to collect. `cart_id` is unique per attempt; the three addresses are where the customer comes back to."""

    cart_id: str
    amount_minor: int
    currency: str
    description: str
    customer_name: str
    customer_email: str
    customer_phone: str | None
    language: str
    return_authorised: str
    return_declined: str
    return_cancelled: str
    notify_url: str


class GatewaySession(Struct, frozen=True):
    """A hosted page that waits for the customer. `ref` is the gateway's own reference."""

    ref: str
    url: str


class PaymentState(StrEnum):
    """What the gateway's own check says of an order.

    PAID is the gateway's word alone; only `verify_paid` says whether it is the payment that was asked for. AUTHORISED
    is money that is promised and not collected: a review by hand or a capture is still to come.
    """

    OPEN = "OPEN"
    AUTHORISED = "AUTHORISED"
    PAID = "PAID"
    DECLINED = "DECLINED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"
    REPLACED = "REPLACED"


class GatewayCheck(Struct, frozen=True, kw_only=True):
    """The answer of a check, as the gateway gave it; whether it fits what was asked for is `verify_paid`'s to say.

    `amount_minor` is None when the gateway's amount cannot be read as one of its currency.
    """

    ref: str
    cart_id: str
    amount_minor: int | None
    currency: str
    test: bool
    state: PaymentState
    status_code: int
    transaction_ref: str | None
    transaction_status: str | None
    message: str | None


class ExpectedPayment(Struct, frozen=True, kw_only=True):
    """What was asked for when the session was made, as it was kept then."""

    ref: str
    cart_id: str
    amount_minor: int
    currency: str
    test: bool


def verify_paid(check: GatewayCheck, expected: ExpectedPayment) -> list[str]:
    """Everything that keeps this check from proving that the expected payment was made; empty means paid.

    Each entry begins with the name of the field and fits an audit entry. Nothing is taken for granted: a session of
    another cart, a smaller amount, another currency or play money in place of real money would otherwise pass as paid.
    """
    mismatches = [
        f"{name}: {wanted!r} was asked for, the gateway says {found!r}"
        for name, wanted, found in (
            ("ref", expected.ref, check.ref),
            ("cart_id", expected.cart_id, check.cart_id),
            ("currency", expected.currency, check.currency),
            ("test", expected.test, check.test),
        )
        if wanted != found
    ]
    if check.amount_minor != expected.amount_minor:
        wanted, found = (_amount(minor, expected.currency) for minor in (expected.amount_minor, check.amount_minor))
        mismatches.append(f"amount: {wanted} was asked for, the gateway says {found}")
    if check.state is not PaymentState.PAID:
        mismatches.insert(0, f"state: {check.state}, not {PaymentState.PAID}")
    return mismatches


def _amount(minor: int | None, currency: str) -> str:
    return "no amount" if minor is None else str(to_major(minor, currency))
