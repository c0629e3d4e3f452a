"""sale/email-tickets, merge-download, refund; refund/list, execute, dismiss."""

from __future__ import annotations

from typing import Any

from litestar import Response, post
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler

from admitone.core.clock import utc_now
from admitone.core.principal import ADMINS, STAFF
from admitone.dialects.offline.auth import OpenDoor
from admitone.dialects.offline.wire.envelope import Envelope, OfflineResponse, ok
from admitone.dialects.offline.wire.sales import (
    CartRef,
    CRefund,
    RefundDismiss,
    RefundList,
    RefundRef,
    SaleEmailTickets,
    SaleRefund,
    refund_body,
)
from admitone.services import delivery, merging, refunding
from admitone.services.settling import settle_cart

TAGS = ["Sales"]


@post("/sale/email-tickets", status_code=200, tags=TAGS)
async def email_tickets(data: JSONBody[SaleEmailTickets], door: OpenDoor) -> Response[Envelope[str]]:
    """Sends the customer the links to the tickets: 200 when the mail server has them, 202 while they still wait."""
    asked_at = utc_now()
    async with door.writing(data, STAFF) as (tx, principal):
        await delivery.email_tickets(tx, principal, door.product.link_origins, data.cart_reference, data.base_url)
    view = await settle_cart(door.product.settle_world, principal, data.cart_reference)
    sent_at = view.cart.download_code_sent_at
    if sent_at is None or sent_at < asked_at:
        waiting = ok("The mail server did not take the links yet; they are sent as soon as it does")
        return OfflineResponse(content=waiting, status_code=202, media_type="application/json")
    return OfflineResponse(content=ok("Download links sent successfully"), media_type="application/json")


@post("/sale/merge-download", status_code=200, tags=TAGS, media_type="application/pdf")
async def merge_download(data: JSONBody[CartRef], door: OpenDoor) -> Response[Any]:
    """Downloads all tickets of a sold cart as one PDF, in order."""
    principal = await door.identify(data.session, STAFF)
    file = await merging.merge_tickets(door.product.page_world, principal, data.cart_reference)
    headers = {"Content-Disposition": f'attachment; filename="{file.file_name}"'}
    return OfflineResponse(content=file.content, media_type="application/pdf", headers=headers)


@post("/sale/refund", status_code=200, tags=TAGS)
async def refund_sale(data: JSONBody[SaleRefund], door: OpenDoor) -> Envelope[CRefund | None]:
    """Takes sold tickets back and gives the money back, through Telr when it was paid there (extension)."""
    async with door.writing(data, ADMINS) as (tx, principal):
        refund = await refunding.refund_sale(tx, principal, door.product.ledger, data.wish())
    await settle_cart(door.product.settle_world, principal, data.cart_reference)
    if refund is None:
        return ok(None)
    async with door.product.database.reading() as tx:
        return ok(refund_body(await refunding.read_refund(tx, principal, refund.id)))


@post("/refund/list", status_code=200, tags=TAGS)
async def list_refunds(data: JSONBody[RefundList], door: OpenDoor) -> Envelope[list[CRefund]]:
    """Lists money that must go back, or has gone (extension)."""
    async with door.reading(data, ADMINS) as (tx, principal):
        found = await refunding.list_refunds(tx, principal, data.wanted())
    return ok([refund_body(refund) for refund in found])


@post("/refund/execute", status_code=200, tags=TAGS)
async def execute_refund(data: JSONBody[RefundRef], door: OpenDoor) -> Envelope[CRefund]:
    """Has the gateway carry out an open refund (extension)."""
    async with door.writing(data, ADMINS) as (tx, principal):
        refund = await refunding.execute_refund(tx, principal, data.refund_id)
    return ok(refund_body(refund))


@post("/refund/dismiss", status_code=200, tags=TAGS)
async def dismiss_refund(data: JSONBody[RefundDismiss], door: OpenDoor) -> Envelope[CRefund]:
    """Closes a refund that was settled another way; the note says how (extension)."""
    async with door.writing(data, ADMINS) as (tx, principal):
        refund = await refunding.dismiss_refund(tx, principal, data.refund_id, data.note)
    return ok(refund_body(refund))


HANDLERS: list[ControllerRouterHandler] = [
    email_tickets,
    merge_download,
    refund_sale,
    list_refunds,
    execute_refund,
    dismiss_refund,
]
