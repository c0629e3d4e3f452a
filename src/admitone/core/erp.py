"""What passes between the product and the ERP that keeps quotations, orders and invoices.

Money is minor units beside an ISO 4217 code.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class QuotationLine(Struct, frozen=True, kw_only=True):
    """A group of equal tickets in a quotation, `returned` of which were sold and taken back since."""

    product_code: str
    description: str
    quantity: int
    unit_price_minor: int
    returned: int = 0


class Quotation(Struct, frozen=True, kw_only=True):
    """What the ERP should hold of a cart. `customer_id` is the ERP's, when it is known."""

    cart_reference: str
    customer_id: int | None
    customer_name: str
    customer_email: str
    customer_phone: str | None
    currency: str
    lines: list[QuotationLine]
    note: str | None


class ErpOrder(Struct, frozen=True, kw_only=True):
    """A quotation or order as the ERP has it. `state` is draft, sent, sale or cancel.

    `amount_total_minor` is the ERP's own total: with taxes, and in its own `currency`.
    """

    id: int
    name: str
    customer_id: int
    state: str
    amount_total_minor: int
    currency: str


class ErpPayment(Struct, frozen=True, kw_only=True):
    """Money that a customer has paid for a cart. `reference` is the gateway's own, unique for each payment."""

    reference: str
    amount_minor: int
    currency: str
    paid_on: date
