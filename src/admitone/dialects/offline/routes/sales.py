"""sale/list, read, reserve, assign-group, confirm-payment, cancel, regenerate-link."""

from __future__ import annotations

from typing import Annotated

from litestar import post
from litestar.params import HeaderParameter, JSONBody
from litestar.types import ControllerRouterHandler

from admitone.core.principal import ADMINS, STAFF
from admitone.dialects.offline.auth import OpenDoor
from admitone.dialects.offline.cart_answers import cart_body, sales_body
from admitone.dialects.offline.wire.envelope import Envelope, ok
from admitone.dialects.offline.wire.sales import (
    CartRef,
    CPaymentLink,
    CSaleCart,
    CTicketSale,
    SaleAssignGroup,
    SaleCancel,
    SaleList,
    SaleReserve,
    read_sale_status,
    sale_body,
)
from admitone.services import carts, paying, resolving, selling
from admitone.services.settling import reserve_and_settle, settle_cart
from admitone.store.sales import SaleFilter

TAGS = ["Sales"]
IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(name="Idempotency-Key", max_length=200, description="A repetition gives the same cart"),
]


@post("/sale/list", status_code=200, tags=TAGS)
async def list_sales(data: JSONBody[SaleList], door: OpenDoor) -> Envelope[list[CTicketSale]]:
    """Lists sales, newest first; the filters combine."""
    wanted = SaleFilter(
        cart_reference=data.cart_reference or None, ticket_id=data.ticket_id, status=read_sale_status(data.status)
    )
    async with door.reading(data, STAFF) as (tx, principal):
        rows, links = await carts.list_sales(tx, principal, wanted)
    return ok([sale_body(row, links.get(row.cart_id), principal.time_zone) for row in rows])


@post("/sale/read", status_code=200, tags=TAGS)
async def read_sale(data: JSONBody[CartRef], door: OpenDoor) -> Envelope[CSaleCart]:
    """Reads a cart with its sales, tickets and payment link."""
    async with door.reading(data, STAFF) as (tx, principal):
        view = await carts.read_cart(tx, principal, data.cart_reference)
    return ok(cart_body(view, principal, door.product.config.base_url))


@post("/sale/reserve", status_code=200, tags=TAGS)
async def reserve_tickets(
    data: JSONBody[SaleReserve], door: OpenDoor, idempotency_key: IdempotencyKey = None
) -> Envelope[CSaleCart]:
    """Reserves tickets for a customer, all or none, with an Odoo quotation and a payment link."""
    wanted = data.reservation(idempotency_key or None)
    principal = await door.identify(data.session, STAFF)
    view = await reserve_and_settle(door.product.settle_world, principal, door.product.terms, wanted)
    return ok(cart_body(view, principal, door.product.config.base_url))


@post("/sale/assign-group", status_code=200, tags=TAGS)
async def assign_to_group(data: JSONBody[SaleAssignGroup], door: OpenDoor) -> Envelope[CSaleCart]:
    """Assigns tickets to a group trip service: sold at once, without payment."""
    async with door.writing(data, STAFF) as (tx, principal):
        cart = await selling.assign_to_group(
            tx,
            principal,
            door.product.terms,
            ticket_ids=data.ticket_ids,
            trip_service_id=data.trip_service_id,
            agent_user_id=data.agent_user_id or None,
        )
    async with door.product.database.reading() as tx:
        view = await carts.read_cart(tx, principal, cart.reference)
    return ok(cart_body(view, principal, door.product.config.base_url))


@post("/sale/confirm-payment", status_code=200, tags=TAGS)
async def confirm_payment(data: JSONBody[CartRef], door: OpenDoor) -> Envelope[list[CTicketSale]]:
    """Confirms by hand that a reservation was paid. A CONFLICT tells who ended the reservation before."""
    async with door.writing(data, ADMINS) as (tx, principal):
        await resolving.confirm_payment(tx, principal, door.product.terms, data.cart_reference)
    view = await settle_cart(door.product.settle_world, principal, data.cart_reference)
    return ok(sales_body(view, principal))


@post("/sale/cancel", status_code=200, tags=TAGS)
async def cancel_sale(data: JSONBody[SaleCancel], door: OpenDoor) -> Envelope[list[CTicketSale]]:
    """Cancels a reservation: its tickets are for sale again. A CONFLICT tells who ended the reservation before."""
    async with door.writing(data, ADMINS) as (tx, principal):
        await resolving.cancel_cart(tx, principal, door.product.terms, data.cart_reference, data.reason)
    view = await settle_cart(door.product.settle_world, principal, data.cart_reference)
    return ok(sales_body(view, principal))


@post("/sale/regenerate-link", status_code=200, tags=TAGS)
async def regenerate_link(data: JSONBody[CartRef], door: OpenDoor) -> Envelope[CPaymentLink]:
    """Makes a new payment link for a pending cart; the links before stay valid and are honoured once."""
    async with door.writing(data, STAFF) as (tx, principal):
        await paying.regenerate_link(tx, principal, door.product.terms, data.cart_reference)
    view = await settle_cart(door.product.settle_world, principal, data.cart_reference)
    link = view.link.url if view.link and "create_payment" not in view.pending else None
    return ok(CPaymentLink(data.cart_reference, link, view.pending))


HANDLERS: list[ControllerRouterHandler] = [
    list_sales,
    read_sale,
    reserve_tickets,
    assign_to_group,
    confirm_payment,
    cancel_sale,
    regenerate_link,
]
