"""Where the payment gateway sends its customers back to, and where it posts its notices.

Nothing that arrives here is believed. A return and a notice alike make us ask the gateway ourselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import structlog
from litestar import Response, Router, get, post
from litestar.types import ControllerRouterHandler

from admitone.bootstrap import Product
from admitone.core.selling import Cart
from admitone.link_pages import LinkRequest, caller_address, page_response, visitor_language
from admitone.notices.auth import verify_notice
from admitone.notices.errors import EXCEPTION_HANDLERS, NOTICE_HANDLERS
from admitone.notices.telr import Notice
from admitone.notices.wire import FORM_BYTES_MAX, payment_page, read_form, result_page, returned_page
from admitone.services.effects import carry_out_soon
from admitone.services.payment_notices import ReportedPayment, take_payment_notice
from admitone.services.returning import (
    Caller,
    ReturnState,
    look_up_return,
    read_payment_page,
    request_payment_page,
)

# How long a customer waits for a new payment page.
PAGE_SECONDS: Final = 6.0
_log = structlog.get_logger(__name__)


@get("/payment/offline/success")
async def show_success(request: LinkRequest) -> Response[str]:
    """Where a customer comes back to from a payment that the gateway calls made."""
    return await _show_result(request, authorised=True)


@get(["/payment/offline/declined", "/payment/offline/cancel"])
async def show_failure(request: LinkRequest) -> Response[str]:
    """Where a customer comes back to from a payment that the gateway calls declined or cancelled."""
    return await _show_result(request, authorised=False)


@post("/payment/offline/again", status_code=200)
async def pay_again(request: LinkRequest) -> Response[str]:
    """Leads to a page where an unpaid cart can be paid; a new one when the last one is spent."""
    product: Product = request.app.state.product
    cart = await request_payment_page(product.pay_world, _caller(request, await read_form(request)))
    await _carry_out(product, cart, PAGE_SECONDS)
    url = await read_payment_page(product.pay_world, cart)
    speech = visitor_language(request, cart.language)
    return page_response(payment_page(cart, url, speech, dict(request.query_params)))


@post("/payment/offline/notify", status_code=200, exception_handlers=NOTICE_HANDLERS)
async def take_notice(request: LinkRequest) -> Response[bytes]:
    """Takes both kinds of notices. Whatever they say, the answer is OK as soon as what follows is written down."""
    product: Product = request.app.state.product
    notice = verify_notice(await read_form(request), product.config)
    async with product.database.writing() as tx:
        cart = await take_payment_notice(
            tx,
            gateway_cart_id=notice.cart_id,
            order_ref=notice.order_ref,
            signed=notice.signed,
            address=caller_address(request),
            reported=_reported(notice),
        )
    if cart is not None:
        _log.info("payment_notice", cart=cart.reference, kind=notice.kind, status=notice.status, signed=notice.signed)
        await _carry_out(product, cart, 0)
    return Response(b"OK", media_type="text/plain")


def notice_router() -> Router:
    """Everything that the payment gateway knows of us."""
    return Router(
        "/",
        route_handlers=_HANDLERS,
        exception_handlers=EXCEPTION_HANDLERS,
        request_max_body_size=FORM_BYTES_MAX,
        include_in_schema=False,
    )


async def _show_result(request: LinkRequest, *, authorised: bool) -> Response[str]:
    product: Product = request.app.state.product
    query = dict(request.query_params)
    found = await look_up_return(product.pay_world, _caller(request, query), authorised=authorised)
    if found.state is ReturnState.PAID and found.cart.download_code_sent_at is None:
        # The customer waits for the mail now.
        await _carry_out(product, found.cart, 0)
    if not found.knows_code:
        return page_response(returned_page(visitor_language(request), query))
    speech = visitor_language(request, found.cart.language)
    return page_response(result_page(found, speech, request.url.path, query))


def _reported(notice: Notice) -> ReportedPayment | None:
    return ReportedPayment(notice.transaction_ref, notice.amount, notice.currency) if notice.took_money else None


def _caller(request: LinkRequest, given: Mapping[str, str]) -> Caller:
    return Caller(given.get("ref", ""), given.get("code", ""), caller_address(request))


async def _carry_out(product: Product, cart: Cart, seconds: float) -> None:
    if not product.settle_world.carries_out:
        return
    await carry_out_soon(
        product.database,
        product.handlers,
        tenant_id=cart.tenant_id,
        cart_reference=cart.reference,
        owner=product.owner,
        seconds=seconds,
    )


_HANDLERS: Final[list[ControllerRouterHandler]] = [show_success, show_failure, pay_again, take_notice]
