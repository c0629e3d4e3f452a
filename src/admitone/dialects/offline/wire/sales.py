"""Sales of the offline contract."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from admitone.bodies import Day, Id, Line, Name, Remark, Text
from admitone.core.clock import local_day
from admitone.core.errors import InvalidParameter
from admitone.core.money import to_major
from admitone.core.selling import Cart, Refund, RefundState, SaleStatus
from admitone.dialects.offline.wire.days import instant_day, read_optional_day
from admitone.dialects.offline.wire.envelope import SessionBody
from admitone.dialects.offline.wire.tickets import COfflineTicket, Ids, Price
from admitone.services.allocating import Wish
from admitone.services.refunding import RefundWish
from admitone.services.selling import HOLD_MINUTES_MAX, Reservation
from admitone.store.sales import SaleLink, SaleRow

Reference = Annotated[
    str, Meta(min_length=1, max_length=63, pattern=r"^[^\x00-\x1f\x7f]*$", examples=["OT-20260301-ABC12"])
]
Language = Annotated[str, Meta(pattern=r"^(en|ar)$", description="Extension: language of mails and pages, en or ar")]


class SaleList(SessionBody, kw_only=True, rename="camel"):
    """Body of sale/list."""

    cart_reference: Line | None = None
    ticket_id: Id | None = None
    status: Annotated[str, Meta(max_length=40, examples=["PENDING_PAYMENT"])] | None = None


class CartRef(SessionBody, kw_only=True, rename="camel"):
    """Body of sale/read, confirm-payment, regenerate-link and merge-download."""

    cart_reference: Reference


class AllocationWish(Struct, kw_only=True, rename="camel"):
    """One entry of `allocate` (extension): so many tickets of a kind, soonest-expiring first.

    Tickets of an event are named by `ticketConfigId`, with `timeslotId` and `sectorId` where the event has such.
    """

    attraction_id: Id | None = None
    quantity: Annotated[int, Meta(ge=1, le=500)]
    category: Line | None = None
    age_group: Line | None = None
    ticket_date: Day | None = None
    time_slot: Line | None = None
    ticket_config_id: Id | None = None
    timeslot_id: Id | None = None
    sector_id: Id | None = None

    def wish(self, row: int) -> Wish:
        """The wish that the service takes."""
        return Wish(
            attraction_id=self.attraction_id,
            quantity=self.quantity,
            category=self.category or None,
            age_group=self.age_group or None,
            ticket_date=read_optional_day(self.ticket_date or None, f"allocate[{row}].ticketDate"),
            time_slot=self.time_slot or None,
            ticket_config_id=self.ticket_config_id,
            timeslot_id=self.timeslot_id,
            sector_id=self.sector_id,
        )


class SaleReserve(SessionBody, kw_only=True, rename="camel"):
    """Body of sale/reserve. With the extension `allocate`, `ticketIds` is an empty list."""

    ticket_ids: Annotated[list[Id], Meta(max_length=10_000)]
    customer_name: Name
    customer_email: Annotated[str, Meta(max_length=320)]
    customer_phone: Line | None = None
    agent_user_id: Line | None = None
    notes: Text | None = None
    customer_id: Id | None = None
    skip_payment_link: bool | None = None
    allocate: Annotated[list[AllocationWish], Meta(max_length=100)] | None = None
    hold_minutes: Annotated[int, Meta(ge=1, le=HOLD_MINUTES_MAX, description="Extension")] | None = None
    language: Language | None = None

    def reservation(self, idempotency_key: str | None) -> Reservation:
        """The command that the service takes."""
        return Reservation(
            customer_name=self.customer_name.strip(),
            customer_email=self.customer_email,
            customer_phone=self.customer_phone,
            ticket_ids=self.ticket_ids,
            wishes=[one.wish(row) for row, one in enumerate(self.allocate or [])],
            agent_user_id=self.agent_user_id or None,
            notes=self.notes,
            customer_id=self.customer_id,
            skip_payment_link=bool(self.skip_payment_link),
            hold_minutes=self.hold_minutes,
            language=self.language or "en",
            idempotency_key=idempotency_key,
        )


class SaleAssignGroup(SessionBody, kw_only=True, rename="camel"):
    """Body of sale/assign-group."""

    ticket_ids: Ids
    trip_service_id: Id
    agent_user_id: Line | None = None


class SaleCancel(SessionBody, kw_only=True, rename="camel"):
    """Body of sale/cancel."""

    cart_reference: Reference
    reason: Remark | None = None


class SaleEmailTickets(SessionBody, kw_only=True, rename="camel"):
    """Body of sale/email-tickets."""

    cart_reference: Reference
    base_url: Annotated[str, Meta(min_length=1, max_length=500, examples=["https://app.example.com"])]


class SaleRefund(SessionBody, kw_only=True, rename="camel"):
    """Body of sale/refund (extension). Without `ticketIds` the whole cart; `returnToStock` false voids the tickets."""

    cart_reference: Reference
    ticket_ids: Annotated[list[Id], Meta(max_length=10_000)] | None = None
    return_to_stock: bool = True
    reason: Remark | None = None

    def wish(self) -> RefundWish:
        """The command that the service takes."""
        return RefundWish(self.cart_reference, self.ticket_ids or (), self.return_to_stock, self.reason)


class RefundList(SessionBody, kw_only=True, rename="camel"):
    """Body of refund/list (extension)."""

    state: Annotated[str, Meta(max_length=20, examples=["OPEN"])] | None = None

    def wanted(self) -> RefundState | None:
        """The state to restrict to."""
        if not self.state:
            return None
        try:
            return RefundState(self.state)
        except ValueError:
            raise InvalidParameter(f"state: write one of {', '.join(RefundState)}", fields=("state",)) from None


class RefundRef(SessionBody, kw_only=True, rename="camel"):
    """Body of refund/execute (extension)."""

    refund_id: Id


class RefundDismiss(SessionBody, kw_only=True, rename="camel"):
    """Body of refund/dismiss (extension)."""

    refund_id: Id
    note: Remark


class CTicketSale(Struct, frozen=True, rename="camel"):
    """CTicketSale of the contract; `refundedAt` is an extension."""

    sale_id: int
    ticket_id: int
    cart_reference: str
    odoo_quote_id: int | None
    odoo_customer_id: int | None
    customer_name: str | None
    customer_phone: str | None
    customer_email: str | None
    sale_date: str
    sale_price: Price | None
    sale_currency: str | None
    telr_payment_link: str | None
    telr_transaction_id: str | None
    agent_user_id: str | None
    status: str
    payment_status: str | None
    download_code_sent_at: str | None
    notes: str | None
    created_at: str
    updated_at: str
    refunded_at: str | None


class CSaleCart(Struct, frozen=True, rename="camel"):
    """A cart as reserve, assign-group and read answer it; `status`, `pending` and what follows are extensions."""

    cart_reference: str
    payment_link: str | None
    odoo_quote_number: str | None
    sales: list[CTicketSale]
    tickets: list[COfflineTicket]
    status: str
    payment_status: str | None
    pending: Annotated[list[str], Meta(description="What still waits: sync_erp, create_payment, mail_tickets ...")]
    hold_expires_at: str | None
    total: Price | None
    currency: str | None
    public_url: str


class CPaymentLink(Struct, frozen=True, rename="camel"):
    """What regenerate-link answers."""

    cart_reference: str
    payment_link: str | None
    pending: list[str]


class CRefund(Struct, frozen=True, rename="camel"):
    """Money that must go back (extension)."""

    refund_id: int
    cart_id: int
    amount: Price
    currency: str
    reason: str
    state: str
    refund_reference: str | None
    note: str | None
    decided_by: str | None
    created_at: str


def sale_body(sale: SaleRow, link: SaleLink | None, time_zone: str) -> CTicketSale:
    """A sale as the contract shows it."""
    price = None
    if sale.price_minor is not None and sale.currency is not None:
        price = to_major(sale.price_minor, sale.currency)
    created = local_day(sale.created_at, time_zone).isoformat()
    return CTicketSale(
        sale_id=sale.id,
        ticket_id=sale.ticket_id,
        cart_reference=sale.cart_reference,
        odoo_quote_id=sale.odoo_quote_id,
        odoo_customer_id=sale.odoo_customer_id,
        customer_name=sale.customer_name,
        customer_phone=sale.customer_phone,
        customer_email=sale.customer_email,
        sale_date=created,
        sale_price=price,
        sale_currency=sale.currency,
        telr_payment_link=link.url if link else None,
        telr_transaction_id=link.transaction_ref if link else None,
        agent_user_id=sale.agent_user_id,
        status=sale.status,
        payment_status=sale.payment_status,
        download_code_sent_at=instant_day(sale.download_code_sent_at, time_zone),
        notes=sale.notes,
        created_at=created,
        updated_at=local_day(sale.updated_at, time_zone).isoformat(),
        refunded_at=instant_day(sale.refunded_at, time_zone),
    )


def refund_body(refund: Refund) -> CRefund:
    """A refund as the door shows it."""
    return CRefund(
        refund_id=refund.id,
        cart_id=refund.cart_id,
        amount=to_major(refund.amount_minor, refund.currency),
        currency=refund.currency,
        reason=refund.reason,
        state=refund.state,
        refund_reference=refund.refund_reference,
        note=refund.note,
        decided_by=refund.decided_by,
        created_at=refund.created_at.isoformat(timespec="milliseconds"),
    )


def cart_total(cart: Cart) -> Price | None:
    """What a cart costs, in major units."""
    return to_major(cart.total_minor, cart.currency) if cart.currency else None


def read_sale_status(text: str | None) -> SaleStatus | None:
    """A sale status, or none; InvalidParameter for a word that is none."""
    if not text:
        return None
    try:
        return SaleStatus(text)
    except ValueError:
        raise InvalidParameter(f"status: write one of {', '.join(SaleStatus)}", fields=("status",)) from None
