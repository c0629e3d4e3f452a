"""The nouns of selling, as rows of the store read them."""

from __future__ import annotations

import hmac
import secrets
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

# No letters or digits that are mistaken for each other when read out on the telephone.
_REFERENCE_ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_REFERENCE_LENGTH: Final = 5


class SaleStatus(StrEnum):
    """PENDING_PAYMENT -> COMPLETED | CANCELLED; GROUP_ASSIGNED."""

    PENDING_PAYMENT = "PENDING_PAYMENT"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    GROUP_ASSIGNED = "GROUP_ASSIGNED"


class PaymentStatus(StrEnum):
    """What the customer's payment came to."""

    PAID = "PAID"
    DECLINED = "DECLINED"
    CANCELLED_PAYMENT = "CANCELLED_PAYMENT"


class Resolution(StrEnum):
    """How a hold ended. It ends once."""

    SOLD = "SOLD"
    RELEASED = "RELEASED"
    EXPIRED = "EXPIRED"


class SessionState(StrEnum):
    """Where one attempt to collect money stands."""

    CREATING = "CREATING"
    OPEN = "OPEN"
    PAID = "PAID"
    DECLINED = "DECLINED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"
    FAILED = "FAILED"


class RefundState(StrEnum):
    """OPEN -> ORDERED -> DONE, or OPEN -> DISMISSED; an order that the gateway refuses is OPEN again."""

    OPEN = "OPEN"
    ORDERED = "ORDERED"
    DONE = "DONE"
    DISMISSED = "DISMISSED"


class Cart(Struct, frozen=True, kw_only=True):
    """What one customer takes in one go. `total_minor` is in minor units of `currency`."""

    id: int
    tenant_id: int
    reference: str
    public_code: str
    status: SaleStatus
    payment_status: PaymentStatus | None
    customer_name: str | None
    customer_email: str | None
    customer_phone: str | None
    language: str
    agent_user_id: str | None
    notes: str | None
    currency: str | None
    total_minor: int
    wants_payment_link: bool
    trip_service_id: int | None
    odoo_customer_id: int | None
    odoo_quote_id: int | None
    odoo_quote_number: str | None
    invoice_number: str | None
    download_code_sent_at: datetime | None
    cancel_reason: str | None
    completed_at: datetime | None
    created_at: datetime
    updated_at: datetime


class Hold(Struct, frozen=True, kw_only=True):
    """Tickets of a cart kept until `expires_at`."""

    id: int
    tenant_id: int
    cart_id: int
    expires_at: datetime
    resolution: Resolution | None
    resolved_by: str | None
    resolved_at: datetime | None


class Sale(Struct, frozen=True, kw_only=True):
    """One ticket of a cart."""

    id: int
    cart_id: int
    ticket_id: int
    attraction_id: int | None
    price_minor: int | None
    currency: str | None
    status: SaleStatus
    refunded_at: datetime | None
    created_at: datetime
    updated_at: datetime


class PaymentSession(Struct, frozen=True, kw_only=True):
    """One attempt to collect money for a cart."""

    id: int
    tenant_id: int
    cart_id: int
    attempt: int
    gateway_cart_id: str
    gateway_ref: str | None
    url: str | None
    amount_minor: int
    currency: str
    test: bool
    state: SessionState
    transaction_ref: str | None
    message: str | None
    check_count: int
    next_check_at: datetime | None
    paid_at: datetime | None
    created_at: datetime
    updated_at: datetime


class Refund(Struct, frozen=True, kw_only=True):
    """Money that must go back to a customer."""

    id: int
    tenant_id: int
    cart_id: int
    payment_session_id: int | None
    amount_minor: int
    currency: str
    reason: str
    state: RefundState
    refund_reference: str | None
    note: str | None
    decided_by: str | None
    created_at: datetime
    updated_at: datetime


def new_cart_reference(day: date) -> str:
    """OT-yyyymmdd-XXXXX. It is no secret: whoever knows it can do nothing with it."""
    tail = "".join(secrets.choice(_REFERENCE_ALPHABET) for _ in range(_REFERENCE_LENGTH))
    return f"OT-{day:%Y%m%d}-{tail}"


def return_code(cart: Cart) -> str:
    """What the address that a customer comes back to from paying has beside the reference: 32 hex digits.

    It is made from the code of the cart's own page, and does not tell it: the gateway learns this one.
    """
    return hmac.new(cart.public_code.encode(), f"return to {cart.reference}".encode(), "sha256").hexdigest()[:32]
