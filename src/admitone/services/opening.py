"""Writing a new cart with its hold, its sales and their audit, around tickets that were just taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from admitone.core.errors import InvalidParameter
from admitone.core.ids import new_download_code
from admitone.core.inventory import Ticket
from admitone.core.principal import Principal
from admitone.core.selling import Cart, SaleStatus
from admitone.services.cart_view import CartView
from admitone.store import opening as store
from admitone.store.audit import Change
from admitone.store.database import ConstraintViolated, Tx
from admitone.store.opening import OpenedCart


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A cart before it is a row; without `hold_for` there is no hold, because its tickets are sold at once."""

    status: SaleStatus
    agent_user_id: str
    customer_name: str | None = None
    customer_email: str | None = None
    customer_phone: str | None = None
    language: str = "en"
    notes: str | None = None
    wants_payment_link: bool = False
    customer_id: int | None = None
    trip_service_id: int | None = None
    hold_for: timedelta | None = None

    def hold_until(self, now: datetime) -> datetime | None:
        """When the hold of a cart that is written now ends."""
        return None if self.hold_for is None else now + self.hold_for


def new_cart(principal: Principal, reference: str, draft: Draft, now: datetime) -> Cart:
    """The row of a draft; id, currency and total are those of no tickets yet."""
    return Cart(
        id=0,
        tenant_id=principal.tenant_id,
        reference=reference,
        public_code=new_download_code(),
        status=draft.status,
        payment_status=None,
        customer_name=draft.customer_name,
        customer_email=draft.customer_email,
        customer_phone=draft.customer_phone,
        language=draft.language,
        agent_user_id=draft.agent_user_id,
        notes=draft.notes,
        currency=None,
        total_minor=0,
        wants_payment_link=draft.wants_payment_link,
        trip_service_id=draft.trip_service_id,
        odoo_customer_id=draft.customer_id,
        odoo_quote_id=None,
        odoo_quote_number=None,
        invoice_number=None,
        download_code_sent_at=None,
        cancel_reason=None,
        completed_at=now if draft.status is SaleStatus.GROUP_ASSIGNED else None,
        created_at=now,
        updated_at=now,
    )


async def open_cart(
    tx: Tx, principal: Principal, draft: Draft, held: Sequence[Ticket], change: Change, *, reference: str
) -> CartView:
    """Write a cart of tickets that are held; the view of it is put together from what was written.

    InvalidParameter for tickets in several currencies, or without a price when a payment link is wanted.
    ConstraintViolated `carts_reference_once` when the reference is taken, `sales_ticket_live_once` if a ticket were
    sold already.
    """
    currency, total = _total(held, needs_price=draft.wants_payment_link)
    cart = new_cart(principal, reference, draft, change.now)
    cart = msgspec.structs.replace(cart, currency=currency, total_minor=total)
    opened = await store.open_cart(tx, cart, held, draft.hold_until(change.now), change)
    if opened is None:
        raise ConstraintViolated("carts_reference_once")
    return view_opened(opened, held)


def view_opened(opened: OpenedCart, held: Sequence[Ticket]) -> CartView:
    """What is shown of a cart that was just written, before anything has happened for it outside."""
    by_id = {ticket.id: ticket for ticket in held}
    tickets = [by_id[sale.ticket_id] for sale in opened.sales]
    return CartView(opened.cart, opened.hold, opened.sales, tickets, link=None, pending=[])


def _total(held: Sequence[Ticket], *, needs_price: bool) -> tuple[str | None, int]:
    unpriced = [ticket.id for ticket in held if ticket.selling_price_minor is None]
    if unpriced and needs_price:
        named = ", ".join(map(str, unpriced[:20]))
        message = f"ticket {named} has no selling price; set one, or send skipPaymentLink"
        raise InvalidParameter(message, fields=("ticketIds",), details={"ticketIds": unpriced})
    currencies = sorted({ticket.selling_currency for ticket in held if ticket.selling_currency})
    if len(currencies) > 1:
        message = f"one cart has one currency; these tickets are priced in {' and '.join(currencies)}"
        raise InvalidParameter(message, fields=("ticketIds",))
    return (currencies[0] if currencies else None), sum(ticket.selling_price_minor or 0 for ticket in held)
