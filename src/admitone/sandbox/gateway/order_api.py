"""`order.json`: opening a hosted page, and telling what became of it."""

from __future__ import annotations

from typing import Any

from litestar import Response, post

from admitone.sandbox.gateway.answers import order_body
from admitone.sandbox.gateway.cards import decide
from admitone.sandbox.gateway.failing import ROOT, GatewayRequest, fail_on_command
from admitone.sandbox.gateway.faults import FaultKind, Operation
from admitone.sandbox.gateway.gateway import DEFAULT_CARD, Gateway
from admitone.sandbox.gateway.orders import Order, new_approval_code, new_order_ref
from admitone.sandbox.gateway.requests import Refused, check_login, fault, read_fields, read_order
from admitone.sandbox.serving import drop_connection


@post(f"{ROOT}/order.json", status_code=200)
async def order_json(request: GatewayRequest, gateway: Gateway) -> Response[Any]:
    """Open a hosted page, or tell what became of one. Errors are answered with HTTP 200, as Telr does."""
    method, trace = "", new_order_ref()[:16].lower()
    try:
        fields = read_fields(await request.body(), request.headers.get("content-type", ""))
        method = fields.get("method", "")
        operations = {"create": Operation.CREATE, "check": Operation.CHECK}
        if method not in operations:
            raise fault(1, "Method is create or check")
        if failed := await fail_on_command(request, gateway, operations[method]):
            return failed
        check_login(gateway.account, fields, gateway.account.auth_key)
        act = _create if method == "create" else _check
        body = await act(request, gateway, fields)
    except Refused as refused:
        error = {"message": refused.message, "note": refused.note}
        return Response({"method": method, "trace": trace, "error": error}, status_code=200)
    if gateway.faults.take(FaultKind.LOST_ANSWER, operations[method]):
        return drop_connection(request)
    return Response({"method": method, "trace": trace, "order": body}, status_code=200)


async def _create(request: GatewayRequest, gateway: Gateway, fields: dict[str, str]) -> dict[str, Any]:
    if gateway.faults.take(FaultKind.DUPLICATE_CART, Operation.CREATE):
        raise Refused("E56:Duplicate transaction", "Cart ID must be unique")
    order = read_order(fields, gateway.book)
    gateway.book.keep(order)
    if gateway.faults.take(FaultKind.EARLY_NOTICE, Operation.CREATE):
        verdict = decide(DEFAULT_CARD.digits, DEFAULT_CARD.cvv, new_approval_code())
        await gateway.courier.deliver(order, gateway.record(order, verdict))
    return {"ref": order.ref, "url": page_url(request, order)}


async def _check(request: GatewayRequest, gateway: Gateway, fields: dict[str, str]) -> dict[str, Any]:
    order = gateway.look_up(fields.get("ref", ""))
    if order is None:
        raise fault(22)
    wrong = gateway.faults.take(FaultKind.WRONG_AMOUNT, Operation.CHECK) is not None
    return order_body(order, page_url(request, order), wrong_amount=wrong)


def page_url(request: GatewayRequest, order: Order) -> str:
    """The address of an order's hosted page, at the host that this request was sent to."""
    return f"{str(request.base_url).rstrip('/')}{ROOT}/process.html?o={order.ref}"
